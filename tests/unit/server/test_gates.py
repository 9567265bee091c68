"""Who waits and who is sent away (S24): who only asks does not stand behind those who bring."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any, Final

import anyio
import pytest

from app.errors import Unavailable
from app.security.signed_messages import Request
from app.server.api.exchange import GLANCE, Exchange
from app.server.api.replies import Reply
from app.server.api.served import Served
from tests.unit.sync.laptops import a_county

BRINGS: Final = Request("POST", "https://county/v1/sync", {}, bytes(GLANCE + 1))
ASKS: Final = Request("POST", "https://county/v1/sync", {}, bytes(GLANCE))
NOWHERE: Any = None


@pytest.fixture
def served(tmp_path: Path) -> Any:
    with a_county(tmp_path / "county.db") as made:
        yield Served(made.county, made.keys, made.clock, threads=1, queue=1, looking=1, glances=2)


def answered(served: Served, requests: list[Request], held: Request) -> list[str]:
    """What becomes of ``requests`` that arrive one after the other while one like ``held`` is worked
    on; it ends when the last has arrived."""
    exchange, ends, began = Exchange(served), Event(), Event()
    found: list[str] = []

    def work(message: Request, _incoming: Any) -> Reply:
        if message is held:
            began.set()
            ends.wait(10)
        return Reply()

    async def ask(place: int, message: Request) -> None:
        try:
            await exchange.work_on(message, NOWHERE, work)
        except Unavailable as error:
            found[place] = error.code
        else:
            found[place] = "answered"

    async def all_of_them() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(ask, 0, held)
            while not began.is_set():
                await anyio.sleep(0.001)
            for place, message in enumerate(requests, 1):
                group.start_soon(ask, place, message)
                await anyio.sleep(0.005)
            ends.set()

    found += ["waits"] * (1 + len(requests))
    anyio.run(all_of_them)
    return found[1:]


def test_s24_more_than_may_wait_are_sent_away_at_once(served: Served):
    held = Request("POST", BRINGS.url, {}, BRINGS.body)
    assert answered(served, [BRINGS] * 3, held) == ["answered", "busy", "busy"]


def test_s24_who_only_asks_is_answered_while_others_bring(served: Served):
    held = Request("POST", BRINGS.url, {}, BRINGS.body)
    told = answered(served, [BRINGS, BRINGS, ASKS, ASKS, ASKS], held)
    assert told == ["answered", "busy", "answered", "answered", "answered"]


def test_s24_whoever_brings_is_not_kept_out_by_those_who_ask(served: Served):
    held = Request("POST", ASKS.url, {}, ASKS.body)
    told = answered(served, [ASKS, ASKS, ASKS, BRINGS], held)
    assert told == ["answered", "answered", "busy", "answered"]
