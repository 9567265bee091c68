"""Deadlines: rows of the rule pack that say what is due how long after which event.

The calendar is handed in; a date that rests on an unannounced year says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.domain.months import months_later, next_month
from app.domain.pack_row import Row
from app.domain.working_days import CountedDay, WorkingCalendar
from app.errors import Refused

UNITS: Final = ("working_days", "days", "months", "hours", "next_month", "at_once")
_UNCOUNTED: Final = ("next_month", "at_once")


@dataclass(frozen=True)
class DeadlineRule:
    """What is due: ``limit`` ``unit`` after ``start``; ``extended`` is the longer limit, if any."""

    id: str
    name: str
    start: str
    limit: int
    extended: int | None
    unit: str
    actor: str
    source: str
    confirmed: bool


class Urgency(StrEnum):
    """How near a deadline is: the colour of its row."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Remaining:
    """Working days left (negative: overdue), the colour, and the words for it."""

    working_days: int
    urgency: Urgency
    text: str


def due_on(
    rule: DeadlineRule, start: date, calendar: WorkingCalendar, *, extended: bool = False
) -> CountedDay:
    """The last day for ``rule`` after ``start``. Hours are asked of ``due_at``; else ``Refused``.

    The start day is not counted, and a last day off moves on to a working day (C.0).
    """
    if isinstance(start, datetime):
        start = start.date()
    limit = _limit(rule, extended=extended)
    match rule.unit:
        case "working_days":
            return calendar.add_working_days(start, limit)
        case "days":
            return calendar.add_calendar_days(start, limit)
        case "months":
            return CountedDay(months_later(start, limit))
        case "next_month":
            return CountedDay(next_month(start))
        case "at_once":
            return CountedDay(start)
        case _:
            sentence = f"“{rule.name}”按小时计算，需要起算的时刻。请填写几点几分。"
            raise Refused(sentence, code="moment_missing", rule=rule.id)


def due_at(rule: DeadlineRule, start: datetime) -> datetime:
    """The moment a rule counted in hours is due; raises ``Refused`` for other units."""
    if rule.unit != "hours":
        raise Refused(f"“{rule.name}”不按小时计算。请按日期计算。", code="not_hours", rule=rule.id)
    return start + timedelta(hours=rule.limit)


def remaining(due: date, today: date, calendar: WorkingCalendar, amber_days: int) -> Remaining:
    """How things stand on ``today``; ``amber_days`` is the pack's ``deadline.amber_days``."""
    left = calendar.working_days_between(today, due)
    if today > due:
        text = f"超期{-left}个工作日" if left else "已超期"
        return Remaining(left, Urgency.OVERDUE, text)
    if today == due:
        return Remaining(0, Urgency.RED, "今日到期")
    urgency = Urgency.GREEN if left > amber_days else Urgency.AMBER
    return Remaining(left, urgency, f"还有{left}个工作日" if left else "下一工作日前到期")


def next_review(last: date, months: int) -> date:
    """When the next 定期核查 is due: ``months`` is the pack's ``review_cycle`` for the family."""
    return months_later(last, months)


def read_deadline(row: Row) -> DeadlineRule:
    """One row of ``deadlines``; raises ``Unreadable``."""
    row.only("id", "name", "start", "limit", "extended", "unit", "actor", "source", "confirmed")
    unit = row.choice("unit", UNITS)
    if (unit in _UNCOUNTED) == row.has("limit"):
        raise row.wrong("“limit”与“unit”不配：次月、立即不写数，其他单位要写数")
    return DeadlineRule(
        row.text("id"),
        row.text("name"),
        row.text("start"),
        row.whole("limit") if row.has("limit") else 0,
        row.whole("extended") if row.has("extended") else None,
        unit,
        row.text("actor"),
        row.text("source"),
        row.flag("confirmed"),
    )


def _limit(rule: DeadlineRule, *, extended: bool) -> int:
    if not extended:
        return rule.limit
    if rule.extended is None:
        sentence = f"“{rule.name}”没有延长的规定。请按原期限办理。"
        raise Refused(sentence, code="no_extension", rule=rule.id)
    return rule.extended
