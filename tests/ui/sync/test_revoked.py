"""E5: the county revokes a laptop whose vault is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop.program import Program
from app.security.letters import open_letter
from app.server import devices
from app.settings import Settings
from app.sync.protocol import bundles, codec
from app.sync.protocol.messages import Push
from app.ui.theme import Theme
from app.ui.unlock.erased_sheet import ErasedSheet
from app.ui.unlock.first_run import FirstRunWizard
from app.workspace import Machine
from tests.contract.county_made import MadeCounty
from tests.factories import a_household
from tests.ui.sync.steps import press
from tests.ui.test_desktop import first_run, shown
from tests.unit.security.made import CHEAP
from tests.unit.sync.laptops import InProcess, Laptop

WAIT = 20_000
Start = Callable[[], Program]


class County(Program):
    """The program, whose county answers in this process."""

    wire: InProcess

    def machine(self) -> Machine:
        return Machine(self.settings, self.clock, CHEAP, make_wire=lambda _authority: self.wire)


@pytest.fixture
def start(
    qapp: QApplication, theme: Theme, tmp_path: Path, made: MadeCounty
) -> Iterator[Callable[[], County]]:
    del theme
    begun: list[County] = []

    def begin() -> County:
        settings = Settings(tmp_path / "data", tmp_path / "config")
        program = County(qapp, settings, restart=lambda: None, policy=CHEAP)
        program.wire = InProcess(made)
        begun.append(program)
        program.show()
        return program

    yield begin
    for program in begun:
        program.leave()
        program.tasks.stop()
        for window in (program.window, program.curtain):
            if window is not None:
                window.hide()
                window.deleteLater()


def enrolled(program: Program, laptop: Laptop, made: MadeCounty, qtbot: QtBot) -> str:
    rounds = program.rounds
    assert rounds is not None
    person = made.person("4", laptop.village)
    text = laptop.ticket(made.ticket(person), person)
    rounds.enrol(program, text, "").then(rounds.enrolled).start()
    qtbot.waitUntil(lambda: rounds.is_enrolled and not rounds.is_running, timeout=WAIT)
    assert rounds.state is not None
    assert rounds.state.member is not None
    return rounds.state.member.replica


def test_what_was_not_sent_is_sealed_to_the_county_and_the_vault_is_gone(
    start: Callable[[], County], laptop: Laptop, made: MadeCounty, tmp_path: Path, qtbot: QtBot
):
    program = start()
    first_run(program, qtbot)
    replica = enrolled(program, laptop, made, qtbot)
    with made.database.writing() as connection:
        devices.revoke(connection, replica, made.now())
    assert program.workspace is not None
    program.workspace.do(lambda work: a_household(work, 2).id)
    assert program.rounds is not None
    program.rounds.sync_now()
    qtbot.waitUntil(lambda: program.kept.read("erased") != "", timeout=WAIT)
    qtbot.waitUntil(lambda: program.machine().vaults() == (), timeout=WAIT)
    assert list((tmp_path / "config").glob("*.device")) == []
    (sealed,) = (tmp_path / "data" / "revoked").iterdir()
    carried = bundles.read_request(open_letter(sealed.read_bytes(), made.keys, bundles.UP))
    pushed = [one for one in codec.decode(carried.body) if isinstance(one, Push)]
    assert any(op.noun == "household" for one in pushed for op in one.operations)
    again = start()
    sheet = shown(again, ErasedSheet, qtbot)
    press(sheet, "知道了")
    shown(again, FirstRunWizard, qtbot)
