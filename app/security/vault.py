"""A person's vault on this laptop: made, unlocked, given another password.

Every verb leaves the disk, wherever it is cut off, with either what was or what is to be; which
files are in it says ``vault_folder``. Passwords are held against ``password`` by the caller.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from app.errors import Refused, Trouble, Unreadable
from app.security.attempts import Attempts
from app.security.device_secret import DeviceSecrets
from app.security.disk import Disk, LocalDisk, blamed, make_folders, sync_tree, write_durably
from app.security.file_lock import FileLock, held
from app.security.header import LIMIT, Header, read_header
from app.security.header_file import (
    keep_copy,
    not_a_vault,
    put_header,
    read_file,
    rewriting,
)
from app.security.kdf import KdfPolicy
from app.security.key_ring import KeyRing
from app.security.key_slots import (
    OpenSlots,
    make_slots,
    new_vault_id,
    open_slots,
    with_password,
)
from app.security.places import refuse_place
from app.security.vault_folder import HALF_MADE, VaultFolder

_log: Final = logging.getLogger(__name__)
_LOCAL: Final = LocalDisk()


def create_vault(
    folder: Path,
    password: str,
    *,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    make_database: Callable[[Path, KeyRing], None],
    disk: Disk = _LOCAL,
) -> KeyRing:
    """Make a vault at ``folder``, which must be missing or empty, and return its keys.

    ``make_database`` makes and closes the database at the path it is given. All of it happens in a
    folder under another name, is synced, and takes its place in one step (D2); cut off before, there
    is no vault, and the next attempt clears up.
    """
    with blamed():
        refuse_place(folder)
        _refuse_taken(folder)
        make_folders(disk, folder.parent)
        _clear_half_made(folder, disk)
        vault_id, half = new_vault_id(), _half_made_name(folder)
        with ExitStack() as undo:
            undo.callback(_try_to, lambda: disk.remove(half))
            undo.callback(_try_to, lambda: device_secrets.forget(vault_id))
            ring = _fill(
                VaultFolder(half), vault_id, password, device_secrets, policy, make_database, disk
            )
            _put_in_place(half, folder, disk)
            undo.pop_all()
        disk.sync(folder.parent)
    return ring


def unlock(
    folder: Path,
    password: str,
    *,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    attempts: Attempts,
    disk: Disk = _LOCAL,
) -> KeyRing:
    """The keys of the vault at ``folder``.

    ``Refused``: ``wrong_password``, ``too_early`` (asked again too soon), ``other_device``.
    ``Unreadable``: ``not_a_vault``, ``vault_damaged``, ``vault_newer``, ``kdf_out_of_range``.
    ``Unavailable``: no device secret, no memory, the disk.
    """
    with blamed():
        data = read_file(VaultFolder(folder), disk)
        ring = open_counted(data, password, device_secrets, policy, attempts).ring
        keep_copy(VaultFolder(folder), data, disk)
    return ring


def change_password(
    folder: Path,
    old: str,
    new: str,
    *,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    attempts: Attempts,
    disk: Disk = _LOCAL,
) -> None:
    """Put the data key behind ``new`` instead of ``old``; the data itself is not touched (K1).

    The new header is opened with ``new``, from the disk, before it replaces the old one.
    """
    place = VaultFolder(folder)
    with blamed(), rewriting(place):
        opened = open_counted(read_file(place, disk), old, device_secrets, policy, attempts)
        secret = device_secrets.read(opened.header.vault_id)
        fresh = with_password(opened, new, secret, policy)
        put_header(place, fresh, lambda data: open_slots(data, new, secret, policy), disk)


def describe(folder: Path, *, disk: Disk = _LOCAL) -> Header:
    """What can be known without a password: the vault's id and its public keys."""
    with blamed():
        return read_header(read_file(VaultFolder(folder), disk)).header


def mend_header(folder: Path, *, disk: Disk = _LOCAL) -> bool:
    """Put the kept copy in the place of a damaged or missing header; whether it was needed.

    The damaged one stays beside it as ``vault.damaged``. ``Unreadable`` if the copy is no better.
    """
    place = VaultFolder(folder)
    with blamed(), rewriting(place):
        with suppress(Unreadable):
            read_header(read_file(VaultFolder(folder), disk))
            return False
        if not place.header_copy.is_file():
            raise not_a_vault()
        copy = disk.read(place.header_copy, LIMIT + 1)
        read_header(copy)
        if place.header.exists():
            write_durably(
                disk, place.header.with_suffix(".damaged"), disk.read(place.header, LIMIT)
            )
        write_durably(disk, place.header, copy)
        return True


