"""Photos as small pictures in a row: open, remove, add from a file, by dropping or pasting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.theme import Colour, line_height
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

PICTURES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


@dataclass(frozen=True)
class Thumbnail:
    """One photo: its ``key``, a small picture, and what it shows."""

    key: str
    image: QImage = field(repr=False)
    caption: str = ""


class ThumbnailStrip(QWidget):
    """A row of photos and 添加照片.

    ``add_requested``: show a file dialog. ``files_dropped`` with paths of pictures.
    ``image_pasted`` with a ``QImage``. ``open_requested`` and ``remove_requested`` with a key.
    """

    add_requested = Signal()
    files_dropped = Signal(object)
    image_pasted = Signal(object)
    open_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, add_text: str = "添加照片") -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._flow = FlowLayout(self, spacing=10)
        self._frames: dict[str, _Frame] = {}
        self._add = Button(add_text, icon_name="camera")
        self._add.setToolTip("从电脑里选照片；也可以把照片拖到这里，或复制后按 Ctrl+V")
        self._add.clicked.connect(self.add_requested)
        self._flow.addWidget(self._add)

    def show_photos(self, photos: Sequence[Thumbnail]) -> None:
        """Replace what is shown."""
        for frame in self._frames.values():
            self._flow.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        self._flow.removeWidget(self._add)
        self._frames = {photo.key: self._frame(photo) for photo in photos}
        self._flow.addWidget(self._add)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._pictures(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := self._pictures(event):
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        image = QGuiApplication.clipboard().image()
        if event.matches(QKeySequence.StandardKey.Paste) and not image.isNull():
            self.image_pasted.emit(image)
        else:
            super().keyPressEvent(event)

    def _frame(self, photo: Thumbnail) -> _Frame:
        frame = _Frame(photo)
        frame.opened.connect(partial(self.open_requested.emit, photo.key))
        frame.removed.connect(partial(self.remove_requested.emit, photo.key))
        self._flow.addWidget(frame)
        return frame

    @staticmethod
    def _pictures(event: QDropEvent) -> list[str]:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if path.lower().endswith(PICTURES)]


class _Frame(QWidget):
    """One photo with 移除 below."""

    opened = Signal()
    removed = Signal()

    def __init__(self, photo: Thumbnail) -> None:
        super().__init__()
        side = line_height(self) * 5
        picture = QToolButton()
        picture.setIcon(QPixmap.fromImage(photo.image))
        picture.setIconSize(QSize(side, round(side * 0.75)))
        picture.setToolTip("打开看大图 (Enter)")
        picture.setAccessibleName(photo.caption or "照片")
        picture.clicked.connect(self.opened)
        remove = quiet("移除", icon_name="delete")
        remove.clicked.connect(self.removed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(picture)
        if photo.caption:
            column.addWidget(label(photo.caption, "small"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(remove, 0, Qt.AlignmentFlag.AlignHCenter)


def placeholder(side: int) -> QImage:
    """What stands for a photo whose picture is still being read."""
    return icon("image", Colour.EDGE).pixmap(side, side).toImage()
