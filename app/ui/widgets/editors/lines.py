"""Editors of one line and of several: text, numbers, amounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.ui.theme import line_height
from app.ui.widgets.editors.description import FieldDescription, Kind
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.editors.reading import read, read_moment, write

MOMENT_HINT: Final = "今天写“14:30”，别的日子写“2026.11.23 14:30”"
_NUMBERS = (Kind.NUMBER, Kind.AMOUNT)


class LineEditor(FieldEditor):
    """One line: TEXT, NUMBER, AMOUNT, MONTH."""

    def __init__(self, description: FieldDescription) -> None:
        super().__init__(description)
        self.line = QLineEdit()
        self.line.setPlaceholderText(description.hint)
        self.line.setReadOnly(description.is_readonly)
        if description.kind in _NUMBERS:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.line.textEdited.connect(self.note_edit)
        self.lay_out(self.line)

    def display(self, value: Any) -> None:
        text = write(self.description, value)
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def read(self) -> Any:
        return read(self.description, self.line.text())


class MomentEditor(LineEditor):
    """One line: MOMENT. A time without a day is of today."""

    def __init__(self, description: FieldDescription, today: Callable[[], date]) -> None:
        super().__init__(replace(description, hint=description.hint or MOMENT_HINT))
        self._today = today

    def read(self) -> Any:
        return read_moment(self.line.text(), self._today())


class TextEditor(FieldEditor):
    """Several lines: LONG_TEXT. Enter is a new line, Ctrl+Enter and Tab go on."""

    def __init__(self, description: FieldDescription) -> None:
        super().__init__(description)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(description.hint)
        self.text.setReadOnly(description.is_readonly)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._on_text_changed)
        self._is_displaying = False
        self.lay_out(self.text)
        self._fit()

    def display(self, value: Any) -> None:
        text = write(self.description, value)
        if text != self.text.toPlainText():
            self._is_displaying = True
            self.text.setPlainText(text)
            self._is_displaying = False

    def read(self) -> Any:
        return read(self.description, self.text.toPlainText())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "text"):
            self._fit()

    def _on_text_changed(self) -> None:
        if not self._is_displaying:
            self.note_edit()

    def _means_next(self, event: QKeyEvent) -> bool:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return is_control and super()._means_next(event)

    def _fit(self) -> None:
        self.text.setFixedHeight(round(line_height(self.text) * 4.2))
