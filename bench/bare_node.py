"""The least that answers a request over TLS from a row of the database: Starlette and one SELECT, on the
same loop and parser of HTTP as the county's node. A program of its own.

`python -m bench.bare_node PORT CERTIFICATE KEY DATABASE`
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_CONNECTIONS: Final = 8
_ASKED: Final = "SELECT epoch, horizon, checkpoint FROM county WHERE id = %s"


def make_app(database: str) -> Starlette:
    """Answers ``POST /v1/sync``."""
    free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncGenerator[None]:
        url = database.replace("postgresql+psycopg://", "postgresql://")
        held = [
            await psycopg.AsyncConnection.connect(url, autocommit=True)
            for _one in range(_CONNECTIONS)
        ]
        for one in held:
            free.put_nowait(one)
        yield
        for one in held:
            await one.close()

    async def answer(request: Request) -> Response:
        body = await request.body()
        connection = await free.get()
        try:
            await (await connection.execute(_ASKED, (1,))).fetchone()
        finally:
            free.put_nowait(connection)
        return Response(body)

    return Starlette(routes=[Route("/v1/sync", answer, methods=["POST"])], lifespan=living)


def main(port: str, certificate: str, key: str, database: str) -> None:
    """Until told to stop."""
    uvicorn.run(
        make_app(database),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
