"""Digests as PostgreSQL works them out: 1 µs a record, where reading it and digesting here takes 8.

The same as ``app.sync.protocol.digest``, said in SQL: a bucket is SHA-256 of its records' id (as
text), rev (8 bytes) and hash, in the order of the ids; 16 bytes and their text sort alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    TEXT,
    UUID,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.server import many
from app.server.tables import CHANGE, RECORD
from app.sync.protocol import digest

_NOTHING: Final = literal_column("''::bytea", LargeBinary)


def can(connection: Connection) -> bool:
    """Whether this database works out digests."""
    return connection.dialect.name == "postgresql"


def filled(
    connection: Connection, scope: str, noun: str, sealed: Iterable[int], buckets: Iterable[int]
) -> Mapping[int, bytes]:
    """``digest.filled`` of some ``buckets`` of a table, but for records of ``sealed`` levels, from
    the hashes that are kept."""
    table = {"scope": scope, "noun": noun}
    numbers = {"sealed": many.numbers(sealed), "buckets": many.numbers(buckets)}
    found, whole = connection.execute(_FILLED, table | numbers).one()
    steps = range(0, len(whole or b""), digest.SIZE)
    return dict(zip(found or (), [whole[at : at + digest.SIZE] for at in steps], strict=True))


def touched(connection: Connection, scope: str, since: int, most: int) -> tuple[int, list[int]]:
    """How many lines the log has of ``scope`` after a commit, ``most`` at most, and the buckets of
    the records in them."""
    asked = {"scope": scope, "since": since, "most": most}
    count, found = connection.execute(_TOUCHED, asked).one()
    return count, found or []


def _text(record_id: ColumnElement[bytes]) -> ColumnElement[bytes]:
    """The bytes of an id as it is written."""
    spelled = cast(cast(func.encode(record_id, "hex"), UUID), TEXT)
    return func.convert_to(spelled, "UTF8", type_=LargeBinary)


def _filled() -> Select[Any, Any]:
    """One line: the numbers of the buckets, and their digests one after the other."""
    columns = RECORD.c
    leaf = _text(columns.id).concat(func.int8send(columns.rev, type_=LargeBinary))
    by_id: Any = aggregate_order_by(_NOTHING, columns.id)
    whole = func.sha256(func.string_agg(leaf.concat(columns.leaf), by_id), type_=LargeBinary)
    each = (
        select(columns.bucket, whole.label("whole"))
        .where(
            columns.scope == bindparam("scope"),
            columns.noun == bindparam("noun"),
            ~many.is_in(columns.level, "sealed"),
            many.is_in(columns.bucket, "buckets"),
        )
        .group_by(columns.bucket)
        .subquery()
    )
    numbers: Any = aggregate_order_by(each.c.bucket, each.c.bucket)
    by_number: Any = aggregate_order_by(_NOTHING, each.c.bucket)
    return select(func.array_agg(numbers), func.string_agg(each.c.whole, by_number))


def _touched() -> Select[int, Any]:
    wanted = CHANGE.c.scope == bindparam("scope"), CHANGE.c.commit > bindparam("since")
    lines = select(CHANGE.c.record_id).where(*wanted).limit(bindparam("most")).subquery()
    bucket = func.get_byte(func.sha256(_text(lines.c.record_id)), 0)
    numbers = func.array_agg(bucket.distinct(), type_=ARRAY(Integer))
    return select(func.count(), numbers).select_from(lines)


_FILLED: Final = _filled()
_TOUCHED: Final = _touched()
