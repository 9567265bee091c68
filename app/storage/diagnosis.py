"""Why a file does not open. SQLite says "file is not a database" to a wrong key, to damage and to
a photo alike; SQLCipher's own check of each page tells them apart.

Looks at the file itself, so only while no connection to it is open in this process.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.errors import Unreadable
from app.storage import driver
from app.storage.engine import PAGE
from app.storage.files import in_words

_SALT: Final = 16
_PLAIN: Final = b"SQLite format 3\x00"


def why_unreadable(path: Path, key: str, salt: bytes | None = None) -> Unreadable:
    """The reason as an error to raise: not_a_store, wrong_key or store_damaged."""
    with in_words():
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_SALT)
    if size == 0:
        return damaged(why="empty")
    if head == _PLAIN or size < PAGE:
        return not_a_store(size) if head != salt else damaged()
    pages, bad = size // PAGE, bad_pages(path, key)
    if bad < pages or size % PAGE:
        return damaged() if bad < pages or head == salt else not_a_store(size)
    return Unreadable(
        "密钥不对，打不开这份数据：它可能属于另一个保险柜。请检查是不是选错了文件夹。",
        code="wrong_key",
        pages=pages,
    )


def bad_pages(path: Path, key: str) -> int:
    """How many pages do not hold under this key, as SQLCipher counts."""
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=ro", cached_statements=1)
    try:
        connection.execute(f'PRAGMA key="{key}"')
        connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
        return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    except driver.Error:
        return path.stat().st_size // PAGE
    finally:
        connection.close()


def not_a_store(size: int) -> Unreadable:
    """For a file that never was one of ours."""
    return Unreadable(
        "这个文件不是入户通的数据文件。请检查是不是选错了文件。", code="not_a_store", size=size
    )


def damaged(**facts: object) -> Unreadable:
    """For a file of ours that is no longer whole."""
    return Unreadable(
        "数据文件已损坏，有些内容读不出来。请从备份恢复，或用“抢救数据”取出未上传的内容。",
        code="store_damaged",
        **facts,
    )
