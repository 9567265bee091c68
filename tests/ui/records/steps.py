"""What a person does on the records page, step by step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.filing.item_list import ItemList
from app.ui.records.page import RecordsPage
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.work_list import WorkList
from tests.factories import a_household
from tests.ui.hands import write
from tests.ui.real_store import RealStore

WAIT = 8000


def a_home(store: RealStore, members: int = 3, number: int = 1) -> str:
    return store.do(lambda work: a_household(work, members, number=number).id)


def opened(page: RecordsPage, household: str, qtbot: QtBot) -> RecordsPage:
    page.activated()
    qtbot.waitUntil(lambda: page.list.model().rowCount() > 0, timeout=WAIT)
    qtbot.waitUntil(lambda: page.file.household_id == household, timeout=WAIT)
    return page


def sees(page: QWidget, text: str) -> bool:
    every = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
    return any(one.isVisible() and text in one.text() for one in every)


def press(page: QWidget, text: str) -> None:
    button = next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.text().startswith(text)
    )
    button.click()


def editor(page: RecordsPage, name: str) -> FieldEditor:
    return next(
        one
        for one in page.findChildren(FieldEditor)
        if one.isVisible() and one.description.name == name
    )


def first_line(editor: FieldEditor) -> QLineEdit:
    return editor.findChildren(QLineEdit)[0]


def fill(page: RecordsPage, name: str, text: str) -> None:
    """Type over what is in a field, as an input method does, and leave it."""
    field = editor(page, name)
    first_line(field).selectAll()  # as Tab and Enter do
    write(text, first_line(field))
    field.commit()


def list_called(page: RecordsPage, name: str) -> WorkList:
    """The list under the heading ``name`` that is in front."""
    lists = (one.list for one in page.findChildren(ItemList) if one.list.accessibleName() == name)
    found = [one for one in lists if one.isVisible()]
    assert found, f"{name} is not in front"
    return found[0]


def menu_of(list_: WorkList, row: int = 0) -> dict[str, Callable[[], None]]:
    """The right-click menu over a row: its words, and what chooses them."""
    list_.clearSelection()
    list_.selectRow(row)
    entries: list[QAction] = list_.menu_at(list_.model().index(row, 0)).actions()
    return {one.text(): one.trigger for one in entries if one.text()}


def cell_texts(list_: WorkList) -> list[list[str]]:
    """What the list shows, row by row."""
    model = list_.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
