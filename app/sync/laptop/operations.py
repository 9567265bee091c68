"""Operations in the outbox, and sent ones that no backup of the county has yet (S3, S6, S20)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Final

import msgspec

from app.models.columns import id_bytes, id_text
from app.storage import driver
from app.sync.protocol.messages import Operation

_COLUMNS: Final = (
    'seq, op_id, "transaction", noun, record_id, kind, base_rev, changes, before, made_by, made_at,'
    " schema_version"
)
_BRING_BACK: Final = (
    f"INSERT INTO outbox ({_COLUMNS}) SELECT {_COLUMNS} FROM acknowledged"  # noqa: S608
    " WHERE NOT is_backed_up ORDER BY seq"
)
_KEEP: Final = (
    f"INSERT INTO acknowledged ({_COLUMNS}, commit_no, is_backed_up)"  # noqa: S608
    f" SELECT {_COLUMNS}, ?, 0 FROM outbox WHERE seq <= ?"
)
_CHUNK: Final = 500
_LAST: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"


def front(connection: driver.Connection, most: int, after: int = 0) -> tuple[Operation, ...]:
    """The first ``most`` operations of the outbox with a number above ``after``, and what was saved
    together with the last."""
    found: list[Operation] = []
    asked = f"SELECT {_COLUMNS} FROM outbox WHERE seq > ? ORDER BY seq"  # noqa: S608 - of ours
    for row in connection.execute(asked, (after,)):
        one = _operation(row)
        if len(found) >= most and one.transaction != found[-1].transaction:
            break
        found.append(one)
    return tuple(found)


def through(connection: driver.Connection, seq: int) -> tuple[Operation, ...]:
    """What waits, up to this number."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE seq <= ? ORDER BY seq", (seq,))  # noqa: S608
    return tuple(_operation(row) for row in rows)


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
    return by_record(map(_operation, _waiting_of(connection, ids, after)))


def _waiting_of(
    connection: driver.Connection, ids: Collection[str] | None, after: int
) -> Iterable[driver.Row]:
    everything = f"SELECT {_COLUMNS} FROM outbox WHERE seq > ?"  # noqa: S608 - columns of ours
    if ids is None:
        return connection.execute(f"{everything} ORDER BY seq", (after,))
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
    kept = driver.one(connection, "SELECT min(seq) FROM acknowledged WHERE NOT is_backed_up")
    return (waits if kept is None else kept), waits


def keep(connection: driver.Connection, through_seq: int, commit: int) -> None:
    """What waits up to this number is acknowledged in ``commit``."""
    connection.execute(_KEEP, (commit, through_seq))
    connection.execute("DELETE FROM outbox WHERE seq <= ?", (through_seq,))


def bring_back(connection: driver.Connection) -> None:
    """All that is kept waits again, in front of what waits."""
    connection.execute(_BRING_BACK)
    connection.execute("DELETE FROM acknowledged WHERE NOT is_backed_up")


def kept(connection: driver.Connection) -> tuple[tuple[Operation, int], ...]:
    """What is acknowledged but in no backup yet, in order, and in which commit of the county."""
    asked = f"SELECT {_COLUMNS}, commit_no FROM acknowledged WHERE NOT is_backed_up ORDER BY seq"  # noqa: S608
    return tuple((_operation(row[:-1]), row[-1]) for row in connection.execute(asked))


def kept_records(connection: driver.Connection) -> tuple[str, ...]:
    """The records that what is kept is about."""
    rows = connection.execute("SELECT DISTINCT record_id FROM acknowledged WHERE NOT is_backed_up")
    return tuple(id_text(row[0]) for row in rows)


def release(connection: driver.Connection, horizon: int) -> None:
    """What is in a backup of the county need not be sent again; it is history from here on."""
    connection.execute(
        "UPDATE acknowledged SET is_backed_up = 1 WHERE NOT is_backed_up AND commit_no <= ?",
        (horizon,),
    )


def forget(connection: driver.Connection) -> None:
    """The history of records that are here no longer goes too (S22)."""
    connection.execute(
        "DELETE FROM acknowledged WHERE is_backed_up AND record_id NOT IN (SELECT id FROM base_row)"
    )


def is_kept(connection: driver.Connection, horizon: int) -> bool:
    """Whether ``release`` would release anything."""
    asked = "SELECT 1 FROM acknowledged WHERE NOT is_backed_up AND commit_no <= ? LIMIT 1"
    return driver.one(connection, asked, (horizon,)) is not None


def _operation(row: driver.Row) -> Operation:
    seq, op_id, transaction, noun, record_id, kind, base_rev, changes, before, by, at, schema = row
    return Operation(
        seq,
        id_text(op_id),
        id_text(transaction),
        noun,
        id_text(record_id),
        kind,
        base_rev,
        _read(changes),
        None if before is None else _read(before),
        None if by is None else id_text(by),
        at,
        schema,
    )


def _read(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # what only Python's own JSON knows: NaN
        return json.loads(text)
