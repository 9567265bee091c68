"""From the settings page of the real program: a form is published, and offered from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.desktop.program import Program
from app.ui.forms.window import FormsWindow
from app.ui.unlock.first_run import FirstRunAnswers, FirstRunWizard
from app.ui.visits.start import StartVisit
from app.ui.widgets.buttons import Button
from tests.ui import test_desktop
from tests.ui.test_desktop import PASSWORD, WAIT, Start, shown, unlock
from tests.unit.services.written_forms import ask, written

pytest.importorskip("pyxform")
restarts, start = test_desktop.restarts, test_desktop.start
COUNTY = FirstRunAnswers("陈县", "500231102", "1", PASSWORD)


def entered(program: Program, qtbot: QtBot) -> Program:
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)
    return program


def first_run(program: Program, qtbot: QtBot) -> Program:
    wizard = shown(program, FirstRunWizard, qtbot)
    assert isinstance(wizard, FirstRunWizard)
    wizard.vault_requested.emit(COUNTY)
    qtbot.waitUntil(lambda: program.kept.read("person.v1") != "", timeout=WAIT)
    wizard.finished.emit()
    return entered(program, qtbot)


def forms_window(program: Program, qtbot: QtBot) -> FormsWindow:
    assert program.window is not None
    program.window.open_page("settings")
    buttons = program.window.findChildren(Button)
    next(one for one in buttons if one.text() == "打开表单窗口").click()
    qtbot.waitUntil(lambda: bool(program.window and program.window.findChildren(FormsWindow)))
    return program.window.findChildren(FormsWindow)[0]


def offered(program: Program, qtbot: QtBot) -> str:
    """What can be read where a visit is started."""
    assert program.window is not None
    program.window.open_page("visits")
    qtbot.waitUntil(lambda: bool(program.window and program.window.findChildren(StartVisit)))
    start = program.window.findChildren(StartVisit)[0]
    return " ".join(one.accessibleName() for one in start.buttons)


def test_a_published_form_is_offered_at_once_and_after_the_next_unlock(
    start: Start, tmp_path: Path, qtbot: QtBot
):
    program = first_run(start(), qtbot)
    window = forms_window(program, qtbot)
    assert window.publishing is not None
    view = window.publishing
    book = written(tmp_path / "f.xlsx", ask("text", "a", "甲"), form_title="灾情排查")
    view.choose(str(book))
    qtbot.waitUntil(view.publish_button.isEnabled, timeout=WAIT)
    view.publish_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)), timeout=WAIT)
    window.findChildren(QFileDialog)[0].reject()
    window.reject()
    qtbot.waitUntil(lambda: "灾情排查" in offered(program, qtbot), timeout=WAIT)
    program.lock()
    again = start()
    unlock(again, PASSWORD, qtbot)
    assert "灾情排查" in offered(entered(again, qtbot), qtbot)
