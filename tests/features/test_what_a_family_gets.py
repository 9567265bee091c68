"""The trade's worked examples (domain D.16, H.6) reached through records: a household in the store,
its amount out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.household_facts import IncomeLine
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Income
from app.services import aid, aid_cases
from app.services.aid_result import AidResult, from_tree, to_tree
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_family, an_income
from tests.features.conftest import Click
from tests.unit.services.conftest import the_pack

JULY = date(2025, 7, 1)
TODAY = date(2026, 11, 1)
PACK = the_pack()
BLIND = {"disab_cert": True, "disab_grade": "1", "disab_type": "1"}


def worked(do: Click, *people: dict[str, Any], month: date = JULY, **family: Any) -> AidResult:
    household = do(lambda work: a_family(work, *people, **family).id)
    return do(lambda work: aid.work_out(work, PACK, household, month))


def three(count: int = 3) -> list[dict[str, Any]]:
    return [{} for _ in range(count)]


@pytest.mark.parametrize(
    ("area", "count", "monthly", "per_capita", "amount", "layer"),
    [
        pytest.param("2", 3, 900, "300", "990", "低保", id="1"),
        pytest.param("1", 3, 2309, "769.67", "1.00", "低保", id="2"),
        pytest.param("1", 3, 2310, "770", "0", "低保边缘", id="3"),
        pytest.param("2", 2, 1890, "945", "0", "未纳入", id="4"),
        pytest.param("2", 3, 1000, "333.33", "890.00", "低保", id="24"),
        pytest.param("2", 3, 1500, "500", "390.00", "低保", id="10"),
    ],
)
def test_the_difference_to_the_standard(
    do: Click, area: str, count: int, monthly: int, per_capita: str, amount: str, layer: str
):
    found = worked(do, *three(count), area=area, monthly=monthly)
    assert (found.per_capita, found.total) == (Decimal(per_capita), Decimal(amount))
    assert found.layer == layer


def test_a_disabled_elder_and_a_pupil_get_their_top_ups(do: Click):
    elder = {
        "birth_date": date(1953, 2, 1),
        "disab_cert": True,
        "disab_grade": "2",
        "disab_type": "4",
    }
    pupil = {"birth_date": date(2013, 2, 1), "school_stage": "2"}
    found = worked(do, elder, pupil, monthly=400)
    assert (found.benefit, found.top_up, found.total) == (860, 200, 1060)


def test_the_cost_of_going_to_work_comes_off_the_wage(do: Click):
    pack = PACK.changed(employment_cost__mode="pct_of_std", employment_cost__rate=Decimal("0.3"))

    def family(work: UnitOfWork) -> str:
        household = a_family(work, *three())
        an_income(
            work,
            household,
            kind="1",
            person_id=household.head_id,
            amount_total=Decimal(1500),
            months=1,
        )
        return household.id

    household = do(family)
    found = do(lambda work: aid.work_out(work, pack, household, JULY))
    assert (found.per_capita, found.total) == (437, Decimal("579.00"))


def single(do: Click, *people: dict[str, Any], monthly: int) -> AidResult:
    """The last of ``people`` applies alone."""

    def family(work: UnitOfWork) -> str:
        household = a_family(work, *people, monthly=monthly)
        member = list(aid.read_household(work, household.id).people)[-1][1]
        return a_case(work, household, case_kind="2", person_id=member.id).id

    case = do(family)
    return do(lambda work: aid.work_out_case(work, PACK, case, JULY))


def test_a_blind_adult_of_an_edge_family_applies_alone(do: Click):
    found = single(do, *three(), {**BLIND, "birth_date": date(1980, 1, 1)}, monthly=3200)
    assert [each.rule for each in found.suggestions] == ["R1"]
    assert (found.benefit, found.top_up, found.total) == (630, 100, 730)


def test_who_is_kept_by_parents_and_cannot_work_applies_alone(do: Click):
    kept = {
        "birth_date": date(1995, 1, 1),
        "relation": "20",
        "marriage": "10",
        "labor": "3",
        "disab_cert": True,
        "disab_grade": "3",
        "disab_type": "4",
    }
    found = single(do, *three(), kept, monthly=6000)
    assert [each.rule for each in found.suggestions if each.fits] == ["R4"]
    assert (found.benefit, found.total) == (630, 670)
    over = single(do, *three(), kept, monthly=7561)
    assert not over.eligible


def test_a_monk_is_not_counted_and_may_apply_alone(do: Click):
    monk = {"birth_date": date(1980, 1, 1), "counted": False, "exclude_reason": "1"}
    found = single(do, *three(2), monk, monthly=4000)
    assert [each.rule for each in found.suggestions] == ["R3"]
    assert found.benefit == 630


@pytest.mark.parametrize(
    ("failed", "total"), [(4, 1301), (2, 1201), (0, 1051)], ids=["17", "18", "19"]
)
def test_tekun_money_by_the_six_items(do: Click, failed: int, total: int):
    case = do(lambda work: a_tekun_case(work, failed))
    found = do(lambda work: aid.work_out_case(work, PACK, case, JULY))
    assert (found.total, found.layer) == (total, "特困")


def a_tekun_case(work: UnitOfWork, failed: int | None) -> str:
    household = a_family(work, {"name": "王某才", "birth_date": date(1948, 3, 1)}, monthly=125)
    return a_case(work, household, scheme="2", self_care_fails=failed).id


def test_tekun_in_a_month_of_the_old_standard(do: Click):
    case = do(lambda work: a_tekun_case(work, 6))
    found = do(lambda work: aid.work_out_case(work, PACK, case, date(2024, 10, 1)))
    assert found.total == 1275


def test_what_is_not_known_of_a_tekun_person_is_named(do: Click):
    case = do(lambda work: a_tekun_case(work, None))
    found = do(lambda work: aid.work_out_case(work, PACK, case, JULY))
    assert "生活自理能力六项评估" in found.missing
    assert not found.is_complete


def test_the_families_of_the_demonstration(do: Click):
    people = [{"name": "李某福"}, {}, {}]

    def family(work: UnitOfWork) -> str:
        household = a_family(work, *people)
        an_income(
            work,
            household,
            kind="21",
            person_id=household.head_id,
            amount_total=Decimal(10800),
            months=12,
        )
        return household.id

    household = do(family)
    assert do(lambda work: aid.work_out(work, PACK, household, JULY)).total == 990
    case = do(lambda work: a_tekun_case(work, 2))
    assert do(lambda work: aid.work_out_case(work, PACK, case, JULY)).total == 1201


def test_the_month_in_which_the_standard_rises(do: Click):
    household = do(lambda work: a_family(work, *three(), monthly=900).id)
    amounts = [
        do(lambda work, month=month: aid.work_out(work, PACK, household, month)).total
        for month in (date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert amounts == [930, 990]


def test_every_step_says_where_it_comes_from(do: Click):
    found = worked(do, *three(), monthly=900)
    assert all(each.source for each in found.steps)
    assert sum(each.amount or 0 for each in found.steps if each.adds) == found.total
    assert (found.pack_id, found.pack_version) == (PACK.id, PACK.version)


def test_a_deposit_over_the_limit_ends_it(do: Click):
    from app.services import livelihood

    household = do(lambda work: a_family(work, *three(), monthly=0).id)
    asset = {"kind": "5", "value": Decimal(45360), "value_date": TODAY}
    item = do(lambda work: livelihood.add_item(work, "asset", household, asset).id)
    assert do(lambda work: aid.work_out(work, PACK, household, JULY)).eligible
    do(lambda work: livelihood.set_item(work, "asset", item, {"value": Decimal(45361)}))
    assert not do(lambda work: aid.work_out(work, PACK, household, JULY)).eligible


def test_an_income_without_amount_is_asked_for(do: Click):
    def family(work: UnitOfWork) -> str:
        household = a_family(work, *three(), monthly=900)
        an_income(work, household, kind="1", amount_total=None)
        return household.id

    household = do(family)
    found = do(lambda work: aid.work_out(work, PACK, household, JULY))
    assert found.missing[0] == "家庭的工资性收入金额"


def test_income_of_somebody_who_left_does_not_count(do: Click):
    from app.services import members

    def family(work: UnitOfWork) -> str:
        household = a_family(work, *three())
        member, person = aid.read_household(work, household.id).people[2]
        an_income(
            work,
            household,
            kind="1",
            person_id=person.id,
            amount_total=Decimal(3000),
            months=1,
        )
        _ = members.let_member_leave(work, member.id)
        return household.id

    household = do(family)
    found = do(lambda work: aid.work_out(work, PACK, household, JULY))
    assert (found.member_count, found.total) == (2, 1260)


def test_a_household_without_area_is_refused_with_what_to_do(do: Click):
    household = do(lambda work: a_family(work, *three(), area="2").id)

    def forget(work: UnitOfWork) -> None:
        work.get(Household, household).dibao_area_type = None

    do(forget)
    with pytest.raises(Refused, match="请选择城市低保或农村低保"):
        do(lambda work: aid.work_out(work, PACK, household, JULY))


def test_what_if_saves_nothing(do: Click):
    household = do(lambda work: a_family(work, *three(), monthly=900).id)
    facts = do(lambda work: aid.facts_for(work, household))
    extra = IncomeLine("1", Decimal(300), facts.members[0].key)
    found = aid.what_if(replace(facts, incomes=(*facts.incomes, extra)), PACK, JULY)
    assert found.total == 690
    assert len(do(lambda work: work.find(Income))) == 1
    assert do(lambda work: aid.work_out(work, PACK, household, JULY)).total == 990


def test_a_working_is_kept_with_the_case_and_read_back_as_it_was(do: Click):
    household = do(lambda work: a_family(work, *three(), monthly=900).id)
    case_id = do(lambda work: aid_cases.open_case(work, PACK, household).id)
    found = do(lambda work: aid.record_working(work, PACK, case_id, JULY))
    case = do(lambda work: work.get(AssistanceCase, case_id))
    assert case.rule_pack == f"{PACK.id} 第{PACK.version}版"
    assert case.worked_out_for == JULY
    assert from_tree(case.working) == found
    assert from_tree(to_tree(found)) == found
