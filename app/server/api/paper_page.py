"""The county's page on which anybody checks a paper: the text of its code in, the answer out.

It says only what the code itself says, which office signed, and whether that still holds. Nothing of
what is asked is kept or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.requests import Request as Incoming
from starlette.responses import HTMLResponse, Response
from starlette.types import Message

from app.errors import Trouble
from app.security.seal_check import Checked, Verdict, check_text
from app.server import paper_keys
from app.server.api import replies
from app.server.api.exchange import read_body
from app.server.api.served import Served
from app.server.database import busy

PLACE: Final = "/papers"
CHECK: Final = "/v1/papers/check"
MOST_TEXT: Final = 4000
"""Letters of a code; a signed one has some three hundred."""
_MOST_BODY: Final = 10 * MOST_TEXT
"""Bytes; a letter of Chinese has nine as a form sends it."""
_FIELD: Final = "text"
_MOST_FIELDS: Final = 4
_FORM: Final = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {_FIELD: {"type": "string"}}}
        }
    },
}
_REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    413: {"description": "more than any code has"},
    429: {"description": "too many ask at once; come again after Retry-After"},
}
_AT_ONCE: Final = 2
_WAITING: Final = 40
_JITTER: Final = 0.0
"""People press again when they like: nobody need be kept apart."""
_TONES: Final = {
    Verdict.GENUINE: "good",
    Verdict.UNSIGNED: "unsure",
    Verdict.UNKNOWN_SIGNER: "unsure",
}
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_STYLE: Final = """
body{font:18px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:36em;margin:2em auto;
padding:0 1em;color:#1f2933}
textarea{width:100%;height:9em;font:inherit;box-sizing:border-box}
button{font:inherit;padding:.4em 1.6em;margin-top:.6em}
.answer{border-left:.5em solid #b42318;padding:.2em 1em;margin:1em 0;background:#f7f7f7}
.good{border-color:#1a7f37}.unsure{border-color:#b7791f}
dt{float:left;clear:left;width:5em;color:#52606d}dd{margin-left:6em}
"""


class PaperText(BaseModel):
    """What a phone read from the code of a paper."""

    text: str = Field(max_length=MOST_TEXT, description="all lines of the QR code, as they are")


class PaperAnswer(BaseModel):
    """Whether the paper is genuine, and what its code says. No personal data is in either."""

    verdict: str = Field(
        description="genuine, unsigned, unknown_signer, revoked, altered or not_ours"
    )
    title: str = Field(description="the verdict in words")
    sentence: str = Field(description="what it means, and what to do next")
    number: str = Field(description="of the paper")
    kind: str = Field(description="what paper it is")
    day: str = Field(description="its date")
    standing: str = Field(description="未经县局确认, or nothing")
    signer: str = Field(description="the office whose key signed; blank where that is not known")


def add_paper_page(app: FastAPI, served: Served) -> None:
    """The page for people, and the same answer for programs."""
    counter = _Counter(served)

    async def check(asked: PaperText) -> PaperAnswer:
        return _answer(await counter.checked(asked.text))

    def empty() -> HTMLResponse:
        return _page("", None)

    async def answered(incoming: Incoming) -> HTMLResponse:
        text = await _text_of(incoming)
        return _page(text, await counter.checked(text))

    add = app.router.add_api_route
    add(
        CHECK,
        check,
        methods=["POST"],
        summary="Is this paper genuine?",
        responses=_REFUSED,
        route_class_override=_Bounded,
    )
    add(
        PLACE,
        empty,
        methods=["GET"],
        summary="A page for people to check a paper",
        response_class=HTMLResponse,
    )
    add(
        PLACE,
        answered,
        methods=["POST"],
        summary="The same page with the answer",
        response_class=HTMLResponse,
        responses=_REFUSED,
        openapi_extra={"requestBody": _FORM},
        route_class_override=_Bounded,
    )


class _Counter:
    """Anybody may ask: few at once, so that laptops keep connections and threads."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._book = paper_keys.Standing(served.places)
        self._limiter: CapacityLimiter | None = None
        self._asking = 0

    async def checked(self, text: str) -> Checked:
        """What is known of a paper. Raises ``Unavailable`` busy."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(_AT_ONCE)
        if self._asking >= _AT_ONCE + _WAITING:
            raise busy()
        self._asking += 1
        try:
            return await run_sync(self._look, text, limiter=self._limiter)
        finally:
            self._asking -= 1

    def _look(self, text: str) -> Checked:
        with self.served.database.reading() as connection:
            return check_text(text, self._book.read(connection))


class _Bounded(APIRoute):
    """Anybody may ask: of a body no more is read than a code needs."""

    def get_route_handler(self) -> Callable[[Incoming], Coroutine[Any, Any, Response]]:
        """The same, with a body of at most ``_MOST_BODY`` bytes."""
        answer = super().get_route_handler()

        async def bounded(incoming: Incoming) -> Response:
            try:
                body = await read_body(incoming, _MOST_BODY)

                async def receive() -> Message:
                    return {"type": "http.request", "body": body, "more_body": False}

                return await answer(Incoming(incoming.scope, receive))
            except Trouble as trouble:
                reply = replies.problem(trouble, _JITTER)
                headers = HEADERS | dict(reply.headers)
                return Response(reply.body, reply.status, headers, reply.media_type)

        return bounded


def _answer(found: Checked) -> PaperAnswer:
    return PaperAnswer(
        verdict=found.verdict.value,
        title=found.title,
        sentence=found.sentence,
        number=found.number,
        kind=found.kind,
        day=found.day,
        standing=found.standing,
        signer=found.signer,
    )


async def _text_of(incoming: Incoming) -> str:
    """The form's field, no more of it than a code has."""
    body = await incoming.body()
    try:
        fields = parse_qs(body.decode("utf-8", errors="replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:  # more fields than the form has
        return ""
    return fields.get(_FIELD, [""])[0][:MOST_TEXT]


def _page(text: str, found: Checked | None) -> HTMLResponse:
    answer = _told(found) if found else ""
    content = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>文书验真</title><style>{_STYLE}</style>
<h1>文书验真</h1>
<p>用手机扫文书上的二维码，把显示的文字全部复制，贴在下面。这里不保存您贴的内容。</p>
{answer}<form method="post" action="{PLACE}"><textarea name="{_FIELD}" aria-label="二维码的文字"
required maxlength="{MOST_TEXT}">{escape(text)}</textarea><button>验真</button></form></html>"""
    return HTMLResponse(content, headers=HEADERS)


def _told(found: Checked) -> str:
    said = {
        "编号": found.number,
        "名称": found.kind,
        "日期": found.day,
        "状态": found.standing,
        "签发": found.signer,
    }
    rows = "".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in said.items() if value
    )
    tone = _TONES.get(found.verdict, "bad")
    return (
        f'<section class="answer {tone}" role="status"><h2>{escape(found.title)}</h2>'
        f"<p>{escape(found.sentence)}</p><dl>{rows}</dl></section>"
    )
