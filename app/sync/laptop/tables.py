"""Rows of the county in the tables of records and back, past the ORM: one statement a noun.

What a column cannot hold (a field of a newer version, a value of another shape) goes into
``extras`` as it came (S19). A row of an unknown noun, or without what its table insists on, does
not fit: it is kept as it came, beside the tables, until a newer program reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.models.columns import id_bytes, id_text
from app.storage import driver
from app.sync.laptop.shapes import Column, Table, known, table_of, tree
from app.sync.protocol.blocks import Block, Cells
from app.sync.protocol.messages import Fields, Row

_CHUNK: Final = 500
_MOST_WAYS: Final = 8
"""Statements for the rows of one noun that change, each in other columns."""

_Written = Mapping[str, Sequence[Any]]
"""Columns of many rows, as SQLite keeps them."""


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
        if not column.is_full(Cells([row.fields.get(name) for row in rows])):
            rows = [row for row in rows if column.written(row.fields.get(name)) is not None]
    return rows


def is_fitting(block: Block) -> bool:
    """Whether all rows of a block can stand in a table of this version."""
    table, nothing = table_of(block.noun), Cells([None] * len(block))
    return table is not None and all(
        one.is_full(block.columns.get(one.name, nothing)) for one in table.required
    )


def put_block(connection: driver.Connection, block: Block) -> None:
    """Write a block that fits; who wrote its rows when is not told."""
    table = known(block.noun)
    strange: dict[int, dict[str, Any]] = {}
    for name in block.columns.keys() - table.names:
        for place, value in enumerate(block.columns[name].values):
            if value is not None:
                strange.setdefault(place, {})[name] = value
    written = _written(table, len(block), block.columns, strange)
    ids = block.ids.raw or [id_bytes(one) for one in block.ids.values]
    _put(connection, table, ids, block.revs, written)


def _put(
    connection: driver.Connection,
    table: Table,
    ids: Sequence[Any],
    revs: Sequence[int],
    written: _Written,
) -> None:
    lines = zip(ids, revs, *written.values(), strict=True)
    connection.executemany(table.put(tuple(written)), lines)


def _written(
    table: Table, count: int, columns: Mapping[str, Cells], strange: dict[int, dict[str, Any]]
) -> dict[str, Sequence[Any]]:
    """Every column that says something. ``strange``: what stands in none of them, by place."""
    written: dict[str, Sequence[Any]] = {}
    for one in table.columns:
        if one.name in columns:
            written[one.name] = one.filled(columns[one.name], strange)
        elif one.default is not None:
            written[one.name] = [one.default] * count
    if strange:
        written["extras"] = [tree(strange[n]) if n in strange else None for n in range(count)]
    return written


@dataclass
class Sheet:
    """Rows of one known noun that fit, laid out in the columns of their table. ``amended``: of those
    that stand there already the columns in which they stand otherwise, by id."""

    table: Table
    rows: Sequence[Row]
    written: _Written
    amended: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @classmethod
    def of(cls, noun: str, rows: Sequence[Row]) -> Sheet:
        """As if none of them stood there."""
        table, fields = known(noun), [row.fields for row in rows]
        named = set[str]().union(*fields)
        strange: dict[int, dict[str, Any]] = {}
        for name in named - table.names:
            for place, one in enumerate(fields):
                if name in one:
                    strange.setdefault(place, {})[name] = one[name]
        columns = {name: Cells([one.get(name) for one in fields]) for name in named & table.names}
        return cls(table, rows, _written(table, len(rows), columns, strange))

    def compare(self, connection: driver.Connection, ids: Iterable[str]) -> None:
        """Look what stands there of ``ids``, and how."""
        wanted = frozenset(ids)
        places = {id_bytes(row.id): n for n, row in enumerate(self.rows) if row.id in wanted}
        names = (*(one.name for one in self.table.columns), "extras")
        nothing = [None] * len(self.rows)
        lines = list(zip(*(self.written.get(name, nothing) for name in names), strict=True))
        found: dict[str, frozenset[str]] = {}
        for record_id, _rev, *stands in _stored(connection, self.table, list(places)):
            place = places[record_id]
            found[self.rows[place].id] = _differing(names, stands, lines[place])
        self.amended = found

    def write(self, connection: driver.Connection) -> None:
        """What does not stand there whole, the others only where they changed; who wrote them when
        is not told."""
        ways: dict[frozenset[str], list[int]] = {}
        new: list[int] = []
        for place, row in enumerate(self.rows):
            names = self.amended.get(row.id)
            (new if names is None else ways.setdefault(names, [])).append(place)
        if new:
            self._put(connection, new)
        if len(ways) > _MOST_WAYS:
            ways = {frozenset[str]().union(*ways): [one for some in ways.values() for one in some]}
        for names, places in ways.items():
            self._amend(connection, sorted(names), places)

    def _put(self, connection: driver.Connection, places: Sequence[int]) -> None:
        chosen = {name: [values[n] for n in places] for name, values in self.written.items()}
        rows = [self.rows[n] for n in places]
        ids, revs = [id_bytes(row.id) for row in rows], [row.rev for row in rows]
        _put(connection, self.table, ids, revs, chosen)

    def _amend(
        self, connection: driver.Connection, names: Sequence[str], places: Iterable[int]
    ) -> None:
        nothing = [None] * len(self.rows)
        columns = [self.written.get(name, nothing) for name in names]
        lines = [
            (self.rows[n].rev, *(values[n] for values in columns), id_bytes(self.rows[n].id))
            for n in places
        ]
        connection.executemany(self.table.amend(names), lines)


def _differing(
    names: Sequence[str], stands: Sequence[Any], wanted: Sequence[Any]
) -> frozenset[str]:
    pairs = zip(names, stands, wanted, strict=True)
    return frozenset(name for name, one, other in pairs if one != other)


def put(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Write rows of one known noun that fit, whatever stands there."""
    Sheet.of(noun, rows).write(connection)


