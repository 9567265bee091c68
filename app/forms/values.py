"""Values of expressions: text, number, truth, moment, node list; and how one becomes another.

Numbers are IEEE doubles written the way ECMAScript writes them, because that is what stored
answers of every ODK server look like. Not the typed answers of a form (``answers.py``).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from app.forms.nodes import Node

NAN = math.nan
DAY_MS = 86_400_000
MAX_TEXT = 200_000
"""Characters an expression may make; a whole visit is a few thousand."""
WHITESPACE = " \t\r\n"
"""ASCII blanks only: a full-width blank typed by an input method is text, not a separator."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in milliseconds since 1970-01-01T00:00Z, seen at ``zone`` minutes from UTC.

    The zone is one fixed offset for the whole form, so a day is always 24 hours and the difference
    of two dates is a whole number of days, also across the summer times of 1986 to 1991.
    """

    ms: float
    zone: int

    @property
    def is_valid(self) -> bool:
        return not math.isnan(self.ms)

    def days(self) -> float:
        """Days since 1970-01-01T00:00Z, with fraction."""
        return self.ms / DAY_MS

    def text(self) -> str:
        """``YYYY-MM-DD`` at local midnight, else the full ISO form; blank when invalid."""
        if not self.is_valid or abs(self.ms) > 8.64e15:
            return ""
        local = math.floor(self.ms) + self.zone * 60_000
        day, rest = divmod(local, DAY_MS)
        date = civil_text(int(day))
        return date if rest == 0 else f"{date}T{clock_text(int(rest))}{zone_text(self.zone)}"


class DayCount(float):
    """What ``number()`` of a date gives: a number of days, written without its fraction."""

    __slots__ = ()


Value = Union[str, float, bool, Moment, "list[Node]"]


def to_text(value: Value) -> str:
    """The XPath ``string()`` of a value; a number that is none (NaN) is blank."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment):
        return value.text()
    if isinstance(value, DayCount):
        return number_text(float(math.floor(value)))
    return number_text(value)


def to_number(value: Value, zone: int) -> float:
    """The number of a value; text that is an ISO date counts as days since 1970."""
    if isinstance(value, list):
        value = value[0].text() if value else ""
    if isinstance(value, str):
        return parse_number(value, zone)
    if isinstance(value, Moment):
        return value.days()
    return float(value)


def to_truth(value: Value) -> bool:
    """The XPath ``boolean()`` of a value: a node list is true when it holds a node."""
    if isinstance(value, float):
        return not math.isnan(value) and value != 0.0
    if isinstance(value, Moment):
        return value.is_valid and value.ms != 0
    return bool(value)


def parse_number(text: str, zone: int) -> float:
    """The number written in ``text``, or the days of the ISO date in it, or NaN."""
    text = text.strip(WHITESPACE)
    if not text:
        return NAN
    if _NUMBER.fullmatch(text):
        return float(text)
    if len(text) >= 8 and text[0] in "0123456789":
        moment = parse_moment(text, zone)
        return moment.days() if moment else NAN
    if text in ("Infinity", "-Infinity"):
        return float(text)
    return NAN


def parse_moment(text: str, zone: int) -> Moment | None:
    """The moment written in ISO form; without an offset it is local. None when it is no moment."""
    match = _MOMENT.fullmatch(text.strip(WHITESPACE))
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if not is_civil(int(year), int(month), int(day)):
        return None
    ms = civil_days(int(year), int(month), int(day)) * DAY_MS
    if hour is None:
        return Moment(ms - zone * 60_000, zone)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    ms += (int(hour) * 3600 + int(minute) * 60 + int(second or 0)) * 1000
    ms += int((fraction or "0").ljust(3, "0")[:3])
    return Moment(ms - (parse_zone(offset) if offset else zone) * 60_000, zone)


def looks_like_moment(text: str) -> bool:
    """Whether the text has the shape of an ISO date, be it a day that exists or not."""
    return _MOMENT.fullmatch(text.strip(WHITESPACE)) is not None


def parse_zone(text: str) -> int:
    """Minutes from UTC of ``Z``, ``+08:00`` or ``+0800``."""
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return -minutes if text[0] == "-" else minutes


def zone_text(minutes: int) -> str:
    """``+08:00`` for 480; ``Z`` for 0."""
    if minutes == 0:
        return "Z"
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def clock_text(ms: int) -> str:
    """``HH:MM:SS.mmm`` of the milliseconds of a day."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def is_civil(year: int, month: int, day: int) -> bool:
    """Whether the day exists in the Gregorian calendar."""
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


def civil_days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to the date (proleptic Gregorian, any year)."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil_date(days: int) -> tuple[int, int, int]:
    """Year, month and day of the date ``days`` after 1970-01-01."""
    era, of_era = divmod(days + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def civil_text(days: int) -> str:
    """``YYYY-MM-DD`` of the date ``days`` after 1970-01-01."""
    year, month, day = civil_date(days)
    return f"{year:04d}-{month:02d}-{day:02d}"


def number_text(number: float) -> str:
    """The shortest text that reads back as the number, in ECMAScript's form; NaN is blank."""
    if math.isnan(number):
        return ""
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e16:
        return str(int(number))
    return _ecma(number)


def _ecma(number: float) -> str:
    mantissa, _, exponent = f"{number!r}".partition("e")
    sign = "-" if mantissa[0] == "-" else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        return sign + (
            digits.ljust(point, "0")
            if len(digits) <= point
            else f"{digits[:point]}.{digits[point:]}"
        )
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"
