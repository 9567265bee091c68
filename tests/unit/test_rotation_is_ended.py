"""K11: a rotation that was cut off is ended by whoever comes next; once a year there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.clock import FixedClock
from app.errors import Unavailable, Unreadable
from app.security import rotation
from app.security.header import Header
from app.security.key_slots import RECOVERED
from app.security.vault import describe
from app.security.vault_folder import VaultFolder
from app.storage import rekeying
from app.workspace import Machine
from app.workspace import machine as machine_module
from app.workspace.opened import ROTATED, KeyAge
from tests.conftest import Logs
from tests.crash.county import settings_in
from tests.stores import NOW
from tests.unit.security.made import CHEAP, PASSWORD
from tests.unit.test_unlocking_is_noted import entries, founded


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """With a vault whose backup is under the first key."""
    machine = Machine(settings_in(tmp_path), FixedClock(NOW), CHEAP)
    _ = machine.make_vault(folder_of(machine), PASSWORD, founded)
    opened = machine.open(folder_of(machine), PASSWORD)
    opened.store.backup()
    opened.close()
    return machine


def folder_of(machine: Machine) -> Path:
    return machine.settings.data_folder / "one.vault"


def cut_off(machine: Machine, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """A rotation that comes as far as this step."""

    def torn(*_args: object) -> None:
        raise Unavailable("断电了。请再试一次。", code="cut")

    with monkeypatch.context() as cut:
        cut.setattr(rotation, at, torn)
        with pytest.raises(Unavailable):
            machine.rotate(folder_of(machine), PASSWORD)


def opens_whole(machine: Machine) -> list[str]:
    """What the audit tells once it is open."""
    opened = machine.open(folder_of(machine), PASSWORD)
    try:
        assert opened.store.check().is_whole
        return [action for action, _detail in opened.read(entries)]
    finally:
        opened.close()


NEXT: dict[str, Callable[[Machine], object]] = {
    "open": opens_whole,
    "rotate": lambda machine: machine.rotate(folder_of(machine), PASSWORD),
    "salvage": lambda machine: machine.salvage(folder_of(machine), PASSWORD),
}


@pytest.mark.parametrize("then", NEXT)
@pytest.mark.parametrize("at", ["_swap_header", "_swap_database"])
def test_a_rotation_that_was_cut_off_is_ended_by_whatever_comes_next(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, at: str, then: str
):
    cut_off(machine, monkeypatch, at)
    NEXT[then](machine)
    assert not VaultFolder(folder_of(machine)).next_database.exists()
    actions = opens_whole(machine)
    assert len(actions) > 2
    assert actions.count(ROTATED) == (then == "rotate")


def test_where_nobody_can_say_whose_the_new_database_is_it_stays(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    cut_off(machine, monkeypatch, "_swap_database")
    place = VaultFolder(folder_of(machine))
    whole = place.next_database.read_bytes()

    def busy(*_args: object) -> bool:
        raise Unavailable("文件正被占用。请再试一次。", code="file_busy")

    with monkeypatch.context() as held:
        held.setattr(rekeying, "is_of", busy)
        with pytest.raises(Unavailable):
            machine.open(place.root, PASSWORD)
    place.next_database.write_bytes(bytes(4096) + whole[4096:])
    with pytest.raises(Unreadable) as caught:
        machine.rotate(place.root, PASSWORD)
    assert caught.value.code == "store_damaged"
    place.next_database.write_bytes(whole)
    opens_whole(machine)


def test_backups_stay_where_a_rotation_did_not_come_to_its_end(machine: Machine):
    place = VaultFolder(folder_of(machine))
    before = machine.backups(place.root, PASSWORD)
    place.former_header.write_bytes(place.header.read_bytes())
    opens_whole(machine)
    assert not place.former_header.exists()
    assert machine.backups(place.root, PASSWORD) == before != ()


def test_what_stops_an_opening_lets_go_of_the_vault(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as torn:
        torn.setattr("app.workspace.opened.Workspace.see_to_escrow", _bug)
        with pytest.raises(RuntimeError):
            machine.open(folder_of(machine), PASSWORD)
    opened = machine.open(folder_of(machine), PASSWORD)
    with monkeypatch.context() as torn:
        torn.setattr("app.workspace.opened.Workspace.keep_for_county", _bug)
        with pytest.raises(RuntimeError):
            opened.close()
    opens_whole(machine)


def _bug(*_args: object) -> None:
    raise RuntimeError("a bug")


def test_k11_after_a_year_another_data_key_is_due_and_the_next_opening_takes_it(machine: Machine):
    folder, clock = folder_of(machine), machine.clock
    assert isinstance(clock, FixedClock)
    salt = VaultFolder(folder).database.read_bytes()[:16]
    opened = machine.open(folder, PASSWORD)
    assert opened.key_age() == KeyAge(NOW, is_due=False, is_asked=False)
    clock.advance(365 * 24 * 3600)
    assert opened.key_age().is_due
    opened.ask_rotation()
    opened.close()
    opened = machine.open(folder, PASSWORD)
    assert opened.key_age() == KeyAge(clock.now(), is_due=False, is_asked=False)
    opened.close()
    assert VaultFolder(folder).database.read_bytes()[:16] != salt
    assert opens_whole(machine).count(ROTATED) == 1


def test_a_rotation_that_was_asked_for_and_cannot_be_now_keeps_nobody_out(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, logs: Logs
):
    opened = machine.open(folder_of(machine), PASSWORD)
    opened.ask_rotation()
    opened.close()

    def full(*_args: object) -> None:
        raise Unavailable("磁盘满了。请腾出空间。", code="disk_full")

    with monkeypatch.context() as during:
        during.setattr(rekeying, "rekey", full)
        opened = machine.open(folder_of(machine), PASSWORD)
    logs.expect("disk_full")
    assert opened.key_age().is_asked
    opened.close()
    assert ROTATED in opens_whole(machine)


def test_k11_a_rotation_that_was_asked_for_waits_where_the_last_has_no_backup_yet(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, logs: Logs
):
    folder = folder_of(machine)
    place = VaultFolder(folder)
    with monkeypatch.context() as torn:
        torn.setattr("app.storage.store.Store.backup", _full)
        machine.rotate(folder, PASSWORD)
        former, salt = place.former_header.read_bytes(), place.database.read_bytes()[:16]
        opened = machine.open(folder, PASSWORD)
        opened.ask_rotation()
        opened.close()
        opened = machine.open(folder, PASSWORD)
        assert opened.key_age().is_asked
        opened.close()
        assert place.former_header.read_bytes() == former
        assert place.database.read_bytes()[:16] == salt
        with pytest.raises(Unavailable):
            machine.rotate(folder, PASSWORD)
        assert place.former_header.read_bytes() == former
    for said in ("left to do", "left to do", "not rotated", "left to do"):
        logs.expect(said)
    assert opens_whole(machine).count(ROTATED) == 2
    assert place.database.read_bytes()[:16] != salt
    assert not place.former_header.exists()
    assert len(machine.backups(folder, PASSWORD)) == 1


def test_k11_a_recovery_and_a_rotation_that_was_asked_for_are_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    folder = folder_of(machine)
    opened = machine.open(folder, PASSWORD)
    opened.ask_rotation()
    opened.close()
    turned: list[Path] = []
    rotate = machine_module.rotate

    def counted(path: Path, *args: Any, **named: Any) -> Any:
        turned.append(path)
        return rotate(path, *args, **named)

    header = describe(folder)
    after = replace(header, rest={**header.rest, RECOVERED: machine.new_ids()()})

    def recovered(_folder: Path) -> Header:
        return after

    with monkeypatch.context() as during:
        during.setattr(machine_module, "describe", recovered)
        during.setattr(machine_module, "rotate", counted)
        opened = machine.open(folder, PASSWORD)
    try:
        assert turned == [folder]
        assert not opened.key_age().is_asked
    finally:
        opened.close()


def _full(*_args: object) -> None:
    raise Unavailable("磁盘满了。请腾出空间。", code="disk_full")
