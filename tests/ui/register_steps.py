"""What a person does on a page of registers, step by step."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.filing.register_page import RegisterPage
from app.ui.filing.register_pane import RegisterPane
from app.ui.widgets.editors.editor import FieldEditor
from tests.ui.hands import write

WAIT = 4000


def listed(page: RegisterPage, qtbot: QtBot, count: int = 1) -> RegisterPane:
    """The page comes to the front and its list is there."""
    page.activated()
    pane = page.pane
    qtbot.waitUntil(lambda: len(pane.entries.list.rows()) == count, timeout=WAIT)
    return pane


def opened(page: RegisterPage, qtbot: QtBot, count: int = 1) -> RegisterPane:
    """The file of the first entry is shown beside the list."""
    pane = listed(page, qtbot, count)
    qtbot.waitUntil(lambda: pane.view.isVisible(), timeout=WAIT)
    return pane


def words(page: QWidget) -> list[str]:
    """Everything that can be read now."""
    every = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
    return [one.text() for one in every if one.isVisible() and one.text()]


def sees(page: QWidget, text: str) -> bool:
    return any(text in one for one in words(page))


def until_seen(page: QWidget, text: str, qtbot: QtBot) -> None:
    """Wait for a word on the screen; what is there instead is said if it does not come."""
    try:
        qtbot.waitUntil(lambda: sees(page, text), timeout=WAIT)
    except qtbot.TimeoutError:
        raise AssertionError(f"{text}: {words(page)}") from None


def button(page: QWidget, text: str) -> QAbstractButton:
    """The button that can be pressed and begins with ``text``."""
    found = [
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.text().startswith(text)
    ]
    assert found, f"{text} is not there"
    return found[-1]


def press(page: QWidget, text: str) -> None:
    one = button(page, text)
    assert one.isEnabled(), f"{text} cannot be pressed"
    one.click()


def field(page: QWidget, name: str) -> FieldEditor:
    return next(
        one
        for one in page.findChildren(FieldEditor)
        if one.isVisible() and one.description.name == name
    )


def fill(page: QWidget, name: str, text: str) -> None:
    """Type over what is in a field and leave it."""
    editor = field(page, name)
    places = (*editor.findChildren(QLineEdit), *editor.findChildren(QPlainTextEdit))
    places[0].selectAll()
    write(text, places[0])
    editor.commit()


def choose(page: QWidget, name: str, text: str) -> None:
    """Press one of a field's choices, or tick it."""
    editor = field(page, name)
    found = [one for one in editor.findChildren(QAbstractButton) if one.text().startswith(text)]
    assert found, f"{text} is no choice of {name}"
    found[0].click()
