"""What the vault asks of a disk, one step at a time, so that a test can pull the plug after any.

Folders are made 0700 and files 0600. ``LocalDisk`` lets ``OSError`` through; ``blamed`` makes it a
sentence at the edge.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol

from app.errors import Unavailable


class Disk(Protocol):
    """The steps. What has not been synced may be gone, whole or in part, after a power cut."""

    def read(self, path: Path, limit: int) -> bytes:
        """The first ``limit`` bytes."""
        ...

    def make_folder(self, path: Path) -> None:
        """A new folder; ``FileExistsError`` if there is one."""
        ...

    def write_new(self, path: Path, data: bytes) -> None:
        """A new file with ``data``, not yet synced; ``FileExistsError`` if there is one."""
        ...

    def sync(self, path: Path) -> None:
        """What is in the file, or the names in the folder, is on the disk when this returns."""
        ...

    def move(self, source: Path, target: Path) -> None:
        """``source`` takes the place of the file or empty folder ``target``, in one step."""
        ...

    def remove(self, path: Path) -> None:
        """Remove a file or a whole folder; nothing to do if it is not there."""
        ...


class LocalDisk:
    """The machine's own disk."""

    def read(self, path: Path, limit: int) -> bytes:
        with path.open("rb") as file:
            return file.read(limit)

    def make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700)

    def write_new(self, path: Path, data: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)

    def sync(self, path: Path) -> None:
        if path.is_dir() and os.name == "nt":
            return  # Windows syncs no folders; it journals their names itself
        flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def move(self, source: Path, target: Path) -> None:
        if os.name == "nt" and target.is_dir():
            target.rmdir()
        source.replace(target)

    def remove(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write_durably(disk: Disk, path: Path, data: bytes) -> None:
    """``path`` holds ``data`` when this returns; cut short, it holds what it held before."""
    fresh = path.with_name(path.name + ".tmp")
    disk.remove(fresh)
    disk.write_new(fresh, data)
    disk.sync(fresh)
    disk.move(fresh, path)
    disk.sync(path.parent)


def make_folders(disk: Disk, path: Path) -> None:
    """``path`` and what is missing above it are there, their names on the disk."""
    if not path.is_dir():
        make_folders(disk, path.parent)
        with suppress(FileExistsError):
            disk.make_folder(path)
        disk.sync(path.parent)


def sync_tree(disk: Disk, folder: Path) -> None:
    """Sync each file and folder under ``folder``, and itself last."""
    for inside in sorted(folder.iterdir()):
        if inside.is_dir():
            sync_tree(disk, inside)
        else:
            disk.sync(inside)
    disk.sync(folder)


_FULL: Final = ("disk_full", "磁盘满了。请先腾出一些空间（最好 500 MB 以上），再试一次。")
_CLOSED: Final = (
    "read_only",
    "这个文件夹不让写入。请换一个文件夹，或请管理员放开权限，再试一次。",
)
_BUSY: Final = (
    "file_busy",
    "文件正被别的程序占用。请关掉可能占用它的程序（如杀毒、同步软件），再试一次。",
)
_OTHER: Final = ("disk_error", "磁盘读写出错。请检查磁盘或U盘是否插好，重启电脑后再试一次。")

_BLAME: Final[Mapping[int, tuple[str, str]]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
}


@contextmanager
def blamed() -> Generator[None]:
    """An ``OSError`` inside becomes ``Unavailable``, in words; file names stay out of it."""
    try:
        yield
    except OSError as error:
        code, sentence = _BLAME.get(error.errno or 0, _OTHER)
        raise Unavailable(sentence, code=code, errno=error.errno) from error
