"""专项治理: each of the sixteen checks finds what it is for, and says nothing of a case in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Obligor
from app.models.person import Person
from app.services import aid, livelihood
from app.services.consistency import CHECKS, Inconsistency, check_all
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_family, a_person, a_visit, an_id_number
from tests.unit.services.conftest import Click, the_pack

PACK = the_pack()


def in_order(work: UnitOfWork, **fields: Any) -> AssistanceCase:
    """A case of 低保 to which nobody can object."""
    adult = {"consent_state": "1", "birth_date": date(1985, 3, 2)}
    family = a_family(work, {"name": "李某", **adult}, adult, adult, monthly=900)
    family.class_now, family.next_review = "1", work.today + timedelta(days=90)
    given: dict[str, Any] = {
        "state": "ACTIVE",
        "kin_filed": False,
        "survey_visit_id": a_visit(work, family).id,
        "notice_from": date(2026, 10, 1),
        "notice_to": date(2026, 10, 8),
        "total_month": Decimal(990),
        "benefit_from_month": date(2026, 11, 1),
        "worked_out_for": date(2026, 11, 1),
    }
    return a_case(work, family, **given | fields)


def found(do: Click, number: int) -> list[Inconsistency]:
    [result] = do(lambda work: check_all(work, PACK, only=[number]))
    assert result.number == number
    return list(result.found)


def test_nothing_is_said_of_a_case_in_order(do: Click):
    do(lambda work: (in_order(work), None)[1])
    told = do(lambda work: check_all(work, PACK))
    assert [each.number for each in told] == list(range(1, 17))
    assert [(each.number, one.why) for each in told for one in each.found] == []


def head_of(work: UnitOfWork, case: AssistanceCase) -> Person:
    return work.get(Person, home_of(work, case).head_id or "")


def home_of(work: UnitOfWork, case: AssistanceCase) -> Household:
    return work.get(Household, case.household_id or "")


def same_number(work: UnitOfWork) -> None:
    for name in ("李某", "李某某"):
        a_person(work, name=name, id_no=an_id_number())


def dead(work: UnitOfWork) -> None:
    head_of(work, in_order(work)).death_date = date(2026, 11, 2)


def same_account(work: UnitOfWork) -> None:
    for _ in range(2):
        head_of(work, in_order(work)).bank_no = "6217000000000000004"


def kin(work: UnitOfWork) -> None:
    in_order(work, kin_filed=True)


def not_the_formula(work: UnitOfWork) -> None:
    in_order(work, total_month=Decimal(1000))


def one_surveyor(work: UnitOfWork) -> None:
    case = in_order(work)
    alone = a_visit(work, home_of(work, case), visitors=[{"name": "陈副手"}])
    case.survey_visit_id = alone.id


def unauthorised(work: UnitOfWork) -> None:
    head_of(work, in_order(work)).consent_state = "0"


def short_notice(work: UnitOfWork) -> None:
    in_order(work, notice_to=date(2026, 10, 7))


def overdue(work: UnitOfWork) -> None:
    home_of(work, in_order(work)).next_review = work.today - timedelta(days=3)


def a_car(work: UnitOfWork) -> None:
    case = in_order(work)
    car = {"kind": "3", "vehicle": "1", "value": Decimal(80000), "value_date": date(2026, 1, 1)}
    _ = livelihood.add_item(work, "asset", case.household_id or "", car)


def watched(work: UnitOfWork) -> None:
    a_family(work, {"name": "李某"}).poverty_flag = "4"


def turned_seventy(work: UnitOfWork) -> None:
    case = in_order(work, worked_out_for=date(2026, 1, 1))
    head_of(work, case).birth_date = date(1956, 6, 1)
    case.working = {"layer": "低保"}


def another_s_account(work: UnitOfWork) -> None:
    head = head_of(work, in_order(work))
    head.bank_no, head.bank_holder = "6217000000000000004", "王某代"


def able_obligor(work: UnitOfWork) -> None:
    case = in_order(work, scheme="2")
    work.add(Obligor(household_id=case.household_id or "", name="李小某", ability="1"))


def child_posted(work: UnitOfWork) -> None:
    in_order(work, scheme="7")


def old_standard(work: UnitOfWork) -> None:
    in_order(work, worked_out_for=date(2025, 6, 1))


@pytest.mark.parametrize(
    ("number", "arrange", "said"),
    [
        (1, same_number, "有2份人员档案"),
        (2, dead, "2026年11月2日死亡，仍在保障"),
        (3, same_account, "2户用同一个银行账户"),
        (4, kin, "没有县级入户记录"),
        (5, not_the_formula, "现发1000元，按规则应为990元"),
        (6, one_surveyor, "不足两名"),
        (7, unauthorised, "李某没有签核对授权书"),
        (8, short_notice, "公示不足7天"),
        (9, overdue, "已超期3天"),
        (10, a_car, "财产不符合规定"),
        (11, watched, "半年内没有入户"),
        (12, turned_seventy, "李某已满70周岁"),
        (13, another_s_account, "打入“王某代”的账户"),
        (14, able_obligor, "李小某有履行能力"),
        (15, child_posted, "应立即撤下"),
        (16, old_standard, "2025年7月起执行新标准"),
    ],
    ids=[f"{number}" for number in CHECKS],
)
def test_each_check_finds_what_it_is_for(
    do: Click, number: int, arrange: Callable[[UnitOfWork], None], said: str
):
    do(arrange)
    [one] = found(do, number)
    assert said in one.why
    assert one.rule
    assert one.todo.endswith("。")
    assert one.household_id or one.person_id


def test_kin_whom_the_county_visited_are_in_order(do: Click):
    def arrange(work: UnitOfWork) -> None:
        case = in_order(work, kin_filed=True)
        county = work.add(Account(name="孙科长", role="1"))
        visitors = [{"name": "孙科长", "user_id": county.id}, {"name": "陈副手"}]
        a_visit(work, home_of(work, case), visitors=visitors)

    do(arrange)
    assert found(do, 4) == []


@pytest.mark.parametrize("number", [4, 6, 7, 8])
@pytest.mark.parametrize("is_migrated", [False, True])
def test_a_case_that_came_from_a_roster_is_not_asked_for_its_papers(
    do: Click, number: int, is_migrated: bool
):
    def arrange(work: UnitOfWork) -> None:
        nothing = dict.fromkeys(("kin_filed", "survey_visit_id", "notice_from", "notice_to"))
        case = in_order(work, is_migrated=is_migrated, **nothing)
        head_of(work, case).consent_state = "0"

    do(arrange)
    assert len(found(do, number)) == (0 if is_migrated else 1)


def test_what_was_put_right_is_said_no_more(do: Click):
    def arrange(work: UnitOfWork) -> str:
        return in_order(work, total_month=Decimal(1000)).id

    case = do(arrange)
    do(lambda work: aid.record_working(work, PACK, case))
    do(lambda work: setattr(work.get(AssistanceCase, case), "total_month", Decimal(990)))
    assert found(do, 5) == []
