"""An answer before it is signed, and what goes wrong as one: a code, a sentence, a next step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.errors import Refused, Trouble, Unavailable

JSON: Final = "application/json"
MESSAGE: Final = "application/vnd.ruhu.sync"
"""One side of an exchange (``app.sync.protocol.codec``)."""
PACKED: Final = "application/msgpack"
BYTES: Final = "application/octet-stream"
LETTER: Final = "application/vnd.ruhu.letter"

STATUS: Final[Mapping[str, int]] = {
    "signature_wrong": 401,
    "counter_behind": 401,
    "revoked": 403,
    "ticket_wrong": 403,
    "not_here": 404,
    "chunks_missing": 409,
    "too_large": 413,
    "busy": 429,
    "database_away": 503,
}
"""Code -> HTTP status; what is not in it is 422: the request itself is wrong."""

TOLD: Final = ("counter", "missing")
"""Facts that go with the sentence."""

_MIDDLE: Final = 12.0
"""Seconds after which a laptop that was sent away comes again, half of it more or less: 600 of them
are then 50 requests a second that cost next to nothing."""


@dataclass(frozen=True)
class Reply:
    """Status, body and what it is."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    media_type: str = BYTES
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def json_reply(value: Any, status: int = 200) -> Reply:
    """JSON."""
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), JSON)


def problem(trouble: Trouble, jitter: float) -> Reply:
    """What went wrong; whoever should come again is told when, not all at the same moment."""
    status = STATUS.get(trouble.code, 503 if isinstance(trouble, Unavailable) else 422)
    facts = {name: trouble.facts[name] for name in TOLD if name in trouble.facts}
    reply = json_reply({"code": trouble.code, "sentence": trouble.sentence, **facts}, status)
    if status not in (429, 503):
        return reply
    wait = str(round(_MIDDLE * (0.5 + jitter)) + (20 if status == 503 else 0))
    return Reply(status, reply.body, JSON, {"retry-after": wait})


def bug(reference: str) -> Reply:
    """What nobody foresaw."""
    sentence = f"县里的服务器出了意外的错误，这次没有完成。请稍后再试；仍不行，请把编号 {reference} 告诉管理员。"
    return json_reply({"code": "bug", "sentence": sentence, "reference": reference}, 500)


def not_here() -> Refused:
    """What is not his and what does not exist look alike."""
    return Refused("没有这项内容。请核对后再试。", code="not_here")
