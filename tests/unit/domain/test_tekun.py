"""特困: conditions, care grades with their overrides, amounts."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.entitlement import Layer
from app.domain.household_facts import Disability, Member
from app.domain.tekun import FULL, HALF, SELF, TekunFacts, care_grade, no_labor, work_out_tekun
from app.errors import Refused
from tests.unit.domain.rules import JULY_2025, shipped_pack

PACK = shipped_pack()
BORN_1950 = date(1950, 1, 1)


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (TekunFacts(Member("a", birth_date=BORN_1950), 0), SELF),
        (TekunFacts(Member("a", birth_date=BORN_1950, disability=Disability("2", "4")), 0), HALF),
        (TekunFacts(Member("a", birth_date=BORN_1950, disability=Disability("2", "2")), 0), SELF),
        (TekunFacts(Member("a", birth_date=BORN_1950, disability=Disability("2", "4")), 5), FULL),
        (TekunFacts(Member("a", birth_date=BORN_1950), 0, bedridden_months=6), HALF),
        (TekunFacts(Member("a", birth_date=BORN_1950), 0, bedridden_months=5), SELF),
        (TekunFacts(Member("a", birth_date=BORN_1950), 0, half_by="1"), HALF),
        (TekunFacts(Member("a", birth_date=BORN_1950), 0, half_by="2"), HALF),
        (TekunFacts(Member("a", birth_date=BORN_1950), 0, half_by="3"), SELF),
        (TekunFacts(Member("a"), 0, half_by="3"), HALF),
        (TekunFacts(Member("a", birth_date=BORN_1950), 6, half_by="2"), FULL),
        (TekunFacts(Member("a", birth_date=date(2012, 1, 1)), 0), HALF),
        (TekunFacts(Member("a", birth_date=date(2012, 1, 1)), 6), FULL),
    ],
)
def test_the_higher_care_grade_wins(facts: TekunFacts, grade: str) -> None:
    assert care_grade(facts, PACK, JULY_2025).grade == grade


def test_a_count_outside_the_six_items_is_refused() -> None:
    for failed in (-1, 7, None):
        with pytest.raises(Refused, match="0到6"):
            care_grade(TekunFacts(Member("a"), failed), PACK, JULY_2025)


@pytest.mark.parametrize(
    ("member", "answer"),
    [
        (Member("a", birth_date=date(1965, 7, 31)), True),
        (Member("a", birth_date=date(1965, 8, 1)), False),
        (Member("a", birth_date=date(2012, 1, 1)), True),
        (Member("a", birth_date=date(1990, 1, 1), disability=Disability("3", "5")), True),
        (Member("a", birth_date=date(1990, 1, 1), disability=Disability("3", "4")), False),
        (Member("a", birth_date=date(1990, 1, 1), disability=Disability("2", "1")), False),
        (Member("a"), None),
    ],
)
def test_no_labour_by_age_or_disability(member: Member, answer: bool | None) -> None:
    assert no_labor(member, PACK, JULY_2025) is answer


def test_one_failing_condition_means_no_payment() -> None:
    facts = TekunFacts(Member("a", birth_date=BORN_1950), 4, no_income=True, no_obligor=False)
    found = work_out_tekun(facts, PACK, JULY_2025)
    assert (found.eligible, found.layer, found.total) == (False, Layer.NONE, 0)


def test_what_is_not_verified_is_named() -> None:
    found = work_out_tekun(TekunFacts(Member("a", birth_date=BORN_1950), None), PACK, JULY_2025)
    assert found.missing == (
        "无生活来源（未核实）",
        "无法定义务人或无履行能力（未核实）",
        "生活自理能力六项评估",
    )
    assert found.total == 1001


def test_the_steps_add_up_and_the_decision_gives_the_first_month() -> None:
    facts = TekunFacts(Member("a", birth_date=BORN_1950), 2, no_income=True, no_obligor=True)
    found = work_out_tekun(facts, PACK, JULY_2025, decided=date(2025, 7, 20))
    assert sum(each.amount or 0 for each in found.steps if each.adds) == found.total == 1201
    assert found.first_month == date(2025, 8, 1)
    assert found.is_complete


def test_a_minor_stays_after_18_while_at_school() -> None:
    rule, born = PACK.ages["tekun_minor"], date(2007, 9, 1)
    assert rule.holds(born, date(2025, 8, 31))
    assert not rule.holds(born, date(2025, 9, 1))
    assert rule.holds(born, date(2025, 9, 1), school_stage="4")
    assert not rule.holds(born, date(2025, 9, 1), school_stage="7")
