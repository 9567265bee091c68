"""Base rows: what the county last told, apart from what waits here (S11).

Their fields stand in the record's own table as long as nothing waits for it. With the first pull
under a waiting operation they are kept apart; until then they are what the table says with the
waiting operations taken back: each knows what its author saw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.models.columns import id_bytes, id_text
from app.storage import driver
from app.sync.laptop import tables
from app.sync.protocol import digest
from app.sync.protocol.blocks import Block
from app.sync.protocol.messages import Operation, Row, table_name

_PUT: Final = (
    "INSERT INTO base_row (id, noun, rev, scope, hash, fields) VALUES (?,?,?,?,?,?)"
    " ON CONFLICT (id) DO UPDATE SET noun = excluded.noun, rev = excluded.rev,"
    " scope = excluded.scope, hash = excluded.hash, fields = excluded.fields"
)
_GET: Final = "SELECT id, noun, rev, fields FROM base_row"
_CHUNK: Final = 500


def put(
    connection: driver.Connection, rows: Sequence[Row], apart: Iterable[str]
) -> dict[str, list[digest.Leaf]]:
    """Write base rows; those in ``apart`` with their fields. Their leaves, by table."""
    kept = frozenset(apart)
    leaves = [digest.leaf_of(row) for row in rows]
    connection.executemany(
        _PUT,
        [
            (
                id_bytes(row.id),
                row.noun,
                row.rev,
                row.scope,
                row_hash,
                tables.fields_text(row.fields) if row.id in kept else None,
            )
            for row, (_id, _rev, row_hash) in zip(rows, leaves, strict=True)
        ],
    )
    return by_table((row.table for row in rows), leaves)


def put_block(connection: driver.Connection, block: Block) -> dict[str, list[digest.Leaf]]:
    """The same of a block, all of whose fields stand in their table."""
    leaves, scopes, noun = digest.leaves_of(block), block.scopes(), block.noun
    ids = block.ids.raw or [id_bytes(one) for one in block.ids.values]
    whole = zip(ids, scopes, leaves, strict=True)
    connection.executemany(
        _PUT, [(one, noun, rev, scope, found, None) for one, scope, (_id, rev, found) in whole]
    )
    return by_table((table_name(scope, noun) for scope in scopes), leaves)


def by_table(names: Iterable[str], leaves: Iterable[digest.Leaf]) -> dict[str, list[digest.Leaf]]:
    """Leaves under the names of the tables that each is in."""
    found: dict[str, list[digest.Leaf]] = {}
    for name, leaf in zip(names, leaves, strict=True):
        found.setdefault(name, []).append(leaf)
    return found


def put_shown(
    connection: driver.Connection,
    ids: Iterable[bytes],
    rows: Iterable[Row],
    leaves: Iterable[digest.Leaf],
) -> None:
    """Write base rows whose fields their tables say."""
    whole = zip(ids, rows, leaves, strict=True)
    connection.executemany(
        _PUT,
        [(id, row.noun, row.rev, row.scope, found, None) for id, row, (_id, _rev, found) in whole],
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """A base row as it is kept: ``row`` has its fields only if it ``is_apart``."""

    row: Row
    is_apart: bool


def remove(connection: driver.Connection, ids: Iterable[str]) -> dict[str, Row]:
    """Take base rows away; those that were there."""
    found = {one.row.id: one.row for one in stored(connection, list(ids))}
    connection.executemany("DELETE FROM base_row WHERE id = ?", [(id_bytes(n),) for n in found])
    return found


def stored(connection: driver.Connection, ids: Sequence[str]) -> list[Stored]:
    """The base rows of ``ids`` that there are."""
    found: list[Stored] = []
    for start in range(0, len(ids), _CHUNK):
        some = [id_bytes(one) for one in ids[start : start + _CHUNK]]
        marks = ",".join("?" * len(some))
        rows = connection.execute(f"{_GET} WHERE id IN ({marks})", some)
        found += (_stored(row) for row in rows)
    return found


def keep_apart(connection: driver.Connection, pending: Mapping[str, Sequence[Operation]]) -> None:
    """Before anything moves: write down the fields of base rows that lie under what waits.

    ``pending``: what waits of each record concerned, in order; perhaps nothing.
    """
    by_noun: dict[str, list[str]] = {}
    for one in stored(connection, list(pending)):
        if not one.is_apart:
            by_noun.setdefault(one.row.noun, []).append(one.row.id)
    for noun, ids in by_noun.items():
        standing = tables.get(connection, noun, ids)
        connection.executemany(
            "UPDATE base_row SET fields = ? WHERE id = ?",
            [
                (tables.fields_text(taken_back(row, pending[one])), id_bytes(one))
                for one, row in standing.items()
            ],
        )


def let_go(connection: driver.Connection, ids: Iterable[str]) -> None:
    """The records' own tables say their fields again."""
    connection.executemany(
        "UPDATE base_row SET fields = NULL WHERE id = ?", [(id_bytes(one),) for one in ids]
    )


def taken_back(row: Row, pending: Sequence[Operation]) -> dict[str, Any]:
    """The fields of ``row`` before its waiting operations."""
    fields = dict(row.fields)
    for op in reversed(pending):
        fields |= op.before or {}
    return {name: value for name, value in fields.items() if value is not None}


def within(connection: driver.Connection, start: str, end: str | None) -> list[str]:
    """Ids above ``start``, up to ``end`` (None: no limit)."""
    first = id_bytes(start) if start else b""
    if end is None:
        rows = connection.execute("SELECT id FROM base_row WHERE id > ?", (first,))
    else:
        limits = (first, id_bytes(end))
        rows = connection.execute("SELECT id FROM base_row WHERE id > ? AND id <= ?", limits)
    return [id_text(row[0]) for row in rows]


def outside(connection: driver.Connection, scopes: Sequence[str]) -> list[str]:
    """Ids of what belongs to none of ``scopes``."""
    marks = ",".join("?" * len(scopes))
    rows = connection.execute(f"SELECT id FROM base_row WHERE scope NOT IN ({marks})", scopes)  # noqa: S608
    return [id_text(row[0]) for row in rows]


def in_buckets(connection: driver.Connection, buckets: Mapping[str, frozenset[int]]) -> list[str]:
    """Ids in some buckets of some tables (S18)."""
    found: list[str] = []
    for table, numbers in buckets.items():
        scope, _, noun = table.rpartition("/")
        rows = connection.execute(
            "SELECT id FROM base_row WHERE scope = ? AND noun = ?", (scope, noun)
        )
        ids = (id_text(row[0]) for row in rows)
        found += (one for one in ids if digest.bucket_of(one) in numbers)
    return found


def is_empty(connection: driver.Connection) -> bool:
    """Whether there is none."""
    return connection.execute("SELECT 1 FROM base_row LIMIT 1").fetchone() is None


def leaves(connection: driver.Connection) -> dict[str, list[digest.Leaf]]:
    """What a digest needs of every base row, by table."""
    found: dict[str, list[digest.Leaf]] = {}
    for record_id, noun, rev, scope, row_hash in connection.execute(
        "SELECT id, noun, rev, scope, hash FROM base_row"
    ):
        found.setdefault(table_name(scope, noun), []).append((id_text(record_id), rev, row_hash))
    return found


def _stored(row: driver.Row) -> Stored:
    record_id, noun, rev, fields = row
    found: dict[str, Any] = {} if fields is None else json.loads(fields)
    return Stored(Row(noun, id_text(record_id), rev, found), fields is not None)
