"""E5: the county revokes a laptop whose vault is open."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.erased import ERASED, ERASED_VAULT
from app.desktop.program import Program
from app.desktop.revocation import Revocation
from app.errors import Unavailable
from app.security.letters import open_letter
from app.security.recovery import answer_request, read_request, write_answer
from app.security.recovery_key import make_recovery_key, write_key
from app.security.vault_folder import VaultFolder
from app.server import devices, publishing, recoveries
from app.services import inbox
from app.settings import Settings
from app.storage import identity, opening
from app.sync.client.run import Pace
from app.sync.laptop import carrying, link
from app.sync.laptop.link import LAST
from app.sync.protocol import bundles, codec
from app.sync.protocol.messages import Push
from app.sync.protocol.published import RECOVERY
from app.ui.problem_dialog import ProblemBanner
from app.ui.status_bar import StatusBar
from app.ui.theme import Theme
from app.ui.unlock.erased_sheet import ErasedSheet
from app.ui.unlock.first_run import FirstRunWizard
from app.ui.unlock.recovery_sheet import RecoverySheet
from app.ui.unlock.unlock_window import UnlockWindow
from app.workspace import Machine
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.factories import a_household
from tests.ui import pictures
from tests.ui.sync.steps import press
from tests.ui.test_desktop import ANSWERS, first_run, shown
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


def test_a_locked_laptop_asks_at_its_start_and_is_erased_with_its_outbox_sealed_first(
    start: Callable[[], County], laptop: Laptop, made: MadeCounty, tmp_path: Path, qtbot: QtBot
):
    program = start()
    first_run(program, qtbot)
    replica = enrolled(program, laptop, made, qtbot)
    assert program.workspace is not None
    program.workspace.do(lambda work: a_household(work, 2).id)
    program.lock()
    with made.database.writing() as connection:
        devices.revoke(connection, replica, made.now())
    again = start()
    sheet = shown(again, ErasedSheet, qtbot)
    qtbot.waitUntil(lambda: again.machine().vaults() == (), timeout=WAIT)
    assert list((tmp_path / "config").glob("**/*.device")) == []
    assert list((tmp_path / "config" / "status").iterdir()) == []
    (sealed,) = (tmp_path / "data" / "revoked").iterdir()
    carried = bundles.read_request(open_letter(sealed.read_bytes(), made.keys, bundles.UP))
    pushed = [one for one in codec.decode(carried.body) if isinstance(one, Push)]
    assert any(op.noun == "household" for one in pushed for op in one.operations)
    assert any(sealed.name in one.text() for one in sheet.findChildren(QLabel))
    press(sheet, "知道了")
    shown(again, FirstRunWizard, qtbot)


def _unclean(folder: Path, status: Path, _cut: pytest.MonkeyPatch) -> None:
    """The power goes while the vault is open: nothing is sealed."""
    opening.mark_open(VaultFolder(folder).database)
    for sealed in status.glob("*.ruhusync"):
        sealed.unlink()


def _too_much(_folder: Path, _status: Path, cut: pytest.MonkeyPatch) -> None:
    """More waits at the closing than one file holds."""
    cut.setattr(carrying, "MOST_PUSHES", 1)
    cut.setattr(link, "_BUNDLE", Pace(operations=2))


def _full(_folder: Path, _status: Path, cut: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise Unavailable("磁盘满了。请腾出空间。", code="disk_full")

    cut.setattr("app.sync.laptop.locked.keep_outbox", full)


@pytest.mark.parametrize("how", [_unclean, _too_much, _full])
def test_a_locked_laptop_whose_work_is_not_sealed_whole_is_erased_only_once_it_was_opened(
    start: Callable[[], County],
    laptop: Laptop,
    made: MadeCounty,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    logs: Logs,
    how: Callable[[Path, Path, pytest.MonkeyPatch], None],
):
    program = start()
    first_run(program, qtbot)
    replica = enrolled(program, laptop, made, qtbot)
    assert program.workspace is not None
    program.workspace.do(lambda work: a_household(work, 2).id)
    folder, status = program.workspace.folder, tmp_path / "config" / "status"
    with monkeypatch.context() as cut:
        if how is not _unclean:
            how(folder, status, cut)
        program.lock()
    if how is _unclean:
        how(folder, status, monkeypatch)
    if how is _full:
        logs.expect("disk_full")
    with made.database.writing() as connection:
        devices.revoke(connection, replica, made.now())
    again = start()
    window = shown(again, UnlockWindow, qtbot)
    assert isinstance(window, UnlockWindow)
    said = "所以还没有清除。请输入密码打开一次"
    qtbot.waitUntil(
        lambda: any(said in one.text() for one in window.findChildren(QLabel)), timeout=WAIT
    )
    assert again.machine().vaults() == (folder,)
    assert again.kept.read(ERASED) == ""
    pictures.take(window, f"revoked-unsealed{how.__name__}")
    window.unlock_requested.emit("v1", ANSWERS.password)
    qtbot.waitUntil(lambda: again.rounds is not None and bool(known(again)), timeout=WAIT)
    assert again.rounds is not None
    again.rounds.sync_now()
    qtbot.waitUntil(lambda: again.machine().vaults() == (), timeout=WAIT)
    (sealed,) = (tmp_path / "data" / "revoked").iterdir()
    carried = bundles.read_request(open_letter(sealed.read_bytes(), made.keys, bundles.UP))
    pushed = [one for one in codec.decode(carried.body) if isinstance(one, Push)]
    assert any(op.noun == "household" for one in pushed for op in one.operations)
    assert list(status.iterdir()) == []


@pytest.mark.parametrize(("days", "is_said"), [(29, False), (31, True)])
def test_e6_a_laptop_that_did_not_meet_its_county_for_a_month_says_so_and_goes_on(
    start: Callable[[], County],
    laptop: Laptop,
    made: MadeCounty,
    qtbot: QtBot,
    days: int,
    is_said: bool,
):
    program = start()
    first_run(program, qtbot)
    enrolled(program, laptop, made, qtbot)
    assert program.workspace is not None
    last = (program.clock.now() - timedelta(days=days)).isoformat()
    program.workspace.store.apply(
        lambda below: identity.remember(below, LAST, {"level": last, "try": last, "end": "level"})
    )
    program.lock()
    again = start()
    again.wire.fault = lambda _request: "before"
    window = shown(again, UnlockWindow, qtbot)
    assert isinstance(window, UnlockWindow)
    window.unlock_requested.emit("v1", ANSWERS.password)
    qtbot.waitUntil(lambda: again.window is not None and bool(known(again)), timeout=WAIT)
    assert again.window is not None
    said = [one.text() for one in again.window.findChildren(ProblemBanner) if one.text()]
    assert [f"已经 {days} 天" in one for one in said] == [True] * is_said
    qtbot.waitUntil(lambda: ("31天没有同步" in bar(again)) == is_said, timeout=WAIT)
    if is_said:
        pictures.take(again.window, "long-away")
    assert again.workspace is not None
    again.workspace.do(lambda work: a_household(work, 2).id)


def known(program: Program) -> object:
    """How the open vault and its county stand, once that was looked up."""
    return program.rounds and program.rounds.state


def bar(program: Program) -> str:
    """What stands at the bottom of the window."""
    assert program.window is not None
    (found,) = program.window.findChildren(StatusBar)
    return "　".join(one.text() for one in found.findChildren(QPushButton))


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_locked_laptop_that_cannot_ask_or_is_not_revoked_just_opens(
    start: Callable[[], County],
    laptop: Laptop,
    made: MadeCounty,
    qtbot: QtBot,
    fault: str,
):
    program = start()
    first_run(program, qtbot)
    enrolled(program, laptop, made, qtbot)
    program.lock()
    again = start()
    if fault == "before":
        again.wire.fault = lambda _request: "before"
    window = shown(again, UnlockWindow, qtbot)
    assert isinstance(window, UnlockWindow)
    window.unlock_requested.emit("v1", ANSWERS.password)
    qtbot.waitUntil(lambda: again.window is not None, timeout=WAIT)
    assert again.machine().vaults() != ()


def test_a_forgotten_password_is_recovered_in_the_window(
    start: Callable[[], County], laptop: Laptop, made: MadeCounty, tmp_path: Path, qtbot: QtBot
):
    program = start()
    first_run(program, qtbot)
    enrolled(program, laptop, made, qtbot)
    key, shares = make_recovery_key("垫江县", 1, os.urandom)
    with made.database.writing() as connection:
        content = write_key(key).encode()
        publishing.publish(connection, RECOVERY, "1", content, made.keys.sign, made.now())
    assert program.rounds is not None
    program.rounds.sync_now()
    folder = tmp_path / "data" / "vaults" / "v1"
    qtbot.waitUntil(VaultFolder(folder).escrow.exists, timeout=WAIT)
    program.lock()
    again = start()
    press(shown(again, UnlockWindow, qtbot), "忘记密码")
    sheet = shown(again, RecoverySheet, qtbot)
    assert isinstance(sheet, RecoverySheet)
    press(sheet, "从网上送到县里")
    qtbot.waitUntil(lambda: sheet.step == 1 and bool(sheet.code.text()), timeout=WAIT)
    press(sheet, "看看有没有答复")
    said = "县里还没有答复"
    qtbot.waitUntil(
        lambda: any(said in one.text() for one in sheet.findChildren(QLabel)), timeout=WAIT
    )
    with made.database.reading() as connection:
        (waiting,) = recoveries.listed(connection)
        text = recoveries.content_of(connection, waiting["request"])
    now = again.clock.now()
    answer = answer_request(read_request(text), sheet.code.text(), shares[1:], now)
    with made.database.writing() as connection:
        recoveries.record(connection, write_answer(answer), made.keys, now)
    press(sheet, "看看有没有答复")
    qtbot.waitUntil(lambda: sheet.step == 2, timeout=WAIT)
    for field in sheet.password.findChildren(QLineEdit):
        field.setText("Laoshan-2027-jing")
    press(sheet, "设好新密码，打开")
    qtbot.waitUntil(lambda: again.window is not None, timeout=WAIT)
    assert again.workspace is not None
    letters = again.workspace.read(lambda work: inbox.list_inbox(work))
    assert [one.title for one in letters if one.kind == "recovered"] == ["找回过密码"]


def test_a_word_without_the_name_of_its_vault_takes_no_vault(
    start: Callable[[], County], laptop: Laptop, made: MadeCounty, qtbot: QtBot
):
    program = start()
    first_run(program, qtbot)
    program.lock()
    program.kept.write(ERASED, "已经清除。")
    again = start()
    sheet = shown(again, ErasedSheet, qtbot)
    again.tasks.stop()
    press(sheet, "知道了")
    assert len(again.machine().vaults()) == 1


def test_what_was_saved_while_it_was_sealed_is_sealed_too(
    start: Callable[[], County],
    laptop: Laptop,
    made: MadeCounty,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
):
    program = start()
    first_run(program, qtbot)
    enrolled(program, laptop, made, qtbot)
    workspace, rounds = program.workspace, program.rounds
    assert workspace is not None
    assert rounds is not None
    queue = program.leave

    def leave() -> None:
        if program.workspace is not None:
            workspace.do(lambda work: a_household(work, 2).id)
        queue()

    monkeypatch.setattr(program, "leave", leave)
    Revocation(program, workspace, rounds).begin()
    qtbot.waitUntil(lambda: program.machine().vaults() == (), timeout=WAIT)
    (sealed,) = (tmp_path / "data" / "revoked").iterdir()
    assert sealed.name in program.kept.read(ERASED)
    carried = bundles.read_request(open_letter(sealed.read_bytes(), made.keys, bundles.UP))
    pushed = [one for one in codec.decode(carried.body) if isinstance(one, Push)]
    assert any(op.noun == "household" for one in pushed for op in one.operations)


def test_an_erasure_that_the_disk_stops_is_remembered_until_the_folder_is_gone(
    start: Callable[[], County],
    laptop: Laptop,
    made: MadeCounty,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    logs: Logs,
):
    program, begun = start(), list[str]()
    first_run(program, qtbot)
    enrolled(program, laptop, made, qtbot)
    assert program.workspace is not None
    assert program.rounds is not None
    monkeypatch.setattr(program, "begin_anew", lambda: begun.append("again"))
    with monkeypatch.context() as torn:
        torn.setattr("app.security.erasing.overwrite", _torn)
        Revocation(program, program.workspace, program.rounds).begin()
        qtbot.waitUntil(lambda: begun == ["again"], timeout=WAIT)
        logs.expect("not erased yet")
    assert list((tmp_path / "config").glob("*.device")) == []
    program.kept.write(ERASED, "")
    again = start()
    shown(again, FirstRunWizard, qtbot)
    qtbot.waitUntil(lambda: again.kept.read(ERASED_VAULT) == "", timeout=WAIT)
    assert not (tmp_path / "data" / "vaults" / "v1").exists()


def _torn(*_args: object) -> None:
    raise OSError(5, "torn")


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
