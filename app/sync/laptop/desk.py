"""The desk of a sync over the real store: an ``Intake`` is one transaction of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.models.columns import id_bytes, id_text
from app.models.mandatory_report import MandatoryReport
from app.models.report_key import ReportKey
from app.storage import audit_chain, driver
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.sync.client.desk import Intake, Standing
from app.sync.laptop import base, operations, post, standing
from app.sync.laptop.stretches import MANY, Stretch
from app.sync.laptop.taken import Taken
from app.sync.laptop.taking import Taking
from app.sync.protocol import digest
from app.sync.protocol.messages import Link, Operation

_WRITTEN: Final = (MandatoryReport.noun, ReportKey.noun)
"""Kinds that whoever wrote one keeps, though he may not have it from the county."""

_BATCHES: Final = 6
"""For this exchange, the one begun ahead and the one behind it; and for each whether more waits."""


@dataclass
class Leaves:
    """The leaves of all base rows by table, held in memory from the first time they are asked for;
    only buckets that changed are digested anew."""

    tables: dict[str, digest.Shelves] = field(default_factory=dict[str, digest.Shelves])
    homes: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[digest.Leaf]]) -> Leaves:
        """All of them, by table."""
        found = cls()
        for table, leaves in tables.items():
            found._come(table, leaves)
        return found

    def change(self, taken: Taken) -> None:
        """What one intake did."""
        for record_id in taken.removed:
            self._leave(record_id)
        for table, leaves in taken.leaves.items():
            self._come(table, leaves)

    def _come(self, table: str, leaves: Sequence[digest.Leaf]) -> None:
        ids = [record_id for record_id, _rev, _hash in leaves]
        for record_id in ids:
            if self.homes.get(record_id, table) != table:
                self._leave(record_id)
        self.homes.update(dict.fromkeys(ids, table))
        self.tables.setdefault(table, digest.Shelves()).put(leaves)

    def _leave(self, record_id: str) -> None:
        table = self.homes.pop(record_id, None)
        if table is not None:
            self.tables[table].remove(record_id)

    def by_table(self) -> dict[str, list[digest.Leaf]]:
        """The leaves of each table that holds any."""
        found = {name: list(shelves.leaves()) for name, shelves in self.tables.items()}
        return {name: leaves for name, leaves in found.items() if leaves}

    def root(self) -> bytes:
        """The digest of all of them."""
        found = {name: shelves.root() for name, shelves in self.tables.items()}
        return digest.root({name: root for name, root in found.items() if root})


@dataclass
class StoreDesk:
    """Base rows and waiting operations of one vault. ``owner``: the account whose vault it is;
    ``announce`` is told what a person sees otherwise now, after it is on disk."""

    store: Store
    owner: str
    announce: Callable[[ChangeSet], object]
    many: int = MANY
    _leaves: Leaves | None = field(default=None, repr=False)
    _root: bytes | None = field(default=None, repr=False)
    _read: deque[operations.Batch] = field(
        default_factory=lambda: deque[operations.Batch](maxlen=_BATCHES), repr=False
    )
    """Of the outbox: what is acknowledged was read for the question."""

    # -- what sync reads ------------------------------------------------------------------------

    def standing(self) -> Standing:
        """Where it stands; on disk."""
        return self.store.examine(standing.read)

    def waiting(self, most: int, after: int = 0) -> tuple[Operation, ...]:
        """The front of the outbox, or what comes after number ``after``."""
        found = self.store.examine(lambda connection: operations.front(connection, most, after))
        self._read.append(found)
        return found.operations

    def fronts(self) -> tuple[int, int]:
        """The first number that is kept or waits, and the first that waits."""
        return self.store.examine(operations.fronts)

    def chain(self, known: int) -> tuple[Link, Link]:
        """The last link of our audit chain, and link number ``known``."""
        return self.store.examine(lambda connection: (_head(connection), _link(connection, known)))

    def leaves(self) -> Mapping[str, Sequence[digest.Leaf]]:
        """Of every base row, by table."""
        return self._held().by_table()

    def root(self) -> bytes:
        """The digest of all base rows, remembered until they change."""
        if self._root is None:
            self._root = self.store.examine(standing.root) or self._held().root()
        return self._root

    def remember_root(self, connection: driver.Connection) -> None:
        """Write it down with something else, so that it need not be worked out at the next start."""
        if self._root is not None:
            standing.remember_root(connection, self._root)

    def _held(self) -> Leaves:
        if self._leaves is None:
            self._leaves = Leaves.of(self.store.examine(base.leaves))
        return self._leaves

    # -- what sync writes -----------------------------------------------------------------------

    def take(self, intake: Intake) -> None:
        """Apply it in one transaction and be on disk. Raises ``Unavailable``: nothing was."""
        if self._leaves is None and intake.stretch and self.store.examine(base.is_empty):
            self._leaves = Leaves()
        if self.store.examine(lambda connection: _is_nothing(connection, intake)):
            return
        taken = self.store.apply(lambda connection: self._take(connection, intake))
        while intake.settled and self._read and self._read[0].last <= intake.settled.through:
            self._read.popleft()
        if taken.has_moved_bases:
            self._root = None
        if self._leaves is not None:
            self._leaves.change(taken)
        changed = {noun: frozenset(ids) for noun, ids in taken.changed.items() if ids}
        if changed:
            self.announce(ChangeSet(changed, self.store.clock.now()))

    def _take(self, connection: driver.Connection, intake: Intake) -> Taken:
        before = standing.read(connection)
        now = self.store.clock.now().isoformat(timespec="milliseconds")
        stretch = Stretch(connection, before, intake, self.many)
        if blocks := stretch.blocks():
            taken = stretch.take(blocks)
        else:
            letters = post.Letters(connection, self.store.new_id, now)
            own = _own(connection, self.owner)
            taken = Taking(connection, before, intake, letters, own, self._read, self.many).run()
        standing.write(connection, intake.standing)
        if taken.has_moved_bases:
            standing.forget_root(connection)
        self._note(connection, taken, intake, now)
        return taken

    def _note(self, connection: driver.Connection, taken: Taken, intake: Intake, now: str) -> None:
        """What came and went, in numbers, in the audit chain (A2)."""
        told = [f"{name} {count}" for name, count in taken.told.items() if count]
        told += [intake.incident] if intake.incident else []
        if told:
            detail = ", ".join(told)[: audit_chain.LONGEST_DETAIL]
            entry = audit_chain.Entry(
                self.owner, self.store.device_id, "sync:store:take", None, None, detail, now
            )
            audit_chain.append(connection, [entry])


def _is_nothing(connection: driver.Connection, intake: Intake) -> bool:
    """Whether it changes nothing: then nobody waits for the disk, nor for whoever saves just now."""
    if intake != Intake(intake.standing, backed_up=intake.backed_up):
        return False
    is_there = intake.standing == standing.read(connection)
    return is_there and not operations.is_kept(connection, intake.backed_up)


def _own(connection: driver.Connection, owner: str) -> frozenset[str]:
    """What is never taken away: whose vault it is; and the reports he wrote, which the county does
    not tell him again: he goes on writing them, and hands their keys on to readers to come."""
    found = {owner}
    for noun in _WRITTEN:
        asked = f'SELECT id FROM "{noun}" WHERE created_by = ?'  # noqa: S608 - a name of ours
        found |= {id_text(one) for (one,) in connection.execute(asked, (id_bytes(owner),))}
    return frozenset(found)


def _head(connection: driver.Connection) -> Link:
    head = audit_chain.head(connection)
    return Link(head.seq, head.hash) if head.seq else Link()


def _link(connection: driver.Connection, known: int) -> Link:
    found = driver.one(connection, "SELECT hash FROM audit WHERE seq = ?", (known,))
    return Link(known, found or b"")
