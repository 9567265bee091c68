"""The program from its first start to locking, wrong passwords, and a damaged file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.program import Program
from app.services.accounts import AccountFile
from app.services.practice_colleagues import colleagues
from app.settings import Settings
from app.ui.keeping.salvage_sheet import SalvageSheet
from app.ui.keeping.upgrade_sheet import UpgradeSheet
from app.ui.theme import Theme
from app.ui.unlock.first_run import FirstRunAnswers, FirstRunWizard
from app.ui.unlock.unlock_window import UnlockWindow
from app.workspace import Machine
from tests.unit.security.made import CHEAP

ROLES = {"1", "2", "3", "4", "5", "6", "7"}
PASSWORD = "Shanping-2026-hao"
ANSWERS = FirstRunAnswers("周小兰", "500231102201", "4", PASSWORD)
WAIT = 20_000

Start = Callable[[], Program]


@pytest.fixture
def restarts() -> list[str]:
    """Each time the program would have begun anew."""
    return []


@pytest.fixture
def start(qapp: QApplication, theme: Theme, tmp_path: Path, restarts: list[str]) -> Iterator[Start]:
    """Starts the program in the same home again and again."""
    del theme
    begun: list[Program] = []

    def begin() -> Program:
        program = Program(
            qapp,
            Settings(tmp_path / "data", tmp_path / "config"),
            restart=lambda: restarts.append("again"),
            policy=CHEAP,
        )
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


def shown(program: Program, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    found: list[QWidget] = []

    def look() -> None:
        found[:] = [one for one in program.curtain.findChildren(kind) if one.isVisible()]
        assert found

    qtbot.waitUntil(look, timeout=WAIT)
    return found[0]


def first_run(program: Program, qtbot: QtBot) -> None:
    wizard = shown(program, FirstRunWizard, qtbot)
    assert isinstance(wizard, FirstRunWizard)
    wizard.vault_requested.emit(ANSWERS)
    qtbot.waitUntil(lambda: program.machine().vaults() != (), timeout=WAIT)
    qtbot.waitUntil(lambda: program.kept.read("person.v1") != "", timeout=WAIT)
    wizard.finished.emit()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)


def unlock(program: Program, password: str, qtbot: QtBot) -> UnlockWindow:
    window = shown(program, UnlockWindow, qtbot)
    assert isinstance(window, UnlockWindow)
    window.unlock_requested.emit("v1", password)
    return window


def test_the_first_start_makes_a_vault_and_opens_it(start: Start, qtbot: QtBot):
    program = start()
    first_run(program, qtbot)
    assert program.workspace is not None
    assert program.workspace.owner.name == "周小兰"
    assert program.workspace.owner.village_codes == ("500231102201",)


def test_locking_closes_the_vault_and_begins_the_program_anew(
    start: Start, restarts: list[str], qtbot: QtBot
):
    program = start()
    first_run(program, qtbot)
    program.lock()
    assert program.workspace is None
    assert restarts == ["again"]


def test_a_wrong_password_is_said_and_the_right_one_opens(start: Start, qtbot: QtBot):
    first = start()
    first_run(first, qtbot)
    first.lock()
    program = start()
    window = unlock(program, "Wrong-password-1", qtbot)
    remark = window.findChildren(QWidget)
    qtbot.waitUntil(
        lambda: any("密码不对" in str(getattr(one, "text", str)()) for one in remark), timeout=WAIT
    )
    assert program.window is None
    unlock(program, PASSWORD, qtbot)
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)


def test_a_damaged_file_is_salvaged_and_the_person_goes_on(
    start: Start, tmp_path: Path, qtbot: QtBot
):
    first = start()
    first_run(first, qtbot)
    assert first.workspace is not None
    first.workspace.store.backup()
    first.lock()
    damage(tmp_path / "data" / "vaults" / "v1" / "records.db")
    program = start()
    unlock(program, PASSWORD, qtbot)
    sheet = shown(program, SalvageSheet, qtbot)
    assert isinstance(sheet, SalvageSheet)
    reports: list[object] = []
    sheet.salvage_requested.emit()
    qtbot.waitUntil(lambda: sheet.is_done, timeout=WAIT)
    reports.append(sheet)
    sheet.open_requested.emit()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)
    assert program.workspace is not None
    assert program.workspace.owner.name == "周小兰"


def damage(path: Path) -> None:
    """A page in the middle is nonsense, and the program was not closed properly."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = bytes(4096)
    path.write_bytes(data)
    path.with_name(path.name + ".open").touch()


