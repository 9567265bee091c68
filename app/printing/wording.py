"""How values are written on papers: dates, amounts, ticks; and how their blanks are left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.domain.amount_words import amount_words
from app.domain.money import ZERO, to_fen

BLANK_DATE: Final = "　　　年　　月　　日"
TICKED: Final = "☑"
UNTICKED: Final = "□"


def written_date(day: date | None) -> str:
    """2026年11月23日, or room to write one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DATE


def written_month(day: date | None) -> str:
    """2026年12月, or room to write one."""
    return f"{day.year}年{day.month}月" if day else "　　　年　　月"


def written_moment(moment: datetime | None) -> str:
    """2026年11月23日 14:05, or room to write one."""
    if moment is None:
        return f"{BLANK_DATE}　　时　　分"
    return f"{written_date(moment.date())} {moment:%H:%M}"


def figures(amount: Decimal | None) -> str:
    """小写, to 分 and without separators: 1060.00."""
    return "" if amount is None else f"{to_fen(amount):f}"


def words(amount: Decimal | None) -> str:
    """大写: 壹仟零陆拾元整. Raises ``Refused`` for amounts that cannot be paid."""
    return "" if amount is None else amount_words(to_fen(amount))


def number(value: int | None) -> str:
    """A count, or a blank."""
    return "" if value is None else str(value)


def ticks(options: Iterable[str], *chosen: str) -> str:
    """Every option with its box; those ``chosen`` are ticked."""
    return "　".join(f"{TICKED if one in chosen else UNTICKED}{one}" for one in options)


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are known; None when none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None
