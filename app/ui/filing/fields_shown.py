"""Fields of a record as they are typed in: from what the model says of each column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.domain.divisions import VILLAGE, Divisions
from app.services import records
from app.services.fields import RecordFile
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, of_note


@dataclass(frozen=True)
class Spot:
    """Where a field is: record type, record, field."""

    noun: str
    id: str
    name: str


@dataclass(frozen=True)
class Done:
    """One change that was saved: the value ``before`` and ``after``."""

    spot: Spot
    before: Any
    after: Any


def described(
    noun: str,
    names: tuple[str, ...],
    *,
    places: Divisions,
    people_here: tuple[Choice, ...] = (),
    record: RecordFile | None = None,
) -> tuple[FieldDescription, ...]:
    """The fields to be typed in. A masked value stands as a hint in its empty field."""
    notes = {note.name: note for note in records.field_notes(noun)}
    villages = village_choices(places)
    found: list[FieldDescription] = []
    for name in names:
        note = notes[name]
        if note.refers == "person":
            found.append(FieldDescription(name, note.label, Kind.CODE, people_here))
            continue
        description = of_note(note, noun, villages)
        if description is None:
            continue
        field = record.fields.get(name) if record else None
        if field is not None and field.is_hidden:
            continue
        if field is not None and field.is_masked:
            description = replace(description, hint=f"已登记 {field.text}，要改请输入新的")
        found.append(description)
    return tuple(found)


def values_of(record: RecordFile) -> dict[str, Any]:
    """What the form shows: typed values; what is masked stays empty."""
    return {name: field.value for name, field in record.fields.items()}


def village_choices(places: Divisions) -> tuple[Choice, ...]:
    """Every village with its township before it."""
    return tuple(
        Choice(one.code, places.full_name(one.code))
        for one in places.by_code.values()
        if one.level == VILLAGE
    )
