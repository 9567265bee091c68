"""When the file is damaged: what happened, what can be saved, and what was; in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from app.ui.unlock_frame import Sheet
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark, label

WHAT_HAPPENS = (
    "这台电脑上的资料文件坏了（可能是断电、硬盘故障或杀毒软件改动）。",
    "可以试着抢救：先把坏文件原样另存一份，再从最近的完整备份和还读得出的内容里恢复。",
    "抢救不会删除任何东西；做完会说明救回了什么、少了什么。",
)


class SalvageSheet(Sheet):
    """``salvage_requested``: try it. ``open_requested``: go on with what was saved.
    ``leave_requested``: end the program and leave everything as it is."""

    salvage_requested = Signal()
    open_requested = Signal()
    leave_requested = Signal()

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._heading = label("资料文件打不开", "heading")
        self.body.addWidget(self._heading)
        self._text = label("\n".join((sentence, *WHAT_HAPPENS)), wraps=True)
        self._remark = Remark()
        self._salvage = primary("开始抢救", icon_name="shield")
        self._salvage.clicked.connect(self.salvage_requested)
        self._open = primary("打开抢救后的资料", icon_name="unlock")
        self._open.clicked.connect(self.open_requested)
        self._open.hide()
        self._copy = Button("复制这份说明", icon_name="copy")
        self._copy.clicked.connect(self._on_copy_pressed)
        self._copy.hide()
        self._leave = Button("先不动，退出程序")
        self._leave.clicked.connect(self.leave_requested)
        others = QHBoxLayout()
        others.addWidget(self._copy)
        others.addWidget(self._leave)
        for widget in (self._text, self._remark, self._salvage, self._open):
            self.body.addWidget(widget)
        self.body.addLayout(others)

    @property
    def text(self) -> str:
        """What is told now."""
        return self._text.text()

    @property
    def is_done(self) -> bool:
        """Whether it was tried and worked."""
        return not self._open.isHidden()

    def show_busy(self) -> None:
        """It is being tried."""
        self._remark.say("正在抢救，请不要关电脑…", "muted")
        self._salvage.setEnabled(False)
        self._leave.setEnabled(False)

    def show_report(self, sentences: Sequence[str]) -> None:
        """What was saved, and what was not."""
        self._heading.setText("资料抢救回来了")
        self._text.setText("\n".join(sentences))
        self._remark.say("抢救完成。打开后可以在“数据交换”里把全部资料另外导出一份。", "ok")
        self._salvage.hide()
        self._open.show()
        self._copy.show()
        self._leave.setText("退出程序")
        self._open.setFocus()
        self._leave.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """It did not work; everything is as it was."""
        self._remark.say(sentence)
        self._salvage.setEnabled(True)
        self._leave.setEnabled(True)

    def _on_copy_pressed(self) -> None:
        """For whoever helps: the report names no people."""
        QGuiApplication.clipboard().setText(self.text)
