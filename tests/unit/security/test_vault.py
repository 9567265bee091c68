"""A vault is made, unlocked and given another password."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.security.disk import LocalDisk
from app.security.file_lock import held
from app.security.kdf import STANDARD
from app.security.key_ring import KeyRing
from app.security.vault import Hold, describe, mend_header
from app.security.vault_folder import VaultFolder
from tests.conftest import Logs
from tests.unit.security.made import OTHER, PASSWORD, FailingDisk, Laptop, database_of


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


@pytest.fixture
def place(laptop: Laptop) -> VaultFolder:
    """A vault that has been made."""
    laptop.create()
    return VaultFolder(laptop.vault)


def fails(code: str, family: type[Trouble]) -> pytest.RaisesExc[Trouble]:
    def is_it(error: Trouble) -> bool:
        return error.code == code and "请" in error.sentence and error.sentence.endswith("。")

    return pytest.RaisesExc(family, check=is_it)


# -- making and unlocking -----------------------------------------------------------------------


def test_a_vault_that_was_made_can_be_unlocked(laptop: Laptop):
    made = laptop.create()
    opened = laptop.unlock()
    assert made.database_key == opened.database_key
    place = VaultFolder(laptop.vault)
    assert place.database.read_bytes() == database_of(opened)
    assert all(room.is_dir() for room in place.rooms)
    assert laptop.leftovers() == []
    assert laptop.attempts.failed(made.vault_id) == 0


def test_nobody_else_on_the_laptop_can_look_in(place: VaultFolder):
    for path in (place.root, *place.root.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_two_people_on_one_laptop_share_no_key(tmp_path: Path):
    one, other = Laptop(tmp_path), Laptop(tmp_path / "other")
    assert one.create().database_key != other.create().database_key


def test_who_is_told_of_a_vault_without_a_password_learns_its_public_keys(laptop: Laptop):
    ring = laptop.create()
    said = describe(laptop.vault)
    assert (said.vault_id, said.signing_public) == (ring.vault_id, ring.device.signing_public)


def test_a_wrong_password_is_refused_counted_and_made_to_wait(laptop: Laptop):
    ring = laptop.create()
    for _ in range(4):
        with fails("wrong_password", Refused):
            laptop.unlock(OTHER)
    with fails("too_early", Refused):
        laptop.unlock()
    laptop.clock.advance(2)
    assert laptop.attempts.failed(ring.vault_id) == 4
    laptop.unlock()
    assert laptop.attempts.failed(ring.vault_id) == 0


def test_a_copied_vault_opens_nowhere_else(tmp_path: Path, laptop: Laptop):
    laptop.create()
    thief = Laptop(tmp_path / "thief")
    thief.vault.parent.mkdir(parents=True)
    laptop.vault.rename(thief.vault)
    with fails("device_secret_missing", Unavailable):
        thief.unlock()
    thief.secrets.make(describe(thief.vault).vault_id)
    with fails("other_device", Refused):
        thief.unlock()
    assert thief.attempts.failed(describe(thief.vault).vault_id) == 0


def test_a_try_that_was_not_about_the_password_neither_counts_nor_clears(laptop: Laptop):
    vault_id = laptop.create().vault_id
    with fails("wrong_password", Refused):
        laptop.unlock(OTHER)
    laptop.policy = STANDARD
    with fails("kdf_out_of_range", Unreadable):
        laptop.unlock()
    assert laptop.attempts.failed(vault_id) == 1


def test_the_default_price_opens_too(tmp_path: Path):
    laptop = Laptop(tmp_path, policy=STANDARD)
    assert laptop.create().vault_id == describe(laptop.vault).vault_id
    assert describe(laptop.vault).slot.cost == STANDARD.default


# -- what is there already ----------------------------------------------------------------------


def test_a_vault_is_not_made_over_another(laptop: Laptop, place: VaultFolder):
    before = place.header.read_bytes()
    with fails("vault_exists", Refused):
        laptop.create(OTHER)
    assert place.header.read_bytes() == before


def test_a_vault_is_made_in_an_empty_folder_but_not_among_other_files(laptop: Laptop):
    laptop.vault.mkdir(parents=True)
    (laptop.vault / "照片.jpg").write_bytes(b"")
    with fails("folder_taken", Refused):
        laptop.create()
    (laptop.vault / "照片.jpg").unlink()
    laptop.create()
    laptop.unlock()


def test_a_file_in_the_way_is_refused(laptop: Laptop):
    laptop.vault.parent.mkdir(parents=True)
    laptop.vault.write_bytes(b"")
    with fails("folder_taken", Refused):
        laptop.create()
    with fails("not_a_vault", Unreadable):
        laptop.unlock()


def test_what_an_interrupted_making_left_is_cleared_up_and_nothing_else(laptop: Laptop):
    laptop.vault.parent.mkdir(parents=True)
    (laptop.vault.parent / "甲.0123abcd.tmp" / "attachments").mkdir(parents=True)
    mine = laptop.vault.parent / "甲.2026年的.tmp"
    mine.mkdir()
    laptop.create()
    assert laptop.leftovers() == [mine.name]


def test_a_vault_that_is_just_being_made_is_not_cleared_up(laptop: Laptop):
    half = laptop.vault.parent / "甲.0123abcd.tmp"
    half.mkdir(parents=True)
    with held(VaultFolder(half).lock):
        laptop.create()
    assert laptop.leftovers() == [half.name]


def test_a_synced_folder_is_refused_and_stays_empty(tmp_path: Path):
    laptop = Laptop(tmp_path / "OneDrive")
    with fails("place_synced", Refused):
        laptop.create()
    assert not (tmp_path / "OneDrive").exists()


def test_a_database_that_cannot_be_made_leaves_nothing(laptop: Laptop):
    def broken(path: Path, ring: KeyRing) -> None:
        path.write_bytes(b"half")
        raise Unavailable("磁盘满了。请腾出空间。", code="disk_full")

    laptop.make_database = broken
    with fails("disk_full", Unavailable):
        laptop.create()
    assert laptop.leftovers() == []
    assert not laptop.vault.exists()
    assert list((laptop.root / "config" / "devices").iterdir()) == []


# -- damage -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["missing", "empty", "header_is_a_folder"])
def test_what_is_no_vault_is_said_to_be_none(laptop: Laptop, name: str):
    if name != "missing":
        laptop.vault.mkdir(parents=True)
    if name == "header_is_a_folder":
        VaultFolder(laptop.vault).header.mkdir()
    for verb in (laptop.unlock, laptop.change, lambda: describe(laptop.vault)):
        with fails("not_a_vault", Unreadable):
            verb()
    with fails("not_a_vault", Unreadable):
        Hold(laptop.vault)


def test_each_flipped_byte_of_the_header_is_damage_and_costs_no_try(
    laptop: Laptop, place: VaultFolder
):
    vault_id, data = describe(laptop.vault).vault_id, place.header.read_bytes()
    for at in range(len(data)):
        place.header.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        with fails("vault_damaged", Unreadable):
            laptop.unlock()
    assert laptop.attempts.failed(vault_id) == 0
    place.header.write_bytes(data)
    laptop.unlock()


@pytest.mark.parametrize("junk", [b"", b"\0" * 1200, b"x" * 70_000])
def test_a_damaged_header_is_mended_from_its_copy(laptop: Laptop, place: VaultFolder, junk: bytes):
    key = laptop.unlock().database_key
    place.header.write_bytes(junk)
    with fails("vault_damaged", Unreadable):
        laptop.unlock()
    assert mend_header(laptop.vault)
    assert laptop.unlock().database_key == key
    assert place.header.with_suffix(".damaged").read_bytes() == junk[: 64 * 1024]
    assert not mend_header(laptop.vault)


def test_a_missing_header_is_mended_too_but_not_from_a_damaged_copy(
    laptop: Laptop, place: VaultFolder
):
    place.header.unlink()
    assert mend_header(laptop.vault)
    laptop.unlock()
    place.header.unlink()
    place.header_copy.write_bytes(b"")
    with fails("vault_damaged", Unreadable):
        mend_header(laptop.vault)
    place.header_copy.unlink()
    with fails("not_a_vault", Unreadable):
        mend_header(laptop.vault)
    with fails("not_a_vault", Unreadable):
        mend_header(laptop.root / "nowhere")


def test_a_lost_copy_of_the_header_is_made_again_when_the_vault_opens(
    laptop: Laptop, place: VaultFolder
):
    for lose in (place.header_copy.unlink, lambda: place.header_copy.write_bytes(b"old")):
        lose()
        laptop.unlock()
        assert place.header_copy.read_bytes() == place.header.read_bytes()


def test_a_disk_that_keeps_no_copy_still_unlocks(laptop: Laptop, place: VaultFolder, logs: Logs):
    place.header_copy.unlink()
    laptop.disk = FailingDisk(0, errno.EROFS)
    laptop.unlock()
    logs.expect("copy of the vault's header")


def test_a_newer_vault_asks_for_a_newer_program_and_is_left_alone(
    laptop: Laptop, place: VaultFolder
):
    text = place.header.read_bytes()[:-65].replace(b"RUHU-VAULT 1", b"RUHU-VAULT 2")
    newer = text + hashlib.sha256(text).hexdigest().encode() + b"\n"
    place.header.write_bytes(newer)
    for verb in (laptop.unlock, laptop.change):
        with fails("vault_newer", Unreadable):
            verb()
    assert place.header.read_bytes() == newer


# -- another password ---------------------------------------------------------------------------


def test_after_a_change_only_the_new_password_opens_and_the_data_is_the_same(
    laptop: Laptop, place: VaultFolder
):
    key = laptop.unlock().database_key
    laptop.change()
    assert laptop.unlock(OTHER).database_key == key
    with fails("wrong_password", Refused):
        laptop.unlock()
    assert place.header_copy.read_bytes() == place.header.read_bytes()
    assert [one.name for one in place.root.glob("*.new")] == []


def test_a_change_with_a_wrong_password_changes_nothing_and_counts(
    laptop: Laptop, place: VaultFolder
):
    before = place.header.read_bytes()
    with fails("wrong_password", Refused):
        laptop.change(OTHER, PASSWORD)
    assert place.header.read_bytes() == before
    assert laptop.attempts.failed(describe(laptop.vault).vault_id) == 1


def test_two_windows_do_not_change_the_password_at_the_same_moment(
    laptop: Laptop, place: VaultFolder
):
    with held(place.header_lock):
        for verb in (laptop.change, lambda: mend_header(laptop.vault)):
            with fails("busy", Refused):
                verb()
    laptop.change()


def test_a_change_that_the_disk_does_not_confirm_says_which_password_to_try(laptop: Laptop):
    laptop.create()

    class Unsure(LocalDisk):
        def sync(self, path: Path) -> None:
            if path == laptop.vault:
                raise OSError(errno.EIO, "no")
            super().sync(path)

    laptop.disk = Unsure()
    with fails("password_maybe_changed", Unavailable):
        laptop.change()
    assert laptop.unlock(OTHER)


def test_a_change_pays_the_price_of_today(laptop: Laptop):
    laptop.create()
    laptop.policy = replace(laptop.policy, default=laptop.policy.cap)
    laptop.change()
    assert describe(laptop.vault).slot.cost == laptop.policy.cap


# -- an open vault is open once -----------------------------------------------------------------


def test_a_vault_is_open_in_one_window(place: VaultFolder):
    hold = Hold(place.root)
    with fails("vault_open", Refused):
        Hold(place.root)
    hold.release()
    Hold(place.root).release()


def test_a_vault_that_cannot_be_written_to_is_not_opened(
    place: VaultFolder, monkeypatch: pytest.MonkeyPatch
):
    def access(path: Path, mode: int) -> bool:
        return path != place.root

    monkeypatch.setattr(os, "access", access)
    with fails("read_only", Unavailable):
        Hold(place.root)


def test_the_temporary_folder_is_empty_whenever_the_vault_opens_and_closes(place: VaultFolder):
    def leave() -> None:
        (place.temporary / "inner").mkdir()
        (place.temporary / "inner" / "预览.pdf").write_bytes(b"")
        (place.temporary / "预览.pdf").write_bytes(b"")

    leave()
    hold = Hold(place.root)
    assert list(place.temporary.iterdir()) == []
    leave()
    hold.release()
    assert list(place.temporary.iterdir()) == []
    place.temporary.rmdir()
    Hold(place.root).release()
    assert place.temporary.is_dir()


# -- two processes ------------------------------------------------------------------------------

CHILD = """
import sys
from pathlib import Path
from app.errors import Trouble
from tests.unit.security.made import Laptop
laptop, verb, arguments = Laptop(Path(sys.argv[1])), sys.argv[2], sys.argv[3:]
print("ready", flush=True)
sys.stdin.readline()
try:
    getattr(laptop, verb)(*arguments)
    print("done")
