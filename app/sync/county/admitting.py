"""A push: is it the next one, and what becomes of each operation (S4, S5, S7, S12–S15).

Receipts tell a lost acknowledgement from a copy: whoever presents the receipt that stands for his
first number, with the operations that were sent before under those numbers, asks again and is told
the same. Anything else means that two laptops write under one identity: it is frozen (S13).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from msgspec import structs

from app.sync.county import policy as policies
from app.sync.county.archive import (
    Admission,
    Archive,
    Decision,
    Held,
    Judged,
    Reach,
    Replica,
    Written,
)
from app.sync.county.policy import Policy
from app.sync.county.schema import Schema
from app.sync.protocol import digest
from app.sync.protocol.merge import Mark, Merged, Version, merge
from app.sync.protocol.messages import (
    Ack,
    Clash,
    Link,
    Operation,
    Push,
    Refusal,
    Row,
    Verdict,
    present,
)

VISIT: Final = "visit"
PENDING: Final = -1
"""Stands for the number of this commit until it is taken, last of all (S8)."""

FROZEN: Final = Refusal("replica_frozen")
_NOTHING: Final = Version()


@dataclass
class Batch:
    """What is decided of one push, as it comes about. ``held``: records as they stand after the
    operations judged so far; ``coming``: operations of this push that will make a record. ``line``:
    who writes, as the marks have it: only within one epoch do receipts prove that all operations
    under one identity come from one outbox, in order. ``writer``: ``replica``, with what it may
    write into as its reach.
    """

    replica: Replica
    writer: Replica
    line: str
    before: Mapping[str, Held]
    erased: frozenset[str]
    targets: Mapping[str, Row]
    coming: Mapping[str, Operation]
    visits: Mapping[str, str] = field(default_factory=dict[str, str])
    """By what was saved together: the visit among it."""
    held: dict[str, Held] = field(default_factory=dict[str, Held])
    judged: list[Judged] = field(default_factory=list[Judged])

    def target(self, record_id: str) -> Row | None:
        """What an operation may name: what is there, what came, what is coming."""
        if held := self.held.get(record_id):
            return held.row
        if found := self.targets.get(record_id):
            return found
        op = self.coming.get(record_id)
        return Row(op.noun, op.record_id, 0, op.changes) if op else None


@dataclass(frozen=True)
class Admitting:
    """Admits the pushes of one transaction. ``draw`` gives receipts nobody can guess."""

    archive: Archive
    schema: Schema
    policy: Policy
    draw: Callable[[], str]

    def push(self, sender: str, asked: Push) -> Ack | Refusal:
        """Decide, write, acknowledge."""
        replica = self.archive.replica(sender, to_write=True)
        if refusal := self.refused(replica, asked):
            if refusal == FROZEN and not replica.is_frozen:
                self.archive.freeze(sender)
            return refusal
        known = self.decided(replica, asked)
        new = [op for op in asked.operations if op.seq not in known]
        batch = self._batch(replica, new)
        self._judge_all(batch, new)
        admission = self._admission(batch, asked)
        if new:
            self.archive.admit(admission)
        else:  # asked again, perhaps in other portions: what is told must hold next time
            self.archive.keep_receipt(replica.id, admission.following, admission.receipt)
        decided = {**known, **{one.operation.seq: one.decision for one in batch.judged}}
        verdicts = tuple(_numbered(decided[op.seq].verdict, op.seq) for op in asked.operations)
        as_sent = self._as_sent(batch, admission) if asked.is_brief else {}
        touched = dict.fromkeys(op.record_id for op in asked.operations)
        others = [one for one in touched if one not in as_sent]
        rows, gone = seen(self.archive, replica.reach, others)
        return Ack(
            admission.receipt,
            admission.commit,
            verdicts,
            rows,
            gone,
            admission.audit.seq,
            tuple(as_sent.values()),
        )

    def _as_sent(self, batch: Batch, admission: Admission) -> dict[str, int]:
        """Records that stand just as one operation of this push made them, and by which number: of
        those their author need not be told (S12)."""
        made = {one.after.row.id: one.after.row for one in admission.written if not one.before}
        covers = batch.replica.reach.covers
        return {
            op.record_id: op.seq
            for one in batch.judged
            if (op := one.operation).kind == "insert"
            and one.is_new
            and (row := made.get(op.record_id)) is not None
            and (row.fields is op.changes or row.fields == present(op.changes))
            and covers(row)
            and self.archive.is_told_whole(row)
        }

    # -- is it the next one? --------------------------------------------------------------------

    def refused(self, replica: Replica, asked: Push) -> Refusal | None:
        """Why nothing of it is taken; None if it follows, or asks again."""
        if replica.is_frozen:
            return FROZEN
        numbers = [op.seq for op in asked.operations]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            return Refusal("expected_seq", replica.next_seq)
        expected = self.archive.stands_for(replica.id, asked.receipt)
        if expected is not None and numbers[0] > expected:
            return Refusal("expected_seq", expected)
        is_ours = expected == numbers[0] and self._is_same(replica, asked.operations)
        return None if is_ours and _extends(replica, asked) else FROZEN

    def _is_same(self, replica: Replica, ops: Iterable[Operation]) -> bool:
        again = [op for op in ops if op.seq < replica.next_seq]
        if not again:
            return True
        known = self.archive.decisions(replica.id, again[0].seq, again[-1].seq)
        return all(known[op.seq].payload == digest.hash_operation(op) for op in again)

    # -- what becomes of each? ------------------------------------------------------------------

    def _batch(self, replica: Replica, ops: Iterable[Operation]) -> Batch:
        ops = list(ops)
        ids = sorted({op.record_id for op in ops})
        coming = {op.record_id: op for op in ops if op.kind == "insert"}
        named = {
            target
            for op in ops
            if op.noun in self.schema
            for name in self.schema[op.noun].refers
            if isinstance(target := op.changes.get(name), str)
        }
        before = self.archive.hold(ids)
        targets = self.archive.rows(sorted(named - coming.keys()))
        line = f"{replica.id}/{self.archive.place().epoch}"
        visits = {op.transaction: op.record_id for op in ops if op.noun == VISIT}
        erased = self.archive.erased(ids)
        return Batch(
            replica,
            self.writer(replica),
            line,
            before,
            erased,
            targets,
            coming,
            visits,
            dict(before),
        )

    def writer(self, replica: Replica) -> Replica:
        """``replica``, with what it may write into as its reach."""
        return replica

    def _judge_all(self, batch: Batch, ops: Iterable[Operation]) -> None:
        ops = list(ops)
        twins = self.twins([op.op_id for op in ops])
        for op in ops:
            twin = twins.get(op.op_id)
            batch.judged.append(Judged(op, twin, is_new=False) if twin else self.judge(batch, op))

    def decided(self, replica: Replica, asked: Push) -> Mapping[int, Decision]:
        """What was decided before of what is asked again."""
        first, last = asked.operations[0].seq, asked.operations[-1].seq
        if first >= replica.next_seq:
            return {}
        return self.archive.decisions(replica.id, first, last)

    def twins(self, op_ids: list[str]) -> Mapping[str, Decision]:
        """What came before, under another number or identity."""
        return self.archive.twins(op_ids)

    def judge(self, batch: Batch, op: Operation) -> Judged:
        """One operation, on the records as they stand after those before it."""
        held = batch.held.get(op.record_id)
        spelled = digest.spell(op.changes)
        payload = digest.hash_operation(op, spelled)
        if fault := self.shape_fault(batch, op):
            return _quarantined(op, payload, fault)
        before = held.version if held else _NOTHING
        merged = self.merge(before, op, batch.line, batch.visits.get(op.transaction, ""))
        after = Row(op.noun, op.record_id, PENDING, merged.version.fields)
        if fault := self.fault(batch, op, held.row if held else None, after):
            return _quarantined(op, payload, fault)
        if held is None or merged.version is not before:
            version, is_as_sent = merged.version, after.fields is op.changes
            batch.held[op.record_id] = Held(
                after, version.marks, version.origin, spelled if is_as_sent else b""
            )
        outcome = "conflict" if merged.clashes else "applied"
        clashes = tuple([self._signed(batch.replica, one) for one in merged.clashes])
        decision = Decision(payload, Verdict(op.seq, outcome, "", clashes), op.record_id)
        return Judged(op, decision, True, _replaced(before, merged.version))

    def shape_fault(self, batch: Batch, op: Operation) -> str:
        """What is against it, whatever it says."""
        is_erased = op.record_id in batch.erased
        held = batch.held.get(op.record_id)
        return policies.shape_fault(self.schema, op, held, is_erased=is_erased)

    def _signed(self, replica: Replica, clash: Clash) -> Clash:
        """With the name of who wrote what stands there; without the visit where that is not within
        reach of who asks."""
        author, visit = self.archive.author(clash.theirs_by), clash.theirs_visit
        known = self.archive.rows([visit]).get(visit) if visit else None
        is_told = known is not None and replica.reach.covers(known)
        return replace(
            clash,
            theirs_name=author.name,
            theirs_role=author.role,
            theirs_visit=visit if is_told else "",
        )

    def merge(self, version: Version, op: Operation, by: str, visit: str = "") -> Merged:
        """The merge of the protocol, with the groups of this kind of record. An author who saw a
        version that a restore forgot has not seen what stood there before it: of him only the
        values count that he says he saw."""
        if self.archive.place().is_lost(op.base_rev):
            op = structs.replace(op, base_rev=0)
        return merge(version, op, self.schema[op.noun].groups, by=by, rev=PENDING, visit=visit)

    def fault(self, batch: Batch, op: Operation, before: Row | None, after: Row) -> str:
        """What is against it, if it could be applied."""
        replica = batch.writer
        return (
            policies.reach_fault(replica, before, after)
            or policies.target_fault(self.schema, replica, op, batch.target)
            or self.policy(replica, op, before, after)
        )

    # -- all that changes -----------------------------------------------------------------------

    def _admission(self, batch: Batch, asked: Push) -> Admission:
        replica, last = batch.replica, asked.operations[-1].seq
        following = max(last + 1, replica.next_seq) if batch.judged else last + 1
        commit = self.archive.next_commit() if batch.judged else self.archive.place().commit
        receipt = self.archive.receipt_of(replica.id, last + 1) or self.draw()
        written = tuple(
            Written(batch.before.get(id), _stamped(one, commit))
            for id, one in batch.held.items()
            if one is not batch.before.get(id)
        )
        is_ours = bool(batch.judged) and asked.known.seq == replica.audit.seq
        audit = asked.head if is_ours else replica.audit  # told is what was written down
        judged = tuple(batch.judged)
        return Admission(replica.id, commit, following, receipt, audit, judged, written)


def seen(
    archive: Archive, reach: Reach, ids: Iterable[str]
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The records of ``ids`` within reach, and which are not."""
    wanted = list(ids)
    rows = archive.rows(wanted)
    within = {id: rows[id] for id in wanted if id in rows and reach.covers(rows[id])}
    return tuple(within.values()), tuple(id for id in wanted if id not in within)