def test_data_of_a_newer_program_is_not_opened_but_can_be_taken_out(
    start: Start, tmp_path: Path, qtbot: QtBot
):
    first = start()
    first_run(first, qtbot)
    assert first.workspace is not None
    first.workspace.store.apply(
        lambda below: below.execute("UPDATE alembic_version_records SET version_num = '9999'")
    )
    first.lock()
    program = start()
    unlock(program, PASSWORD, qtbot)
    sheet = shown(program, UpgradeSheet, qtbot)
    assert isinstance(sheet, UpgradeSheet)
    out = tmp_path / "out.jsonl"
    sheet.export_requested.emit(str(out))
    qtbot.waitUntil(out.exists, timeout=WAIT)
    assert "周小兰" in out.read_text(encoding="utf-8")
    assert program.window is None


def test_a_password_that_is_easily_guessed_makes_no_vault(start: Start, qtbot: QtBot):
    program = start()
    wizard = shown(program, FirstRunWizard, qtbot)
    assert isinstance(wizard, FirstRunWizard)
    wizard.vault_requested.emit(FirstRunAnswers("周小兰", "500231102201", "4", "1234567890"))
    qtbot.wait(300)
    assert program.machine().vaults() == ()


def test_an_open_vault_is_not_opened_twice(start: Start, tmp_path: Path, qtbot: QtBot):
    first = start()
    first_run(first, qtbot)
    program = start()
    unlock(program, PASSWORD, qtbot)
    qtbot.wait(500)
    assert program.window is None


def test_the_machine_lists_the_vaults_of_its_user(tmp_path: Path):
    machine = Machine(Settings(tmp_path / "data", tmp_path / "config"), _clock(), CHEAP)
    assert machine.vaults() == ()


def _clock():
    from app.domain.clock import SystemClock

    return SystemClock()


def test_in_practice_a_colleague_sits_down_at_the_same_desk(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    from app.services import practice

    monkeypatch.setattr(practice, "build", partial(practice.build, count=24))
    program = start()
    qtbot.waitUntil(lambda: hasattr(program, "tasks"), timeout=WAIT)
    program.open_practice()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)
    first = program.window
    assert first is not None
    offered: list[AccountFile] = []
    program.tasks.operation(program, colleagues).then(offered.extend).start()
    qtbot.waitUntil(lambda: bool(offered), timeout=WAIT)
    assert {one.role for one in offered} == ROLES
    leader = next(one for one in offered if one.role == "3")
    program.sit_down_as(leader)
    assert program.window is not None
    assert program.window is not first
    assert program.workspace is not None
    assert program.workspace.owner.actor.name == "钱主任"
    texts = [one.text() for one in program.window.findChildren(QLabel)]
    assert "经办人：钱主任" in texts


def test_a_practice_vault_of_an_earlier_version_gets_its_colleagues(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    from app.services import practice, practice_colleagues

    monkeypatch.setattr(practice, "build", partial(practice.build, count=8))
    with monkeypatch.context() as before:
        before.setattr(practice_colleagues, "COLLEAGUES", ())
        program = start()
        qtbot.waitUntil(lambda: hasattr(program, "tasks"), timeout=WAIT)
        program.open_practice()
        qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT)
        assert program.workspace is not None
        old = program.workspace
    for _ in range(2):
        old.do(lambda work: practice_colleagues.appoint(work, practice.TOWNSHIP))
    assert {one.role for one in old.read(colleagues)} == ROLES
    assert len(old.read(colleagues)) == len(ROLES)
