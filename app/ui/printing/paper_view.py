"""A paper as it will come out, page by page, or the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.printing.preview import Picture
from app.services.papers import RenderedPaper
from app.ui.pages import Desk
from app.ui.printing.shown_paper import picture, sizes
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.page_viewer import PageViewer


class PaperView(QWidget):
    """``opened`` with the paper and how many pages it has, as soon as they are counted. The bytes
    are kept in memory only, until there is nothing or another paper to show."""

    opened = Signal(object, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.paper: RenderedPaper | None = None
        self.viewer = PageViewer()
        self.viewer.page_wanted.connect(self._on_page_wanted)
        self._empty = EmptyState("print", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.viewer, 1)
        column.addWidget(self._empty, 1)

    def show_paper(self, paper: RenderedPaper) -> None:
        """Show ``paper``."""
        self.paper = paper
        self._desk.background(self, partial(sizes, paper.pdf)).replacing("sizes").then(
            partial(self._show_pages, paper)
        ).start()

    def show_nothing(self, sentence: str) -> None:
        """Forget the paper; say ``sentence``."""
        self.paper = None
        self.viewer.show_document(())
        self.viewer.hide()
        self._empty.show_sentence(sentence)
        self._empty.show()

    def _show_pages(self, paper: RenderedPaper, sizes: Sequence[tuple[float, float]]) -> None:
        if paper is self.paper:
            self._empty.hide()
            self.viewer.show()
            self.viewer.show_document([QSizeF(*size) for size in sizes])
            self.opened.emit(paper, len(sizes))

    def _on_page_wanted(self, number: int, width: int) -> None:
        paper = self.paper
        if paper is not None:
            drawn = self._desk.background(self, partial(picture, paper.pdf, number, width))
            drawn.then(partial(self._on_picture, paper, number)).start()

    def _on_picture(self, paper: RenderedPaper, number: int, picture: Picture) -> None:
        if paper is self.paper:
            shape = QImage.Format.Format_RGBX8888
            image = QImage(picture.rgba, picture.width, picture.height, shape)
            self.viewer.show_page(number, image.copy())
