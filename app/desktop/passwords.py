"""Changing the password from the settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.desktop.password_words import live_rules
from app.ui.unlock.password_dialog import PasswordDialog

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.workspace import Workspace


def ask_password(program: Program, workspace: Workspace, parent: QWidget) -> None:
    """Show the dialog; the new slot is on disk before it says so."""
    dialog = PasswordDialog(live_rules(), parent)

    def change(old: str, new: str) -> None:
        dialog.show_busy()
        program.tasks.background(dialog, lambda: _change(workspace, old, new)).then(
            lambda _none: _done(program, dialog)
        ).otherwise(lambda problem: dialog.show_problem(problem.sentence)).start()

    dialog.change_requested.connect(change)
    dialog.open()


def _change(workspace: Workspace, old: str, new: str) -> None:
    from app.workspace import check_password

    check_password(new, workspace.owner.name)
    workspace.change_password(old, new)


def _done(program: Program, dialog: PasswordDialog) -> None:
    dialog.accept()
    program.desk.say("密码已更换，下次用新密码打开")
