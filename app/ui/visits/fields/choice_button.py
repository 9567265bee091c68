"""A big button for one choice: a circle or a box to see how many may be chosen, and its number."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.forms.states import Choice
from app.ui.theme import Colour

_FLAGS: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_LEAST_HEIGHT: Final = 44
_PICTURE_LINES: Final = 4
_WIDEST: Final = 22
"""Widths of a character after which a label goes on in the next line, where width is free."""


class ChoiceButton(QAbstractButton):
    """``number`` is the key that chooses it, 0 for none; ``badge`` stands in the mark: a rank.

    ``is_many``: a box, several may be chosen. ``is_bare``: only the mark, the label is a heading
    elsewhere. ``is_centred``: mark above the label. ``is_even``: as wide as the others beside it.
    """

    def __init__(
        self,
        choice: Choice,
        number: int = 0,
        *,
        is_many: bool = False,
        is_bare: bool = False,
        is_centred: bool = False,
        is_even: bool = False,
        image: QImage | None = None,
    ) -> None:
        super().__init__()
        self.choice = choice
        self.badge = ""
        self._number = number if number <= 9 else 0
        self._is_many = is_many
        self._is_bare = is_bare
        self._is_centred = is_centred
        self._image = QPixmap.fromImage(image) if image is not None else None
        self.setCheckable(True)
        self.setText(choice.label or choice.value)
        self.setAccessibleName(self.text())
        self.setToolTip(self.text() if is_bare else "")
        self.setMouseTracking(True)
        is_stretched = is_bare or is_centred or is_even
        across = QSizePolicy.Policy.Expanding if is_stretched else QSizePolicy.Policy.Minimum
        self.setSizePolicy(QSizePolicy(across, QSizePolicy.Policy.Fixed))

    def show_badge(self, text: str) -> None:
        """Another text in the mark."""
        if text != self.badge:
            self.badge = text
            self.update()

    # -- size ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        pad = self._pad()
        widest = round(metrics.averageCharWidth() * 2 * _WIDEST)
        text = metrics.boundingRect(QRect(0, 0, widest, 10_000), _FLAGS, self.text())
        beside = self._mark() + pad + (self._key_width() if self._number else 0)
        height = max(text.height() + round(pad * 1.2), _LEAST_HEIGHT, round(metrics.height() * 1.9))
        if self._is_bare:
            return QSize(self._mark() + 2 * pad, height)
        if self._is_centred:
            return QSize(text.width() + pad, height + self._mark())
        if self._image is not None:
            side = picture_side(self)
            height = max(height, side + pad)
            beside += side + pad
        return QSize(beside + text.width() + 2 * pad, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - pure virtual in Qt
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        mark = self._mark_place()
        self._paint_mark(painter, mark)
        if not self._is_bare:
            self._paint_label(painter, mark)

    def _paint_frame(self, painter: QPainter) -> None:
        is_strong = self.isChecked() or self.hasFocus()
        hovers = self.underMouse() and self.isEnabled()
        width = 2.0 if is_strong else 1.0
        edge = Colour.PRIMARY if is_strong or hovers else Colour.EDGE
        ground = (
            Colour.SELECTION if self.isChecked() else Colour.HEADER if hovers else Colour.SURFACE
        )
        if not self.isEnabled():
            edge, ground = Colour.LINE, Colour.HEADER
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(frame, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), 4, 4)

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        is_on = self.isChecked()
        ink = Colour.PRIMARY if self.isEnabled() else Colour.DISABLED
        painter.setPen(QPen(QColor(ink if is_on else Colour.EDGE), 2 if is_on else 1.4))
        painter.setBrush(QColor(ink if is_on and self._is_many else Colour.SURFACE))
        if self._is_many:
            painter.drawRoundedRect(place, 4, 4)
        else:
            painter.drawEllipse(place)
        if is_on and self.badge:
            painter.setPen(QColor(Colour.ON_PRIMARY))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.badge)
        elif is_on and self._is_many:
            self._paint_tick(painter, place)
        elif is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            inset = place.width() * 0.26
            painter.drawEllipse(place.adjusted(inset, inset, -inset, -inset))

    @staticmethod
    def _paint_tick(painter: QPainter, place: QRectF) -> None:
        pen = QPen(QColor(Colour.ON_PRIMARY), place.width() * 0.14)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        corners = ((0.24, 0.54), (0.43, 0.72), (0.77, 0.3))
        points = [
            QPointF(place.x() + x * place.width(), place.y() + y * place.height())
            for x, y in corners
        ]
        painter.drawPolyline(points)

    def _paint_label(self, painter: QPainter, mark: QRectF) -> None:
        pad = self._pad()
        painter.setFont(self._font())
        painter.setPen(QColor(Colour.TEXT if self.isEnabled() else Colour.MUTED))
        if self._is_centred:
            room = QRect(
                0, round(mark.bottom()), self.width(), self.height() - round(mark.bottom())
            )
            painter.drawText(room, _FLAGS | int(Qt.AlignmentFlag.AlignHCenter), self.text())
            return
        left = round(mark.right()) + pad // 2 + 2
        if self._image is not None:
            side = picture_side(self)
            size = self._image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawPixmap(
                QRect(left, (self.height() - size.height()) // 2, size.width(), size.height()),
                self._image,
            )
            left += side + pad
        right = self.width() - pad - (self._key_width() if self._number else 0)
        painter.drawText(QRect(left, 0, right - left, self.height()), _FLAGS, self.text())
        if self._number:
            painter.setFont(self._small())
            painter.setPen(QColor(Colour.MUTED))
            room = self.rect().adjusted(0, 4, -7, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(self._number))

    # -- lengths -------------------------------------------------------------------------------

    def _mark_place(self) -> QRectF:
        side = self._mark()
        if self._is_bare:
            return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self._is_centred:
            return QRectF((self.width() - side) / 2, self._pad() * 0.5, side, side)
        return QRectF(self._pad(), (self.height() - side) / 2, side, side)

    def _mark(self) -> int:
        return max(20, round(self.fontMetrics().height() * 0.86))

    def _pad(self) -> int:
        return max(10, round(self.fontMetrics().height() * 0.5))

    def _key_width(self) -> int:
        return round(self.fontMetrics().averageCharWidth() * 2)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(self.isChecked())
        return font

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.7)
        return font

    def _metrics(self) -> QFontMetrics:
        """Of the bold font: a button keeps its size when it is chosen."""
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)


def picture_side(shown_in: QWidget) -> int:
    """The side of the square in which a choice's picture stands, in pixels."""
    return round(shown_in.fontMetrics().height() * _PICTURE_LINES)


def has_roving_focus(buttons: list[ChoiceButton], at: QWidget | None) -> None:
    """Let Tab stop at one button only; arrows reach the others."""
    stop = at if at in buttons else next((one for one in buttons if one.isChecked()), None)
    for place, one in enumerate(buttons):
        is_stop = one is stop or (stop is None and place == 0)
        one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)