except Trouble as trouble:
    print(trouble.code)
"""


def side_by_side(root: Path, *calls: tuple[str, ...]) -> list[str]:
    """What two processes say that do the two things at the same moment."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(root), *call],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for call in calls
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    return [child.communicate(timeout=60)[0].strip() for child in children]


def test_two_processes_that_make_the_same_vault_make_one(tmp_path: Path):
    said = side_by_side(tmp_path, ("create", PASSWORD), ("create", OTHER))
    assert said.count("done") == 1
    laptop = Laptop(tmp_path)
    ring = laptop.unlock((PASSWORD, OTHER)[said.index("done")])
    assert VaultFolder(laptop.vault).database.read_bytes() == database_of(ring)
    assert laptop.leftovers() == []


def test_two_processes_that_change_the_password_leave_one_that_was_acknowledged(tmp_path: Path):
    laptop = Laptop(tmp_path)
    laptop.create()
    said = side_by_side(tmp_path, ("change", PASSWORD, OTHER), ("change", PASSWORD, "第三个口令"))
    assert said.count("done") == 1
    assert laptop.unlock((OTHER, "第三个口令")[said.index("done")])


def test_a_vault_held_by_another_process_is_free_when_that_ends(place: VaultFolder):
    script = (
        "import os, sys; from pathlib import Path; from app.security.vault import Hold\n"
        "hold = Hold(Path(sys.argv[1])); print('held', flush=True)\n"
        "sys.stdin.readline(); os._exit(9)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(place.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with fails("vault_open", Refused):
            Hold(place.root)
        child.communicate("\n")
    Hold(place.root).release()


# -- the disk -----------------------------------------------------------------------------------

FAULTS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EBUSY: "file_busy",
    errno.EIO: "disk_error",
}


