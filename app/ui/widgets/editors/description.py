"""What a field editor is told: a neutral description, made from a model's note or a form's control."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.models.columns import FieldNote


class Kind(StrEnum):
    """What is typed, and the Python type it becomes; the words are those of the models.

    TEXT, LONG_TEXT str; NUMBER int; AMOUNT Decimal; DAY, MONTH date (a month is its first day);
    MOMENT datetime in China's time; FLAG bool; CODE, PLACE str, the code; CODES tuple of codes. Nothing typed is None, or ().
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    FLAG = "flag"
    CODE = "code"
    CODES = "codes"
    PLACE = "place"


@dataclass(frozen=True)
class Choice:
    """One of a list: ``code`` kept, ``label`` read; ``keywords`` also find it, as pinyin does."""

    code: str
    label: str
    keywords: str = ""


@dataclass(frozen=True)
class Finding:
    """What is to be said about a value, with what to do: 错误 stops, 提醒 does not."""

    text: str
    is_error: bool = True


@dataclass(frozen=True)
class FieldDescription:
    """One field to be typed in.

    ``unit`` stands behind the value: 元/月. ``most``: characters. ``hint`` stands in the empty
    field. ``help_key``: ``person.id_number`` in resources/help. ``check`` sees the typed value
    when the field is left. ``is_upper``: letters are capitals, as the X of an ID number.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    most: int = 0
    hint: str = ""
    help_key: str = ""
    is_required: bool = False
    is_readonly: bool = False
    is_upper: bool = False
    check: Callable[[Any], Finding | None] | None = None


def choices_of(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """From (code, label), as iterating over a ``CodeList`` gives them."""
    return tuple(Choice(code, label) for code, label in pairs)


def of_note(note: FieldNote, noun: str, places: tuple[Choice, ...] = ()) -> FieldDescription | None:
    """From what the model says of a column; None for what is not typed in.

    ``places``: the choices of a PLACE.
    """
    if note.is_derived or note.kind.value not in {kind.value for kind in Kind}:
        return None
    kind = Kind(note.kind.value)
    return FieldDescription(
        note.name,
        note.label,
        kind,
        places if kind is Kind.PLACE else choices_of(note.codes or ()),
        note.unit,
        note.most,
        help_key=f"{noun}.{note.name}",
        is_required=note.is_required,
    )
