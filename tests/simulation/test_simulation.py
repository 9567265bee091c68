"""A few of the seeds of ``make sim``, and that it would notice."""

from __future__ import annotations

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.report import firsts
from tests.simulation.running import shrink, simulate, twice

EARLY = range(150)
"""Steps of a short run."""


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_nothing_is_lost_whatever_goes_wrong(first: int):
    """I1, I2, I3, I4, I5, I6, I7, I8, I9, I10: the ledger holds both sides to them all the while."""
    found = [twice(seed) for seed in range(first, first + 10)]
    assert [one for one in found if one.fault] == []


def test_every_planted_mistake_is_noticed_by_the_seed_that_the_proof_names():
    seeds = firsts()
    assert seeds.keys() == MUTANTS.keys()
    assert [bug for bug, seed in seeds.items() if not simulate(seed, bug).fault] == []


def test_a_failing_seed_is_made_small():
    seed = next(seed for seed in range(60) if simulate(seed, "twotx", EARLY).fault)
    told, events = shrink(seed, "twotx", EARLY)
    assert told.rule == simulate(seed, "twotx", EARLY).rule
    steps = {event.split(" ")[0] for event in events}
    assert len(steps) < 12
