"""The records of this version, as the county's decisions see them."""

from __future__ import annotations

from typing import Final

from app.models.base import Record, notes
from app.models.columns import Kind
from app.models.registry import RECORDS
from app.sync.county.schema import Schema, Shape

_NOT_ASKED_AFTER: Final = ("", "account")
"""Whatever it is about, and colleagues, who may sit anywhere."""


def schema() -> Schema:
    """Every record type: merge groups and references, as its columns say."""
    return {noun: _shape(kind) for noun, kind in RECORDS.items()}


def _shape(kind: type[Record]) -> Shape:
    said = notes(kind).items()
    return Shape(
        {name: note.group for name, note in said if note.group != name},
        {
            name: note.refers
            for name, note in said
            if note.kind is Kind.REF and note.refers not in _NOT_ASKED_AFTER
        },
    )
