"""Somebody else's sync, told the same records and measured in the same minutes: a server and a library,
each in an environment of its own, for neither is a dependency of this program.

The library speaks through a script that reads a line of JSON at a time, a verb and what it needs, and
answers with the seconds it took.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.county_made import wait_for

Rows = list[tuple[str, str]]
"""A key and a text for each record."""


@dataclass(frozen=True)
class Peer:
    """Its server listens at ``port``, its library is ``child``."""

    port: int
    child: subprocess.Popen[str]

    def url(self, port: int = 0) -> str:
        """Of the server, or of a line before it at ``port``."""
        return f"http://127.0.0.1:{port or self.port}"

    def do(self, verb: str, *needed: object) -> float:
        """Milliseconds that a verb took."""
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.write(json.dumps([verb, *needed]) + "\n")
        self.child.stdin.flush()
        return 1000 * float(json.loads(self.child.stdout.readline()))


@dataclass(frozen=True)
class Told:
    """Milliseconds. ``first``: a first sync of records; ``copy``: by a whole file, if it does so."""

    push: float
    first: float
    changed: Sequence[float]
    nothing: Sequence[float]
    copy: float | None = None


@contextmanager
def a_peer(
    folder: Path,
    port: int,
    serving: Sequence[str],
    settings: Mapping[str, str],
    speaking: Sequence[str],
) -> Generator[Peer]:
    """``serving`` is the command of the server, ``speaking`` that of the library."""
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(serving, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        wait_for(port)
        with another(port, speaking) as found:
            yield found
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def another(port: int, speaking: Sequence[str]) -> Generator[Peer]:
    """A library in a process of its own, before the same server."""
    child = subprocess.Popen(speaking, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Peer(port, child)
    finally:
        child.terminate()
        child.wait(10)