def stamp(connection: driver.Connection, noun: str, rows: Sequence[Row]) -> None:
    """Only the revision of ``rows``: for the rest they stand there as they are."""
    connection.executemany(
        f'UPDATE "{known(noun).noun}" SET rev = ? WHERE id = ?',  # noqa: S608 - a name of ours
        [(row.rev, id_bytes(row.id)) for row in rows],
    )


def stamp_all(connection: driver.Connection, noun: str, rev: int, ids: Sequence[bytes]) -> None:
    """The same revision for many, by the 16 bytes of their ids."""
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        asked = f'UPDATE "{known(noun).noun}" SET rev = ? WHERE id IN ({marks})'  # noqa: S608
        connection.execute(asked, (rev, *some))


def take_away(connection: driver.Connection, noun: str, ids: Iterable[str]) -> None:
    """Remove records from what a person sees."""
    connection.executemany(
        f'DELETE FROM "{known(noun).noun}" WHERE id = ?',  # noqa: S608
        [(id_bytes(one),) for one in ids],
    )


def get(connection: driver.Connection, noun: str, ids: Sequence[str]) -> dict[str, Row]:
    """Records as they stand in their table, by id."""
    table = known(noun)
    found = (_row(table, row) for row in _stored(connection, table, [id_bytes(n) for n in ids]))
    return {row.id: row for row in found}


def _stored(
    connection: driver.Connection, table: Table, ids: Sequence[bytes]
) -> Iterable[driver.Row]:
    """What ``table.get`` gets of ``ids``."""
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        yield from connection.execute(f"{table.get} WHERE id IN ({marks})", some)


def every(connection: driver.Connection, noun: str) -> Iterable[Row]:
    """All records of one noun."""
    table = known(noun)
    return (_row(table, row) for row in connection.execute(table.get))


def outside(connection: driver.Connection, noun: str, scopes: Sequence[str]) -> list[str]:
    """Ids of the records that belong to none of ``scopes`` (S22)."""
    marks = ",".join("?" * len(scopes))
    rows = connection.execute(
        f'SELECT id FROM "{known(noun).noun}" WHERE'  # noqa: S608
        f" coalesce(nullif(village_code, ''), org_code, '') NOT IN ({marks})",
        scopes,
    )
    return [id_text(row[0]) for row in rows]


def _row(table: Table, stored: driver.Row) -> Row:
    record_id, rev, *values, extras = stored
    fields: dict[str, Any] = json.loads(extras) if extras else {}
    for column, value in zip(table.columns, values, strict=True):
        if value is not None:
            fields[column.name] = column.read(value) if column.read else value
    return Row(table.noun, id_text(record_id), rev, fields)


def fields_text(fields: Fields) -> str:
    """Fields as the store keeps them."""
    return tree(dict(fields))
