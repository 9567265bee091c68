"""Many rows at once on PostgreSQL: one statement for all, a column an array.

A statement for each row costs 100 µs and more; 20,000 rows of a push go into five tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    any_,
    literal,
)
from sqlalchemy.types import UserDefinedType

_ARRAYS: Final[Mapping[type, str]] = {
    BigInteger: "bigint[]",
    Boolean: "boolean[]",
    Integer: "integer[]",
    LargeBinary: "bytea[]",
    SmallInteger: "smallint[]",
    String: "text[]",
    Text: "text[]",
}

T = TypeVar("T")
Rows = Sequence[Mapping[str, Any]]


class _Array(UserDefinedType[Sequence[Any]]):
    """An array, as the driver takes it. ``spec``: as the database calls it."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, spec: str) -> None:
        self.spec = spec

    def get_col_spec(self, **_settings: Any) -> str:
        return self.spec


def among(connection: Connection, column: Column[T], values: Sequence[T]) -> ColumnElement[bool]:
    """The condition that ``column`` is one of ``values``: one parameter, where the database can, so
    that the statement is the same for however many, and is planned once."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(values, _Array(_ARRAYS[type(column.type)])))
    return column.in_(values)


def add(connection: Connection, table: Table, rows: Rows) -> None:
    """New rows. Raises ``IntegrityError`` if one is there."""
    _run(connection, _adding(table, tuple(rows[0])), rows)


def put(connection: Connection, table: Table, rows: Rows, keeps: frozenset[str]) -> None:
    """Rows with different keys, new or in the place of those that are there; what ``keeps`` names
    stays as it was there."""
    _run(connection, _putting(table, tuple(rows[0]), keeps), rows)


def _run(connection: Connection, statement: str, rows: Rows) -> None:
    columns = tuple([row[name] for row in rows] for name in rows[0])
    connection.exec_driver_sql(statement, columns)


@cache
def _adding(table: Table, names: tuple[str, ...]) -> str:
    arrays = ", ".join(f"%b::{_ARRAYS[type(table.c[name].type)]}" for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({quoted}) SELECT * FROM unnest({arrays})'  # noqa: S608 - of ours


@cache
def _putting(table: Table, names: tuple[str, ...], keeps: frozenset[str]) -> str:
    own = [column.name for column in table.primary_key]
    key = ", ".join(f'"{name}"' for name in own)
    others = [name for name in names if name not in own and name not in keeps]
    taken = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return f"{_adding(table, names)} ON CONFLICT ({key}) DO UPDATE SET {taken}"
