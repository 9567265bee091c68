"""A county's store in memory for the program's own decisions, and the office that works in it.

It follows S4–S8, S20, S22 and S23 as simply as they allow; ``bugs`` names its planted mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from app.sync.county.archive import (
    Admission,
    Author,
    Changes,
    Decision,
    Held,
    Place,
    Reach,
    Replica,
    Written,
)
from app.sync.county.schema import Schema, Shape
from app.sync.protocol import digest
from app.sync.protocol.merge import Mark, Version
from app.sync.protocol.messages import Answer, Clash, Link, Operation, Push, Question, Row
from tests.simulation.mistakes import registrar_of

GROUPS = {
    "village_code": "place",
    "org_code": "place",
    "id_no": "identity",
    "gender": "identity",
}
SCHEMA: Schema = {
    "household": Shape(GROUPS),
    "person": Shape(GROUPS, {"household_id": "household"}),
}
EPOCH_STEP = 2**40
"""Numbers of a new epoch lie above all that an older one can have given: a restored county must
never call a version by a number that a laptop has seen on another one."""

PAGE = 5


@dataclass(frozen=True)
class Entry:
    """One line of the log. All lines of a commit bear its number, which is its place (S8)."""

    commit: int
    record_id: str
    scope: str


@dataclass(frozen=True)
class Line:
    """One replica's operations in one epoch: the next number, what each receipt stands for, and
    the last link known of its audit chain."""

    next_seq: int = 1
    receipts: tuple[tuple[str, int], ...] = (("", 1),)
    audit: Link = Link()  # noqa: RUF009 frozen


@dataclass
class State:
    """All that is in the county's backup."""

    counter: int = 0
    rows: dict[str, Held] = field(default_factory=dict[str, Held])
    leaves: dict[str, digest.Leaf] = field(default_factory=dict[str, digest.Leaf])
    erased: dict[str, int] = field(default_factory=dict[str, int])
    log: list[Entry] = field(default_factory=list[Entry])
    pruned: int = 0
    lines: dict[str, Line] = field(default_factory=dict[str, Line])
    decided: dict[tuple[str, int], Decision] = field(
        default_factory=dict[tuple[str, int], Decision]
    )
    by_op: dict[str, Decision] = field(default_factory=dict[str, Decision])
    effects: dict[str, int] = field(default_factory=dict[str, int])
    conflicts: list[tuple[str, Clash]] = field(default_factory=list[tuple[str, Clash]])
    quarantine: dict[str, Operation] = field(default_factory=dict[str, Operation])
    history: list[tuple[str, str, object]] = field(default_factory=list[tuple[str, str, object]])
    cursors: dict[str, int] = field(default_factory=dict[str, int])
    lost: tuple[tuple[int, int], ...] = ()

    def copy(self) -> State:
        """A backup. Everything below the first level is immutable."""
        return State(
            self.counter,
            dict(self.rows),
            dict(self.leaves),
            dict(self.erased),
            list(self.log),
            self.pruned,
            dict(self.lines),
            dict(self.decided),
            dict(self.by_op),
            dict(self.effects),
            list(self.conflicts),
            dict(self.quarantine),
            list(self.history),
            dict(self.cursors),
            self.lost,
        )


