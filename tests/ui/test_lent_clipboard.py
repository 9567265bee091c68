"""What the program put on the clipboard does not stay there."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.lent_clipboard import LentClipboard


@pytest.fixture
def lent(qapp: QGuiApplication) -> LentClipboard:
    return LentClipboard.here()


def text() -> str:
    return QGuiApplication.clipboard().text()


def test_there_is_one_for_the_application(lent: LentClipboard):
    assert LentClipboard.here() is lent


def test_what_was_lent_is_taken_back_after_its_time(lent: LentClipboard, qtbot: QtBot):
    lent.lend("向秀英", 20)
    assert text() == "向秀英"
    qtbot.waitUntil(lambda: text() == "")


def test_lending_again_begins_the_time_anew(lent: LentClipboard, qtbot: QtBot):
    lent.lend("向秀英", 20)
    lent.lend("向秀英\t六组", 60_000)
    qtbot.wait(40)
    assert text() == "向秀英\t六组"
    lent.take_back()


def test_locking_takes_it_back_at_once(lent: LentClipboard):
    lent.lend("向秀英", 60_000)
    lent.take_back()
    assert text() == ""


def test_what_another_program_put_there_since_is_left_alone(lent: LentClipboard):
    lent.lend("向秀英", 60_000)
    QGuiApplication.clipboard().setText("别的程序的话")
    lent.take_back()
    assert text() == "别的程序的话"
    QGuiApplication.clipboard().clear()
