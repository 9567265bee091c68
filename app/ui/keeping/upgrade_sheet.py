"""When the data could not be brought up to this version: nothing is lost, and it can be taken out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from app.ui.unlock_frame import Sheet
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark, label

NAME = "入户通资料导出.jsonl"


class UpgradeSheet(Sheet):
    """``export_requested`` with a path; ``leave_requested`` ends the program."""

    export_requested = Signal(str)
    leave_requested = Signal()

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.body.addWidget(label("资料还不能用这个版本打开", "heading"))
        self.body.addWidget(label(sentence, wraps=True))
        self._remark = Remark()
        self.body.addWidget(self._remark)
        self._export = primary("把现有资料导出成文件", icon_name="download")
        self._export.clicked.connect(self._on_export_pressed)
        self.body.addWidget(self._export)
        leave = Button("退出程序")
        leave.clicked.connect(self.leave_requested)
        self.body.addWidget(leave)

    def show_busy(self) -> None:
        """It is being written."""
        self._remark.say("正在导出…", "muted")
        self._export.setEnabled(False)

    def show_done(self, count: int) -> None:
        """It is written."""
        self._remark.say(f"已导出 {count} 条。文件没有加密，请妥善保管。", "ok")
        self._export.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """It could not be written."""
        self._remark.say(sentence)
        self._export.setEnabled(True)

    def _on_export_pressed(self) -> None:
        dialog = QFileDialog(self, "导出到哪里")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(NAME)
        dialog.fileSelected.connect(self.export_requested)
        dialog.open()
