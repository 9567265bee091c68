"""What a person sees of a record: the county's version with his own pending operations over it.

Base and pending are never merged into one another (S11): a verdict may undo an operation.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.sync.protocol.messages import Operation, Row


def fold(base: Row | None, pending: Iterable[Operation]) -> Row | None:
    """The visible row. Its ``rev`` goes into the next operation as ``base_rev``: while operations
    are pending it stays what their author saw, though the county's version moved on below them.
    """
    found = base
    seen: int | None = None
    for op in pending:
        if found is None and op.kind != "insert":
            continue
        seen = op.base_rev if seen is None else min(seen, op.base_rev)
        fields = dict(found.fields if found else {}) | dict(op.changes)
        kept = {name: value for name, value in fields.items() if value is not None}
        found = Row(op.noun, op.record_id, seen, kept)
    return found
