"""The one search box of a list: instant, with a clear button; Down goes into the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.icons import icon
from app.ui.theme import Colour, looks

PAUSE_MS = 60
"""Typing faster than this asks once: less than a person notices, more than a fast key repeat."""


class SearchBox(QLineEdit):
    """Emits ``searched`` with the trimmed text as it is typed, without a key to press.

    ``left_down`` on Down or Enter: put the focus into the list.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        looks(self, "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", Colour.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        self._asked = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._on_text_changed)

    def start(self) -> None:
        """Put the focus here with everything selected: typing replaces it."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def show_text(self, text: str) -> None:
        """Restore an earlier search without asking again."""
        self._asked = text.strip()
        self.setText(text)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_override and is_escape and self.text():
            event.accept()  # Esc empties the box before it means anything else
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            self.left_down.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        # The first key of a search asks at once; a burst asks again when it pauses.
        if not self._pause.isActive():
            self._ask()
        self._pause.start()

    def _ask(self) -> None:
        text = self.text().strip()
        if text != self._asked:
            self._asked = text
            self.searched.emit(text)