def _extends(replica: Replica, asked: Push) -> bool:
    """Whether the laptop's audit chain goes on from the link known here (A3). A laptop that missed
    our last acknowledgement shows an older link: it is asked for ours before ours is replaced."""
    ours: Link = replica.audit
    if asked.known.seq > ours.seq or asked.head.seq < asked.known.seq:
        return False
    return asked.known == ours or asked.known.seq < ours.seq


def _quarantined(op: Operation, payload: bytes, fault: str) -> Judged:
    return Judged(op, Decision(payload, Verdict(op.seq, "quarantined", fault), op.record_id))


def _replaced(before: Version, after: Version) -> dict[str, object]:
    return {name: value for name, value in before.fields.items() if after.fields.get(name) != value}


def _numbered(verdict: Verdict, seq: int) -> Verdict:
    """As the answer to whoever asks by another number."""
    return verdict if verdict.seq == seq else structs.replace(verdict, seq=seq)


def _stamped(held: Held, commit: int) -> Held:
    row, marks = held.row, {group: _dated(mark, commit) for group, mark in held.marks.items()}
    stamped = Row(row.noun, row.id, commit, row.fields)
    return Held(stamped, marks, _dated(held.origin, commit), held.spelled)


def _dated(mark: Mark, commit: int) -> Mark:
    return Mark(commit, mark.by, mark.at, mark.visit) if mark.rev == PENDING else mark
