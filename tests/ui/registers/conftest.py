"""Over a real store, as the township's clerk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.shipped import rule_pack
from app.ui.pages import Desk
from app.ui.registers.page import RegistersPage
from tests.ui.real_store import RealStore, opened

CLERK = "2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role=CLERK, village_codes=None) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> RegistersPage:
    made = RegistersPage(desk, pack=rule_pack(date(2026, 11, 23)), role=CLERK)
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made
