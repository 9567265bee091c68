"""Records as JSON and back: one spelling for command line, export, outbox and county.

Ids, codes and texts as they stand, amounts as exact text, dates and moments in ISO form. Fields
this version does not know go into ``extras`` and come out of it again untouched (sync S19).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, cast

from app.domain.ids import is_id
from app.errors import Refused
from app.models.base import Record, notes
from app.models.columns import Amount, Day, Id, Moment, Tree

_WRONG: Final = (TypeError, ValueError, InvalidOperation, AttributeError)

FLAGS: Final = ("is_deleted", "secret_level")
"""Bookkeeping that travels with the fields."""

STAMPS: Final = ("created_by", "created_at", "updated_by", "updated_at", "rev")
"""Bookkeeping that is shown and exported but never taken from outside."""

Encode = Callable[[Any], Any]


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds")


def _amount(value: Decimal) -> str:
    return format(value, "f")


def _read_amount(value: object) -> Decimal:
    found = Decimal(value if isinstance(value, str) else repr(value))
    if not found.is_finite():
        raise ValueError("not a number")
    return found


def _read_moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("without offset")
    return found


def _read_id(value: Any) -> str:
    return value if is_id(value) else str(uuid.UUID(value))


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _read_whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not yes or no")
    return value


_READ: Final[Mapping[type, tuple[Callable[[Any], Any], str]]] = {
    str: (_read_text, "文字"),
    int: (_read_whole, "整数"),
    bool: (_read_flag, "true 或 false"),
}
_SPECIAL: Final[Mapping[type, tuple[Encode | None, Callable[[Any], Any], str]]] = {
    Id: (None, _read_id, "编号（UUID）"),
    Amount: (_amount, _read_amount, '金额，例如 "300.50"'),
    Day: (date.isoformat, date.fromisoformat, '日期，例如 "2026-11-23"'),
    Moment: (_moment, _read_moment, '带时区的时间，例如 "2026-11-23T09:05:00+08:00"'),
    Tree: (None, lambda value: value, "JSON"),
}


_KINDS: Final[Mapping[Callable[[Any], Any], type]] = {
    _read_text: str,
    _read_whole: int,
    _read_flag: bool,
}
"""Of what type each of them takes every value."""


class Field:
    """How one column is written and read. ``write`` None: the value is JSON-ready as it stands."""

    __slots__ = ("label", "name", "read", "shape", "write")

    def __init__(self, record: type[Record], name: str) -> None:
        column = record.__table__.columns[name]
        special = _SPECIAL.get(type(column.type))
        self.name = name
        self.write: Encode | None = special[0] if special else None
        self.read, self.shape = special[1:] if special else _READ[column.type.python_type]
        self.label = notes(record)[name].label if name in notes(record) else name

    def encode(self, value: Any) -> Any:
        """``value`` JSON-ready."""
        return value if value is None or self.write is None else self.write(value)

    def decode(self, value: Any) -> Any:
        """What the column holds for a JSON value; ``Refused`` names the field and its form."""
        if value is None:
            return None
        try:
            return self.read(value)
        except _WRONG as error:
            raise Refused(
                f"“{self.label}”（{self.name}）的值不对，应为{self.shape}。请改正后再试。",
                code="field_unreadable",
                field=self.name,
            ) from error


@cache
def fields(record: type[Record]) -> Mapping[str, Field]:
    """Every field that travels, by name."""
    return {name: Field(record, name) for name in (*notes(record), *FLAGS)}


@cache
def _kinds(record: type[Record]) -> Mapping[str, type]:
    """The fields that take every JSON value of one type."""
    found = {name: _KINDS.get(one.read) for name, one in fields(record).items()}
    return {name: kind for name, kind in found.items() if kind}


@cache
def _stamps(record: type[Record]) -> tuple[Field, ...]:
    return tuple(Field(record, name) for name in STAMPS)


def encode(record: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some fields of a record, JSON-ready; ``extras`` spread out among them."""
    known = fields(record)
    found = dict(cast("Mapping[str, Any]", values.get("extras") or {}))
    found |= {name: known[name].encode(value) for name, value in values.items() if name in known}
    return found


def decode(record: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The other way: column values, and what is not known under ``extras`` if there is any.

    Bookkeeping in ``values`` (id, rev, who and when) is passed over: it is not for the taking.
    Raises ``Refused`` (field_unreadable).
    """
    known = fields(record)
    found = {name: known[name].decode(raw) for name, raw in values.items() if name in known}
    ours = {*STAMPS, "id", "noun", "extras", "rowid_"}
    extras = {name: raw for name, raw in values.items() if name not in known and name not in ours}
    return found | ({"extras": extras} if extras else {})


def check(record: type[Record], values: Mapping[str, Any]) -> None:
    """Raise ``Refused`` where ``decode`` does."""
    known, kinds = fields(record), _kinds(record)
    for name, value in values.items():
        if kinds.get(name) is not type(value) and name in known:
            known[name].decode(value)


def to_json(record: Record, *, only: Iterable[str] | None = None) -> dict[str, Any]:
    """A whole record, JSON-ready: noun, id, its fields, who and when; empty fields left out."""
    kind = type(record)
    names = fields(kind) if only is None else only
    values = {name: getattr(record, name) for name in names} | {"extras": record.extras}
    found = {"noun": kind.noun, "id": record.id} | encode(kind, values)
    found |= {one.name: one.encode(getattr(record, one.name)) for one in _stamps(kind)}
    return {name: value for name, value in found.items() if value is not None}


def assign(record: Record, values: Mapping[str, Any]) -> None:
    """Put JSON ``values`` into ``record``; extras already there stay unless named again."""
    found = decode(type(record), values)
    extras = found.pop("extras", None)
    for name, value in found.items():
        setattr(record, name, value)
    if extras:
        record.extras = {**(record.extras or {}), **extras}
