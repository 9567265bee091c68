"""Many rows at once on PostgreSQL: one statement for all, a column an array; new ones by COPY.

A statement for each row costs 100 µs and more; 20,000 rows of a push go into five tables. COPY
takes 7 µs for a record where the arrays take 11, but asks twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
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
    bindparam,
    literal,
)
from sqlalchemy.exc import DBAPIError
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

_COPIED: Final = 200
"""From how many rows on it is quicker to copy."""

_HEAD: Final = struct.Struct("!iiiii").pack
_SIZE: Final = struct.Struct("!i").pack
_BYTEA: Final = 17
_BYTEAS: Final = 1001

T = TypeVar("T")
Names = tuple[str, ...]
Lines = Sequence[Sequence[Any]]
"""Rows, their values in the order of some names."""


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
        spec = _ARRAYS[type(column.type)]
        found: Any = _packed(values) if spec == _ARRAYS[LargeBinary] else values
        return column == any_(literal(found, _Array(spec)))
    return column.in_(values)


def is_in(column: Column[int], name: str) -> ColumnElement[bool]:
    """The condition, on PostgreSQL, that ``column`` is one of ``numbers`` given under ``name``."""
    return column == any_(bindparam(name, type_=_Array(_ARRAYS[type(column.type)])))


def numbers(values: Iterable[int]) -> str:
    """An array of them, as the database spells it."""
    return f"{{{','.join(map(str, values))}}}"


def add(connection: Connection, table: Table, names: Names, lines: Lines) -> None:
    """New rows. Raises ``IntegrityError`` if one is there."""
    if len(lines) < _COPIED:
        _run(connection, _adding(table, names), lines)
    else:
        _copy(connection, table, names, lines)


def put(
    connection: Connection, table: Table, names: Names, lines: Lines, keeps: frozenset[str]
) -> None:
    """Rows with different keys, new or in the place of those that are there; what ``keeps`` names
    stays as it was there."""
    _run(connection, _putting(table, names, keeps), lines)


def _run(connection: Connection, statement: str, lines: Lines) -> None:
    connection.exec_driver_sql(statement, tuple(list(one) for one in zip(*lines, strict=True)))


def _copy(connection: Connection, table: Table, names: Names, lines: Lines) -> None:
    below: Any = connection.connection.driver_connection
    statement = _copying(table, names)
    try:
        with below.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(kinds(table, names))
            for line in lines:
                copy.write_row(line)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(statement, None, error, type(error)) from error


@cache
def _copying(table: Table, names: Names) -> str:
    return f'COPY "{table.name}" ({_quoted(names)}) FROM STDIN (FORMAT BINARY)'


@cache
def kinds(table: Table, names: Names) -> list[str]:
    """What the values of each column are, as the database calls it."""
    return [_ARRAYS[type(table.c[name].type)].removesuffix("[]") for name in names]


@cache
def _adding(table: Table, names: Names) -> str:
    arrays = ", ".join(f"%b::{_ARRAYS[type(table.c[name].type)]}" for name in names)
    return f'INSERT INTO "{table.name}" ({_quoted(names)}) SELECT * FROM unnest({arrays})'  # noqa: S608 - of ours


def _quoted(names: Names) -> str:
    return ", ".join(f'"{name}"' for name in names)


@cache
def _putting(table: Table, names: Names, keeps: frozenset[str]) -> str:
    own = [column.name for column in table.primary_key]
    key = ", ".join(f'"{name}"' for name in own)
    others = [name for name in names if name not in own and name not in keeps]
    taken = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return f"{_adding(table, names)} ON CONFLICT ({key}) DO UPDATE SET {taken}"


# -- byte strings -------------------------------------------------------------------------------


class _Packed(bytes):
    """An array of byte strings as the database reads it. The driver packs them one at a time, and
    as text: 2 µs each."""


def _packed(values: Sequence[Any]) -> _Packed:
    parts = chain.from_iterable(zip(map(_SIZE, map(len, values)), values, strict=True))
    return _Packed(_HEAD(1, 0, _BYTEA, len(values), 1) + b"".join(parts))


def teach(connection: Any, _record: object) -> None:
    """Tell the driver's connection how arrays come that are packed already."""
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class PackedDumper(Dumper):
        """They go as they stand."""

        format = Format.BINARY
        oid = _BYTEAS

        def dump(self, obj: _Packed) -> bytes:
            return obj

    connection.adapters.register_dumper(_Packed, PackedDumper)
