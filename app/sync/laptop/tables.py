"""Rows of the county in the tables of records and back, past the ORM: one statement a noun.

What a column cannot hold (a field of a newer version, a value of another shape) goes into
``extras`` as it came (S19). A row of an unknown noun, or without what its table insists on, is not
``fits``: it is kept as it came, beside the tables, until a newer program reads it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from app.models import codec
from app.models.base import Record
from app.models.columns import Amount, Day, Id, Moment, Tree, id_bytes, id_text
from app.models.registry import RECORDS
from app.storage import driver
from app.sync.protocol.messages import Fields, Row

_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_WRONG: Final = (TypeError, ValueError, InvalidOperation, AttributeError)
_CHUNK: Final = 500
_LARGEST: Final = 2**63


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``write``: from JSON to what SQLite keeps; ``read`` back, None if it is that."""

    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any] | None
    default: Any = None
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """How one noun lies in its table: ``put`` takes id, rev, the columns, extras."""

    noun: str
    columns: tuple[Column, ...]
    required: tuple[Column, ...]
    names: frozenset[str]
    put: str
    get: str


def table_of(noun: str) -> Table | None:
    """The table of a noun; None if this version knows no such records."""
    kind = RECORDS.get(noun)
    return _table(kind) if kind else None


def fits(row: Row) -> bool:
    """Whether ``row`` can stand in a table of this version."""
    table = table_of(row.noun)
    return table is not None and all(
        _written(one, row.fields.get(one.name)) is not None for one in table.required
    )


def fitting(rows: Iterable[Row]) -> frozenset[str]:
    """Ids of the ``rows`` that ``fits`` says yes to."""
    return frozenset(row.id for row in rows if fits(row))


