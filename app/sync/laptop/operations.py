"""Operations in the outbox, and sent ones that no backup of the county has yet (S3, S6, S20)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from app.models.columns import id_bytes, id_text
from app.storage import driver
from app.sync.protocol.messages import Operation

_COLUMNS: Final = (
    'seq, op_id, "transaction", noun, record_id, kind, base_rev, changes, before, made_by, made_at,'
    " schema_version"
)
_TRANSACTION, _RECORD = 2, 4
_BRING_BACK: Final = (
    f"INSERT INTO outbox ({_COLUMNS}) SELECT {_COLUMNS} FROM acknowledged"  # noqa: S608
    " WHERE is_backed_up = 0 ORDER BY seq"
)
_KEEP: Final = (
    f"INSERT INTO acknowledged ({_COLUMNS}, commit_no, is_backed_up)"  # noqa: S608
    f" SELECT {_COLUMNS}, ?, 0 FROM outbox WHERE seq <= ?"
)
_CHUNK: Final = 500
_MOVED: Final = 250
"""Operations that are moved at once: the pages that they leave are written to by the next ones, so
that half as many reach the disk."""
_KEYS: Final = "SELECT seq, op_id FROM outbox WHERE seq <= ? ORDER BY seq"
_BEHIND: Final = (
    f"SELECT {_COLUMNS} FROM outbox WHERE +seq > ? AND record_id IN"  # noqa: S608
    " (SELECT record_id FROM outbox WHERE seq <= ?) ORDER BY seq"
)
_WITH_BASES: Final = (
    "SELECT record_id FROM outbox WHERE seq <= ? AND record_id IN (SELECT id FROM base_row)"
)
_LAST: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations that wait, as they were read. ``keys``: number and id of each; ``records``: the 16
    bytes of what each is about; ``has_fractions``: whether a number in any of them has a fraction,
    or is none at all."""

    keys: list[driver.Row] = field(default_factory=list[driver.Row])
    records: list[bytes] = field(default_factory=list[bytes])
    operations: tuple[Operation, ...] = ()
    has_fractions: bool = False

    @classmethod
    def of(cls, rows: Sequence[driver.Row]) -> Batch:
        """``_COLUMNS`` of each."""
        texts, reader = _Texts(), _Reader()
        found = tuple(_operation(row, texts, reader) for row in rows)
        records = [row[_RECORD] for row in rows]
        return cls([row[:2] for row in rows], records, found, reader.has_fractions)

    @property
    def last(self) -> int:
        """The number of the last one."""
        return self.keys[-1][0] if self.keys else 0


def front(connection: driver.Connection, most: int, after: int = 0) -> Batch:
    """The first ``most`` operations of the outbox with a number above ``after``, and what was saved
    together with the last."""
    found: list[driver.Row] = []
    asked = f"SELECT {_COLUMNS} FROM outbox WHERE seq > ? ORDER BY seq"  # noqa: S608 - of ours
    for row in connection.execute(asked, (after,)):
        if len(found) >= most and row[_TRANSACTION] != found[-1][_TRANSACTION]:
            break
        found.append(row)
    return Batch.of(found)


def through(connection: driver.Connection, seq: int, read: Iterable[Batch] = ()) -> Batch:
    """What waits, up to this number. Where just that was ``read`` before, it is not read again: an
    operation that waits is never changed."""
    keys = connection.execute(_KEYS, (seq,)).fetchall()
    for batch in read:
        if batch.keys == keys:
            return batch
    asked = f"SELECT {_COLUMNS} FROM outbox WHERE seq <= ? ORDER BY seq"  # noqa: S608 - of ours
    return Batch.of(connection.execute(asked, (seq,)).fetchall())


def by_record(ops: Iterable[Operation]) -> dict[str, list[Operation]]:
    """Operations by record, in order."""
    found: dict[str, list[Operation]] = {}
    for one in ops:
        found.setdefault(one.record_id, []).append(one)
    return found


def pending(
    connection: driver.Connection, ids: Collection[str] | None = None, after: int = 0
) -> dict[str, list[Operation]]:
    """What waits of ``ids`` (None: all that waits) with a number above ``after``, by record, in
    order."""
    return by_record(Batch.of(list(_waiting_of(connection, ids, after))).operations)


def behind(connection: driver.Connection, seq: int) -> dict[str, list[Operation]]:
    """What waits with a higher number, of the records that operations up to this number are about."""
    rows = connection.execute(_BEHIND, (seq, seq)).fetchall()
    return by_record(Batch.of(rows).operations)


def with_bases(connection: driver.Connection, seq: int) -> frozenset[str]:
    """Of the records that what waits up to this number is about: those of which there is a base row.
    A record that was only made here has none, unless a restored county is sent it again."""
    rows = connection.execute(_WITH_BASES, (seq,))
    return frozenset(id_text(row[0]) for row in rows)


