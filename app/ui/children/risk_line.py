"""A child's risk over time: a line of steps through low, medium and high, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.child_file import RiskPoint
from app.ui.theme import Colour, line_height, width_of

LEVELS: Final = (("3", "高", Colour.ERROR), ("2", "中", Colour.WARN), ("1", "低", Colour.OK))
"""RISK, from the top down."""
DOT: Final = 4.5


class RiskLine(QWidget):
    """The points it is made with, to today; it says them in words too (accessible)."""

    def __init__(self, points: Sequence[RiskPoint], day: date) -> None:
        super().__init__()
        self._points = tuple(points)
        self._day = day
        said = "；".join(f"{_short(one.day)}{one.text}（{one.by}）" for one in points)
        self.setAccessibleName(f"风险变化：{said}" if said else "还没有评估过风险")
        self.setToolTip(said.replace("；", "\n"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, round(line_height(self) * 5.2))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_levels(painter)
        if self._points:
            self._draw_line(painter)
        else:
            painter.setPen(QColor(Colour.MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "还没有评估过风险")
        painter.end()

    # -- private -------------------------------------------------------------------------------

    def _draw_levels(self, painter: QPainter) -> None:
        for level, word, colour in LEVELS:
            y = self._y(level)
            painter.setPen(QPen(QColor(Colour.GRID), 1))
            painter.drawLine(QPointF(self._left(), y), QPointF(self.width() - DOT, y))
            painter.setPen(QColor(colour))
            high = line_height(self)
            box = QRectF(0, y - high / 2, self._left() - 8, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)

    def _draw_line(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(Colour.PRIMARY), 2))
        ends = (*(one.day for one in self._points[1:]), self._day)
        for place, (one, end) in enumerate(zip(self._points, ends, strict=True)):
            left, right, y = self._x(one.day), self._x(end), self._y(one.level)
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            if place:
                before = self._y(self._points[place - 1].level)
                painter.drawLine(QPointF(left, before), QPointF(left, y))
        colours = {level: colour for level, _, colour in LEVELS}
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self._points:
            painter.setBrush(QColor(colours.get(one.level, Colour.MUTED)))
            painter.drawEllipse(QPointF(self._x(one.day), self._y(one.level)), DOT, DOT)
        self._draw_days(painter)

    def _draw_days(self, painter: QPainter) -> None:
        """The first day and today below; days between where they do not run into each other."""
        painter.setPen(QColor(Colour.MUTED))
        high = line_height(self)
        top, taken = self.height() - high, 0.0
        for day in (*dict.fromkeys(one.day for one in self._points), self._day):
            words = "今天" if day == self._day else _short(day)
            wide = width_of(self, words) + 8
            left = min(self._x(day), self.width() - wide)
            is_last = day == self._day
            room = self.width() - width_of(self, "今天") - 20
            if left >= taken and (is_last or left + wide < room):
                painter.drawText(QRectF(left, top, wide, high), Qt.AlignmentFlag.AlignLeft, words)
                taken = left + wide

    def _left(self) -> float:
        return width_of(self, "高") + 16.0

    def _x(self, day: date) -> float:
        first = self._points[0].day
        whole = max((self._day - first).days, 1)
        share = min(max((day - first).days / whole, 0.0), 1.0)
        left = self._left() + DOT
        return left + share * (self.width() - left - 2 * DOT)

    def _y(self, level: str) -> float:
        places = [code for code, _, _ in LEVELS]
        place = places.index(level) if level in places else 1
        room = self.height() - line_height(self) * 1.3
        return room * (place + 0.5) / len(LEVELS)


def _short(day: date) -> str:
    return f"{day.year}年{day.month}月"
