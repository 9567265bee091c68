"""The foot of a form: the page before, undo, and the one filled button that says what comes next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import looks
from app.ui.visits.notice_bar import NoticeBar
from app.ui.widgets.buttons import Button, primary


class FormFoot(QWidget):
    """``previous_requested``, ``undo_requested``, ``next_requested``. ``bar`` stands above."""

    previous_requested = Signal()
    undo_requested = Signal()
    next_requested = Signal()

    def __init__(self, bar: NoticeBar) -> None:
        super().__init__()
        self._previous = Button("上一页 (PageUp)", icon_name="left")
        self._previous.clicked.connect(self.previous_requested)
        undo = Button("撤销 (Ctrl+Z)", icon_name="undo")
        undo.clicked.connect(self.undo_requested)
        self.next_button = primary("")
        self.next_button.clicked.connect(self.next_requested)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(18, 2, 22, 10)
        buttons.addWidget(self._previous)
        buttons.addWidget(undo)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        told = QHBoxLayout()
        told.setContentsMargins(18, 0, 22, 0)
        told.addWidget(bar)
        line = QFrame()
        looks(line, "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(told)
        column.addWidget(line)
        column.addLayout(buttons)

    def show_next(self, text: str, *, is_first: bool) -> None:
        """What the filled button says; before the first page there is none."""
        self._previous.setEnabled(not is_first)
        self.next_button.setText(text)
