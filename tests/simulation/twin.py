"""Each laptop of the world twice: in memory, and as the program's own store; held to one another.

Every transaction is made in both, the real one sometimes torn in the middle first; after each, all
that a person or the county can see of the two must be the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.models.columns import id_bytes, id_text
from app.storage import audit_chain, driver
from app.storage.store import Store
from app.sync.client.desk import Intake, Standing
from app.sync.client.overlay import fold
from app.sync.laptop import base, operations, standing, tables
from app.sync.laptop.desk import StoreDesk
from app.sync.protocol import digest
from app.sync.protocol.messages import Link, Operation, Row
from tests import stores
from tests.simulation.desk import CrashedError, Disk
from tests.simulation.world import WatchedDesk

OWNER = "019ab000-0000-7000-8000-00000000a001"
NOUNS = ("household", "person")
TORN = 0.2
"""How often a real transaction is torn before it is made."""


class TornError(Exception):
    """The process died in the middle of a transaction; ``is_early``: before its last statement."""

    def __init__(self, *, is_early: bool) -> None:
        super().__init__("torn")
        self.is_early = is_early


@dataclass
class TornConnection:
    """A driver's connection that lasts for ``left`` statements."""

    below: driver.Connection
    left: int

    def execute(self, sql: str, parameters: driver.Parameters = (), /) -> driver.Cursor:
        self._count()
        return self.below.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[driver.Parameters], /) -> driver.Cursor:
        self._count()
        return self.below.executemany(sql, parameters)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TornError(is_early=True)


@dataclass
class TornStore:
    """A store whose transactions die after ``after`` statements, at the latest before commit."""

    store: Store
    after: int

    def apply(self, change: Callable[[driver.Connection], Any]) -> Any:
        def torn(below: driver.Connection) -> Any:
            found: Any = TornConnection(below, self.after)
            change(found)
            raise TornError(is_early=False)

        return self.store.apply(torn)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@dataclass
