"""Sync on the county's own records (S1–S9): 20,000 of them, a clerk's laptop with its real store, the
county's server a process of its own on PostgreSQL, over TLS, signed both ways, digest included.

Beside it stands the least that must happen to the same rows (``bare_sync``), measured in the same run,
and, where ``RUHU_ANKI`` and ``RUHU_KINTO`` name interpreters that have them, Anki and Kinto in turn;
the processor's time of all three is told too, for it holds on a machine that is shared.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from bench import anki_peer, bare_sync, kinto_peer
from bench.county_made import RECORDS, Laptop, Served, a_county, change, fill, free_port
from bench.figures import Figure, median
from bench.slow_line import SlowLine, a_line
from bench.sync_peer import Rows, Told

_FEW: Final = 5_000
_CHANGED: Final = 200
_ROUNDS: Final = 5
_IDLE: Final = 40
_RATE: Final = 50_000.0
_ROUND_TRIP: Final = 0.150

_FIRST, _PUSH, _NOTHING, _CHANGES = 1000.0, 1600.0, 3.0, 40.0
_NOTHING_KB: Final = 2.0
_ABOVE: Final = 70.0

_MEASURED: Final = (
    f"first sync of {RECORDS:,}",
    f"push of {RECORDS:,}",
    f"changed {_CHANGED} of {RECORDS:,}",
    "nothing changed",
)
_RACED: Final = (
    "first sync, by a whole file",
    "first sync, of records",
    "push",
    f"changed {_CHANGED}",
    "nothing changed",
)


def _anki(folder: Path, records: Rows) -> Told | None:
    here = anki_peer.is_here()
    return anki_peer.on_the_spot(folder, records, _CHANGED, _ROUNDS) if here else None


def _kinto(folder: Path, records: Rows) -> Told | None:
    here = kinto_peer.is_here()
    return kinto_peer.on_the_spot(folder, records, _CHANGED, _ROUNDS) if here else None


_PEERS: Final = (
    ("Anki", _anki, (1 / 0.9, 1 / 1.5, 1 / 1.7, 3.5, 5.0)),
    ("Kinto", _kinto, (None,) * 5),
)
"""Who is measured in turn, and the most that each of ``_RACED`` may be beside it."""


@dataclass(frozen=True)
class Spent:
    """Milliseconds: by the clock, of the laptop's, the server's and the database's processor."""

    clock: float
    laptop: float
    server: float
    database: float

    @property
    def told(self) -> str:
        """For people."""
        parts = f"laptop {self.laptop:.0f}, server {self.server:.0f}, database {self.database:.0f}"
        return f"processor: {parts} ms"


def spent(served: Served, work: Callable[[], object]) -> Spent:
    """What ``work`` took."""
    server, database = served.processor_time()
    clock, laptop = perf_counter(), process_time()
    work()
    clock, laptop = perf_counter() - clock, process_time() - laptop
    now = served.processor_time()
    return Spent(*(1000 * one for one in (clock, laptop, now[0] - server, now[1] - database)))


def figures() -> list[Figure]:
    """Everything, on fresh files."""
    with _folder() as folder:
        with a_county() as served:
            found = _on_the_spot(folder / "here", served)
        with a_county() as served:
            return [*found, *_far_away(folder / "far", served)]


@contextmanager
def _folder() -> Generator[Path]:
    Path("out").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-sync-", dir="out"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _with_records(folder: Path, served: Served, count: int) -> Laptop:
    """A laptop that was level before ``count`` records were made on it."""
    found = Laptop(folder).enrol(served)
    found.sync()
    fill(found.store, count)
    found.store.tidy()
    return found


# -- on loopback ----------------------------------------------------------------------------------


