"""The frame of every window before the vault is open: a white sheet in the middle, one button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import looks, width_of
from app.ui.widgets.texts import label

NAME = "入户通"
SUBTITLE = "社会救助入户与办事"
_MARGIN = 34


class Sheet(QWidget):
    """Name of the program above, a sheet of ``body`` below, as wide as a line is read well. What is
    higher than the screen is scrolled, so that in large type the button below can be reached."""

    def __init__(self, *, is_practice: bool = False) -> None:
        super().__init__()
        looks(self, "window")
        self._sheet = QFrame()
        looks(self._sheet, "card")
        self.body = QVBoxLayout(self._sheet)
        self.body.setContentsMargins(_MARGIN, 26, _MARGIN, 28)
        self.body.setSpacing(12)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(label(NAME, "title"), 0, centre)
        column.addWidget(label(SUBTITLE, "muted"), 0, centre)
        if is_practice:
            column.addWidget(label("练习模式 · 数据都是编的", "warn"), 0, centre)
        column.addSpacing(16)
        column.addWidget(self._sheet)
        column.addStretch(3)
        inner = QWidget()
        looks(inner, "window")
        across = QHBoxLayout(inner)
        across.addStretch(1)
        across.addLayout(column)
        across.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_sheet"):
            self._fit()

    def _fit(self) -> None:
        self._sheet.setFixedWidth(width_of(self, "宽" * 25) + 2 * _MARGIN)
