"""操作记录: whether the chain holds, and who saw or did what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.domain.permissions import Action
from app.models.audit import AuditEntry
from app.models.person import Person
from app.models.registry import RECORDS
from app.services.history import HistoryLine, line, names_of
from app.services.permitted import needs
from app.storage import audit_chain
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ChainCheck:
    """What a walk over the chain found. ``broken_at``: the first entry that does not fit."""

    entries: int
    broken_at: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether no entry was changed or taken out of the middle."""
        return self.broken_at is None


@needs(Action.AUDIT_VERIFY)
def verify_chain(work: UnitOfWork) -> ChainCheck:
    """Walk the whole chain (A5)."""
    entries = work.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    broken = audit_chain.first_broken_link(work.driver)
    return ChainCheck(entries, broken and broken.seq, broken.why if broken else "")


@needs(Action.AUDIT_READ)
def who_saw(work: UnitOfWork, record_id: str, limit: int = 200) -> tuple[HistoryLine, ...]:
    """Everybody who opened, read in full, printed or exported a record, newest first."""
    wanted = (
        select(AuditEntry)
        .where(AuditEntry.record_id == record_id, _is_reading())
        .order_by(AuditEntry.seq.desc())
        .limit(limit)
    )
    return _told(work, work.session.scalars(wanted).all())


@needs(Action.AUDIT_READ)
def list_entries(
    work: UnitOfWork, *, actor_id: str | None = None, before: int | None = None, limit: int = 100
) -> tuple[HistoryLine, ...]:
    """The audit, newest first; ``actor_id``: one person's; ``before``: below this number."""
    wanted = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if actor_id is not None:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    if before is not None:
        wanted = wanted.where(AuditEntry.seq < before)
    return _told(work, work.session.scalars(wanted).all())


def _is_reading() -> ColumnElement[bool]:
    verbs = ("view", "reveal", "print", "export")
    return AuditEntry.action.in_([f"user:{noun}:{verb}" for noun in RECORDS for verb in verbs])


def _told(work: UnitOfWork, entries: Iterable[AuditEntry]) -> tuple[HistoryLine, ...]:
    found = list(entries)
    names = names_of(work, (each.actor_id for each in found if each.actor_id))
    persons = {each.record_id for each in found if each.noun == Person.noun and each.record_id}
    wanted = select(Person.id, Person.name).where(Person.id.in_(persons))
    called = {str(each): str(name) for each, name in work.session.execute(wanted)}
    return tuple(line(work, each, called, names, {}) for each in found)
