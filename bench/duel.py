"""Two makers of the same papers, one after the other in the same minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, median

Records = list[dict[str, Any]]
"""Of one file, as ``approval_told`` tells them."""


@dataclass(frozen=True)
class Peers:
    """What the other side took: seconds by the clock, of its processors; bytes; memory, MB."""

    wall: float
    worked: float
    size: int
    peak: float


Peer = Callable[[list[Records]], Peers]
"""Makes a file of each list of records."""


@dataclass(frozen=True)
class Turn:
    """One turn of both; ours is (seconds by the clock, seconds of the processors)."""

    ours: tuple[float, float]
    peers: Peers

    @property
    def theirs(self) -> tuple[float, float]:
        """As ours."""
        return self.peers.wall, self.peers.worked


def turn(draw: Callable[[], object], peer: Peer, files: list[Records]) -> Turn:
    """Ours, then theirs."""
    began, worked = time.perf_counter(), time.process_time()
    _ = draw()
    ours = time.perf_counter() - began, time.process_time() - worked
    return Turn(ours, peer(files))


def beside(
    name: str, turns: Sequence[Turn], gate: float | None, pages: int, them: str = "typst"
) -> Iterator[Figure]:
    """By the processors, which a crowded machine disturbs least, and by the clock."""
    for place, how, most in ((1, "processors", gate), (0, "clock", None)):
        mine = median(each.ours[place] for each in turns)
        theirs = median(each.theirs[place] for each in turns)
        said = f"ours {mine * 1000:.1f} ms, {them} {theirs * 1000:.1f} ms"
        if pages > 1:
            said = f"ours {pages / mine:.0f} pages/s, {them} {pages / theirs:.3g}"
        yield Figure(raced_name(name, them, how), mine / theirs, "×", most, said)


def raced_name(name: str, them: str, how: str = "processors") -> str:
    """The name of the figure."""
    return f"{name}, {how}, beside {them}"
