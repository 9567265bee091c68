"""Fields of a record as one person may see them: masked numbers, hidden accounts, words for codes.

Snapshots only: what is here can cross threads and outlive its unit of work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may, require, sealed_reading
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind, Sensitivity
from app.models.registry import record_type

HIDDEN: Final = "（无权查看）"
BANK: Final = frozenset(("bank_name", "bank_holder", "bank_no", "social_card_bank"))
"""Fields of a person that are nobody's but the clerk's and those above (G.2)."""


_NOTHING: Final[tuple[object, ...]] = (None, "", [], ())


@dataclass(frozen=True)
class Mark:
    """Tells whether a masked value is still the one that was shown; does not tell what it is."""

    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, value: object) -> Mark:
        """Of a value as it is kept."""
        text = "" if value in _NOTHING else str(value)
        return cls(hashlib.sha256(text.encode()).digest())


@dataclass(frozen=True)
class Field:
    """One field. ``value`` is typed, and None while masked or hidden; ``text`` is for people."""

    note: FieldNote
    value: Any = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    is_masked: bool = False
    is_hidden: bool = False
    mark: Mark | None = None

    @property
    def seen(self) -> Any:
        """What a person who looks at it has seen: the value, or the mark of a masked one."""
        return self.value if self.mark is None else self.mark


@dataclass(frozen=True)
class RecordFile:
    """One record. ``fields`` by name, in the order of the model; ``title`` is the type's."""

    noun: str
    id: str
    title: str
    fields: Mapping[str, Field] = field(repr=False)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    is_deleted: bool = False
    rev: int = 0

    def text(self, name: str) -> str:
        """The field ``name`` as people read it; empty where nothing is known."""
        return self.fields[name].text

    def value(self, name: str) -> Any:
        """The field ``name`` as it is typed in; None while it is masked."""
        return self.fields[name].value


def seen(record: Record, role: str, places: Divisions | None = None) -> RecordFile:
    """``record`` as ``role`` may see it: numbers masked, what is not theirs hidden."""
    noun = record.noun
    shown = {
        name: _field(noun, note, getattr(record, name), role, places)
        for name, note in notes(type(record)).items()
    }
    return RecordFile(
        noun,
        record.id,
        record.title,
        shown,
        record.created_at,
        record.updated_at,
        record.is_deleted,
        record.rev,
    )


def words(note: FieldNote, value: object, places: Divisions | None = None) -> str:
    """``value`` as people read it, not masked; places by name where ``places`` are given."""
    if note.kind is Kind.PLACE and places is not None and isinstance(value, str):
        return places.full_name(value)
    if note.kind is Kind.AMOUNT and value is not None:
        return f"{value:f}"
    return note.shown(value)


def masked(note: FieldNote, value: object, places: Divisions | None = None) -> str:
    """``value`` as it may stand on a screen: stars where a mask is set."""
    return note.mask(str(value)) if note.mask and value else words(note, value, places)


def is_hidden(noun: str, name: str, role: str) -> bool:
    """Whether ``role`` may not see the field at all, masked or not."""
    if noun == "person" and name in BANK:
        return not may(role, Action.BANK_READ)
    note = notes(record_type(noun)).get(name)
    is_sealed = note is not None and note.sensitivity is Sensitivity.SEALED
    return is_sealed and not may(role, sealed_reading(noun))


def require_field(noun: str, name: str, role: str) -> None:
    """Raise ``Refused`` not_permitted for whom the field is hidden."""
    if is_hidden(noun, name, role):
        is_bank = noun == "person" and name in BANK
        require(role, Action.BANK_READ if is_bank else sealed_reading(noun))


def _field(noun: str, note: FieldNote, value: object, role: str, places: Divisions | None) -> Field:
    if value is not None and is_hidden(noun, note.name, role):
        return Field(note, None, HIDDEN, is_hidden=True)
    if note.mask and value:
        return Field(note, None, note.mask(str(value)), is_masked=True, mark=Mark.of(value))
    return Field(note, value, words(note, value, places))
