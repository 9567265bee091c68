"""The county's store for the decisions of ``app.sync.county``: one ``SqlArchive``, one transaction.

On PostgreSQL at READ COMMITTED the locks make it sound: the vault's line first, then the records in
the order of their ids, the counter last (S8). On SQLite there is one writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from app.server import admitted, glance, telling
from app.server.digests import Digesting, Digests
from app.server.glance import Glance
from app.server.many import among
from app.server.people import Standing
from app.server.stored import (
    MOST_AT_ONCE,
    decision_of,
    held_of,
    key,
    keys,
    lost_of,
    to_text,
)
from app.server.tables import (
    CHANGE,
    COUNTER,
    DECISION,
    DEVICE,
    ERASED,
    LINE,
    PERSON,
    RECEIPT,
    RECORD,
)
from app.server.telling import Lens
from app.sync.county.archive import (
    Admission,
    Author,
    Changes,
    Decision,
    Held,
    Place,
    Reach,
    Replica,
)
from app.sync.protocol import digest
from app.sync.protocol.messages import Link, Row

_LONGEST: Final = 64

_LOCK: Final = (
    select(DEVICE.c.replica).where(DEVICE.c.replica == bindparam("sender")).with_for_update()
)


class Unseen(LookupError):
    """More is asked than was seen at a glance."""


@dataclass
class SqlArchive:
    """An ``Archive`` for one laptop's request. ``standing``: who asks. ``opened`` None: it knows only
    what was seen, and whatever needs more raises ``Unseen``."""

    opened: Connection | None
    standing: Standing
    digests: Digests
    seen: Glance | None = field(default=None, repr=False)
    """Where the county and this vault stand, as of this transaction; None: to be looked up."""
    is_locked: bool = False
    """Whether the vault is held already: nothing that was read before that counts."""
    read: dict[str, int] = field(default_factory=dict[str, int])
    """How far who has read: for the carrier to note, outside the snapshot that is read."""
    admitted: list[Admission] = field(default_factory=list[Admission], repr=False)
    froze: list[str] = field(default_factory=list[str])
    _place: Place | None = None
    _epoch: int = 0
    _replica: Replica | None = field(default=None, repr=False)

    @property
    def connection(self) -> Connection:
        """What everything else is read over. Raises ``Unseen``."""
        if self.opened is None:
            raise Unseen
        return self.opened

    # -- standing -------------------------------------------------------------------------------

    def place(self) -> Place:
        """Asked for each operation: read once, and again under the vault's lock."""
        if self._place is None:
            seen, lost = self._seen(), lost_of(self._seen().lost)
            self._place = Place(
                seen.epoch, seen.value, seen.horizon, seen.pruned, lost, seen.checkpoint
            )
        return self._place

    def _seen(self) -> Glance:
        """Where the county and this vault stand, in one statement."""
        if self.seen is None:
            self.seen = glance.take(self.connection, self.standing.replica)
        self._epoch = self.seen.epoch
        return self.seen

    def _forget(self) -> None:
        """What was read holds no longer."""
        self.seen, self._place = None, None

    @property
    def epoch(self) -> int:
        """Of this county: the same in all of one transaction."""
        return self._epoch or self._seen().epoch

    @property
    def published(self) -> int:
        """Number of the last form or rule pack there is."""
        return self._seen().published

    @property
    def cursor(self) -> int | None:
        """How far the vault had read when it was asked; None: it has no line in this epoch."""
        return self._seen().cursor

    def replica(self, sender: str, *, to_write: bool = False) -> Replica:
        if sender != self.standing.replica:
            raise KeyError(sender)
        if to_write and not self.is_locked:
            lock(self.connection, sender)
            self.is_locked = True
            self._forget()
            self._replica, self._epoch = None, 0
        self._replica = self._replica or self._read_replica()
        return self._replica

    def _read_replica(self) -> Replica:
        seen, own = self._seen(), self.standing
        return Replica(
            own.replica,
            own.reach,
            seen.scope_epoch,
            own.person,
            own.role,
            seen.next_seq or 1,
            self._audit(seen),
            seen.is_frozen,
        )

    def _audit(self, seen: Glance) -> Link:
        if seen.audit_seq is None or seen.audit_hash is None:
            return last_link(self.connection, seen.replica)
        return Link(seen.audit_seq, seen.audit_hash)

    def _own(self, table: Any, sender: str) -> Any:
        return (table.c.replica == sender) & (table.c.epoch == self.epoch)

    def freeze(self, sender: str) -> None:
        wanted = DEVICE.c.replica == sender
        self.connection.execute(update(DEVICE).where(wanted).values(is_frozen=True))
        self._forget()
        self._replica = None
        self.froze.append(sender)

    # -- push -----------------------------------------------------------------------------------

    def stands_for(self, sender: str, receipt: str) -> int | None:
        if not receipt:
            return 1
        if len(receipt) > _LONGEST or not receipt.isprintable():
            return None
        asked = select(RECEIPT.c.following).where(
            self._own(RECEIPT, sender), RECEIPT.c.receipt == receipt
        )
        return self.connection.execute(asked).scalar()

    def receipt_of(self, sender: str, following: int) -> str | None:
        wanted = RECEIPT.c.following == following
        asked = select(RECEIPT.c.receipt).where(self._own(RECEIPT, sender), wanted)
        return self.connection.execute(asked).scalar()

    def keep_receipt(self, sender: str, following: int, receipt: str) -> None:
        admitted.keep_receipt(self.connection, sender, self.epoch, following, receipt)

    def decisions(self, sender: str, first: int, last: int) -> Mapping[int, Decision]:
        wanted = DECISION.c.seq.between(first, last)
        asked = select(DECISION.c.seq, DECISION.c.content).where(
            self._own(DECISION, sender), wanted
        )
        return {seq: decision_of(content) for seq, content in self.connection.execute(asked)}

    def twins(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        by_key = {key(one): one for one in op_ids}
        columns = DECISION.c
        found: dict[str, Decision] = {}
        for some in _pieces(list(by_key)):
            asked = select(columns.op, columns.content).where(
                among(self.connection, columns.op, some), columns.is_first
            )
            for op, content in self.connection.execute(asked):
                found[by_key[op]] = decision_of(content)
        return found

    def author(self, by: str) -> Author:
        asked = (
            select(PERSON.c.name, PERSON.c.role)
            .join(DEVICE, DEVICE.c.person == PERSON.c.id)
            .where(DEVICE.c.replica == by.partition("/")[0])
        )
        found = self.connection.execute(asked).first()
        return Author(found.name, found.role) if found else Author()

    def hold(self, ids: Sequence[str]) -> Mapping[str, Held]:
        columns = RECORD.c
        found: dict[str, Held] = {}
        for some in _pieces(sorted(keys(ids))):
            asked = (
                select(columns.id, columns.noun, columns.rev, columns.body, columns.marks)
                .where(among(self.connection, columns.id, some))
                .order_by(columns.id)
                .with_for_update()
            )
            found |= {to_text(row.id): held_of(*row) for row in self.connection.execute(asked)}
        return found

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for some in _pieces(keys(ids)):
            asked = select(ERASED.c.id).where(among(self.connection, ERASED.c.id, some))
            found |= {to_text(one) for one in self.connection.execute(asked).scalars()}
        return frozenset(found)

    def next_commit(self) -> int:
        taken = update(COUNTER).values(value=COUNTER.c.value + 1).returning(COUNTER.c.value)
        self._forget()
        return self.connection.execute(taken).scalar_one()

    def admit(self, admission: Admission) -> None:
        admitted.write(self.connection, admission, self.epoch)
        self._forget()
        self._replica = None
        self.admitted.append(admission)

    # -- pull -----------------------------------------------------------------------------------

    def read_to(self, sender: str, seq: int) -> None:
        self.read[sender] = seq

    def changes(self, after: int, reach: Reach, most: int) -> Changes:
        columns = CHANGE.c
        value = self.place().commit
        if after >= value:
            return Changes({}, value, has_more=False)
        scopes = sorted(reach.scopes)
        asked = (
            select(columns.commit, columns.record_id)
            .where(columns.scope.in_(scopes), columns.commit > after)
            .order_by(columns.commit)
        )
        lines = self.connection.execute(asked.limit(most + 1)).all()
        if len(lines) <= most:
            return Changes(_ids(lines), value, has_more=False)
        through = lines[most - 1].commit
        whole = self.connection.execute(asked.where(columns.commit <= through)).all()
        has_more = lines[most].commit > through or len(whole) < len(lines)
        has_more = has_more or self._comes_after(through, scopes)
        return Changes(_ids(whole), through, has_more)

    def _comes_after(self, commit: int, scopes: list[str]) -> bool:
        wanted = CHANGE.c.scope.in_(scopes) & (CHANGE.c.commit > commit)
        asked = select(CHANGE.c.commit).where(wanted).limit(1)
        return self.connection.execute(asked).first() is not None

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        lens = self._lens
        found: dict[str, Row] = {}
        for some in _pieces(keys(ids)):
            asked = select(*telling.COLUMNS).where(among(self.connection, RECORD.c.id, some))
            for row in self.connection.execute(asked):
                seen = lens.row(*row)
                found[seen.id] = seen
        return found

    def is_told_whole(self, row: Row) -> bool:
        return self._lens.seen(row) is row

    def stretch(self, reach: Reach, after: str, most: int) -> Sequence[Row]:
        lens = telling.lens_of(reach)
        wanted = telling.within(reach)
        if after:
            wanted = wanted & (RECORD.c.id > key(after))
        asked = select(*telling.COLUMNS).where(wanted).order_by(RECORD.c.id).limit(most)
        return [lens.row(*row) for row in self.connection.execute(asked)]

    @cached_property
    def _lens(self) -> Lens:
        return telling.lens_of(self.standing.reach)

    # -- verify ---------------------------------------------------------------------------------

    def root(self, reach: Reach) -> bytes:
        """Kept as of the county's number: only a commit changes what there is. Under the vault's lock
        others commit between the statements, and nothing is kept."""
        if self.is_locked:
            return digest.root(self.roots(reach))
        number = self._seen().value
        return self.digests.root(reach, number, lambda: digest.root(self.roots(reach)))

    def roots(self, reach: Reach) -> Mapping[str, bytes]:
        return self._digesting().roots(reach)

    def buckets(self, tables: Iterable[str]) -> Mapping[str, bytes]:
        return self._digesting().buckets(self.standing.reach, tables)

    def _digesting(self) -> Digesting:
        return Digesting(self.connection, self.digests, self._seen().pruned)

    def in_buckets(self, table: str, numbers: Sequence[int]) -> Sequence[Row]:
        scope, noun = telling.table_of(table)
        columns, lens = RECORD.c, self._lens
        known = [one for one in numbers if 0 <= one < digest.BUCKETS]
        wanted = (columns.scope == scope) & (columns.noun == noun) & columns.bucket.in_(known)
        asked = select(*telling.COLUMNS).where(wanted)
        return [lens.row(*row) for row in self.connection.execute(asked)]


def _ids(lines: Sequence[Any]) -> dict[str, int]:
    return {to_text(record_id): commit for commit, record_id in lines}


def _pieces(found: list[bytes]) -> Iterable[list[bytes]]:
    return (found[at : at + MOST_AT_ONCE] for at in range(0, len(found), MOST_AT_ONCE))


def lock(connection: Connection, sender: str) -> None:
    """The pushes of a vault come one at a time, and nobody gives its owner other places meanwhile: what
    is read from here on agrees (S13, S22)."""
    connection.execute(_LOCK, {"sender": sender})


def last_link(connection: Connection, sender: str) -> Link:
    """As known in the epoch before: a laptop's audit chain does not begin anew with the county's."""
    asked = (
        select(LINE.c.audit_seq, LINE.c.audit_hash)
        .where(LINE.c.replica == sender)
        .order_by(LINE.c.epoch.desc())
        .limit(1)
    )
    found = connection.execute(asked).first()
    return Link(found.audit_seq, found.audit_hash) if found else Link()
