"""What people put into a cell, read as money, month, date, count or number: "1,008元", 2025.09.

One meaning or none: what could mean two things is ``Refused``, never guessed. Empty is None.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import inf, isfinite
from typing import Final

from app.domain.months import month_of, months_later
from app.errors import Refused

Typed = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell's value as a workbook library hands it over."""

EXACT_BELOW: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; from here on the last ones are lost."""
LARGEST_AMOUNT: Final = Decimal(10) ** 8
LONGEST_AMOUNT: Final = 40
"""Characters; beyond that it is no amount, and matching it would take long."""
FIRST_YEAR: Final = 1990
"""No benefit of today began earlier."""

_BLANK: Final = frozenset(("", "/", "//", "\\", "-", "--", "---", "无", "暂无", "空", "未填"))
_SPACES: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_QUOTE: Final = re.compile(r"^['`‘’＇]+")
_DASHES: Final = re.compile(r"[‐‑‒–—―−~～]+")
_POWER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)

_MONEY: Final = re.compile(
    r"(?:人民币|RMB|[¥￥]|每月|月)*"
    r"(\d+|\d{1,3}(?:,\d{3})+)(?:(\.\d{1,2})0*|\.)?"
    r"(?:元|圆|块|块钱)?(?:整|正)?(?:/月|每月|一个月)?(?:元)?"
)
_MONTH: Final = re.compile(r"(\d{4})(?:年|[./\-、])(\d{1,2})月?(?:份)?")
_DAY: Final = re.compile(r"(\d{4})(?:年|[./\-、])(\d{1,2})(?:月|[./\-、])(\d{1,2})日?")
_PACKED: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
_SINCE: Final = re.compile(r"^(?:自|从)|(?:起|开始|至今|始)+$")
_MIDNIGHT: Final = re.compile(r"(?<=\d{2})T?00:00(?::00)?(?:\.0+)?$")
_NUMERALS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TEN: Final = ((re.compile(r"十(?=[1-9])"), "1"), (re.compile(r"十"), "10"))
_COUNT: Final = re.compile(r"(\d{1,3})(?:\.0+)?(?:人|口|口人|个)?")
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's calendar for every date after its invented 29 February 1900."""


def is_blank(value: Typed) -> bool:
    """Whether nothing was meant: empty, spaces, or a stroke."""
    if not isinstance(value, str):
        return value is None
    return not (len(value) > 2 and value.isalnum()) and _DASHES.sub("-", _tidy(value)) in _BLANK


def as_text(value: Typed) -> str:
    """``value`` as a person sees it in the cell; a number past 15 digits as 5.00231199004178E+17.

    Text keeps its own spaces.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        is_whole = isfinite(value) and abs(value) < EXACT_BELOW and not value % 1
        return str(int(value)) if is_whole else f"{value:.15G}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def has_lost_digits(value: Typed) -> bool:
    """Whether a number (or text like 5.00231E+17) no longer holds all the digits once typed."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return not abs(value) < EXACT_BELOW
    return isinstance(value, str) and bool(_POWER.fullmatch(_tidy(value)))


def read_money(value: Typed) -> Decimal | None:
    """元. Numbers keep what fraction they have; text has at most two places.

    Raises ``Refused`` amount_unreadable.
    """
    if is_blank(value):
        return None
    text = _tidy(as_text(value))
    found = _MONEY.fullmatch(text) if len(text) <= LONGEST_AMOUNT else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf:
        amount = Decimal(f"{value:.15G}")
    elif isinstance(value, str) and found:
        amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    else:
        raise _amount_unreadable()
    if amount >= LARGEST_AMOUNT:
        raise _amount_unreadable()
    return amount


def read_month(value: Typed, today: date, *, pads_months: bool = False) -> date | None:
    """The first day of the month meant, 1990 to a year from ``today``.

    ``pads_months``: the other numbers of the column are written 2025.09, so the number 2025.1 is
    October. Without that it could be January too, and is refused: month_ambiguous.
    Raises ``Refused`` month_unreadable, month_ambiguous.
    """
    if is_blank(value):
        return None
    if is_short_october(value) and not pads_months:
        raise Refused(
            "数字2023.1这样的写法，看不出是1月还是10月。请改写成“2023年1月”或“2023年10月”。",
            code="month_ambiguous",
        )
    if is_short_october(value):
        found: date | None = date(int(as_text(value)[:4]), 10, 1)
    else:
        found = _day_in(value)
    found = found and month_of(found)
    if not (found and date(FIRST_YEAR, 1, 1) <= found <= months_later(month_of(today), 12)):
        raise Refused("看不懂这个年月。请改写成“2023年11月”的样子。", code="month_unreadable")
    return found


def read_day(value: Typed) -> date | None:
    """A full date, such as a birth date. Raises ``Refused`` date_unreadable."""
    if is_blank(value):
        return None
    text = _plain_date(value)
    whole = isinstance(value, date) or not (_MONTH.fullmatch(text) or len(text) == 6)
    found = _day_in(value) if whole else None
    if found is None:
        raise Refused("看不懂这个日期。请改写成“1962年5月4日”的样子。", code="date_unreadable")
    return found


def read_month_of_birth(value: Typed) -> date | None:
    """The month of a birth date written without its day. Raises ``Refused`` date_unreadable."""
    found = None if is_blank(value) or is_short_october(value) else _day_in(value)
    if found is None:
        raise Refused("看不懂这个年月。请改写成“1962年5月”的样子。", code="date_unreadable")
    return found.replace(day=1)


def read_count(value: Typed) -> int | None:
    """A number of people: 4, "4人", "4口人". What is none of these gives None."""
    found = _COUNT.fullmatch(_tidy(as_text(value)))
    return int(found[1]) if found else None


def is_short_october(value: Typed) -> bool:
    """Whether this is a number like 2023.1, as which 2023.10 is stored too."""
    return isinstance(value, float) and bool(re.fullmatch(r"(?:19|20)\d\d\.1", as_text(value)))


def is_padded_month(value: Typed) -> bool:
    """Whether this is a number like 2025.09: its writer pads months to two digits."""
    return isinstance(value, float) and bool(re.fullmatch(r"(?:19|20)\d\d\.0\d", as_text(value)))


def _day_in(value: Typed) -> date | None:
    """The day, or the first of the month, that is written; None if there is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _plain_date(value)
    if _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(float(text)))
    found = _MONTH.fullmatch(text) or _DAY.fullmatch(text) or _PACKED.fullmatch(text)
    if found is None:
        return None
    year, month, *day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, *(day or [1]))
    except ValueError:
        return None


def _plain_date(value: Typed) -> str:
    text = _MIDNIGHT.sub("", _DASHES.sub("-", _tidy(as_text(value)))).translate(_NUMERALS)
    for written, digits in _TEN:
        text = written.sub(digits, text)
    return _SINCE.sub("", text)


def _tidy(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    half_width = unicodedata.normalize("NFKC", text)
    return _QUOTE.sub("", _SPACES.sub("", half_width)).rstrip("。;")


def _amount_unreadable() -> Refused:
    return Refused("看不懂这个金额。请改写成数字，例如445或1008.50。", code="amount_unreadable")
