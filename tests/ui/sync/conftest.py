"""The page over a real store, whose county answers in this process; and another laptop of the village."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services import published_forms
from app.services.shipped import calendar, rule_pack
from app.storage.change_set import ChangeSet
from app.sync.laptop.link import CountyLink
from app.sync.protocol.published import FORM
from app.ui.change_bus import ChangeBus
from app.ui.pages import Desk, Target
from app.ui.records.page import RecordsPage
from app.ui.sync.page import SyncPage
from app.ui.sync.rounds import Rounds
from app.ui.tasks import Tasks
from tests.contract.county_made import MadeCounty
from tests.ui.real_store import RealStore
from tests.unit.sync.laptops import Laptop, a_county


@dataclass
class Vault:
    """The open vault, as far as syncing needs it."""

    laptop: Laptop
    swept: list[str] = field(default_factory=list[str])

    def county(self, announce: Callable[[ChangeSet], object]) -> CountyLink:
        one = self.laptop
        one.link = CountyLink(
            one.store, one.device, one.link.owner, one.link.status_key, announce,
            make_wire=lambda _authority: one.wire, takers={FORM: self.take_form},
        )  # fmt: skip
        return one.link

    def take_form(self, content: bytes) -> str:
        line, _changes = self.laptop.store.perform(
            lambda work: published_forms.accept(work, content), self.laptop.actor
        )
        return line.called if line is not None else ""

    def sweep(self) -> None:
        self.swept.append("swept")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db", page=50) as found:
        yield found


@pytest.fixture
def laptop(made: MadeCounty, tmp_path: Path) -> Iterator[Laptop]:
    """Mine; not enrolled yet."""
    found = Laptop(made, tmp_path / "one")
    yield found
    found.store.close()


@pytest.fixture
def other(made: MadeCounty, tmp_path: Path) -> Iterator[Laptop]:
    found = Laptop(made, tmp_path / "two")
    found.enrol()
    yield found
    found.store.close()


@pytest.fixture
def store(laptop: Laptop) -> RealStore:
    return RealStore(laptop.store, laptop.actor)


@pytest.fixture
def vault(laptop: Laptop) -> Vault:
    return Vault(laptop)


@pytest.fixture
def rounds(tasks: Tasks, changes: ChangeBus, vault: Vault) -> Iterator[Rounds]:
    made = Rounds(tasks, changes, vault, lambda: 0.5)
    yield made
    made.stop()
    tasks.stop()
    made.close()


@pytest.fixture
def page(desk: Desk, rounds: Rounds, qtbot: QtBot) -> SyncPage:
    """The page in front; nothing is due by itself."""
    made = SyncPage(desk, rounds=rounds)
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    desk.changes.arrived.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    return made


@pytest.fixture
def records(desk: Desk, qtbot: QtBot) -> RecordsPage:
    made = RecordsPage(desk, pack=rule_pack(date(2026, 11, 23)), calendar=calendar())
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    desk.changes.arrived.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened(desk: Desk) -> list[Target]:
    """What the window was asked to open."""
    found: list[Target] = []
    desk.requests.open_requested.connect(found.append)
    return found
