"""What a person typed, read as a value, and a value written as a person reads it. No Qt.

Raises ``Refused`` with a sentence that says how to write it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from app.domain.clock import CHINA
from app.domain.loose_values import is_blank, read_day, read_money, read_month_of_birth
from app.errors import Refused
from app.ui.widgets.editors.description import FieldDescription, Kind

LARGEST_NUMBER: Final = 10**9
_NUMBER: Final = re.compile(r"[+-]?\d+")
_YEARLESS: Final = re.compile(r"\d{1,2}[./\-月]\d{1,2}日?")
_SHORT: Final = re.compile(r"\d{1,5}")
_TIME: Final = re.compile(
    r"(?:(?P<day>.*\d日?)\s+)?(?P<hour>\d{1,2})(?:[:点时](?P<minute>\d{1,2})?分?)"
)
"""A day before it, if any; 14:30, 14点30分, 14点."""
_WEEK: Final = "一二三四五六日"


def read(description: FieldDescription, typed: str) -> Any:
    """The value of what was typed into a field of text, number, amount, day or month."""
    reader = _READERS[description.kind]
    value = reader(typed)
    if isinstance(value, str):
        return _within(description, value.upper() if description.is_upper else value)
    return value


def write(description: FieldDescription, value: Any) -> str:
    """``value`` as it stands in its field when nobody is typing."""
    if value is None:
        return ""
    return _WRITERS.get(description.kind, str)(value)


def read_date(typed: str) -> date | None:
    """20261123, 2026.11.23, 2026-11-23, 2026/11/23, 2026年11月23日. The year is always written."""
    if is_blank(typed):
        return None
    text = unicodedata.normalize("NFKC", typed).strip()
    if _YEARLESS.fullmatch(text):
        raise Refused("还缺年份，请写成“2026.11.23”的样子。", code="date_without_year")
    if _SHORT.fullmatch(text):
        raise Refused("日期不完整，请写成“20261123”或“2026.11.23”。", code="date_unreadable")
    return read_day(typed)


def write_date(value: date) -> str:
    """2026年11月23日."""
    return f"{value.year}年{value.month}月{value.day}日"


def read_moment(typed: str, today: date) -> datetime | None:
    """A day and a time, as 2026.11.23 14:30; a time alone, 14:30, is of ``today``."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if is_blank(text):
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        sentence = "请写日期和时间，如“2026.11.23 14:30”；今天的只写时间，如“14:30”。"
        raise Refused(sentence, code="moment_unreadable")
    day = read_date(found["day"]) if found["day"] else today
    try:
        at = time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError as error:
        sentence = "时间从0:00到23:59，请写成“14:30”的样子。"
        raise Refused(sentence, code="time_unreadable") from error
    return datetime.combine(day or today, at, CHINA)


def write_moment(value: datetime) -> str:
    """2026年11月23日 14:30."""
    at = value.astimezone(CHINA)
    return f"{write_date(at)} {at:%H:%M}"


def weekday(value: date) -> str:
    """星期一."""
    return f"星期{_WEEK[value.weekday()]}"


def read_whole_number(typed: str) -> int | None:
    """A whole number, also full-width or with commas."""
    text = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", typed))
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or abs(int(text)) > LARGEST_NUMBER:
        raise Refused("这里要填整数，例如“4”。", code="number_unreadable")
    return int(text)


def _read_text(typed: str) -> str | None:
    return typed.strip() or None


def _read_amount(typed: str) -> Decimal | None:
    if typed.strip() and is_blank(typed):
        raise Refused("这里要填金额；没有就填0。", code="amount_unreadable")
    return read_money(typed)


def _read_month(typed: str) -> date | None:
    return None if is_blank(typed) else read_month_of_birth(typed)


def _within(description: FieldDescription, value: str) -> str:
    if description.most and len(value) > description.most:
        raise Refused(
            f"最多{description.most}个字，现在多了{len(value) - description.most}个，请删短一些。",
            code="text_too_long",
        )
    return value


def _write_amount(value: Decimal) -> str:
    text = f"{value:,f}"
    return text if "." not in text else text.rstrip("0").ljust(text.index(".") + 3, "0")


def _write_month(value: date) -> str:
    return f"{value.year}年{value.month}月"


_READERS: Final[Mapping[Kind, Callable[[str], Any]]] = {
    Kind.TEXT: _read_text,
    Kind.LONG_TEXT: _read_text,
    Kind.NUMBER: read_whole_number,
    Kind.AMOUNT: _read_amount,
    Kind.DAY: read_date,
    Kind.MONTH: _read_month,
}
_WRITERS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.AMOUNT: _write_amount,
    Kind.DAY: write_date,
    Kind.MONTH: _write_month,
    Kind.MOMENT: write_moment,
}
