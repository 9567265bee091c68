"""The program's own store at the desk of a sync does what the one in memory does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.twin import Bench, TwinDesk
from tests.simulation.world import World


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_real_store_goes_through_the_simulated_world_as_the_one_in_memory_does(
    seed: int, tmp_path: Path
):
    bench = Bench(tmp_path)
    World(seed, new_disk=bench.new_disk, desk_type=TwinDesk).run()
    bench.close()
