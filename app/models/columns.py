"""Columns and what is said about them: label, codes, sensitivity, merge group, unit, mask.

Said once, beside the column; list, editor, import, export, codec, audit and papers read it here.
The types are the house's: ids as 16 bytes, exact decimals as text, dates as ISO text, all of them
readable in a dump and sortable as they stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Final, cast

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from app.domain.codes import CodeList
from app.domain.privacy import mask_id, mask_tail


class Sensitivity(IntEnum):
    """Who may see a field (domain part B): 1 public … 4 sealed, with a key of its own."""

    PUBLIC = 1
    PERSONAL = 2
    SENSITIVE = 3
    SEALED = 4


class Kind(StrEnum):
    """How a value is typed in and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    CODE = "code"
    CODES = "codes"
    PLACE = "place"
    REF = "ref"
    TREE = "tree"


@dataclass(frozen=True)
class FieldNote:
    """What is known of one field. ``name`` is the column's, ``label`` Chinese.

    ``group``: fields that stand or fall together when two versions are merged (default: itself).
    ``refers``: the noun of the record a REF names. ``unit``: for amounts and numbers, e.g. 元/月.
    ``is_derived``: worked out, not typed. ``column``: its heading in a workbook, None to leave out.
    """

    label: str
    name: str = ""
    kind: Kind = Kind.TEXT
    codes: CodeList | None = None
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    group: str = ""
    refers: str = ""
    unit: str = ""
    most: int = 0
    is_required: bool = False
    is_derived: bool = False
    mask: Callable[[str], str] | None = None
    column: str | None = None
    help: str = ""

    def shown(self, value: object) -> str:
        """``value`` as a person reads it on screen; not masked."""
        if value is None or value == "":
            return ""
        return _SHOWN.get(self.kind, _plain)(self, value)


def _plain(_note: FieldNote, value: object) -> str:
    return str(value)


def _shown_code(note: FieldNote, value: object) -> str:
    return note.codes.label(str(value)) if note.codes else str(value)


def _shown_codes(note: FieldNote, value: object) -> str:
    return "、".join(_shown_code(note, each) for each in cast("list[object]", value))


def _shown_flag(_note: FieldNote, value: object) -> str:
    return "是" if value else "否"


def _shown_day(_note: FieldNote, value: object) -> str:
    day = cast("date", value)
    return f"{day.year}年{day.month}月{day.day}日"


def _shown_moment(_note: FieldNote, value: object) -> str:
    moment = cast("datetime", value)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


_SHOWN: Final[Mapping[Kind, Callable[[FieldNote, object], str]]] = {
    Kind.CODE: _shown_code,
    Kind.CODES: _shown_codes,
    Kind.FLAG: _shown_flag,
    Kind.DAY: _shown_day,
    Kind.MOMENT: _shown_moment,
}

NOTE: Final = "note"
"""The key in ``Column.info`` under which the note stands."""


# -- types --------------------------------------------------------------------------------------


class Id(TypeDecorator[str]):
    """A UUID: canonical text in Python, 16 bytes in the file."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else id_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else id_text(value)


def id_bytes(value: str) -> bytes:
    """The 16 bytes of an id. ``uuid.UUID`` does the same five times slower, for every column."""
    found = bytes.fromhex(value.replace("-", ""))
    if len(found) != 16:
        raise ValueError(f"not an id: {value!r}")
    return found


def id_text(value: bytes) -> str:
    """The canonical text of an id."""
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Amount(TypeDecorator[Decimal]):
    """An exact decimal, kept as text: SQLite's numbers are binary fractions."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Day(TypeDecorator[date]):
    """A civil date, kept as 2026-11-23."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """A moment with its offset, kept in ISO form to the millisecond. Never orders anything."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat(timespec="milliseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Tree(TypeDecorator[Any]):
    """A JSON tree with sorted keys, so that equal trees are equal text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


# -- columns ------------------------------------------------------------------------------------


def text(label: str, most: int, *, default: str | None = None, **note: Any) -> MappedColumn[Any]:
    """A text of at most ``most`` characters (checked by services: SQLite does not)."""
    return _column(String(most), label, default=default, most=most, **note)


def long_text(label: str, most: int = 4000, **note: Any) -> MappedColumn[Any]:
    """A text of several lines."""
    return _column(String(most), label, kind=Kind.LONG_TEXT, most=most, **note)


def code(
    label: str, codes: CodeList, *, default: str | None = None, **note: Any
) -> MappedColumn[Any]:
    """One code of a list; an unknown code from a newer version is kept and shown as it stands."""
    return _column(String(12), label, default=default, kind=Kind.CODE, codes=codes, **note)


def many_codes(label: str, codes: CodeList, **note: Any) -> MappedColumn[Any]:
    """Several codes of a list, as a list in the order chosen."""
    return _column(Tree(), label, kind=Kind.CODES, codes=codes, **note)


def amount(label: str, unit: str = "元", **note: Any) -> MappedColumn[Any]:
    """A Decimal in ``unit``."""
    return _column(Amount(), label, kind=Kind.AMOUNT, unit=unit, **note)


def number(
    label: str, unit: str = "", *, default: int | None = None, **note: Any
) -> MappedColumn[Any]:
    """A whole number."""
    return _column(Integer(), label, default=default, kind=Kind.NUMBER, unit=unit, **note)


def flag(label: str, *, default: bool | None = None, **note: Any) -> MappedColumn[Any]:
    """Yes, no, or not known."""
    return _column(Boolean(), label, default=default, kind=Kind.FLAG, **note)


def day(label: str, **note: Any) -> MappedColumn[Any]:
    """A civil date."""
    return _column(Day(), label, kind=Kind.DAY, **note)


def moment(label: str, **note: Any) -> MappedColumn[Any]:
    """A moment with offset."""
    return _column(Moment(), label, kind=Kind.MOMENT, **note)


def tree(label: str, **note: Any) -> MappedColumn[Any]:
    """A JSON tree."""
    return _column(Tree(), label, kind=Kind.TREE, **note)


def place(label: str, **note: Any) -> MappedColumn[Any]:
    """A division code: 9 digits a township, 12 a village."""
    return _column(String(12), label, kind=Kind.PLACE, most=12, **note)


def ref(label: str, noun: str, **note: Any) -> MappedColumn[Any]:
    """The id of a record of another type. No foreign key: its row may be out of this laptop's
    reach, or arrive in a later page of the same transaction (sync S15 checks it at the county)."""
    return _column(Id(), label, kind=Kind.REF, refers=noun, is_indexed=True, **note)


def id_number(label: str, **note: Any) -> MappedColumn[Any]:
    """A number of a person's document, masked on screen."""
    return text(label, 22, sensitivity=Sensitivity.SENSITIVE, mask=mask_id, **note)


def tail_number(label: str, most: int, **note: Any) -> MappedColumn[Any]:
    """A phone or an account, masked to its last four digits."""
    return text(label, most, mask=mask_tail, **note)


def _column(
    column_type: Any, label: str, *, default: Any = None, is_indexed: bool = False, **note: Any
) -> MappedColumn[Any]:
    described = FieldNote(label, **note)
    return mapped_column(
        column_type, default=default, index=is_indexed or None, info={NOTE: described}
    )


def named(note: FieldNote, name: str) -> FieldNote:
    """``note`` with its column's name, and its own merge group where none was given."""
    return replace(note, name=name, group=note.group or name)
