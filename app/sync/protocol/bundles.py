"""A sync by hand (S21): the request as it would have gone over the line, sealed to the county; the
answer sealed to the laptop. No second protocol: the same questions, signed in the same way.

The counter of such a request is not judged, for it may be overtaken on the way: what was taken
before is known by its receipts (S4). Sealing is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from app.errors import Unreadable

_Kind = TypeVar("_Kind")
UP: Final = "bundle to the county"
DOWN: Final = "bundle to a laptop"
"""What a letter is for."""

SYNC: Final = "/v1/sync"
SUFFIX: Final = ".ruhusync"
MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CarriedRequest:
    """``url`` as it was signed; header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class CarriedAnswer:
    """The answer to it."""

    status: int
    headers: dict[str, str]
    body: bytes


def pack(carried: CarriedRequest | CarriedAnswer) -> bytes:
    """Its bytes, to be sealed."""
    return msgspec.msgpack.encode(carried)


def read_request(content: bytes) -> CarriedRequest:
    """Raises ``Unreadable`` bundle_unreadable."""
    return _read(content, CarriedRequest)


def read_answer(content: bytes) -> CarriedAnswer:
    """Raises ``Unreadable`` bundle_unreadable."""
    return _read(content, CarriedAnswer)


def _read(content: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise Unreadable(
            "数据包的内容读不懂，没有采用。请重新制作一份；仍不行，请升级本程序。",
            code="bundle_unreadable",
        ) from error
