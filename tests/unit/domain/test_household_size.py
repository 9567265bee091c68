"""Who is counted as family."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.household_size import Relative, suggest_counting
from tests.unit.domain.rules import JULY_2025, shipped_pack

PACK = shipped_pack()
ADULT = date(1995, 1, 1)


@pytest.mark.parametrize(
    ("relative", "counted", "reason"),
    [
        (Relative("配偶", "12", lives_along=False), True, ""),
        (Relative("女", "30", date(2007, 7, 2)), True, ""),
        (Relative("子", "20", ADULT, dependent=True, lives_along=False), True, ""),
        (Relative("子", "20", ADULT, lives_along=False), False, "6"),
        (Relative("子", "20", ADULT, lives_along=True, legal_duty="1"), True, ""),
        (Relative("友", "99", lives_along=True, legal_duty="9"), False, "9"),
        (Relative("母", "52", lives_along=True), None, ""),
        (Relative("子", "20"), None, ""),
        (Relative("父", "51", in_rehabilitation=True), False, "3"),
        (Relative("父", "51", declared_missing=True), False, "4"),
        (Relative("兄", "71", clergy_years=2, lives_along=False), False, "6"),
    ],
)
def test_each_relative_is_counted_by_the_article(
    relative: Relative, counted: bool | None, reason: str
) -> None:
    found = suggest_counting(relative, PACK, JULY_2025)
    assert (found.counted, found.exclude_reason) == (counted, reason)
    assert bool(found.missing) == (counted is None)
    assert found.source == "民发〔2021〕57号第七条"
