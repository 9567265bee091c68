"""What the signed routes say of themselves in the OpenAPI document, written out by hand.

FastAPI documents its own routes; those that move signed bytes are plain Starlette, so their table
stands here. A test holds every route against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from app.server.api import replies


class Documented(NamedTuple):
    """One operation. ``answers``: status -> (media type or blank, what it means)."""

    summary: str
    description: str
    answers: Mapping[int, tuple[str, str]]
    body: str = ""
    parameters: tuple[tuple[str, str, str, str], ...] = ()
    """Name, place, pattern, what it is."""
    told: str = ""
    """The schema of what is answered as JSON when all is well."""


_SIGNED: Final[Mapping[int, tuple[str, str]]] = {
    401: (replies.JSON, "the signature is wrong, or its counter is not above the last one"),
    413: (replies.JSON, "larger than this route takes"),
    422: (replies.JSON, "not what a program of this version or the two before sends"),
    429: (replies.JSON, "busy: come again after Retry-After seconds"),
    500: (replies.JSON, "an unforeseen error, with a reference number"),
    503: (replies.JSON, "the database is away: come again after Retry-After seconds"),
}
_OURS: Final = {
    **_SIGNED,
    403: (replies.JSON, "this laptop was revoked: it erases its keys"),
}
_FOUND: Final = {
    **_OURS,
    404: (replies.JSON, "not here, or not yours"),
}
_SHOWN: Final = {404: _FOUND[404], **_OURS}

_UUID: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HASH: Final = (
    "hash",
    "path",
    "^[0-9a-f]{64}$",
    "SHA-256 of the whole content, 64 hexadecimal digits",
)
_CHUNK: Final = ("chunk", "path", "^[0-9]{1,4}$", "number of the stretch of 1 MiB, from 0")

OPERATIONS: Final[Mapping[tuple[str, str], Documented]] = {
    ("/v1/enroll", "post"): Documented(
        "Enrol a laptop by a one-time ticket",
        "MessagePack of `Enrolment` (app/sync/protocol/enrolment.py), signed with the new key under"
        " the id that the laptop chose (UUIDv7). Asked again by the same laptop: the same answer.",
        {
            **_SIGNED,
            200: (replies.PACKED, "`Enrolled`: the signed device certificate"),
            403: (replies.JSON, "the ticket is unknown, used or too old"),
        },
        replies.PACKED,
    ),
    ("/v1/status", "get"): Documented(
        "Is this laptop still the county's?",
        "Signed with the laptop's key, or with its status key while it is locked.",
        {**_SIGNED, 200: (replies.JSON, "revoked or not, and where the county stands")},
        told="Status",
    ),
    ("/v1/recovery", "post"): Documented(
        "Ask two officers to open a vault whose password is forgotten",
        "The request as one line of text, `RUHUR1:…` (app/security/recovery.py), signed like"
        " /v1/status. The same one again changes nothing.",
        {**_OURS, 200: (replies.JSON, "its number, and the code to compare")},
        replies.BYTES,
        told="Asked",
    ),
    ("/v1/recovery/{request}", "get"): Documented(
        "The answer to such a request",
        "`RUHUA1:…`, under the county's signature; sealed to the laptop that asked.",
        {**_FOUND, 200: (replies.BYTES, "the answer")},
        parameters=(("request", "path", f"^{_UUID}$", "number of the request"),),
    ),
    ("/v1/sync", "post"): Documented(
        "Sync: questions in, answers out",
        "One compressed stream each way (app/sync/protocol/codec.py): greet, push, pull, verify and"
        " fetch in one request.",
        {**_OURS, 200: (replies.MESSAGE, "the answers, in the order of the questions")},
        replies.MESSAGE,
    ),
    ("/v1/snapshot/{scope}", "get"): Documented(
        "All records of one village or township, a page at a time",
        "Goes on after any id; `at` is the number at which the first page was taken.",
        {**_FOUND, 200: (replies.MESSAGE, "one `Page`")},
        parameters=(
            ("scope", "path", "^[0-9]{6,12}$", "code of a division within the caller's reach"),
            ("after", "query", f"^{_UUID}$", "id of the last record received"),
            ("at", "query", "^[0-9]{1,18}$", "`cursor.seq` of the first page"),
        ),
    ),
    ("/v1/blobs/{hash}/{chunk}", "get"): Documented(
        "A stretch of a file",
        "Of a file that a record within reach names, or that the caller is sending.",
        {**_FOUND, 200: (replies.BYTES, "the bytes")},
        parameters=(_HASH, _CHUNK),
    ),
    ("/v1/blobs/{hash}/{chunk}", "head"): Documented(
        "Need it be sent?",
        "200: no.",
        {status: ("", text) for status, (_media, text) in {**_FOUND, 200: ("", "no")}.items()},
        parameters=(_HASH, _CHUNK),
    ),
    ("/v1/blobs/{hash}/{chunk}", "put"): Documented(
        "Send a stretch of a file",
        "At most 1 MiB; sent again, it changes nothing.",
        {**_SHOWN, 204: ("", "kept")},
        replies.BYTES,
        (_HASH, _CHUNK),
    ),
    ("/v1/blobs/{hash}/complete", "post"): Documented(
        "All stretches of a file came",
        "The whole is held against its hash; only then does it count.",
        {
            **_SHOWN,
            204: ("", "whole and right"),
            409: (replies.JSON, "stretches are missing: their numbers"),
        },
        parameters=(_HASH, ("size", "query", "^[0-9]{1,12}$", "bytes of the whole")),
    ),
    ("/v1/bundles", "post"): Documented(
        "A sync that was carried here by hand",
        "A request to /v1/sync as its laptop signed it, sealed to the county's key (HPKE). Whoever"
        " brings it signs the outside.",
        {**_OURS, 200: (replies.LETTER, "the answer, sealed to the laptop that wrote it")},
        replies.LETTER,
    ),
    ("/v1/published", "get"): Documented(
        "Forms, rule packs and holidays for every laptop",
        "Those with a number above `after`.",
        {**_OURS, 200: (replies.JSON, "the list")},
        told="Publications",
        parameters=(("after", "query", "^[0-9]{1,9}$", "the last number known"),),
    ),
    ("/v1/published", "post"): Documented(
        "Publish a form to every laptop",
        "A bundle that the caller's own vault signed; only from whom may publish forms. The same one"
        " again changes nothing.",
        {**_OURS, 200: (replies.JSON, "number and hash, as in the list")},
        replies.BYTES,
        told="Published",
    ),
    ("/v1/published/{hash}", "get"): Documented(
        "One of them",
        "The county's signature over it is in `X-Publication`.",
        {**_FOUND, 200: (replies.BYTES, "the content")},
        parameters=(_HASH,),
    ),
}

_PROBLEM: Final = {
    "type": "object",
    "required": ["code", "sentence"],
    "properties": {
        "code": {"type": "string", "description": "for programs"},
        "sentence": {"type": "string", "description": "for people, in Chinese, with a next step"},
        "counter": {"type": "integer", "description": "the last counter known"},
        "missing": {"type": "array", "items": {"type": "integer"}},
        "reference": {"type": "string"},
    },
}
_WHOLE: Final = {"type": "integer", "minimum": 0}
_TEXT: Final = {"type": "string"}
_FLAG: Final = {"type": "boolean"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*properties], "properties": properties}


_PUBLICATION: Final = _object(
    number=_WHOLE,
    kind={"type": "string", "description": "form, pack, calendar, keys or recovery"},
    name=_TEXT,
    sha256={"type": "string", "pattern": _HASH[2]},
    published_at=_TEXT,
)
_SCHEMAS: Final[Mapping[str, Any]] = {
    "Problem": _PROBLEM,
    "Status": _object(
        replica=_TEXT,
        is_revoked=_FLAG,
        is_frozen=_FLAG,
        epoch=_WHOLE,
        protocols={"type": "array", "items": {"type": "integer"}},
        counter=_WHOLE,
    ),
    "Asked": _object(request=_TEXT, code=_TEXT),
    "Publications": _object(published={"type": "array", "items": _PUBLICATION}),
    "Published": _object(
        kind=_TEXT, name=_TEXT, sha256=_PUBLICATION["properties"]["sha256"], number=_WHOLE
    ),
}
_BINARY: Final = {"type": "string", "format": "binary"}
_SIGNATURES: Final = (
    ("x-replica", "id of the vault"),
    ("x-counter", "strictly above that of its last request"),
    ("content-digest", "SHA-256 of the body (RFC 9530)"),
    ("signature-input", "RFC 9421, label `ruhu`"),
    ("signature", "Ed25519 over @method, @path, @query, x-replica, x-counter, content-digest"),
)


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with the signed routes in it."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(_SCHEMAS)
    for (path, method), one in OPERATIONS.items():
        document.setdefault("paths", {}).setdefault(path, {})[method] = _operation(
            path, method, one
        )
    return document


def _operation(path: str, method: str, one: Documented) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": one.summary,
        "description": one.description,
        "operationId": f"{method}_{path.strip('/').replace('/', '_').replace('{', '').replace('}', '')}",
        "parameters": [*_named(one), *_signature()],
        "responses": {
            str(status): _answer(media, text, one.told if status == 200 else "Problem")
            for status, (media, text) in one.answers.items()
        },
    }
    if one.body:
        found["requestBody"] = {"required": True, "content": {one.body: {"schema": _BINARY}}}
    return found


def _named(one: Documented) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": place,
            "required": place == "path" or name == "size",
            "description": text,
            "schema": {"type": "string", "pattern": pattern},
        }
        for name, place, pattern, text in one.parameters
    ]


def _signature() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": text,
            "schema": {"type": "string"},
        }
        for name, text in _SIGNATURES
    ]


def _answer(media: str, text: str, schema: str) -> dict[str, Any]:
    if not media:
        return {"description": text}
    told = {"$ref": f"#/components/schemas/{schema}"} if media == replies.JSON else _BINARY
    return {"description": text, "content": {media: {"schema": told}}}
