"""What the county knows of the records of this version: merge groups, and what refers to what."""

from __future__ import annotations

from typing import Final

from app.models.base import notes
from app.models.columns import Kind
from app.models.registry import RECORDS
from app.sync.county.schema import Schema, Shape

_ANYWHERE: Final = ("", "account")
"""Not asked after: whatever it is about, and colleagues, who may sit anywhere."""


def of_records() -> Schema:
    """By noun."""
    return {
        noun: Shape(
            {name: note.group for name, note in notes(kind).items() if note.group != name},
            {
                name: note.refers
                for name, note in notes(kind).items()
                if note.kind is Kind.REF and note.refers not in _ANYWHERE
            },
        )
        for noun, kind in RECORDS.items()
    }
