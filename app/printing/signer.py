"""Who signs papers: a name for the key and the act of signing, handed in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

_NAME_BYTES = 8


@dataclass(frozen=True)
class Signer:
    """``key``: the name of the key; ``sign`` gives the 64 bytes of an Ed25519 signature."""

    key: str
    sign: Callable[[bytes], bytes] = field(repr=False)

    @classmethod
    def of(cls, public: bytes, sign: Callable[[bytes], bytes]) -> Signer:
        """For the holder of ``public``."""
        return cls(key_name(public), sign)


def key_name(public: bytes) -> str:
    """Eleven letters that name a public key in a code."""
    return letters(hashlib.sha256(public).digest()[:_NAME_BYTES])


def letters(data: bytes) -> str:
    """Base64 as it stands in addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unlettered(text: str) -> bytes:
    """What ``letters`` wrote; empty where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
