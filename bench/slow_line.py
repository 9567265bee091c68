"""A line of our own making between laptop and county: it counts bytes and turns, and may be as slow
and as far away as a village's. No loss and no jitter.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PIECE = 4096


@dataclass
class Traffic:
    """What went over the line: bytes to the county and from it, connections, and how often the
    laptop spoke after the county had (round trips of the conversation)."""

    up: int = 0
    down: int = 0
    connections: int = 0
    turns: int = 0

    def clear(self) -> None:
        """Count from here."""
        self.up = self.down = self.connections = self.turns = 0


@dataclass
class _Way:
    """One direction, shared by all connections: when the line is free again."""

    rate: float
    delay: float
    free: float = 0.0

    def due(self, now: float, size: int) -> float:
        """When the last of ``size`` bytes arrives at the other end."""
        self.free = max(now, self.free) + (size / self.rate if self.rate else 0.0)
        return self.free + self.delay


@dataclass
class SlowLine:
    """Listens at ``port`` for a county at ``target``. ``rate``: bytes a second each way, 0 for as
    fast as it goes; ``round_trip``: seconds, one more for a new connection."""

    port: int
    target: int
    rate: float = 0.0
    round_trip: float = 0.0
    traffic: Traffic = field(default_factory=Traffic)

    def __post_init__(self) -> None:
        self._up = _Way(self.rate, self.round_trip / 2)
        self._down = _Way(self.rate, self.round_trip / 2)

    async def serve(self, stop: asyncio.Event) -> None:
        """Until ``stop``."""
        server = await asyncio.start_server(self._joined, "127.0.0.1", self.port, limit=_PIECE)
        async with server:
            await stop.wait()

    async def _joined(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.traffic.connections += 1
        await asyncio.sleep(self.round_trip)
        there, out = await asyncio.open_connection("127.0.0.1", self.target, limit=_PIECE)
        spoke = ["down"]
        both = (
            self._carry(here, out, self._up, "up", spoke),
            self._carry(there, back, self._down, "down", spoke),
        )
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(*both)

    async def _carry(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        way: _Way,
        name: str,
        spoke: list[str],
    ) -> None:
        now = asyncio.get_running_loop().time
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_arrive(under_way, target))
        while piece := await source.read(_PIECE):
            setattr(self.traffic, name, getattr(self.traffic, name) + len(piece))
            self.traffic.turns += name == "up" and spoke[0] == "down"
            spoke[0] = name
            under_way.put_nowait((way.due(now(), len(piece)), piece))
            await asyncio.sleep(max(0.0, way.free - now()))
        under_way.put_nowait((way.due(now(), 0), b""))
        await arriving


async def _arrive(
    under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter
) -> None:
    now = asyncio.get_running_loop().time
    while True:
        due, piece = await under_way.get()
        await asyncio.sleep(max(0.0, due - now()))
        if not piece:
            target.close()
            return
        target.write(piece)
        await target.drain()


@contextmanager
def a_line(
    port: int, target: int, *, rate: float = 0.0, round_trip: float = 0.0
) -> Generator[SlowLine]:
    """A line on a thread of its own."""
    line = SlowLine(port, target, rate, round_trip)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()

    def run() -> None:
        loop.call_soon(ready.set)
        loop.run_until_complete(line.serve(stop))
        for one in asyncio.all_tasks(loop):
            one.cancel()
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
