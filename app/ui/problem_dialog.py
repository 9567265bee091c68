"""Shows a problem: a banner above the page for what was foreseen, a dialog for a bug."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.problem import Problem
from app.ui.theme import Colour, line_height, looks
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.texts import SIGNS, Sign, label


class ProblemBanner(QFrame):
    """A sentence with its sign across the page, until it is closed or the next thing succeeds.

    ``tone``: error, warn, ok or info. Hidden while there is nothing to say.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign("error", Colour.ERROR)
        self._text = label(wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = quiet("知道了")
        close.clicked.connect(self.close_banner)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self.hide()

    def say(self, sentence: str, tone: str = "error") -> None:
        """Show a sentence."""
        sign, colour = SIGNS[tone]
        looks(self, f"banner-{tone}")
        self._sign.show_sign(sign, colour)
        self._text.setText(sentence)
        self.show()

    def show_problem(self, problem: Problem) -> None:
        """Show what went wrong."""
        number = f"（错误编号 {problem.reference}）" if problem.is_bug else ""
        self.say(problem.sentence + number)

    def close_banner(self) -> None:
        self.hide()
        self.closed.emit()

    def text(self) -> str:
        """What it says now; empty while hidden."""
        return "" if self.isHidden() else self._text.text()


class ProblemDialog(QDialog):
    """What went wrong, what to do next, and for a bug its reference number, ready to copy."""

    def __init__(self, problem: Problem, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._problem = problem
        self.setWindowTitle("没有完成")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(line_height(self) * 22)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(Sign("error", Colour.ERROR, 1.8), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(problem.sentence, wraps=True), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(16)
        column.addLayout(head)
        if problem.is_bug:
            number = label(f"错误编号 {problem.reference}", "strong")
            number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(number)
        column.addLayout(self._buttons())

    def copied_text(self) -> str:
        """What 复制 puts on the clipboard."""
        number = f"\n错误编号：{self._problem.reference}" if self._problem.is_bug else ""
        return f"{self._problem.sentence}{number}"

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        copy = Button("复制这段话", icon_name="copy")
        copy.clicked.connect(self._on_copy)
        row.addWidget(copy)
        row.addStretch(1)
        close = primary("知道了")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied_text())
