"""The date editor: typed in any usual way, or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget

from app.ui.widgets.buttons import FieldButton
from app.ui.widgets.editors.description import FieldDescription
from app.ui.widgets.editors.lines import LineEditor
from app.ui.widgets.editors.reading import weekday


class DayEditor(LineEditor):
    """DAY: 20261123, 2026.11.23, 2026年11月23日, or the calendar button (Alt+Down).

    ``today`` is where the calendar opens while nothing is typed.
    """

    def __init__(self, description: FieldDescription, today: Callable[[], date]) -> None:
        super().__init__(description)
        self._today = today
        self._calendar: QCalendarWidget | None = None
        if not description.hint:
            self.line.setPlaceholderText("例如 20261123")
        self._button = FieldButton("calendar", f"从日历中选{description.label}（Alt+↓）")
        self._button.setEnabled(not description.is_readonly)
        self._button.clicked.connect(self.open_calendar)
        self.row.insertWidget(1, self._button)

    def display(self, value: Any) -> None:
        super().display(value)
        self.line.setToolTip(weekday(value) if value else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if is_alt and event.key() == Qt.Key.Key_Down and self._button.isEnabled():
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        """Show the calendar below the field."""
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlag(Qt.WindowType.Popup)
            self._calendar.setVerticalHeaderFormat(
                QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
            )
            self._calendar.clicked.connect(self._on_picked)
            self._calendar.activated.connect(self._on_picked)
        shown = self.value or self._today()
        self._calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self._calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        self._calendar.show()

    def _on_picked(self, picked: QDate) -> None:
        if self._calendar is not None:
            self._calendar.close()
        self.take_now(date(picked.year(), picked.month(), picked.day()))
        self.line.setFocus()
