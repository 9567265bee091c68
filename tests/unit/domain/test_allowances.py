"""Child allowances, price subsidy, subsidies for the disabled, fading and arrears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.allowances import (
    ChildResult,
    ParentState,
    PriceRise,
    child_result,
    work_out_child_difference,
    work_out_disability_subsidies,
    work_out_price_subsidy,
)
from app.domain.arrears import work_out_back_pay
from app.domain.fading import FadeKind, work_out_fade
from app.domain.household_facts import Disability
from tests.unit.domain.rules import JULY_2025, RURAL, a_family, shipped_pack, yuan

PACK = shipped_pack()
STATES = {
    "D": ParentState.GONE,
    "H": ParentState.UNABLE,
    "N": ParentState.ABLE,
    "U": ParentState.UNKNOWN,
}
RESULTS = {
    "yes": ChildResult.UNATTENDED,
    "no": ChildResult.NEITHER,
    "orphan": ChildResult.ORPHAN,
    "open": ChildResult.OPEN,
}


@pytest.mark.parametrize(
    "row",
    "D D orphan|D H yes|H D yes|H H yes|D N no|H N no|N D no|N N no|N U no"
    "|U D open|U H open|H U open|U U open".split("|"),
)
def test_the_two_parents_decide(row: str) -> None:
    father, mother, result = row.split()
    assert child_result(STATES[father], STATES[mother]) is RESULTS[result]


def test_a_parent_who_is_only_lost_makes_no_orphan() -> None:
    gone = ParentState.GONE
    assert child_result(gone, gone, only_lost=True) is ChildResult.UNATTENDED


def test_a_child_gets_the_difference_and_never_less_than_nothing() -> None:
    some = work_out_child_difference("unattended_child", yuan(330), PACK, JULY_2025)
    none = work_out_child_difference("unattended_child", yuan(2000), PACK, JULY_2025)
    assert (some.amount, none.amount) == (1321, 0)


def test_a_small_price_subsidy_is_raised_to_the_minimum() -> None:
    rise = PriceRise(cpi=yuan("3.5"), food=yuan(0), scpi=yuan("1.0"))
    found = work_out_price_subsidy(RURAL, rise, PACK, JULY_2025)
    assert found.amount == 15
    food = PriceRise(cpi=yuan(0), food=yuan(6), scpi=yuan(4))
    assert work_out_price_subsidy(RURAL, food, PACK, JULY_2025).amount == yuan("25.20")


@pytest.mark.parametrize(
    ("disability", "in_dibao", "amount"),
    [
        (Disability("2"), True, 180),
        (Disability("2"), False, 90),
        (Disability("3"), True, 90),
        (Disability("3"), False, 0),
        (Disability("1", certificate=False), True, 0),
    ],
)
def test_the_two_subsidies_of_the_disabled(
    disability: Disability, in_dibao: bool, amount: int
) -> None:
    found = work_out_disability_subsidies(disability, PACK, in_dibao=in_dibao)
    assert found.amount == amount == sum(each.amount or 0 for each in found.steps)


def test_a_family_still_below_the_standard_is_worked_out_anew() -> None:
    fade = work_out_fade(a_family(RURAL, 3, 1200), yuan(990), PACK, date(2025, 9, 30))
    assert (fade.kind, fade.amount, fade.through_month) == (FadeKind.RECOMPUTE, 690, None)


def test_a_rise_that_does_not_come_from_work_has_no_fade() -> None:
    rich = a_family(RURAL, 3, 2100)
    fade = work_out_fade(rich, yuan(990), PACK, date(2025, 9, 30), through_work=False)
    assert fade.kind is FadeKind.STOP
    without = PACK.changed(fade_months=0)
    assert work_out_fade(rich, yuan(990), without, date(2025, 9, 30)).kind is FadeKind.STOP


def test_a_month_paid_too_much_does_not_shorten_the_arrears_of_another() -> None:
    paid = {date(2025, 7, 1): yuan(2000), date(2025, 8, 1): yuan(900)}
    arrears = work_out_back_pay(replace(a_family(RURAL, 3, 900)), PACK, paid)
    assert [difference for *_, difference in arrears.months] == [0, 90]
    assert arrears.total == 90
