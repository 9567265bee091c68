"""T11 (b): 600 laptops that were enrolled in the same hour read all there is for the first time, 3,000
rows each: done within half an hour.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bench.county_made import a_county
from bench.figures import Figure
from bench.load_told import Meter, told
from bench.load_vault import Seen, Vault, all_of, joined, missing, seeded

_ROWS: Final = 3_000
_DONE, _MEMORY = 1800.0, 1024.0


async def _read(vault: Vault) -> None:
    rows = await vault.read_on()
    vault.seen.wrong["rows missing"] += _ROWS - len({row.id for row in rows})
    vault.close()


def figures(laptops: int, within: float, nodes: int) -> list[Figure]:
    """On a fresh county."""
    seen = Seen()
    with a_county(nodes=nodes) as served:
        vaults = joined(served, laptops, seen)
        asyncio.run(seeded(vaults, _ROWS))
        seen.seconds.clear()
        meter = Meter(served)
        took = asyncio.run(all_of(vaults, within, _read))
        spent = meter.figures()
        lost, memory = asyncio.run(missing(vaults)), served.memory()
    return [
        *told(laptops, within, seen, took, (_DONE, None)),
        Figure("lost, by digest and by id", lost, "", 0, f"{_ROWS} rows a village"),
        Figure("server's memory, at most", memory, "MB", _MEMORY, ""),
        *spent,
    ]
