"""One town for all walks of a module: its windows are opened once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from app import resources
from app.domain.clock import FixedClock
from app.domain.divisions import Divisions
from app.services.shipped import calendar, rule_pack
from app.ui.application import dress, finish
from app.ui.theme import Theme
from tests.features.window.seats import Town
from tests.stores import NOW, TOWNSHIP, a_store, an_actor

CLERK = an_actor(role="2", village_codes=None)
LEADER = an_actor(
    id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
)
COUNTY = an_actor(
    id="019ab000-0000-7000-8000-00000000a009",
    name="孙科长",
    role="1",
    org_code=None,
    village_codes=None,
)
DIRECTOR = an_actor(
    id="019ab000-0000-7000-8000-00000000a006", name="吴主任", role="6", village_codes=None
)
STATION = an_actor(
    id="019ab000-0000-7000-8000-00000000a007",
    name="站员甲",
    role="7",
    org_code=None,
    village_codes=None,
)
assert CLERK.org_code == TOWNSHIP


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Town]:
    """The rules as a county has them that let its townships decide up to 2000 元, and that counts
    families whose rigid expenses are six tenths of their income."""
    dress(qapp)
    finish()
    clock = FixedClock(NOW)
    pack = rule_pack(date(2026, 11, 23)).changed(
        township_limit=Decimal(2000),
        rigid__ratio=Decimal("0.6"),
        rigid__disposable_income=Decimal(30000),
    )
    store = a_store(tmp_path_factory.mktemp("town"), clock=clock)
    places = Divisions.from_rows(resources.read_table("divisions.csv"))
    made = Town(store, clock, Theme(qapp), pack, calendar(), places)
    yield made
    made.close()
    store.close()
