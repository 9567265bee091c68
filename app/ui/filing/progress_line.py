"""How far something has come: words, and a bar below them that says the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Colour, line_height
from app.ui.widgets.texts import label


class ProgressLine(QWidget):
    """Hidden while there are no words."""

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", wraps=True)
        self._bar = _Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        self.hide()

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show ``words`` and the share; no bar where there is nothing to count."""
        self._words.setText(words)
        self._bar.show_share(done / total if total else 0.0)
        self._bar.setVisible(total > 0)
        self.setVisible(bool(words))


class _Bar(QWidget):
    """The share done, as a filled part."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, round(line_height(self) * 0.45))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(QColor(Colour.LINE))
        painter.drawRoundedRect(whole, radius, radius)
        if self._share > 0:
            whole.setWidth(max(whole.height(), whole.width() * self._share))
            painter.setBrush(QColor(Colour.OK if self._share >= 1 else Colour.PRIMARY))
            painter.drawRoundedRect(whole, radius, radius)
        painter.end()