def _on_the_spot(folder: Path, served: Served) -> list[Figure]:
    author = _with_records(folder / "author", served, RECORDS)
    records = bare_sync.told(author.store.path)
    bare_push, bare_fetch = bare_sync.bare(author.store.path, served.cluster.url(), folder)
    pushed = spent(served, author.sync)
    reader, another = (Laptop(folder / name) for name in ("reader", "another"))
    firsts = [spent(served, one.enrol(served).sync) for one in (reader, another)]
    first = min(firsts, key=lambda one: one.clock)
    beside = f"bare rows {bare_fetch:.0f} ms; {first.told}"
    found = [
        Figure(f"first sync of {RECORDS:,}", first.clock, "ms", _FIRST, beside),
        Figure("first sync beside bare", first.clock / bare_fetch, "×", None, "the same rows"),
        Figure(
            f"push of {RECORDS:,}",
            pushed.clock,
            "ms",
            _PUSH,
            f"bare rows {bare_push:.0f} ms; {pushed.told}",
        ),
        Figure("push beside bare", pushed.clock / bare_push, "×", None, "the same rows"),
        Figure(f"changed {_CHANGED} of {RECORDS:,}", *_changed(author, reader, served)),
        *_nothing(reader, served),
        Figure("server's memory, at most", served.memory(), "MB", None, ""),
    ]
    for one in (author, reader, another):
        one.close()
    found += _memory(folder, served, records)
    return [*found, *_beside_others(folder, records, found)]


def _memory(folder: Path, served: Served, records: Rows) -> list[Figure]:
    """Of a first sync, in processes of their own (S2)."""
    command = [sys.executable, "-m", "bench.memory_child", str(folder / "alone")]
    ticket = served.ticket() + "\n"
    child = subprocess.run(command, input=ticket, text=True, check=True, stdout=subprocess.PIPE)
    before, most = (kilobytes / 1024 for kilobytes in json.loads(child.stdout))
    theirs = anki_peer.memory(folder / "anki-alone", records) if anki_peer.is_here() else None
    beside = f"ours {most:.0f} MB, Anki {theirs:.0f} MB" if theirs else ""
    return [
        Figure("first sync, memory above idle", most - before, "MB", _ABOVE, f"idle {before:.0f}"),
        Figure("first sync, memory at most", most, "MB", None, ""),
        Figure(
            "first sync, memory, beside Anki", most / theirs if theirs else None, "×", 0.7, beside
        ),
    ]


def _beside_others(folder: Path, records: Rows, ours: list[Figure]) -> Iterator[Figure]:
    """The same records in the same minutes."""
    found = {one.name: one.value or 0.0 for one in ours}
    mine = tuple(found[name] for name in _MEASURED)
    for name, peer, gates in _PEERS:
        told = peer(folder / name.lower(), records)
        yield from _raced(name, mine, told, gates)


def _raced(
    name: str, mine: Sequence[float], told: Told | None, gates: Sequence[float | None]
) -> Iterator[Figure]:
    first, push, changed, nothing = mine
    theirs: tuple[float | None, ...] = (None,) * 5
    if told:
        theirs = (told.copy, told.first, told.push, median(told.changed), median(told.nothing))
    for what, own, its, gate in zip(
        _RACED, (first, first, push, changed, nothing), theirs, gates, strict=True
    ):
        ratio = own / its if its else None
        said = f"ours {own:.1f} ms, {name} {its:.1f} ms" if its else ""
        yield Figure(f"{what}, beside {name}", ratio, "×", gate, said)


