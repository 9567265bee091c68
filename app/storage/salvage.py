"""Salvage (D8): from a damaged store, its newest backup and what waits in its outbox, a whole one.

1. nothing more is written: the store is closed; 2. its files are copied aside, and stay; 3. what is
readable in the copy is read, row by row where it must be; 4. the newest backup that is whole is the
ground (an empty store if there is none); 5. readable rows go over it, and where a row is not
readable, the operations that were saved after the backup; 6. the result is checked, becomes a new
replica and takes the store's place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.errors import Unavailable
from app.models import codec
from app.models.registry import RECORDS
from app.storage import audit_chain, checking, driver, files, lent_schema, opening, restoring, rows
from app.storage.backup import Backup, Backups
from app.storage.engine import connect, raw_key
from app.storage.faults import in_words
from app.storage.keys import StoreKeys
from app.storage.page_reader import DamagedFile
from app.storage.salvage_report import SalvageReport

_LOCAL: Final[Mapping[str, str]] = {
    "draft": "id",
    "draft_step": "rowid_",
    "conflict": "id",
    "inbox": "id",
    "choice": "name",
    "blob_file": "sha256",
    "published_form": "sha256",
    "sync_state": "name",
}
"""What else people's work is in, and the column a row is known by."""


def salvage(
    path: Path, keys: StoreKeys, backups: Backups, *, now: datetime, new_id: Callable[[], str]
) -> SalvageReport:
    """Put a whole store in the place of the damaged one at ``path``, which must not be open.

    Raises ``Unavailable`` (disk_full …): then everything is as it was.
    """
    with in_words(), files.in_words():
        report = SalvageReport(_copy_aside(path, now), backups.newest_whole())
        target = path.with_name(path.name + files.TEMPORARY)
        _lay_ground(target, report.backup, keys, new_id)
        working = _copy_to_read(report.set_aside, path.name)
        damaged = _open_damaged(working / path.name, target, keys)
        report.is_readable = damaged.is_readable()
        try:
            _merge(target, damaged, keys, report)
        finally:
            damaged.close()
            shutil.rmtree(working)
        restoring.prepare(target, keys, "system:store:salvage", now=now, new_id=new_id)
        _prove(target, keys)
        for one in restoring.files_of(path)[1:]:
            one.unlink(missing_ok=True)  # a log of the old file must never meet the new one
        files.put_in_place(target, path)
        opening.mark_closed(path)
    return report


def _copy_to_read(set_aside: Path, name: str) -> Path:
    """A second copy: what is kept is not opened, for opening may change it."""
    working = set_aside / "reading"
    working.mkdir()
    for one in restoring.files_of(set_aside / name):
        if one.exists():
            shutil.copyfile(one, working / one.name)
    return working


def _open_damaged(path: Path, donor: Path, keys: StoreKeys) -> DamagedFile:
    key = raw_key(keys.database, keys.salt)
    damaged = DamagedFile(path, key)
    if not damaged.is_readable() and not lent_schema.lend(path, donor, key):
        files.remove_database(path)  # nothing in it can be told apart
    return damaged


def _copy_aside(path: Path, now: datetime) -> Path:
    """The damaged files, copied and synced, before anything else is done."""
    folder = restoring.free_folder(path, now)
    folder.mkdir(mode=0o700)
    for one in restoring.files_of(path):
        if one.exists():
            shutil.copyfile(one, folder / one.name)
            files.sync_file(folder / one.name)
    files.sync_folder(folder)
    return folder


def _lay_ground(
    target: Path, backup: Backup | None, keys: StoreKeys, new_id: Callable[[], str]
) -> None:
    files.remove_database(target)
    if backup is None:
        opening.create(target, keys, new_id())
        return
    restoring.fill(target, backup.path, keys)


def _merge(target: Path, damaged: DamagedFile, keys: StoreKeys, report: SalvageReport) -> None:
    with closing(connect(target, raw_key(keys.database, keys.salt), is_copy=True)) as ground:
        ground.execute("BEGIN IMMEDIATE")
        known = _known_ids(ground, damaged)
        last = _last_number(ground)
        operations = _operations(ground, damaged, last)
        for noun in RECORDS:
            there = _ids(ground, noun)
            readable = _overlay(ground, damaged, noun, "id")
            report.read[noun] = len(readable)
            report.from_backup[noun] = len(there - readable)
            report.from_operations += _replay(
                ground, noun, [one for one in operations if one.record_id not in readable]
            )
            missing = known.get(noun, set()) - _ids(ground, noun)
            if missing:
                report.lost[noun] = len(missing)
        if damaged.torn & RECORDS.keys():
            report.uncertain = max(_last_saved(damaged, last) - last - len(operations), 0)
        for table, key in _LOCAL.items():
            _overlay(ground, damaged, table, key)
        _lengthen_chain(ground, damaged)
        report.waiting = driver.one(ground, "SELECT count(*) FROM outbox")
        report.drafts = driver.one(ground, "SELECT count(*) FROM draft")
        ground.execute("COMMIT")


def _ids(connection: driver.Connection, noun: str) -> set[Any]:
    return {row[0] for row in connection.execute(f'SELECT id FROM "{noun}"')}  # noqa: S608


def _known_ids(ground: driver.Connection, damaged: DamagedFile) -> dict[str, set[Any]]:
    """Every record that any readable audit entry or the backup names."""
    found = {noun: _ids(ground, noun) for noun in RECORDS}
    for noun, record_id, action in damaged.rows("audit", ("noun", "record_id", "action")):
        if noun in found and record_id is not None and action.endswith(":insert"):
            found[noun].add(record_id)
    return found


