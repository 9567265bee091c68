"""Functions on dates and times. A date is a calendar day: no time zone enters its arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime

from app.forms.scope import Scope
from app.forms.signature import Closure, Function, of_scope
from app.forms.values import (
    DAY_MS,
    NAN,
    Moment,
    Value,
    civil_date,
    civil_days,
    looks_like_moment,
    parse_moment,
    parse_number,
    parse_zone,
    to_number,
    to_text,
)
from app.forms.xpath import ExpressionError

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive on purpose: local civil time
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
_CODE = re.compile(r"%(.)", re.DOTALL)


def now_of(scope: Scope) -> Moment:
    """The moment the clock handed in shows."""
    local = scope.shared.now().replace(tzinfo=None)
    passed = local - _EPOCH
    ms = passed.days * DAY_MS + passed.seconds * 1000 + passed.microseconds // 1000
    return Moment(ms - scope.shared.zone * 60_000, scope.shared.zone)


def _today(scope: Scope, _arguments: list[Closure]) -> Value:
    moment = now_of(scope)
    offset = moment.zone * 60_000
    return Moment((moment.ms + offset) // DAY_MS * DAY_MS - offset, moment.zone)


def _date(scope: Scope, arguments: list[Closure]) -> Value:
    value, zone = arguments[0](scope), scope.shared.zone
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(NAN, zone)
    if isinstance(value, float):
        return _from_days(value, zone)
    text = to_text(value)
    moment = parse_moment(text, zone)
    if moment is None and looks_like_moment(text):
        raise ExpressionError(f"“{text}”不是真实的日期")
    return moment or _from_days(parse_number(text, zone), zone)


def _from_days(days: float, zone: int) -> Moment:
    return Moment(float(math.floor(days * DAY_MS + 0.5)) if math.isfinite(days) else NAN, zone)


def moment_of(value: Value, zone: int) -> Moment | None:
    """The moment a value stands for, if any."""
    if isinstance(value, Moment):
        return value if value.is_valid else None
    if isinstance(value, float):
        moment = _from_days(value, zone)
        return moment if moment.is_valid else None
    return parse_moment(to_text(value), zone)


def _decimal_date_time(scope: Scope, arguments: list[Closure]) -> Value:
    return to_number(arguments[0](scope), scope.shared.zone)


def _decimal_time(scope: Scope, arguments: list[Closure]) -> Value:
    text, zone = to_text(arguments[0](scope)), scope.shared.zone
    ms = time_ms(text.rpartition("T")[2], zone)
    return NAN if ms is None else ms / DAY_MS


def time_ms(text: str, zone: int) -> int | None:
    """Milliseconds since local midnight of ``HH:MM[:SS[.mmm]][offset]``."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second, fraction, offset = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    ms = (int(hour) * 3600 + int(minute) * 60 + int(second or 0)) * 1000
    ms += int((fraction or "0").ljust(3, "0")[:3])
    if offset:
        ms = (ms + (zone - parse_zone(offset)) * 60_000) % DAY_MS
    return ms


def _format(scope: Scope, arguments: list[Closure]) -> Value:
    zone = scope.shared.zone
    moment = moment_of(arguments[0](scope), zone)
    if moment is None or abs(moment.ms) > 8.64e15:
        return ""
    local = math.floor(moment.ms) + zone * 60_000
    return _CODE.sub(
        lambda match: (
            _part(match.group(1), int(local)) if match.group(1) in _PARTS else match.group()
        ),
        to_text(arguments[1](scope)),
    )


def _part(code: str, local: int) -> str:
    return _PARTS[code](civil_date(local // DAY_MS), local % DAY_MS, local // DAY_MS)


_PARTS: dict[str, Callable[[tuple[int, int, int], int, int], str]] = {
    "Y": lambda date, _ms, _day: f"{date[0]:04d}",
    "y": lambda date, _ms, _day: f"{date[0] % 100:02d}",
    "m": lambda date, _ms, _day: f"{date[1]:02d}",
    "n": lambda date, _ms, _day: str(date[1]),
    "b": lambda date, _ms, _day: _MONTHS[date[1] - 1],
    "d": lambda date, _ms, _day: f"{date[2]:02d}",
    "e": lambda date, _ms, _day: str(date[2]),
    "H": lambda _date, ms, _day: f"{ms // 3_600_000:02d}",
    "h": lambda _date, ms, _day: str(ms // 3_600_000),
    "M": lambda _date, ms, _day: f"{ms // 60_000 % 60:02d}",
    "S": lambda _date, ms, _day: f"{ms // 1000 % 60:02d}",
    "3": lambda _date, ms, _day: f"{ms % 1000:03d}",
    "a": lambda _date, _ms, day: _WEEKDAYS[day % 7],
    "j": lambda date, _ms, day: f"{day - civil_days(date[0], 1, 1) + 1:03d}",
}

DATE_FUNCTIONS: tuple[Function, ...] = (
    of_scope("today", _today, 0),
    of_scope("now", lambda scope, _arguments: now_of(scope), 0),
    of_scope("date", _date, 1),
    of_scope("date-time", _date, 1),
    of_scope("decimal-date-time", _decimal_date_time, 1),
    of_scope("decimal-time", _decimal_time, 1),
    of_scope("format-date", _format, 2),
    of_scope("format-date-time", _format, 2),
)
