"""Wrong passwords make the next try wait: 0, 0, 0, 2, 4, 8, … 60 s (K6). Nothing is ever destroyed.

The tally is outside the vault and survives a restart. It does not know the time of day: what has
passed is measured by the monotonic clock, which starts with the machine and cannot be set. After a
restart of the machine the last wait begins again: a dead clock battery neither opens early nor
locks out for longer than one wait.

A try counts as failed from when it begins until it succeeds, so that ending the program in the
middle of one gains nothing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from app.domain.clock import Clock
from app.errors import Refused
from app.security.disk import Disk, LocalDisk, write_durably
from app.security.file_lock import FileLock

DELAYS: Final = (0, 0, 0, 2, 4, 8, 16, 32, 60)
"""Seconds to wait after the first, second, … and every further failed try."""

_LIMIT: Final = 1024
_MOST: Final = 1_000_000


@dataclass(frozen=True)
class Tally:
    """``failed`` tries since the last right one, the latest at ``at`` (monotonic seconds)."""

    failed: int = 0
    at: float = 0.0

    @property
    def delay(self) -> float:
        """Seconds from the latest failed try to the next that is allowed."""
        return DELAYS[min(self.failed, len(DELAYS)) - 1] if self.failed else 0


_NOTHING: Final = Tally()


class Attempts:
    """The tallies of one laptop, one file a vault under ``folder``."""

    def __init__(self, folder: Path, clock: Clock, *, disk: Disk | None = None) -> None:
        self._folder = folder
        self._clock = clock
        self._disk = disk or LocalDisk()
        self._unsaved: dict[str, Tally] = {}

    def failed(self, vault_id: str) -> int:
        """Wrong tries since the last right one: worth showing to whoever unlocks next."""
        return self._tally(vault_id).failed

    def wait(self, vault_id: str) -> float:
        """Seconds until the next try is allowed; 0 if it is now."""
        tally = self._tally(vault_id)
        return max(0.0, tally.at + tally.delay - self._clock.monotonic())

    def begin(self, vault_id: str) -> None:
        """Count a try, as failed until ``succeed``; ``Refused`` ``too_early`` while it must wait."""
        lock = FileLock(self._folder / f"{vault_id}.lock")
        self._take(lock)
        try:
            if (seconds := math.ceil(self.wait(vault_id))) > 0:
                raise Refused(
                    f"密码输错次数较多，请等 {seconds} 秒再试。忘记密码请联系县里的管理员，数据不会丢。",
                    code="too_early",
                    seconds=seconds,
                )
            failed = min(self.failed(vault_id) + 1, _MOST)
            self._store(vault_id, Tally(failed, self._clock.monotonic()))
        finally:
            lock.release()

    def succeed(self, vault_id: str) -> None:
        """The password was right: the next wrong one is the first."""
        self._store(vault_id, _NOTHING)

    def take_back(self, vault_id: str) -> None:
        """The try that was begun was not about the password (a damaged file): it does not count."""
        tally = self._tally(vault_id)
        self._store(vault_id, Tally(max(tally.failed - 1, 0), tally.at))

    def _take(self, lock: FileLock) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_ours = lock.take()
        except OSError:
            return  # a disk that takes no file keeps no tally either: it is in memory then
        if not is_ours:
            raise Refused("另一个窗口正在解锁这个保险柜。请稍等几秒再试。", code="busy")

    def _tally(self, vault_id: str) -> Tally:
        tally = self._unsaved.get(vault_id) or self._read(vault_id)
        now = self._clock.monotonic()
        if tally.failed and tally.at > now:  # the machine has been started since
            tally = Tally(tally.failed, now)
            self._store(vault_id, tally)
        return tally

    def _read(self, vault_id: str) -> Tally:
        try:
            data = self._disk.read(self._path(vault_id), _LIMIT)
        except FileNotFoundError:
            return _NOTHING
        except OSError:
            data = b""
        return _parsed(data) or Tally(len(DELAYS), math.inf)

    def _store(self, vault_id: str, tally: Tally) -> None:
        """On the disk if it lets us, else for as long as this program runs."""
        data = json.dumps({"failed": tally.failed, "at": tally.at}).encode()
        try:
            if tally.failed:
                write_durably(self._disk, self._path(vault_id), data)
            else:
                self._disk.remove(self._path(vault_id))
            self._unsaved.pop(vault_id, None)
        except OSError:
            self._unsaved[vault_id] = tally

    def _path(self, vault_id: str) -> Path:
        return self._folder / f"{vault_id}.json"


def _parsed(data: bytes) -> Tally | None:
    """None for what ``_store`` has not written: then the longest wait begins, once."""
    try:
        fields = cast("dict[str, Any]", json.loads(data))
        failed, at = fields["failed"], float(fields["at"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    is_sane = type(failed) is int and 0 < failed <= _MOST and math.isfinite(at)
    return Tally(failed, at) if is_sane else None
