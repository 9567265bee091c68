"""Shows the pages of a PDF as pictures that are handed in: what is seen is what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Colour
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

GAP: Final = 14.0
ZOOMS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_SETTLE_MS: Final = 80


class PageViewer(QWidget):
    """Pages one below the other, with 上一页, 下一页, 放大, 缩小 and 适合宽度.

    ``page_wanted`` with a page's number (from 0) and the width in px of the screen it is to be
    drawn in: draw it in the background and hand it to ``show_page``.
    """

    page_wanted = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._view = _View()
        self._view.page_wanted.connect(self.page_wanted)
        self._view.page_reached.connect(self._on_page_reached)
        self._place = label("")
        self._earlier = Button("上一页", icon_name="up")
        self._later = Button("下一页", icon_name="down")
        self._earlier.clicked.connect(lambda: self._view.step(-1))
        self._later.clicked.connect(lambda: self._view.step(+1))
        bar = FlowLayout(spacing=10)
        for widget in (self._earlier, self._later, self._place):
            bar.addWidget(widget)
        for text, name, act in (
            ("缩小", "zoom-out", self._view.zoom_out),
            ("放大", "zoom-in", self._view.zoom_in),
            ("适合宽度", "", self._view.fit_width),
        ):
            button = Button(text, icon_name=name)
            button.clicked.connect(act)
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self._view, 1)

    def show_document(self, sizes: Sequence[QSizeF]) -> None:
        """Begin with a new document: the size of each page in points."""
        self._view.show_document(sizes)
        self._on_page_reached(0)

    def show_page(self, number: int, image: QImage) -> None:
        """Show the picture of one page."""
        self._view.show_page(number, image)

    def is_shown(self, number: int) -> bool:
        """Whether the picture of that page has come: before, its paper is white."""
        return self._view.is_shown(number)

    def _on_page_reached(self, number: int) -> None:
        count = self._view.page_count
        self._place.setText(f"第{number + 1}页，共{count}页" if count else "")
        self._earlier.setEnabled(number > 0)
        self._later.setEnabled(number + 1 < count)


class _View(QGraphicsView):
    """The scrolled pages. Asks for the pages in sight, once for each width."""

    page_wanted = Signal(int, int)
    page_reached = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self._pages: list[QGraphicsRectItem] = []
        self._pictures: dict[int, QGraphicsPixmapItem] = {}
        self._asked: dict[int, int] = {}
        self._zoom = 1.0
        self._is_fitted = True
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def sizeHint(self) -> QSize:
        """As small as may be: it takes what the rows around it leave."""
        return self.minimumSizeHint()

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def show_document(self, sizes: Sequence[QSizeF]) -> None:
        self._pages = []
        self._pictures.clear()
        self._asked.clear()
        self._scene.clear()
        top, widest = 0.0, max((size.width() for size in sizes), default=0.0)
        for size in sizes:
            left = (widest - size.width()) / 2
            frame = QRectF(left, top, size.width(), size.height())
            page = self._scene.addRect(frame, QColor(Colour.LINE), QColor(Colour.SURFACE))
            self._pages.append(page)
            top += size.height() + GAP
        self._scene.setSceneRect(QRectF(-GAP, -GAP, widest + 2 * GAP, top + GAP))
        self.fit_width()
        self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())

    def show_page(self, number: int, image: QImage) -> None:
        if number >= len(self._pages):
            return
        frame = self._pages[number].rect()
        picture = self._pictures.get(number) or self._scene.addPixmap(QPixmap())
        picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        picture.setPixmap(QPixmap.fromImage(image))
        picture.setScale(frame.width() / image.width())
        picture.setPos(frame.topLeft())
        picture.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self._pictures[number] = picture

    def is_shown(self, number: int) -> bool:
        return number in self._pictures

    def step(self, step: int) -> None:
        """To the top of the next page or the one before."""
        number = max(0, min(self._reached() + step, len(self._pages) - 1))
        if self._pages:
            top = self._pages[number].rect().top() - GAP / 2
            point = self.mapFromScene(0, top)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + point.y())

    def zoom_in(self) -> None:
        self._zoom_to(next((zoom for zoom in ZOOMS if zoom > self._zoom + 0.01), ZOOMS[-1]))

    def zoom_out(self) -> None:
        smaller = [zoom for zoom in ZOOMS if zoom < self._zoom - 0.01]
        self._zoom_to(smaller[-1] if smaller else ZOOMS[0])

    def fit_width(self) -> None:
        width = self._scene.sceneRect().width()
        if width:
            room = self.viewport().width() - 4
            self._zoom_to(max(0.1, room / width))
            self._is_fitted = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        is_at_top = bar.value() == bar.minimum()
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit_width()
        if is_at_top:
            bar.setValue(bar.minimum())
        self._settle.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start()

    def _zoom_to(self, zoom: float) -> None:
        self._is_fitted = False
        self._zoom = zoom
        self.resetTransform()
        self.scale(zoom, zoom)
        self._settle.start()

    def _on_scrolled(self) -> None:
        self.page_reached.emit(self._reached())
        self._settle.start()

    def _on_settled(self) -> None:
        """Ask for the pages in sight that are not drawn in this width yet."""
        sight = self.mapToScene(self.viewport().rect()).boundingRect()
        for number, page in enumerate(self._pages):
            width = round(page.rect().width() * self._zoom * self.devicePixelRatioF())
            if page.rect().intersects(sight) and self._asked.get(number) != width:
                self._asked[number] = width
                self.page_wanted.emit(number, width)

    def _reached(self) -> int:
        middle = self.mapToScene(self.viewport().rect().center()).y()
        tops = (number for number, page in enumerate(self._pages) if page.rect().top() > middle)
        return max(0, next(tops, len(self._pages)) - 1)
