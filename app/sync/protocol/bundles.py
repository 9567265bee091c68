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
from app.sync.protocol.published import Known, Publication

_Kind = TypeVar("_Kind")
UP: Final = "bundle to the county"
DOWN: Final = "bundle to a laptop"
"""What a letter is for."""

SYNC: Final = "/v1/sync"
SUFFIX: Final = ".ruhusync"
MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CarriedRequest:
    """``url`` as it was signed; header names in lower case. ``known``: what was published that this
    laptop has; None: it does not want to be told. ``forms``: bundles that its owner published, each
    signed by himself."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    known: Known | None = None
    forms: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A form that was brought and not taken: ``sha256`` of its bundle, the refusal's code and
    sentence."""

    sha256: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CarriedAnswer:
    """The answer to it. ``published``: what was published since, in order, each under the county's
    signature; ``epoch``: whose numbers these are; ``not_taken``: of the forms that were brought."""

    status: int
    headers: dict[str, str]
    body: bytes
    epoch: int = 0
    published: tuple[Publication, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()


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
