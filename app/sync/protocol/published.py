"""What the county gives to every laptop, under its signature: forms, rule packs, holidays, its keys. Pure.

The county vouches for a form with its own key, whoever signed the form's bundle: a laptop knows that
key since it was enrolled, and need not know the person who published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FORM, PACK, CALENDAR = "form", "pack", "calendar"
RECOVERY, KEYS, READERS = "recovery", "keys", "readers"
"""Kinds: a form's bundle, a rule pack's YAML, a year's 节假日表 (YAML), the county's recovery key
(K9), the 公钥册, the vaults that open mandatory reports."""
PLACE: Final = "/v1/published"
LAST: Final = "x-published"
"""Header of the answer to a sync: the number of the last publication, so that a laptop need not ask
whether there is a new one."""
SIGNATURE: Final = "x-publication"
MARK: Final = b"ruhu publication 1\n"
MOST_BYTES: Final = 20 * 1024 * 1024

IsSigned = Callable[[bytes, bytes, bytes], bool]
"""Whether (message, signature, public key) belong together."""


@dataclass(frozen=True, slots=True)
class Publication:
    """``number``: in the order of publishing; ``signature``: the county's, over ``signed_bytes``."""

    number: int
    kind: str
    name: str
    content: bytes
    signature: bytes

    def is_of(self, county_key: bytes, is_signed: IsSigned) -> bool:
        """Whether the county whose key that is vouches for exactly this content."""
        sha256 = hashlib.sha256(self.content).hexdigest()
        return is_signed(signed_bytes(self.kind, self.name, sha256), self.signature, county_key)


@dataclass(frozen=True, slots=True)
class Known:
    """Up to which publication a laptop has all. An ``epoch`` of 0: none."""

    epoch: int = 0
    number: int = 0

    def after(self, epoch: int) -> int:
        """The number after which there may be news; in another epoch numbers begin anew."""
        return self.number if self.epoch == epoch else 0


def signed_bytes(kind: str, name: str, sha256: str) -> bytes:
    """What the county signs."""
    return MARK + f"{kind}\n{name}\n{sha256}".encode()
