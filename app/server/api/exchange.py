"""One request: read within its limit, worked on in a thread, answered under the county's signature.

Everything that touches the database happens in a thread of its own; the loop only moves bytes. When
too many wait, a laptop is told at once to come again, with a moment drawn for it alone (S24).
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Incoming
from starlette.responses import Response

from app.errors import Refused, Trouble
from app.security.signed_messages import Answer, Request, sign_answer
from app.server.api import replies
from app.server.api.replies import Reply
from app.server.api.served import Served
from app.server.database import busy

ACCESS: Final = logging.getLogger("ruhu.access")
_log: Final = logging.getLogger(__name__)

SMALL: Final = 64 * 1024
GLANCE: Final = 512
"""Bytes of a request that asks whether there is anything new: it pushes nothing."""

Work = Callable[[Request, Incoming], Reply]
"""What a route does with a request, in a thread. May raise ``Trouble``."""

Endpoint = Callable[[Incoming], Awaitable[Response]]


@dataclass
class Gate:
    """Where requests are worked on: so many at once, and so many may wait."""

    threads: int
    queue: int

    @cached_property
    def limiter(self) -> CapacityLimiter:
        """Belongs to the loop that runs when it is first asked for."""
        return CapacityLimiter(self.threads)

    @property
    def is_full(self) -> bool:
        """Whether one more is sent away."""
        return self.limiter.statistics().tasks_waiting >= self.queue


@dataclass
class Exchange:
    """Makes endpoints of what routes do."""

    served: Served

    def __post_init__(self) -> None:
        served = self.served
        self._working = Gate(served.threads, served.queue)
        self._looking = Gate(served.looking, served.glances)

    def endpoint(self, route: str, work: Work, most: int = SMALL) -> Endpoint:
        """``route``: its name in metrics and log; ``most``: bytes of a body."""

        async def answer(incoming: Incoming) -> Response:
            began = self.served.clock.monotonic()
            message, reply = await self._replied(incoming, work, most)
            seconds = self.served.clock.monotonic() - began

            async def tell() -> None:
                """After the answer: nobody waits for the log."""
                self._tell(route, message, reply, seconds)

            told = BackgroundTask(tell)
            return Response(reply.body, reply.status, reply.headers, reply.media_type, told)

        return answer

    async def _replied(self, incoming: Incoming, work: Work, most: int) -> tuple[Request, Reply]:
        headers = {name.lower(): value for name, value in incoming.headers.items()}
        message = Request(incoming.method, str(incoming.url), headers)
        try:
            message.body = await read_body(incoming, most)
            return message, await self.work_on(message, incoming, work)
        except Trouble as trouble:
            reply = replies.problem(trouble, self.served.jitter())
            return message, await run_sync(self._signed, message, reply)

    async def work_on(self, message: Request, incoming: Incoming, work: Work) -> Reply:
        """The signed reply, when its turn comes. Raises ``Unavailable`` busy: too many wait."""
        gate = self._looking if len(message.body) <= GLANCE else self._working
        if gate.is_full:
            self.served.metrics.turned_away.inc()
            raise busy()
        with self.served.metrics.working.track_inprogress():
            return await run_sync(self._done, message, incoming, work, limiter=gate.limiter)

    def _done(self, message: Request, incoming: Incoming, work: Work) -> Reply:
        return self._signed(message, self._found(message, incoming, work))

    def _found(self, message: Request, incoming: Incoming, work: Work) -> Reply:
        try:
            return work(message, incoming)
        except Trouble as trouble:
            if trouble.code == "busy":
                self.served.metrics.turned_away.inc()
            return replies.problem(trouble, self.served.jitter())
        except Exception as error:  # noqa: BLE001 - a bug has an answer too
            return self._bug(error)

    def _bug(self, error: Exception) -> Reply:
        """The log gets the places in the code and the error's type, not its words: they may name
        people."""
        reference = os.urandom(4).hex()
        steps = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{step.name}:{step.lineno}" for step in reversed(steps))
        _log.error("bug %s: %s at %s", reference, type(error).__name__, places)
        self.served.metrics.bugs.inc()
        return replies.bug(reference)

    def _signed(self, message: Request, reply: Reply) -> Reply:
        """As it goes out. To whoever sent what nobody of ours sends it goes unsigned."""
        body = b"" if message.method == "HEAD" else reply.body
        answer = Answer(reply.status, message, {}, body)
        if "signature" in message.headers:
            with suppress(Refused):
                sign_answer(answer, self.served.keys.sign, now=self.served.now())
        return replace(reply, body=body, headers={**reply.headers, **answer.headers})

    def _tell(self, route: str, message: Request, reply: Reply, seconds: float) -> None:
        sizes = len(message.body), len(reply.body)
        self.served.metrics.count(route, reply.status, seconds, sizes)
        if ACCESS.isEnabledFor(logging.INFO):
            line = {
                "at": self.served.now().isoformat(timespec="milliseconds"),
                "route": route,
                "status": reply.status,
                "ms": round(seconds * 1000, 1),
                "in": sizes[0],
                "out": sizes[1],
            }
            ACCESS.info(json.dumps(line))


async def read_body(incoming: Incoming, most: int) -> bytes:
    """The body, if it is not larger than ``most``. Raises ``Refused`` too_large, cut_off."""
    told = incoming.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise _too_large()
    whole = bytearray()
    try:
        async for piece in incoming.stream():
            whole += piece
            if len(whole) > most:
                raise _too_large()
    except ClientDisconnect as error:
        raise Refused("连接中断了，没有收全。请再试一次。", code="cut_off") from error
    return bytes(whole)


def _too_large() -> Refused:
    return Refused("一次送来的内容太多，没有采用。请分几次送。", code="too_large")
