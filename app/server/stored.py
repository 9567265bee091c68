"""How the county keeps what is nobody's to search in: ids as 16 bytes, trees as MessagePack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec

from app.domain.ids import is_id
from app.models.columns import id_bytes, id_text
from app.server.policy import seal_of
from app.sync.county.archive import Decision, Held
from app.sync.protocol import digest
from app.sync.protocol.merge import Mark
from app.sync.protocol.messages import Clash, Operation, Row, Verdict

pack: Final = msgspec.msgpack.Encoder().encode
unpack: Final = msgspec.msgpack.Decoder().decode

_DECISION: Final = msgspec.msgpack.Decoder(tuple[bytes, str, Verdict])
_OPERATION: Final = msgspec.msgpack.Decoder(Operation)
_CLASH: Final = msgspec.msgpack.Decoder(Clash)

MOST_AT_ONCE: Final = 2000
"""Ids in one statement."""

to_text = id_text


def key(text: str) -> bytes:
    """The 16 bytes of an id. What is no id gets bytes that no id has come by: it is looked for,
    not found, and can be told apart."""
    return id_bytes(text) if is_id(text) else sha256(text.encode()).digest()[:16]


def keys(texts: Iterable[str]) -> list[bytes]:
    """Of the ids among ``texts``: what is none cannot be here."""
    return [id_bytes(one) for one in texts if is_id(one)]


# -- records ------------------------------------------------------------------------------------


class RecordValues(NamedTuple):
    """The columns of ``tables.RECORD``."""

    id: bytes
    noun: str
    scope: str
    rev: int
    level: int
    bucket: int
    leaf: bytes
    file: str
    body: bytes
    marks: bytes


RECORD_NAMES: Final = RecordValues._fields


def record_values(held: Held) -> RecordValues:
    """A record as it is kept."""
    row = held.row
    marks = {group: _mark(mark) for group, mark in held.marks.items()}
    return RecordValues(
        id_bytes(row.id),
        row.noun,
        row.scope,
        row.rev,
        seal_of(row),
        digest.bucket_of(row.id),
        digest.hash_row(row, held.spelled),
        _file_of(row),
        pack(row.fields),
        pack([_mark(held.origin), marks]),
    )


def _mark(mark: Mark) -> list[Any]:
    """Without what is blank at its end: a county of before wrote only the first two."""
    found: list[Any] = [mark.rev, mark.by, mark.at, mark.visit]
    while len(found) > 2 and not found[-1]:
        del found[-1]
    return found


def _file_of(row: Row) -> str:
    named = row.fields.get("sha256") if row.noun == "attachment" else None
    return named if isinstance(named, str) and is_hash(named) else ""


def is_hash(text: str) -> bool:
    """Whether it is SHA-256 in hexadecimal."""
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def held_of(record_id: bytes, noun: str, rev: int, body: bytes, marks: bytes) -> Held:
    """The other way."""
    origin, by_group = unpack(marks)
    found = {group: Mark(*mark) for group, mark in by_group.items()}
    return Held(Row(noun, id_text(record_id), rev, unpack(body)), found, Mark(*origin))


# -- what was decided ---------------------------------------------------------------------------


def pack_decision(decision: Decision) -> bytes:
    """Payload, record and verdict."""
    return pack((decision.payload, decision.record_id, decision.verdict))


def decision_of(content: bytes) -> Decision:
    """The other way."""
    payload, record_id, verdict = _DECISION.decode(content)
    return Decision(payload, verdict, record_id)


def operation_of(content: bytes) -> Operation:
    """An operation in quarantine."""
    return _OPERATION.decode(content)


def clash_of(content: bytes) -> Clash:
    """Two values."""
    return _CLASH.decode(content)


def pack_lost(lost: Mapping[int, int] | Iterable[tuple[int, int]]) -> bytes:
    """Stretches of numbers that a restore forgot."""
    return pack(list(lost))


def lost_of(content: bytes) -> tuple[tuple[int, int], ...]:
    """The other way."""
    return tuple((kept, began) for kept, began in unpack(content)) if content else ()
