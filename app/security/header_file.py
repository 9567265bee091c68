"""The file of a vault's header: read, kept a second time, and replaced without ever being half."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from app.errors import Refused, Unavailable, Unreadable
from app.security.disk import Disk, write_durably
from app.security.file_lock import held
from app.security.header import LIMIT
from app.security.vault_folder import VaultFolder

_log: Final = logging.getLogger(__name__)


def read_file(place: VaultFolder, disk: Disk) -> bytes:
    """Raises ``Unreadable`` not_a_vault."""
    try:
        return disk.read(place.header, LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise not_a_vault() from error


@contextmanager
def rewriting(place: VaultFolder) -> Generator[None]:
    """The header is ours to rewrite inside. Raises ``Refused`` busy, ``Unreadable`` not_a_vault."""
    if not place.root.is_dir():
        raise not_a_vault()
    with held(place.header_lock) as is_ours:
        if not is_ours:
            raise Refused("另一个窗口正在改这个保险柜的密码。请稍等几秒再试。", code="busy")
        yield


def put_header(
    place: VaultFolder, fresh: bytes, opening: Callable[[bytes], object], disk: Disk
) -> None:
    """``fresh`` in the place of the header, once ``opening`` has opened what the disk holds of it."""
    aside = place.header.with_suffix(".new")
    disk.remove(aside)
    disk.write_new(aside, fresh)
    disk.sync(aside)
    written = disk.read(aside, LIMIT + 1)
    opening(written)
    disk.move(aside, place.header)
    _sync_change(place, disk)
    keep_copy(place, written, disk)


def keep_copy(place: VaultFolder, data: bytes, disk: Disk) -> None:
    """Keep the header that has just opened a second time; it is small, and all hangs on it."""
    try:
        if place.header_copy.is_file() and disk.read(place.header_copy, LIMIT + 1) == data:
            return
        if not place.backups.is_dir():
            disk.make_folder(place.backups)
        write_durably(disk, place.header_copy, data)
    except OSError as error:
        _log.warning("the copy of the vault's header was not kept: errno %s", error.errno)


def not_a_vault() -> Unreadable:
    """There is no header."""
    return Unreadable(
        "这个文件夹里没有保险柜。请检查位置是否选对；第一次使用请选“新建”。", code="not_a_vault"
    )


def _sync_change(place: VaultFolder, disk: Disk) -> None:
    try:
        disk.sync(place.root)
    except OSError as error:
        raise Unavailable(
            "磁盘没有确认写完，新密码可能已经生效。请先用新密码解锁，打不开再用旧密码。",
            code="password_maybe_changed",
            errno=error.errno,
        ) from error
