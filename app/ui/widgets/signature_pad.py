"""Where somebody signs, with a pen, a finger or the mouse; what is kept is the picture."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Colour, line_height
from app.ui.widgets.buttons import quiet
from app.ui.widgets.texts import label

INK: Final = QColor("#111827")
_PEN: Final = 2.6
_MARGIN: Final = 6
_SCALE: Final = 2
"""Pixels of the picture per pixel of the screen: 300 dpi on paper at the size of a line."""


class SignaturePad(QWidget):
    """A box to sign in, with 重签 beside it; with ``is_drawing`` to draw in, with 重画.

    ``signed`` with a ``QImage`` (black on white, cut to the strokes) after each stroke;
    ``cleared`` when the signature was wiped.
    """

    signed = Signal(object)
    cleared = Signal()

    def __init__(self, who: str, *, is_drawing: bool = False) -> None:
        """``who`` signs; of a drawing, what is drawn."""
        super().__init__()
        title = who if is_drawing else f"{who}签名"
        if is_drawing:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box = _Box(title, "请在此处画图" if is_drawing else "请在此处签名")
        self._box.stroke_ended.connect(self._on_stroke_ended)
        self._again = quiet("重画" if is_drawing else "重签", icon_name="undo")
        self._again.clicked.connect(self.clear)
        self._again.setEnabled(False)
        head = QHBoxLayout()
        head.addWidget(label(title, wraps=is_drawing), 1)
        head.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._box)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._box.show_focus(is_there=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._box.show_focus(is_there=False)

    def clear(self) -> None:
        """Wipe the signature."""
        self._box.wipe()
        self._again.setEnabled(False)
        self.cleared.emit()

    def show_signature(self, image: QImage | None) -> None:
        """Show one made earlier; signing again replaces it."""
        self._box.show_earlier(image)
        self._again.setEnabled(image is not None)

    def image(self) -> QImage | None:
        """What was signed, or None."""
        return self._box.image()

    def _on_stroke_ended(self) -> None:
        self._again.setEnabled(True)
        self.signed.emit(self._box.image())


class _Box(QWidget):
    """The surface itself. ``stroke_ended`` when the pen is lifted."""

    stroke_ended = Signal()

    def __init__(self, title: str, prompt: str) -> None:
        super().__init__()
        self._prompt = prompt
        self._path = QPainterPath()
        self._earlier: QImage | None = None
        self._is_down = False
        self._has_focus = False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(f"{title}处")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(line_height(self) * 14, line_height(self) * 5)

    def show_focus(self, *, is_there: bool) -> None:
        """Whether the pad has the focus."""
        self._has_focus = is_there
        self.update()

    def wipe(self) -> None:
        self._path = QPainterPath()
        self._earlier = None
        self.update()

    def show_earlier(self, image: QImage | None) -> None:
        self.wipe()
        self._earlier = image

    def image(self) -> QImage | None:
        """The strokes on white, cut to what is drawn."""
        if self._path.isEmpty():
            return self._earlier
        bounds = self._path.boundingRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        size = QSize(round(bounds.width()) * _SCALE, round(bounds.height()) * _SCALE)
        made = QImage(size, QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        painter.scale(_SCALE, _SCALE)
        painter.translate(-bounds.topLeft())
        self._draw(painter)
        painter.end()
        return made

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._earlier = None
            self._is_down = True
            self._path.moveTo(event.position())
            self._path.lineTo(event.position() + QPointF(0.1, 0.1))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_down:
            self._path.lineTo(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_down and event.button() == Qt.MouseButton.LeftButton:
            self._is_down = False
            self.stroke_ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        frame = self.rect().adjusted(0, 0, -1, -1)
        painter.fillRect(frame, QColor(Colour.SURFACE))
        edge = Colour.PRIMARY if self._has_focus else Colour.EDGE
        painter.setPen(QPen(QColor(edge), 2 if self._has_focus else 1))
        painter.drawRect(frame)
        if self._earlier is not None:
            self._draw_earlier(painter, self._earlier)
        elif self._path.isEmpty():
            painter.setPen(QColor(Colour.MUTED))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._prompt)
        self._draw(painter)

    def _draw_earlier(self, painter: QPainter, image: QImage) -> None:
        room = self.rect().adjusted(8, 8, -8, -8)
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = room.x() + (room.width() - size.width()) // 2
        top = room.y() + (room.height() - size.height()) // 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(left, top, size.width(), size.height()), image)

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(INK, _PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(self._path)
