"""What became of the parents, how often a child is seen, and what an assessment comes to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.child_cadence import days_between, is_counted, standing
from app.domain.child_route import ChildRoute, child_route
from app.domain.codes_children import GUARDIAN_ITEM, PARENT_SITUATION, RED_LINE
from app.domain.guardian_scale import level_of, total_of
from app.errors import Refused
from tests.unit.domain.rules import shipped_pack

PACK = shipped_pack()
SITUATIONS = st.sampled_from([None, *PARENT_SITUATION.labels])
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("father", "mother", "route"),
    [
        ("01", "02", ChildRoute.ORPHAN),
        ("01", "03", ChildRoute.UNATTENDED),
        ("08", "02", ChildRoute.UNATTENDED),
        ("03", "08", ChildRoute.UNATTENDED),
        ("01", "20", ChildRoute.NEITHER),
        ("05", "20", ChildRoute.NEITHER),
        ("20", None, ChildRoute.NEITHER),
        ("21", "01", ChildRoute.UNKNOWN),
        (None, "03", ChildRoute.UNKNOWN),
    ],
)
def test_the_truth_table_of_the_parents(father: str, mother: str, route: ChildRoute):
    assert child_route(father, mother) is route


@given(SITUATIONS, SITUATIONS)
def test_it_does_not_matter_which_parent_it_is(father: str | None, mother: str | None):
    assert child_route(father, mother) is child_route(mother, father)


@given(SITUATIONS)
def test_a_parent_who_can_raise_the_child_excludes_both(other: str | None):
    assert child_route("20", other) is ChildRoute.NEITHER


@pytest.mark.parametrize(
    ("risk", "categories", "days"),
    [
        ("3", ["21"], 7),
        ("2", ["21"], 30),
        ("1", ["21"], 90),
        (None, ["21"], 30),
        ("1", ["2", "21"], 30),
        ("3", ["1"], 7),
    ],
)
def test_how_often_a_child_is_seen(risk: str, categories: list[str], days: int):
    assert days_between(PACK, risk, categories) == days


@pytest.mark.parametrize(
    ("way", "met", "words", "counts"),
    [
        ("1", "1", "孩子很好", True),
        ("2", "4", "视频里说都好", True),
        ("3", "4", "电话里说都好", False),
        ("1", "1", " ", False),
        ("1", "2", "邻居说外出", False),
        ("1", "3", "拒访", False),
    ],
)
def test_only_seeing_the_child_and_hearing_the_guardian_is_a_visit(
    way: str, met: str, words: str, counts: bool
):
    assert is_counted(way, met, words) is counts


@pytest.mark.parametrize(
    ("overdue", "missed", "level"),
    [
        (-5, 0, "1"),
        (0, 1, "1"),
        (2, 0, "1"),
        (3, 0, "2"),
        (0, 2, "2"),
        (9, 2, "2"),
        (10, 0, "3"),
        (0, 3, "3"),
    ],
)
def test_who_has_to_act_when_a_child_is_not_seen(overdue: int, missed: int, level: str):
    found = standing(PACK, TODAY - timedelta(days=overdue), missed, TODAY)
    assert (found.level, found.overdue) == (level, max(overdue, 0))


@given(st.integers(0, 60), st.integers(0, 9), st.integers(0, 30), st.integers(0, 9))
def test_more_lateness_never_lowers_who_has_to_act(days: int, missed: int, more: int, again: int):
    now = standing(PACK, TODAY - timedelta(days=days), missed, TODAY)
    later = standing(PACK, TODAY - timedelta(days=days + more), missed + again, TODAY)
    assert later.level >= now.level


@given(st.dictionaries(st.sampled_from(sorted(GUARDIAN_ITEM.labels)), st.integers(0, 3)))
def test_the_points_add_up_and_more_points_are_never_less_risk(items: dict[str, int]):
    total = total_of(items)
    assert total == sum(items.values()) <= 60
    assert level_of(PACK, total, []) <= level_of(PACK, min(total + 3, 60), [])


@pytest.mark.parametrize(("total", "level"), [(0, "1"), (14, "1"), (15, "2"), (29, "2"), (30, "3")])
def test_the_levels_of_the_scale(total: int, level: str):
    assert level_of(PACK, total, []) == level


@pytest.mark.parametrize("red_line", sorted(RED_LINE.labels))
def test_a_red_line_is_high_risk_whatever_the_points(red_line: str):
    assert level_of(PACK, 0, [red_line]) == "3"


@pytest.mark.parametrize(
    ("items", "code"), [({"X1": 1}, "item_unknown"), ({"C1": 4}, "points_wrong")]
)
def test_what_is_not_on_the_sheet_is_refused(items: dict[str, int], code: str):
    with pytest.raises(Refused) as refused:
        total_of(items)
    assert refused.value.code == code
