"""When the file is damaged: what happened, what can be saved, and what was; in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

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
        self.body.addWidget(label("资料文件打不开", "heading"))
        self._text = label("\n".join((sentence, *WHAT_HAPPENS)), wraps=True)
        self._remark = Remark()
        self._salvage = primary("开始抢救", icon_name="shield")
        self._salvage.clicked.connect(self.salvage_requested)
        self._open = primary("打开抢救后的资料", icon_name="unlock")
        self._open.clicked.connect(self.open_requested)
        self._open.hide()
        self._leave = Button("先不动，退出程序")
        self._leave.clicked.connect(self.leave_requested)
        for widget in (self._text, self._remark, self._salvage, self._open, self._leave):
            self.body.addWidget(widget)

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
        self._text.setText("\n".join(sentences))
        self._remark.say("抢救完成。坏文件还留着，可以交给技术支持。", "ok")
        self._salvage.hide()
        self._open.show()
        self._open.setFocus()
        self._leave.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """It did not work; everything is as it was."""
        self._remark.say(sentence)
        self._salvage.setEnabled(True)
        self._leave.setEnabled(True)
