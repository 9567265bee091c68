"""A laptop's store in memory: one ``take`` or ``save`` is one transaction, and may crash around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import structs

from app.sync.client.desk import Intake, Settled, Standing
from app.sync.client.overlay import fold
from app.sync.protocol import digest
from app.sync.protocol.messages import Clash, Link, Operation, Row


class CrashedError(Exception):
    """The process is gone; what was committed is on disk."""


@dataclass
class Disk:
    """What survives a crash."""

    standing: Standing
    base: dict[str, Row] = field(default_factory=dict[str, Row])
    visible: dict[str, Row] = field(default_factory=dict[str, Row])
    outbox: dict[int, Operation] = field(default_factory=dict[int, Operation])
    kept: dict[int, tuple[Operation, int]] = field(default_factory=dict[int, tuple[Operation, int]])
    last_seq: int = 0
    conflicts: dict[tuple[str, str], Clash] = field(default_factory=dict[tuple[str, str], Clash])
    inbox: dict[str, Operation] = field(default_factory=dict[str, Operation])
    links: list[bytes] = field(default_factory=list[bytes])
    seen: dict[tuple[str, str], frozenset[object]] = field(
        default_factory=dict[tuple[str, str], frozenset[object]]
    )

    def copy(self) -> Disk:
        """A copied laptop."""
        return Disk(
            self.standing,
            dict(self.base),
            dict(self.visible),
            dict(self.outbox),
            dict(self.kept),
            self.last_seq,
            dict(self.conflicts),
            dict(self.inbox),
            list(self.links),
            dict(self.seen),
        )


@dataclass
class MemoryDesk:
    """``trip(place)`` may raise ``CrashedError`` or ``Unavailable``; ``bugs`` are planted."""

    disk: Disk
    trip: Callable[[str], None]
    bugs: frozenset[str] = frozenset()
    incidents: list[str] = field(default_factory=list[str])
    _root: bytes | None = None

    # -- what sync reads ------------------------------------------------------------------------

    def standing(self) -> Standing:
        return self.disk.standing

    def waiting(self, most: int, after: int = 0) -> tuple[Operation, ...]:
        found: list[Operation] = []
        for op in (op for seq, op in sorted(self.disk.outbox.items()) if seq > after):
            if len(found) >= most and op.transaction != found[-1].transaction:
                break
            found.append(op)
        if "delsend" in self.bugs and most > 1:
            for op in found:
                del self.disk.outbox[op.seq]
        return tuple(found)

    def fronts(self) -> tuple[int, int]:
        following = self.disk.last_seq + 1
        waits = min(self.disk.outbox, default=following)
        return min(self.disk.kept, default=waits), waits

    def chain(self, known: int) -> tuple[Link, Link]:
        return self._link(len(self.disk.links)), self._link(known)

    def _link(self, seq: int) -> Link:
        links = self.disk.links
        return Link(seq, links[seq - 1] if 0 < seq <= len(links) else b"")

    def leaves(self) -> Mapping[str, Iterable[digest.Leaf]]:
        rows = self.disk.visible if "overlaydigest" in self.bugs else self.disk.base
        found: dict[str, list[digest.Leaf]] = {}
        for row in rows.values():
            found.setdefault(row.table, []).append(digest.leaf_of(row))
        return found

    def root(self) -> bytes:
        if self._root is None or "overlaydigest" in self.bugs:
            self._root = digest.root(digest.roots(self.leaves()))
        return self._root

    def forget_root(self) -> None:
        """The disk was exchanged."""
        self._root = None

    # -- what sync writes -----------------------------------------------------------------------

    def take(self, intake: Intake) -> None:
        self.trip("before taking")
        self._root = None
        disk = self.disk
        if "curfirst" in self.bugs:
            disk.standing = intake.standing
            self.trip("between cursor and rows")
        before = disk.standing
        disk.standing = intake.standing
        if intake.brings_back and "keepnot" not in self.bugs:
            disk.outbox |= {seq: op for seq, (op, _commit) in disk.kept.items()}
            disk.kept.clear()
        touched: dict[str, None] = {}
        if intake.settled:
            touched |= self._settle(intake.settled)
        disk.kept = {n: one for n, one in disk.kept.items() if one[1] > intake.backed_up}
        for record_id in self._leaving(intake):
            disk.base.pop(record_id, None)
            touched[record_id] = None
        for row in intake.rows:
            disk.base[row.id] = self._stored(row)
            touched[row.id] = None
        if intake.purges or before.scopes != intake.standing.scopes:
            touched |= dict.fromkeys(disk.visible)
            touched |= dict.fromkeys(op.record_id for op in disk.outbox.values())
        if intake.incident:
            self.incidents.append(intake.incident)
        for record_id in touched:
            self._show(record_id)
        self.trip("after taking")

    def _leaving(self, intake: Intake) -> list[str]:
        base = self.disk.base
        leaving = list(intake.gone)
        if intake.purges and "nopurge" not in self.bugs:
            leaving += [n for n, row in base.items() if row.scope not in intake.standing.scopes]
        if intake.stretch and "nosweep" not in self.bugs:
            start, end = intake.stretch
            named = {row.id for row in intake.rows}
            leaving += [
                n for n in base if start < n and (end is None or n <= end) and n not in named
            ]
        leaving += [
            n
            for n, row in base.items()
            if digest.bucket_of(n) in intake.buckets.get(row.table, frozenset())
        ]
        return leaving

    def _settle(self, settled: Settled) -> dict[str, None]:
        disk = self.disk
        verdicts = {one.seq: one for one in settled.verdicts}
        touched: dict[str, None] = {}
        for seq in sorted(n for n in disk.outbox if n <= settled.through):
            op = disk.outbox.pop(seq)
            disk.kept[seq] = op, settled.commit
            touched[op.record_id] = None
            verdict = verdicts[seq]
            if verdict.outcome == "quarantined" and "dropinbox" not in self.bugs:
                disk.inbox[op.op_id] = op
            for clash in verdict.clashes:
                disk.conflicts[op.op_id, clash.group] = clash
        return touched

    def _stored(self, row: Row) -> Row:
        if "strip" in self.bugs:
            row = structs.replace(row, fields={n: v for n, v in row.fields.items() if n != "newer"})
        if "rebase" in self.bugs:
            for seq, op in list(self.disk.outbox.items()):
                if op.record_id == row.id:
                    self.disk.outbox[seq] = structs.replace(op, base_rev=row.rev)
        if "destructive" in self.bugs and row.id in self.disk.visible:
            for op in self._pending(row.id):
                row = structs.replace(row, fields={**row.fields, **op.changes})
        return row

    def _pending(self, record_id: str) -> list[Operation]:
        return [op for _n, op in sorted(self.disk.outbox.items()) if op.record_id == record_id]

    def _show(self, record_id: str) -> None:
        """What a person sees of it now, and what he has ever seen."""
        disk = self.disk
        row = fold(disk.base.get(record_id), self._pending(record_id))
        if row is None or row.scope not in disk.standing.scopes:
            disk.visible.pop(record_id, None)
            return
        if "raise" in self.bugs and record_id in disk.base:
            row = structs.replace(row, rev=disk.base[record_id].rev)
        disk.visible[record_id] = row
        for name, value in row.fields.items():
            key = (record_id, name)
            disk.seen[key] = disk.seen.get(key, frozenset()) | {value}

    # -- what a person does ---------------------------------------------------------------------

    def save(self, operations: Iterable[Operation]) -> tuple[Operation, ...]:
        """Row and operation in one transaction; numbers are given here."""
        self.trip("before saving")
        disk = self.disk
        numbered: list[Operation] = []
        for op in operations:
            disk.last_seq += 1
            numbered.append(structs.replace(op, seq=disk.last_seq))
        disk.outbox |= {op.seq: op for op in numbered}
        for op in numbered:
            disk.links.append(digest.hash_operation(op) + (disk.links or [b""])[-1][:8])
            self._show(op.record_id)
        if "twotx" in self.bugs:
            for op in numbered:
                del disk.outbox[op.seq]
            self.trip("between row and operation")
            disk.outbox |= {op.seq: op for op in numbered}
        return tuple(numbered)
