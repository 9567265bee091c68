"""A county for a proof: its folder, its database, and the processes that serve it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Table, func, select

from app.domain.clock import SystemClock
from app.domain.ids import id_source
from app.server import audit, devices, enrolment, standing
from app.server.database import Database
from app.server.folder import CountyFolder
from app.server.tables import CONFLICT, DECISION, HISTORY, QUARANTINE, RECORD
from app.sync.protocol.enrolment import SECRET_SIZE, Ticket, write_ticket
from tests.contract.county_made import COUNTY, new_id
from tests.proofs.paper import ROOT

HERE: Final = "127.0.0.1"
PATIENCE: Final = 60.0
TOKEN: Final = re.compile(rb"tok-\w+-")
"""What laptops of a proof write into records: never the same twice, and easily found again."""
_WHERE: Final[tuple[tuple[Table, str], ...]] = (
    (RECORD, "body"),
    (HISTORY, "content"),
    (CONFLICT, "content"),
    (QUARANTINE, "content"),
)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind((HERE, 0))
        return found.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes] | None = None) -> None:
    """Until somebody listens there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection((HERE, port), 1).close()
            return
        except OSError:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"it ended by itself: {process.returncode}") from None
            time.sleep(0.01)
    raise RuntimeError(f"nobody listens on {port}")


@dataclass
class Node:
    """One process of the county's server. ``is_plain``: a gateway before it speaks TLS."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    is_plain: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Its standard error."""
        return self.folder.parent / f"node-{self.port}.log"

    def start(self) -> None:
        """Until it listens."""
        command = [sys.executable, "-m", "app.server", "--folder", str(self.folder)]
        command += ["--host", HERE, "--port", str(self.port)]
        command += ["--behind-proxy"] if self.is_plain else []
        env = {**os.environ, **({"RUHU_DATABASE": self.database} if self.database else {})}
        with self.log.open("ab") as log:
            self.process = _started(command, env, log)
        wait_for(self.port, self.process)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """At once; gone when this returns."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def bugs(self) -> list[str]:
        """Unforeseen errors that it wrote down."""
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return [line for line in text.splitlines() if " bug " in line or "Traceback" in line]


def _started(command: list[str], env: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=log)


@dataclass
class ProofCounty:
    """``database``: its address, blank for the embedded one. ``port``: where laptops find it."""

    home: Path
    database: str = ""
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.clock = SystemClock()
        self.new_id = id_source(self.clock, os.urandom)
        self.folder = CountyFolder(self.home / "county")
        self.folder.make(COUNTY, "垫江县", self.url, [HERE], self.clock.now())
        url = self.database or None
        standing.create(self.folder, url, self.clock, lambda: (COUNTY, "垫江县"))
        self.store = Database(self.database) if url else Database.at(self.folder.database)

    @property
    def url(self) -> str:
        """For laptops."""
        return f"https://{HERE}:{self.port}"

    def node(self, **how: Any) -> Node:
        """A process that serves it; not started."""
        how = {"port": self.port, **how}
        return Node(self.folder.path, self.database, **how)

    def ticket(self, role: str, *places: str) -> str:
        """For a laptop of somebody new."""
        person, secret = new_id(), os.urandom(SECRET_SIZE)
        now = self.clock.now()
        with self.store.writing() as connection:
            at = now.isoformat(timespec="seconds")
            devices.add_person(connection, person, "王小梅", role, places, at)
            expires = enrolment.make_ticket(connection, person, secret, now)
        key, authority = self.folder.keys().signing_public, self.folder.authority().certificate
        made = Ticket(self.url, COUNTY, key, authority.decode(), secret, person, expires)
        return write_ticket(made)

    # -- what is there --------------------------------------------------------------------------

    def tokens(self) -> set[str]:
        """All that is findable: in rows, history, conflicts, quarantine (I2)."""
        found: set[str] = set()
        with self.store.reading() as connection:
            for table, name in _WHERE:
                contents = connection.execute(select(table.c[name])).scalars()
                found |= tokens_in(contents)
        return found

    def troubles(self) -> list[str]:
        """Of the chain (I11) and of the numbers of operations (S2, S4)."""
        columns = DECISION.c
        ends = func.min(columns.seq), func.max(columns.seq), func.count()
        asked = select(columns.replica, *ends).group_by(columns.replica)
        with self.store.reading() as connection:
            broken = audit.first_broken(connection)
            lines = connection.execute(asked).all()
        gaps = [
            f"decisions {first}-{last} of one laptop, but {count} of them"
            for _replica, first, last, count in lines
            if (first, last) != (1, count)
        ]
        return gaps + ([f"the county's chain breaks at {broken.seq}"] if broken else [])


def tokens_in(contents: Iterable[bytes]) -> set[str]:
    """The tokens in bytes."""
    return {token.decode() for one in contents for token in TOKEN.findall(bytes(one))}