class Hold:
    """An open vault is open once: held from unlocking until locking, or until the process ends."""

    def __init__(self, folder: Path, *, disk: Disk = _LOCAL) -> None:
        """Take the vault at ``folder`` and empty its temporary folder.

        ``Refused`` ``vault_open`` when another window has it, ``Unavailable`` ``read_only``.
        """
        place = VaultFolder(folder)
        self._lock = FileLock(place.lock)
        with blamed():
            if not place.is_vault():
                raise not_a_vault()
            if not os.access(folder, os.W_OK):
                raise OSError(errno.EROFS, "the vault cannot be written to")
            if not self._lock.take():
                raise Refused(
                    "这个保险柜已经在另一个窗口里打开。请切换到那个窗口，或先把它锁定。",
                    code="vault_open",
                )
            self._disk, self._temporary = disk, place.temporary
            self._empty()

    def release(self) -> None:
        """Empty the temporary folder and let go of the vault."""
        with suppress(OSError):
            self._empty()
        self._lock.release()

    def _empty(self) -> None:
        if self._temporary.is_dir():
            for inside in self._temporary.iterdir():
                self._disk.remove(inside)
        else:
            self._disk.make_folder(self._temporary)


def open_counted(
    data: bytes,
    password: str,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    attempts: Attempts,
) -> OpenSlots:
    """Open the header as one counted try; what is not about the password does not count."""
    vault_id = read_header(data).header.vault_id
    secret = device_secrets.read(vault_id)
    attempts.begin(vault_id)
    try:
        opened = open_slots(data, password, secret, policy)
    except Trouble as trouble:
        if trouble.code != "wrong_password":
            attempts.take_back(vault_id)
        raise
    attempts.succeed(vault_id)
    return opened


def _fill(
    place: VaultFolder,
    vault_id: str,
    password: str,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    make_database: Callable[[Path, KeyRing], None],
    disk: Disk,
) -> KeyRing:
    """Everything a vault has, in a folder that is not one yet, on the disk when this returns."""
    disk.make_folder(place.root)
    with held(place.lock):
        for room in place.rooms:
            disk.make_folder(room)
        secret = device_secrets.make(vault_id)
        data = make_slots(vault_id, password, secret, policy)
        ring = open_slots(data, password, secret, policy).ring
        for path in (place.header, place.header_copy):
            disk.write_new(path, data)
        make_database(place.database, ring)
        assert place.database.stat().st_size > 0
        sync_tree(disk, place.root)
    return ring


def _put_in_place(half: Path, folder: Path, disk: Disk) -> None:
    try:
        disk.move(half, folder)
    except OSError as error:
        _refuse_taken(folder, error)
        raise


def _refuse_taken(folder: Path, cause: BaseException | None = None) -> None:
    """A vault goes into no folder that holds anything, and replaces nothing."""
    if VaultFolder(folder).is_vault():
        raise Refused(
            "这里已经有一个保险柜。请直接解锁它，或另选一个文件夹。", code="vault_exists"
        ) from cause
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            "这个文件夹里已经有别的文件。请选一个空文件夹，或新建一个。", code="folder_taken"
        ) from cause


def _half_made_name(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.{os.urandom(4).hex()}{HALF_MADE}")


def _clear_half_made(folder: Path, disk: Disk) -> None:
    """Remove what an interrupted ``create_vault`` left behind; nobody was told it was there."""
    form = re.compile(re.escape(folder.name) + r"\.[0-9a-f]{8}" + re.escape(HALF_MADE))
    for left in folder.parent.iterdir():
        lock = FileLock(VaultFolder(left).lock)
        if form.fullmatch(left.name) and left.is_dir() and lock.take():
            lock.release()
            disk.remove(left)


def _try_to(undo: Callable[[], None]) -> None:
    """Clearing up after a fault must not hide the fault; what stays is cleared up next time."""
    with suppress(OSError):
        undo()
