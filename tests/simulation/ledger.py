"""What an outsider knows: who saved what after having seen what. Holds both sides to I1–I4, I6–I10.

It asks neither the merge nor the county's verdicts whether they are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.sync.client.desk import Intake, Standing
from app.sync.protocol.merge import Version
from app.sync.protocol.messages import IS_DELETED, Operation, Row
from tests.simulation.broken import BrokenError
from tests.simulation.county import GROUPS, State
from tests.simulation.desk import Disk

Seen = Mapping[tuple[str, str], frozenset[object]]


@dataclass
class Ledger:
    """Told of every save that a person was told of, and of every value replaced at the county."""

    saved: dict[str, Operation] = field(default_factory=dict[str, Operation])
    seen: dict[str, Seen] = field(default_factory=dict[str, Seen])
    families: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    lost: set[str] = field(default_factory=set[str])
    torn: set[str] = field(default_factory=set[str])

    def save(self, operations: Iterable[Operation], seen: Seen) -> None:
        """A person was told: 已保存."""
        ops = list(operations)
        self.saved |= {op.op_id: op for op in ops}
        for op in ops:
            self.seen[op.op_id] = {key: v for key, v in seen.items() if key[0] == op.record_id}
        if len(ops) > 1 and all(op.kind == "insert" for op in ops):
            family = frozenset(op.record_id for op in ops)
            self.families |= dict.fromkeys(family, family)

    def lose(self, disk: Disk, copy: Disk, state: State) -> None:
        """A person put an old copy of the disk back: what was only there is nobody's fault."""
        there = {op.op_id for op in copy.outbox.values()}
        self.lost |= {
            op.op_id
            for op in disk.outbox.values()
            if op.op_id not in there and op.op_id not in state.by_op
        }

    # -- while it runs --------------------------------------------------------------------------

    def replaced(self, op: Operation, before: Version, after: Version) -> None:
        """I4: its author had seen each value that goes, and what is coupled with it. I10."""
        seen = self.seen.get(op.op_id, {})
        if before.is_deleted and not after.is_deleted:
            raise BrokenError(f"I10 {op.record_id} came back by {op.op_id}")
        changed = {
            name
            for name in {*before.fields, *after.fields}
            if before.fields.get(name) != after.fields.get(name)
        }
        if "village_code" in changed:
            self.tear(op.record_id)
        groups = {GROUPS.get(name, name) for name in changed}
        is_deletion = IS_DELETED in changed
        for name, value in before.fields.items():
            is_concerned = is_deletion or GROUPS.get(name, name) in groups
            if is_concerned and value not in seen.get((op.record_id, name), frozenset()):
                raise BrokenError(f"I4 {op.op_id} replaced {name}={value!r} unseen")

    def advanced(self, before: Standing, now: Standing) -> None:
        """I6: within an epoch a cursor only grows, but for a snapshot that begins anew."""
        old, new = before.cursor, now.cursor
        is_same = (old.epoch, old.scope_epoch) == (new.epoch, new.scope_epoch)
        if new.epoch < old.epoch or (is_same and new.after is None and new.seq < old.seq):
            raise BrokenError(f"I6 cursor went from {old} to {new}")

    def taken(self, intake: Intake, waiting: Mapping[int, Operation], disk: Disk) -> None:
        """S12: an operation leaves the outbox as the record it touched comes. S22: what is out of
        reach goes at once."""
        if intake.settled:
            told = {row.id for row in intake.rows} | set(intake.gone)
            for seq, op in waiting.items():
                if seq <= intake.settled.through and op.record_id not in told:
                    raise BrokenError(f"S12 {op.op_id} went without its record")
        if intake.purges:
            scopes = intake.standing.scopes
            if left := [row.id for row in disk.base.values() if row.scope not in scopes]:
                raise BrokenError(f"S22 {left[0]} stays out of reach")

    def whole(self, base: Mapping[str, Row], touched: Iterable[str]) -> None:
        """I7: what was saved together is on a laptop together, or not at all."""
        for record_id in touched:
            family = self.families.get(record_id)
            if not family or record_id in self.torn:
                continue
            if record_id in base and not all(one in base for one in family):
                raise BrokenError(f"I7 {record_id} arrived without its family")

    def tear(self, record_id: str) -> None:
        """A record of a family went its own way: moved, refused or erased."""
        for one in self.families.get(record_id, frozenset({record_id})):
            self.torn.add(one)

    # -- at the end -----------------------------------------------------------------------------

    def settle(self, state: State) -> None:
        """I2: every value saved is in a row, its history, a conflict or the quarantine. I3."""
        tokens = _tokens(state)
        for op_id, op in self.saved.items():
            if op_id in self.lost:
                continue
            count = state.effects.get(op_id, 0)
            if count != 1:
                raise BrokenError(f"I3 {op_id} had {count} effects")
            for name, value in op.changes.items():
                if (op.record_id, name, value) not in tokens:
                    raise BrokenError(f"I2 {op_id}: {name}={value!r} is nowhere")
        if strangers := state.effects.keys() - self.saved.keys():
            raise BrokenError(f"I3 nobody saved {sorted(strangers)}")

    def agree(self, name: str, disk: Disk, expected: Mapping[str, Row]) -> None:
        """I1, I5: base is what the county has in reach, and nothing lies over it."""
        if disk.outbox:
            raise BrokenError(f"I9 {name}: {len(disk.outbox)} operations wait for ever")
        for what, rows in (("base", disk.base), ("visible", disk.visible)):
            if rows != expected:
                ids = {*rows, *expected}
                odd = sorted(one for one in ids if rows.get(one) != expected.get(one))
                raise BrokenError(
                    f"I1 {name} {what}: {rows.get(odd[0])} instead of {expected.get(odd[0])}"
                )


def _tokens(state: State) -> set[tuple[str, str, object]]:
    found: set[tuple[str, str, object]] = set(state.history)
    for held in state.rows.values():
        found |= {(held.row.id, name, value) for name, value in held.row.fields.items()}
    for op in state.quarantine.values():
        found |= {(op.record_id, name, value) for name, value in op.changes.items()}
    ids = {op_id: done.record_id for op_id, done in state.by_op.items()}
    for op_id, clash in state.conflicts:
        found |= {(ids[op_id], name, value) for name, value in clash.mine.items()}
    return found
