"""The rounds of the half-year survey of those likely to stray: 2026H2, and its month of calls."""

from __future__ import annotations

from datetime import date
from typing import Final

JULY: Final = 7


def round_of(day: date) -> str:
    """The round ``day`` lies in: 2026H1 to June, 2026H2 from July."""
    return f"{day.year}H{1 if day.month < JULY else 2}"


def round_start(day: date) -> date:
    """The first day of the round."""
    return date(day.year, 1 if day.month < JULY else JULY, 1)


def round_name(code: str) -> str:
    """2026年下半年."""
    year, _, half = code.partition("H")
    return f"{year}年{'上' if half == '1' else '下'}半年"