def _waiting_of(
    connection: driver.Connection, ids: Collection[str] | None, after: int
) -> Iterable[driver.Row]:
    everything = f"SELECT {_COLUMNS} FROM outbox WHERE seq > ?"  # noqa: S608 - columns of ours
    if ids is None:
        return connection.execute(f"{everything} ORDER BY seq", (after,))
    if not ids:
        return ()
    told = connection.execute("SELECT record_id FROM outbox WHERE seq > ?", (after,))
    waiting = {row[0] for row in told}
    wanted = [one for each in ids if (one := id_bytes(each)) in waiting] if waiting else []
    found: list[driver.Row] = []
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        asked = f"{everything} AND record_id IN ({marks}) ORDER BY seq"
        found += connection.execute(asked, (after, *some))
    return found


def fronts(connection: driver.Connection) -> tuple[int, int]:
    """The first number that is kept or waits, and the first that waits."""
    waits = driver.one(connection, "SELECT min(seq) FROM outbox")
    if waits is None:
        waits = (driver.one(connection, _LAST) or 0) + 1
    kept = driver.one(connection, "SELECT min(seq) FROM acknowledged WHERE is_backed_up = 0")
    return (waits if kept is None else kept), waits


def keep(connection: driver.Connection, through_seq: int, commit: int) -> None:
    """What waits up to this number is acknowledged in ``commit``."""
    first = driver.one(connection, "SELECT min(seq) FROM outbox")
    if first is None:
        return
    for start in range(first, through_seq + 1, _MOVED):
        last = min(start + _MOVED - 1, through_seq)
        connection.execute(_KEEP, (commit, last))
        connection.execute("DELETE FROM outbox WHERE seq <= ?", (last,))


def bring_back(connection: driver.Connection) -> None:
    """All that is kept waits again, in front of what waits."""
    connection.execute(_BRING_BACK)
    connection.execute("DELETE FROM acknowledged WHERE is_backed_up = 0")


def kept(connection: driver.Connection) -> tuple[tuple[Operation, int], ...]:
    """What is acknowledged but in no backup yet, in order, and in which commit of the county."""
    asked = f"SELECT {_COLUMNS}, commit_no FROM acknowledged WHERE is_backed_up = 0 ORDER BY seq"  # noqa: S608
    rows = connection.execute(asked).fetchall()
    found = Batch.of([row[:-1] for row in rows]).operations
    return tuple(zip(found, (row[-1] for row in rows), strict=True))


def kept_records(connection: driver.Connection) -> tuple[str, ...]:
    """The records that what is kept is about."""
    rows = connection.execute("SELECT DISTINCT record_id FROM acknowledged WHERE is_backed_up = 0")
    return tuple(id_text(row[0]) for row in rows)


def release(connection: driver.Connection, horizon: int) -> None:
    """What is in a backup of the county need not be sent again; it is history from here on."""
    connection.execute(
        "UPDATE acknowledged SET is_backed_up = 1 WHERE is_backed_up = 0 AND commit_no <= ?",
        (horizon,),
    )


def forget(connection: driver.Connection) -> None:
    """The history of records that are here no longer goes too (S22)."""
    connection.execute(
        "DELETE FROM acknowledged WHERE is_backed_up AND record_id NOT IN (SELECT id FROM base_row)"
    )


def is_kept(connection: driver.Connection, horizon: int) -> bool:
    """Whether ``release`` would release anything."""
    asked = "SELECT 1 FROM acknowledged WHERE is_backed_up = 0 AND commit_no <= ? LIMIT 1"
    return driver.one(connection, asked, (horizon,)) is not None


def _operation(row: driver.Row, texts: _Texts, reader: _Reader) -> Operation:
    seq, op_id, transaction, noun, record_id, kind, base_rev, changes, before, by, at, schema = row
    return Operation(
        seq,
        id_text(op_id),
        texts[transaction],
        noun,
        id_text(record_id),
        kind,
        base_rev,
        reader.read(changes),
        None if before is None else reader.read(before),
        None if by is None else texts[by],
        at,
        schema,
    )


class _Texts(dict[bytes, str]):
    """Ids that stand in many operations, each written out once."""

    def __missing__(self, key: bytes) -> str:
        found = self[key] = id_text(key)
        return found


class _Reader:
    """Reads JSON, and notices what ``digest.canonical`` spells the slow way."""

    def __init__(self) -> None:
        self.has_fractions = False
        self._decode = msgspec.json.Decoder(float_hook=self._fraction).decode

    def read(self, text: str) -> Any:
        """One tree."""
        try:
            return self._decode(text)
        except msgspec.DecodeError:  # what only Python's own JSON knows: NaN
            self.has_fractions = True
            return json.loads(text)

    def _fraction(self, text: str) -> float:
        self.has_fractions = True
        return float(text)
