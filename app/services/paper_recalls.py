"""收回清单: papers that are out and should not be, and why it is known.

Somebody withdrew them; or what they certify has ended; or the county refused later what they were made from; or two laptops without
network each gave the same record its paper; or two numbers are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select

from app.domain import codes_papers as states
from app.domain.permissions import Action
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.issued_paper import IssuedPaper
from app.models.local import InboxEntry
from app.models.registry import RECORDS
from app.printing.certificates import CERTIFICATES
from app.printing.recall_list import CODE, RecalledLine, RecallSheet
from app.services.naming import whose
from app.services.paper_reads import require_reading
from app.services.paper_register import IssuedLine, line_of, settle, withdraw
from app.services.permitted import needs
from app.services.press import Press, paper_number
from app.services.reach import within_reach
from app.services.seal_uses import SealUse, uses_of
from app.storage import rows
from app.storage.unit_of_work import UnitOfWork

WITHDRAWN: Final = "withdrawn"
ENDED: Final = "ended"
EXPIRED: Final = "expired"
REFUSED: Final = "refused"
TWICE: Final = "twice"
SAME_NUMBER: Final = "same_number"
_WORDS: Final[Mapping[str, str]] = {
    ENDED: "救助已停发或终止，证件要收回",
    EXPIRED: "证件的有效期过了，要收回换发",
    REFUSED: "县里没有接受这份文书所依据的记录",
    TWICE: "同一件事已另有一份文书",
    SAME_NUMBER: "编号与另一份文书相同",
}
CERTIFYING: Final = CERTIFICATES | {"E-09"}
"""Papers that certify that a family or person is provided for: 确认通知书 stands for a certificate."""
_MOST: Final = 500
_OVER: Final = frozenset(("STOPPED", "TERMINATED"))


@dataclass(frozen=True)
class Recall:
    """A paper to be asked back. ``why``: one of the words above, blank for one that holds; ``reason``:
    what people read; ``whose``: the family or person, blank for whom that is not to be read;
    ``seals``: how it was stamped by hand, the newest first."""

    line: IssuedLine
    why: str
    reason: str
    whose: str = ""
    seals: tuple[SealUse, ...] = ()

    @property
    def id(self) -> str:
        """Of the line in the register."""
        return self.line.id


@needs(Action.PAPER_PRINT)
def to_recall(work: UnitOfWork) -> tuple[Recall, ...]:
    """The recall list, the oldest first; every paper once, with the gravest reason."""
    lines = work.find(
        IssuedPaper,
        within_reach(work, IssuedPaper),
        IssuedPaper.state.in_((states.IN_FORCE, states.TO_RECALL)),
        order_by=(IssuedPaper.issued_at, IssuedPaper.rowid_),
    )
    out = [row for row in lines if row.copies]
    live = [row for row in out if row.state == states.IN_FORCE and not row.is_draft]
    reasons = {
        **dict.fromkeys(_later_of(live, lambda row: (row.paper, row.about_id)), TWICE),
        **dict.fromkeys(_later_of(live, lambda row: row.number), SAME_NUMBER),
        **dict.fromkeys(_expired(live, work.today), EXPIRED),
        **dict.fromkeys(_refused(work, live), REFUSED),
        **dict.fromkeys(_ended(work, live), ENDED),
    }
    found = [
        Recall(line_of(row), reasons[row.id], _WORDS[reasons[row.id]], _whose(work, row))
        for row in live
        if row.id in reasons
    ]
    asked = [
        Recall(line_of(row), WITHDRAWN, row.state_reason or "", _whose(work, row))
        for row in out
        if row.state == states.TO_RECALL
    ]
    return _stamped(work, (*asked, *found))


@needs(Action.PAPER_PRINT)
def register(work: UnitOfWork) -> tuple[Recall, ...]:
    """The recall list, and behind it everything else that was given a number, the newest first."""
    asked = to_recall(work)
    known = {one.id for one in asked}
    lines = work.find(
        IssuedPaper,
        within_reach(work, IssuedPaper),
        order_by=(IssuedPaper.issued_at.desc(), IssuedPaper.rowid_.desc()),
        limit=_MOST,
    )
    others = (row for row in lines if row.id not in known)
    rest = [Recall(line_of(row), "", row.state_reason or "", _whose(work, row)) for row in others]
    return (*asked, *_stamped(work, rest))


@needs(Action.PAPER_PRINT)
def take_back(work: UnitOfWork, line_id: str, reason: str) -> IssuedLine:
    """It is back, whether it had been asked for or not. Raises ``Refused`` reason_missing,
    paper_not_in_force."""
    if work.get(IssuedPaper, line_id).state == states.IN_FORCE:
        line = withdraw(work, line_id, reason)
        return settle(work, line_id, reason) if line.state == states.TO_RECALL else line
    return settle(work, line_id, reason)


def sheet(work: UnitOfWork, press: Press) -> RecallSheet:
    """R-01 out of the list."""
    office = work.actor.org_code
    return RecallSheet(
        number=paper_number(CODE, office, work.new_id(), work.today),
        day=work.today,
        office=press.office(office),
        made_at=work.now,
        lines=tuple(
            RecalledLine(
                paper_number=one.line.number,
                title=one.line.title,
                whose=one.whose,
                issued_on=one.line.issued_at.date() if one.line.issued_at else None,
                copies=one.line.copies,
                reason=one.reason,
            )
            for one in to_recall(work)
        ),
    )


def _stamped(work: UnitOfWork, found: Sequence[Recall]) -> tuple[Recall, ...]:
    uses = uses_of(work, (one.id for one in found))
    return tuple(replace(one, seals=uses.get(one.id, ())) for one in found)


def _whose(work: UnitOfWork, row: IssuedPaper) -> str:
    """Whose paper it is, as far as this person may read that."""
    kind = RECORDS.get(row.about_noun or "")
    record = rows.load(work.session, work.driver, kind, row.about_id or "") if kind else None
    if record is None:
        return ""
    try:
        require_reading(work, row.paper, record)
    except Refused:
        return ""
    return whose(work, record)


def _later_of(rows: Iterable[IssuedPaper], key: Callable[[IssuedPaper], Hashable]) -> Iterator[str]:
    """All but the first of those that have the same key."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row.id)
    for ids in groups.values():
        yield from ids[1:]


def _refused(work: UnitOfWork, rows: Iterable[IssuedPaper]) -> Iterator[str]:
    """What went out before the county said no to the record that it is about."""
    entries = select(InboxEntry.record_id, InboxEntry.arrived_at).where(
        InboxEntry.kind == REFUSED, InboxEntry.record_id.is_not(None)
    )
    arrived = {about: moment for about, moment in work.session.execute(entries) if moment}
    for row in rows:
        moment = arrived.get(row.about_id)
        if moment is not None and row.issued_at is not None and row.issued_at <= moment:
            yield row.id


def _expired(rows: Iterable[IssuedPaper], today: date) -> Iterator[str]:
    """Certificates whose time is over."""
    for row in rows:
        if row.paper in CERTIFYING and row.valid_to is not None and row.valid_to < today:
            yield row.id


def _ended(work: UnitOfWork, rows: Iterable[IssuedPaper]) -> Iterator[str]:
    """Certificates of cases that are over."""
    held: defaultdict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        if row.paper in CERTIFYING:
            held[row.about_id].append(row.id)
    over = select(AssistanceCase.id).where(
        AssistanceCase.id.in_(held), AssistanceCase.state.in_(_OVER)
    )
    for case_id in work.session.scalars(over):
        yield from held[case_id]
