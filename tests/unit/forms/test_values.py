from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.answers import canonical
from app.forms.values import (
    civil_date,
    civil_days,
    number_text,
    parse_moment,
    parse_number,
)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number: float) -> None:
    assert float(number_text(number)) == number


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (1.0, "1"), (0.1 * 3, "0.30000000000000004"), (1e21, "1e+21"), (1e-7, "1e-7"),
        (0.000001, "0.000001"), (12345678901234567890.0, "12345678901234567000"), (-0.0, "0"),
        (math.nan, ""), (-math.inf, "-Infinity"), (-1234.5, "-1234.5"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_every_odk_server_writes_them(number: float, wanted: str) -> None:
    assert number_text(number) == wanted


@given(st.dates())
def test_days_count_as_the_calendar_does(day: date) -> None:
    days = (day - date(1970, 1, 1)).days
    assert civil_days(day.year, day.month, day.day) == days
    assert civil_date(days) == (day.year, day.month, day.day)


@given(st.dates(), st.dates())
def test_the_difference_of_two_dates_is_a_whole_number_of_days(one: date, other: date) -> None:
    difference = parse_number(one.isoformat(), 480) - parse_number(other.isoformat(), 480)
    assert math.isclose(difference, (one - other).days, abs_tol=1e-6)


def test_a_moment_keeps_to_the_zone_of_the_form() -> None:
    moment = parse_moment("2026-03-05T23:30:00Z", 480)
    assert moment is not None
    assert moment.text() == "2026-03-06T07:30:00.000+08:00"


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("int", "3.7", "3"), ("int", "三", ""), ("int", "１２", ""), ("int", "99999999999", ""),
        ("decimal", "12.50", "12.5"), ("decimal", "1,000", ""), ("date", "2026-02-29", ""),
        ("date", "2026-03-05T10:00:00", "2026-03-05"), ("time", "24:00:00", ""),
        ("time", "08:30:00", "08:30:00"), ("dateTime", "2026-03-05", ""),
        ("geopoint", "31.2 121.5", "31.2 121.5 0.0 0.0"), ("geopoint", "91 0", ""),
        ("string", "  张三 ", "  张三 "),
    ],
)  # fmt: skip
def test_an_answer_is_stored_in_canonical_form_or_not_at_all(
    kind: str, text: str, wanted: str
) -> None:
    assert canonical(kind, text, 480) == wanted
