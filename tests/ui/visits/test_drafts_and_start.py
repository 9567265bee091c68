"""The list of drafts, and starting a visit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.clock import CHINA
from app.ui.theme import Theme
from app.ui.visits.drafts import DraftRow, DraftsList, age_in_words
from app.ui.visits.start import FormOffer, StartVisit
from tests.ui.visits.hands import NOW

FORMS = [FormOffer("ruhu", "入户走访登记表", "低保入户调查"), FormOffer("ertong", "儿童走访记录表")]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "刚刚"),
        (NOW - timedelta(minutes=20), "20 分钟前"),
        (NOW - timedelta(hours=1, minutes=5), "今天 8:25"),
        (NOW - timedelta(hours=16), "昨天 17:30"),
        (NOW - timedelta(days=3), "3 天前"),
        (datetime(2026, 9, 1, 8, 0, tzinfo=CHINA), "2026年9月1日"),
    ],
)
def test_age_is_said_in_words(moment: datetime, words: str):
    assert age_in_words(moment, NOW) == words


def test_drafts_are_listed_newest_first_and_opened(qtbot: QtBot, theme: Theme):
    drafts = DraftsList()
    qtbot.addWidget(drafts)
    rows = [
        DraftRow("old", "张建国户", "低保入户调查", 3, 20, NOW - timedelta(days=9)),
        DraftRow("new", "李强户", "儿童走访", 1, 12, NOW),
    ]
    drafts.show_drafts(rows, NOW)
    assert list(drafts.cards) == ["new", "old"]
    said = {
        key: [one.text() for one in card.findChildren(QLabel)] for key, card in drafts.cards.items()
    }
    assert "已答 3/20 题" in said["old"]
    assert "已答 1/12 题" in said["new"]
    opened: list[str] = []
    discarded: list[str] = []
    drafts.opened.connect(opened.append)
    drafts.discard_requested.connect(discarded.append)
    drafts.cards["old"].go_on.click()
    drafts.cards["new"].discard.click()
    assert (opened, discarded) == (["old"], ["new"])
    drafts.show_drafts([], NOW)
    assert drafts.cards == {}


def test_a_visit_starts_with_a_form_and_a_household(qtbot: QtBot, theme: Theme):
    start = StartVisit()
    qtbot.addWidget(start)
    start.show_forms(FORMS)
    begun: list[tuple[str, str]] = []

    def begin(form_id: str, household_id: str) -> None:
        begun.append((form_id, household_id))

    start.started.connect(begin)
    start.start_button.click()
    assert "请先按“选择家庭”" in start.remark.text()
    start.show_household("h1", "张建国户")
    start.start_button.click()
    assert "还没有选表" in start.remark.text()
    QTest.keyClick(start, Qt.Key.Key_2)
    QTest.keyClick(start, Qt.Key.Key_Return)
    assert begun == [("ertong", "h1")]


def test_the_only_form_is_chosen_already(qtbot: QtBot, theme: Theme):
    start = StartVisit()
    qtbot.addWidget(start)
    start.show_forms(FORMS[:1])
    assert start.buttons[0].isChecked()
