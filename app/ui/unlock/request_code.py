"""The request of a recovery as a QR code on the screen: a telephone or a scanner takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import width_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import label

ABOUT: Final = (
    "县民政局的管理人员用扫码枪或手机扫这个码，就收到了申请，不用再带文件。代码仍要念给他们核对。"
)
QUIET: Final = 4
"""Modules of white all around (ISO/IEC 18004)."""
SMALLEST: Final = 4
"""Pixels of a module: less, and a telephone does not read it from the screen."""

Modules = tuple[int, Sequence[tuple[int, int, int]]]
"""The size of a code, and its dark runs as (row, first column, length)."""


class CodePicture(QWidget):
    """Black on white whatever the look of the window, each module of whole pixels."""

    def __init__(self, modules: Modules) -> None:
        super().__init__()
        self._size, self._runs = modules
        self.setAccessibleName("申请的二维码")
        side = (self._size + 2 * QUIET) * SMALLEST
        self.setMinimumSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        whole = self._size + 2 * QUIET
        module = min(self.width(), self.height()) // whole
        left, top = (side - whole * module for side in (self.width(), self.height()))
        painter = QPainter(self)
        painter.translate(left // 2, top // 2)
        painter.fillRect(0, 0, whole * module, whole * module, QColor(Qt.GlobalColor.white))
        for row, first, length in self._runs:
            place = ((QUIET + first) * module, (QUIET + row) * module)
            painter.fillRect(QRect(*place, length * module, module), QColor(Qt.GlobalColor.black))
        painter.end()


class RequestCode(QDialog):
    """The picture, and what it is for."""

    def __init__(self, modules: Modules, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("申请的二维码")
        self.picture = CodePicture(modules)
        close = Button("关上 (Esc)")
        close.clicked.connect(self.accept)
        about = label(ABOUT, wraps=True)
        about.setFixedWidth(width_of(self, "宽" * 16))
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(about)
        column.addStretch(1)
        column.addWidget(close)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 20, 22, 20)
        row.setSpacing(22)
        row.addWidget(self.picture, 1)
        row.addLayout(column)
