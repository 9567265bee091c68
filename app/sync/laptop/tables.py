"""Rows of the county in the tables of records and back, past the ORM: one statement a noun.

What a column cannot hold (a field of a newer version, a value of another shape) goes into
``extras`` as it came (S19). A row of an unknown noun, or without what its table insists on, does
not fit: it is kept as it came, beside the tables, until a newer program reads it.
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
from app.sync.protocol import digest
from app.sync.protocol.messages import Fields, Row

_WRONG: Final = (TypeError, ValueError, InvalidOperation, AttributeError)
_CHUNK: Final = 500
_LARGEST: Final = 2**63
_TEXTS: Final = frozenset({str, type(None)})


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
    """How one noun lies in its table. ``names``: of its columns, but id, rev and extras."""

    noun: str
    columns: tuple[Column, ...]
    required: tuple[Column, ...]
    names: frozenset[str]
    get: str

    def put(self, bound: Sequence[str]) -> str:
        """The statement that writes id, rev and the ``bound`` columns and leaves the others blank:
        to bind what is blank anyway takes four times as long as all the rest (67 columns)."""
        names = ["id", "rev", *bound]
        listed, marks = ", ".join(f'"{one}"' for one in names), ",".join("?" * len(names))
        blank = sorted((self.names | {"extras"}).difference(bound))
        sets = [f'"{one}" = excluded."{one}"' for one in names[1:]]
        updates = ", ".join([*sets, *(f'"{one}" = NULL' for one in blank)])
        return (
            f'INSERT INTO "{self.noun}" ({listed}) VALUES ({marks})'  # noqa: S608 - names of ours
            f" ON CONFLICT (id) DO UPDATE SET {updates}"
        )


def table_of(noun: str) -> Table | None:
    """The table of a noun; None if this version knows no such records."""
    kind = RECORDS.get(noun)
    return _table(kind) if kind else None


def fitting(rows: Iterable[Row]) -> frozenset[str]:
    """Ids of the ``rows`` that can stand in a table of this version."""
    by_noun: dict[str, list[Row]] = {}
    for row in rows:
        by_noun.setdefault(row.noun, []).append(row)
    found: set[str] = set()
    for noun, some in by_noun.items():
        if table := table_of(noun):
            found |= {row.id for row in _complete(table.required, some)}
    return frozenset(found)


def _complete(required: Iterable[Column], rows: list[Row]) -> list[Row]:
    """Of ``rows`` those that have all that their table insists on."""
    for column in required:
        name = column.name
        if column.write is _text and {type(row.fields.get(name)) for row in rows} == {str}:
            continue
        rows = [row for row in rows if _written(column, row.fields.get(name)) is not None]
    return rows


def put(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Write rows of one known noun that fit; who wrote them when is not told."""
    table = _known(noun)
    named = set[str]().union(*(row.fields for row in rows))
    strange: dict[int, dict[str, Any]] = {}
    written: dict[str, list[Any]] = {}
    fields = [row.fields for row in rows]
    for one in table.columns:
        if one.name in named:
            values = [each.get(one.name) for each in fields]
            written[one.name] = _column(one, values, strange)
        elif one.default is not None:
            written[one.name] = [one.default] * len(rows)
    for name in named - table.names:
        for place, row in enumerate(rows):
            if name in row.fields:
                strange.setdefault(place, {})[name] = row.fields[name]
    if strange:
        written["extras"] = [_tree(strange[n]) if n in strange else None for n in range(len(rows))]
    ids, revs = [id_bytes(row.id) for row in rows], [row.rev for row in rows]
    statement = table.put(tuple(written))
    connection.executemany(statement, zip(ids, revs, *written.values(), strict=True))


def stamp(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Only the revision of ``rows``: for the rest they stand there as they are."""
    connection.executemany(
        f'UPDATE "{_known(noun).noun}" SET rev = ? WHERE id = ?',  # noqa: S608 - a name of ours
        [(row.rev, id_bytes(row.id)) for row in rows],
    )


def stamp_all(connection: driver.Connection, noun: str, rev: int, ids: Sequence[bytes]) -> None:
    """The same revision for many, by the 16 bytes of their ids."""
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        asked = f'UPDATE "{_known(noun).noun}" SET rev = ? WHERE id IN ({marks})'  # noqa: S608
        connection.execute(asked, (rev, *some))


def same(
    connection: driver.Connection, noun: str, rows: Sequence[Row], names: Collection[str]
) -> frozenset[str]:
    """Of ``rows`` those that already stand in their table as far as ``names`` go."""
    table = _known(noun)
    columns = [one for one in table.columns if one.name in names]
    listed = ", ".join(f'"{one.name}"' for one in columns)
    stands: dict[bytes, list[Any]] = {}
    for start in range(0, len(rows), _CHUNK):
        some = [id_bytes(row.id) for row in rows[start : start + _CHUNK]]
        marks = ",".join("?" * len(some))
        asked = f'SELECT id, {listed} FROM "{table.noun}" WHERE id IN ({marks})'  # noqa: S608
        stands |= {row[0]: list(row[1:]) for row in connection.execute(asked, some)}
    return frozenset(
        row.id
        for row in rows
        if stands.get(id_bytes(row.id)) == [_as_stored(one, row) for one in columns]
    )


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
    if write is _text and default is None and set(map(type, values)) <= _TEXTS:
        return values
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
    return Table(
        kind.noun,
        columns,
        tuple(one for one in columns if one.is_required),
        frozenset(one.name for one in columns),
        f'SELECT {quoted} FROM "{kind.__tablename__}"',  # noqa: S608
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


def _tree(value: Any) -> str:
    return digest.canonical(value).decode()


_Way = tuple[Callable[[Any], Any], Callable[[Any], Any] | None]
_WAYS: Final[Mapping[type, _Way]] = {
    Id: (id_bytes, id_text),
    Amount: (_amount, None),
    Day: (_day, None),
    Moment: (_moment, None),
    Tree: (_tree, json.loads),
}
_PLAIN: Final[Mapping[type, _Way]] = {
    str: (_text, None),
    int: (_whole, None),
    bool: (_flag, bool),
}


def fields_text(fields: Fields) -> str:
    """Fields as the store keeps them."""
    return _tree(dict(fields))
