"""The plug pulled between any two steps of making a vault and of changing its password.

What had not been synced by then is kept, torn or lost; in each case the disk holds what was or what
was to be, and what was acknowledged is there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Trouble
from app.security.disk import LocalDisk
from app.security.vault_folder import VaultFolder
from tests.unit.security.made import OTHER, PASSWORD, CutDisk, Laptop, database_of, until_cut

MODES = ["kept", "torn", "lost"]
NEVER = 10_000


def cut_disk(root: Path, at: int, mode: str) -> CutDisk:
    return CutDisk(root / "stash", at, mode)


def steps_of_making(root: Path) -> int:
    (root / "count").mkdir()
    laptop = Laptop(root / "count", disk=(disk := cut_disk(root, NEVER, "kept")))
    laptop.create()
    return disk.steps


def opens(laptop: Laptop, password: str) -> bool:
    laptop.clock.advance(60)
    try:
        laptop.unlock(password)
    except Trouble as trouble:
        assert trouble.code == "wrong_password"  # noqa: PT017 - any other is a torn vault
        return False
    return True


@pytest.mark.parametrize("mode", MODES)
def test_a_vault_is_whole_or_not_there(tmp_path: Path, mode: str):
    steps = steps_of_making(tmp_path)
    assert steps > 25
    for at in range(steps + 1):
        root = tmp_path / f"{at}"
        root.mkdir()
        laptop, is_acknowledged = Laptop(root, disk=(disk := cut_disk(root, at, mode))), False
        with until_cut(disk):
            laptop.create()
            is_acknowledged = True
        laptop.disk = LocalDisk()
        assert is_acknowledged == (at == steps)
        assert laptop.vault.exists() or not is_acknowledged
        if not laptop.vault.exists():
            laptop.create()
        ring = laptop.unlock()
        assert VaultFolder(laptop.vault).database.read_bytes() == database_of(ring), at
        assert laptop.leftovers() == []


@pytest.mark.parametrize("mode", MODES)
def test_the_old_or_the_new_password_opens(tmp_path: Path, mode: str):
    outcomes: list[tuple[bool, bool]] = []
    is_acknowledged = False
    for at in range(100):
        root = tmp_path / f"{at}"
        root.mkdir()
        laptop, is_acknowledged = Laptop(root), False
        key = laptop.create().database_key
        laptop.disk = disk = cut_disk(root, at, mode)
        with until_cut(disk):
            laptop.change()
            is_acknowledged = True
        laptop.disk = LocalDisk()
        old, new = opens(laptop, PASSWORD), opens(laptop, OTHER)
        outcomes.append((old, new))
        assert old != new, at
        assert new or not is_acknowledged
        assert laptop.unlock(OTHER if new else PASSWORD).database_key == key
        laptop.change(*((OTHER, PASSWORD) if new else (PASSWORD, OTHER)))
        if is_acknowledged:
            break
    assert {(True, False), (False, True)} == set(outcomes)
    assert is_acknowledged


def test_the_simulated_power_cut_does_lose_what_is_not_synced(tmp_path: Path):
    for mode, left in (("kept", b"12345678"), ("torn", b"1234"), ("lost", None)):
        disk = cut_disk(tmp_path, NEVER, mode)
        path = tmp_path / mode
        disk.write_new(path, b"12345678")
        disk.crash()
        assert (path.read_bytes() if path.exists() else None) == left
