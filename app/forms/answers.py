"""Answers as they are stored: text in one canonical form for each type.

What cannot be an answer of the type becomes blank, and the caller is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from app.forms.functions_dates import time_ms
from app.forms.functions_text import words
from app.forms.values import WHITESPACE, is_civil, number_text, parse_moment

_INTEGER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?")
_CLOCK = re.compile(
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
)
MAX_INTEGER = 2**31
_SCALE = ("start", "end", "step")

TYPE_NAMES = {
    "int": "整数",
    "decimal": "数字",
    "date": "日期",
    "time": "时间",
    "dateTime": "日期和时间",
    "geopoint": "位置",
}


def canonical(kind: str, text: str, zone: int) -> str:
    """The stored form of ``text`` as an answer of the bind type ``kind``; blank when it is none."""
    cast = _CASTS.get(kind)
    return cast(text.strip(WHITESPACE), zone) if cast and text else text


def is_on_scale(text: str, attributes: Mapping[str, str]) -> bool:
    """Whether a number lies on a range's scale (``start`` to ``end`` by ``step``); blank does."""
    try:
        number, start, end, step = (
            Decimal(part) for part in (text or "0", *(attributes[name] for name in _SCALE))
        )
        return not text or (
            min(start, end) <= number <= max(start, end) and (number - start) % step == 0
        )
    except (KeyError, ArithmeticError):
        return True


def _integer(text: str, _zone: int) -> str:
    if not _INTEGER.fullmatch(text):
        return ""
    number = int(text.partition(".")[0] or "0")
    return str(number) if abs(number) < MAX_INTEGER else ""


def _decimal(text: str, _zone: int) -> str:
    if text in ("Infinity", "-Infinity"):
        return text
    return number_text(float(text)) if _DECIMAL.fullmatch(text) else ""


def _date(text: str, _zone: int) -> str:
    match = _DATE.fullmatch(text)
    if not match:
        return ""
    year, month, day = (int(part) for part in match.groups())
    return text[:10] if is_civil(year, month, day) else ""


def _date_time(text: str, zone: int) -> str:
    _, _, clock = text.partition("T")
    is_whole = _CLOCK.fullmatch(clock) and parse_moment(text, zone)
    return text if is_whole else ""


def _time(text: str, zone: int) -> str:
    return text if _CLOCK.fullmatch(text) and time_ms(text, zone) is not None else ""


def _geopoint(text: str, _zone: int) -> str:
    parts = words(text)
    if not 2 <= len(parts) <= 4 or not all(_DECIMAL.fullmatch(part) for part in parts):
        return ""
    if abs(float(parts[0])) > 90 or abs(float(parts[1])) > 180:
        return ""
    return " ".join(_with_point(float(part)) for part in (*parts, "0", "0")[:4])


def _with_point(number: float) -> str:
    return f"{number_text(number)}{'' if number % 1 else '.0'}"


def _points(text: str, zone: int) -> str:
    found = [_geopoint(part, zone) for part in text.strip(";").split(";")]
    return ";".join(found) if all(found) else ""


_CASTS: dict[str, Callable[[str, int], str]] = {
    "int": _integer,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _date_time,
    "time": _time,
    "geopoint": _geopoint,
    "geotrace": _points,
    "geoshape": _points,
}
