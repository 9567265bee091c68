"""Who signs papers: a name for the key and the act of signing, handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.paper_seals import key_name


@dataclass(frozen=True)
class Signer:
    """``key``: the name of the key; ``sign`` gives the 64 bytes of an Ed25519 signature."""

    key: str
    sign: Callable[[bytes], bytes] = field(repr=False)

    @classmethod
    def of(cls, public: bytes, sign: Callable[[bytes], bytes]) -> Signer:
        """For the holder of ``public``."""
        return cls(key_name(public), sign)
