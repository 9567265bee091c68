"""An answer of a form as the value that a record's field holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.models.columns import FieldNote, Kind

_YES: Final = frozenset(("1", "yes", "true"))


def read_answer(note: FieldNote, text: str) -> Any:
    """The value, or None for what is no value of the field: an unknown code, no date, no number."""
    if note.codes is not None:
        chosen = text.split() if note.kind is Kind.CODES else [text]
        if not all(one in note.codes for one in chosen):
            return None
    read = _READ.get(note.kind, str)
    try:
        return read(text)
    except (ValueError, InvalidOperation):
        return None


_READ: Final[Mapping[Kind, Callable[[str], Any]]] = {
    Kind.FLAG: lambda text: text in _YES,
    Kind.AMOUNT: Decimal,
    Kind.NUMBER: lambda text: int(Decimal(text)),
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.CODES: str.split,
}
