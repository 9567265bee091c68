"""收回清单: papers that are out and should not be, and why it is known.

Somebody withdrew them; or what they certify has ended; or the county refused later what they were made from; or two laptops without
network each gave the same record its paper; or two numbers are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from app.domain import codes_papers as states
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.issued_paper import IssuedPaper
from app.models.local import InboxEntry
from app.printing.certificates import CERTIFICATES
from app.services.paper_register import IssuedLine, line_of
from app.services.permitted import needs
from app.services.reach import within_reach
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
_OVER: Final = frozenset(("STOPPED", "TERMINATED"))


@dataclass(frozen=True)
class Recall:
    """A paper to be asked back. ``why``: one of the words above; ``reason``: what people read."""

    line: IssuedLine
    why: str
    reason: str


@needs(Action.PAPER_PRINT)
def to_recall(work: UnitOfWork) -> tuple[Recall, ...]:
    """The recall list, the oldest first; every paper once, with the gravest reason."""
    rows = work.find(
        IssuedPaper,
        within_reach(work, IssuedPaper),
        IssuedPaper.state.in_((states.IN_FORCE, states.TO_RECALL)),
        order_by=(IssuedPaper.issued_at, IssuedPaper.rowid_),
    )
    out = [row for row in rows if row.copies]
    live = [row for row in out if row.state == states.IN_FORCE and not row.is_draft]
    reasons = {
        **dict.fromkeys(_later_of(live, lambda row: (row.paper, row.about_id)), TWICE),
        **dict.fromkeys(_later_of(live, lambda row: row.number), SAME_NUMBER),
        **dict.fromkeys(_expired(live, work.today), EXPIRED),
        **dict.fromkeys(_refused(work, live), REFUSED),
        **dict.fromkeys(_ended(work, live), ENDED),
    }
    found = [
        Recall(line_of(row), reasons[row.id], _WORDS[reasons[row.id]])
        for row in live
        if row.id in reasons
    ]
    asked = [
        Recall(line_of(row), WITHDRAWN, row.state_reason or "")
        for row in out
        if row.state == states.TO_RECALL
    ]
    return (*asked, *found)


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
