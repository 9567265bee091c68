"""What the tests of keys and vaults are made of: a cheap KDF, a laptop in a folder, a bad disk."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.domain.clock import CHINA, FixedClock
from app.security.attempts import Attempts
from app.security.device_secret import FileDeviceSecrets
from app.security.disk import Disk, LocalDisk
from app.security.kdf import KdfCost, KdfPolicy
from app.security.key_ring import KeyRing
from app.security.vault import change_password, create_vault, unlock

CHEAP = KdfPolicy(KdfCost(64, 1, 1), floor=KdfCost(32, 1, 1), cap=KdfCost(128, 3, 4))
"""0.1 ms a try: for tests of everything but the price itself."""

PASSWORD = "三棵枣树9Kd!两条狗"
OTHER = "一口老井7Fg?半亩田"


@dataclass
class Laptop:
    """A laptop in ``root``: its settings folder, one vault, its clock and its disk."""

    root: Path
    disk: Disk = field(default_factory=LocalDisk)
    policy: KdfPolicy = CHEAP
    clock: FixedClock = field(
        default_factory=lambda: FixedClock(datetime(2026, 11, 25, 9, tzinfo=CHINA), 1000.0)
    )

    @property
    def vault(self) -> Path:
        return self.root / "vaults" / "甲"

    @property
    def secrets(self) -> FileDeviceSecrets:
        return FileDeviceSecrets(self.root / "config" / "devices", disk=self.disk)

    @property
    def attempts(self) -> Attempts:
        return Attempts(self.root / "config" / "attempts", self.clock, disk=self.disk)

    def create(self, password: str = PASSWORD) -> KeyRing:
        return create_vault(
            self.vault,
            password,
            device_secrets=self.secrets,
            policy=self.policy,
            make_database=self.make_database,
            disk=self.disk,
        )

    def unlock(self, password: str = PASSWORD) -> KeyRing:
        return unlock(
            self.vault,
            password,
            device_secrets=self.secrets,
            policy=self.policy,
            attempts=self.attempts,
            disk=self.disk,
        )

    def change(self, old: str = PASSWORD, new: str = OTHER) -> None:
        change_password(
            self.vault,
            old,
            new,
            device_secrets=self.secrets,
            policy=self.policy,
            attempts=self.attempts,
            disk=self.disk,
        )

    def make_database(self, path: Path, ring: KeyRing) -> None:
        """Stands for the real one: some bytes that only these keys explain."""
        self.disk.write_new(path, database_of(ring))

    def leftovers(self) -> list[str]:
        """What stands beside the vault."""
        inside = self.vault.parent.iterdir() if self.vault.parent.is_dir() else ()
        return [one.name for one in inside if one != self.vault]


def database_of(ring: KeyRing) -> bytes:
    return hashlib.sha256(ring.database_key).digest() * 100


class PowerCut(Exception):
    """Nothing runs any more; not even clearing up."""


@dataclass
class CutDisk(LocalDisk):
    """A disk whose plug is pulled before step ``cut_at``.

    What was not synced by then is, by ``mode``: ``kept``, ``torn`` (names kept, contents halved) or
    ``lost`` (names undone, contents gone).
    """

    stash: Path
    cut_at: int
    mode: str
    steps: int = 0
    unsynced: set[Path] = field(default_factory=set[Path])
    names: list[tuple[Path, Callable[[], object]]] = field(
        default_factory=list[tuple[Path, Callable[[], object]]]
    )

    def make_folder(self, path: Path) -> None:
        self._step()
        super().make_folder(path)
        self.names.append((path.parent, lambda: shutil.rmtree(path)))

    def write_new(self, path: Path, data: bytes) -> None:
        self._step()
        super().write_new(path, data)
        self.unsynced.add(path)
        self.names.append((path.parent, lambda: path.unlink()))

    def sync(self, path: Path) -> None:
        self._step()
        super().sync(path)
        self.unsynced.discard(path)
        self.names = [one for one in self.names if one[0] != path]

    def move(self, source: Path, target: Path) -> None:
        self._step()
        former = self._stashed(target) if target.is_file() else None
        super().move(source, target)
        moved = {one for one in self.unsynced if one.is_relative_to(source)}
        self.unsynced -= moved
        self.unsynced |= {target / one.relative_to(source) for one in moved}

        def undo() -> None:
            target.rename(source)
            if former:
                shutil.copy2(former, target)

        self.names.append((target.parent, undo))

    def remove(self, path: Path) -> None:
        self._step()
        if path.exists():
            former = self._stashed(path)
            super().remove(path)
            self.names.append((path.parent, lambda: former.rename(path)))

    def _step(self) -> None:
        if self.steps >= self.cut_at:
            raise PowerCut
        self.steps += 1

    def _stashed(self, path: Path) -> Path:
        self.stash.mkdir(exist_ok=True)
        kept = self.stash / str(len(list(self.stash.iterdir())))
        return Path(shutil.copytree(path, kept) if path.is_dir() else shutil.copy2(path, kept))

    def crash(self) -> None:
        """Leave the disk as the power cut does."""
        if self.mode == "kept":
            return
        for path in self.unsynced:
            data = path.read_bytes() if path.is_file() else b""
            if path.is_file():
                path.write_bytes(data[: len(data) // 2] if self.mode == "torn" else b"")
        if self.mode == "lost":
            for _, undo in reversed(self.names):
                undo()


@dataclass
class FailingDisk(LocalDisk):
    """A disk on which step ``fail_at`` and, if it ``stays``, each later one but removing fails."""

    fail_at: int
    error: int = errno.ENOSPC
    stays: bool = True
    steps: int = 0
    failed: bool = False

    def make_folder(self, path: Path) -> None:
        self._step()
        super().make_folder(path)

    def write_new(self, path: Path, data: bytes) -> None:
        self._step()
        super().write_new(path, data)

    def sync(self, path: Path) -> None:
        self._step()
        super().sync(path)

    def move(self, source: Path, target: Path) -> None:
        self._step()
        super().move(source, target)

    def _step(self) -> None:
        self.steps += 1
        if self.steps - 1 == self.fail_at or (self.stays and self.steps > self.fail_at):
            self.failed = True
            raise OSError(self.error, "no")


@contextmanager
def until_cut(disk: CutDisk) -> Generator[None]:
    """What runs inside may be cut off, and if not, the plug is pulled when it has ended."""
    with suppress(PowerCut):
        yield
    disk.crash()
