"""A PostgreSQL cluster of one's own, from Debian's package: its socket in its folder, no port.

``initdb`` refuses root: then the system's own ``postgres`` (or ``nobody``) owns it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

_PLACES = "/usr/lib/postgresql"
_SETTINGS = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=64MB",
    "log_min_messages=fatal",
)
_HASTY = ("fsync=off", "full_page_writes=off", "autovacuum=off")


class Cluster:
    """One server. ``is_safe``: what it acknowledges is on disk."""

    def __init__(self, bin_folder: Path, folder: Path, *, is_safe: bool) -> None:
        self.bin, self.folder = bin_folder, folder
        self.settings = _SETTINGS if is_safe else (*_SETTINGS, *_HASTY)
        self._count = 0

    @property
    def data(self) -> Path:
        """Where the files are."""
        return self.folder / "data"

    def url(self) -> str:
        """Of a new, empty database."""
        self._count += 1
        name = f"county_{os.getpid()}_{self._count}"
        self.add(name)
        return self.url_of(name)

    def add(self, name: str) -> None:
        """A new database."""
        self.run("createdb", "-h", str(self.folder), "-U", "ruhu", name)

    def url_of(self, name: str) -> str:
        """Of a database."""
        return f"postgresql+psycopg://ruhu@/{name}?host={self.folder}"

    def make(self) -> None:
        """Its files."""
        self.run("initdb", "-D", str(self.data), "-U", "ruhu", "-A", "trust", "-N", "-E", "UTF8")

    def start(self) -> None:
        """Run it."""
        options = " ".join(f"-c {one}" for one in self.settings)
        where = f"-k {self.folder} {options}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", where, "start")

    def is_running(self) -> bool:
        """Whether somebody started it and did not end it."""
        try:
            self.run("pg_ctl", "-D", str(self.data), "status")
        except RuntimeError:
            return False
        return True

    def stop(self, mode: str = "immediate") -> None:
        """End it."""
        self.run("pg_ctl", "-D", str(self.data), "-m", mode, "stop")

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs."""
        result = subprocess.run(
            [str(self.bin / program), *arguments],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **_as_somebody(),
        )
        if result.returncode:
            raise RuntimeError(f"{program}: {result.stderr or result.stdout}")


def _as_somebody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    found = owner()
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": ()}


def owner() -> pwd.struct_passwd:
    """Who runs it when root asks for it."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def programs() -> Path | None:
    """Where the newest PostgreSQL of this machine has its programs; None without one of 15 or up."""
    versions = sorted(
        (int(one.name) for one in Path(_PLACES).glob("*") if one.name.isdigit()), reverse=True
    )
    for version in versions:
        folder = Path(_PLACES, str(version), "bin")
        if version >= 15 and (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None
