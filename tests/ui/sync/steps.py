"""What a person does on the page, and what others do meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.ui.sync.page import SyncPage
from app.ui.sync.rounds import Rounds
from tests.factories import a_household
from tests.unit.sync.laptops import Laptop, level

WAIT = 8000


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


def synced(rounds: Rounds, qtbot: QtBot) -> None:
    """Sync once, to its end."""
    rounds.sync_now()
    qtbot.waitUntil(lambda: not rounds.is_running, timeout=WAIT)


def enrolled(rounds: Rounds, laptop: Laptop, qtbot: QtBot) -> None:
    """The county knows my laptop, and they are level."""
    laptop.enrol()
    rounds.refresh()
    qtbot.waitUntil(lambda: rounds.is_enrolled, timeout=WAIT)
    synced(rounds, qtbot)


def a_shared_household(laptop: Laptop, other: Laptop, rounds: Rounds, qtbot: QtBot) -> str:
    """One that both laptops have."""
    household = laptop.do(lambda work: a_household(work, 2)).id
    synced(rounds, qtbot)
    level(other)
    return household


def move(laptop: Laptop, household: str, address: str) -> None:
    """Somebody writes down where a household lives."""
    laptop.do(lambda work: setattr(work.get(Household, household), "live_addr", address))


def a_conflict(laptop: Laptop, other: Laptop, rounds: Rounds, qtbot: QtBot) -> str:
    """Mine: 二号; theirs, which the county took first: 一号."""
    household = a_shared_household(laptop, other, rounds, qtbot)
    move(other, household, "一号")
    move(laptop, household, "二号")
    level(other)
    synced(rounds, qtbot)
    return household


def address_of(laptop: Laptop, household: str) -> str | None:
    return laptop.look(lambda work: work.get(Household, household).live_addr)


def part(page: SyncPage, key: str) -> None:
    page.show_part(key)
