"""How records lie in their tables: which columns, and how values of JSON stand in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from app.models import codec
from app.models.base import Record
from app.models.columns import Amount, Day, Id, Moment, Tree, id_bytes, id_text
from app.models.registry import RECORDS
from app.sync.protocol import digest
from app.sync.protocol.blocks import Cells

_WRONG: Final = (TypeError, ValueError, InvalidOperation, AttributeError)
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

    def written(self, value: Any) -> Any:
        """``value`` as SQLite keeps it; None if it is none, or the column cannot hold it."""
        try:
            return None if value is None else self.write(value)
        except _WRONG:
            return None

    def filled(self, cells: Cells, strange: dict[int, dict[str, Any]]) -> Sequence[Any]:
        """Of many rows; what the column cannot hold goes into ``strange``, by place."""
        default, write, values = self.default, self.write, cells.values
        if default is None and write is id_bytes and cells.raw is not None:
            return cells.raw
        if default is None and write is _text and set(map(type, values)) <= _TEXTS:
            return values
        try:
            return [default if value is None else write(value) for value in values]
        except _WRONG:
            return [
                self._or_strange(value, strange.setdefault(place, {}))
                for place, value in enumerate(values)
            ]

    def _or_strange(self, value: Any, strange: dict[str, Any]) -> Any:
        found = self.written(value)
        if found is None and value is not None:
            strange[self.name] = value
        return self.default if found is None else found

    def is_full(self, cells: Cells) -> bool:
        """Whether every row has something for it that it can hold."""
        if self.write is id_bytes and cells.raw is not None:
            return None not in cells.raw
        if self.write is _text:
            return set(map(type, cells.values)) == {str}
        return all(self.written(value) is not None for value in cells.values)


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

    def amend(self, names: Sequence[str]) -> str:
        """The statement that writes rev and these columns of what is there; id comes last."""
        sets = ", ".join(f'"{one}" = ?' for one in ("rev", *names))
        return f'UPDATE "{self.noun}" SET {sets} WHERE id = ?'  # noqa: S608 - names of ours


def table_of(noun: str) -> Table | None:
    """The table of a noun; None if this version knows no such records."""
    kind = RECORDS.get(noun)
    return _table(kind) if kind else None


def known(noun: str) -> Table:
    """The table of a noun that this version knows."""
    table = table_of(noun)
    assert table is not None, noun
    return table


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


def tree(value: Any) -> str:
    """A JSON tree as the store keeps it."""
    return digest.canonical(value).decode()


_Way = tuple[Callable[[Any], Any], Callable[[Any], Any] | None]
_WAYS: Final[Mapping[type, _Way]] = {
    Id: (id_bytes, id_text),
    Amount: (_amount, None),
    Day: (_day, None),
    Moment: (_moment, None),
    Tree: (tree, json.loads),
}
_PLAIN: Final[Mapping[type, _Way]] = {
    str: (_text, None),
    int: (_whole, None),
    bool: (_flag, bool),
}
