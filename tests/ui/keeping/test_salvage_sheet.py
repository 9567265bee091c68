"""A damaged store: what is said before, what after, and what can be pressed when."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.storage.salvage_report import SalvageReport
from app.ui.keeping.salvage_sheet import SalvageSheet
from app.ui.theme import Look, Theme
from app.ui.widgets.buttons import Button
from tests.ui.hands import focused, on_screen

SENTENCES = SalvageReport(
    Path("damaged-2026-11-23"),
    None,
    read={"person": 812, "household": 300},
    lost={"visit": 2},
    waiting=5,
    drafts=1,
    uncertain=3,
).sentences


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme) -> SalvageSheet:
    made = SalvageSheet("资料文件第 12 页读不出来。请先抢救。")
    made.resize(1366, 728)
    return on_screen(qtbot, made)


def shown(sheet: SalvageSheet) -> dict[str, Button]:
    return {one.text(): one for one in sheet.findChildren(Button) if one.isVisible()}


def test_at_first_it_can_be_tried_or_left_alone(sheet: SalvageSheet):
    assert "资料文件第 12 页读不出来" in sheet.text
    assert set(shown(sheet)) == {"开始抢救", "先不动，退出程序"}
    assert not sheet.is_done


def test_while_it_is_tried_nothing_can_be_pressed(sheet: SalvageSheet):
    sheet.show_busy()
    assert not any(button.isEnabled() for button in shown(sheet).values())


def test_afterwards_it_says_what_was_saved_and_what_not(sheet: SalvageSheet):
    sheet.show_busy()
    sheet.show_report(SENTENCES)
    assert sheet.is_done
    assert all(sentence in sheet.text for sentence in SENTENCES)
    assert "打开抢救后的资料" in shown(sheet)
    assert all(button.isEnabled() for button in shown(sheet).values())
    assert focused() is shown(sheet)["打开抢救后的资料"]


def test_the_report_can_be_copied_for_whoever_helps(sheet: SalvageSheet):
    sheet.show_report(SENTENCES)
    shown(sheet)["复制这份说明"].click()
    assert QGuiApplication.clipboard().text() == "\n".join(SENTENCES)


def test_a_failure_leaves_both_ways_open(sheet: SalvageSheet):
    sheet.show_busy()
    sheet.show_problem("磁盘已满，没有抢救。请清出空间再试。")
    assert all(button.isEnabled() for button in shown(sheet).values())
    assert not sheet.is_done


@pytest.mark.parametrize("points", [12, 15, 18])
def test_the_longest_report_fits_the_smallest_screen(points: int, theme: Theme, qtbot: QtBot):
    theme.show_as(Look(points))
    sheet = SalvageSheet("坏了。")
    qtbot.addWidget(sheet)
    sheet.show_report(SENTENCES)
    sheet.resize(1366, 728)
    sheet.show()
    assert sheet.height() == 728
    assert sheet.minimumSizeHint().height() <= 728
