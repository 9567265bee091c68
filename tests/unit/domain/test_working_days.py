"""Working days with 调休, against the published tables and an independent package."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import resources
from app.domain.working_days import HolidayYear
from app.errors import Unreadable
from tests.unit.domain.rules import shipped_calendar

CALENDAR = shipped_calendar(2025, 2026, 2027)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_agrees_with_the_independent_calendar(year: int) -> None:
    oracle = pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    differing = [day for day in days if CALENDAR.is_working_day(day) != oracle.is_workday(day)]
    assert differing == []


def test_make_up_days_count_and_holidays_do_not() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 13), 1).day == date(2026, 2, 14)
    assert CALENDAR.add_working_days(date(2026, 2, 14), 1).day == date(2026, 2, 24)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3).day == date(2026, 10, 10)


def test_a_notice_that_ends_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert CALENDAR.notice_end(date(2026, 11, 23), 7).day == date(2026, 11, 30)
    assert CALENDAR.notice_end(date(2026, 9, 28), 7).day == date(2026, 10, 8)
    assert CALENDAR.notice_end(date(2026, 11, 21), 7).day == date(2026, 11, 30)


def test_an_unannounced_year_makes_an_estimate_and_says_so() -> None:
    known = CALENDAR.add_working_days(date(2026, 11, 23), 20)
    assert (known.estimated, known.note) == (False, "")
    guessed = CALENDAR.add_working_days(date(2026, 12, 28), 10)
    assert guessed.estimated
    assert guessed.note == "2027年节假日表缺失，按周一至周五估算"
    assert shipped_calendar(2026).add_working_days(date(2028, 3, 1), 1).estimated


def test_only_new_years_day_is_known_of_2027() -> None:
    assert not CALENDAR.is_working_day(date(2027, 1, 1))
    assert CALENDAR.is_working_day(date(2027, 2, 8))


days = st.dates(date(2025, 1, 1), date(2026, 11, 30))


@settings(max_examples=80, deadline=None)
@given(days, st.integers(1, 40))
def test_counting_there_and_between_agree(start: date, number: int) -> None:
    end = CALENDAR.add_working_days(start, number).day
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == number
    assert CALENDAR.working_days_between(end, start) == -number


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 30))
def test_one_day_more_is_never_earlier(start: date, number: int) -> None:
    fewer, more = (CALENDAR.add_working_days(start, each).day for each in (number, number + 1))
    assert fewer < more if number else fewer <= more
    assert start <= CALENDAR.notice_end(start, number).day


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"announced": "yes"}, "true 或 false"),
        ({"made_up": [date(2024, 1, 6)]}, "不属于2025年"),
        ({"made_up": ["2025-01-26"]}, "一列日期"),
        ({"made_up": [date(2025, 1, 1)]}, "既放假又上班"),
        ({"days_off": [{"from": date(2025, 2, 2), "to": date(2025, 2, 1), "name": "x"}]}, "早于"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_row(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        HolidayYear.from_mapping({**resources.read_yaml("calendars", "2025.yaml"), **change})
