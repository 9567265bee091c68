"""W2: 600 laptops, each with 50 rows to hear of that somebody else changed, ask at the same moment over
connections that they hold: all are served within five seconds, and nobody is sent away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bench.county_made import Served, a_county
from bench.figures import Figure
from bench.load_told import Meter, told
from bench.load_vault import VILLAGE_OF, Seen, Vault, all_of, joined, seeded

_ROWS: Final = 200
_CHANGED: Final = 50
_SERVED: Final = 5.0


def figures(laptops: int, within: float, nodes: int) -> list[Figure]:
    """On a fresh county."""
    seen, heard = Seen(), list[int]()

    async def ask(vault: Vault) -> None:
        heard.append(len((await vault.look_in()).rows))

    async def run(served: Served, vaults: Sequence[Vault]) -> tuple[float, list[Figure]]:
        await _level(vaults)
        await _changed(vaults)
        seen.seconds.clear()
        seen.put_off = 0
        meter = Meter(served)
        took = await all_of(vaults, within, ask)
        spent = meter.figures()
        for one in vaults:
            one.close()
        return took, spent

    with a_county(nodes=nodes) as served:
        vaults = joined(served, laptops, seen)
        asyncio.run(seeded(vaults, _ROWS))
        took, spent = asyncio.run(run(served, vaults))
    found = told(laptops, within, seen, took, (_SERVED, None))
    late = Figure("sent away", seen.put_off, "", 0, "and served then")
    short = sum(one != _CHANGED for one in heard) + laptops - len(heard)
    return [*found, late, Figure("heard of less", short, "", 0, f"{_CHANGED} rows each"), *spent]


async def _level(vaults: Sequence[Vault]) -> None:
    for one in vaults:
        await one.read_on()
        await one.look_in()


async def _changed(vaults: Sequence[Vault]) -> None:
    """By somebody else of each village, who asks for himself later."""
    for at in range(0, len(vaults), VILLAGE_OF):
        writer = vaults[at]
        cursor = writer.cursor
        await writer.push([writer.row(number) for number in range(_CHANGED)])
        writer.cursor = cursor
