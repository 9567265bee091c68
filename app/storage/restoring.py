"""Putting a backup in the place of a store. The store that was there is set aside, never deleted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from app.errors import Unavailable
from app.storage import audit_chain, driver, files, identity, search_rows
from app.storage.backup import Backups, copy
from app.storage.engine import connect, raw_key
from app.storage.faults import in_words
from app.storage.keys import StoreKeys
from app.storage.opening import OPEN

ASIDE: Final = "set-aside-"


def restore(
    backup: Path, path: Path, keys: StoreKeys, *, now: datetime, new_id: Callable[[], str]
) -> Path | None:
    """Make ``path`` what ``backup`` holds, as a new replica; the store must not be open.

    Returns the folder the former files were moved to, None if there were none. Raises
    ``Unreadable`` (backup_damaged), ``Unavailable``; then ``path`` is as it was.
    """
    backups = Backups(backup.parent, keys.backups)
    backups.verify(backup)
    aside = path.with_name(path.name + files.TEMPORARY)
    with in_words(), files.in_words():
        fill(aside, backup, keys)
        prepare(aside, keys, "system:store:restore", now=now, new_id=new_id)
        former = set_aside(path, now)
        files.put_in_place(aside, path)
    return former


def fill(target: Path, backup: Path, keys: StoreKeys) -> None:
    """What the backup holds as the new file ``target`` under the store's own key."""
    files.remove_database(target)
    source = connect(backup, raw_key(keys.backups), mode="ro", is_copy=True)
    try:
        copy(source, target, raw_key(keys.database, keys.salt))
    finally:
        source.close()


def prepare(
    target: Path, keys: StoreKeys, action: str, *, now: datetime, new_id: Callable[[], str]
) -> None:
    """Make a finished copy fit to work with: a new replica, an audit entry, its index."""
    connection = connect(target, raw_key(keys.database, keys.salt), is_copy=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
        identity.become_new_replica(connection, new_id())
        at = now.isoformat(timespec="milliseconds")
        audit_chain.append(
            connection, [audit_chain.Entry(None, None, action, None, None, None, at)]
        )
        if _has_index(connection):
            search_rows.rebuild(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()
    files.sync_file(target)


def _has_index(connection: driver.Connection) -> bool:
    wanted = "SELECT 1 FROM sqlite_master WHERE name = 'person_search'"
    return driver.one(connection, wanted) is not None


def set_aside(path: Path, now: datetime) -> Path | None:
    """Keep the files of a store in a folder of their own beside it. The database itself stays in
    its place too, where the disk can have one file under two names, until the next one replaces
    it; what SQLite kept beside it may not: it must never meet the next one."""
    there = [one for one in files_of(path) if one.exists()]
    if not there:
        return None
    folder = free_folder(path, now)
    folder.mkdir(mode=0o700)
    for one in reversed(there):
        _keep(one, folder / one.name)
    files.sync_folder(folder)
    path.with_name(path.name + OPEN).unlink(missing_ok=True)
    return folder


def _keep(one: Path, kept: Path) -> None:
    if one.name.endswith(files.SIDECARS):
        one.replace(kept)
        return
    try:
        os.link(one, kept)
    except OSError:
        one.replace(kept)


def files_of(path: Path) -> list[Path]:
    """The database file and what SQLite keeps beside it."""
    return [path.with_name(path.name + end) for end in ("", *files.SIDECARS)]


def free_folder(path: Path, now: datetime) -> Path:
    """A folder beside the store that is not there yet."""
    for number in range(1, 1000):
        folder = path.with_name(f"{ASIDE}{now:%Y%m%dT%H%M%S}-{number}")
        if not folder.exists():
            return folder
    raise Unavailable(
        "文件夹里已有太多旧的数据文件。请先清理名字以“set-aside”开头的文件夹。",
        code="too_many_set_aside",
    )