def _overlay(ground: driver.Connection, damaged: DamagedFile, table: str, key: str) -> set[Any]:
    """Readable rows of one table over those of the ground; returns what they are known by."""
    ours = [row[1] for row in ground.execute(f'PRAGMA table_info("{table}")')]
    columns = [name for name in damaged.columns(table) if name in ours]
    if key not in columns:
        return set()
    carried = [name for name in columns if name != "rowid_" or key == "rowid_"]
    at_least = driver.one(ground, f'SELECT max(rowid) FROM "{table}"') or 0  # noqa: S608
    found: set[Any] = set()
    put = _put(table, carried, key if table in RECORDS else None)
    for row in damaged.rows(table, carried, at_least):
        ground.execute(put, row)
        found.add(row[carried.index(key)])
    return found


def _put(table: str, columns: Sequence[str], key: str | None) -> str:
    """Insert a row, or change the one of the same ``key``; None: in the place of any it bars."""
    names = ", ".join(f'"{name}"' for name in columns)
    values = f"({names}) VALUES ({', '.join('?' * len(columns))})"
    if key is None:
        return f'INSERT OR REPLACE INTO "{table}" {values}'
    news = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != key)
    return f'INSERT INTO "{table}" {values} ON CONFLICT ("{key}") DO UPDATE SET {news}'


# -- operations ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Operation:
    """One operation of the outbox that the backup does not have yet."""

    seq: int
    noun: str
    record_id: bytes
    kind: str
    base_rev: int
    changes: Mapping[str, Any]
    made_by: bytes | None
    made_at: str | None


def _last_number(connection: driver.Connection) -> int:
    return driver.one(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") or 0


def _last_saved(damaged: DamagedFile, known: int) -> int:
    """The number of the last operation that was saved, as far as the damaged file tells."""
    counted = [
        seq for name, seq in damaged.rows("sqlite_sequence", ("name", "seq")) if name == "outbox"
    ]
    numbered = [seq for (seq,) in damaged.rows("outbox", ("seq",), known)]
    return max([known, *counted, *numbered])


def _operations(ground: driver.Connection, damaged: DamagedFile, known: int) -> list[_Operation]:
    """Take over what the damaged outbox holds and the backup's does not; those, in their order."""
    columns = [row[1] for row in ground.execute("PRAGMA table_info(outbox)")]
    marks = ", ".join("?" * len(columns))
    found: list[_Operation] = []
    for row in damaged.rows("outbox", columns, known):
        named = dict(zip(columns, row, strict=True))
        ground.execute(f"INSERT OR IGNORE INTO outbox VALUES ({marks})", row)  # noqa: S608
        if named["seq"] > known:
            changes = json.loads(named["changes"])
            kept = {name: named[name] for name in _Operation.__dataclass_fields__ if name in named}
            found.append(_Operation(**{**kept, "changes": changes}))
    return sorted(found, key=lambda one: one.seq)


def _replay(ground: driver.Connection, noun: str, operations: Sequence[_Operation]) -> int:
    """Apply operations to rows that could not be read; how many were."""
    done = 0
    for one in operations:
        if one.noun != noun:
            continue
        values = _column_values(noun, one)
        if one.kind == "insert":
            ground.execute(_put(noun, list(values), "id"), list(values.values()))
            done += 1
        else:
            assigned = ", ".join(f'"{name}" = ?' for name in values)
            cursor = ground.execute(
                f'UPDATE "{noun}" SET {assigned} WHERE id = ?',  # noqa: S608
                [*values.values(), one.record_id],
            )
            done += cursor.rowcount
    return done


def _column_values(noun: str, operation: _Operation) -> dict[str, Any]:
    """What an operation writes, as the file holds it."""
    kind = RECORDS[noun]
    binds = rows.layout(kind).binds
    decoded = codec.decode(kind, operation.changes)
    found = {
        name: binds[name](value) if name in binds and value is not None else value
        for name, value in decoded.items()
    }
    found |= {"updated_by": operation.made_by, "updated_at": operation.made_at}
    if operation.kind == "insert":
        found |= {
            "id": operation.record_id,
            "rev": operation.base_rev,
            "created_by": operation.made_by,
            "created_at": operation.made_at,
        }
    return found


def _lengthen_chain(ground: driver.Connection, damaged: DamagedFile) -> None:
    """Entries of the damaged file that continue the backup's chain without a break."""
    columns = [row[1] for row in ground.execute("PRAGMA table_info(audit)")]
    marks = ", ".join("?" * len(columns))
    last = audit_chain.head(ground)
    for row in sorted(damaged.rows("audit", columns, last.seq)):
        named = dict(zip(columns, row, strict=True))
        if named["seq"] <= last.seq:
            continue
        if named["seq"] != last.seq + 1 or named["prev_hash"] != last.hash:
            break
        ground.execute(f"INSERT INTO audit VALUES ({marks})", row)  # noqa: S608
        last = audit_chain.Head(named["seq"], named["hash"])


def _prove(target: Path, keys: StoreKeys) -> None:
    with closing(connect(target, raw_key(keys.database, keys.salt), is_copy=True)) as connection:
        if not checking.full(connection).is_whole:
            raise Unavailable(
                "抢救出来的数据核对没有通过，原来的文件没有动。请检查磁盘后再试一次。",
                code="salvage_not_verified",
            )
