"""T11 (c): the first morning after ten days without a line. Each of 600 laptops sends the 300 rows that
waited and reads what its neighbours sent: done within twenty minutes, and nothing is missing.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bench.county_made import a_county
from bench.figures import Figure
from bench.load_told import Meter, told
from bench.load_vault import Seen, Vault, all_of, joined, missing, seeded

_ROWS: Final = 1_000
_WAITING: Final = 300
_DONE, _MEMORY = 1200.0, 1024.0


async def _come_back(vault: Vault) -> None:
    await vault.push([vault.row(number) for number in range(_WAITING)])
    await vault.read_on()
    vault.close()


async def _level(vaults: list[Vault]) -> None:
    for one in vaults:
        await one.read_on()
        one.close()


def figures(laptops: int, within: float, nodes: int) -> list[Figure]:
    """On a fresh county."""
    seen = Seen()
    with a_county(nodes=nodes) as served:
        vaults = joined(served, laptops, seen)
        asyncio.run(seeded(vaults, _ROWS))
        asyncio.run(_level(vaults))
        seen.seconds.clear()
        meter = Meter(served)
        took = asyncio.run(all_of(vaults, within, _come_back))
        spent = meter.figures()
        lost, memory = asyncio.run(missing(vaults)), served.memory()
    return [
        *told(laptops, within, seen, took, (_DONE, None)),
        Figure("lost, by digest and by id", lost, "", 0, f"{laptops * _WAITING} rows"),
        Figure("server's memory, at most", memory, "MB", _MEMORY, ""),
        *spent,
    ]
