"""What schemathesis loads: requests that bear the signed headers are signed by a laptop's key.

Those whose headers it left out or spoilt on purpose go as they are. The key, the laptop's name and
what it may read come in the environment (``tests.proofs.documented``).
"""

from __future__ import annotations

import importlib
import itertools
import os
import random
import time
from typing import Any, Final

from app.domain.clock import SystemClock
from app.security.signatures import DeviceKeys
from app.security.signed_messages import COUNTER, REPLICA, Request, sign_request
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Fetch, Hello, Pull, Verify
from app.sync.protocol.versions import PROTOCOLS, SCHEMA
from tests.proofs.documented import KEY, NAME

SIGNED: Final = (REPLICA, COUNTER, "content-digest", "signature-input", "signature")
_CLOCK: Final = SystemClock()
_KEYS: Final = DeviceKeys(bytes.fromhex(os.environ[KEY]))
_COUNTS: Final = itertools.count(time.time_ns() // 1000)

schemathesis: Any = importlib.import_module("schemathesis")


def signed(prepared: Any) -> Any:
    """For ``requests``: called with what is about to be sent."""
    body = prepared.body or b""
    body = body.encode() if isinstance(body, str) else body
    request = Request(prepared.method, prepared.url, {}, body)
    replica, counter = os.environ[NAME], next(_COUNTS)
    sign_request(request, _KEYS.sign, replica=replica, counter=counter, now=_CLOCK.now())
    prepared.headers.update(request.headers)
    return prepared


def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Sign it at the last moment, if it is meant to be signed."""
    headers: dict[str, Any] = case.headers or {}
    named = {name.lower() for name in headers}
    if named >= set(SIGNED):
        kwargs["auth"] = signed


schemathesis.hook(before_call)


# -- bodies -------------------------------------------------------------------------------------


def _as_it_is(_context: Any, value: Any) -> dict[str, Any]:
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")}


def _questions(context: Any, value: Any) -> dict[str, Any]:
    """Well-formed ones, drawn by what schemathesis drew; one time in four that itself."""
    drawn: bytes = _as_it_is(context, value)["data"]
    chance = random.Random(drawn)
    if chance.random() < 0.25:
        return {"data": drawn}
    cursor = Cursor(1, chance.choice((1, 1, 2)), chance.choice((0, 2**40, 2**40 + 1)))
    hello = Hello(PROTOCOLS, SCHEMA, cursor)
    asked = [hello, Pull(cursor), Verify({}), Fetch({"500231103202/household": (1,)})]
    return {"data": codec.encode(tuple(chance.sample(asked, chance.randint(1, 3))))}


schemathesis.serializer("application/msgpack", "application/vnd.ruhu.letter")(_as_it_is)
schemathesis.serializer("application/vnd.ruhu.sync")(_questions)
