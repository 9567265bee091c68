"""How far a household's file has come stands in its heading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.services.shipped import calendar, rule_pack
from app.ui.filing.stage_sign import StageSign
from app.ui.main_window import MainWindow
from app.ui.pages import RAIL, Desk, Page, Target
from app.ui.records.page import RecordsPage
from app.ui.status_bar import Upload
from app.ui.sync.rounds import Rounds
from app.ui.theme import Look
from tests.factories import a_household
from tests.stores import NOW
from tests.ui import hands, pictures
from tests.ui.records.steps import opened as file_opened
from tests.ui.records.steps import press, sees
from tests.ui.sync.steps import WAIT, a_conflict, enrolled, synced
from tests.unit.sync.laptops import Laptop


def sign(records: RecordsPage) -> StageSign:
    return records.findChildren(StageSign)[0]


def says(records: RecordsPage, text: str) -> Callable[[], bool]:
    return lambda: sees(sign(records), text)


def test_a_file_that_the_county_does_not_have_is_here_and_then_there(
    records: RecordsPage, rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    home = laptop.do(lambda work: a_household(work, 3)).id
    file_opened(records, home, qtbot)
    qtbot.waitUntil(says(records, "在本机"), timeout=WAIT)
    synced(rounds, qtbot)
    qtbot.waitUntil(says(records, "已到县"), timeout=WAIT)
    assert not sees(sign(records), "去处理")


def test_what_is_stuck_says_so_and_leads_to_where_it_is_decided(
    records: RecordsPage,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    opened: list[Target],
    qtbot: QtBot,
):
    enrolled(rounds, laptop, qtbot)
    home = a_conflict(laptop, other, rounds, qtbot)
    file_opened(records, home, qtbot)
    qtbot.waitUntil(says(records, "要处理"), timeout=WAIT)
    assert sees(sign(records), "两边的内容都保存着")
    press(sign(records), "去处理")
    assert [one.noun for one in opened] == ["conflict"]


@pytest.mark.parametrize("points", [12, 15])
def test_a_stuck_file_fits_a_small_laptop_and_is_decided_by_keyboard(
    desk: Desk,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    opened: list[Target],
    points: int,
    qtbot: QtBot,
):
    desk.theme.show_as(Look(points))
    here = partial(RecordsPage, pack=rule_pack(date(2026, 11, 23)), calendar=calendar())
    pages = {row.key: Page for row in RAIL} | {"records": here}
    window = MainWindow(desk, pages)
    qtbot.addWidget(window)
    window.show()
    enrolled(rounds, laptop, qtbot)
    home = a_conflict(laptop, other, rounds, qtbot)
    page = window.open_page("records")
    assert isinstance(page, RecordsPage)
    file_opened(page, home, qtbot)
    window.show_upload(Upload(NOW, 7, 1))
    qtbot.waitUntil(says(page, "要处理"), timeout=WAIT)
    pictures.take(window, f"stage-stuck-{points}")
    assert {"可离线使用", "待上传 7 条"} <= {one.text() for one in shown(window)}
    go = next(one for one in sign(page).findChildren(QAbstractButton) if one.isVisible())
    assert go.focusPolicy() & Qt.FocusPolicy.TabFocus
    go.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert [one.noun for one in opened] == ["conflict"]


def shown(window: QWidget) -> list[QLabel | QAbstractButton]:
    every = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [one for one in every if one.isVisible()]
