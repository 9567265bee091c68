"""Runs one node: TLS 1.3 with the county's own certificate, or plain behind a proxy on this machine.

Once an hour it looks whether a day has passed since the last signed checkpoint (A4).
"""

from __future__ import annotations

import gc
import logging
import ssl
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import anyio
import uvicorn
from anyio.to_thread import run_sync
from fastapi import FastAPI

from app.errors import Trouble
from app.log import Redacting
from app.server.api.application import make_app
from app.server.api.exchange import ACCESS
from app.server.api.served import Served
from app.server.standing import OpenCounty

HOUR: Final = 3600.0
DAY: Final = timedelta(days=1)
KEEP_ALIVE: Final = 75
_UNSWEPT: Final = 10_000
"""Objects made since the last look for rings of garbage; 700 is one look for 40 operations."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listening:
    """Where to listen. ``is_plain``: a proxy on this machine speaks TLS; ``allows_12``: by policy,
    for gateways that cannot do better (E4)."""

    host: str = "0.0.0.0"  # noqa: S104 - laptops come from outside
    port: int = 8443
    is_plain: bool = False
    allows_12: bool = False


def application(county: OpenCounty, *, threads: int = 8) -> FastAPI:
    """The node's application, with its daily checkpoint."""
    places = county.divisions
    looking = max(1, threads // 4)
    served = Served(
        county.county(),
        county.keys,
        county.clock,
        threads=max(1, threads - looking),
        looking=looking,
        places=places,
    )
    app = make_app(served)
    app.router.lifespan_context = _living(county)
    return app


def _living(county: OpenCounty):
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        async with anyio.create_task_group() as group:
            group.start_soon(_checkpoints, county)
            yield
            group.cancel_scope.cancel()

    return lifespan


async def _checkpoints(county: OpenCounty) -> None:
    last = county.clock.monotonic() - DAY.total_seconds()
    while True:
        if county.clock.monotonic() - last >= DAY.total_seconds():
            try:
                await run_sync(county.checkpoint)
                await run_sync(county.refresh_keys)
                last = county.clock.monotonic()
            except Trouble as trouble:
                _log.warning("no checkpoint: %s", trouble.code)
        await anyio.sleep(HOUR)


def configured(app: FastAPI, county: OpenCounty, listening: Listening) -> uvicorn.Config:
    """How uvicorn is to run it."""
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=listening.is_plain,
        timeout_keep_alive=KEEP_ALIVE,
        ssl_keyfile=None if listening.is_plain else str(county.folder.server_key),
        ssl_certfile=None if listening.is_plain else str(county.folder.server_certificate),
    )
    config.load()
    if config.ssl is not None:
        oldest = ssl.TLSVersion.TLSv1_2 if listening.allows_12 else ssl.TLSVersion.TLSv1_3
        config.ssl.minimum_version = oldest
    return config


def open_log() -> None:
    """One line a request as JSON on standard output; warnings without personal data on standard
    error. The service manager keeps both."""
    told = logging.StreamHandler(sys.stdout)
    told.setFormatter(logging.Formatter("%(message)s"))
    ACCESS.addHandler(told)
    ACCESS.setLevel(logging.INFO)
    ACCESS.propagate = False
    faults = logging.StreamHandler(sys.stderr)
    faults.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(faults)
    root.setLevel(logging.WARNING)


def settle() -> None:
    """What is loaded by now stays: it is not looked through again and again for garbage, which was
    a fifth of the processor's time for a push of 20,000 operations."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_UNSWEPT)


def run(county: OpenCounty, listening: Listening, *, threads: int = 8) -> None:
    """Serve until told to stop; requests under way are answered first."""
    open_log()
    app = application(county, threads=threads)
    server = uvicorn.Server(configured(app, county, listening))
    settle()
    server.run()
