"""The program's first window: its name at once, and what was being fetched as soon as it is there.

Painted before anything else is imported. The unlock window, the first-run wizard and whatever
else comes before the vault is open are put into it, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.application import FAMILY, NAME

GROUND = "#f4f6f9"
SIZE = (1200, 720)


class Curtain(QWidget):
    """``begin`` is called once, right after the first paint: import, then ``put`` a window in."""

    def __init__(self, begin: Callable[[], object]) -> None:
        super().__init__()
        self._begin: Callable[[], object] | None = begin
        self._content: QWidget | None = None
        self.setWindowTitle(NAME)
        self.setStyleSheet(f"background: {GROUND}")  # a palette's colours would fetch all of Qt
        self.resize(*SIZE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(2)
        self._name = QLabel(NAME)
        self._name.setFont(QFont(FAMILY, 17))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._name)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(3)

    def put(self, content: QWidget) -> None:
        """Show ``content`` instead of what was there."""
        if self._content is None:
            self._name.hide()
            self.setStyleSheet("")
            while self._column.takeAt(0):
                pass
        else:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self._column.addWidget(content)
        content.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._begin is not None:
            QTimer.singleShot(0, self._begin)
            self._begin = None
