"""今日待办 about money: raised standards, fades, standings that end, relief in an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.domain.rule_pack import RulePack
from app.models.assistance_case import AssistanceCase
from app.services import relief
from app.services.today import today
from app.services.today_task import TodayTask
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_family
from tests.unit.services.conftest import Click, the_calendar, the_pack


def found(do: Click, kind: str, pack: RulePack | None = None) -> list[TodayTask]:
    def look(work: UnitOfWork) -> list[TodayTask]:
        listed = today(work, pack or the_pack(), the_calendar())
        return [each for each in listed.tasks if each.kind == kind]

    return do(look)


def a_raised_pack() -> RulePack:
    """A standard of 700 in the country, from October 2026 on."""
    pack = the_pack()
    last = pack.standards[-1]
    amounts = dict(last.amounts) | {"rural_dibao": Decimal(700)}
    new = replace(last, effective=date(2026, 10, 1), amounts=amounts, source="渝民规〔2026〕1号")
    return replace(pack, standards=(*pack.standards, new))


def test_after_a_raised_standard_those_who_now_qualify_are_named(do: Click):
    def edge(work: UnitOfWork) -> None:
        a_family(work, {"name": "李某"}, {}, monthly=1300).class_now = "3"

    do(edge)
    assert found(do, "risen") == []
    [task] = found(do, "risen", a_raised_pack())
    assert (task.title, task.who) == ("提标后新符合低保", "李某")
    assert "预计每月100元" in task.why


def test_a_fade_that_ends_is_on_the_list(do: Click):
    def fading(work: UnitOfWork) -> None:
        family = a_family(work, {"name": "李某"})
        a_case(work, family, state="FADE", valid_to=date(2026, 11, 30))

    do(fading)
    [task] = found(do, "fade")
    assert (task.due, task.title) == (date(2026, 11, 30), "渐退期满")


def test_a_standing_that_ends_is_on_the_list(do: Click):
    def standing(work: UnitOfWork) -> None:
        family = a_family(work, {"name": "李某"})
        for days in (10, 300):
            until = work.today + timedelta(days=days)
            a_case(work, family, scheme="3", state="ACTIVE", valid_to=until)

    do(standing)
    [task] = found(do, "validity")
    assert "低保边缘有效期到2026年12月3日止" in task.why


def test_an_emergency_is_on_the_list_until_it_is_paid(do: Click):
    def sudden(work: UnitOfWork) -> str:
        family = a_family(work, {"name": "李某"})
        values: dict[str, Any] = {"kind": "1"}
        return relief.open_relief(work, the_pack(), family.id, values).id

    case = do(sudden)
    [task] = found(do, "emergency")
    assert (task.title, task.due, task.case_id) == ("先行救助", date(2026, 11, 24), case)
    do(lambda work: setattr(work.get(AssistanceCase, case), "state", "FIRST_PAY"))
    assert found(do, "emergency") == []
