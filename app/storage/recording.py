"""The one recorder: on every flush, in the same transaction as the rows, it writes

* one outbox operation a changed record: only the fields that changed, the values their author saw,
  the county's revision they were based on; ``seq`` without a gap (sync S2, S3);
* one audit entry a changed record, chained by hashes, names of fields but no values (A1);
* the search index, where a name, a number or an address changed.

Statements that would pass it by are refused (``guard``). It writes on the driver's connection: the
three tables are its own, and a save should cost little more than its commit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import event, select
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.base import NO_VALUE

from app.models import codec
from app.models.base import Record
from app.models.columns import id_bytes
from app.models.local import LocalBase
from app.storage import audit_chain, driver, guard, rows, search_rows
from app.storage.actor import Actor

SCHEMA_VERSION: Final = "1"
"""Of the records, as the county is told with each operation (S19)."""

Kind = Literal["insert", "update", "delete"]
_RECORDER: Final = "recorder"
_STAMPS: Final = ("updated_by", "updated_at")
_UNCHANGED: Final = frozenset({"rowid_", "rev", *_STAMPS})
_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass
class Change:
    """One record about to be written. ``old``: earlier values of the fields that changed."""

    record: Record
    kind: Kind
    old: dict[str, Any] = field(default_factory=dict[str, Any])


class RecordedSession(Session):
    """A session whose flushes are recorded; ``info["recorder"]`` holds the ``Recorder``."""


@dataclass
class Recorder:
    """Records what one action changes. ``now`` gives wall time, ``new_id`` ids for operations."""

    actor: Actor
    device_id: str | None
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    changed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _waiting: list[Change] = field(default_factory=list[Change])
    _notes: list[audit_chain.Entry] = field(default_factory=list[audit_chain.Entry])
    _transaction: str = ""

    def attach(self, session: Session) -> None:
        """Let ``session`` tell this recorder."""
        session.info[_RECORDER] = self

    def note(self, action: str, noun: str | None, record_id: str | None, detail: str) -> None:
        """Remember an entry that goes with no change of a row; ``write_notes`` writes it."""
        self._notes.append(self._entry(action, noun, record_id, detail, _text(self.now())))

    @property
    def has_notes(self) -> bool:
        """Whether entries wait to be written."""
        return bool(self._notes)

    def write_notes(self, connection: driver.Connection) -> None:
        """Write the waiting entries into the transaction of ``connection``."""
        if self._notes:
            audit_chain.append(connection, self._notes)
            self._notes.clear()

    def look(self, session: Session) -> None:
        """Before the flush: what changes and what stood there. Changed rows are written here, new
        ones by the session's flush; whatever is new goes into the outbox first."""
        new, dirty, deleted = list(session.new), list(session.dirty), list(session.deleted)
        if any(isinstance(one, Record) for one in deleted):
            raise guard.refused_deletion()
        if session.in_nested_transaction():
            raise RuntimeError("one action is one transaction: no savepoints")
        inserts = [Change(one, "insert") for one in new if isinstance(one, Record)]
        updates = [change for one in dirty if (change := self._change_of(session, one))]
        self._waiting = inserts + updates
        now = self.now() if self._waiting else None
        for change in self._waiting:
            change.record.updated_at = now
            change.record.updated_by = self.actor.id
        for change in updates:
            rows.mark_saved(session, change.record)
        for one in (*new, *dirty, *deleted):
            if isinstance(one, LocalBase):
                self._touched(one.__tablename__, getattr(one, "id", ""))
        if inserts:
            guard.open_for_flush(session)
        else:
            self.write(session)

    def write(self, session: Session) -> None:
        """After the new rows: the changed ones, operations, audit and index."""
        changes, self._waiting = self._waiting, []
        if not changes:
            return
        guard.close_after_flush(session.connection())
        connection = guard.driver(session)
        made_at = _text(changes[0].record.updated_at or self.now())
        for change in changes:
            if change.kind != "insert":
                rows.update(connection, change.record, (*change.old, *_STAMPS))
            self._touched(change.record.noun, change.record.id)
        first = (driver.one(connection, _LAST_SEQ) or 0) + 1
        connection.executemany(
            _INSERT_OPERATION,
            [(first + place, *self._operation(one, made_at)) for place, one in enumerate(changes)],
        )
        audit_chain.append(connection, [self._entry_of(change, made_at) for change in changes])
        search_rows.update(connection, [(one.record, one.kind, one.old) for one in changes])

    def _touched(self, noun: str, record_id: str) -> None:
        self.changed.setdefault(noun, set()).add(record_id)

    def _change_of(self, session: Session, record: object) -> Change | None:
        if not isinstance(record, Record):
            return None
        state = instance_state(record)
        now = state.dict
        old = {name: was for name, was in state.committed_state.items() if name not in _UNCHANGED}
        missing = [name for name, was in old.items() if was is NO_VALUE]
        if missing:
            old |= _stored(session, record, missing)
        old = {name: was for name, was in old.items() if was != now[name]}
        if not old:
            rows.mark_saved(session, record)
            return None
        is_deletion = bool(record.is_deleted and old.get("is_deleted") is False)
        return Change(record, "delete" if is_deletion else "update", old)

    def _operation(self, change: Change, made_at: str) -> tuple[Any, ...]:
        record, kind = change.record, type(change.record)
        state = instance_state(record).dict
        if change.kind == "insert":
            given = {name: value for name, value in state.items() if value is not None}
            changes, before = codec.encode(kind, given), None
        else:
            changes = codec.encode(kind, {name: state[name] for name in change.old})
            before = _JSON(codec.encode(kind, change.old))
        op_id = self.new_id()
        self._transaction = self._transaction or op_id
        return (
            id_bytes(op_id),
            id_bytes(self._transaction),
            kind.noun,
            id_bytes(record.id),
            change.kind,
            record.rev,
            _JSON(changes),
            before,
            id_bytes(self.actor.id),
            made_at,
            SCHEMA_VERSION,
        )

    def _entry_of(self, change: Change, made_at: str) -> audit_chain.Entry:
        record = change.record
        detail = "" if change.kind == "insert" else ",".join(sorted(change.old))
        if change.kind == "delete":
            detail = record.deleted_reason or detail
        action = f"user:{record.noun}:{change.kind}"
        return self._entry(action, record.noun, record.id, detail, made_at)

    def _entry(
        self, action: str, noun: str | None, record_id: str | None, detail: str, at: str
    ) -> audit_chain.Entry:
        shown = detail[: audit_chain.LONGEST_DETAIL] or None
        return audit_chain.Entry(self.actor.id, self.device_id, action, noun, record_id, shown, at)


_INSERT_OPERATION: Final = (
    'INSERT INTO outbox (seq, op_id, "transaction", noun, record_id, kind, base_rev, changes,'
    " before, made_by, made_at, schema_version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
)
_LAST_SEQ: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"


def _stored(session: Session, record: Record, names: Sequence[str]) -> Mapping[str, Any]:
    """What the file holds in fields that were set without having been loaded."""
    table = type(record).__table__
    wanted = select(*(table.c[name] for name in names)).where(table.c.rowid_ == record.rowid_)
    with session.no_autoflush:
        row = session.execute(wanted).one()
    return dict(zip(names, row, strict=True))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _before_flush(session: Session, _context: UOWTransaction, _objects: object) -> None:
    session.info[_RECORDER].look(session)


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    session.info[_RECORDER].write(session)


event.listen(RecordedSession, "before_flush", _before_flush)
event.listen(RecordedSession, "after_flush", _after_flush)
