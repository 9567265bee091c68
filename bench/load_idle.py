"""W1: how many syncs that bring nothing one node answers in a second, and beside it the least that
answers a request over TLS from a row of the database (``bare_node``), by the same generator in turn.

Requests are signed before and answers checked after: the generator only moves bytes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final

from app.security.signed_messages import Answer, Request, check_answer
from bench.county_made import Served, a_county, end, free_port, wait_for
from bench.figures import Figure, median
from bench.load_vault import Line, Seen, Vault, joined, raw

_CONNECTIONS: Final = 16
"""As many as one node takes at once without sending anybody away."""
_REQUESTS: Final = 100
_ROUNDS: Final = 3
_BESIDE_BARE: Final = 1 / 0.4


def figures(laptops: int, within: float, nodes: int) -> list[Figure]:
    """``laptops``: connections, at most ``_CONNECTIONS``; one node, all at once."""
    del within, nodes
    seen, count = Seen(), min(laptops, _CONNECTIONS)
    with a_county() as served, _bare(served) as port:
        vaults = joined(served, count, seen)
        ours: list[float] = []
        theirs: list[float] = []
        for _round in range(_ROUNDS):
            ours.append(asyncio.run(_ours(vaults)))
            theirs.append(asyncio.run(_theirs(vaults, port)))
    rate, bare = median(ours), median(theirs)
    beside = f"{rate:.0f} a second, bare {bare:.0f}; one node, {count} connections"
    return [
        Figure("nothing changed, syncs a second", rate, "", None, f"{_REQUESTS} each"),
        Figure("bare answers beside syncs", bare / rate, "×", _BESIDE_BARE, beside),
        Figure("refused or wrong", seen.wrong.total() + seen.put_off, "", 0, ""),
    ]


@contextmanager
def _bare(served: Served) -> Generator[int]:
    port, folder = free_port(), served.folder
    pair = str(folder.server_certificate), str(folder.server_key)
    command = [sys.executable, "-m", "bench.bare_node", str(port), *pair, served.database]
    node = subprocess.Popen(command)
    try:
        wait_for(port)
        yield port
    finally:
        end(node)


async def _ours(vaults: Sequence[Vault]) -> float:
    for one in vaults:
        await one.read_on()
        await one.look_in()
    told = [[one.asking() for _request in range(_REQUESTS)] for one in vaults]
    rate, answers = await _rate([one.line for one in vaults], told)
    for vault, requests, found in zip(vaults, told, answers, strict=True):
        for request, answer in zip(requests, found, strict=True):
            answer.request = request
            vault.seen.wrong["not 200"] += answer.status_code != 200
            check_answer(answer, vault.county_key)
        vault.close()
    return rate


async def _theirs(vaults: Sequence[Vault], port: int) -> float:
    lines = [Line(port, one.line.tls) for one in vaults]
    told = [[one.asking() for _request in range(_REQUESTS)] for one in vaults]
    rate, _answers = await _rate(lines, told)
    for one in lines:
        one.close()
    return rate


async def _rate(
    lines: Sequence[Line], told: Sequence[Sequence[Request]]
) -> tuple[float, list[list[Answer]]]:
    """Answers a second, each connection one after the other."""
    packed = [[(one, raw(one)) for one in requests] for requests in told]

    async def run(line: Line, requests: Sequence[tuple[Request, bytes]]) -> list[Answer]:
        return [await line.put(request, content) for request, content in requests]

    for one in lines:
        await one.open()
    began = time.perf_counter()
    answers = await asyncio.gather(*map(run, lines, packed))
    seconds = time.perf_counter() - began
    return sum(map(len, told)) / seconds, answers
