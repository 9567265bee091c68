"""What the county may set follows the rule pack in force on the day of the act: one pack until the
end of the year, another from New Year's Day on; the window was opened under the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.clock import CHINA, FixedClock
from app.domain.months import months_later
from app.domain.rule_pack import RulePack, in_force_on
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.household import Household
from app.models.payment import PayRun
from app.services import relief
from app.services.aid_cases import case_file
from app.services.aid_steps import take_step
from app.services.child_check_ins import log_check_in
from app.services.pay_runs import draw_up
from app.services.today import today
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_family, a_visit
from tests.stores import a_store, an_actor
from tests.unit.services.conftest import the_calendar, the_pack

OLD_YEAR = datetime(2026, 12, 30, 9, 0, tzinfo=CHINA)
NEW_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=CHINA)
CLERK = an_actor(role="2", village_codes=None)
HEAD = an_actor(role="3", village_codes=None, id="019ab000-0000-7000-8000-00000000a003")


def both() -> RulePack:
    """As the program has it that was started in the old year: it knows the next pack too."""
    old = the_pack()
    changed = old.changed(decision_level="1", review_cycle__stable=6, review_cycle__unstable=3)
    pay = replace(old.deadlines["TR-FIRSTPAY"], limit=12)
    survey = replace(old.deadlines["DB-SURVEY"], limit=2, source="2027年新规")
    new = replace(
        changed,
        version=9,
        effective_from=date(2027, 1, 1),
        deadlines={**old.deadlines, "TR-FIRSTPAY": pay, "DB-SURVEY": survey},
    )
    return in_force_on((old, new), OLD_YEAR.date())


PACK = both()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(OLD_YEAR)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = a_store(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def case_id(store: Store) -> str:
    """A case of a family of which nobody can work, to be decided."""

    def make(work: UnitOfWork) -> str:
        return a_case(work, a_family(work, {"labor": "3"}), state="CONFIRM").id

    return store.perform(make, CLERK)[0]


def may_confirm(store: Store, case_id: str) -> bool:
    found = store.read(lambda work: case_file(work, PACK, the_calendar(), case_id), HEAD)
    return any(one.is_mine for one in found.next_steps if one.action == "confirm_yes")


def test_who_decides_follows_the_rules_of_the_day_of_the_act(
    store: Store, clock: FixedClock, case_id: str
):
    assert may_confirm(store, case_id)
    clock.moment = NEW_YEAR
    assert not may_confirm(store, case_id)
    with pytest.raises(Refused) as refused:
        store.perform(
            lambda work: take_step(work, PACK, the_calendar(), case_id, "confirm_yes"), HEAD
        )
    assert refused.value.code == "step_not_yours"


@pytest.mark.parametrize(("moment", "months"), [(OLD_YEAR, 12), (NEW_YEAR, 6)])
def test_the_next_review_follows_the_cycle_of_the_day_of_the_review(
    store: Store, clock: FixedClock, case_id: str, moment: datetime, months: int
):
    def in_benefit(work: UnitOfWork) -> str:
        case = work.get(AssistanceCase, case_id)
        case.state, case.state_since, case.total_month = "ACTIVE", date(2026, 1, 5), Decimal(500)
        home = work.get(Household, case.household_id or "")
        home.review_cycle = "12"
        a_visit(work, home, visit_kind="2")
        return home.id

    clock.moment = moment
    home = store.perform(in_benefit, CLERK)[0]
    store.perform(lambda work: take_step(work, PACK, the_calendar(), case_id, "review_same"), CLERK)
    found = store.read(lambda work: work.get(Household, home), CLERK)
    assert found.review_cycle == str(months)
    assert found.next_review == months_later(moment.date(), months)


def test_a_step_keeps_the_time_it_was_given_on_the_day_its_time_began(
    store: Store, clock: FixedClock
):
    def accepted(work: UnitOfWork) -> str:
        family = a_family(work, {"name": "李某"})
        return a_case(work, family, state="SURVEY", accept_date=work.today).id

    def due(case: str) -> tuple[date, date]:
        """In the case's own file, and in the list of the day, by the same rules."""
        file = store.read(lambda work: case_file(work, PACK, the_calendar(), case), CLERK)
        [own] = [one for one in file.deadlines if one.name == "完成入户调查"]
        tasks = store.read(lambda work: today(work, PACK, the_calendar()), CLERK).tasks
        [task] = [one for one in tasks if one.case_id == case and one.title == "完成入户调查"]
        assert own.source == task.basis
        assert task.due is not None
        return own.due, task.due

    before = store.perform(accepted, CLERK)[0]
    as_given = due(before)
    clock.moment = NEW_YEAR
    assert due(before) == as_given
    after = due(store.perform(accepted, CLERK)[0])
    assert after[0] == after[1] == NEW_YEAR.date() + timedelta(days=2)
    assert after[0] < as_given[0]


def test_emergency_pay_is_due_by_the_rules_of_the_day_the_need_was_known(
    store: Store, clock: FixedClock
):
    def sudden(work: UnitOfWork) -> str:
        family = a_family(work, {"name": "李某"})
        return relief.open_relief(work, PACK, family.id, {"kind": "1"}).id

    def due(case: str) -> tuple[datetime | None, str]:
        file = store.read(lambda work: relief.relief_file(work, PACK, case), CLERK)
        tasks = store.read(lambda work: today(work, PACK, the_calendar()), CLERK).tasks
        (task,) = (one for one in tasks if one.kind == "emergency" and one.case_id == case)
        return file.pay_by, task.why

    before = store.perform(sudden, CLERK)[0]
    clock.moment = NEW_YEAR
    after = store.perform(sudden, CLERK)[0]
    assert due(before)[0] == OLD_YEAR + timedelta(hours=24)
    assert due(after)[0] == NEW_YEAR + timedelta(hours=12)
    assert "12月31日09:00" in due(before)[1]
    assert "1月4日21:00" in due(after)[1]


def test_a_roster_and_a_child_s_next_visit_follow_the_rules_of_the_day_too(
    store: Store, clock: FixedClock
):
    slower = replace(PACK.family[-1].changed(child_visit__high=30), version=9)
    pack = in_force_on((PACK.family[0], slower), OLD_YEAR.date())
    director = an_actor(role="6", id="019ab000-0000-7000-8000-00000000a006")
    child = store.perform(lambda work: a_child(work, risk_level="3").id, CLERK)[0]
    seen = {"called_at": clock.now(), "way": "1", "met": "1", "guardian_words": "都好"}
    seen |= {"risk_after": "3"}

    def called() -> date | None:
        store.perform(lambda work: log_check_in(work, pack, child, seen), director)
        return store.read(lambda work: work.get(Child, child).next_visit, director)

    before = called()
    clock.moment = NEW_YEAR
    seen["called_at"] = clock.now()
    after = called()
    assert before is not None
    assert after is not None
    assert (after - NEW_YEAR.date()).days == 30 > (before - OLD_YEAR.date()).days

    def enter(work: UnitOfWork) -> None:
        a_case(work, a_family(work, {}), state="ACTIVE", total_month=Decimal(900))

    store.perform(enter, CLERK)
    run = store.perform(lambda work: draw_up(work, pack, "1", NEW_YEAR.date()), CLERK)[0]
    told = store.read(lambda work: work.get(PayRun, run.id).rule_pack, CLERK)
    assert told == f"{pack.id} 第9版"
