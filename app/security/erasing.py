"""A vault is closed for ever (E5): first the keys, so that nothing can be read, then the files.

Cut off at any point, what is left is either the whole vault or one that nobody can open; done again,
it goes on. Copies that a disk keeps of what was overwritten are of no use without the device secret.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.security.device_secret import FileDeviceSecrets
from app.security.disk import Disk, LocalDisk, blamed
from app.security.header import read_header
from app.security.header_file import not_a_vault
from app.security.vault_folder import VaultFolder

_LOCAL: Final = LocalDisk()
_LIMIT: Final = 1 << 20


def erase_vault(folder: Path, device_secrets: FileDeviceSecrets, *, disk: Disk = _LOCAL) -> None:
    """Take away the device secret and the key slots, then everything else; nothing to do where there
    is nothing.

    Raises ``Unreadable`` not_a_vault: the folder is neither a vault nor the rest of one;
    vault_damaged; ``Unavailable`` where the disk does not let us.
    """
    destroy_slots(folder, device_secrets, disk=disk)
    with blamed():
        disk.remove(folder)
        disk.sync(folder.parent)


def destroy_slots(folder: Path, device_secrets: FileDeviceSecrets, *, disk: Disk = _LOCAL) -> None:
    """Take away the device secret and the key slots: from here on nobody opens the vault. Raises what
    ``erase_vault`` raises. The header is renamed before it is overwritten, so that it is never half
    a vault's."""
    place = VaultFolder(folder)
    with blamed():
        if folder.exists() and not place.is_vault() and not place.is_rest():
            raise not_a_vault()
        if place.is_vault():
            vault_id = read_header(disk.read(place.header, _LIMIT)).header.vault_id
            device_secrets.destroy(vault_id)
            disk.move(place.header, place.erased_header)
            disk.sync(folder)
        for header in sorted((*folder.glob("vault.*"), *place.backups.glob("vault.*"))):
            if header != place.lock:
                overwrite(header, disk)
                disk.remove(header)
        for room in (place.backups, folder):
            if room.is_dir():
                disk.sync(room)


def overwrite(path: Path, disk: Disk = _LOCAL) -> None:
    """What stood in the file is no longer in it, on the disk."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(max(size, 1)))
        disk.sync(path)
