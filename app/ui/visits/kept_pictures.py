"""Photos and signatures of a finished visit, each with what it is, as soon as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.widgets.cards import SectionCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

HEIGHT: Final = 150
"""px; the picture itself is kept larger."""


@dataclass(frozen=True)
class KeptPicture:
    """A picture that is kept under ``sha256``; blank: a finger was pressed on the paper instead."""

    sha256: str
    words: str = ""


class PictureCard(SectionCard):
    """The pictures side by side; hidden where there are none."""

    def __init__(self, title: str, pictures: Sequence[KeptPicture]) -> None:
        super().__init__(f"{title}（{len(pictures)}）")
        self.frames: dict[str, list[QLabel]] = {}
        inside = QWidget()
        flow = FlowLayout(inside, spacing=14)
        for one in pictures:
            flow.addWidget(self._frame(one))
        self.body.addWidget(inside)
        if not pictures:
            self.hide()

    def show_content(self, sha256: str, content: bytes) -> None:
        """Show the picture kept under ``sha256``, if it is one of these."""
        image = QImage.fromData(content) if sha256 in self.frames else QImage()
        if image.isNull():
            return
        smooth = Qt.TransformationMode.SmoothTransformation
        for frame in self.frames[sha256]:
            frame.setPixmap(QPixmap.fromImage(image.scaledToHeight(HEIGHT, smooth)))

    def _frame(self, one: KeptPicture) -> QWidget:
        picture = label("正在读取…" if one.sha256 else "按了指印，见纸质表", "muted")
        picture.setMinimumHeight(HEIGHT)
        if one.sha256:
            self.frames.setdefault(one.sha256, []).append(picture)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(picture)
        if one.words:
            column.addWidget(label(one.words, "small"))
        return made
