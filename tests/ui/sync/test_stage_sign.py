"""How far a household's file has come stands in its heading."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.ui.pages import Target
from app.ui.records.page import RecordsPage
from app.ui.records.stage_sign import StageSign
from app.ui.sync.rounds import Rounds
from tests.factories import a_household
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
    assert "冲突" in sign(records).toolTip()
    press(sign(records), "去处理")
    assert [one.noun for one in opened] == ["conflict"]
