"""One seed run and told of; a failing one made small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.simulation.broken import BrokenError
from tests.simulation.world import STEPS, World

CONSEQUENCES = (KeyError, IndexError, AssertionError)
"""What a planted mistake may also end in; without one they are bugs of the simulation itself."""


@dataclass(frozen=True)
class Told:
    """What came of one seed: the hash of its trace; what was broken, or ""."""

    seed: int
    trace: str
    fault: str

    @property
    def rule(self) -> str:
        """The first word of the fault: which invariant."""
        return self.fault.split(" ")[0]


def simulate(seed: int, bug: str = "", steps: Sequence[int] = range(STEPS)) -> Told:
    """Run one seed."""
    world = World(seed, frozenset({bug} if bug else ()), steps)
    return _told(world, bug)


def _told(world: World, bug: str) -> Told:
    try:
        world.run()
    except BrokenError as error:
        return Told(world.seed, world.trace_hash, str(error))
    except CONSEQUENCES as error:
        if not bug:
            raise
        return Told(world.seed, world.trace_hash, f"{type(error).__name__}: {error}")
    return Told(world.seed, world.trace_hash, "")


def twice(seed: int, bug: str = "") -> Told:
    """Run one seed, every hundredth again: chance must be all there is to it."""
    first = simulate(seed, bug)
    if seed % 100 == 0 and simulate(seed, bug) != first:
        return Told(seed, first.trace, "determinism: a second run went another way")
    return first


def shrink(seed: int, bug: str = "", steps: Sequence[int] = range(STEPS)) -> tuple[Told, list[str]]:
    """The fewest of ``steps`` that still break the same rule, and the events of that run."""
    wanted = simulate(seed, bug, steps).rule
    size = len(steps) // 2
    while size:
        steps, has_shrunk = _without(seed, bug, steps, size, wanted)
        if not has_shrunk:
            size //= 2
    world = World(seed, frozenset({bug} if bug else ()), steps)
    return _told(world, bug), world.events


def _without(
    seed: int, bug: str, steps: Sequence[int], size: int, wanted: str
) -> tuple[Sequence[int], bool]:
    """``steps`` without those runs of ``size`` that the fault does not need."""
    kept, place = list(steps), 0
    while place < len(kept):
        fewer = kept[:place] + kept[place + size :]
        if simulate(seed, bug, fewer).rule == wanted:
            kept = fewer
        else:
            place += size
    return kept, len(kept) < len(steps)
