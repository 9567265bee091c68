"""验真: paste or scan what a phone read from a code, or choose a PDF; the answer stands below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.key_book import KeyBook
from app.security.seal_check import Checked, Verdict, check_text
from app.services.seal_check import check_file
from app.storage.files import in_words
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk
from app.ui.theme import line_height
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Remark

ReadBook = Callable[[UnitOfWork], KeyBook]

PAUSE: Final = 300
"""Milliseconds after the last letter: a scanner types a code in a tenth of a second."""
_TONES: Final = {Verdict.GENUINE: "ok", Verdict.UNSIGNED: "info", Verdict.UNKNOWN_SIGNER: "info"}


class SealBox(QWidget):
    """``read_book`` gives the public keys that are known, inside an open unit of work."""

    def __init__(self, desk: Desk, read_book: ReadBook) -> None:
        super().__init__()
        self._desk = desk
        self._read_book = read_book
        self.box = QPlainTextEdit()
        self.box.setAccessibleName("二维码的文字")
        self.box.setPlaceholderText("验真：贴上二维码的文字，或用扫码枪扫")
        self.box.setFixedHeight(4 * line_height(self))
        self.box.setTabChangesFocus(True)
        self.choose = Button("选PDF…", icon_name="search")
        self.choose.clicked.connect(self._on_choose)
        self.remark = Remark()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._on_pause)
        self.box.textChanged.connect(self._pause.start)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.box, 1)
        row.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.remark)

    def check_text(self, text: str) -> None:
        """The text of a code."""
        self._check(lambda work: check_text(text, self._read_book(work)))

    def check_file(self, path: Path) -> None:
        """A PDF of this program, or a file with the text of a code."""
        self._check(lambda work: check_file(_content(path), self._read_book(work)))

    def _check(self, verb: Callable[[UnitOfWork], Checked]) -> None:
        self._desk.operation(self, verb).replacing("seal").then(self.show_answer).otherwise(
            lambda problem: self.say(problem.sentence)
        ).start()

    def show_answer(self, found: Checked) -> None:
        """Genuine, altered, withdrawn, unknown: in words, with what the code says."""
        about = "　".join(one for one in (found.number, found.kind, found.day) if one)
        parts = (f"{found.title}。{found.sentence}", about, found.standing)
        text = "\n".join(part for part in parts if part)
        self.remark.say(text, _TONES.get(found.verdict, "error"))

    def say(self, sentence: str) -> None:
        """Why it could not be checked."""
        self.remark.say(sentence, "error")

    def put_away(self) -> None:
        """Nothing of what was checked stays."""
        self._pause.stop()
        was_blocked = self.box.blockSignals(True)
        self.box.clear()
        self.box.blockSignals(was_blocked)
        self.remark.say("", "muted")

    def _on_pause(self) -> None:
        text = self.box.toPlainText().strip()
        if text:
            self.check_text(text)
        else:
            self.remark.say("", "muted")

    def _on_file_selected(self, path: str) -> None:
        self.check_file(Path(path))

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "选一份要验的PDF")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("文书 (*.pdf *.txt)")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()


def no_book(_work: UnitOfWork) -> KeyBook:
    """No key is known."""
    return KeyBook()


def _content(path: Path) -> bytes:
    with in_words():
        return path.read_bytes()
