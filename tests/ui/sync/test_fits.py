"""The page in the window of a small laptop, in the large letters too."""

from __future__ import annotations

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages import RAIL, Desk, Page
from app.ui.status_bar import Upload
from app.ui.sync.page import SyncPage
from app.ui.sync.rounds import Rounds
from app.ui.theme import Look
from tests.factories import a_household
from tests.stores import NOW, an_actor
from tests.ui import pictures
from tests.ui.sync.steps import WAIT, a_conflict, enrolled, synced
from tests.unit.sync.laptops import Laptop


@pytest.mark.parametrize("points", [12, 15])
def test_every_part_fits_a_small_laptop(
    desk: Desk, rounds: Rounds, laptop: Laptop, other: Laptop, points: int, qtbot: QtBot
):
    desk.theme.show_as(Look(points))
    pages = {row.key: Page for row in RAIL} | {"sync": partial(SyncPage, rounds=rounds)}
    window = MainWindow(desk, pages)
    qtbot.addWidget(window)
    window.show()
    page = window.open_page("sync")
    assert isinstance(page, SyncPage)
    rounds.begin()
    qtbot.waitUntil(lambda: rounds.state is not None, timeout=WAIT)
    pictures.take(window, f"sync-alone-{points}")
    enrolled(rounds, laptop, qtbot)
    a_conflict(laptop, other, rounds, qtbot)
    laptop.actor = an_actor(village_codes=None)
    laptop.do(lambda work: a_household(work, 1, number=3, village_code="500231102202"))
    synced(rounds, qtbot)
    window.show_upload(Upload(NOW, 7, 3, trouble="没有网络"))
    qtbot.waitUntil(lambda: len(page.inbox.list.rows()) > 1, timeout=WAIT)
    letter = next(one for one in page.inbox.list.rows() if one.kind == "refused")
    page.inbox.list.select(letter.id)
    for part in ("line", "conflicts", "inbox", "bundle"):
        page.show_part(part)
        pictures.take(window, f"sync-{part}-{points}")
