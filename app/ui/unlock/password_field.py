"""A password as it is typed: an eye to see it, a hint when CapsLock is on, rules said live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.theme import Colour
from app.ui.widgets.buttons import FieldButton
from app.ui.widgets.texts import Remark


@dataclass(frozen=True)
class PasswordRule:
    """One rule in words, and whether what is typed keeps it: 至少10个字."""

    text: str
    is_met: bool


CheckPassword = Callable[[str], Sequence[PasswordRule]]
"""Handed in: the window knows no policy. Called at every key, so it must be quick."""


class PasswordField(QWidget):
    """``changed`` at every key, ``entered`` on Enter. Covered and empty again after ``wipe``."""

    changed = Signal()
    entered = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setPlaceholderText(hint)
        self._line.setAccessibleName(hint)
        self._line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._eye = FieldButton("show", "看一看输入的密码")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_eye_toggled)
        self._line.textChanged.connect(self.changed)
        self._line.installEventFilter(self)
        self._caps = Remark()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._line, 1)
        row.addWidget(self._eye)
        column.addLayout(row)
        column.addWidget(self._caps)
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """What is typed."""
        return self._line.text()

    def wipe(self) -> None:
        """Empty and cover the field."""
        self._line.clear()
        self._eye.setChecked(False)

    def say(self, text: str, tone: str = "error") -> None:
        """A sentence below the field."""
        self._caps.say(text, tone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit()
                return True
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell of CapsLock: a capital without Shift does."""
        text = event.text()
        if not (text.isascii() and text.isalpha()):
            return
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_on = text.isupper() != is_shifted
        self._caps.say(
            "大写锁定（Caps Lock）开着，请按一下 Caps Lock 键关掉。" if is_on else "", "warn"
        )

    def _on_eye_toggled(self, is_open: bool) -> None:
        modes = QLineEdit.EchoMode
        self._line.setEchoMode(modes.Normal if is_open else modes.Password)
        self._eye.setIcon(icon("hide" if is_open else "show", Colour.PRIMARY))


class RuleList(QWidget):
    """The rules of a new password, each with a sign that turns when it is kept."""

    def __init__(self, check: CheckPassword) -> None:
        super().__init__()
        self._check = check
        self._lines: list[Remark] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.show_for("")

    def show_for(self, password: str) -> bool:
        """Say each rule for what is typed; whether all are kept."""
        rules = self._check(password)
        while len(self._lines) < len(rules):
            line = Remark()
            self._lines.append(line)
            self._column.addWidget(line)
        for line in self._lines[len(rules) :]:
            line.say("")
        for line, rule in zip(self._lines, rules, strict=False):
            line.say(rule.text, "ok" if rule.is_met else "todo")
        return all(rule.is_met for rule in rules)
