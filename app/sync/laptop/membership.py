"""Which county this vault belongs to, by which keys it knows it, and the counter of its requests.

Kept among the sync state of the store, inside the vault; a copy that was restored keeps it, but has
no name there any more: its replica is another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from app.errors import Refused
from app.storage import driver, identity
from app.storage.store import Store

MEMBERSHIP: Final = "membership"
JOINED: Final = "joined_at"
ASKED: Final = "enrolment_asked"
COUNTER: Final = "request_counter"
_AHEAD: Final = 100
"""Numbers taken at a time: one write to disk for so many requests."""


@dataclass(frozen=True, slots=True)
class Membership:
    """``url`` of the county's server; ``county_key``: Ed25519, signs every answer;
    ``agreement_key``: X25519, to which bundles are sealed; ``authority``: PEM of the county's own
    CA, blank for a public one. ``replica``: this vault's name there; the rest is in its
    certificate: whose it is, until when (a day)."""

    url: str
    county: str
    county_key: bytes
    agreement_key: bytes
    authority: str
    replica: str
    person: str
    name: str
    role: str
    places: tuple[str, ...]
    not_after: str


def find(connection: driver.Connection) -> Membership | None:
    """Which county; None for a vault that works alone."""
    kept: dict[str, Any] | None = identity.recall(connection, MEMBERSHIP)
    if kept is None:
        return None
    said: dict[str, Any] = {**kept, "places": tuple(kept["places"])}
    said |= {name: bytes.fromhex(kept[name]) for name in ("county_key", "agreement_key")}
    return Membership(**said)


def require(connection: driver.Connection) -> Membership:
    """Raises ``Refused`` not_enrolled."""
    found = find(connection)
    if found is None:
        raise Refused(
            "这台电脑还没有在县里登记。请向县民政局要一份登记票据，在“同步”页登记。",
            code="not_enrolled",
        )
    return found


def joined_at(connection: driver.Connection) -> str | None:
    """Since when, in ISO form; None where it is not known (joined with an older program)."""
    return identity.recall(connection, JOINED)


def join(connection: driver.Connection, found: Membership, at: str) -> None:
    """From here on (``at``, in ISO form) it belongs to that county, under that name, and takes the
    forms it publishes."""
    identity.remember(connection, JOINED, at)
    kept = {name: getattr(found, name) for name in Membership.__dataclass_fields__}
    kept |= {"places": list(found.places)}
    kept |= {name: kept[name].hex() for name in ("county_key", "agreement_key")}
    identity.remember(connection, MEMBERSHIP, kept)
    identity.remember(connection, ASKED, None)
    trusted: dict[str, str] = identity.recall(connection, identity.PUBLISHERS) or {}
    trusted[found.county_key.hex()] = found.county
    identity.remember(connection, identity.PUBLISHERS, trusted)
    identity.remember(connection, identity.REPLICA, found.replica)


@dataclass
class Counter:
    """Numbers for requests, each above all before it, also after a crash (E3)."""

    store: Store
    _last: int = 0
    _until: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def next(self) -> int:
        """The next one. What is handed out is on disk as taken before it is used."""
        with self._lock:
            if self._last >= self._until:
                self._take_more(self._last)
            self._last += 1
            return self._last

    def rise_above(self, known: int) -> None:
        """The county has seen ``known``, which is above ours: an old copy of this vault was put
        back."""
        with self._lock:
            self._take_more(known)

    def _take_more(self, at_least: int) -> None:
        def take(connection: driver.Connection) -> int:
            last = max(at_least, identity.recall(connection, COUNTER) or 0)
            identity.remember(connection, COUNTER, last + _AHEAD)
            return last

        self._last = self.store.apply(take)
        self._until = self._last + _AHEAD
