"""Deadlines: units, extensions, colours."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.clock import CHINA
from app.domain.deadlines import Urgency, due_at, due_on, next_review, remaining
from app.errors import Refused
from tests.unit.domain.rules import shipped_calendar, shipped_pack

RULES = shipped_pack().deadlines
CALENDAR = shipped_calendar(2025, 2026)


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("DB-PAY-START", date(2026, 11, 30), date(2026, 12, 1)),
        ("DB-REVIEW", date(2025, 11, 30), date(2026, 11, 30)),
        ("DB-REVIEW-HALF", date(2025, 8, 31), date(2026, 2, 28)),
        ("VG-STAY", date(2026, 11, 2), date(2026, 11, 12)),
        ("MR-REPORT", date(2026, 11, 28), date(2026, 11, 28)),
    ],
)
def test_each_unit_is_counted_its_own_way(rule: str, start: date, due: date) -> None:
    assert due_on(RULES[rule], start, CALENDAR).day == due


def test_the_whole_procedure_may_be_extended_and_others_may_not() -> None:
    start = date(2026, 3, 2)
    plain = due_on(RULES["DB-TOTAL"], start, CALENDAR).day
    longer = due_on(RULES["DB-TOTAL"], start, CALENDAR, extended=True).day
    assert CALENDAR.working_days_between(plain, longer) == 15
    with pytest.raises(Refused, match="没有延长"):
        due_on(RULES["DB-CONFIRM"], start, CALENDAR, extended=True)


def test_hours_need_a_moment() -> None:
    start = datetime(2026, 11, 23, 17, 30, tzinfo=CHINA)
    assert due_at(RULES["TR-FIRSTPAY"], start) == datetime(2026, 11, 24, 17, 30, tzinfo=CHINA)
    with pytest.raises(Refused, match="起算的时刻"):
        due_on(RULES["TR-FIRSTPAY"], start, CALENDAR)
    with pytest.raises(Refused, match="不按小时"):
        due_at(RULES["DB-TOTAL"], start)


@pytest.mark.parametrize(
    ("today", "urgency", "text"),
    [
        (date(2026, 11, 20), Urgency.GREEN, "还有6个工作日"),
        (date(2026, 11, 23), Urgency.AMBER, "还有5个工作日"),
        (date(2026, 11, 29), Urgency.AMBER, "还有1个工作日"),
        (date(2026, 11, 30), Urgency.RED, "今日到期"),
        (date(2026, 12, 2), Urgency.OVERDUE, "超期2个工作日"),
    ],
)
def test_the_colour_follows_the_working_days_left(today: date, urgency: Urgency, text: str) -> None:
    amber = shipped_pack().whole("deadline.amber_days")
    found = remaining(date(2026, 11, 30), today, CALENDAR, amber)
    assert (found.urgency, found.text) == (urgency, text)


def test_a_review_comes_a_cycle_after_the_last() -> None:
    assert next_review(date(2025, 11, 24), 12) == date(2026, 11, 24)
