"""Over a real store, as a clerk of the whole township."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.shipped import calendar, rule_pack
from app.ui.pages import Desk, UndoOffer
from app.ui.records.page import RecordsPage
from tests.ui.real_store import RealStore, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> RecordsPage:
    made = RecordsPage(desk, pack=rule_pack(date(2026, 11, 23)), calendar=calendar())
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def offers(desk: Desk) -> list[UndoOffer]:
    """What the window was asked to offer to undo, the newest last."""
    made: list[UndoOffer] = []
    desk.requests.undo_offered.connect(made.append)
    return made


@pytest.fixture
def said(desk: Desk) -> list[str]:
    """What the window was asked to say at its bottom."""
    made: list[str] = []
    desk.requests.said.connect(made.append)
    return made
