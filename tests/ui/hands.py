"""The hands of a test: a widget put on the screen, keys pressed where the focus is.

Keys go through Qt's own test kit; Chinese goes in as an input method commits it, because key
clicks outside Latin-1 abort the whole run.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def on_screen(qtbot: QtBot, widget: W) -> W:
    """Show ``widget`` as the active window; it is closed at the end of the test."""
    qtbot.addWidget(widget)
    if widget.sizeHint().isEmpty():  # a window of no size is never the active one
        widget.resize(400, 300)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def focused() -> QWidget:
    """The widget that hears the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def type_keys(text: str, widget: QWidget | None = None) -> None:
    """Type Latin letters, digits and signs."""
    QTest.keyClicks(widget or focused(), text)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, widget: QWidget | None = None) -> None:
    """Press one key."""
    QTest.keyClick(widget or focused(), key, modifier)


def write(text: str, widget: QWidget | None = None) -> None:
    """Type any text, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget or focused(), event)
