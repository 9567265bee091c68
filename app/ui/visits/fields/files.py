"""A file that belongs to an answer: a sound, a scan; stored as it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Refused, Unavailable
from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.texts import label

MOST_BYTES: Final = 20_000_000


class FileField(Field):
    """One file. The answer is its sha256."""

    def __init__(self, state: NodeState, doors: Doors) -> None:
        super().__init__(state)
        self._doors = doors
        self._text = label("", "muted")
        self.button = Button("选择文件", icon_name="file")
        self.button.clicked.connect(self._pick_file)
        self._remove = quiet("移除", icon_name="delete")
        self._remove.clicked.connect(lambda: self.committed.emit(""))
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self._text)
        row.addWidget(self._remove)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.remark)
        self.setFocusProxy(self.button)
        self.watch((self.button,))
        self.show_state(state)

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        self._text.setText("已存入一个文件" if state.value else "还没有文件")
        self._remove.setVisible(bool(state.value) and not state.readonly)
        self.button.setEnabled(not state.readonly)

    def add_file(self, path: str) -> None:
        """Take in a file."""
        self._doors.work_aside(partial(_content, path), self._on_read, self.say)

    def _on_read(self, content: bytes) -> None:
        self._doors.store_blob(content, "file", self.committed.emit, self.say)

    def _pick_file(self) -> None:
        dialog = QFileDialog(self, "选择文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_file)
        dialog.open()

    def stops(self) -> list[QWidget]:
        return [self.button, self._remove]


def _content(path: str) -> bytes:
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Refused("文件太大（超过20 MB）。请换一个小一些的。", code="file_too_large")
        return file.read_bytes()
    except OSError as error:
        raise Unavailable(
            "读不到这个文件。请检查U盘或文件夹后再试。", code="file_unavailable"
        ) from error
