"""A month's payments: what changed since the last run, what is owed for earlier months, totals.

Pure. What is due is decided elsewhere; here it is compared and summed. Amounts in 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.amount_words import amount_words
from app.domain.money import ZERO

SAME, NEW, MORE, LESS, STOPPED, OWED, TAKEN = "0", "1", "2", "3", "4", "5", "6"
"""PAY_CHANGE."""


@dataclass(frozen=True)
class BackMonth:
    """What one earlier month was to be, and what was paid for it."""

    month: date
    due: Decimal
    paid: Decimal

    @property
    def difference(self) -> Decimal:
        """More than nothing: owed; less: paid too much."""
        return self.due - self.paid


@dataclass(frozen=True)
class Totals:
    """How many, and how much, also in 大写."""

    lines: int
    persons: int
    amount: Decimal
    back_pay: Decimal

    @property
    def total(self) -> Decimal:
        """The month's money and that for earlier months."""
        return self.amount + self.back_pay

    @property
    def words(self) -> str:
        """The total in 大写; 负 where more is taken back than paid."""
        return total_words(self.total)


def change_of(former: Decimal | None, now: Decimal, back_pay: Decimal = ZERO) -> str:
    """PAY_CHANGE: ``former`` is None where nothing was paid the month before."""
    if not former:
        if now:
            return NEW
        return (OWED if back_pay > 0 else TAKEN) if back_pay else SAME
    if not now:
        return STOPPED
    if now == former:
        return SAME
    return MORE if now > former else LESS


def owed(due: Mapping[date, Decimal], paid: Mapping[date, Decimal]) -> tuple[BackMonth, ...]:
    """The earlier months whose payment was not what it is now known to be, in their order."""
    months = sorted({*due, *paid})
    found = (BackMonth(each, due.get(each, ZERO), paid.get(each, ZERO)) for each in months)
    return tuple(each for each in found if each.difference)


def total_of(lines: Iterable[tuple[int, Decimal, Decimal]]) -> Totals:
    """Sum lines of (persons, amount, back pay)."""
    rows = list(lines)
    return Totals(
        len(rows),
        sum(persons for persons, _, _ in rows),
        sum((amount for _, amount, _ in rows), ZERO),
        sum((back for _, _, back in rows), ZERO),
    )


def total_words(total: Decimal) -> str:
    """A total in 大写."""
    return amount_words(total) if total >= 0 else f"负{amount_words(-total)}"
