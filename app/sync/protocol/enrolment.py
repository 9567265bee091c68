"""How a laptop becomes the county's: a one-time ticket out, keys in, a signed certificate back.

The ticket is carried by hand (a file or a QR code) and says whom to trust: the county's key, by
which every answer is checked, and the authority of its TLS certificate (E1). Pure.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import Final

import msgspec

from app.errors import Unreadable

MARK: Final = "RUHU1:"
"""Before a ticket, in its file as in its QR code."""

SECRET_SIZE: Final = 16
MOST_TICKET: Final = 16_384


@dataclass(frozen=True, slots=True)
class Ticket:
    """``url`` of the county server; ``county_key``: 32 bytes Ed25519; ``authority``: PEM of the
    county's own CA, blank if a public one signed; ``secret``: good once, until ``expires_at`` (ISO);
    ``person``: for whom it was made."""

    url: str
    county: str
    county_key: bytes
    authority: str
    secret: bytes
    person: str
    expires_at: str


def write_ticket(ticket: Ticket) -> str:
    """As it stands in the file and in the QR code."""
    packed = zlib.compress(msgspec.msgpack.encode(ticket), 9)
    return MARK + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_ticket(text: str) -> Ticket:
    """The other way. Raises ``Unreadable`` ticket_unreadable."""
    body = text.strip().removeprefix(MARK)
    try:
        packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        plain = zlib.decompressobj().decompress(packed, MOST_TICKET)
        return msgspec.msgpack.decode(plain, type=Ticket)
    except (ValueError, zlib.error, msgspec.MsgspecError) as error:
        raise Unreadable(
            "这不是登记用的票据，或者票据不完整。请重新扫描，或请县里重新发一份。",
            code="ticket_unreadable",
        ) from error


@dataclass(frozen=True, slots=True)
class Enrolment:
    """``POST /v1/enroll``, as MessagePack, signed with the new key under the new replica's id.

    ``status_key``: of the low-value pair with which a locked laptop asks whether it is revoked (E5).
    """

    secret: bytes
    signing_key: bytes
    agreement_key: bytes
    status_key: bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the county vouches for (E2). ``not_after``: a day; ``places``: codes of divisions."""

    county: str
    replica: str
    person: str
    name: str
    role: str
    places: tuple[str, ...]
    signing_key: bytes
    agreement_key: bytes
    not_after: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The answer: the ``Certificate`` as MessagePack, the county's signature over ``SEAL`` and those
    bytes, and the key (X25519) to which bundles for the county are sealed."""

    certificate: bytes
    signature: bytes
    county_agreement_key: bytes


SEAL: Final = b"ruhu device certificate 1\n"


def read_certificate(content: bytes) -> Certificate:
    """Raises ``Unreadable`` certificate_unreadable."""
    try:
        return msgspec.msgpack.decode(content, type=Certificate)
    except msgspec.MsgspecError as error:
        raise Unreadable(
            "县里发回的登记凭证读不懂。请升级本程序后重新登记。", code="certificate_unreadable"
        ) from error
