"""The county's own chain of who did what (A4): each entry carries the hash of the one before.

``hash`` = SHA-256(0x01, previous hash, canonical text), the canonical text being the JSON list of
the row's values without spaces, as on the laptops. Whoever appends holds the commit counter's row,
so the chain has one end. A signed head goes to every laptop once a day: 600 witnesses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from app.server.tables import AUDIT, CHECKPOINT, COUNTER, COUNTY

START: Final = bytes(32)
MARK: Final = b"ruhu county checkpoint 1\n"
_LONGEST: Final = 500


class Line(NamedTuple):
    """One entry but for time and place. ``actor``: a person, a vault or ``server``."""

    actor: str
    action: str
    object: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Broken:
    """The first entry that does not fit. ``why``: ``gap``, ``previous``, ``content``, ``head`` or
    ``checkpoint``."""

    seq: int
    why: str


def append(connection: Connection, lines: Iterable[Line], at: str) -> None:
    """Add entries at the end."""
    held = select(COUNTER.c.audit_seq, COUNTER.c.audit_head).with_for_update()
    seq, head = connection.execute(held).one()
    rows: list[dict[str, Any]] = []
    for line in lines:
        seq += 1
        values = [seq, at, line.actor, line.action, line.object, line.detail[:_LONGEST]]
        link = link_hash(head, values)
        rows.append(_row(values, head, link))
        head = link
    connection.execute(insert(AUDIT), rows)
    connection.execute(update(COUNTER).values(audit_seq=seq, audit_head=head))


def link_hash(previous: bytes, values: list[Any]) -> bytes:
    """The hash of one entry: number, time, actor, action, object, detail."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"\x01" + previous + text.encode()).digest()


def _row(values: list[Any], previous: bytes, link: bytes) -> dict[str, Any]:
    names = ("seq", "at", "actor", "action", "object", "detail")
    return dict(zip(names, values, strict=True)) | {"prev_hash": previous, "hash": link}


def first_broken(connection: Connection) -> Broken | None:
    """Walk the whole chain, and hold it against its checkpoints and its head; None if all holds."""
    signed = dict(_checkpoints(connection))
    seq, head = 0, START
    for values, previous, link in _entries(connection):
        if values[0] != seq + 1:
            return Broken(seq + 1, "gap")
        seq = values[0]
        if previous != head:
            return Broken(seq, "previous")
        if link != link_hash(previous, values):
            return Broken(seq, "content")
        head = link
        if signed.pop(seq, head) != head:
            return Broken(seq, "checkpoint")
    if signed:
        return Broken(min(signed), "checkpoint")
    known = connection.execute(select(COUNTER.c.audit_seq, COUNTER.c.audit_head)).one()
    return None if (known.audit_seq, known.audit_head) == (seq, head) else Broken(seq, "head")


def _entries(connection: Connection) -> Iterator[tuple[list[Any], bytes, bytes]]:
    for *values, previous, link in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
        yield values, previous, link


def make_checkpoint(
    connection: Connection, county: str, sign: Callable[[bytes], bytes], at: str
) -> bytes | None:
    """Sign the head for the laptops to keep; None if nothing was added since the last one."""
    held = select(COUNTER.c.audit_seq, COUNTER.c.audit_head).with_for_update()
    seq, head = connection.execute(held).one()
    if connection.execute(select(CHECKPOINT.c.seq).where(CHECKPOINT.c.seq == seq)).first():
        return None
    told = json.dumps({"county": county, "seq": seq, "head": head.hex(), "at": at})
    signature = sign(MARK + told.encode()).hex()
    content = json.dumps({"checkpoint": told, "signature": signature}).encode()
    connection.execute(insert(CHECKPOINT).values(seq=seq, content=content))
    connection.execute(update(COUNTY).values(checkpoint=content))
    return content


def is_checkpoint(content: bytes, is_signed: Callable[[bytes, bytes], bool]) -> bool:
    """Whether the county signed it. ``is_signed``: message, signature."""
    said = json.loads(content)
    return is_signed(MARK + said["checkpoint"].encode(), bytes.fromhex(said["signature"]))


def _checkpoints(connection: Connection) -> Iterator[tuple[int, bytes]]:
    for (content,) in connection.execute(select(CHECKPOINT.c.content)):
        told = json.loads(json.loads(content)["checkpoint"])
        yield told["seq"], bytes.fromhex(told["head"])
