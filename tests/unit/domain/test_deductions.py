"""What comes off the income, way by way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.household_facts import Deduction, HouseholdFacts, IncomeLine
from app.domain.household_income import count_income
from app.domain.rule_pack import RulePack
from tests.unit.domain.rules import JULY_2025, RURAL, a_family, shipped_pack, yuan

PACK = shipped_pack()


def _net(facts: HouseholdFacts, pack: RulePack = PACK) -> Decimal:
    return count_income(facts, pack, JULY_2025).net


@pytest.mark.parametrize(
    ("mode", "rate", "net"),
    [
        ("none", "0.3", "1500"),
        ("fixed", "200", "1300"),
        ("fixed", "2000", "0"),
        ("pct_of_wage", "0.2", "1200"),
        ("pct_of_std", "1", "870"),
        ("receipts", "0.3", "1400"),
    ],
)
def test_employment_cost_follows_the_way_the_county_chose(mode: str, rate: str, net: str) -> None:
    pack = PACK.changed(employment_cost__mode=mode, employment_cost__rate=Decimal(rate))
    facts = replace(
        a_family(RURAL, 3, 1500, kind="1"), deductions=(Deduction("51", yuan(100), "m0"),)
    )
    assert _net(facts, pack) == yuan(net)


def test_a_pension_is_not_a_wage_and_has_no_employment_cost() -> None:
    pack = PACK.changed(employment_cost__mode="fixed", employment_cost__rate=yuan(200))
    assert _net(a_family(RURAL, 3, 1500, kind="41"), pack) == 1500


def test_rigid_expenses_are_deducted_up_to_the_cap() -> None:
    taken = (Deduction("52", yuan(400), "m0"), Deduction("53", yuan(200), "m1"))
    facts = replace(a_family(RURAL, 3, 1500), deductions=taken)
    assert _net(facts) == 900
    assert _net(facts, PACK.changed(rigid_deduct__monthly_cap=yuan(250))) == 1250


def test_a_kind_the_county_does_not_deduct_is_shown_but_not_deducted() -> None:
    facts = replace(a_family(RURAL, 3, 1500), deductions=(Deduction("55", yuan(400)),))
    found = count_income(facts, PACK, JULY_2025)
    assert found.net == 1500
    [rent] = [each for each in found.steps if each.formula == "月均400元，不扣"]
    assert rent.amount is None
    assert "待县局确认" in rent.note


def test_income_of_somebody_not_counted_and_exempt_income_do_not_count() -> None:
    family = a_family(RURAL, 3, 900)
    away = replace(family.members[2], counted=False)
    lines = (
        *family.incomes,
        IncomeLine("1", yuan(5000), "m2"),
        IncomeLine("43", yuan(90), "m0", counted=False, reason="2"),
    )
    facts = replace(family, members=(*family.members[:2], away), incomes=lines)
    found = count_income(facts, PACK, JULY_2025)
    assert (found.net, found.members, found.per_capita) == (900, 2, 450)
    notes = [each.note for each in found.steps if "不计入" in each.formula]
    assert notes[0] == "该成员不计入家庭人口"
    assert len(notes) == 2
