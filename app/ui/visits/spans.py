"""A layout in twelfths of its width: what is hidden leaves no hole, what does not fit goes below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

WHOLE: Final = 12
HALF: Final = 6


class SpanLayout(QLayout):
    """Widgets side by side by their spans. Narrower than ``narrow`` px, each has its own line."""

    def __init__(self, parent: QWidget, narrow: int, gap: int = 20, line_gap: int = 14) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._spans: dict[QWidget, int] = {}
        self._narrow = narrow
        self._gap = gap
        self._line_gap = line_gap
        self._heights: dict[int, int] = {}
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def add(self, widget: QWidget, span: int) -> None:
        """Add ``widget`` at the end, ``span`` twelfths wide."""
        self._spans[widget] = min(max(span, 1), WHOLE)
        self.addWidget(widget)

    def set_narrow(self, narrow: int) -> None:
        """Another width below which each widget has its own line."""
        self._narrow = narrow
        self.invalidate()

    # -- what Qt asks --------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if not 0 <= index < len(self._items):
            return None
        item = self._items.pop(index)
        self._spans.pop(item.widget(), None)
        self.invalidate()
        return item

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._set_out(QRect(0, 0, width, 0), is_trial=True)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._set_out(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widths = [item.minimumSize().width() for item in self._items if not item.isEmpty()]
        return QSize(max(widths, default=0), 0)

    # -- setting out ---------------------------------------------------------------------------

    def _set_out(self, rect: QRect, *, is_trial: bool) -> int:
        """Place every item within ``rect``; the height that takes."""
        top = rect.y()
        lines = self._lines(rect.width())
        for line in lines:
            boxes = self._boxes(line, rect)
            height = max(_height(item, width) for item, _, width in boxes)
            if not is_trial:
                for item, left, width in boxes:
                    item.setGeometry(QRect(left, top, width, height))
            top += height + self._line_gap
        return top - self._line_gap - rect.y() if lines else 0

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        taken = WHOLE
        for item in self._items:
            if item.isEmpty():
                continue
            span = self._span(item, width)
            if taken + span > WHOLE:
                lines.append([])
                taken = 0
            lines[-1].append(item)
            taken += span
        return lines

    def _boxes(self, line: list[QLayoutItem], rect: QRect) -> list[tuple[QLayoutItem, int, int]]:
        part = (rect.width() + self._gap) / WHOLE
        boxes: list[tuple[QLayoutItem, int, int]] = []
        taken = 0
        for item in line:
            span = self._span(item, rect.width())
            left = round(taken * part)
            width = round((taken + span) * part) - self._gap - left
            boxes.append((item, rect.x() + left, width))
            taken += span
        return boxes

    def _span(self, item: QLayoutItem, width: int) -> int:
        widget = item.widget()
        if width < self._narrow:
            return WHOLE
        return self._spans.get(widget, WHOLE)


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
