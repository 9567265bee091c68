"""The two pictures of somebody unknown: added from a file, shown on request, which is audited."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services import rescue_photos
from app.ui.filing.acts import Verb
from app.ui.pages import Desk
from app.ui.theme import line_height
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.pictures import SUFFIXES, scaled_photo
from app.ui.widgets.texts import label

WORDS: Final = {"photo_face_id": "正面照", "photo_full_id": "全身照"}
LINES: Final = 9
"""Height of a shown picture, in lines of text."""


class PhotoRow(QWidget):
    """Both pictures of one registration. ``has``: which of them there are."""

    def __init__(self, desk: Desk, vagrant_id: str, has: frozenset[str], *, may_add: bool) -> None:
        super().__init__()
        self._desk = desk
        self._id = vagrant_id
        self._pictures: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, word in WORDS.items():
            row.addLayout(self._one(name, word, is_there=name in has, may_add=may_add), 1)

    def put_file(self, name: str, path: str) -> None:
        """Keep the picture in the file ``path``."""
        self._desk.background(self, partial(_read, path)).then(partial(self._put, name)).start()

    def _put(self, name: str, content: bytes) -> None:
        verb: Verb = partial(
            rescue_photos.put_photo, vagrant_id=self._id, name=name, content=content
        )
        desk = self._desk
        desk.operation(self, verb).then(lambda _id: desk.say(f"已加上{WORDS[name]}")).start()

    def _one(self, name: str, word: str, *, is_there: bool, may_add: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        picture = label(word if is_there else f"还没有{word}", "muted")
        picture.setAccessibleName(word)
        self._pictures[name] = picture
        column.addWidget(picture)
        buttons = QHBoxLayout()
        if is_there:
            show = Button(f"显示{word}", icon_name="show", look="inline")
            show.clicked.connect(partial(self._on_show_pressed, name))
            buttons.addWidget(show)
        if may_add:
            add = quiet(f"{'换一张' if is_there else '添加'}{word}", icon_name="camera")
            add.clicked.connect(partial(self._on_add_pressed, name))
            buttons.addWidget(add)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return column

    def _on_show_pressed(self, name: str) -> None:
        verb = partial(rescue_photos.photo_of, vagrant_id=self._id, name=name)
        self._desk.operation(self, verb).then(partial(self._show, name)).start()

    def _show(self, name: str, content: bytes) -> None:
        image = QImage.fromData(QByteArray(content))
        high = line_height(self) * LINES
        scaled = image.scaledToHeight(high, Qt.TransformationMode.SmoothTransformation)
        self._pictures[name].setPixmap(QPixmap.fromImage(scaled))

    def _on_add_pressed(self, name: str) -> None:
        kinds = f"照片 ({' '.join(f'*.{one}' for one in SUFFIXES)})"
        path, _ = QFileDialog.getOpenFileName(self, f"选择{WORDS[name]}", "", kinds)
        if path:
            self.put_file(name, path)


def _read(path: str) -> bytes:
    """The picture as it is kept: upright, small, without what the camera wrote into it."""
    with Path(path).open("rb") as file:
        return scaled_photo(file.read())
