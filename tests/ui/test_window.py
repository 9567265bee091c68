"""The window around the pages: rail, keys, what it says, and what it asks of nobody."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.desktop.pages import rail_words
from app.ui.main_window import MainWindow
from app.ui.operation import Report
from app.ui.pages import RAIL, Desk, Page, Target
from app.ui.problem import Problem
from app.ui.problem_dialog import ProblemBanner, ProblemDialog
from app.ui.theme import Look
from app.ui.undo_bar import UndoBar
from app.ui.widgets.buttons import Button
from tests.ui.conftest import NOON, Store
from tests.ui.hands import CONTROL, focused, on_screen, press, type_keys
from tests.ui.sample_pages import EmptyPage, SamplePage

PAGES = {row.key: EmptyPage for row in RAIL} | {"records": SamplePage}


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = on_screen(qtbot, MainWindow(desk, PAGES))
    made.open_page("records")
    qtbot.waitUntil(lambda: bool(sample(made).list.rows()))
    return made


def sample(window: MainWindow) -> SamplePage:
    page = window.open_page("records") if not isinstance(window.page, SamplePage) else window.page
    assert isinstance(page, SamplePage)
    return page


def words(window: MainWindow) -> list[str]:
    """Every text that can be read in the window now."""
    every = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [one.text() for one in every if one.isVisible()]


def child(window: MainWindow, kind: type[Any]) -> Any:
    return window.findChild(kind)


def test_a_page_is_made_when_it_is_first_opened_and_only_once(qtbot: QtBot, desk: Desk):
    made: list[str] = []

    def make(desk: Desk) -> Page:
        made.append("records")
        return EmptyPage(desk)

    window = on_screen(qtbot, MainWindow(desk, {"today": EmptyPage, "records": make}))
    window.open_page("today")
    assert made == []
    window.open_page("records")
    window.open_page("today")
    window.open_page("records")
    assert made == ["records"]


def test_a_row_without_a_page_is_not_in_the_rail(qtbot: QtBot, desk: Desk):
    window = on_screen(qtbot, MainWindow(desk, {"today": EmptyPage, "printing": EmptyPage}))
    press(Qt.Key.Key_2, CONTROL, window)
    assert window.page is window.open_page("printing")


def test_ctrl_and_a_digit_opens_a_page(window: MainWindow):
    press(Qt.Key.Key_1, CONTROL)
    assert isinstance(window.page, EmptyPage)
    press(Qt.Key.Key_2, CONTROL)
    assert isinstance(window.page, SamplePage)


def test_a_record_is_opened_on_the_page_that_opens_its_noun(window: MainWindow, desk: Desk):
    desk.open(Target("household", "h1", "income"))
    assert sample(window).opened == Target("household", "h1", "income")
    desk.open(Target("paper", "h1", "E-04"))
    assert isinstance(window.page, EmptyPage)
    assert window.page.opened == Target("paper", "h1", "E-04")


def test_the_tenth_row_and_the_next_open_by_the_f_keys_of_their_number(window: MainWindow):
    press(Qt.Key.Key_F10)
    assert window.page is window.open_page(RAIL[9].key)
    press(Qt.Key.Key_F12)
    assert window.page is window.open_page(RAIL[11].key)


def test_what_this_person_has_no_page_for_is_said_and_nothing_falls_over(qtbot: QtBot, desk: Desk):
    window = on_screen(qtbot, MainWindow(desk, {"today": EmptyPage}))
    window.open_page("today")
    desk.open(Target("child", "c1"))
    assert any(text.startswith("您的岗位没有“儿童”") for text in words(window))
    desk.open(Target("no_such_noun", "x"))
    assert isinstance(window.page, EmptyPage)


def test_ctrl_f_leads_to_the_search_box_from_anywhere(window: MainWindow):
    sample(window).list.setFocus()
    press(Qt.Key.Key_F, CONTROL)
    assert focused() is sample(window).search


def test_ctrl_p_prints_what_is_shown_and_says_if_there_is_nothing(window: MainWindow):
    press(Qt.Key.Key_P, CONTROL)
    assert isinstance(window.page, EmptyPage)
    assert window.page.opened == Target("paper", "0", "E-04")
    press(Qt.Key.Key_P, CONTROL, window)
    assert any(text.startswith("这一页没有可打印的内容") for text in words(window))


def test_ctrl_s_commits_and_says_that_saving_needs_no_key(window: MainWindow):
    committed: dict[str, Any] = {}
    form = sample(window).form
    form.committed.connect(committed.__setitem__)
    form.start()
    type_keys("2")
    press(Qt.Key.Key_S, CONTROL)
    assert committed == {"name": "2李秀英"}
    assert "填好的内容都已自动保存，不用再按保存。" in words(window)


def test_what_is_typed_is_committed_before_another_page_comes(window: MainWindow):
    committed: dict[str, Any] = {}
    form = sample(window).form
    form.committed.connect(committed.__setitem__)
    form.start()
    type_keys("2")
    press(Qt.Key.Key_1, CONTROL)
    assert committed == {"name": "2李秀英"}


def test_ctrl_z_in_a_field_undoes_typing_elsewhere_the_last_deed(window: MainWindow, desk: Desk):
    taken: list[str] = []
    desk.offer_undo("已删除“务工收入”", lambda: taken.append("income"))
    sample(window).form.start()
    type_keys("9")
    press(Qt.Key.Key_Z, CONTROL)
    assert taken == []
    assert "9" not in child(window, QLineEdit).text()
    sample(window).list.setFocus()
    press(Qt.Key.Key_Z, CONTROL)
    assert taken == ["income"]
    press(Qt.Key.Key_Z, CONTROL)
    assert taken == ["income"]
    assert "没有可以撤销的操作。" in words(window)


def test_an_offer_to_undo_ends_by_itself(qtbot: QtBot, desk: Desk):
    from app.ui.pages import UndoOffer

    bar = UndoBar(milliseconds=1)
    window = on_screen(qtbot, QWidget())
    bar.setParent(window)
    bar.offer(UndoOffer("已删除1条", lambda: None))
    qtbot.waitUntil(bar.isHidden)
    assert not bar.take_back()


def test_a_save_is_told_to_every_page_and_shown_with_its_time(
    qtbot: QtBot, window: MainWindow, desk: Desk, store: Store
):
    page = sample(window)
    loads = page.loads
    desk.operation(page, lambda _work: store.changed("household", "h1")).start()
    qtbot.waitUntil(lambda: page.loads == loads + 1)
    assert "✓ 已保存 14:32" in words(window)


def test_the_line_at_the_bottom_never_says_saved_while_something_is_not(
    qtbot: QtBot, window: MainWindow, desk: Desk, store: Store
):
    page = sample(window)
    loads = page.loads
    desk.tell_unsaved(True)
    desk.operation(page, lambda _work: store.changed("household", "h1")).start()
    qtbot.waitUntil(lambda: page.loads == loads + 1)
    assert "有内容没有保存" in words(window)
    assert not any(text.startswith("✓ 已保存") for text in words(window))
    press(Qt.Key.Key_S, CONTROL)
    assert "有内容没有保存：请按页面上的“再存一次”。" in words(window)
    desk.tell_unsaved(False)
    assert "✓ 已保存 14:32" in words(window)


def test_a_foreseen_problem_is_a_banner_that_goes_when_closed(window: MainWindow, desk: Desk):
    desk.show_problem(Problem("磁盘满了，没有保存。请腾出空间后再试。", "disk_full"))
    banner: ProblemBanner = child(window, ProblemBanner)
    assert banner.text() == "磁盘满了，没有保存。请腾出空间后再试。"
    banner.close_banner()
    assert banner.text() == ""


def test_a_bug_is_a_dialog_with_its_number_to_copy(window: MainWindow, desk: Desk):
    desk.show_problem(Problem("出错了。请再试一次。", "bug", "E-0042"))
    dialog: ProblemDialog = child(window, ProblemDialog)
    assert "错误编号 E-0042" in [label.text() for label in dialog.findChildren(QLabel)]
    assert dialog.copied_text() == "出错了。请再试一次。\n错误编号：E-0042"
    dialog.accept()


def test_long_work_shows_its_count_and_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    gate, ended = threading.Event(), list[str]()

    def bring_in(_work: object, report: Report) -> None:
        report(37, 212, "第37/212户")
        gate.wait(5)
        report(38, 212, "第38/212户")

    operation = desk.long_operation(window, "正在导入名册", bring_in)
    operation.when_cancelled(lambda: ended.append("cancelled")).start()
    qtbot.waitUntil(lambda: "第37/212户" in words(window))
    assert child(window, QProgressBar).value() == 37
    cancel = next(button for button in window.findChildren(Button) if button.text() == "取消")
    cancel.click()
    gate.set()
    qtbot.waitUntil(lambda: ended == ["cancelled"])
    assert not any(bar.isVisible() for bar in window.findChildren(QProgressBar))


def test_f1_helps_with_the_focused_field_and_esc_puts_it_away(window: MainWindow):
    sample(window).form.editors["id_no"].setFocus()
    press(Qt.Key.Key_F1)
    assert {"证件号", "收起 (Esc)"} <= set(words(window))
    press(Qt.Key.Key_Escape)
    assert "收起 (Esc)" not in words(window)


def test_f1_without_a_field_helps_with_the_page(window: MainWindow):
    sample(window).list.setFocus()
    press(Qt.Key.Key_F1)
    assert "人员家庭" in words(window)


def test_zoom_is_live_and_remembered(window: MainWindow, desk: Desk, settings: dict[str, str]):
    before = sample(window).list.fontInfo().pointSizeF()
    press(Qt.Key.Key_Plus, CONTROL, window)
    assert sample(window).list.fontInfo().pointSizeF() == pytest.approx(before * 1.25, abs=0.3)
    assert settings == {"window.look": "12@125"}
    press(Qt.Key.Key_0, CONTROL, window)
    assert desk.theme.look == Look()


def test_practice_is_said_above_everything(qtbot: QtBot, desk: Desk):
    window = on_screen(qtbot, MainWindow(replace(desk, is_practice=True), PAGES))
    assert any(text.startswith("练习模式") for text in words(window))
    assert "练习模式" in window.windowTitle()


def test_the_status_line_is_always_there(window: MainWindow):
    from datetime import timedelta

    from app.ui.status_bar import Upload

    shown = words(window)
    assert {"可离线使用", "尚未与县里同步过", "待上传 0 条", "经办人：王芳"} <= set(shown)
    window.show_upload(Upload(NOON - timedelta(hours=21), 7))
    assert {"上次同步：昨天 17:32", "待上传 7 条"} <= set(words(window))
    assert "要处理 0 条" not in words(window)


def test_what_waits_for_the_person_stands_in_the_status_line_and_leads_there(
    qtbot: QtBot, window: MainWindow
):
    from app.ui.status_bar import Upload

    window.show_upload(Upload(NOON, 7, 2, is_running=True))
    assert {"正在同步…", "要处理 2 条"} <= set(words(window))
    button = next(
        one for one in window.findChildren(QAbstractButton) if one.text() == "要处理 2 条"
    )
    button.click()
    assert window.page is window.open_page("sync")


def test_where_there_is_no_page_of_exchange_the_status_line_is_only_read(qtbot: QtBot, desk: Desk):
    pages = {key: make for key, make in PAGES.items() if key != "sync"}
    window = on_screen(qtbot, MainWindow(desk, pages))
    [waiting] = [each for each in window.findChildren(QAbstractButton) if "待上传" in each.text()]
    assert waiting.isVisible()
    assert not waiting.isEnabled()
    assert not waiting.toolTip()


def test_closing_commits_what_is_typed(qtbot: QtBot, window: MainWindow):
    committed: dict[str, Any] = {}
    form = sample(window).form
    form.committed.connect(committed.__setitem__)
    form.start()
    type_keys("2")
    with qtbot.waitSignal(window.closed):
        window.close()
    assert committed == {"name": "2李秀英"}


def test_a_window_title_names_nobody(window: MainWindow):
    assert window.windowTitle() == "入户通"


@pytest.mark.parametrize(("role", "title"), [("4", "强制报告"), ("7", "强制报告"), ("6", "儿童")])
def test_who_may_not_look_at_children_reads_what_is_behind_their_row(
    desk: Desk, qtbot: QtBot, role: str, title: str
):
    window = on_screen(qtbot, MainWindow(desk, {"children": EmptyPage}, rail_words(role)))
    rail = window.findChild(QListWidget)
    assert isinstance(rail, QListWidget)
    assert [rail.item(row).text() for row in range(rail.count())] == [title]
    window.open(Target("mandatory_report"))
    assert window.page is not None
