"""能看强制报告的人: the public keys of the vaults to which reports are sealed, as the county vouches.

No names and no persons: keys, roles and places. A newer list replaces an older one whole, so whoever
was revoked is not on it any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from app.errors import Unreadable

FORMAT: Final = "入户通强制报告收件人 1"
COUNTY: Final = ""
"""The role of the county's own key: it opens where no reader's vault is left."""
_SIZE: Final = 32
_TOWNSHIP: Final = 9
_COUNTY: Final = 6


@dataclass(frozen=True, order=True)
class Reader:
    """One vault: X25519 public key, 32 bytes; role of its owner; codes of his places."""

    key: bytes
    role: str
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        """By which records say for whom a key is sealed: SHA-256 in hexadecimal."""
        return reader_name(self.key)

    def reaches(self, place: str) -> bool:
        """Whether ``place`` (6, 9 or 12 digits) is one of his, or within one; a report that says no
        place goes to whoever reads reports in the county."""
        return not place or any(place.startswith(_trunk(one)) for one in self.places)


@dataclass(frozen=True)
class ReaderList:
    """``number``: a later list has a higher one; 0: none was ever heard of."""

    number: int = 0
    readers: tuple[Reader, ...] = ()

    def of(self, place: str) -> tuple[Reader, ...]:
        """Who may open a report from ``place``."""
        return tuple(one for one in self.readers if one.reaches(place))

    def written(self) -> bytes:
        """As it is published, the same for the same content."""
        said = [
            {"key": one.key.hex(), "role": one.role, "places": sorted(one.places)}
            for one in sorted(self.readers)
        ]
        return json.dumps(
            {"format": FORMAT, "number": self.number, "readers": said}, ensure_ascii=False
        ).encode()


def read_list(content: bytes) -> ReaderList:
    """A list as it was published; raises ``Unreadable`` reader_list_damaged."""
    try:
        said = cast("dict[str, Any]", json.loads(content))
        found = tuple(_reader(one) for one in said["readers"])
        number = int(said["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    if said.get("format") != FORMAT or any(len(one.key) != _SIZE for one in found):
        raise _damaged()
    return ReaderList(number, found)


def reader_name(key: bytes) -> str:
    """SHA-256 of a public key in hexadecimal."""
    return hashlib.sha256(key).hexdigest()


def _reader(said: Any) -> Reader:
    places: Iterable[Any] = said["places"]
    return Reader(bytes.fromhex(said["key"]), str(said["role"]), tuple(str(one) for one in places))


def _trunk(code: str) -> str:
    """What all codes within a place begin with: 9 digits for a township, 6 for the county."""
    if not code.rstrip("0")[_COUNTY:]:
        return code[:_COUNTY]
    return code[:_TOWNSHIP] if code.endswith("000") or len(code) == _TOWNSHIP else code


def _damaged() -> Unreadable:
    return Unreadable(
        "强制报告收件人的名单打不开，仍用原来的一份。请再同步一次；还不行，请与县民政局联系。",
        code="reader_list_damaged",
    )
