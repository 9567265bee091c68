"""Fields that are typed in: the window's own editors, their values as canonical text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from app.errors import Refused
from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.numbers import read_number
from app.ui.widgets.editors.days import DayEditor
from app.ui.widgets.editors.description import FieldDescription, Finding, Kind
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.editors.lines import LineEditor, TextEditor


class TypedField(Field):
    """A field around one editor; ``to_value`` and ``to_text`` translate its value."""

    def __init__(
        self,
        state: NodeState,
        editor: FieldEditor,
        to_value: Callable[[str], Any],
        to_text: Callable[[Any], str],
    ) -> None:
        super().__init__(state)
        self.editor = editor
        self._to_value = to_value
        self._to_text = to_text
        self.remark = editor.remark
        editor.committed.connect(self._on_committed)
        editor.next_requested.connect(self._on_next_requested)
        editor.edited.connect(self.doubted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(editor)
        self.setFocusProxy(editor)
        self.watch((self.typed_on,))
        self.show_state(state)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Undo is the form's when nothing is being typed: the key goes up to it."""
        if event.matches(QKeySequence.StandardKey.Undo) and not self.editor.is_dirty:
            event.ignore()
            return True
        return False

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        remark = self.remark.text()
        self.editor.show_value(self._to_value(state.value))
        if self.editor.is_dirty and remark:
            self.editor.show_finding(Finding(remark))

    def say(self, text: str, tone: str = "error") -> None:
        if not self.unreadable:
            self.editor.show_finding(Finding(text, tone == "error") if text else None)

    def commit(self) -> None:
        self.editor.commit()
        self.doubted.emit()

    def stops(self) -> list[QWidget]:
        return [self.typed_on]

    @property
    def typed_on(self) -> QWidget:
        """The widget that is typed on."""
        return self.editor.focusProxy() or self.editor

    @property
    def is_being_typed(self) -> bool:
        return self.editor.is_dirty

    @property
    def unreadable(self) -> str:
        is_left_so = self.editor.is_dirty and self.editor.has_error()
        return self.remark.text() if is_left_so else ""

    def _on_committed(self, value: object) -> None:
        self.committed.emit(self._to_text(value))

    def _on_next_requested(self) -> None:
        self.doubted.emit()
        self.moved_on.emit()


# -- one line -----------------------------------------------------------------------------------


def text_field(state: NodeState, _doors: Doors) -> TypedField:
    """One line of text. Choices, where there are any, are offered while typing; any text may be."""
    editor = LineEditor(_description(state))
    if state.choices:
        offer = QCompleter([one.label for one in state.choices], editor)
        offer.setFilterMode(Qt.MatchFlag.MatchContains)
        editor.line.setCompleter(offer)
    return TypedField(state, editor, _or_none, _or_blank)


def long_text_field(state: NodeState, _doors: Doors) -> TypedField:
    """Several lines: Enter is a new line, Ctrl+Enter goes on."""
    editor = TextEditor(_description(state, Kind.LONG_TEXT))
    return TypedField(state, editor, _or_none, _or_blank)


def digits_field(state: NodeState, _doors: Doors) -> TypedField:
    """Text of digits, such as a card number: read as number keys type it, kept as text."""
    return TypedField(state, DigitsEditor(_description(state)), _or_none, _or_blank)


def number_field(state: NodeState, _doors: Doors) -> TypedField:
    """A whole number or one with a fraction, as the question wants."""
    editor = NumberEditor(_description(state), is_whole=state.type == "int")
    return TypedField(state, editor, _or_none, _or_blank)


def day_field(state: NodeState, doors: Doors) -> TypedField:
    """A date, typed in any usual way or picked."""
    editor = DayEditor(_description(state, Kind.DAY), doors.today)
    return TypedField(state, editor, _day_of, _iso_of)


def month_field(state: NodeState, _doors: Doors) -> TypedField:
    """A month of a year: kept as its first day."""
    editor = LineEditor(_description(state, Kind.MONTH, "例如 2026年11月"))
    return TypedField(state, editor, _day_of, _iso_of)


def year_field(state: NodeState, _doors: Doors) -> TypedField:
    """A year: kept as its first day."""
    editor = YearEditor(_description(state, hint="例如 2026"))
    return TypedField(state, editor, _or_none, _or_blank)


def _description(state: NodeState, kind: Kind = Kind.TEXT, hint: str = "") -> FieldDescription:
    return FieldDescription(
        state.path,
        state.label,
        kind,
        hint=hint,
        is_readonly=state.readonly,
    )


def _or_none(text: str) -> str | None:
    return text or None


def _or_blank(value: Any) -> str:
    return value or ""


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _iso_of(value: date | None) -> str:
    return value.isoformat() if value else ""


# -- editors that only forms need ---------------------------------------------------------------


class NumberEditor(LineEditor):
    """A number in canonical text. Full-width digits, commas and a unit behind it are understood."""

    def __init__(self, description: FieldDescription, *, is_whole: bool) -> None:
        super().__init__(description)
        self._is_whole = is_whole
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def read(self) -> Any:
        return read_number(self.line.text(), is_whole=self._is_whole) or None


class DigitsEditor(LineEditor):
    """Text without spaces, half-width."""

    def read(self) -> Any:
        text = unicodedata.normalize("NFKC", self.line.text())
        return re.sub(r"\s", "", text) or None


class YearEditor(LineEditor):
    """A year, as the first day of it."""

    def display(self, value: Any) -> None:
        super().display(f"{value[:4]}年" if value else value)

    def read(self) -> Any:
        text = unicodedata.normalize("NFKC", self.line.text()).strip().removesuffix("年")
        if not text:
            return None
        if not re.fullmatch(r"[12]\d{3}", text, re.ASCII):
            raise Refused("看不懂这个年份。请写成“2026”的样子。", code="year_unreadable")
        return f"{text}-01-01"
