"""Over a real store, as the village's child director."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.shipped import rule_pack
from app.ui.children.page import ChildrenPage
from app.ui.pages import Desk
from tests.ui.real_store import RealStore, opened

DIRECTOR = "6"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role=DIRECTOR, name="吴主任") as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ChildrenPage:
    made = ChildrenPage(desk, pack=rule_pack(date(2026, 11, 23)), role=DIRECTOR)
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made
