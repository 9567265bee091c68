"""登记: a ticket from the county, as a file or as its text, makes this laptop the county's (E1)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.sync.laptop.link import LinkState
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.sync.rounds import Rounds
from app.ui.theme import line_height
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import Remark, label

ABOUT: Final = (
    "向县民政局要一张登记票据（一个文件，或一段 RUHU1: 开头的文字），72小时内有效，只能用一次。"
    "登记要有网络。登记以前存下的内容，登记以后都会送到县里。"
)
LONGEST: Final = 65_536


class EnrolCard(SectionCard):
    """``enrolled`` with the ``LinkState`` when the county has taken the ticket."""

    enrolled = Signal(object)

    def __init__(self, desk: Desk, rounds: Rounds) -> None:
        super().__init__("登记这台电脑")
        self._desk = desk
        self._rounds = rounds
        self.ticket = QPlainTextEdit()
        self.ticket.setPlaceholderText("把票据的文字粘贴在这里")
        self.ticket.setAccessibleName("登记票据")
        self.ticket.setProperty("help_key", "page.sync.ticket")
        self.ticket.setTabChangesFocus(True)
        self.ticket.setFixedHeight(line_height(self) * 4)
        self.name = QLineEdit()
        self.name.setPlaceholderText("这台电脑在县里叫什么，例如：毕桥村笔记本（可不填）")
        self.name.setAccessibleName("这台电脑的名称")
        self.name.setMaxLength(40)
        self.remark = Remark()
        self._enrol = primary("登记", icon_name="key")
        self._enrol.clicked.connect(self._on_enrol_pressed)
        choose = Button("选票据文件", icon_name="folder")
        choose.clicked.connect(self._on_choose_pressed)
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self._enrol, choose):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(label(ABOUT, "muted", wraps=True))
        self.body.addWidget(self.ticket)
        self.body.addWidget(self.name)
        self.body.addLayout(row)
        self.body.addWidget(self.remark)

    def read(self, path: Path) -> None:
        """Take the ticket out of a file."""
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                self.ticket.setPlainText(file.read(LONGEST).strip())
        except OSError:
            self.remark.say("这个文件读不出来。请换一个文件，或把票据的文字粘贴在上面。")

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选票据文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file_chosen(self, path: str) -> None:
        self.read(Path(path))

    def _on_enrol_pressed(self) -> None:
        text = self.ticket.toPlainText().strip()
        if not text:
            self.remark.say("还没有票据。请粘贴票据的文字，或选票据文件。")
            self.ticket.setFocus()
            return
        self._set_busy(True)
        self.remark.say("正在到县里登记…", "info")
        self._rounds.enrol(self, text, self.name.text().strip()).afterwards(
            lambda: self._set_busy(False)
        ).then(self._on_enrolled).otherwise(self._on_trouble).start()

    def _on_enrolled(self, state: LinkState) -> None:
        self.ticket.clear()
        self.remark.say("")
        self.enrolled.emit(state)

    def _on_trouble(self, problem: Problem) -> None:
        if problem.is_bug:
            self._desk.show_problem(problem)
        self.remark.say(problem.sentence)

    def _set_busy(self, is_busy: bool) -> None:
        busy: tuple[QWidget, ...] = (self._enrol, self.ticket, self.name)
        for widget in busy:
            widget.setEnabled(not is_busy)
