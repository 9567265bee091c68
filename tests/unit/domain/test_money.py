"""Roundings and written amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.money import monthly, rounded, written
from app.domain.months import age_on, months_later, next_month, turns
from app.errors import Refused


@pytest.mark.parametrize(
    ("rounding", "result"),
    [
        ("fen_half_up", "890.13"),
        ("jiao_half_up", "890.10"),
        ("jiao_up", "890.20"),
        ("yuan_half_up", "890.00"),
        ("yuan_up", "891.00"),
    ],
)
def test_the_pack_names_the_rounding(rounding: str, result: str) -> None:
    assert str(rounded(Decimal("890.125"), rounding)) == result


def test_a_monthly_share_needs_months() -> None:
    assert monthly(Decimal(1000), 12) == Decimal("83.33")
    with pytest.raises(Refused, match="折算月数"):
        monthly(Decimal(1000), 0)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("990.00", "990"),
        ("769.67", "769.67"),
        ("0.5", "0.50"),
        ("1E+3", "1000"),
        ("3.14159", "约3.14"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount: str, text: str) -> None:
    assert written(Decimal(amount)) == text


def test_the_month_after_december_is_january() -> None:
    assert next_month(date(2025, 12, 31)) == date(2026, 1, 1)
    assert months_later(date(2025, 8, 31), 6) == date(2026, 2, 28)


def test_a_leap_day_child_has_the_birthday_on_the_first_of_march() -> None:
    born = date(2012, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (13, 14)
    assert (turns(born, 14), turns(born, 16)) == (date(2026, 3, 1), date(2028, 2, 29))
