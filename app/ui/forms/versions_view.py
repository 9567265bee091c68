"""The published versions on this laptop: receive one from a file, save one to carry on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.forms.bundle import MOST_BYTES, SUFFIX
from app.services import published_forms
from app.services.published_forms import FormLine, Published
from app.storage.files import in_words
from app.ui.forms.lines import VERSIONS
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.columns import RowAction
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

FILES: Final = f"发布的表单 (*{SUFFIX})"
ABOUT: Final = (
    "县民政局发布的表单。新版收到以后，新的走访用新版填；原来的走访和草稿仍用填写时的版本。"
)


class VersionsView(QWidget):
    """``received`` after a version was taken in."""

    received = Signal()

    def __init__(self, desk: Desk, own_key: bytes) -> None:
        super().__init__()
        self._desk = desk
        self._own_key = own_key
        self._content = b""
        self._mark = ""
        self.remark = Remark()
        self.versions = WorkList(VERSIONS, (RowAction("另存为文件", self._on_save, "download"),))
        self.versions.setAccessibleName("已发布的表单")
        self.receive_button = Button("接收表单文件", icon_name="download")
        self.receive_button.clicked.connect(self._on_choose_pressed)
        self.trust_button = Button("指纹核对一致，接收", icon_name="check")
        self.trust_button.clicked.connect(self._on_trusted)
        self.trust_button.hide()
        save = quiet("另存为文件", icon_name="file")
        save.clicked.connect(lambda: self._on_save(self.versions.chosen_rows()))
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.receive_button, self.trust_button, save):
            row.addWidget(button)
        row.addStretch(1)
        own = published_forms.fingerprint(own_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(ABOUT, wraps=True))
        column.addLayout(row)
        column.addWidget(self.remark)
        column.addWidget(self.versions, 1)
        column.addWidget(label(f"这台电脑自己的发布指纹：{own}", "muted", wraps=True))

    def load(self) -> None:
        """List what is here."""
        self._desk.operation(self, published_forms.list_published).replacing("versions").then(
            self.versions.show_rows
        ).start()

    def receive(self, path: str) -> None:
        """Take in the file at ``path``; somebody unknown is asked about first."""
        self._desk.background(self, partial(_read, Path(path))).then(self._on_read).otherwise(
            self._on_trouble
        ).start()

    def save(self, published: Published) -> None:
        """Ask where to put a version's file, and put it there."""
        dialog = QFileDialog(self, "另存发布的表单")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(FILES)
        dialog.selectFile(published.file_name)
        dialog.fileSelected.connect(partial(self._on_place_chosen, published))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- inside --------------------------------------------------------------------------------

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选发布的表单")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([FILES, "全部文件 (*)"])
        dialog.fileSelected.connect(self.receive)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_read(self, content: bytes) -> None:
        self._content, self._mark = content, ""
        self._take_in()

    def _on_trusted(self) -> None:
        self._take_in()

    def _take_in(self) -> None:
        self.trust_button.hide()
        verb = partial(
            published_forms.receive,
            content=self._content,
            own_key=self._own_key,
            confirmed_fingerprint=self._mark,
        )
        self._desk.operation(self, verb).then(self._on_received).otherwise(self._on_trouble).start()

    def _on_received(self, line: FormLine) -> None:
        self._content, self._mark = b"", ""
        self.remark.say(f"收到了“{line.title}”{line.version}版。", "ok")
        self.load()
        self.received.emit()

    def _on_trouble(self, problem: Problem) -> None:
        self.remark.say(
            problem.sentence, "warn" if problem.code == "publisher_unknown" else "error"
        )
        if problem.code == "publisher_unknown":
            self._mark = published_forms.signer_of(self._content)
            self.trust_button.show()

    def _on_save(self, rows: Sequence[FormLine]) -> None:
        if not rows:
            self.remark.say("请先在列表里选一个版本。", "warn")
            return
        verb = partial(published_forms.bundle_of, sha256=rows[0].sha256)
        self._desk.operation(self, verb).then(self.save).otherwise(self._on_trouble).start()

    def _on_place_chosen(self, published: Published, path: str) -> None:
        place = Path(path)
        place = place if place.suffix == SUFFIX else place.with_name(place.name + SUFFIX)
        self._desk.background(self, partial(save_bytes, place, published.content)).then(
            lambda _none: self.remark.say(f"已存到 {place.name}，可以拷到别的电脑上接收。", "ok")
        ).otherwise(self._on_trouble).start()


def _read(path: Path) -> bytes:
    with in_words(), path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
