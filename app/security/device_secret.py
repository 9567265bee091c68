"""The half of the key that is in this laptop, not in anybody's head (K4).

A vault copied without it cannot be guessed at all. One random secret per vault, in the settings
folder, so that erasing one vault's secret takes nothing from another's. The file is 0600 and holds
one line, ``RUHU-DEVICE <how> <hex> <digest>``: as it is, or wrapped by Windows' DPAPI.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import ClassVar, Final, Protocol

from app.errors import Unavailable, Unreadable
from app.security.disk import Disk, LocalDisk, make_folders, write_durably
from app.security.dpapi import Dpapi

SIZE: Final = 32
MISSING: Final = "device_secret_missing"
"""The code of what is raised where there is none."""

_LIMIT: Final = 8192
_LINE: Final = re.compile(r"(RUHU-DEVICE ([a-z]+) ([0-9a-f]+)) ([0-9a-f]{16})\n")


class DeviceSecrets(Protocol):
    """Where device secrets are kept: a file here; a keyring of the desktop can be another."""

    def make(self, vault_id: str) -> bytes:
        """A new secret of 32 bytes, safely stored when this returns."""
        ...

    def read(self, vault_id: str) -> bytes:
        """The secret; ``Unavailable`` when there is none, ``Unreadable`` when it is damaged."""
        ...

    def forget(self, vault_id: str) -> None:
        """Remove it: the vault is closed for ever, but for recovery."""
        ...


class Wrapping(Protocol):
    """How a secret is written: ``mark`` names it in the file."""

    mark: ClassVar[str]

    def wrap(self, secret: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes) -> bytes: ...


class Bare:
    """Written as it is: file permissions are all that guards it."""

    mark: ClassVar[str] = "bare"

    def wrap(self, secret: bytes) -> bytes:
        return secret

    def unwrap(self, wrapped: bytes) -> bytes:
        return wrapped


class FileDeviceSecrets:
    """Each secret in a file ``<vault id>.device`` under ``folder`` (0700)."""

    def __init__(
        self, folder: Path, *, disk: Disk | None = None, wrapping: Wrapping | None = None
    ) -> None:
        """On Windows wrapped by DPAPI, elsewhere bare, unless told otherwise."""
        self._folder = folder
        self._disk = disk or LocalDisk()
        self._wrapping: Wrapping = wrapping or (Dpapi() if sys.platform == "win32" else Bare())

    def make(self, vault_id: str) -> bytes:
        secret = os.urandom(SIZE)
        make_folders(self._disk, self._folder)
        line = f"RUHU-DEVICE {self._wrapping.mark} {self._wrapping.wrap(secret).hex()}"
        text = f"{line} {_digest(line)}\n"
        write_durably(self._disk, self._path(vault_id), text.encode())
        return secret

    def read(self, vault_id: str) -> bytes:
        path = self._path(vault_id)
        try:
            text = self._disk.read(path, _LIMIT).decode("latin-1")
        except FileNotFoundError as error:
            raise Unavailable(
                "这台电脑上没有这个保险柜的本机密钥：它是在别的电脑或别的系统账户里建立的，或者设置文件夹被清空了。"
                "请回到原来的电脑打开，或联系县里的管理员恢复。",
                code=MISSING,
            ) from error
        _close_to_others(path)
        return self._unwrapped(text)

    def is_whole(self, vault_id: str) -> bool:
        """Whether there is one that can be used. Raises ``OSError``."""
        try:
            return bool(self.read(vault_id))
        except (Unavailable, Unreadable):
            return False

    def forget(self, vault_id: str) -> None:
        self._disk.remove(self._path(vault_id))

    def destroy(self, vault_id: str) -> None:
        """Overwrite it, then remove it; on the disk when this returns."""
        path = self._path(vault_id)
        if path.is_file():
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
            self._disk.sync(path)
            self._disk.remove(path)
            self._disk.sync(self._folder)

    def _path(self, vault_id: str) -> Path:
        return self._folder / f"{vault_id}.device"

    def _unwrapped(self, text: str) -> bytes:
        found = _LINE.fullmatch(text)
        if found is None or found[4] != _digest(found[1]) or found[2] != self._wrapping.mark:
            raise _damaged()
        try:
            secret = self._wrapping.unwrap(bytes.fromhex(found[3]))
        except (OSError, ValueError) as error:
            raise _damaged() from error
        if len(secret) != SIZE:
            raise _damaged()
        return secret


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def _close_to_others(path: Path) -> None:
    """Take away what a copy or a restore may have given to others."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _damaged() -> Unreadable:
    return Unreadable(
        "本机密钥文件坏了，或者不属于这个系统账户，光有密码打不开保险柜；里面的数据没有动过。"
        "请从系统备份找回设置文件夹，或联系县里的管理员恢复。",
        code="device_secret_damaged",
    )
