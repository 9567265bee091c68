"""New records that the county holds just as they were made here: their revision is all that is news.

A long push is made of them. What ``Taking`` finds out of every record, here is known beforehand:
the row says what its only operation said, nothing waits for it any more, so it stands in its table
as it should.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from app.storage import driver
from app.sync.client.desk import Intake
from app.sync.laptop import base, operations, tables
from app.sync.protocol import digest
from app.sync.protocol.messages import Operation, Row


@dataclass(frozen=True, slots=True)
class AsMade:
    """Some rows of one acknowledgement. ``ids``: the 16 bytes of each; ``leaves`` likewise."""

    rows: list[Row] = field(default_factory=list[Row])
    ids: list[bytes] = field(default_factory=list[bytes])
    leaves: list[digest.Leaf] = field(default_factory=list[digest.Leaf])

    def write(self, connection: driver.Connection) -> None:
        """Their base rows, and their revision where they stand."""
        base.put_shown(connection, self.ids, self.rows, self.leaves)
        alike: dict[tuple[str, int], list[bytes]] = {}
        for row, record_id in zip(self.rows, self.ids, strict=True):
            alike.setdefault((row.noun, row.rev), []).append(record_id)
        for (noun, rev), ids in alike.items():
            tables.stamp_all(connection, noun, rev, ids)


def find(
    intake: Intake, batch: operations.Batch, others: Iterable[str], reach: Collection[str]
) -> AsMade:
    """Those of ``batch``, which ``intake`` settles, but not ``others``: records for which more waits,
    or which the county held before. ``reach``: the places whose records may be seen."""
    rows = {row.id: row for row in intake.rows}
    left = {*_more_than_made(batch.operations), *others, *intake.gone}
    found = [
        (row, record_id)
        for op, record_id in zip(batch.operations, batch.records, strict=True)
        if (row := rows.get(op.record_id)) is not None
        and _is_as_made(row, op)
        and row.id not in left
        and row.scope in reach
    ]
    fitting = tables.fitting(row for row, _id in found)
    chosen = [one for one in found if one[0].id in fitting]
    leaf_of = digest.leaf_of if batch.has_fractions else digest.leaf_of_plain
    return AsMade(
        [row for row, _id in chosen],
        [record_id for _row, record_id in chosen],
        [leaf_of(row) for row, _id in chosen],
    )


def _more_than_made(ops: Iterable[Operation]) -> Iterable[str]:
    """The records that were not only made."""
    return (op.record_id for op in ops if op.kind != "insert")


def _is_as_made(row: Row, op: Operation) -> bool:
    """``push.settle`` hands on what was sent where the county says that it stands so: it need not
    be compared."""
    return row.fields is op.changes and row.noun == op.noun
