"""Another data key for a vault (K11), so that whoever saw the old one has nothing.

::

    1  records.db.next    the database, copied under the new key and verified
    2  vault.next         the header around the new key
    3  vault.former       the header as it was
    4  vault.header       takes the place of the old one: from here on the new key holds
    5  records.db.former  the old database; records.db.next takes its place

Cut off before 4 the old vault stands and what was made is cleared away; after it, the next opening
does 5. The former pair goes when a backup under the new key has been verified.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.errors import Unreadable
from app.security.attempts import Attempts
from app.security.device_secret import DeviceSecrets
from app.security.disk import Disk, LocalDisk, blamed, write_durably
from app.security.erasing import overwrite
from app.security.header import LIMIT, read_header
from app.security.header_file import keep_copy, read_file, rewriting
from app.security.kdf import KdfPolicy
from app.security.key_ring import KeyRing
from app.security.key_slots import open_slots, with_data_key
from app.security.vault import open_counted
from app.security.vault_folder import VaultFolder

_LOCAL: Final = LocalDisk()
_SIDECARS: Final = ("-wal", "-shm", "-journal")

CopyDatabase = Callable[[Path, Path, KeyRing, KeyRing], None]
"""Source, target, the keys of each: a verified copy, on the disk, the source closed again."""


def rotate(
    folder: Path,
    password: str,
    *,
    device_secrets: DeviceSecrets,
    policy: KdfPolicy,
    attempts: Attempts,
    copy_database: CopyDatabase,
    disk: Disk = _LOCAL,
) -> KeyRing:
    """The vault at ``folder``, held but closed, under a new data key; returns its keys.

    Raises what ``unlock`` and ``copy_database`` raise: then it is as it was.
    """
    place = VaultFolder(folder)
    with blamed(), rewriting(place):
        data = read_file(place, disk)
        opened = open_counted(data, password, device_secrets, policy, attempts)
        secret = device_secrets.read(opened.header.vault_id)
        fresh = with_data_key(opened, password, secret, policy)
        ring = open_slots(fresh, password, secret, policy).ring
        _clear(place, disk)
        copy_database(place.database, place.next_database, opened.ring, ring)
        _swap_header(place, data, fresh, disk)
        _swap_database(place, disk)
    return ring


def settle_rotation(
    folder: Path, ring: KeyRing, is_of: Callable[[Path, KeyRing], bool], *, disk: Disk = _LOCAL
) -> None:
    """After unlocking, before the database is opened: end a rotation that was cut off, or clear it
    away. ``is_of``: whether a database was made under the keys; raises where nobody can say.

    Raises ``Unreadable`` store_damaged: the keys are those of neither database. Then all stays.
    """
    place = VaultFolder(folder)
    with blamed():
        if not place.next_database.is_file():
            disk.remove(place.next_header)
        elif is_of(place.next_database, ring):
            _swap_database(place, disk)
        elif place.database.is_file() and is_of(place.database, ring):
            _clear(place, disk)
        else:
            raise Unreadable(
                "换密钥时断了，留下的两份数据文件都打不开。请从备份恢复，或用“抢救数据”取出内容。",
                code="store_damaged",
            )
        if _is_void(place, disk):
            forget_former(folder, disk=disk)


def _is_void(place: VaultFolder, disk: Disk) -> bool:
    """Whether the former header is of no rotation that came to its end: without a database, or around
    the key that holds now."""
    if not place.former_header.is_file():
        return False
    if not place.former_database.is_file():
        return True
    former = read_header(disk.read(place.former_header, LIMIT)).header
    return former.device_keys == read_header(disk.read(place.header, LIMIT)).header.device_keys


def has_former(folder: Path) -> bool:
    """Whether the vault before the rotation is still kept."""
    return VaultFolder(folder).former_header.is_file()


def forget_former(folder: Path, *, disk: Disk = _LOCAL) -> None:
    """A backup under the new key was verified: the former header and database go."""
    place = VaultFolder(folder)
    with blamed():
        overwrite(place.former_header, disk)
        for path in (place.former_database, place.former_header):
            disk.remove(path)
        disk.sync(folder)


def _swap_header(place: VaultFolder, data: bytes, fresh: bytes, disk: Disk) -> None:
    write_durably(disk, place.former_header, data)
    disk.write_new(place.next_header, fresh)
    disk.sync(place.next_header)
    assert disk.read(place.next_header, LIMIT) == fresh
    disk.sync(place.root)
    disk.move(place.next_header, place.header)
    disk.sync(place.root)
    keep_copy(place, fresh, disk)


def _swap_database(place: VaultFolder, disk: Disk) -> None:
    if place.database.is_file():
        for ending in _SIDECARS:
            disk.remove(place.database.with_name(place.database.name + ending))
        disk.move(place.database, place.former_database)
    disk.move(place.next_database, place.database)
    disk.sync(place.root)


def _clear(place: VaultFolder, disk: Disk) -> None:
    for ending in ("", *_SIDECARS):
        disk.remove(place.next_database.with_name(place.next_database.name + ending))
    disk.remove(place.next_header)
    disk.sync(place.root)
