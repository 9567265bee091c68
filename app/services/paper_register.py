"""文书登记: numbers from this laptop's own range, what they were given to, and withdrawing them.

A number is only looked up for a preview; it is taken when the paper goes out, in the same
transaction that writes it down. The same paper of the same record keeps its number while that
holds; who withdraws it lets the next printing have a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import Final, Protocol, TypeVar

from sqlalchemy import func, select

from app.domain import codes_papers as states
from app.domain.paper_numbers import PATTERN, NumberPattern, mark_of, reissued, township_part
from app.domain.permissions import Action
from app.errors import Refused
from app.models.base import Record
from app.models.issued_paper import IssuedPaper
from app.models.local import InboxEntry, OutboxOperation, SyncState
from app.printing.certificates import CERTIFICATES
from app.printing.sheets import Sheet
from app.services.permitted import needs
from app.services.press import Press
from app.services.reach import require_reach, within_reach
from app.storage.identity import REPLICA
from app.storage.unit_of_work import UnitOfWork

S = TypeVar("S", bound=Sheet)
WITHOUT: Final = frozenset(("V-01", "R-01", "W-01", "E-24"))
"""Papers that are a record's own picture and go nowhere: their number is the record's."""
_REFUSED: Final = "refused"


class Outgoing(Protocol):
    """What the register asks of a paper that goes out."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def is_draft(self) -> bool: ...
    @property
    def about_noun(self) -> str | None: ...
    @property
    def whose(self) -> str: ...
    @property
    def household_id(self) -> str | None: ...
    @property
    def org_code(self) -> str | None: ...
    @property
    def village_code(self) -> str | None: ...
    @property
    def signer(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def day(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


@dataclass(frozen=True)
class IssuedLine:
    """One number of the register. ``state``: PAPER_STATE."""

    id: str
    number: str
    paper: str
    title: str
    about_noun: str | None
    about_id: str | None
    household_id: str | None
    issued_at: datetime | None
    copies: int
    is_draft: bool
    state: str
    reason: str
    state_on: date | None


# -- numbers ------------------------------------------------------------------------------------


def headed(work: UnitOfWork, press: Press, code: str, record: Record, sheet: S) -> S:
    """``sheet`` with its number, and whether the county has what it is made from."""
    if code in WITHOUT:
        return sheet
    about = sheet.record or record.id
    return replace(
        sheet,
        number=number_for(work, press, code, about, record.org_code, sheet.day),
        is_unconfirmed=is_unconfirmed(work, record),
    )


def number_for(
    work: UnitOfWork, press: Press, code: str, about: str, org_code: str | None, day: date | None
) -> str:
    """The number that the paper has, or would be given now."""
    given = standing(work, code, about)
    if given is not None:
        return given.number
    year = (day or work.today).year
    mark = own_mark(work, press.signer_key)
    pattern = NumberPattern.of(press.pack.text(PATTERN))
    serial = _next_serial(work, code, year, mark)
    number = pattern.number(code, year, township_part(org_code), mark, serial)
    return reissued(number, len(_lost(work, code, about)) if code in CERTIFICATES else 0)


def _lost(work: UnitOfWork, code: str, about: str) -> list[IssuedPaper]:
    """What was given before and is gone, the last one last."""
    return work.find(
        IssuedPaper,
        IssuedPaper.paper == code,
        IssuedPaper.about_id == about,
        IssuedPaper.state == states.LOST,
        order_by=(IssuedPaper.issued_at, IssuedPaper.number),
    )


def standing(work: UnitOfWork, code: str, about: str) -> IssuedPaper | None:
    """The number that holds for a paper of a record; of two, the first that was given."""
    found = work.find(
        IssuedPaper,
        IssuedPaper.paper == code,
        IssuedPaper.about_id == about,
        IssuedPaper.state == states.IN_FORCE,
        order_by=(IssuedPaper.issued_at, IssuedPaper.number),
        limit=1,
    )
    return found[0] if found else None


def own_mark(work: UnitOfWork, signer: str) -> str:
    """The mark of this laptop's range: never one under which somebody else is known to sign."""
    kept = work.session.get(SyncState, REPLICA)
    replica = str(kept.value) if kept else ""
    for attempt in count():
        mark = mark_of(replica, attempt)
        others = select(IssuedPaper.id).where(
            IssuedPaper.mark == mark, func.coalesce(IssuedPaper.signer, "") != signer
        )
        if work.session.scalars(others.limit(1)).first() is None:
            return mark
    raise AssertionError("count() does not end")


def _next_serial(work: UnitOfWork, code: str, year: int, mark: str) -> int:
    last = select(func.max(IssuedPaper.serial)).where(
        IssuedPaper.mark == mark, IssuedPaper.paper == code, IssuedPaper.year == year
    )
    return (work.session.scalar(last) or 0) + 1


def is_unconfirmed(work: UnitOfWork, record: Record) -> bool:
    """Whether the county has not got, or has not taken, what the paper is made from."""
    household: str | None = getattr(record, "household_id", None)
    about = [one for one in (record.id, household) if one]
    waiting = select(OutboxOperation.seq).where(OutboxOperation.record_id.in_(about))
    refused = select(InboxEntry.id).where(
        InboxEntry.kind == _REFUSED, InboxEntry.record_id.in_(about), InboxEntry.read_at.is_(None)
    )
    found = (work.session.scalars(each.limit(1)).first() for each in (waiting, refused))
    return any(one is not None for one in found)


# -- what goes out ------------------------------------------------------------------------------


def claim(work: UnitOfWork, paper: Outgoing, reason: str) -> str:
    """Take the number of a paper that goes out now; the id of its line, blank for blank forms.

    Raises ``Refused``: number_taken (it went to another paper since the preview), and
    reprint_reason_missing for what went out before and is no draft.
    """
    if not paper.number or not paper.whose or paper.code in WITHOUT:
        return ""
    found = work.find(IssuedPaper, IssuedPaper.number == paper.number)
    if not found:
        return _entered(work, paper).id
    line = found[0]
    if (line.paper, line.about_id, line.state) != (paper.code, paper.whose, states.IN_FORCE):
        sentence = "这个编号刚才用在了另一份文书上。已重新取号，请再打印一次。"
        raise Refused(sentence, code="number_taken")
    if line.copies and not paper.is_draft and not reason.strip():
        sentence = f"这份文书已出过{line.copies}份。再次打印请写明原因（如“遗失补打”）。"
        raise Refused(sentence, code="reprint_reason_missing")
    line.content_hash, line.is_draft = paper.content_hash, paper.is_draft
    return line.id


def _entered(work: UnitOfWork, paper: Outgoing) -> IssuedPaper:
    year = (paper.day or work.today).year
    lost = _lost(work, paper.code, paper.whose)
    return work.add(
        IssuedPaper(
            org_code=paper.org_code,
            village_code=paper.village_code,
            paper=paper.code,
            paper_title=paper.title,
            number=paper.number,
            year=year,
            mark=paper.mark,
            serial=_next_serial(work, paper.code, year, paper.mark),
            signer=paper.signer or None,
            about_noun=paper.about_noun,
            about_id=paper.whose,
            household_id=paper.household_id,
            day=paper.day,
            valid_to=paper.valid_to,
            replaces_id=lost[-1].id if lost else None,
            content_hash=paper.content_hash,
            is_draft=paper.is_draft,
            copies=0,
            issued_at=work.now,
        )
    )


def count_copies(work: UnitOfWork, line_id: str, copies: int) -> None:
    """So many more went out."""
    if line_id:
        line = work.get(IssuedPaper, line_id)
        line.copies = (line.copies or 0) + copies
        line.printed_at = work.now


# -- looking, withdrawing -------------------------------------------------------------------------


@needs(Action.PAPER_PRINT)
def issued(
    work: UnitOfWork, *, about_id: str | None = None, limit: int = 500
) -> tuple[IssuedLine, ...]:
    """The register, the newest first; of one record or household where ``about_id`` names it."""
    about = IssuedPaper.about_id == about_id
    of_home = IssuedPaper.household_id == about_id
    found = work.find(
        IssuedPaper,
        within_reach(work, IssuedPaper),
        *((about | of_home,) if about_id else ()),
        order_by=(IssuedPaper.issued_at.desc(), IssuedPaper.rowid_.desc()),
        limit=limit,
    )
    return tuple(line_of(each) for each in found)


@needs(Action.PAPER_PRINT)
def withdraw(work: UnitOfWork, line_id: str, reason: str) -> IssuedLine:
    """It holds no longer: 待收回 where copies are out, else 已作废. Raises ``Refused``
    reason_missing, paper_not_in_force."""
    line = _line(work, line_id, (states.IN_FORCE,))
    return _put(work, line, states.TO_RECALL if line.copies else states.VOID, reason)


@needs(Action.PAPER_PRINT)
def settle(work: UnitOfWork, line_id: str, reason: str) -> IssuedLine:
    """What was to be recalled is back, or will not come back; ``reason`` says which."""
    return _put(work, _line(work, line_id, (states.TO_RECALL,)), states.RECALLED, reason)


@needs(Action.PAPER_PRINT)
def report_lost(work: UnitOfWork, line_id: str, reason: str) -> IssuedLine:
    """Its holder says that it is gone; whoever shows it later is asked about it."""
    return _put(work, _line(work, line_id, (states.IN_FORCE,)), states.LOST, reason)


def line_of(line: IssuedPaper) -> IssuedLine:
    """A row as windows and lists have it."""
    return IssuedLine(
        line.id,
        line.number,
        line.paper,
        line.paper_title or "",
        line.about_noun,
        line.about_id,
        line.household_id,
        line.issued_at,
        line.copies or 0,
        bool(line.is_draft),
        line.state or states.IN_FORCE,
        line.state_reason or "",
        line.state_on,
    )


def _line(work: UnitOfWork, line_id: str, allowed: Sequence[str]) -> IssuedPaper:
    line = work.get(IssuedPaper, line_id)
    require_reach(work, line)
    if line.state not in allowed:
        label = states.PAPER_STATE.label(line.state)
        sentence = f"编号{line.number}的文书现在是“{label}”，不能这样处理。请刷新后再看。"
        raise Refused(sentence, code="paper_not_in_force", id=line_id)
    return line


def _put(work: UnitOfWork, line: IssuedPaper, state: str, reason: str) -> IssuedLine:
    if not reason.strip():
        raise Refused("请写明原因。", code="reason_missing")
    line.state, line.state_reason, line.state_on = state, reason.strip()[:200], work.today
    return line_of(line)
