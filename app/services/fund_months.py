"""备用金 by months: which months of which township's ledger there are, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.money import ZERO
from app.domain.months import month_name, month_of, months_later
from app.domain.permissions import Action
from app.models.temporary_relief import FundCheck, FundEntry
from app.services.permitted import needs
from app.services.relief_fund import FundLedger, fund_ledger
from app.services.townships import DIGITS
from app.storage.unit_of_work import UnitOfWork

_OUT: Final = "2"


@dataclass(frozen=True)
class FundMonth:
    """One month of a ledger. ``closing``: the balance at its end, 元."""

    id: str
    name: str
    org_code: str
    month: date
    came_in: Decimal
    went_out: Decimal
    closing: Decimal
    is_checked: bool


@dataclass(frozen=True)
class FundFile:
    """A month's ledger whole."""

    id: str
    ledger: FundLedger


def month_id(org: str, month: date) -> str:
    """The id of a ``FundMonth``."""
    return f"{org}/{month.isoformat()}"


@needs(Action.PAYMENT_READ)
def fund_months(work: UnitOfWork) -> tuple[FundMonth, ...]:
    """Every month from the first line of a township's ledger until now, the newest first."""
    own = (work.actor.org_code or "")[:DIGITS]
    wanted = [FundEntry.org_code == own] if own else []
    entries = work.find(FundEntry, *wanted, order_by=(FundEntry.day, FundEntry.rowid_))
    of: dict[str, list[FundEntry]] = defaultdict(list)
    for each in entries:
        of[each.org_code or ""].append(each)
    if own:
        _ = of[own]
    checked = {(each.org_code, each.month) for each in work.find(FundCheck)}
    found = [
        month for org, lines in of.items() for month in _months(org, lines, work.today, checked)
    ]
    return tuple(sorted(found, key=lambda each: (each.month, each.org_code), reverse=True))


@needs(Action.PAYMENT_READ)
def fund_file(work: UnitOfWork, month_id: str) -> FundFile:
    """The ledger of one month, by the id of ``FundMonth``."""
    org, _, month = month_id.partition("/")
    return FundFile(month_id, fund_ledger(work, date.fromisoformat(month), org))


def _months(
    org: str, lines: list[FundEntry], today: date, checked: Iterable[tuple[str | None, date | None]]
) -> Iterable[FundMonth]:
    done = set(checked)
    month = month_of(lines[0].day or today) if lines else month_of(today)
    balance = ZERO
    while month <= month_of(today):
        inside = [each for each in lines if month_of(each.day or today) == month]
        out = sum((each.amount or ZERO for each in inside if each.direction == _OUT), ZERO)
        came = sum((each.amount or ZERO for each in inside if each.direction != _OUT), ZERO)
        balance += came - out
        is_done = (org, month) in done
        yield FundMonth(
            month_id(org, month), month_name(month), org, month, came, out, balance, is_done
        )
        month = months_later(month, 1)
