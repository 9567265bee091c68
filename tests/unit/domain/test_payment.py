"""The arithmetic of a month's payments: changes, arrears, totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import payment

FEN = st.integers(0, 10**7).map(lambda fen: Decimal(fen) / 100)
MONTHS = st.dates(date(2024, 1, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1))


@pytest.mark.parametrize(
    ("former", "now", "change"),
    [
        (None, 990, payment.NEW),
        (0, 990, payment.NEW),
        (990, 990, payment.SAME),
        (930, 990, payment.MORE),
        (990, 930, payment.LESS),
        (990, 0, payment.STOPPED),
    ],
)
def test_a_change_is_by_last_month(former: int | None, now: int, change: str):
    old = None if former is None else Decimal(former)
    assert payment.change_of(old, Decimal(now)) == change


def test_a_month_that_was_paid_too_little_is_owed():
    months = {date(2025, month, 1): Decimal(990) for month in (7, 8)}
    paid = {date(2025, 7, 1): Decimal(930), date(2025, 8, 1): Decimal(990)}
    [row] = payment.owed(months, paid)
    assert (row.month, row.difference) == (date(2025, 7, 1), 60)


@given(due=st.dictionaries(MONTHS, FEN), paid=st.dictionaries(MONTHS, FEN))
def test_what_is_owed_is_what_was_due_less_what_was_paid(
    due: dict[date, Decimal], paid: dict[date, Decimal]
):
    rows = payment.owed(due, paid)
    assert sum(each.difference for each in rows) == sum(due.values()) - sum(paid.values())
    assert [each.month for each in rows] == sorted(each.month for each in rows)


@given(lines=st.lists(st.tuples(st.integers(0, 9), FEN, FEN)))
def test_the_whole_is_the_sum_of_its_parts(lines: list[tuple[int, Decimal, Decimal]]):
    totals = payment.total_of(lines)
    assert totals.total == sum(amount + back for _, amount, back in lines)
    assert (totals.lines, totals.persons) == (len(lines), sum(each for each, _, _ in lines))


def test_a_total_is_said_in_words():
    assert payment.total_words(Decimal("1060.00")) == "壹仟零陆拾元整"
    assert payment.total_words(Decimal(-30)) == "负叁拾元整"
