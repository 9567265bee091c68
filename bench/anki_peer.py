"""Anki and its sync server. ``RUHU_ANKI`` names the interpreter of an environment that has ``anki``.

Its server keeps one file a person, encrypts nothing, knows no permissions and keeps no history: what it
takes is what moving the rows takes.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.county_made import free_port, status
from bench.figures import median
from bench.slow_line import a_line
from bench.sync_peer import Peer, Rows, Told, a_peer, another

INTERPRETER: Final = "RUHU_ANKI"
_CHILD: Final = Path(__file__).with_name("anki_child.py")


def is_here() -> bool:
    """Whether it can be measured."""
    return bool(os.environ.get(INTERPRETER))


@contextmanager
def an_anki(folder: Path) -> Generator[Peer]:
    """Server and library, both empty."""
    program, port = os.environ[INTERPRETER], free_port()
    (folder / "server").mkdir(parents=True)
    settings = {
        "SYNC_USER1": "u:p",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "MAX_SYNC_PAYLOAD_MEGS": "500",
        "RUST_LOG": "warn",
    }
    serving, speaking = (program, "-m", "anki.syncserver"), (program, str(_CHILD), str(folder))
    with a_peer(folder, port, serving, settings, speaking) as found:
        yield found


def on_the_spot(folder: Path, rows: Rows, changed: int, rounds: int) -> Told:
    """The whole of it on loopback."""
    with an_anki(folder) as anki:
        _begin(anki, rows[:1])
        anki.do("join", "reader", anki.url())
        anki.do("add", "author", rows[1:])
        push, first = anki.do("sync", "author"), anki.do("sync", "reader")
        copy = anki.do("join", "copy", anki.url())
        took = [_changed(anki, changed, f"第{number}次") for number in range(rounds)]
        nothing = [anki.do("sync", "reader") for _one in range(20)]
        return Told(push, first, took, nothing, copy)


def memory(folder: Path, rows: Rows) -> float:
    """MB that its library held at most, in a process of its own, while it took ``rows`` one by one."""
    alone = folder / "alone"
    alone.mkdir(parents=True)
    speaking = (os.environ[INTERPRETER], str(_CHILD), str(alone))
    with an_anki(folder) as anki, another(anki.port, speaking) as reader:
        _begin(anki, rows[:1])
        reader.do("join", "reader", anki.url())
        anki.do("add", "author", rows[1:])
        anki.do("sync", "author")
        reader.do("sync", "reader")
        return status(reader.child.pid, "VmHWM") / 1024


def far_away(
    folder: Path, rows: Rows, changed: int, rate: float, round_trip: float
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


def _begin(anki: Peer, rows: Rows) -> None:
    """A server that has something: two empty sides have nothing to go on from."""
    anki.do("add", "author", rows)
    anki.do("join", "author", anki.url())


def _changed(anki: Peer, count: int, word: str) -> float:
    anki.do("change", "author", count, word)
    anki.do("sync", "author")
    return anki.do("sync", "reader")
