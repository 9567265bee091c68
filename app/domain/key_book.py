"""公钥册: whose signatures on papers are known, and which numbers were withdrawn.

A file that may lie on any laptop and be handed on: public keys, names of offices, numbers of papers
and dates; nothing of any person. What is newer is added to what is there and never taken away: a
key once revoked stays revoked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

from app.domain.paper_seals import key_name
from app.errors import Unreadable

FORMAT: Final = "入户通公钥册 1"
_SIZE: Final = 32


@dataclass(frozen=True)
class KnownKey:
    """A laptop or the county. ``revoked_on``: what it signed counts no longer, whenever it did."""

    public: bytes
    name: str
    revoked_on: date | None = None


@dataclass(frozen=True)
class Withdrawn:
    """A number that holds no longer. ``why`` names no person: 待收回, 已收回, 已作废, 遗失."""

    on: date | None
    why: str


@dataclass(frozen=True)
class KeyBook:
    """Names of keys -> keys; numbers -> that they were withdrawn."""

    keys: Mapping[str, KnownKey] = field(default_factory=dict[str, KnownKey])
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict[str, Withdrawn])

    def joined(self, other: KeyBook) -> KeyBook:
        """Both; a key that either says is revoked is."""
        keys = {**self.keys}
        for name, key in other.keys.items():
            mine = keys.get(name)
            revoked = (mine and mine.revoked_on) or key.revoked_on
            keys[name] = replace(key, revoked_on=revoked)
        return KeyBook(keys, {**self.withdrawn, **other.withdrawn})

    def written(self) -> bytes:
        """As a file, the same for the same content."""
        said = {
            "format": FORMAT,
            "keys": [
                {"public": key.public.hex(), "name": key.name, "revoked_on": _text(key.revoked_on)}
                for _, key in sorted(self.keys.items())
            ],
            "withdrawn": [
                {"number": number, "on": _text(each.on), "why": each.why}
                for number, each in sorted(self.withdrawn.items())
            ],
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def read_book(content: bytes) -> KeyBook:
    """A book from its file; raises ``Unreadable`` key_book_damaged."""
    try:
        said = cast("dict[str, Any]", json.loads(content))
        if said["format"] != FORMAT:
            raise _damaged()
        keys = [
            KnownKey(bytes.fromhex(one["public"]), str(one["name"]), _day(one["revoked_on"]))
            for one in said["keys"]
        ]
        withdrawn = {
            str(one["number"]): Withdrawn(_day(one["on"]), str(one["why"]))
            for one in said["withdrawn"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    if any(len(key.public) != _SIZE for key in keys):
        raise _damaged()
    return KeyBook({key_name(key.public): key for key in keys}, withdrawn)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _damaged() -> Unreadable:
    return Unreadable("公钥册读不出来，可能已损坏。请向县局重新要一份。", code="key_book_damaged")
