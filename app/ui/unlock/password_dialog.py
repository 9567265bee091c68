"""Changing the password: the old one, and the new one twice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import width_of
from app.ui.unlock.new_password import NewPassword
from app.ui.unlock.password_field import CheckPassword, PasswordField
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark, label


class PasswordDialog(QDialog):
    """``change_requested`` with the old and the new password. Then ``show_busy``, and ``accept``
    or ``show_problem``."""

    change_requested = Signal(str, str)

    def __init__(self, check: CheckPassword, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("更换密码")
        self._old = PasswordField("现在用的密码")
        self._new = NewPassword(check)
        self._remark = Remark()
        self._change = primary("更换密码", icon_name="key")
        self._change.setEnabled(False)
        self._change.clicked.connect(self._on_change)
        self._old.changed.connect(self._on_changed)
        self._old.entered.connect(self._new.setFocus)
        self._new.changed.connect(self._on_changed)
        self._new.entered.connect(self._on_change)
        keep = Button("不换了 (Esc)")
        keep.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(keep)
        row.addWidget(self._change, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 20)
        column.setSpacing(10)
        column.addWidget(label("现在用的密码"))
        column.addWidget(self._old)
        column.addWidget(self._new)
        column.addWidget(self._remark)
        column.addLayout(row)
        self.setMinimumWidth(width_of(self, "宽" * 24))

    def show_busy(self) -> None:
        """The password is being changed."""
        self._remark.say("正在更换…", "muted")
        self._enable(is_enabled=False)

    def show_problem(self, sentence: str) -> None:
        """It was not changed."""
        self._remark.say(sentence)
        self._enable(is_enabled=True)
        self._old.setFocus()

    def done(self, result: int) -> None:
        """Closed, however: nothing typed stays."""
        self._old.wipe()
        self._new.wipe()
        super().done(result)

    def _on_changed(self) -> None:
        self._enable(is_enabled=True)

    def _on_change(self) -> None:
        if self._change.isEnabled():
            self.change_requested.emit(self._old.text(), self._new.text())

    def _enable(self, *, is_enabled: bool) -> None:
        self._old.setEnabled(is_enabled)
        self._new.setEnabled(is_enabled)
        self._change.setEnabled(is_enabled and self._new.is_ready and bool(self._old.text()))
