"""Our icons: stroke drawings in resources/icons, drawn in the colour and size asked for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import resources
from app.ui.theme import Colour

_INK = "currentColor"


class _Engine(QIconEngine):
    """Draws one drawing, crisp at any size and on any screen."""

    def __init__(self, name: str, colours: tuple[str, str]) -> None:
        super().__init__()
        self._name = name
        self._colours = colours

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        plain, chosen = self._colours
        colour = chosen if state == QIcon.State.On or mode == QIcon.Mode.Selected else plain
        colour = Colour.DISABLED if mode == QIcon.Mode.Disabled else colour
        side = min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QPointF(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2))
        _drawing(self._name, colour).render(painter, box)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colours)


def icon(name: str, colour: str = Colour.TEXT, chosen: str | None = None) -> QIcon:
    """The icon ``name``; ``chosen`` is its colour while selected or checked."""
    return QIcon(_Engine(name, (colour, chosen or colour)))


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    text = resources.path("icons", f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(text.replace(_INK, colour).encode())


def picture(name: str, side: int, ratio: float, colour: str = Colour.TEXT) -> QPixmap:
    """The drawing as a picture of ``side`` px, for labels; ``ratio`` of the screen."""
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _drawing(name, colour).render(painter)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
