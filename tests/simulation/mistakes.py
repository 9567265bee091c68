"""The program's own decisions, with a mistake planted where the seed's name says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from app.sync.county import policy
from app.sync.county.admitting import FROZEN, PENDING, Admitting, Batch
from app.sync.county.archive import Decision, Judged, Replica
from app.sync.county.reading import Reading
from app.sync.county.registrar import Registrar
from app.sync.county.schema import Schema
from app.sync.protocol.merge import DELETION, Groups, Merged, Version, merge
from app.sync.protocol.messages import IS_DELETED, Ack, Cursor, Operation, Push, Refusal, Row
from tests.simulation.broken import BrokenError

if TYPE_CHECKING:
    from tests.simulation.county import MemoryCounty


def registrar_of(county: MemoryCounty, schema: Schema, page: int) -> Registrar:
    """A registrar over one transaction of the county."""
    args = county, schema, policy.nothing_against, county.draw, county.watch
    if not county.bugs:
        return Registrar(county, WatchedAdmitting(*args), Reading(county, page))
    return Registrar(
        county, CarelessAdmitting(*args, county.bugs), CarelessReading(county, page, county.bugs)
    )


@dataclass(frozen=True)
class WatchedAdmitting(Admitting):
    """Tells of each version that an operation replaces."""

    watch: Callable[[Operation, Version, Version], None]

    def judge(self, batch: Batch, op: Operation) -> Judged:
        before = batch.held.get(op.record_id)
        judged = super().judge(batch, op)
        after = batch.held.get(op.record_id)
        if before and after and after is not before:
            self.watch(op, before.version, after.version)
        is_applied = judged.decision.verdict.outcome != "quarantined"
        scopes = {one.row.scope for one in (before, after) if one}
        if is_applied and not scopes <= batch.replica.reach.scopes:
            raise BrokenError(f"S15 {op.op_id} was applied out of scope")
        return judged


@dataclass(frozen=True)
class CarelessAdmitting(WatchedAdmitting):
    """Admits with mistakes."""

    bugs: frozenset[str]

    def push(self, sender: str, asked: Push) -> Ack | Refusal:
        answer = super().push(sender, asked)
        if "noecho" in self.bugs and isinstance(answer, Ack):
            return replace(answer, rows=(), gone=(), as_sent=())
        if "untoldlink" in self.bugs and isinstance(answer, Ack):
            return replace(answer, audit_seq=asked.head.seq)
        return answer

    def refused(self, replica: Replica, asked: Push) -> Refusal | None:
        if "noreceipt" in self.bugs:
            return None
        found = super().refused(replica, asked)
        if "cloneaccepted" in self.bugs and found == FROZEN:
            return None
        return found

    def decided(self, replica: Replica, asked: Push) -> Mapping[int, Decision]:
        return {} if "nodedup" in self.bugs else super().decided(replica, asked)

    def twins(self, op_ids: list[str]) -> Mapping[str, Decision]:
        is_blind = "nodedup" in self.bugs or "notwins" in self.bugs
        return {} if is_blind else super().twins(op_ids)

    def shape_fault(self, batch: Batch, op: Operation) -> str:
        found = super().shape_fault(batch, op)
        return "" if "nodedup" in self.bugs and found == "id_taken" else found

    def fault(self, batch: Batch, op: Operation, before: Row | None, after: Row) -> str:
        return "" if "noscope" in self.bugs else super().fault(batch, op, before, after)

    def merge(self, version: Version, op: Operation, by: str, visit: str = "") -> Merged:
        groups: Groups = {} if "splitgroups" in self.bugs else self.schema[op.noun].groups
        if "lww" in self.bugs or ("blinddel" in self.bugs and op.kind == "delete"):
            op = structs.replace(op, base_rev=2**62)
        if "resurrect" in self.bugs and version.is_deleted and op.kind == "update":
            alive = {name: v for name, v in version.fields.items() if name != IS_DELETED}
            marks = {name: mark for name, mark in version.marks.items() if name != DELETION}
            version = Version(alive, marks, version.origin)
        if self.archive.place().is_lost(op.base_rev):
            op = structs.replace(op, base_rev=0)
        return merge(version, op, groups, by=by, rev=PENDING, visit=visit)


@dataclass(frozen=True)
class CarelessReading(Reading):
    """Reads with mistakes."""

    bugs: frozenset[str] = frozenset()

    def is_pruned(self, cursor: Cursor) -> bool:
        return "prune" not in self.bugs and super().is_pruned(cursor)
