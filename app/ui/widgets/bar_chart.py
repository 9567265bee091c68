"""A chart of one figure by years: a bar a year, the goal as a line, the figures in a row above, so
that no line crosses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.chart_scale import ChartScale
from app.ui.theme import Colour, line_height

_LINES: Final = 9
"""Height in lines of text, so that large type has its room."""
_BAR: Final = 0.5
"""Of the width of a year."""


@dataclass(frozen=True)
class Bar:
    """One year. ``value`` None: not known; ``tone``: ok, error or nothing."""

    label: str
    value: Decimal | None
    shown: str
    tone: str = ""


class BarChart(QWidget):
    """``goal`` None: no line. Read aloud it is the list of its figures."""

    def __init__(
        self, name: str, bars: Sequence[Bar], goal: Decimal | None, goal_text: str
    ) -> None:
        super().__init__()
        self._bars = tuple(bars)
        self._goal = goal
        self._goal_text = goal_text
        told = "，".join(f"{bar.label}{bar.shown}" for bar in bars)
        self.setAccessibleName(f"{name}：{told}。{goal_text}")
        self.setToolTip(self.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(line_height(self) * 20, line_height(self) * _LINES)

    def minimumSizeHint(self) -> QSize:
        return QSize(line_height(self) * 12, line_height(self) * _LINES)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        line = float(line_height(self))
        right = self.width() - self.fontMetrics().horizontalAdvance(self._goal_text + "　")
        plot = QRectF(0, line * 1.3, max(right, line), self.height() - line * 2.5)
        scale = ChartScale.of((*(bar.value for bar in self._bars), self._goal))
        self._draw_bars(painter, scale, plot, line)
        zero = _level(scale, Decimal(0), plot)
        painter.setPen(QPen(QColor(Colour.EDGE), 1))
        painter.drawLine(round(plot.left()), round(zero), round(plot.right()), round(zero))
        if self._goal is not None:
            self._draw_goal(painter, _level(scale, self._goal, plot), plot, line)

    def _draw_bars(self, painter: QPainter, scale: ChartScale, plot: QRectF, line: float) -> None:
        wide = plot.width() / max(len(self._bars), 1)
        for place, bar in enumerate(self._bars):
            left = plot.left() + place * wide
            if bar.value:
                top, foot = sorted(_level(scale, each, plot) for each in (bar.value, Decimal(0)))
                column = QRectF(left + wide * (1 - _BAR) / 2, top, wide * _BAR, foot - top)
                painter.fillRect(column, QColor(_TONES.get(bar.tone, Colour.PRIMARY)))
            painter.setPen(QColor(Colour.TEXT))
            _say(painter, QRectF(left, plot.top() - line * 1.2, wide, line), bar.shown)
            painter.setPen(QColor(Colour.MUTED))
            _say(painter, QRectF(left, plot.bottom() + line * 0.1, wide, line), bar.label)

    def _draw_goal(self, painter: QPainter, level: float, plot: QRectF, line: float) -> None:
        painter.setPen(QPen(QColor(Colour.WARN), 2, Qt.PenStyle.DashLine))
        painter.drawLine(round(plot.left()), round(level), round(plot.right()), round(level))
        beside = QRectF(plot.right(), level - line / 2, self.width() - plot.right(), line)
        painter.setPen(QColor(Colour.WARN))
        _say(painter, beside, self._goal_text)


_TONES: Final = {"error": Colour.ERROR, "ok": Colour.OK}


def _level(scale: ChartScale, value: Decimal, plot: QRectF) -> float:
    return plot.bottom() - scale.height_of(value) * plot.height()


def _say(painter: QPainter, room: QRectF, text: str) -> None:
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
