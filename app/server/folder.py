"""A county's folder: its keys, its authority, its TLS certificate, and the embedded database.

Files that hold a secret are made with 0600 before anything is in them. The database of a real
county lies elsewhere; the keys stay here, out of its administrator's reach (A4).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.errors import Refused, Unavailable
from app.security.certificates import Pair, issue_server, make_authority
from app.security.signatures import SIZE, DeviceKeys

SECRET: Final = 0o600
_KEYS: Final = "county.key"
_AUTHORITY: Final = ("authority.key", "authority.pem")
_SERVER: Final = ("server.key", "server.pem")
_ABOUT: Final = "county.json"
_DATABASE: Final = "county.db"


@dataclass(frozen=True)
class CountyFolder:
    """One county's folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.path / _DATABASE

    @property
    def server_key(self) -> Path:
        """For TLS."""
        return self.path / _SERVER[0]

    @property
    def server_certificate(self) -> Path:
        """For TLS."""
        return self.path / _SERVER[1]

    def exists(self) -> bool:
        """Whether a county was made here."""
        return (self.path / _ABOUT).exists()

    def make(self, code: str, name: str, url: str, hosts: Sequence[str], now: datetime) -> None:
        """A new county's keys. Raises ``Refused`` county_exists."""
        if self.exists():
            raise Refused("这个文件夹里已经有一个县。请换一个文件夹。", code="county_exists")
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        authority = make_authority(name, now)
        self._write(_KEYS, DeviceKeys.generate().private_bytes())
        self._write_pair(_AUTHORITY, authority)
        self._write_pair(_SERVER, issue_server(authority, hosts, now))
        about = {"code": code, "name": name, "url": url, "epoch": 1, "audit_seq": 0}
        self._write(_ABOUT, json.dumps(about, ensure_ascii=False).encode())

    def renew_server(self, hosts: Sequence[str], now: datetime) -> None:
        """Another TLS certificate by the same authority."""
        self._write_pair(_SERVER, issue_server(self.authority(), hosts, now))

    def keys(self) -> DeviceKeys:
        """The county's own: it signs answers, certificates and checkpoints."""
        content = self._read(_KEYS)
        if len(content) != SIZE:
            raise Unavailable("县的密钥文件已损坏。请从保管的副本恢复。", code="county_key_damaged")
        return DeviceKeys(content)

    def authority(self) -> Pair:
        """Signs TLS certificates."""
        key, certificate = _AUTHORITY
        return Pair(self._read(key), self._read(certificate))

    def about(self) -> dict[str, Any]:
        """``code``, ``name``, ``url``, the last ``epoch`` that was begun here, and ``audit_seq``, how
        long the audit chain was when it was last looked at: a database that has less was put back
        from a backup."""
        return json.loads(self._read(_ABOUT))

    def remember(self, **known: int) -> None:
        """``epoch`` or ``audit_seq``, outside the database, which may be put back."""
        about = {**self.about(), **known}
        self._write(_ABOUT, json.dumps(about, ensure_ascii=False).encode())

    def _read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise Unavailable(
                "县的文件夹不完整，或者读不了。请先运行 create-county，或检查 --folder。",
                code="county_folder",
                file=name,
            ) from error

    def _write_pair(self, names: tuple[str, str], pair: Pair) -> None:
        self._write(names[0], pair.key)
        self._write(names[1], pair.certificate)

    def _write(self, name: str, content: bytes) -> None:
        """Whole or not at all."""
        new = self.path / f"{name}.new"
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / name)
