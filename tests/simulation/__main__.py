"""``python -m tests.simulation --seeds 0:3000``; exit code 1 if anything was noticed.

``--mutants`` plants every mistake in turn and writes how often each was noticed into
``docs/proof/simulation.md``; ``--trace`` prints every event of the first seed; ``--real`` runs each
laptop twice, in memory and over the program's own encrypted store, and compares.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.simulation import report
from tests.simulation.mutants import MUTANTS
from tests.simulation.running import Told, shrink, simulate, twice
from tests.simulation.twin import Bench, TwinDesk
from tests.simulation.world import World

CHUNK = 20
ENOUGH = 20


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", default="0:3000", help="first:last+1")
    parser.add_argument("--mutants", action="store_true", help="plant every mistake in turn")
    parser.add_argument("--trace", action="store_true", help="print every event of the first seed")
    parser.add_argument("--real", action="store_true", help="over the program's own stores too")
    parser.add_argument("--bug", default="", choices=["", *MUTANTS], help="plant one")
    given = parser.parse_args()
    first, last = (int(part) for part in given.seeds.split(":"))
    if given.trace:
        return _trace(first, given.bug)
    if given.real:
        return _real(range(first, last))
    with ProcessPoolExecutor() as pool:
        if given.mutants:
            return _mutants(pool, range(first, last))
        return _seeds(pool, range(first, last), given.bug)


def _trace(seed: int, bug: str) -> int:
    world = World(seed, frozenset({bug} if bug else ()))
    try:
        world.run()
    finally:
        print("\n".join(world.events))
        print(world.faults)
    return 0


def _real(seeds: range) -> int:
    """Raises at the first difference between memory and store."""
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder))
            try:
                World(seed, new_disk=bench.new_disk, desk_type=TwinDesk).run()
            except BaseException:
                print(f"SEED={seed} over real stores")
                raise
            finally:
                bench.close()
    print(f"{len(seeds)} seeds over real stores, 0 broken")
    return 0


def _seeds(pool: ProcessPoolExecutor, seeds: range, bug: str) -> int:
    began = time.monotonic()
    broken: list[int] = []
    for told in pool.map(twice, seeds, [bug] * len(seeds), chunksize=CHUNK):
        if told.fault:
            broken.append(told.seed)
            print(f"SEED={told.seed} trace={told.trace} {told.fault}", flush=True)
    rate = len(seeds) / (time.monotonic() - began)
    print(f"{len(seeds)} seeds, {len(broken)} broken, {rate:.0f} seeds/s")
    if broken:
        told, events = shrink(broken[0], bug)
        print(f"the least of SEED={told.seed} that still says: {told.fault}")
        print("\n".join(events))
    return 1 if broken else 0


def _mutants(pool: ProcessPoolExecutor, seeds: range) -> int:
    findings: list[report.Finding] = []
    for bug in MUTANTS:
        findings.append(_noticed(pool, seeds, bug))
        print(findings[-1].line, flush=True)
    report.write(findings)
    return 1 if any(not one.noticed for one in findings) else 0


def _noticed(pool: ProcessPoolExecutor, seeds: range, bug: str) -> report.Finding:
    """How often a mistake is noticed; common ones need not be seen in every seed."""
    noticed: list[Told] = []
    tried = 0
    while tried < len(seeds) and len(noticed) < ENOUGH:
        block = seeds[tried : tried + 2 * CHUNK]
        found = pool.map(simulate, block, [bug] * len(block), chunksize=CHUNK)
        noticed += (one for one in found if one.fault)
        tried += len(block)
    return report.Finding(bug, tried, noticed)


if __name__ == "__main__":
    sys.exit(main())
