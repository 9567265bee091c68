"""E5: an erasure that was cut off goes on, and what was not sent is still what was sealed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from app.domain.clock import FixedClock
from app.errors import Trouble, Unavailable, Unreadable
from app.security.disk import LocalDisk
from app.security.vault import describe
from app.sync.laptop import locked
from app.workspace import Machine
from tests.crash.county import settings_in
from tests.stores import NOW
from tests.unit.security.made import CHEAP, PASSWORD
from tests.unit.test_unlocking_is_noted import founded

SEALED = b"sealed to the county"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """With a locked vault whose outbox lies sealed beside it."""
    machine = Machine(settings_in(tmp_path), FixedClock(NOW), CHEAP)
    _ = machine.make_vault(folder_of(machine), PASSWORD, founded)
    machine.keep_outbox(folder_of(machine), SEALED)
    machine.status_key(describe(folder_of(machine)).vault_id)
    return machine


def folder_of(machine: Machine) -> Path:
    return machine.settings.vaults_folder / "v1"


def goes_on(machine: Machine) -> None:
    """What the next start does."""
    if folder_of(machine).is_dir():
        machine.set_outbox_aside(folder_of(machine))
        machine.erase(folder_of(machine))


def cut_off(monkeypatch: pytest.MonkeyPatch, step: str, at: int) -> None:
    """The disk does no more than so many of these steps."""
    done, honest = list[object](), getattr(LocalDisk, step)

    def torn(*args: object) -> None:
        if len(done) == at:
            raise OSError(5, "torn")
        done.append(args)
        honest(*args)

    monkeypatch.setattr(LocalDisk, step, torn)


@pytest.mark.parametrize("at", range(9))
@pytest.mark.parametrize("step", ["remove", "sync", "move"])
def test_wherever_an_erasure_is_cut_off_it_goes_on_and_what_was_set_aside_stays_good(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, step: str, at: int
):
    path = machine.set_outbox_aside(folder_of(machine))
    assert path is not None
    with monkeypatch.context() as cut, suppress(Unavailable):
        cut_off(cut, step, at)
        machine.erase(folder_of(machine))
    goes_on(machine)
    assert path.read_bytes() == SEALED
    assert not folder_of(machine).exists()
    assert list(machine.locked_place.iterdir()) == []


def test_once_the_device_secret_is_gone_no_other_copy_is_set_aside(machine: Machine):
    folder = folder_of(machine)
    path = machine.set_outbox_aside(folder)
    assert path is not None
    machine.keep_outbox(folder, b"newer")
    assert machine.set_outbox_aside(folder) == path
    assert path.read_bytes() == b"newer"
    machine.device_secrets.destroy(describe(folder).vault_id)
    locked.keep_outbox(machine.locked_place, describe(folder).vault_id, b"no longer what it was")
    assert machine.set_outbox_aside(folder) == path
    assert path.read_bytes() == b"newer"


def test_a_status_key_that_cannot_be_read_is_not_made_anew(machine: Machine):
    vault_id = describe(folder_of(machine)).vault_id
    key = machine.status_key(vault_id)
    assert machine.status_key(vault_id) == key
    (file,) = machine.locked_place.glob("*.device")
    whole = file.read_bytes()
    file.write_bytes(b"torn")
    with pytest.raises(Unreadable):
        machine.status_key(vault_id)
    file.write_bytes(whole)
    assert machine.status_key(vault_id) == key


def test_a_status_key_that_is_busy_is_not_made_anew(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    vault_id = describe(folder_of(machine)).vault_id
    key = machine.status_key(vault_id)

    def busy(*_args: object) -> bytes:
        raise Unavailable("文件正被占用。请再试一次。", code="file_busy")

    with monkeypatch.context() as held:
        held.setattr("app.security.device_secret.FileDeviceSecrets.read", busy)
        with pytest.raises(Trouble):
            machine.status_key(vault_id)
    assert machine.status_key(vault_id) == key
