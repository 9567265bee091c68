"""忘记密码, in three steps: ask the county, wait for two officers, choose a new password."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.unlock.new_password import NewPassword
from app.ui.unlock.password_field import CheckPassword
from app.ui.unlock.request_code import Modules, RequestCode
from app.ui.unlock_frame import Sheet
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark, label

ABOUT: Final = (
    "资料都还在。县里两名管理人员核对是您本人以后，可以一起打开一次，由您设一个新密码；他们看不到您的密码和资料。",
    "先提出申请，再把屏幕上的代码当面或打电话念给他们。",
)
WAITING: Final = (
    "请把这个代码念给县民政局的管理人员，一般半小时内办好。答复24小时内有效，只能在这台电脑上用一次。",
)
CHOOSING: Final = "县里已经答复，请设一个新密码。"
REQUEST_NAME: Final = "找回密码申请.ruhurequest"
LONGEST: Final = 65_536


class RecoverySheet(Sheet):
    """``ask_requested`` with a path, or blank to send it over the line: then ``show_waiting`` with
    the code and the request as a QR code. ``fetch_requested``: look whether there is an answer; ``show_answer`` with its text.
    ``password_chosen`` with answer and password. ``show_problem`` whenever something went wrong.
    ``back_requested`` to the unlock window. ``has_line``: whether the county can be reached."""

    ask_requested = Signal(str)
    fetch_requested = Signal()
    password_chosen = Signal(str, str)
    back_requested = Signal()

    def __init__(self, check: CheckPassword, *, has_line: bool) -> None:
        super().__init__()
        self._answer = ""
        self._modules: Modules | None = None
        self._step = 0
        self._steps = QWidget()
        self._remark = Remark()
        self.code = label("", "title")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code.setAccessibleName("代码")
        self.password = NewPassword(check)
        self._set = primary("设好新密码，打开", icon_name="unlock")
        self._set.setEnabled(False)
        self._set.clicked.connect(self._on_set)
        self.password.changed.connect(lambda: self._set.setEnabled(self.password.is_ready))
        self.password.entered.connect(self._on_set)
        self._back = Button("返回，再想想密码", icon_name="left")
        self._back.clicked.connect(self.back_requested)
        self.body.addWidget(label("找回密码", "heading"))
        self._rooms = (self._asking(has_line), self._waiting(has_line), self._choosing())
        column = QVBoxLayout(self._steps)
        column.setContentsMargins(0, 0, 0, 0)
        for room in self._rooms:
            column.addWidget(room)
        for widget in (self._steps, self._remark, self._back):
            self.body.addWidget(widget)
        self._go_to(0)

    @property
    def step(self) -> int:
        """Which of the three is shown, from 0."""
        return self._step

    def show_busy(self, text: str) -> None:
        """Something is under way."""
        self._remark.say(text, "muted")
        self._steps.setEnabled(False)
        self._back.setEnabled(False)

    def show_waiting(self, code: str, modules: Modules, said: str = "") -> None:
        """There is a request; the person reads its code out. ``modules``: all of it, to be scanned."""
        self.code.setText(code)
        self._modules = modules
        self._go_to(1)
        self._remark.say(said, "ok")

    def show_answer(self, text: str) -> None:
        """The county has answered; empty: not yet."""
        self._answer = text
        self._go_to(2 if text else 1)
        self._remark.say("" if text else "县里还没有答复。请过一会儿再看。", "info")

    def show_problem(self, sentence: str) -> None:
        """It did not work; all is as it was."""
        self._go_to(self.step)
        self._remark.say(sentence)

    def read_answer(self, path: str) -> None:
        """Take the answer out of a file."""
        try:
            with Path(path).open(encoding="ascii", errors="replace") as file:
                self.show_answer(file.read(LONGEST).strip())
        except OSError:
            self.show_problem("这个文件读不出来。请检查U盘，或另选文件。")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_to(self.step)

    # -- private -------------------------------------------------------------------------------

    def _go_to(self, step: int) -> None:
        self._steps.setEnabled(True)
        self._back.setEnabled(True)
        self._step = step
        for place, room in enumerate(self._rooms):
            room.setVisible(place == step)
        self._back.setVisible(step < len(self._rooms) - 1)
        self._rooms[step].setFocus()

    def _asking(self, has_line: bool) -> QWidget:
        send = primary("从网上送到县里", icon_name="upload")
        send.clicked.connect(lambda: self.ask_requested.emit(""))
        save = Button("存成文件，带到县里", icon_name="download") if has_line else None
        save = save or primary("存成文件，带到县里", icon_name="download")
        save.clicked.connect(self._on_save_pressed)
        return _column(ABOUT, (send, save) if has_line else (save,))

    def _waiting(self, has_line: bool) -> QWidget:
        fetch = primary("看看有没有答复", icon_name="download")
        fetch.clicked.connect(self.fetch_requested)
        choose = Button("选答复文件", icon_name="folder")
        choose.clicked.connect(self._on_choose_pressed)
        scan = Button("二维码", icon_name="show")
        scan.clicked.connect(self._on_scan_pressed)
        again = Button("重新申请", icon_name="undo")
        again.clicked.connect(lambda: self._go_to(0))
        others = QWidget()
        row = QHBoxLayout(others)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(choose, 1)
        row.addWidget(scan, 1)
        row.addWidget(again, 1)
        asked = (fetch, others) if has_line else (others,)
        return _column(WAITING, (self.code, *asked))

    def _choosing(self) -> QWidget:
        room = _column((CHOOSING,), (self.password, self._set))
        room.setFocusProxy(self.password)
        return room

    def _on_save_pressed(self) -> None:
        dialog = QFileDialog(self, "申请存到哪里", REQUEST_NAME)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.ask_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选答复文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_answer)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_scan_pressed(self) -> None:
        if self._modules is not None:
            dialog = RequestCode(self._modules, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_set(self) -> None:
        if self.password.is_ready and self._steps.isEnabled():
            self.password_chosen.emit(self._answer, self.password.text())

    def wipe(self) -> None:
        """Nothing typed stays."""
        self.password.wipe()
        self._answer = ""


def _column(sentences: Sequence[str], widgets: Sequence[QWidget]) -> QWidget:
    room = QWidget()
    column = QVBoxLayout(room)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for sentence in sentences:
        column.addWidget(label(sentence, wraps=True))
    for widget in widgets:
        column.addWidget(widget)
    room.setFocusProxy(widgets[0])
    return room
