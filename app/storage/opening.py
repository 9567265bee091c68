"""Making a store, and opening one: what has to be true before anybody may work in it.

New: under another name, synced, renamed (D2). Existing: readable with this key, whole if the last
exit was not clean (D9), its schema this program's, after a verified backup and in one transaction
that is only kept if nothing of people's work changed in it (D10).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.models.registry import RECORDS
from app.storage import checking, diagnosis, driver, engine, files, guard, identity, migration
from app.storage.backup import Backups
from app.storage.engine import raw_key
from app.storage.faults import in_words, trouble_of
from app.storage.keys import StoreKeys

OPEN: Final = ".open"
"""Beside the store while it is open; found at the next start, the last exit was not clean."""


def create(path: Path, keys: StoreKeys, replica_id: str) -> None:
    """A new, empty store at ``path``. Raises ``Refused`` (store_exists), ``Unavailable``."""
    if path.exists():
        raise Refused(
            "这个位置已经有一份数据了。请直接打开它，或另选一个文件夹。", code="store_exists"
        )
    aside = path.with_name(path.name + files.TEMPORARY)
    with files.in_words():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.remove_database(aside)
        _make(aside, raw_key(keys.database, keys.salt), replica_id)
        files.sync_file(aside)
        files.put_in_place(aside, path)


def _make(path: Path, key: str, replica_id: str) -> None:
    pool = engine.open_engine(path, key, mode="rwc")
    try:
        with in_words(), engine.writing(pool).begin() as connection:
            migration.upgrade(connection)
            identity.remember(guard.driver_of(connection), identity.REPLICA, replica_id)
    finally:
        pool.dispose()


def open_engine(
    path: Path, keys: StoreKeys, backups: Backups, now: Callable[[], datetime]
) -> Engine:
    """The engine of the store at ``path``, everything above seen to.

    Raises ``Unavailable`` (store_missing, folder_read_only, store_busy …), ``Unreadable``
    (not_a_store, wrong_key, store_damaged, newer_vault, migration_failed).
    """
    if not path.exists():
        raise Unavailable(
            "找不到数据文件。请检查文件夹是否被移动、U盘是否拔出，再试一次。", code="store_missing"
        )
    key = raw_key(keys.database, keys.salt)
    if path.is_file() and _is_cut(path):
        raise diagnosis.why_unreadable(path, key, keys.salt)  # SQLite would fill it in and go on
    pool = engine.open_engine(path, key)
    try:
        with in_words():
            _see_to(pool, path, backups, now)
    except Trouble as trouble:
        pool.dispose()
        if trouble.code == "store_damaged":
            raise diagnosis.why_unreadable(path, key, keys.salt) from trouble
        raise
    except BaseException:
        pool.dispose()
        raise
    guard.watch(pool)
    return pool


def _is_cut(path: Path) -> bool:
    """Whether the file ends within a page. Folding the log in may be cut off there, but then the
    log still has that page; where the page is a free one, no other check would look at it."""
    size = path.stat().st_size
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return size < engine.PAGE or (size % engine.PAGE != 0 and not has_log)


def _see_to(pool: Engine, path: Path, backups: Backups, now: Callable[[], datetime]) -> None:
    with pool.connect() as connection:
        todo = migration.pending(connection)
        connection.rollback()
        below = guard.driver_of(connection)
        if was_left_open(path) and checking.quick(below):
            raise diagnosis.damaged(why="quick_check")
        if todo:
            backups.make(below, now())
    if todo:
        migrate(pool)


# -- the mark of an open store ------------------------------------------------------------------


def mark_open(path: Path) -> None:
    """Leave the mark, durable before any work is done."""
    with files.in_words():
        mark = path.with_name(path.name + OPEN)
        mark.write_bytes(str(os.getpid()).encode())
        files.sync_file(mark)


def mark_closed(path: Path) -> None:
    """Take the mark away: everything is on disk."""
    path.with_name(path.name + OPEN).unlink(missing_ok=True)


def was_left_open(path: Path) -> bool:
    """Whether the last exit was not clean, or another program has the store open."""
    return path.with_name(path.name + OPEN).exists()


# -- migration ----------------------------------------------------------------------------------


def migrate(pool: Engine, lineages: Sequence[migration.Lineage] = migration.LINEAGES) -> list[str]:
    """Run what is pending in one transaction, look at the result, keep it or none of it."""
    with in_words(), engine.writing(pool).connect() as connection:
        below = guard.driver_of(connection)
        with connection.begin():
            before = fingerprints(below)
            try:
                done = migration.upgrade(connection, lineages)
            except DBAPIError as error:
                raise trouble_of(error.orig or error) or _failed("step") from error
            _compare(below, before, migration.changes(done, lineages))
    return done


def _compare(below: driver.Connection, before: Mapping[str, str], changes: frozenset[str]) -> None:
    if below.execute("PRAGMA foreign_key_check").fetchall() or checking.quick(below):
        raise _failed("structure")
    after = fingerprints(below, list(before))
    if changed := {name for name in before if before[name] != after.get(name)} - changes:
        raise _failed("content", fields=sorted(changed))


def fingerprints(
    connection: driver.Connection, fields: Sequence[str] | None = None
) -> dict[str, str]:
    """What stands in each field of each record type, as ``noun.field`` -> hash over all rows."""
    wanted = fields if fields is not None else _fields_of(connection)
    found: dict[str, str] = {}
    there = set(_fields_of(connection)) if fields is not None else set(wanted)
    for name in wanted:
        noun, field = name.split(".")
        if name not in there:
            continue
        digest = hashlib.sha256()
        for row in connection.execute(f'SELECT id, "{field}" FROM "{noun}" ORDER BY id'):  # noqa: S608
            digest.update(repr(row).encode())
        found[name] = digest.hexdigest()
    return found


def _fields_of(connection: driver.Connection) -> list[str]:
    return [
        f"{noun}.{row[1]}"
        for noun in RECORDS
        for row in connection.execute(f'PRAGMA table_info("{noun}")')
    ]


def _failed(why: str, **facts: object) -> Unreadable:
    return Unreadable(
        "数据升级到新版本没有成功，原来的数据没有改动，升级前的备份也在。"
        "请先用原来的版本继续工作，并把日志交给技术支持。",
        code="migration_failed",
        why=why,
        **facts,
    )
