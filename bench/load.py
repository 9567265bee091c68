"""`make load`: one morning of a county (T11). 600 laptops start within a minute; each reads 1,000 rows,
pushes ten times ten rows of its own, and sends two photographs; then nothing may be missing.

`python -m bench.load [--part PART] [--laptops N] [--within SECONDS] [--nodes N]`; the other parts are
``idle`` (W1), ``changes`` (W2), ``first`` and ``burst`` (T11), each a module of its own. The server is
two nodes on one PostgreSQL that is safe on disk, half of the laptops at each; requests are signed and
answers checked as on a laptop, over TLS. The generator of the load shares the machine with the server:
it is told how much of it it took.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Callable
from typing import Final

from bench.county_made import a_county
from bench.figures import Figure, table
from bench.load_told import Meter, told
from bench.load_vault import Seen, Vault, all_of, joined, missing, seeded

ROWS: Final = 1_000
PUSHES: Final = 10
ROWS_A_PUSH: Final = 10
PHOTOS: Final = 2
PHOTO_BYTES: Final = 180_000
NODES: Final = 2
"""Processes of the server on one database: one is bound by its interpreter to one of the two cores."""
_DONE, _SLOW, _MEMORY = 180.0, 1.0, 1024.0
PARTS: Final = {
    "morning": ("bench.load", 60.0),
    "idle": ("bench.load_idle", 0.0),
    "changes": ("bench.load_changes", 0.0),
    "first": ("bench.load_first", 60.0),
    "burst": ("bench.load_burst", 60.0),
}
"""Modules with ``figures(laptops, within, nodes)``; within how many seconds all start."""


async def work(vault: Vault) -> None:
    """A morning of one laptop."""
    await vault.read_on()
    photos = [os.urandom(PHOTO_BYTES) for _one in range(PHOTOS)]
    rows = [vault.row(number, photos) for number in range(PUSHES * ROWS_A_PUSH)]
    for at in range(0, len(rows), ROWS_A_PUSH):
        await vault.push(rows[at : at + ROWS_A_PUSH])
    for content in photos:
        await vault.send(content)
    vault.close()


def figures(laptops: int = 600, within: float = 60.0, nodes: int = NODES) -> list[Figure]:
    """One morning on a fresh county."""
    seen = Seen()
    with a_county(nodes=nodes) as served:
        vaults = joined(served, laptops, seen)
        asyncio.run(seeded(vaults, ROWS))
        seen.seconds.clear()
        meter = Meter(served)
        took = asyncio.run(all_of(vaults, within, work))
        spent = meter.figures()
        lost, memory = asyncio.run(missing(vaults)), served.memory()
    rows = f"{laptops * PUSHES * ROWS_A_PUSH} rows"
    return [
        *told(laptops, within, seen, took, (_DONE, _SLOW)),
        Figure("lost, by digest and by id", lost, "", 0, rows),
        Figure("server's memory, at most", memory, "MB", _MEMORY, ""),
        *spent,
    ]


def main() -> int:
    """Measure and print; 1 when a gate was missed."""
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="morning")
    parser.add_argument("--laptops", type=int, default=600)
    parser.add_argument("--within", type=float)
    parser.add_argument("--nodes", type=int, default=NODES)
    given = parser.parse_args()
    module, within = PARTS[given.part]
    measure: Callable[[int, float, int], list[Figure]] = importlib.import_module(module).figures
    spread = within if given.within is None else given.within
    found = measure(given.laptops, spread, given.nodes)
    print(table(found))
    return int(any(one.is_met is False for one in found))


if __name__ == "__main__":
    sys.exit(main())
