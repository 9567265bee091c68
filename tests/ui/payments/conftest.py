"""Over a real store, as the township's clerk or its leader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.practice_relief import practice_rules
from app.services.shipped import rule_pack
from app.ui.pages import Desk
from app.ui.payments.page import PaymentsPage
from tests.ui.real_store import RealStore, opened

TOWNSHIP = "500231102"
PACK = practice_rules(rule_pack(date(2026, 11, 23)))
MakePage = Callable[[str], PaymentsPage]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None, org_code=TOWNSHIP) as found:
        yield found


@pytest.fixture
def make_page(desk: Desk, qtbot: QtBot) -> MakePage:
    """The page as the window makes it for a role."""

    def make(role: str) -> PaymentsPage:
        page = PaymentsPage(desk, pack=PACK, role=role, org=TOWNSHIP)
        qtbot.addWidget(page)
        desk.changes.announced.connect(page.changed)
        desk.requests.open_requested.connect(page.open)
        page.resize(1188, 620)
        with qtbot.waitExposed(page):
            page.show()
        return page

    return make


@pytest.fixture
def page(make_page: MakePage) -> PaymentsPage:
    """The clerk's."""
    return make_page("2")
