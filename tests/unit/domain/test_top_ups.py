"""分类重点救助: the largest of four, and 40 for the disabled besides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.household_facts import Disability, Member
from app.domain.top_ups import top_up
from tests.unit.domain.rules import shipped_pack

PACK = shipped_pack()
MONTH = date(2026, 11, 1)
ADULT = date(1985, 1, 1)


@pytest.mark.parametrize(
    ("member", "amount"),
    [
        (Member("a", birth_date=ADULT), 0),
        (Member("a", birth_date=ADULT, disability=Disability("4")), 40),
        (Member("a", birth_date=ADULT, disability=Disability("3")), 40),
        (Member("a", birth_date=ADULT, disability=Disability("2")), 100),
        (Member("a", birth_date=ADULT, disability=Disability("2", certificate=False)), 0),
        (Member("a", birth_date=ADULT, serious_illness=True), 60),
        (Member("a", birth_date=ADULT, serious_illness=True, disability=Disability("1")), 100),
        (Member("a", birth_date=date(1956, 11, 1)), 60),
        (Member("a", birth_date=date(1956, 11, 2)), 0),
        (Member("a", birth_date=date(2012, 5, 1), school_stage="3"), 100),
        (Member("a", birth_date=date(2012, 5, 1), school_stage="8"), 0),
        (Member("a", birth_date=date(2022, 5, 1)), 100),
        (Member("a", birth_date=date(2020, 5, 1), school_stage="1"), 100),
        (Member("a", school_stage="1"), 100),
        (
            Member(
                "a",
                birth_date=date(2012, 5, 1),
                school_stage="3",
                serious_illness=True,
                disability=Disability("1"),
            ),
            140,
        ),
    ],
)
def test_a_member_gets_the_largest_category_and_the_disabled_amount(
    member: Member, amount: int
) -> None:
    found = top_up(member, PACK, MONTH)
    assert (found[0].amount if found else Decimal(0)) == amount


def test_an_elder_who_turns_70_in_the_month_may_be_counted_at_its_end() -> None:
    pack = PACK.changed(topup__elder_age_day="month_end")
    assert top_up(Member("a", birth_date=date(1956, 11, 30)), pack, MONTH) is not None


def test_the_step_says_which_categories_and_how_much() -> None:
    found = top_up(Member("a", "甲", ADULT, disability=Disability("1")), PACK, MONTH)
    assert found
    assert found[1].label == "分类重点救助（甲）"
    assert found[1].formula == "一至二级重残人员60＋残疾人员40"