def _changed(author: Laptop, reader: Laptop, served: Served) -> tuple[float, str, float, str]:
    found: list[tuple[Spent, Spent]] = []
    for number in range(_ROUNDS):
        change(author.store, _CHANGED, f"第{number}次")
        found.append((spent(served, author.sync), spent(served, reader.sync)))
    sent = median(one.clock for one, _other in found)
    got = sorted((one for _other, one in found), key=lambda one: one.clock)[_ROUNDS // 2]
    return got.clock, "ms", _CHANGES, f"to send them {sent:.0f} ms; {got.told}"


def _nothing(reader: Laptop, served: Served) -> list[Figure]:
    """Over the same connection, and once through a line that counts."""
    took = sorted((spent(served, reader.sync) for _one in range(_IDLE)), key=lambda one: one.clock)
    middle = took[_IDLE // 2]
    laptop, server = (
        sum(values) / _IDLE
        for values in zip(*((one.laptop, one.server) for one in took), strict=True)
    )
    beside = f"processor: laptop {laptop:.1f}, server {server:.1f} ms"
    port = free_port()
    with a_line(port, served.port) as line:
        counted = _rerouted(reader, served, port)
        counted.sync()
        line.traffic.clear()
        counted.sync()
        size = line.traffic.up + line.traffic.down
        turns = line.traffic.turns
        counted.close()
    return [
        Figure("nothing changed", middle.clock, "ms", _NOTHING, beside),
        Figure("nothing changed, both ways", size / 1024, "kB", _NOTHING_KB, f"{turns} round trip"),
    ]


def _rerouted(laptop: Laptop, served: Served, port: int) -> Laptop:
    """The same county through the line at ``port``."""
    folder = laptop.folder.with_name(f"counted-{port}")
    return Laptop(folder).enrol(served, f"https://127.0.0.1:{port}")


# -- on a poor line -------------------------------------------------------------------------------


def _far_away(folder: Path, served: Served) -> list[Figure]:
    author = _with_records(folder / "author", served, _FEW)
    records = bare_sync.told(author.store.path)
    author.sync()
    port = free_port()
    with a_line(port, served.port, rate=_RATE, round_trip=_ROUND_TRIP) as line:
        reader = Laptop(folder / "reader").enrol(served, f"https://127.0.0.1:{port}")
        line.traffic.clear()
        first = spent(served, reader.sync)
        size, turns = line.traffic.down, line.traffic.turns
        found = [
            Figure(
                f"poor line, first sync of {_FEW:,}",
                first.clock / 1000,
                "s",
                None,
                f"{size / 1024:.0f} kB in {turns} round trips",
            ),
            *_changed_far_away(author, reader, served, line),
        ]
    for one in (author, reader):
        one.close()
    return [*found, *_anki_far_away(folder, records, found)]


def _anki_far_away(folder: Path, records: Rows, ours: list[Figure]) -> list[Figure]:
    """The same over the same line; Anki fetches a whole file first."""
    names, gates = ("first sync", "50 changed"), (0.55, 0.35)
    if not anki_peer.is_here():
        return [
            Figure(f"poor line, {name}, beside Anki", None, "×", gate)
            for name, gate in zip(names, gates, strict=True)
        ]
    first, changed = anki_peer.far_away(folder / "anki", records, 50, _RATE, _ROUND_TRIP)
    return [
        Figure(
            f"poor line, {name}, beside Anki",
            1000 * (one.value or 0.0) / its,
            "×",
            gate,
            f"ours {one.value:.2f} s, Anki {its / 1000:.2f} s",
        )
        for name, one, its, gate in zip(names, ours, (first, changed), gates, strict=False)
    ]


def _changed_far_away(
    author: Laptop, reader: Laptop, served: Served, line: SlowLine
) -> list[Figure]:
    took: list[float] = []
    size = turns = 0
    for number in range(3):
        change(author.store, 50, f"远{number}")
        author.sync()
        line.traffic.clear()
        took.append(spent(served, reader.sync).clock)
        size, turns = line.traffic.down + line.traffic.up, line.traffic.turns
    beside = f"{size / 1024:.1f} kB in {turns} round trip"
    return [
        Figure("poor line, 50 changed", median(took) / 1000, "s", None, beside),
        Figure(
            "poor line, nothing changed",
            spent(served, reader.sync).clock / 1000,
            "s",
            None,
            "a round trip 0.15 s",
        ),
    ]
