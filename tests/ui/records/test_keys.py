"""The page without a mouse, its history, and what is said where nothing can be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.ui.records.history_card import ALL, HistoryCard
from app.ui.records.page import RecordsPage
from tests.factories import a_name, a_person
from tests.ui import hands
from tests.ui.real_store import RealStore
from tests.ui.records.steps import (
    WAIT,
    a_home,
    cell_texts,
    editor,
    fill,
    list_called,
    menu_of,
    opened,
    press,
    sees,
)


def test_from_the_search_box_to_a_saved_field_and_back_by_keys_alone(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store, number=3)
    opened(page, household, qtbot)
    page.begin_search()
    hands.write(a_name(3))
    qtbot.waitUntil(lambda: page.hits.model().rowCount() == 1, timeout=WAIT)
    hands.press(Qt.Key.Key_Down)
    assert hands.focused() is page.hits
    hands.press(Qt.Key.Key_Return)
    members = list_called(page, "家庭成员")
    qtbot.waitUntil(members.hasFocus, timeout=WAIT)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert editor(page, "name").isAncestorOf(hands.focused())
    fill(page, "school", "沙坪中学")
    assert page.step_back()
    assert list_called(page, "家庭成员").hasFocus()
    hands.press(Qt.Key.Key_PageDown, hands.CONTROL)
    assert sees(page, "收入和扣减")


def test_the_menu_of_the_list_prints_visits_and_pastes(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    opened(page, a_home(store), qtbot)
    asked: list[object] = []
    page.print_requested.connect(asked.append)
    page.desk.requests.open_requested.connect(asked.append)
    offered = menu_of(page.list)
    for one in ("打印核查表", "打印审核确认表", "入户走访", "粘贴从 WPS 复制的花名册"):
        offered[one]()
    assert len(asked) == 4


def test_the_history_says_who_changed_what_and_the_chosen_line_in_full(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    store.do(lambda work: long_address(work.get(Household, household)))
    opened(page, household, qtbot)
    press(page, "修改记录")
    card = page.findChildren(HistoryCard)[0]
    qtbot.waitUntil(lambda: card.list.model().rowCount() > 0, timeout=WAIT)
    assert "周经办" in cell_texts(card.list)[0]
    fewer = card.list.model().rowCount()
    card.list.selectRow(1)
    card.list.selectRow(0)
    assert sees(card, "居住地址：空 → " + "很远的地方" * 20)
    press(card, ALL)
    assert card.list.model().rowCount() > fewer


def long_address(household: Household) -> None:
    household.live_addr = "很远的地方" * 20


def test_a_person_of_no_household_is_found_and_what_can_be_done_is_said(
    store: RealStore, page: RecordsPage, qtbot: QtBot, said: list[str]
):
    store.do(lambda work: a_person(work, name="卫无家").id)
    opened(page, a_home(store), qtbot)
    page.search.setText("卫无家")
    qtbot.waitUntil(lambda: page.hits.model().rowCount() == 1, timeout=WAIT)
    hands.press(Qt.Key.Key_Return, widget=page.hits)
    assert "不在任何一户里" in said[-1]


def test_a_file_that_opens_late_does_not_hold_up_the_search_typed_meanwhile(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    first = a_home(store, number=1)
    wanted = a_home(store, number=3)
    opened(page, first, qtbot)
    page.search.setText(a_name(3))
    qtbot.waitUntil(lambda: page.hits.model().rowCount() == 1, timeout=WAIT)
    page.file.shown.emit(first)  # what was asked for before the search began arrives now
    qtbot.waitUntil(lambda: page.file.household_id == wanted, timeout=WAIT)
