"""The database of a store under other keys (K11): copied, its files' keys sealed anew, held against
what it was before it counts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.errors import Unavailable
from app.security.envelope import open_sealed, seal
from app.storage import checking, driver, files
from app.storage.attachments import FILE_KEY
from app.storage.backup import copy
from app.storage.engine import connect, raw_key
from app.storage.faults import in_words
from app.storage.keys import StoreKeys


def rekey(source: Path, target: Path, old: StoreKeys, new: StoreKeys) -> None:
    """``target``, a new file, holds what the closed store ``source`` holds, durable when this
    returns.

    Raises ``Unavailable`` rekeying_not_verified, disk_full …; ``source`` is as it was.
    """
    key = raw_key(new.database, new.salt)
    with in_words(), files.in_words():
        before = connect(source, raw_key(old.database, old.salt))
        try:
            copy(before, target, key)
            digest = _digest(before, old)
        finally:
            before.close()
        after = connect(target, key, is_copy=True)
        try:
            _seal_file_keys(after, old, new)
            if _digest(after, new) != digest or not checking.full(after).is_whole:
                raise _not_verified()
        finally:
            after.close()
        files.sync_file(target)


def is_of(path: Path, keys: StoreKeys) -> bool:
    """Whether the database at ``path`` was made under ``keys``, whole or damaged: its first bytes are
    their salt. Raises ``Unavailable``: the disk does not let us look."""
    with files.in_words(), path.open("rb") as file:
        return file.read(len(keys.salt)) == keys.salt


def _seal_file_keys(connection: driver.Connection, old: StoreKeys, new: StoreKeys) -> None:
    rows = connection.execute("SELECT sha256, sealed_key FROM blob_file").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "UPDATE blob_file SET sealed_key = ? WHERE sha256 = ?",
        [(_sealed(sha256, _file_key(sha256, sealed, old), new), sha256) for sha256, sealed in rows],
    )
    connection.execute("COMMIT")


def _digest(connection: driver.Connection, keys: StoreKeys) -> str:
    """Of every row of every table, the keys of files as they are under their seal."""
    digest = hashlib.sha256()
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
    for (name,) in connection.execute(wanted).fetchall():
        digest.update(name.encode())
        if name == "blob_file":
            continue
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - it told the name
            digest.update(repr(row).encode())
    files_ = connection.execute("SELECT sha256, size, sealed_key FROM blob_file ORDER BY sha256")
    for sha256, size, sealed in files_:
        digest.update(repr((sha256, size)).encode() + _file_key(sha256, sealed, keys))
    return digest.hexdigest()


def _file_key(sha256: str, sealed: bytes, keys: StoreKeys) -> bytes:
    return open_sealed(sealed, key=keys.blobs, purpose=FILE_KEY, context=sha256.encode())


def _sealed(sha256: str, file_key: bytes, keys: StoreKeys) -> bytes:
    return seal(file_key, key=keys.blobs, purpose=FILE_KEY, context=sha256.encode())


def _not_verified() -> Unavailable:
    return Unavailable(
        "换密钥时新的数据文件核对不上，没有采用；原来的数据没有动过。请检查磁盘后再打开一次。",
        code="rekeying_not_verified",
    )
