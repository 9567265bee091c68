"""The work list: what is shown, copied, opened and asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.theme import Look, Theme
from app.ui.widgets.clipboard_table import from_clipboard_text, to_clipboard_text
from app.ui.widgets.columns import RowAction
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.work_list import WorkList
from tests.ui.hands import CONTROL, on_screen, press, type_keys
from tests.ui.pictures import settle
from tests.ui.sample_pages import COLUMNS, households

CELLS = st.text(st.characters(exclude_characters="\x00\r", codec="utf-8"))


@pytest.fixture
def work_list(qtbot: QtBot, theme: Theme) -> WorkList:
    made = on_screen(qtbot, WorkList(COLUMNS))
    made.resize(900, 500)
    made.setFocus()
    made.show_rows(households(50))
    return made


def told(signal: Any) -> list[Any]:
    """What a signal says from now on."""
    said: list[Any] = []
    signal.connect(said.append)
    return said


def test_an_id_number_is_masked_on_the_screen_and_on_the_clipboard(work_list: WorkList):
    shown = work_list.model().index(0, 1).data()
    assert shown == "500231********1000"
    press(Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert "500231********1000" in copied
    assert households(1)[0].id_no not in copied


def test_several_rows_are_copied_as_a_worksheet_takes_them(work_list: WorkList):
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rows = from_clipboard_text(work_list.copied_text(has_header=True))
    assert [row[0] for row in rows] == ["户主", "周志", "郑堃"]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1))
def test_what_is_copied_is_pasted_back(rows: list[list[str]]):
    rows = [[*row[:-1], row[-1] + "x"] for row in rows]  # a last line of nothing is no row
    assert from_clipboard_text(to_clipboard_text(rows)) == rows


def test_enter_opens_the_row_under_the_cursor(work_list: WorkList):
    opened = told(work_list.row_opened)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert [row.id for row in opened] == ["1"]


def test_delete_never_destroys(work_list: WorkList):
    press(Qt.Key.Key_Delete)
    assert len(work_list.rows()) == 50


def test_the_cursor_stays_on_its_row_when_the_list_is_refreshed(work_list: WorkList):
    work_list.select("7")
    work_list.show_rows(list(reversed(households(50))))
    assert work_list.current_row().id == "7"


def test_an_empty_list_has_no_row_chosen(work_list: WorkList):
    chosen = told(work_list.row_chosen)
    work_list.show_rows([])
    assert chosen == [None]
    assert work_list.current_row() is None
    press(Qt.Key.Key_Return)


def test_the_next_rows_are_asked_for_once_when_the_end_comes_near(
    qtbot: QtBot, work_list: WorkList
):
    asked = told(work_list.more_requested)
    work_list.show_rows(households(50), total=120)
    work_list.scrollToBottom()
    qtbot.waitUntil(lambda: asked == [50])
    work_list.scrollToTop()
    work_list.scrollToBottom()
    settle()
    work_list.add_rows(households(120)[50:])
    work_list.scrollToBottom()
    assert len(work_list.rows()) == 120
    assert asked == [50]


def test_a_complete_list_is_sorted_here_an_incomplete_one_is_asked_for(work_list: WorkList):
    said: list[tuple[str, bool]] = []
    work_list.sort_requested.connect(lambda *how: said.append(how))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    head = work_list.horizontalHeader()
    head.setSortIndicator(5, Qt.SortOrder.DescendingOrder)
    days = [row.updated for row in work_list.rows()]
    assert days == sorted(days, reverse=True)
    assert said == []
    work_list.show_rows(households(50), total=500)
    head.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    assert said == [("id_no", False)]


def test_columns_are_as_wide_as_their_text_at_every_size(theme: Theme, work_list: WorkList):
    for points in (12, 15, 18):
        theme.show_as(Look(points))
        metrics = work_list.fontMetrics()
        for place, column in enumerate(COLUMNS[:-1]):
            assert work_list.columnWidth(place) >= metrics.horizontalAdvance(column.sample) + 12
        assert work_list.rowHeight(0) >= max(38, metrics.height())


def test_an_arrangement_is_restored(work_list: WorkList):
    work_list.setColumnWidth(0, 222)
    kept = work_list.arrangement()
    work_list.setColumnWidth(0, 100)
    work_list.arrange(kept)
    assert work_list.columnWidth(0) == 222


def test_the_menu_offers_what_can_be_done_with_the_row(qtbot: QtBot, theme: Theme):
    acted: list[Any] = []
    made = on_screen(qtbot, WorkList(COLUMNS, (RowAction("打印核查表", acted.extend),)))
    made.show_rows(households(3))
    menu = made.menu_at(made.model().index(0, 0))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["打开 (Enter)", "打印核查表"]
    assert "连同表头复制" in texts
    menu.actions()[1].trigger()
    assert [row.id for row in acted] == ["0"]
    assert [action.text() for action in made.menu_at(QModelIndex()).actions()] == [
        "全部选中 (Ctrl+A)"
    ]


def test_a_hundred_thousand_rows_are_shown_as_quickly_as_fifty(qtbot: QtBot, theme: Theme):
    asked: list[int] = []

    def text(row: object) -> str:
        asked.append(1)
        return str(row)

    from app.ui.widgets.columns import Column

    made = on_screen(qtbot, WorkList((Column("a", "甲", text),)))
    made.resize(400, 400)
    made.show_rows(range(100_000))
    made.viewport().grab()
    assert len(asked) < 500  # only what is seen


def test_the_first_key_of_a_search_asks_at_once_and_a_burst_once_more(qtbot: QtBot, theme: Theme):
    box = on_screen(qtbot, SearchBox("查找"))
    box.setFocus()
    asked = told(box.searched)
    type_keys("zhang")
    assert asked == ["z"]
    qtbot.waitUntil(lambda: asked == ["z", "zhang"])


def test_down_leads_from_the_search_into_the_list(qtbot: QtBot, theme: Theme):
    box = on_screen(qtbot, SearchBox("查找"))
    box.setFocus()
    with qtbot.waitSignal(box.left_down):
        press(Qt.Key.Key_Down)


def test_double_click_opens(qtbot: QtBot, work_list: WorkList):
    opened = told(work_list.row_opened)
    point = work_list.visualRect(work_list.model().index(2, 0)).center()
    QTest.mouseClick(work_list.viewport(), Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseDClick(work_list.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert [row.id for row in opened] == ["2"]
