"""Rows copied in WPS go into a household: looked at first, written with one key, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.models.household import Household, Income, Member
from app.models.person import Person
from app.ui.pages import UndoOffer
from app.ui.records.page import RecordsPage
from app.ui.records.paste_pane import PastePane
from tests.factories import a_name, an_income
from tests.ui import hands
from tests.ui.real_store import RealStore
from tests.ui.records.steps import (
    WAIT,
    a_home,
    cell_texts,
    list_called,
    menu_of,
    opened,
    press,
    sees,
)

WIFE = a_name(98)
ROWS = (
    "姓名\t与户主关系\t身份证号\t电话\r\n"
    f"{WIFE}\t妻\t\t13900000002\r\n"
    "吴小妹\t女儿\t50023119701231401X\t\r\n"
    "吴大妹\t女儿\t\t\r\n"
)
"""As WPS puts them on the clipboard: one change, one with a wrong number, one new."""


@pytest.fixture(autouse=True)
def clipboard(qapp: object) -> Iterator[None]:
    QGuiApplication.clipboard().setText(ROWS)
    yield
    QGuiApplication.clipboard().clear()


def previewed(page: RecordsPage, qtbot: QtBot, rows: int) -> PastePane:
    pane = page.findChildren(PastePane)[0]
    qtbot.waitUntil(lambda: pane.list.model().rowCount() == rows, timeout=WAIT)
    return pane


def people(store: RealStore) -> dict[str, str | None]:
    return store.do(lambda work: {one.name: one.phone for one in work.find(Person)})


def test_ctrl_v_shows_what_would_happen_enter_writes_it_and_undo_takes_it_back(
    store: RealStore, page: RecordsPage, qtbot: QtBot, offers: list[UndoOffer]
):
    opened(page, a_home(store, members=2), qtbot)
    before = people(store)
    page.file.enter()
    hands.press(Qt.Key.Key_V, hands.CONTROL)
    pane = previewed(page, qtbot, 3)
    assert [row[2] for row in cell_texts(pane.list)] == ["修改", "不收", "新增"]
    assert sees(pane, "第1列→姓名")
    assert people(store) == before
    assert hands.focused() is pane.write
    pane.write.click()
    qtbot.waitUntil(lambda: "吴大妹" in people(store) and bool(offers), timeout=WAIT)
    assert people(store)[WIFE] == "13900000002"
    assert "吴小妹" not in people(store)
    qtbot.waitUntil(lambda: list_called(page, "家庭成员").model().rowCount() == 3, timeout=WAIT)
    offers[-1].take_back()
    qtbot.waitUntil(lambda: people(store) == before, timeout=WAIT)


def test_esc_leaves_the_preview_with_nothing_written(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    opened(page, a_home(store, members=2), qtbot)
    menu_of(list_called(page, "家庭成员"))["粘贴从 WPS 复制的行 (Ctrl+V)"]()
    previewed(page, qtbot, 3)
    assert page.step_back()
    assert list_called(page, "家庭成员").isVisible()
    assert store.do(lambda work: len(work.find(Member))) == 2


def test_a_clipboard_without_a_table_says_what_to_do(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    QGuiApplication.clipboard().setText("")
    opened(page, a_home(store, members=2), qtbot)
    press(page, "从 WPS 粘贴")
    pane = page.findChildren(PastePane)[0]
    qtbot.waitUntil(lambda: sees(pane, "请先在 WPS 里选中几行并复制"), timeout=WAIT)
    assert not pane.write.isEnabled()


def test_incomes_are_pasted_into_their_list(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store, members=2)
    store.do(lambda work: an_income(work, work.get(Household, household)))
    QGuiApplication.clipboard().setText(f"成员\t类别\t年收入\r\n{WIFE}\t工资性收入\t12,000\r\n")
    opened(page, household, qtbot)
    press(page, "收入财产")
    press(page, "从 WPS 粘贴")
    pane = previewed(page, qtbot, 1)
    qtbot.waitUntil(pane.write.isEnabled, timeout=WAIT)
    pane.write.click()
    qtbot.waitUntil(lambda: store.do(lambda work: len(work.find(Income))) == 2, timeout=WAIT)
