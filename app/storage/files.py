"""Files that are either there whole or not at all: written aside, synced, renamed (D2)."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from app.errors import Trouble, Unavailable

TEMPORARY: Final = ".tmp"
SIDECARS: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database file."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def trouble_of(error: OSError) -> Trouble:
    """What the system said, in words."""
    if error.errno in _FULL:
        return Unavailable(
            "磁盘已满，没有写成。请删除一些不用的文件后再试。", code="disk_full", errno=error.errno
        )
    if error.errno in _FORBIDDEN:
        return Unavailable(
            "文件夹是只读的，无法写入。请改用可以写入的文件夹，或请管理员开放写入权限。",
            code="folder_read_only",
            errno=error.errno,
        )
    return Unavailable(
        "磁盘读写出错。请检查磁盘或U盘是否接好，再试一次。", code="disk_error", errno=error.errno
    )


@contextmanager
def in_words() -> Generator[None]:
    """Raise what the system says about files inside the block as ``Unavailable``."""
    try:
        yield
    except OSError as error:
        raise trouble_of(error) from error


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make the content of ``path`` durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_synced(path: Path, pieces: Iterable[bytes]) -> None:
    """``pieces`` as the file ``path``, durable; what could not be finished is removed."""
    try:
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


@contextmanager
def whole_file(path: Path) -> Generator[BinaryIO]:
    """A file to write what is too much for memory: there at the end of the block, durable and
    readable by its owner only, or not at all. Raises ``Unavailable`` folder_missing, disk_full, …"""
    if not path.parent.is_dir():
        raise Unavailable("没有这个文件夹。请检查路径，或先新建文件夹。", code="folder_missing")
    aside = path.with_name(path.name + TEMPORARY)
    with in_words():
        try:
            aside.touch(mode=0o600)
            with aside.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            put_in_place(aside, path)
        except BaseException:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise


def put_in_place(aside: Path, path: Path) -> None:
    """Rename a finished, synced file to its name."""
    aside.replace(path)
    sync_folder(path.parent)


def remove_database(path: Path) -> None:
    """Delete a database file that was never finished, and what SQLite keeps beside it."""
    for name in (path.name, *(path.name + end for end in SIDECARS)):
        path.with_name(name).unlink(missing_ok=True)
