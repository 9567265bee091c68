"""Which field a question is shown with: a table by control, type and appearance.

What no row names falls back to the plain field of its control: an unknown appearance is never a
blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.choice_list import ChoiceListField
from app.ui.visits.fields.choices import ChoicesField, choose_several
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.files import FileField
from app.ui.visits.fields.notes import ReadOnlyField
from app.ui.visits.fields.parts import MomentField, PlaceField, TimeField
from app.ui.visits.fields.photos import PhotosField
from app.ui.visits.fields.ranges import RangeField
from app.ui.visits.fields.signatures import SignatureField
from app.ui.visits.fields.simple_choices import AgreedField, HeadingsField
from app.ui.visits.fields.typed import (
    day_field,
    digits_field,
    long_text_field,
    month_field,
    number_field,
    text_field,
    year_field,
)

MOST_BUTTONS: Final = 7
"""With more choices of which one is chosen, there is a list to search instead of buttons."""

Make = Callable[[NodeState, Doors], Field]


@dataclass(frozen=True)
class Row:
    """A row applies where control and type are the question's, and any of its words is in the
    appearance; blank means any. ``mediatype`` likewise, by its beginning."""

    control: str
    make: Make
    type: str = ""
    words: frozenset[str] = frozenset()
    mediatype: str = ""


def _row(control: str, make: Make, *, type: str = "", words: str = "", mediatype: str = "") -> Row:
    return Row(control, make, type, frozenset(words.split()), mediatype)


_IN_COLUMNS: Final = " ".join(
    ("columns", "columns-pack", "quick", *(f"columns-{number}" for number in range(1, 10)))
)

ROWS: Final = (
    _row("select1", HeadingsField, words="label"),
    _row("select1", partial(ChoicesField, kind="bare"), words="list-nolabel"),
    _row("select1", partial(ChoicesField, kind="scale"), words="likert"),
    _row("select1", ChoiceListField, words="minimal autocomplete search"),
    _row("select1", ChoicesField, words=_IN_COLUMNS),
    _row("select1", ChoicesField),
    _row("select", HeadingsField, words="label"),
    _row("select", partial(ChoicesField, press=choose_several, kind="bare"), words="list-nolabel"),
    _row("select", partial(ChoicesField, press=choose_several)),
    _row("rank", partial(ChoicesField, press=choose_several)),
    _row("range", RangeField),
    _row("trigger", AgreedField),
    _row("upload", SignatureField, mediatype="image", words="signature draw"),
    _row("upload", PhotosField, mediatype="image"),
    _row("upload", FileField),
    _row("input", month_field, type="date", words="month-year"),
    _row("input", year_field, type="date", words="year"),
    _row("input", day_field, type="date"),
    _row("input", TimeField, type="time"),
    _row("input", MomentField, type="dateTime"),
    _row("input", PlaceField, type="geopoint"),
    _row("input", number_field, type="int"),
    _row("input", number_field, type="decimal"),
    _row("input", digits_field, words="numbers"),
    _row("input", long_text_field, words="multiline"),
    _row("input", text_field),
    _row("", text_field),
)

_READ_ONLY_ANYWAY: Final = frozenset({"input", "select1", "select", "rank", "range", ""})
_WIDE: Final = frozenset({"likert", "label", "list-nolabel", "multiline", "signature", "draw"})


def maker_for(state: NodeState) -> Make:
    """What makes the field a question is shown with; the same object while it is the same field."""
    if state.readonly and state.control in _READ_ONLY_ANYWAY:
        return ReadOnlyField
    return _make_for(state)


def is_in_row(state: NodeState) -> bool:
    """Whether the label stands beside the field: rows of a table or of scales."""
    return bool(_words(state) & {"likert", "label", "list-nolabel"}) and not state.readonly


def span_of(state: NodeState) -> int:
    """How many twelfths of the width a question takes: ``w1`` to ``w12``, else by what it is."""
    for word in _words(state):
        if word[:1] == "w" and word[1:].isdecimal() and word.isascii():
            return min(max(int(word[1:]), 1), 12)
    return 6 if _is_short(state) else 12


def _is_short(state: NodeState) -> bool:
    if state.readonly or _words(state) & _WIDE or _has_pictures(state):
        return False
    if state.control in ("select1", "select", "rank"):
        is_list = state.control == "select1" and _make_for(state) is ChoiceListField
        return is_list or (
            len(state.choices) <= 3 and sum(len(one.label) for one in state.choices) <= 8
        )
    return state.control not in ("upload", "range", "trigger")


def _make_for(state: NodeState) -> Make:
    row = next(row for row in ROWS if _fits(row, state))
    is_long = len(state.choices) > MOST_BUTTONS and not _has_pictures(state)
    if row.make is ChoicesField and is_long and not row.words:
        return ChoiceListField
    return row.make


def _has_pictures(state: NodeState) -> bool:
    """A list would not show them, and buttons need the room."""
    return any(one.image for one in state.choices)


def _fits(row: Row, state: NodeState) -> bool:
    return (
        row.control in ("", state.control)
        and row.type in ("", state.type)
        and (not row.words or bool(row.words & _words(state)))
        and state.attributes.get("mediatype", "").startswith(row.mediatype)
    )


def _words(state: NodeState) -> frozenset[str]:
    return frozenset(state.appearance.split())
