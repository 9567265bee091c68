"""A file that one process at a time may hold; the system lets go of it when the process ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """The lock on ``path`` (made if missing, never removed); ``take`` it, ``release`` it.

    It belongs to this object, not to the process: a second ``FileLock`` on the same file waits too.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether it is ours now; does not wait. ``OSError`` where no file can be made."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Let go of it; nothing to do if it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def held(path: Path) -> Generator[bool]:
    """Hold the lock on ``path`` inside, if it is to be had; says whether it was."""
    lock = FileLock(path)
    try:
        yield lock.take()
    finally:
        lock.release()
