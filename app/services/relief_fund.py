"""备用金: the township's ledger for relief at once (seed A219). Lines are added, never changed.

The balance is never negative on any day. Once a month is reconciled, nothing is entered into it
any more: what was wrong is put right by a line of a later day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.amount_words import amount_words
from app.domain.codes_registers import FUND_DIRECTION
from app.domain.money import FEN, ZERO
from app.domain.months import month_end, month_name, month_of, months_later
from app.domain.permissions import Action
from app.errors import Refused
from app.models.temporary_relief import FundCheck, FundEntry
from app.services.permitted import needs
from app.services.townships import DIGITS, require_township
from app.storage.unit_of_work import UnitOfWork

IN, OUT, BACK = "1", "2", "3"
"""FUND_DIRECTION: 拨入, 支出, 退回 (paid out before, and come back)."""
_SIGN: Final = {IN: 1, OUT: -1, BACK: 1}


@dataclass(frozen=True)
class FundLine:
    """One line of the ledger, with the ``balance`` after it, 元."""

    id: str
    day: date
    direction: str
    direction_text: str
    amount: Decimal
    balance: Decimal
    case_id: str | None
    handler: str
    approver: str
    note: str


@dataclass(frozen=True)
class FundLedger:
    """The ledger of one month. Amounts in 元; ``check`` is None until it was reconciled."""

    org_code: str
    month: date
    opening: Decimal
    came_in: Decimal
    went_out: Decimal
    came_back: Decimal
    closing: Decimal
    closing_words: str
    lines: tuple[FundLine, ...]
    check: FundChecked | None


@dataclass(frozen=True)
class FundChecked:
    """A reconciled month: what was ``counted``, and how far it was from the books."""

    day: date
    counted: Decimal
    difference: Decimal
    explanation: str
    checked_by: str


@needs(Action.PAYMENT_WRITE)
def put_into_fund(
    work: UnitOfWork, amount: Decimal, note: str, *, day: date | None = None, org: str | None = None
) -> str:
    """拨入: money comes into the fund of a township (the actor's own); the id of the line.

    Raises ``Refused``: township_missing, fund_amount, fund_month_closed, day_future.
    """
    return _enter(work, require_township(work, org), IN, amount, day, note=note)


@needs(Action.PAYMENT_WRITE)
def give_back_to_fund(
    work: UnitOfWork,
    amount: Decimal,
    note: str,
    *,
    day: date | None = None,
    case_id: str | None = None,
    org: str | None = None,
) -> str:
    """退回: what was paid out comes back, or was entered wrongly. ``note`` says why.

    Raises as ``put_into_fund``, and ``Refused`` reason_missing, fund_back_too_much.
    """
    if not note.strip():
        raise Refused("退回要写明原因。请填写摘要。", code="reason_missing")
    township = require_township(work, org)
    lines = _entries(work, township)
    out = sum((each.amount or ZERO for each in lines if each.direction == OUT), ZERO)
    back = sum((each.amount or ZERO for each in lines if each.direction == BACK), ZERO)
    if back + amount > out:
        sentence = "退回金额超过了已支出的金额。请核对后再登记。"
        raise Refused(sentence, code="fund_back_too_much")
    return _enter(work, township, BACK, amount, day, note=note, case_id=case_id)


@needs(Action.PAYMENT_READ)
def fund_balance(work: UnitOfWork, org: str | None = None) -> Decimal:
    """What the fund holds now, 元. Raises ``Refused`` township_missing."""
    return balance_of(work, require_township(work, org))


@needs(Action.PAYMENT_READ)
def fund_ledger(work: UnitOfWork, month: date | None = None, org: str | None = None) -> FundLedger:
    """The ledger of a month (today's), with its balances. Raises ``Refused`` township_missing."""
    township, first = require_township(work, org), month_of(month or work.today)
    last = month_end(first)
    entries = _entries(work, township)
    opening = _sum(each for each in entries if _day(each) < first)
    inside = [each for each in entries if first <= _day(each) <= last]
    closing = opening + _sum(inside)
    return FundLedger(
        township,
        first,
        opening,
        _of(inside, IN),
        _of(inside, OUT),
        _of(inside, BACK),
        closing,
        amount_words(closing),
        tuple(_lines(inside, opening)),
        _checked(work, township, first),
    )


@needs(Action.PAYMENT_WRITE)
def reconcile_fund(
    work: UnitOfWork,
    month: date,
    counted: Decimal,
    *,
    explanation: str = "",
    org: str | None = None,
) -> FundLedger:
    """月末核对: what was counted beside what the books say; the month is closed by it.

    Raises ``Refused``: fund_month_open (it is not over), fund_month_closed, fund_month_skipped (an
    earlier month is not reconciled), reason_missing (a difference that nobody explains).
    """
    township, first = require_township(work, org), month_of(month)
    if month_end(first) >= work.today and month_of(work.today) == first:
        sentence = f"{month_name(first)}还没有结束。请在月末以后核对。"
        raise Refused(sentence, code="fund_month_open")
    _refuse_closed(work, township, first)
    _refuse_skipped(work, township, first)
    books = _sum(each for each in _entries(work, township) if _day(each) <= month_end(first))
    difference = counted - books
    if difference and not explanation.strip():
        sentence = "盘点金额与账面余额不同。请写明原因。"
        raise Refused(sentence, code="reason_missing", difference=str(difference))
    work.add(
        FundCheck(
            org_code=township,
            month=first,
            books=books,
            counted=counted,
            difference=difference,
            explanation=explanation.strip()[:200] or None,
            checked_on=work.today,
            checked_by=work.actor.name,
        )
    )
    return fund_ledger(work, first, township)


def pay_from(
    work: UnitOfWork, org: str | None, amount: Decimal, case_id: str, *, approver: str, note: str
) -> str:
    """支出: what a step of a case pays out of the fund today. Raises ``Refused`` fund_short."""
    return _enter(
        work,
        require_township(work, org),
        OUT,
        amount,
        None,
        note=note,
        case_id=case_id,
        approver=approver,
    )


def take_back(work: UnitOfWork, org: str | None, amount: Decimal, case_id: str, note: str) -> str:
    """退回: what a step of a case gets back."""
    return _enter(work, require_township(work, org), BACK, amount, None, note=note, case_id=case_id)


def balance_of(work: UnitOfWork, org: str | None) -> Decimal:
    """What the fund of a township holds now, 元."""
    return _sum(_entries(work, (org or "")[:DIGITS]))


def paid_for(work: UnitOfWork, case_id: str) -> Decimal:
    """What the fund has paid for a case and not got back, 元."""
    return -_sum(work.find(FundEntry, FundEntry.case_id == case_id))


def _enter(
    work: UnitOfWork,
    township: str,
    direction: str,
    amount: Decimal,
    day: date | None,
    *,
    note: str,
    case_id: str | None = None,
    approver: str | None = None,
) -> str:
    day = day or work.today
    _refuse_amount(amount)
    if day > work.today:
        raise Refused("日期不能在今天以后。请改正日期。", code="day_future")
    _refuse_closed(work, township, month_of(day))
    entry = FundEntry(
        org_code=township,
        day=day,
        direction=direction,
        amount=amount.quantize(FEN),
        case_id=case_id,
        handler=work.actor.name,
        approver=approver,
        note=note.strip()[:200] or None,
    )
    _refuse_short(_entries(work, township), entry)
    return work.add(entry).id


def _refuse_amount(amount: Decimal) -> None:
    if amount <= 0 or amount != amount.quantize(FEN):
        sentence = "金额要大于0，最多到分。请改正金额。"
        raise Refused(sentence, code="fund_amount")


def _refuse_short(entries: list[FundEntry], new: FundEntry) -> None:
    """No day may end below zero: a line of an earlier day counts from its own day on."""
    balance, lowest = ZERO, ZERO
    for each in sorted([*entries, new], key=_day):
        balance += _signed(each)
        lowest = min(lowest, balance)
    if lowest < 0:
        sentence = "备用金余额不足。请先登记拨入，或改用临时救助资金。"
        raise Refused(sentence, code="fund_short")


def _refuse_closed(work: UnitOfWork, township: str, month: date) -> None:
    closed = work.find(FundCheck, FundCheck.org_code == township, FundCheck.month >= month, limit=1)
    if closed:
        sentence = f"{month_name(month)}的备用金已经核对。更正请登记在以后的日期。"
        raise Refused(sentence, code="fund_month_closed")


def _refuse_skipped(work: UnitOfWork, township: str, month: date) -> None:
    entries = _entries(work, township)
    checks = work.find(FundCheck, FundCheck.org_code == township, order_by=(FundCheck.month,))
    first = months_later(checks[-1].month or month, 1) if checks else None
    begun = month_of(_day(entries[0])) if entries else month
    due = first or begun
    if due < month:
        sentence = f"{month_name(due)}的备用金还没有核对。请先核对这个月。"
        raise Refused(sentence, code="fund_month_skipped", month=due)


def _entries(work: UnitOfWork, township: str) -> list[FundEntry]:
    """In the order of their days; those of one day as they were entered."""
    wanted = FundEntry.org_code == township
    return work.find(FundEntry, wanted, order_by=(FundEntry.day, FundEntry.rowid_))


def _day(entry: FundEntry) -> date:
    return entry.day or date.min


def _signed(entry: FundEntry) -> Decimal:
    return (entry.amount or ZERO) * _SIGN[entry.direction or IN]


def _sum(entries: Iterable[FundEntry]) -> Decimal:
    return sum((_signed(each) for each in entries), ZERO)


def _of(entries: Iterable[FundEntry], direction: str) -> Decimal:
    return sum((each.amount or ZERO for each in entries if each.direction == direction), ZERO)


def _lines(entries: Iterable[FundEntry], opening: Decimal) -> Iterable[FundLine]:
    balance = opening
    for each in entries:
        balance += _signed(each)
        yield FundLine(
            each.id,
            _day(each),
            each.direction or "",
            FUND_DIRECTION.label(each.direction),
            each.amount or ZERO,
            balance,
            each.case_id,
            each.handler or "",
            each.approver or "",
            each.note or "",
        )


def _checked(work: UnitOfWork, township: str, month: date) -> FundChecked | None:
    wanted = (FundCheck.org_code == township, FundCheck.month == month)
    found = work.find(FundCheck, *wanted, limit=1)
    if not found:
        return None
    each = found[0]
    return FundChecked(
        each.checked_on or month,
        each.counted or ZERO,
        each.difference or ZERO,
        each.explanation or "",
        each.checked_by or "",
    )
