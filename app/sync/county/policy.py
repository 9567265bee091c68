"""Whether an operation may be applied (S15): who, what, where, before and after.

The county's table of roles stands in ``app.server``; what holds for every role stands here. Each
answers with a code, empty if nothing is against it; the operation goes into quarantine with it.
"""

from __future__ import annotations

from collections.abc import Callable

from app.sync.county.archive import Held, Replica
from app.sync.county.schema import Schema
from app.sync.protocol.messages import Operation, Row

Policy = Callable[[Replica, Operation, Row | None, Row], str]
"""Who, what, the record before (None: it is new) and after: why this role may not do that, e.g.
``field_not_yours``, ``record_locked``, or "" if it may."""


def nothing_against(_replica: Replica, _op: Operation, _before: Row | None, _after: Row) -> str:
    """Every role may do everything within its reach: for practice, and for tests of the engine."""
    return ""


def shape_fault(schema: Schema, op: Operation, held: Held | None, *, is_erased: bool) -> str:
    """Whether it is an operation on something that can be there."""
    if op.noun not in schema:
        return "noun_unknown"
    if is_erased:
        return "erased"
    if op.kind == "insert":
        return "id_taken" if held else ""
    return "" if held and held.row.noun == op.noun else "record_missing"


def reach_fault(replica: Replica, before: Row | None, after: Row) -> str:
    """Both what is replaced and what comes of it must be within reach."""
    is_within = replica.reach.covers(after) and (before is None or replica.reach.covers(before))
    return "" if is_within else "out_of_scope"


def target_fault(
    schema: Schema, replica: Replica, op: Operation, target_of: Callable[[str], Row | None]
) -> str:
    """Records that it newly names must exist, be of the right kind, and within reach."""
    for name, noun in schema[op.noun].refers.items():
        wanted = op.changes.get(name)
        if wanted is None:
            continue
        target = target_of(wanted) if isinstance(wanted, str) else None
        if target is None or target.noun != noun:
            return "target_missing"
        if not replica.reach.covers(target):
            return "target_out_of_scope"
    return ""
