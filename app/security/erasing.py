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
from app.security.vault_folder import VaultFolder

_LOCAL: Final = LocalDisk()
_LIMIT: Final = 1 << 20


def erase_vault(folder: Path, device_secrets: FileDeviceSecrets, *, disk: Disk = _LOCAL) -> None:
    """Take away the device secret and the key slots, then everything else.

    Raises ``Unavailable`` where the disk does not let us; ``Unreadable`` vault_damaged.
    """
    place = VaultFolder(folder)
    with blamed():
        if place.is_vault():
            vault_id = read_header(disk.read(place.header, _LIMIT)).header.vault_id
            device_secrets.destroy(vault_id)
        for header in sorted((*folder.glob("vault.*"), *place.backups.glob("vault.*"))):
            if header != place.lock:
                overwrite(header, disk)
                disk.remove(header)
        for room in (place.backups, folder):
            if room.is_dir():
                disk.sync(room)
        disk.remove(folder)
        disk.sync(folder.parent)


def overwrite(path: Path, disk: Disk = _LOCAL) -> None:
    """What stood in the file is no longer in it, on the disk."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(max(size, 1)))
        disk.sync(path)
