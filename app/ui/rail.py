"""The rail at the left: the pages, and below them help and lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from app.ui.icons import icon
from app.ui.pages import RailRow
from app.ui.theme import Colour, line_height, looks, width_of
from app.ui.widgets.buttons import Button

KEYS: Final = (*(f"Ctrl+{digit}" for digit in range(1, 10)), "F10", "F11", "F12")
"""The key of each row from the top: the digits while they last, then the F keys of its number."""


class Rail(QFrame):
    """``page_chosen`` with a page's key, ``help_requested``, ``lock_requested``."""

    page_chosen = Signal(str)
    help_requested = Signal()
    lock_requested = Signal()

    def __init__(self, rows: Sequence[RailRow]) -> None:
        super().__init__()
        looks(self, "rail")
        self._rows = tuple(rows)
        self._list = QListWidget()
        looks(self._list, "rail")
        for row, key in zip(rows, KEYS, strict=False):
            item = QListWidgetItem(icon(row.icon, Colour.PRIMARY, Colour.ON_PRIMARY), row.title)
            item.setToolTip(f"{row.title} ({key})")
            self._list.addItem(item)
        self._list.currentRowChanged.connect(self._on_row_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._list, 1)
        for text, name, signal in (
            ("帮助 (F1)", "help", self.help_requested),
            ("锁定 (Ctrl+L)", "lock", self.lock_requested),
        ):
            button = Button(text, icon_name=name, look="rail")
            button.clicked.connect(signal)
            column.addWidget(button)
        self._fit()

    def show_page(self, key: str) -> None:
        """Mark the page in front, without a signal."""
        place = next(place for place, row in enumerate(self._rows) if row.key == key)
        self._list.blockSignals(True)
        self._list.setCurrentRow(place)
        self._list.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_list"):
            self._fit()

    def _on_row_changed(self, place: int) -> None:
        if place >= 0:
            self.page_chosen.emit(self._rows[place].key)

    def _fit(self) -> None:
        side = line_height(self)
        self._list.setIconSize(QSize(side, side))
        self.setFixedWidth(width_of(self, "锁定 (Ctrl+L)") + side + 56)
