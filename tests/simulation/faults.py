"""What may go wrong in one seed: each seed draws its own, so that rare things meet (swarm)."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Faults:
    """Chances, a step or an event. ``loses_after``: the county committed, the answer got lost.

    ``is_crowded``: all work on the same few records, and a county is restored when it hurts, so that
    what needs three hands on one field happens too.
    """

    drops: float = 0.0
    duplicates: float = 0.0
    loses_before: float = 0.0
    loses_after: float = 0.0
    crashes: float = 0.0
    crashes_around: float = 0.0
    disk_full: float = 0.0
    moves: float = 0.0
    erases: float = 0.0
    prunes: float = 0.0
    rescopes: float = 0.0
    clones: float = 0.0
    puts_back: float = 0.0
    restores: float = 0.0
    is_on_wire: bool = False
    has_old_schema: bool = False
    has_long_absence: bool = False
    is_crowded: bool = False


NONE = Faults()


def draw(rng: random.Random) -> Faults:
    """One seed's faults; one seed in twenty has none."""
    if rng.random() < 0.05:
        return NONE
    chosen = Faults(
        drops=rng.choice((0, 0.02, 0.1, 0.3)),
        duplicates=rng.choice((0, 0.05, 0.3, 0.5)),
        loses_before=rng.choice((0, 0.03)),
        loses_after=rng.choice((0, 0.05, 0.15)),
        crashes=rng.choice((0, 0.003, 0.02)),
        crashes_around=rng.choice((0, 0.01, 0.05)),
        disk_full=rng.choice((0, 0, 0.05)),
        moves=rng.choice((0, 0.005, 0.02)),
        erases=rng.choice((0, 0.005)),
        prunes=rng.choice((0, 0.005, 0.02)),
        rescopes=rng.choice((0, 0.002, 0.01)),
        is_on_wire=rng.random() < 0.1,
        has_old_schema=rng.random() < 0.2,
        has_long_absence=rng.random() < 0.2,
        is_crowded=rng.random() < 0.4,
    )
    special = rng.random()
    if special < 0.15:
        return replace(chosen, clones=0.003)
    if special < 0.25:
        return replace(chosen, puts_back=0.003)
    if special < 0.4:
        return replace(
            chosen,
            restores=rng.choice((0.004, 0.02)),
            clones=rng.choice((0, 0, 0.002)),
            has_long_absence=rng.random() < 0.7,
            is_crowded=rng.random() < 0.8,
        )
    return chosen