def _ids(entries: Iterable[Entry]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in entries:
        found[one.record_id] = max(one.commit, found.get(one.record_id, 0))
    return found


Watch = Callable[[Operation, Version, Version], None]
"""Told of each version that an operation replaces."""


@dataclass
class MemoryCounty:
    """An ``Archive``. ``draw`` gives receipts. Enrolments survive a restore: they are kept elsewhere.

    ``number``: of the commit under way, where a careless county took it when the request came.
    """

    draw: Callable[[], str]
    watch: Watch
    bugs: frozenset[str] = frozenset()
    epoch: int = 1
    state: State = field(default_factory=lambda: State(EPOCH_STEP))
    backup: State = field(default_factory=lambda: State(EPOCH_STEP))
    horizon: int = 0
    scopes: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    scope_epochs: dict[str, int] = field(default_factory=dict[str, int])
    frozen: set[str] = field(default_factory=set[str])
    number: int | None = None
    checkpoint: bytes = b""
    _roots: dict[tuple[int, Reach], bytes] = field(default_factory=dict[tuple[int, Reach], bytes])

    def reserve(self, questions: tuple[Question, ...]) -> int | None:
        """What a careless county does when a request begins: take numbers (hole)."""
        if "hole" in self.bugs and any(isinstance(one, Push) for one in questions):
            self.state.counter += 1
            return self.state.counter
        return None

    def answer(
        self, sender: str, questions: tuple[Question, ...], number: int | None = None
    ) -> tuple[Answer, ...]:
        """One request, one transaction."""
        self.number = number
        return registrar_of(self, SCHEMA, PAGE).answer(sender, questions)

    # -- standing -------------------------------------------------------------------------------

    def place(self) -> Place:
        lost = () if "trustlost" in self.bugs else self.state.lost
        state = self.state
        return Place(self.epoch, state.counter, self.horizon, state.pruned, lost, self.checkpoint)

    def replica(self, sender: str, *, to_write: bool = False) -> Replica:
        line = self._line(sender)
        return Replica(
            sender,
            Reach(self.scopes[sender]),
            self.scope_epochs[sender],
            next_seq=line.next_seq,
            audit=line.audit,
            is_frozen=sender in self.frozen,
        )

    def _line(self, sender: str) -> Line:
        return self.state.lines.get(sender, Line())

    def freeze(self, sender: str) -> None:
        self.frozen.add(sender)

    # -- push -----------------------------------------------------------------------------------

    def stands_for(self, sender: str, receipt: str) -> int | None:
        return dict(self._line(sender).receipts).get(receipt)

    def receipt_of(self, sender: str, following: int) -> str | None:
        receipts = self._line(sender).receipts
        return next((one for one, number in receipts if number == following and one), None)

    def keep_receipt(self, sender: str, following: int, receipt: str) -> None:
        if "lostreceipt" in self.bugs:
            return
        line = self._line(sender)
        receipts = dict(line.receipts) | {receipt: following}
        self.state.lines[sender] = replace(line, receipts=tuple(receipts.items()))

    def decisions(self, sender: str, first: int, last: int) -> Mapping[int, Decision]:
        numbers = range(first, last + 1)
        return {
            n: self.state.decided[sender, n] for n in numbers if (sender, n) in self.state.decided
        }

    def twins(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        return {one: self.state.by_op[one] for one in op_ids if one in self.state.by_op}

    def author(self, by: str) -> Author:
        return Author()

    def hold(self, ids: Sequence[str]) -> Mapping[str, Held]:
        return {id: self.state.rows[id] for id in ids if id in self.state.rows}

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        return frozenset(ids) & self.state.erased.keys()

    def next_commit(self) -> int:
        if self.number is None:
            self.state.counter += 1
        return self.number or self.state.counter

    def admit(self, admission: Admission) -> None:
        state, line = self.state, self._line(admission.replica)
        for one in admission.judged:
            op, decision = one.operation, one.decision
            state.decided[admission.replica, op.seq] = decision
            if not one.is_new:
                continue
            state.by_op[op.op_id] = decision
            state.effects[op.op_id] = state.effects.get(op.op_id, 0) + 1
            state.history += [(op.record_id, *value) for value in one.replaced.items()]
            if "noconflict" not in self.bugs:
                state.conflicts += [(op.op_id, clash) for clash in decision.verdict.clashes]
            if decision.verdict.outcome == "quarantined" and "noquarantine" not in self.bugs:
                state.quarantine[op.op_id] = op
        for one in admission.written:
            self._write(one)
        receipts = (*line.receipts, (admission.receipt, admission.following))
        state.lines[admission.replica] = Line(
            max(admission.following, line.next_seq), receipts, admission.audit
        )

    def _write(self, written: Written) -> None:
        row = written.after.row
        self.state.rows[row.id] = written.after
        self.state.leaves[row.id] = digest.leaf_of(row)
        before = written.before.row.scope if written.before else row.scope
        if before != row.scope and "nomove" not in self.bugs:
            self.state.log.append(Entry(row.rev, row.id, before))
        self.state.log.append(Entry(row.rev, row.id, row.scope))
        self._roots.clear()

    # -- pull -----------------------------------------------------------------------------------

    def read_to(self, sender: str, seq: int) -> None:
        self.state.cursors[sender] = seq

    def changes(self, after: int, reach: Reach, most: int) -> Changes:
        log = self.state.log
        entries = [one for one in log if one.commit > after and one.scope in reach.scopes]
        if "hole" in self.bugs:
            entries.sort(key=lambda one: one.commit)
        if len(entries) <= most:
            return Changes(_ids(entries), self.state.counter, has_more=False)
        through = entries[most - 1].commit
        if "tear" in self.bugs and through > entries[0].commit:
            return Changes(_ids(entries[:most]), through - 1, has_more=True)
        taken = [one for one in entries if one.commit <= through]
        return Changes(_ids(taken), through, has_more=len(taken) < len(entries))

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        return {id: self.state.rows[id].row for id in ids if id in self.state.rows}

    def is_told_whole(self, row: Row) -> bool:
        return row.id in self.state.rows

    def stretch(self, reach: Reach, after: str, most: int) -> Sequence[Row]:
        ids = sorted(row.id for row in self.within(reach) if row.id > after)
        return [self.state.rows[id].row for id in ids[:most]]

    # -- verify ---------------------------------------------------------------------------------

    def within(self, reach: Reach) -> list[Row]:
        """All rows within reach."""
        return [held.row for held in self.state.rows.values() if reach.covers(held.row)]

    def _tables(self, reach: Reach) -> dict[str, list[digest.Leaf]]:
        found: dict[str, list[digest.Leaf]] = {}
        for row in self.within(reach):
            found.setdefault(row.table, []).append(self.state.leaves[row.id])
        return found

    def root(self, reach: Reach) -> bytes:
        key = (self.state.counter, reach)
        if key not in self._roots:
            self._roots[key] = digest.root(self.roots(reach))
        return self._roots[key]

    def roots(self, reach: Reach) -> Mapping[str, bytes]:
        return digest.roots(self._tables(reach))

    def buckets(self, tables: Iterable[str]) -> Mapping[str, bytes]:
        everything = self._tables(Reach(frozenset(t.split("/")[0] for t in tables)))
        return {one: digest.buckets(everything.get(one, ())) for one in tables}

    def in_buckets(self, table: str, numbers: Sequence[int]) -> Sequence[Row]:
        rows = [held.row for held in self.state.rows.values() if held.row.table == table]
        return [row for row in rows if digest.bucket_of(row.id) in numbers]

    # -- the office -----------------------------------------------------------------------------

    def enrol(self, replica: str, scopes: frozenset[str]) -> None:
        """A new laptop, or a new name for one."""
        self.scopes[replica] = scopes
        self.scope_epochs[replica] = 1

    def rescope(self, replica: str, scopes: frozenset[str]) -> None:
        """Other villages for a laptop (S22)."""
        if scopes != self.scopes[replica]:
            self.scopes[replica] = scopes
            self.scope_epochs[replica] += 1

    def move(self, record_id: str, village: str) -> None:
        """A record goes to another village: left in one scope, arrived in the other, one commit."""
        held = self.state.rows[record_id]
        self.state.history.append((record_id, "village_code", held.row.fields.get("village_code")))
        self.state.counter += 1
        commit = self.state.counter
        fields = {**held.row.fields, "village_code": village}
        marks = {**held.marks, "place": Mark(commit, "office")}
        row = structs.replace(held.row, rev=commit, fields=fields)
        self._write(Written(held, Held(row, marks, held.origin)))

    def erase(self, record_id: str) -> None:
        """Nothing of a deleted record stays but its id and number (S23)."""
        held = self.state.rows.pop(record_id)
        self.state.counter += 1
        self.state.erased[record_id] = self.state.counter
        self.state.history += [(record_id, *one) for one in held.row.fields.items()]
        self.state.log.append(Entry(self.state.counter, record_id, held.row.scope))
        self._roots.clear()

    def prune(self, live: Iterable[str]) -> None:
        """Forget the log up to where every live laptop has read."""
        cursors = [self.state.cursors.get(replica, 0) for replica in live]
        through = max(self.state.pruned, min(cursors, default=0))
        if "prune" in self.bugs:
            through = self.state.counter
        self.state.pruned = through
        self.state.log = [one for one in self.state.log if one.commit > through]

    def back_up(self) -> None:
        """A verified backup, elsewhere; laptops learn of it as the horizon."""
        self.backup = self.state.copy()
        self.horizon = self.state.counter

    def restore(self) -> None:
        """Last night's backup is all there is: a new epoch (S20)."""
        self.state = self.backup.copy()
        self._roots.clear()
        if "sameepoch" in self.bugs:
            return
        self.epoch += 1
        lines = self.state.lines.items()
        self.state.lines = {replica: Line(audit=line.audit) for replica, line in lines}
        self.state.decided = {}
        self.state.cursors = {}
        if "samenumbers" not in self.bugs:
            kept, self.state.counter = self.state.counter, self.epoch * EPOCH_STEP
            self.state.lost = (*self.state.lost, (kept, self.state.counter))
            self.state.pruned = self.state.counter
