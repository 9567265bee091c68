"""The application: signed routes as plain Starlette (1.3 × faster), the open ones by FastAPI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from app.errors import Refused, Trouble
from app.security.slips import LONGEST
from app.server import publishing
from app.server.api import metrics, replies
from app.server.api.documented import complete
from app.server.api.exchange import Exchange, Work
from app.server.api.paper_page import add_paper_page
from app.server.api.routes import MOST_CHUNK, MOST_SYNC, Routes
from app.server.api.served import Served
from app.server.tables import COUNTY
from app.sync.protocol.bundles import MOST_BYTES
from app.sync.protocol.versions import PROTOCOLS

TITLE: Final = "Ruhu county server"
VERSION: Final = "1"


class Health(BaseModel):
    """Whether this node answers."""

    status: str = Field(description="ok, or what is away")


class About(BaseModel):
    """What anybody may know."""

    code: str = Field(description="division code of the county")
    protocols: list[int] = Field(description="versions of the conversation")
    county_key: str = Field(description="Ed25519, hexadecimal; laptops know it from their ticket")


def make_app(served: Served) -> FastAPI:
    """One node."""
    app = FastAPI(
        title=TITLE, version=VERSION, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    _add_open(app, served)
    add_paper_page(app, served)
    _add_signed(app, served)
    _add_wrong_places(app)
    app.openapi = _documenting(app)
    return app


def _add_open(app: FastAPI, served: Served) -> None:
    @app.get("/healthz", summary="Is this process alive?")
    def healthz() -> Health:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        return Health(status="ok")

    @app.get(
        "/readyz",
        summary="Does it answer laptops?",
        responses={503: {"model": Health, "description": "the database is away"}},
        response_model=Health,
    )
    def readyz() -> Any:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        try:
            with served.database.reading() as connection:
                connection.execute(select(COUNTY.c.epoch)).scalar_one()
        except Trouble as trouble:
            return JSONResponse({"status": trouble.code}, 503)
        return Health(status="ok")

    @app.get("/v1/county", summary="Which county is this?")
    def county() -> About:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        with served.database.reading() as connection:
            code = connection.execute(select(COUNTY.c.code)).scalar_one()
        key = served.keys.signing_public.hex()
        return About(code=code, protocols=list(PROTOCOLS), county_key=key)

    @app.get(
        "/metrics",
        summary="Counters for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def counted() -> Response:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        return Response(await run_sync(served.metrics.text), media_type=metrics.MEDIA_TYPE)


def _add_signed(app: FastAPI, served: Served) -> None:
    """In front of the others: they are tried in turn."""
    does, exchange = Routes(served), Exchange(served)
    chunk = "/v1/blobs/{hash}/{chunk}"
    table: tuple[tuple[str, str, str, Work, int], ...] = (
        ("POST", "/v1/sync", "sync", does.sync, MOST_SYNC),
        ("POST", "/v1/enroll", "enroll", does.enroll, 64 * 1024),
        ("GET", "/v1/status", "status", does.status, 0),
        ("POST", "/v1/recovery", "ask_recovery", does.ask_recovery, LONGEST),
        ("GET", "/v1/recovery/{request}", "recovery", does.recovery, 0),
        ("GET", "/v1/snapshot/{scope}", "snapshot", does.snapshot, 0),
        ("POST", "/v1/blobs/{hash}/complete", "complete", does.complete, 0),
        ("GET", chunk, "get_chunk", does.get_chunk, 0),
        ("PUT", chunk, "put_chunk", does.put_chunk, MOST_CHUNK),
        ("POST", "/v1/bundles", "bundle", does.bundle, MOST_BYTES),
        ("GET", "/v1/published", "published", does.published, 0),
        ("POST", "/v1/published", "publish", does.publish, publishing.MOST_BYTES),
        ("GET", "/v1/published/{hash}", "publication", does.publication, 0),
    )
    app.router.routes[:0] = [
        Route(path, exchange.endpoint(name, work, most), methods=[method], name=name)
        for method, path, name, work, most in table
    ]


def _add_wrong_places(app: FastAPI) -> None:
    """What no route takes is answered like the rest. A wrong method is told all that are right: a
    path may have several routes, one a method."""

    @app.exception_handler(404)
    async def nowhere(incoming: Request, _error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        return _problem(incoming, replies.not_here(), 404, {})

    @app.exception_handler(405)
    async def otherwise(incoming: Request, _error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction] - FastAPI has it
        routes = [one for one in app.router.routes if isinstance(one, Route)]
        here = [one for one in routes if one.matches(incoming.scope)[0] is not Match.NONE]
        same = [one for one in here if one.path == here[0].path]
        allowed = {method for one in same for method in one.methods or ()}
        wrong = Refused("这个地址不这样用。请升级本程序后再试。", code="method_wrong")
        return _problem(incoming, wrong, 405, {"allow": ", ".join(sorted(allowed))})


def _problem(incoming: Request, trouble: Trouble, status: int, headers: dict[str, str]) -> Response:
    if incoming.method == "HEAD":
        return Response(None, status, headers)
    told = {"code": trouble.code, "sentence": trouble.sentence}
    return JSONResponse(told, status, headers)


def _documenting(app: FastAPI) -> Callable[[], dict[str, Any]]:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = complete(found)
        return app.openapi_schema

    return document
