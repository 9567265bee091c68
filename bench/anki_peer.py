"""Anki and its sync server, told the same records and measured in the same minutes.

``RUHU_ANKI`` names the interpreter of an environment that has ``anki``; without it nothing is measured.
Its server keeps one file a person, encrypts nothing, knows no permissions and keeps no history: what it
takes is what moving the rows takes.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.county_made import free_port, wait_for
from bench.figures import median
from bench.slow_line import a_line

INTERPRETER: Final = "RUHU_ANKI"
_MOST_MB: Final = "500"


@dataclass(frozen=True)
class Anki:
    """Its library, with collections in a folder; its server listens at ``port``."""

    port: int
    child: subprocess.Popen[str]

    def url(self, port: int = 0) -> str:
        """Of the server, or of a line before it at ``port``."""
        return f"http://127.0.0.1:{port or self.port}/"

    def do(self, verb: str, *needed: object) -> float:
        """Milliseconds that a verb of ``anki_child`` took."""
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.write(json.dumps([verb, *needed]) + "\n")
        self.child.stdin.flush()
        return 1000 * float(json.loads(self.child.stdout.readline()))


def is_here() -> bool:
    """Whether it can be measured."""
    return bool(os.environ.get(INTERPRETER))


@contextmanager
def an_anki(folder: Path) -> Generator[Anki]:
    """Server and library, both empty."""
    program, port = os.environ[INTERPRETER], free_port()
    (folder / "server").mkdir(parents=True)
    settings = {
        "SYNC_USER1": "u:p",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "MAX_SYNC_PAYLOAD_MEGS": _MOST_MB,
        "RUST_LOG": "warn",
    }
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [program, "-m", "anki.syncserver"], env={**os.environ, **settings}, stderr=log
        )
    child = subprocess.Popen(
        [program, str(Path(__file__).with_name("anki_child.py")), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(port)
        yield Anki(port, child)
    finally:
        for one in (child, server):
            one.terminate()
            one.wait(10)


@dataclass(frozen=True)
class Told:
    """Milliseconds. ``copy``: a first sync by a whole file, ``first``: one of records."""

    push: float
    first: float
    copy: float
    changed: Sequence[float]
    nothing: Sequence[float]


def on_the_spot(folder: Path, rows: list[tuple[str, str]], changed: int, rounds: int) -> Told:
    """The whole of it on loopback."""
    with an_anki(folder) as anki:
        _begin(anki, rows[:1])
        anki.do("join", "reader", anki.url())
        anki.do("add", "author", rows[1:])
        push, first = anki.do("sync", "author"), anki.do("sync", "reader")
        copy = anki.do("join", "copy", anki.url())
        took = [_changed(anki, changed, f"第{number}次") for number in range(rounds)]
        return Told(push, first, copy, took, [anki.do("sync", "reader") for _one in range(20)])


def _begin(anki: Anki, rows: list[tuple[str, str]]) -> None:
    """A server that has something: two empty sides have nothing to go on from."""
    anki.do("add", "author", rows)
    anki.do("join", "author", anki.url())


def _changed(anki: Anki, count: int, word: str) -> float:
    anki.do("change", "author", count, word)
    anki.do("sync", "author")
    return anki.do("sync", "reader")


def far_away(
    folder: Path, rows: list[tuple[str, str]], changed: int, rate: float, round_trip: float
) -> tuple[float, float]:
    """Over a poor line: a first sync, and ``changed`` notes that somebody else changed."""
    port = free_port()
    with (
        an_anki(folder) as anki,
        a_line(port, anki.port, rate=rate, round_trip=round_trip),
    ):
        _begin(anki, rows[:1])
        anki.do("add", "author", rows[1:])
        anki.do("sync", "author")
        first = anki.do("join", "reader", anki.url(port))
        return first, median(_changed(anki, changed, f"远{number}") for number in range(3))
