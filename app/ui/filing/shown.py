"""A file as it is shown, as data: a heading, marks, buttons, and cards below each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.columns import Kind
from app.services.fields import Field, RecordFile
from app.ui.filing.acts import Act
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column


@dataclass(frozen=True)
class Facts:
    """Labels with values of ``record``. ``edits``: the fields that are typed in behind 修改, none
    where nothing is changed here."""

    title: str
    values: tuple[ShownValue, ...] = field(repr=False)
    record: RecordFile | None = field(default=None, repr=False)
    edits: tuple[str, ...] = ()
    edit: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Lines:
    """A short list. ``opens``: what a row is opened with, on Enter."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any] = field(repr=False)
    empty: str = "还没有登记。"
    acts: tuple[Act, ...] = ()
    opens: Callable[[Any], object] | None = None
    help_key: str = ""


@dataclass(frozen=True)
class Drawn:
    """A card with something drawn in it."""

    title: str
    make: Callable[[], QWidget]


Card = Facts | Lines | Drawn


@dataclass(frozen=True)
class Shown:
    """One file. ``marks``: words with the tone they are said in (error, warn, ok, info)."""

    id: str
    title: str
    about: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    acts: tuple[Act, ...] = ()
    cards: tuple[Card, ...] = ()


def facts_of(
    record: RecordFile, names: Iterable[str], *, asked: Iterable[str] = ()
) -> tuple[ShownValue, ...]:
    """The fields that hold something, and in one line those of ``asked`` that hold nothing."""
    shown = [
        ShownValue(name, one.note.label, _text(one), one.is_masked)
        for name in names
        if (one := record.fields[name]).text
    ]
    wanting = [record.fields[name].note.label for name in asked if not record.text(name)]
    if wanting:
        shown.append(ShownValue("missing", "还没有填", "、".join(wanting), tone="muted"))
    return tuple(shown)


def _text(one: Field) -> str:
    if one.is_hidden:
        return one.text
    if one.note.kind is Kind.AMOUNT and one.value is not None:
        return f"{one.value:,.2f}{one.note.unit}"
    return f"{one.text}{one.note.unit}"
