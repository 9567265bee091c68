"""Choosing a password: twice, with its rules said while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.unlock.password_field import CheckPassword, PasswordField, RuleList
from app.ui.widgets.texts import Remark, label


class NewPassword(QWidget):
    """``changed`` whenever ``is_ready`` may be another; ``entered`` on Enter in the second field."""

    changed = Signal()
    entered = Signal()

    def __init__(self, check: CheckPassword) -> None:
        super().__init__()
        self._first = PasswordField("新密码")
        self._second = PasswordField("再输一遍新密码")
        self._rules = RuleList(check)
        self._same = Remark()
        self._is_ready = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for name, field in (("新密码", self._first), ("再输一遍", self._second)):
            column.addWidget(label(name))
            column.addWidget(field)
            field.changed.connect(self._on_changed)
        column.addWidget(self._same)
        column.addWidget(self._rules)
        self._first.entered.connect(self._second.setFocus)
        self._second.entered.connect(self.entered)
        self.setFocusProxy(self._first)

    @property
    def is_ready(self) -> bool:
        """Every rule is kept and both are the same."""
        return self._is_ready

    def text(self) -> str:
        """The password."""
        return self._first.text()

    def wipe(self) -> None:
        """Empty both fields."""
        self._first.wipe()
        self._second.wipe()

    def _on_changed(self) -> None:
        first, second = self._first.text(), self._second.text()
        keeps_rules = self._rules.show_for(first)
        is_same = bool(first) and first == second
        self._same.say(*_sameness(first, second))
        self._is_ready = keeps_rules and is_same
        self.changed.emit()


def _sameness(first: str, second: str) -> tuple[str, str]:
    if not second:
        return "", "muted"
    if first == second:
        return "两遍一样", "ok"
    if first.startswith(second):
        return "还没输完", "muted"
    return "两遍不一样，请从头再输一遍。", "error"
