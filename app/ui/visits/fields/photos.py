"""Photos of a question: from a file, dropped, or pasted; made small, stored, shown in a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.errors import Unavailable
from app.forms.states import NodeState
from app.ui.theme import line_height
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.widgets.buttons import Button
from app.ui.widgets.pictures import MOST_BYTES, SUFFIXES, as_png, scaled_photo, too_large
from app.ui.widgets.texts import label
from app.ui.widgets.thumbnails import Thumbnail, ThumbnailStrip, placeholder

MOST_PHOTOS: Final = 9
_FILTER: Final = "照片 ({})".format(" ".join(f"*.{suffix}" for suffix in SUFFIXES))


class PhotosField(Field):
    """Up to nine photos. The answer is their sha256, separated by one blank."""

    def __init__(self, state: NodeState, doors: Doors) -> None:
        super().__init__(state)
        self._doors = doors
        self._images: dict[str, QImage] = {}
        self._coming = 0
        self._complaint = ""
        self._strip = ThumbnailStrip()
        self._strip.add_requested.connect(self._pick_files)
        self._strip.files_dropped.connect(self.add_files)
        self._strip.image_pasted.connect(self.add_image)
        self._strip.open_requested.connect(self._open)
        self._strip.remove_requested.connect(self.remove)
        self._count = label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._strip)
        column.addWidget(self._count)
        column.addWidget(self.remark)
        if (add := self._add_button()) is not None:
            self.setFocusProxy(add)
            self.watch((add,))
        self.show_state(state)

    # -- showing -------------------------------------------------------------------------------

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        for sha256 in self.hashes():
            if sha256 not in self._images:
                self._images[sha256] = placeholder(line_height(self) * 4)
                self._doors.load_blob(sha256, partial(self._on_loaded, sha256), self._complain)
        self._strip.setEnabled(not state.readonly)
        self._show_photos()

    def hashes(self) -> list[str]:
        """The photos of the answer, in order."""
        return self.state.value.split(" ") if self.state.value else []

    def say(self, text: str, tone: str = "error") -> None:
        if not self._complaint:
            super().say(text, tone)

    def _show_photos(self) -> None:
        hashes = self.hashes()
        self._strip.show_photos([Thumbnail(one, self._images[one]) for one in hashes])
        coming = f"，正在存入 {self._coming} 张" if self._coming else ""
        self._count.setText(f"{len(hashes)} / {MOST_PHOTOS} 张{coming}；可以拖进来，也可以粘贴")

    def _add_button(self) -> Button | None:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self._strip.findChild(Button, options=direct)

    def _on_loaded(self, sha256: str, content: bytes) -> None:
        image = QImage.fromData(content)
        if not image.isNull():
            self._images[sha256] = image
            self._show_photos()

    # -- adding and removing -------------------------------------------------------------------

    def add_files(self, paths: list[str]) -> None:
        """Take in picture files, as many as there is room for."""
        for path in paths[: self._room(len(paths))]:
            self._take_in(partial(_scaled_file, path))

    def add_image(self, image: QImage) -> None:
        """Take in a picture from the clipboard."""
        if self._room(1):
            self._take_in(partial(_scaled_image, image.copy()))

    def remove(self, sha256: str) -> None:
        """Take a photo out of the answer; undo brings it back."""
        self._give([one for one in self.hashes() if one != sha256])

    def _room(self, wanted: int) -> int:
        room = max(0, MOST_PHOTOS - len(self.hashes()) - self._coming)
        if wanted > room:
            self._complain(f"最多放 {MOST_PHOTOS} 张照片，多出的没有放入。请先移除不需要的。")
        return room

    def _take_in(self, work: Callable[[], bytes]) -> None:
        self._coming += 1
        self._show_photos()
        self._doors.work_aside(work, self._on_scaled, self._on_failed)

    def _on_scaled(self, content: bytes) -> None:
        then = partial(self._on_stored, content)
        self._doors.store_blob(content, "photo", then, self._on_failed)

    def _on_stored(self, content: bytes, sha256: str) -> None:
        self._coming -= 1
        self._images[sha256] = QImage.fromData(content)
        if sha256 in self.hashes():
            self._show_photos()
        else:
            self._give([*self.hashes(), sha256])

    def _on_failed(self, sentence: str) -> None:
        self._coming -= 1
        self._show_photos()
        self._complain(sentence)

    def _give(self, hashes: list[str]) -> None:
        self._complaint = ""
        self.committed.emit(" ".join(hashes))

    def _complain(self, sentence: str) -> None:
        self._complaint = sentence
        super().say(sentence, "warn")

    # -- dialogs -------------------------------------------------------------------------------

    def _pick_files(self) -> None:
        dialog = QFileDialog(self, "选择照片", "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def _open(self, sha256: str) -> None:
        self._doors.load_blob(sha256, self._show_large, self._complain)

    def _show_large(self, content: bytes) -> None:
        PictureDialog(QImage.fromData(content), self).open()


class PictureDialog(QDialog):
    """A picture as large as the window allows; Esc or a click closes it."""

    def __init__(self, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("照片")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = image.scaled(
            parent.window().size() * 0.9,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        picture = QLabel()
        picture.setPixmap(QPixmap.fromImage(shown))
        QVBoxLayout(self).addWidget(picture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.accept()


def _scaled_file(path: str) -> bytes:
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise too_large()
        content = file.read_bytes()
    except OSError as error:
        raise Unavailable(
            "读不到这张照片。请检查U盘或文件夹后再试。", code="picture_unavailable"
        ) from error
    return scaled_photo(content)


def _scaled_image(image: QImage) -> bytes:
    return scaled_photo(as_png(image))
