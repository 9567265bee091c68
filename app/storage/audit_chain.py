"""The chain of audit entries (A1, A5): each carries the hash of the one before.

``hash`` = SHA-256(0x01, previous hash, canonical text); the canonical text is the JSON list of the
row's values, ids as text, without spaces. Anybody with Python can check it: nothing of the program
is needed. A missing tail is what a bare chain cannot show; the county's copy of the head does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app.models.columns import id_bytes, id_text
from app.storage import driver

START: Final = bytes(32)
"""What stands for the hash before the first entry."""
LONGEST_DETAIL: Final = 500

_INSERT: Final = (
    "INSERT INTO audit (seq, actor_id, device_id, action, noun, record_id, detail, wall_at,"
    " prev_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?)"
)
_ALL: Final = (
    "SELECT seq, actor_id, device_id, action, noun, record_id, detail, wall_at, prev_hash, hash"
    " FROM audit ORDER BY seq"
)


class Entry(NamedTuple):
    """One entry but for its place in the chain; ids as text, ``wall_at`` in ISO form."""

    actor_id: str | None
    device_id: str | None
    action: str
    noun: str | None
    record_id: str | None
    detail: str | None
    wall_at: str


@dataclass(frozen=True)
class Head:
    """The last link: what the county is told with every push (A3)."""

    seq: int
    hash: bytes


@dataclass(frozen=True)
class BrokenLink:
    """The first entry that does not fit. ``why``: ``gap``, ``previous`` or ``content``."""

    seq: int
    why: str


def head(connection: driver.Connection) -> Head:
    """The last link; seq 0 and zeros before the first."""
    row = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row[0], row[1]) if row else Head(0, START)


def append(connection: driver.Connection, entries: Iterable[Entry]) -> None:
    """Add entries at the end, in the caller's transaction."""
    last = head(connection)
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        link = link_hash(last.hash, last.seq + 1, entry)
        rows.append((last.seq + 1, *_stored(entry), last.hash, link))
        last = Head(last.seq + 1, link)
    connection.executemany(_INSERT, rows)


def link_hash(previous: bytes, seq: int, entry: Entry) -> bytes:
    """The hash of one entry."""
    text = json.dumps([seq, *entry], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"\x01" + previous + text.encode()).digest()


def first_broken_link(connection: driver.Connection) -> BrokenLink | None:
    """Walk the whole chain; None if every link holds."""
    last = Head(0, START)
    for seq, entry, previous, link in _links(connection):
        if seq != last.seq + 1:
            return BrokenLink(last.seq + 1, "gap")
        if previous != last.hash:
            return BrokenLink(seq, "previous")
        if link != link_hash(previous, seq, entry):
            return BrokenLink(seq, "content")
        last = Head(seq, link)
    return None


def _links(connection: driver.Connection) -> Iterator[tuple[int, Entry, bytes, bytes]]:
    for seq, actor, device, action, noun, record, detail, at, previous, link in connection.execute(
        _ALL
    ):
        entry = Entry(_id(actor), _id(device), action, noun, _id(record), detail, at)
        yield seq, entry, previous, link


def _stored(entry: Entry) -> tuple[Any, ...]:
    return (
        _bytes(entry.actor_id),
        _bytes(entry.device_id),
        entry.action,
        entry.noun,
        _bytes(entry.record_id),
        entry.detail,
        entry.wall_at,
    )


def _bytes(record_id: str | None) -> bytes | None:
    return None if record_id is None else id_bytes(record_id)


def _id(stored: bytes | None) -> str | None:
    return None if stored is None else id_text(stored)
