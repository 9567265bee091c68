"""The desk of a sync over the real store: an ``Intake`` is one transaction of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.storage import audit_chain, driver
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.sync.client.desk import Intake, Standing
from app.sync.laptop import base, operations, post, standing
from app.sync.laptop.taking import Taken, Taking
from app.sync.protocol import digest
from app.sync.protocol.messages import Link, Operation


@dataclass
class Leaves:
    """The leaves of all base rows by table, held in memory from the first time they are asked for;
    only tables that changed are digested anew."""

    tables: dict[str, dict[str, digest.Leaf]]
    homes: dict[str, str] = field(default_factory=dict[str, str])
    roots: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def __post_init__(self) -> None:
        self.homes = {one: table for table, found in self.tables.items() for one in found}

    def change(self, taken: Taken) -> None:
        """What one intake did."""
        for record_id in taken.removed:
            self._leave(record_id)
        for row in taken.rows:
            self._leave(row.id)
            self.tables.setdefault(row.table, {})[row.id] = digest.leaf_of(row)
            self.homes[row.id] = row.table
            self.roots.pop(row.table, None)

    def _leave(self, record_id: str) -> None:
        table = self.homes.pop(record_id, None)
        if table is not None:
            del self.tables[table][record_id]
            self.roots.pop(table, None)

    def root(self) -> bytes:
        """The digest of all of them."""
        for table, found in self.tables.items():
            if table not in self.roots and found:
                self.roots[table] = digest.table_root(digest.buckets(found.values()))
        return digest.root({name: self.roots[name] for name, found in self.tables.items() if found})


@dataclass
class StoreDesk:
    """Base rows and waiting operations of one vault. ``owner``: the account whose vault it is;
    ``announce`` is told what a person sees otherwise now, after it is on disk."""

    store: Store
    owner: str
    announce: Callable[[ChangeSet], object]
    _leaves: Leaves | None = field(default=None, repr=False)

    # -- what sync reads ------------------------------------------------------------------------

    def standing(self) -> Standing:
        """Where it stands; on disk."""
        return self.store.examine(standing.read)

    def waiting(self, most: int) -> tuple[Operation, ...]:
        """The front of the outbox."""
        return self.store.examine(lambda connection: operations.front(connection, most))

    def fronts(self) -> tuple[int, int]:
        """The first number that is kept or waits, and the first that waits."""
        return self.store.examine(operations.fronts)

    def chain(self, known: int) -> tuple[Link, Link]:
        """The last link of our audit chain, and link number ``known``."""
        return self.store.examine(lambda connection: (_head(connection), _link(connection, known)))

    def leaves(self) -> Mapping[str, Sequence[digest.Leaf]]:
        """Of every base row, by table."""
        return {name: list(found.values()) for name, found in self._held().tables.items() if found}

    def root(self) -> bytes:
        """The digest of all base rows, remembered until they change."""
        known = self.store.examine(standing.root)
        if known is None:
            known = self._held().root()
            self.store.apply(lambda connection: standing.remember_root(connection, known))
        return known

    def _held(self) -> Leaves:
        if self._leaves is None:
            found = self.store.examine(base.leaves)
            self._leaves = Leaves(
                {name: {one[0]: one for one in all} for name, all in found.items()}
            )
        return self._leaves

    # -- what sync writes -----------------------------------------------------------------------

    def take(self, intake: Intake) -> None:
        """Apply it in one transaction and be on disk. Raises ``Unavailable``: nothing was."""
        taken = self.store.apply(lambda connection: self._take(connection, intake))
        if taken is None:
            return
        if self._leaves is not None:
            self._leaves.change(taken)
        changed = {noun: frozenset(ids) for noun, ids in taken.changed.items() if ids}
        if changed:
            self.announce(ChangeSet(changed, self.store.clock.now()))

    def _take(self, connection: driver.Connection, intake: Intake) -> Taken | None:
        before = standing.read(connection)
        if intake == Intake(before, backed_up=intake.backed_up) and not operations.is_kept(
            connection, intake.backed_up
        ):
            return None
        now = self.store.clock.now().isoformat(timespec="milliseconds")
        letters = post.Letters(connection, self.store.new_id, now)
        taken = Taking(connection, before, intake, letters, frozenset({self.owner})).run()
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


def _head(connection: driver.Connection) -> Link:
    head = audit_chain.head(connection)
    return Link(head.seq, head.hash) if head.seq else Link()


def _link(connection: driver.Connection, known: int) -> Link:
    found = driver.one(connection, "SELECT hash FROM audit WHERE seq = ?", (known,))
    return Link(known, found or b"")