class TwinDisk(Disk):
    """A disk in memory with the real store of the same laptop."""

    store: Store = field(kw_only=True)
    bench: Bench = field(kw_only=True)

    def copy(self) -> Disk:
        path = self.bench.path()
        self.store.apply(lambda _connection: None)
        self.store.examine(lambda one: one.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        path.parent.mkdir(parents=True)
        path.write_bytes(self.store.path.read_bytes())
        found = super().copy()
        store = stores.open_again(path)
        self.bench.opened.append(store)
        values = {name: getattr(found, name) for name in found.__dataclass_fields__}
        return TwinDisk(**values, store=store, bench=self.bench)


@dataclass
class Bench:
    """Makes the real stores of one world in ``folder``."""

    folder: Path
    opened: list[Store] = field(default_factory=list[Store])
    _count: int = 0

    def new_disk(self, found: Standing) -> Disk:
        store = stores.a_store(self.path().parent)
        store.apply(lambda connection: standing.write(connection, found))
        self.opened.append(store)
        return TwinDisk(found, store=store, bench=self)

    def close(self) -> None:
        """Give the files back."""
        for store in self.opened:
            store.close()

    def path(self) -> Path:
        self._count += 1
        return self.folder / str(self._count) / "store.db"


class TwinDesk(WatchedDesk):
    """Answers with what the real store says, once the other has said the same."""

    chance = random.Random(5)
    _real: StoreDesk | None = None

    @property
    def store(self) -> Store:
        assert isinstance(self.disk, TwinDisk)
        return self.disk.store

    @property
    def real(self) -> StoreDesk:
        if self._real is None or self._real.store is not self.store:
            self._real = StoreDesk(self.store, OWNER, lambda _changes: None)
        return self._real

    def standing(self) -> Standing:
        return same(self.real.standing(), super().standing())

    def waiting(self, most: int, after: int = 0) -> tuple[Operation, ...]:
        return same(self.real.waiting(most, after), super().waiting(most, after))

    def fronts(self) -> tuple[int, int]:
        return same(self.real.fronts(), super().fronts())

    def chain(self, known: int) -> tuple[Link, Link]:
        return self.real.chain(known)

    def leaves(self) -> Mapping[str, Iterable[digest.Leaf]]:
        found = self.real.leaves()
        same(by_table(found), by_table(super().leaves()))
        return found

    def root(self) -> bytes:
        return same(self.real.root(), super().root())

    def take(self, intake: Intake) -> None:
        if self.chance.random() < TORN:
            self._tear(intake)
        try:
            super().take(intake)
        except CrashedError as error:
            if str(error) == "after taking":
                self.real.take(intake)
            raise
        self.real.take(intake)
        self.compare()

    def _tear(self, intake: Intake) -> None:
        torn: Any = TornStore(self.store, self.chance.randrange(60))
        before = picture(self.store)
        try:
            StoreDesk(torn, OWNER, lambda _changes: None).take(intake)
        except TornError:
            same(picture(self.store), before)

    def save(self, operations: Iterable[Operation]) -> tuple[Operation, ...]:
        numbered = super().save(operations)
        self.store.apply(lambda connection: self._save(connection, numbered))
        self.compare()
        return numbered

    def _save(self, connection: driver.Connection, ops: Iterable[Operation]) -> None:
        for op in ops:
            append(connection, op)
            row = fold(self.disk.base.get(op.record_id), self._pending(op.record_id))
            if row is not None and row.noun in NOUNS:
                tables.put(connection, row.noun, [row])
            entry = audit_chain.Entry(OWNER, None, "user:x:y", None, op.record_id, None, "now")
            audit_chain.append(connection, [entry])

    # -- held to one another --------------------------------------------------------------------

    def compare(self) -> None:
        """All that can be seen of the two."""
        disk = self.disk
        same(self.real.standing(), disk.standing)
        found = self.store.examine(lambda connection: picture_of(connection))
        scopes = disk.standing.scopes
        visible = {one: row for one, row in found.visible.items() if row.scope in scopes}
        same(visible, {one: row for one, row in disk.visible.items() if row.noun in NOUNS})
        same(found.base, disk.base)
        same(found.outbox, disk.outbox)
        same(found.kept, disk.kept)
        clashes = {
            key: (dict(one.base), dict(one.mine), dict(one.theirs))
            for key, one in disk.conflicts.items()
        }
        same(found.conflicts, clashes)
        same(found.refused, set(disk.inbox))


@dataclass
class Picture:
    """What a store says, as the memory's disk would."""

    visible: dict[str, Row]
    base: dict[str, Row]
    outbox: dict[int, Operation]
    kept: dict[int, tuple[Operation, int]]
    conflicts: dict[tuple[str, str], tuple[Any, Any, Any]]
    refused: set[str]
    links: int


def picture(store: Store) -> Picture:
    return store.examine(picture_of)


def picture_of(connection: driver.Connection) -> Picture:
    visible = {row.id: plain(row) for noun in NOUNS for row in tables.every(connection, noun)}
    waiting = operations.pending(connection)
    found: dict[str, Row] = {}
    ids = [id_text(row[0]) for row in connection.execute("SELECT id FROM base_row")]
    for one in base.stored(connection, ids):
        row = one.row
        if not one.is_apart:
            fields = base.taken_back(visible[row.id], waiting.get(row.id, ()))
            row = Row(row.noun, row.id, row.rev, fields)
        found[row.id] = plain(row)
    outbox = {op.seq: op for ops in waiting.values() for op in ops}
    kept = {op.seq: (op, commit) for op, commit in operations.kept(connection)}
    conflicts = {
        (id_text(op_id), group): (json.loads(below), json.loads(mine), json.loads(theirs))
        for op_id, group, below, mine, theirs in connection.execute(
            "SELECT op_id, field_group, base, mine, theirs FROM conflict"
        )
    }
    refused = {
        id_text(row[0])
        for row in connection.execute("SELECT op_id FROM inbox WHERE kind = 'refused'")
    }
    head = audit_chain.head(connection).seq
    return Picture(visible, found, outbox, kept, conflicts, refused, head)


def plain(row: Row) -> Row:
    """Without what a table fills in by itself."""
    fields = dict(row.fields)
    if fields.get("is_deleted") is False:
        del fields["is_deleted"]
    if fields.get("secret_level") == 2:
        del fields["secret_level"]
    return Row(row.noun, row.id, row.rev, fields)


def append(connection: driver.Connection, op: Operation) -> None:
    """An operation into the outbox, as the recorder writes it."""
    connection.execute(
        'INSERT INTO outbox (seq, op_id, "transaction", noun, record_id, kind, base_rev, changes,'
        " before, made_by, made_at, schema_version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            op.seq,
            id_bytes(op.op_id),
            id_bytes(op.transaction),
            op.noun,
            id_bytes(op.record_id),
            op.kind,
            op.base_rev,
            json.dumps(dict(op.changes), sort_keys=True),
            None if op.before is None else json.dumps(dict(op.before), sort_keys=True),
            None,
            None,
            op.schema,
        ),
    )


def by_table(found: Mapping[str, Iterable[digest.Leaf]]) -> dict[str, list[digest.Leaf]]:
    return {name: sorted(leaves) for name, leaves in found.items()}


def same(real: Any, memory: Any) -> Any:
    """Both say the same."""
    assert real == memory, f"\nreal   {real}\nmemory {memory}"
    return real
