"""基本生活费 and 临时救助: amounts by the pack's standards, and what is always true of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.child_allowance import ChildFacts, work_out_child
from app.domain.child_route import ChildRoute
from app.domain.entitlement import Layer, Scheme
from app.domain.parameters import NamedAmount
from app.domain.relief_amount import ReliefQuestion, may_township_approve, work_out_relief
from app.errors import Refused
from tests.unit.domain.rules import JULY_2025, shipped_pack, yuan

PACK = shipped_pack()
BORN = date(2014, 5, 4)
ALREADY = st.integers(0, 3000_00).map(lambda fen: Decimal(fen) / 100)


def a_child(route: ChildRoute = ChildRoute.UNATTENDED, **fields: object) -> ChildFacts:
    given_: dict[str, object] = {"name": "张某", "birth_date": BORN, "route": route}
    return ChildFacts(**given_ | fields)  # type: ignore[arg-type]


def amount(facts: ChildFacts, scheme: Scheme = Scheme.UNATTENDED) -> Decimal:
    return work_out_child(facts, scheme, PACK, JULY_2025).total


def test_a_child_gets_the_standard_of_the_month():
    assert amount(a_child()) == 1651
    before = work_out_child(a_child(), Scheme.UNATTENDED, PACK, date(2024, 10, 1))
    assert before.total == 1625


@pytest.mark.parametrize(("live", "total"), [("1", 1651), ("2", 1851), ("", 1651)])
def test_an_orphan_by_where_it_lives(live: str, total: int):
    assert amount(a_child(ChildRoute.ORPHAN, live_kind=live), Scheme.ORPHAN) == total


@pytest.mark.parametrize(
    ("route", "eligible", "missing"),
    [
        (ChildRoute.UNATTENDED, True, ()),
        (ChildRoute.UNKNOWN, True, ("父母情况",)),
        (ChildRoute.ORPHAN, False, ()),
        (ChildRoute.NEITHER, False, ()),
    ],
)
def test_the_route_decides_and_what_is_not_known_is_named(
    route: ChildRoute, eligible: bool, missing: tuple[str, ...]
):
    found = work_out_child(a_child(route), Scheme.UNATTENDED, PACK, JULY_2025)
    assert (found.eligible, found.missing) == (eligible, missing)
    assert found.layer == (Layer.UNATTENDED if eligible else Layer.NONE)


@pytest.mark.parametrize(
    ("born", "stage", "total"),
    [
        (date(2007, 8, 1), "", 1651),
        (date(2007, 7, 31), "", 0),
        (date(2006, 7, 31), "4", 1651),
        (date(2006, 7, 31), "7", 0),
    ],
)
def test_the_age_counts_at_the_month_s_end_and_school_goes_on(born: date, stage: str, total: int):
    assert amount(a_child(birth_date=born, school_stage=stage)) == total


@given(less=ALREADY, more=ALREADY)
def test_who_gets_more_already_never_gets_more_beside_it(less: Decimal, more: Decimal):
    less, more = sorted((less, more))
    assert amount(a_child(already=less)) >= amount(a_child(already=more)) >= 0


@given(already=ALREADY)
def test_together_it_is_the_standard_or_what_there_was(already: Decimal):
    found = work_out_child(a_child(already=already), Scheme.UNATTENDED, PACK, JULY_2025)
    assert found.total + already == max(Decimal(1651), already)
    assert sum(each.amount or 0 for each in found.steps if each.adds) == found.total


# -- 临时救助 ---------------------------------------------------------------------------------------

TIERS = (NamedAmount("一档", yuan(1000)), NamedAmount("二档", yuan(3000)))


def test_without_tiers_the_amount_is_as_it_was_proposed():
    found = work_out_relief(ReliefQuestion("2", 3, amount=yuan(2500)), PACK, JULY_2025)
    assert (found.amount, found.steps[0].adds) == (2500, True)
    assert "待县局确认" in found.steps[0].note


def test_a_multiple_of_the_standard_for_each_person():
    question = ReliefQuestion("2", 3, factor=Decimal(2))
    assert work_out_relief(question, PACK, JULY_2025).amount == 3780
    with pytest.raises(Refused, match="申请保障类型"):
        work_out_relief(ReliefQuestion("", 3, factor=Decimal(2)), PACK, JULY_2025)


@pytest.mark.parametrize(
    ("tier", "factor", "amount"), [("一档", None, 1000), ("二档", Decimal("0.5"), 1500)]
)
def test_a_tier_pays_what_the_county_set(tier: str, factor: Decimal | None, amount: int):
    pack = PACK.changed(temp_relief_tiers=TIERS)
    question = ReliefQuestion("2", 3, tier=tier, factor=factor)
    assert work_out_relief(question, pack, JULY_2025).amount == amount


@pytest.mark.parametrize(("tier", "code"), [("", "tier_missing"), ("三档", "tier_unknown")])
def test_where_there_are_tiers_one_of_them_is_chosen(tier: str, code: str):
    pack = PACK.changed(temp_relief_tiers=TIERS)
    with pytest.raises(Refused, match="一档、二档") as refused:
        work_out_relief(ReliefQuestion("2", 3, tier=tier, amount=yuan(500)), pack, JULY_2025)
    assert refused.value.code == code


@given(persons=st.integers(1, 9), low=ALREADY, high=ALREADY)
def test_more_times_the_standard_is_never_less(persons: int, low: Decimal, high: Decimal):
    low, high = sorted((low, high))
    amounts = [
        work_out_relief(ReliefQuestion("1", persons, factor=each), PACK, JULY_2025).amount
        for each in (low, high)
    ]
    assert 0 <= amounts[0] <= amounts[1]


def test_nothing_is_taken_from_anybody():
    with pytest.raises(Refused, match="负数"):
        work_out_relief(ReliefQuestion("2", 1, amount=yuan(-1)), PACK, JULY_2025)


def test_the_township_approves_what_the_county_has_delegated():
    assert not may_township_approve(PACK, yuan("0.01"))
    pack = PACK.changed(township_limit=Decimal(2000))
    assert may_township_approve(pack, yuan(2000))
    assert not may_township_approve(pack, yuan("2000.01"))