@pytest.mark.parametrize("error", FAULTS, ids=errno.errorcode.get)
def test_a_fault_of_the_disk_is_said_in_words(tmp_path: Path, error: int):
    laptop = Laptop(tmp_path, disk=FailingDisk(0, error))
    with fails(FAULTS[error], Unavailable):
        laptop.create()
    assert laptop.leftovers() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_in_words(laptop: Laptop):
    laptop.vault.parent.mkdir(parents=True)
    laptop.vault.parent.chmod(0o500)
    with fails("read_only", Unavailable):
        laptop.create()
    laptop.vault.parent.chmod(0o700)


def attempt(verb: Callable[[], object]) -> Trouble | None:
    try:
        verb()
    except Trouble as trouble:
        return trouble
    return None


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "once"])
def test_wherever_the_disk_is_full_a_vault_is_made_whole_or_not_at_all(tmp_path: Path, stays: bool):
    step = 0
    for step in range(200):
        disk = FailingDisk(step, stays=stays)
        laptop = Laptop(tmp_path / str(step), disk=disk)
        trouble = attempt(laptop.create)
        if not disk.failed:
            break
        assert isinstance(trouble, Unavailable), step
        laptop.disk = Laptop(tmp_path).disk
        assert laptop.leftovers() == []
        if not laptop.vault.exists():
            laptop.create()
        laptop.unlock()
    assert step > 20


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "once"])
def test_wherever_the_disk_is_full_the_old_or_the_new_password_opens(
    tmp_path: Path, stays: bool, logs: Logs
):
    step = 0
    for step in range(200):
        laptop = Laptop(tmp_path / str(step))
        key = laptop.create().database_key
        disk = laptop.disk = FailingDisk(step, stays=stays)
        trouble = attempt(laptop.change)
        laptop.disk = Laptop(tmp_path).disk
        laptop.clock.advance(60)
        if trouble is None:
            assert laptop.unlock(OTHER).database_key == key
        if not disk.failed:
            break
        assert trouble is None or isinstance(trouble, Unavailable)
        refused = [attempt(partial(laptop.unlock, one)) for one in (PASSWORD, OTHER)]
        assert refused.count(None) == 1, step
    assert step > 8
    for _ in list(logs.records):
        logs.expect("copy of the vault's header")