def put(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Write rows of one known noun that ``fits`` said yes to; who wrote them when is not told."""
    table = _known(noun)
    named = set[str]().union(*(row.fields for row in rows))
    strange: dict[int, dict[str, Any]] = {}
    written = [
        _column(one, [row.fields.get(one.name) for row in rows], strange)
        if one.name in named
        else [one.default] * len(rows)
        for one in table.columns
    ]
    for name in named - table.names:
        for place, row in enumerate(rows):
            if name in row.fields:
                strange.setdefault(place, {})[name] = row.fields[name]
    extras = [_JSON(strange[n]) if n in strange else None for n in range(len(rows))]
    ids, revs = [id_bytes(row.id) for row in rows], [row.rev for row in rows]
    connection.executemany(table.put, zip(ids, revs, *written, extras, strict=True))


def stamp(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Only the revision of ``rows``: for the rest they stand there as they are."""
    connection.executemany(
        f'UPDATE "{_known(noun).noun}" SET rev = ? WHERE id = ?',  # noqa: S608 - a name of ours
        [(row.rev, id_bytes(row.id)) for row in rows],
    )


def same(
    connection: driver.Connection, noun: str, rows: Sequence[Row], names: Collection[str]
) -> frozenset[str]:
    """Of ``rows`` those that already stand in their table as far as ``names`` go."""
    table = _known(noun)
    columns = [one for one in table.columns if one.name in names]
    listed = ", ".join(f'"{one.name}"' for one in columns)
    asked = f'SELECT id, {listed} FROM "{table.noun}" WHERE id = ?'  # noqa: S608 - names of ours
    found: set[str] = set()
    for row in rows:
        stands = connection.execute(asked, (id_bytes(row.id),)).fetchone()
        if stands and list(stands[1:]) == [_as_stored(one, row) for one in columns]:
            found.add(row.id)
    return frozenset(found)


def _as_stored(column: Column, row: Row) -> Any:
    written = _written(column, row.fields.get(column.name))
    return column.default if written is None else written


def take_away(connection: driver.Connection, noun: str, ids: Iterable[str]) -> None:
    """Remove records from what a person sees."""
    connection.executemany(
        f'DELETE FROM "{_known(noun).noun}" WHERE id = ?',  # noqa: S608
        [(id_bytes(one),) for one in ids],
    )


def get(connection: driver.Connection, noun: str, ids: Sequence[str]) -> dict[str, Row]:
    """Records as they stand in their table, by id."""
    table = _known(noun)
    found: dict[str, Row] = {}
    for start in range(0, len(ids), _CHUNK):
        some = [id_bytes(one) for one in ids[start : start + _CHUNK]]
        marks = ",".join("?" * len(some))
        for row in connection.execute(f"{table.get} WHERE id IN ({marks})", some):
            one = _row(table, row)
            found[one.id] = one
    return found


def every(connection: driver.Connection, noun: str) -> Iterable[Row]:
    """All records of one noun."""
    table = _known(noun)
    return (_row(table, row) for row in connection.execute(table.get))


def outside(connection: driver.Connection, noun: str, scopes: Sequence[str]) -> list[str]:
    """Ids of the records that belong to none of ``scopes`` (S22)."""
    marks = ",".join("?" * len(scopes))
    rows = connection.execute(
        f'SELECT id FROM "{_known(noun).noun}" WHERE'  # noqa: S608
        f" coalesce(nullif(village_code, ''), org_code, '') NOT IN ({marks})",
        scopes,
    )
    return [id_text(row[0]) for row in rows]


def _known(noun: str) -> Table:
    table = table_of(noun)
    assert table is not None, noun
    return table


def _row(table: Table, stored: driver.Row) -> Row:
    record_id, rev, *values, extras = stored
    fields: dict[str, Any] = json.loads(extras) if extras else {}
    for column, value in zip(table.columns, values, strict=True):
        if value is not None:
            fields[column.name] = column.read(value) if column.read else value
    return Row(table.noun, id_text(record_id), rev, fields)


def _column(column: Column, values: list[Any], strange: dict[int, dict[str, Any]]) -> list[Any]:
    """One column of many rows; what it cannot hold goes into ``strange``, by place."""
    default, write = column.default, column.write
    try:
        return [default if value is None else write(value) for value in values]
    except _WRONG:
        return [
            _or_strange(column, value, strange.setdefault(place, {}))
            for place, value in enumerate(values)
        ]


def _or_strange(column: Column, value: Any, strange: dict[str, Any]) -> Any:
    found = _written(column, value)
    if found is None and value is not None:
        strange[column.name] = value
    return column.default if found is None else found


def _written(column: Column, value: Any) -> Any:
    try:
        return None if value is None else column.write(value)
    except _WRONG:
        return None


# -- the shape of a table -----------------------------------------------------------------------


@cache
def _table(kind: type[Record]) -> Table:
    columns = tuple(_column_of(kind, name) for name in codec.fields(kind))
    names = ["id", "rev", *(one.name for one in columns), "extras"]
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ",".join("?" * len(names))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names[1:])
    table = kind.__tablename__
    return Table(
        kind.noun,
        columns,
        tuple(one for one in columns if one.is_required),
        frozenset(one.name for one in columns),
        f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})'  # noqa: S608
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        f'SELECT {quoted} FROM "{table}"',  # noqa: S608
    )


def _column_of(kind: type[Record], name: str) -> Column:
    column = kind.__table__.columns[name]
    write, read = _WAYS.get(type(column.type)) or _PLAIN[column.type.python_type]
    default: Any = getattr(column.default, "arg", None)
    if column.nullable:
        default = None
    return Column(name, write, read, default, not column.nullable and default is None)


def _amount(value: Any) -> str:
    found = Decimal(value)
    if not found.is_finite():
        raise ValueError("not a number")
    return format(found, "f")


def _day(value: Any) -> str:
    return date.fromisoformat(value).isoformat()


def _moment(value: Any) -> str:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("without offset")
    return found.isoformat(timespec="milliseconds")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    if not -_LARGEST <= value < _LARGEST:
        raise ValueError("more than SQLite can keep")
    return value


def _flag(value: Any) -> int:
    if not isinstance(value, bool):
        raise TypeError("not yes or no")
    return int(value)


_Way = tuple[Callable[[Any], Any], Callable[[Any], Any] | None]
_WAYS: Final[Mapping[type, _Way]] = {
    Id: (id_bytes, id_text),
    Amount: (_amount, None),
    Day: (_day, None),
    Moment: (_moment, None),
    Tree: (_JSON, json.loads),
}
_PLAIN: Final[Mapping[type, _Way]] = {
    str: (_text, None),
    int: (_whole, None),
    bool: (_flag, bool),
}


def fields_text(fields: Fields) -> str:
    """Fields as the store keeps them."""
    return _JSON(dict(fields))
