"""What always holds of a benefit, and the cases the worked examples leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.entitlement import Entitlement, Layer, work_out_dibao, work_out_single_person
from app.domain.household_facts import (
    AssetLine,
    Deduction,
    Disability,
    HouseholdFacts,
    IncomeLine,
    Member,
)
from app.domain.money import FEN
from app.domain.parameters import NamedAmount
from app.domain.rule_pack import RulePack
from app.errors import Refused
from tests.unit.domain.rules import JULY_2025, RURAL, URBAN, a_family, shipped_pack, yuan

PACK = shipped_pack()

amounts = st.decimals(0, 6000, places=2)
disabilities = st.none() | st.builds(
    Disability, st.sampled_from("1234"), st.sampled_from("1234567"), st.booleans()
)
people = st.builds(
    Member,
    key=st.just(""),
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2025, 6, 30)),
    counted=st.booleans(),
    protected=st.booleans(),
    disability=disabilities,
    serious_illness=st.booleans(),
    long_bedridden=st.booleans(),
    school_stage=st.sampled_from(["", "0", "1", "2", "5", "7", "8", "9"]),
    labor=st.sampled_from(["", "1", "3"]),
    kin_supported=st.booleans(),
    clergy_years=st.none() | st.integers(0, 5),
)
packs = st.sampled_from(
    [
        PACK,
        PACK.changed(employment_cost__mode="fixed", employment_cost__rate=yuan(200)),
        PACK.changed(employment_cost__mode="pct_of_std", employment_cost__rate=Decimal("0.3")),
        PACK.changed(employment_cost__mode="pct_of_wage", employment_cost__rate=Decimal("0.15")),
        PACK.changed(rigid_deduct__monthly_cap=yuan(300), rounding__benefit="yuan_up"),
    ]
)


@st.composite
def families(draw: st.DrawFn) -> HouseholdFacts:
    drawn = draw(st.lists(people, min_size=1, max_size=5))
    members = [replace(each, key=f"m{number}") for number, each in enumerate(drawn)]
    members[0] = replace(members[0], counted=True)
    keys = st.sampled_from([each.key for each in members])
    lines = st.builds(
        IncomeLine, st.sampled_from(["1", "21", "41", "42"]), amounts, keys, st.booleans()
    )
    taken = st.builds(Deduction, st.sampled_from(["51", "52", "53", "55"]), amounts, keys)
    owned = st.builds(AssetLine, st.sampled_from(["5", "8"]), amounts.map(lambda x: x * 20), keys)
    return HouseholdFacts(
        draw(st.sampled_from([URBAN, RURAL])),
        tuple(members),
        tuple(draw(st.lists(lines, max_size=4))),
        tuple(draw(st.lists(taken, max_size=3))),
        tuple(draw(st.lists(owned, max_size=2))),
    )


def _both(facts: HouseholdFacts, pack: RulePack, day: date) -> list[Entitlement]:
    alone = (work_out_single_person(facts, each.key, pack, day) for each in facts.members)
    return [work_out_dibao(facts, pack, day), *alone]


@settings(max_examples=60, deadline=None)
@given(families(), packs)
def test_the_adding_steps_sum_to_the_total_and_nothing_is_negative(
    facts: HouseholdFacts, pack: RulePack
) -> None:
    for found in _both(facts, pack, JULY_2025):
        adding = [each.amount or 0 for each in found.steps if each.adds]
        assert sum(adding) == found.total == found.benefit + found.top_up_total
        assert found.total >= 0
        assert found.benefit >= 0
        assert found.eligible == (found.layer in (Layer.DIBAO, Layer.SINGLE))
        assert found.eligible or found.total == 0


@settings(max_examples=60, deadline=None)
@given(families(), packs, amounts, st.data())
def test_more_income_is_never_more_benefit(
    facts: HouseholdFacts, pack: RulePack, more: Decimal, data: st.DataObject
) -> None:
    who = data.draw(st.sampled_from([each.key for each in facts.members]))
    kind = data.draw(st.sampled_from(["1", "41"]))
    richer = replace(facts, incomes=(*facts.incomes, IncomeLine(kind, more, who)))
    before, after = (work_out_dibao(each, pack, JULY_2025).total for each in (facts, richer))
    assert after <= before


@settings(max_examples=40, deadline=None)
@given(families(), st.dates(date(2025, 7, 1), date(2026, 12, 31)))
def test_the_result_is_the_same_on_any_day_of_the_month(facts: HouseholdFacts, day: date) -> None:
    assert _both(facts, PACK, day) == _both(facts, PACK, day.replace(day=1))


@settings(max_examples=40, deadline=None)
@given(families())
def test_a_family_never_gets_more_than_the_full_standard_for_its_protected(
    facts: HouseholdFacts,
) -> None:
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert found.benefit <= found.standard * len(facts.protected())


@settings(max_examples=40, deadline=None)
@given(families(), packs)
def test_every_step_names_its_source(facts: HouseholdFacts, pack: RulePack) -> None:
    for found in _both(facts, pack, JULY_2025):
        assert all(each.source and each.label and each.formula for each in found.steps)


def test_a_hair_below_the_standard_is_shown_without_a_misleading_rounding() -> None:
    found = work_out_dibao(a_family(URBAN, 3, "2309.99"), PACK, JULY_2025)
    assert (found.per_capita, found.benefit) == (yuan("770.00"), FEN)
    [test] = [each for each in found.steps if each.label == "与低保标准比较"]
    assert test.formula == "家庭月收入2309.99元低于770×3人＝2310元"


def test_only_the_protected_share_is_paid_and_rounded_once() -> None:
    family = a_family(RURAL, 3, 1000)
    supported = replace(family.members[2], protected=False)
    facts = replace(family, members=(*family.members[:2], supported))
    assert work_out_dibao(facts, PACK, JULY_2025).benefit == yuan("593.33")


def test_deductions_beyond_the_income_leave_the_full_standard() -> None:
    facts = replace(a_family(RURAL, 1, 100), deductions=(Deduction("52", yuan(900), "m0"),))
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert (found.per_capita, found.benefit) == (0, 630)
    assert any(each.note == "扣减超过收入，按0元计" for each in found.steps)


def test_a_family_over_the_asset_limit_gets_nothing() -> None:
    facts = replace(a_family(), assets=(AssetLine("11", detail="某公司"),))
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert (found.eligible, found.layer, found.total) == (False, Layer.NONE, 0)


def test_a_missing_value_makes_the_result_provisional() -> None:
    facts = replace(a_family(), assets=(AssetLine("5", None, "m0", "农商行"),))
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert found.eligible
    assert not found.is_complete
    assert found.missing == ("存款（农商行）的金额",)


def test_tiers_pay_the_tier_per_protected_member_and_ask_for_one() -> None:
    tiers = (NamedAmount("A档", yuan(500)), NamedAmount("B档", yuan(300)))
    pack = PACK.changed(benefit_mode="tiers", dibao_tiers=tiers)
    chosen = work_out_dibao(replace(a_family(), tier="B档"), pack, JULY_2025)
    assert (chosen.benefit, chosen.missing) == (900, ())
    open_ = work_out_dibao(a_family(), pack, JULY_2025)
    assert (open_.benefit, open_.missing) == (0, ("保障档次",))


def test_a_month_after_the_last_known_notice_says_that_it_is_an_estimate() -> None:
    found = work_out_dibao(a_family(), PACK, date(2026, 11, 24))
    [standard] = [each for each in found.steps if each.label == "农村低保标准"]
    assert standard.amount == 630
    assert standard.note == "未收到2026年提标通知，暂按2025年7月起的标准，待县局确认"
    [known] = [
        each
        for each in work_out_dibao(a_family(), PACK, JULY_2025).steps
        if each.label == "农村低保标准"
    ]
    assert known.note == ""


def test_a_decision_shows_from_which_month_it_pays() -> None:
    found = work_out_dibao(a_family(), PACK, JULY_2025, decided=date(2025, 12, 31))
    assert found.first_month == date(2026, 1, 1)
    assert found.steps[-1].formula == "2025年12月31日确认，2026年1月起发放"


def test_a_month_before_the_first_standard_is_refused() -> None:
    with pytest.raises(Refused, match="2015年12月的保障标准"):
        work_out_dibao(a_family(), PACK, date(2015, 12, 1))


def test_a_single_person_gets_the_difference_to_the_own_income_or_the_full_standard() -> None:
    ill = Member("ill", "甲", date(1980, 1, 1), serious_illness=True)
    family = a_family(RURAL, 1, 1200)
    facts = replace(
        family,
        members=(*family.members, ill),
        incomes=(*family.incomes, IncomeLine("1", yuan(130), "ill")),
    )
    found = work_out_single_person(facts, "ill", PACK, JULY_2025)
    assert (found.benefit, found.top_up_total) == (500, 60)
    full = PACK.changed(single__amount="full")
    assert work_out_single_person(facts, "ill", full, JULY_2025).benefit == 630


def test_a_sick_child_of_an_edge_family_is_told_of_both_its_routes() -> None:
    child = Member("child", "小甲", date(2016, 1, 1), serious_illness=True)
    family = a_family(RURAL, 2, 2000)
    facts = replace(family, members=(*family.members, child))
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert [each.rule for each in found.suggestions] == ["R2", "R5"]


def test_the_edge_family_has_its_own_asset_limit() -> None:
    rich = replace(a_family(RURAL, 3, 2100), assets=(AssetLine("5", yuan(40000)),))
    assert work_out_dibao(rich, PACK, JULY_2025).layer is Layer.EDGE
    strict = PACK.changed(asset__edge_months=yuan(12))
    assert work_out_dibao(rich, strict, JULY_2025).layer is Layer.NONE


def test_an_own_income_at_the_standard_leaves_nothing_for_a_single_person() -> None:
    ill = Member("ill", "甲", date(1980, 1, 1), serious_illness=True)
    family = a_family(RURAL, 1, 1000)
    facts = replace(
        family,
        members=(*family.members, ill),
        incomes=(*family.incomes, IncomeLine("41", yuan(630), "ill")),
    )
    found = work_out_single_person(facts, "ill", PACK, JULY_2025)
    assert (found.eligible, found.total) == (False, 0)
    assert [each.rule for each in found.suggestions] == ["R2"]


def test_a_member_of_a_dibao_family_does_not_apply_alone() -> None:
    kept = Member(
        "kept", "甲", date(1995, 1, 1), disability=Disability("1"), labor="3", kin_supported=True
    )
    family = a_family(RURAL, 2, 300)
    facts = replace(family, members=(*family.members, kept))
    assert work_out_dibao(facts, PACK, JULY_2025).layer is Layer.DIBAO
    assert not work_out_single_person(facts, "kept", PACK, JULY_2025).eligible


def test_a_minor_kept_by_the_parents_is_not_taken_by_the_adults_route() -> None:
    child = Member(
        "child", "甲", date(2012, 1, 1), disability=Disability("3"), labor="3", kin_supported=True
    )
    family = a_family(RURAL, 2, 5000)
    facts = replace(family, members=(*family.members, child))
    assert work_out_dibao(facts, PACK, JULY_2025).suggestions == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"area_kind": ""}, "area_missing"),
        ({"members": ()}, "no_member"),
        ({"members": (Member("m0"), Member("m0"))}, "member_twice"),
        ({"incomes": (IncomeLine("1", yuan(-1), "m0"),)}, "amount_negative"),
        ({"incomes": (IncomeLine("1", Decimal("NaN"), "m0"),)}, "amount_negative"),
        ({"incomes": (IncomeLine("52", yuan(1), "m0"),)}, "deduction_as_income"),
        ({"incomes": (IncomeLine("1", yuan(1), "nobody"),)}, "member_unknown"),
        ({"assets": (AssetLine("5", yuan(-1)),)}, "amount_negative"),
    ],
)
def test_facts_that_cannot_be_are_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        replace(a_family(), **wrong)  # type: ignore[arg-type]  # the wrongness is the test
    assert refusal.value.code == code
