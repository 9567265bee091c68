"""The encrypted database file: how it is opened, and what is asserted of it at every opening.

SQLCipher through the plain ``sqlite+pysqlite`` dialect, a raw key with its explicit salt (design,
decision 3), transactions begun by ourselves so that schema changes roll back like the rest.
A pool keeps one connection for each thread that works at the same time and never reopens it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from app.storage import driver

PAGE: Final = 4096
_MOST_THREADS: Final = 6
_STATEMENTS: Final = 512
_BUSY_MS: Final = 5000
_BEGIN: Final = "begin"

SETTINGS: Final[tuple[tuple[str, str, str], ...]] = (
    ("cipher_page_size", "4096", "4096"),
    ("cipher_memory_security", "OFF", "0"),
    ("cipher_log_level", "NONE", "NONE"),
    ("busy_timeout", str(_BUSY_MS), str(_BUSY_MS)),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("cache_size", "-65536", "-65536"),
    ("wal_autocheckpoint", "4000", "4000"),
    ("trusted_schema", "OFF", "0"),
)
"""Name, what is set, what must be read back (decision 3). ``cipher_page_size`` reads back as 4096;
checkpoints run when the program is idle, the automatic one (16 MB) is only the fence behind."""


class NotAsAsked(AssertionError):
    """The database took a setting otherwise than asked: a build without encryption, for one."""


def raw_key(key: bytes, salt: bytes | None = None) -> str:
    """The key as SQLCipher wants it: no derivation inside, about 0 ms."""
    return f"x'{key.hex()}{salt.hex() if salt else ''}'"


def connect(path: Path, key: str, *, mode: str = "rw", is_copy: bool = False) -> driver.Connection:
    """One connection with everything set and checked; transactions are the caller's.

    ``mode``: ``rw``, ``rwc`` to make the file, ``ro``. A copy (a backup) is one file without a
    log beside it.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = driver.connect(uri, cached_statements=_STATEMENTS)
    try:
        _set_up(connection, key, is_copy=is_copy)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: driver.Connection, key: str, *, is_copy: bool) -> None:
    connection.execute(f'PRAGMA key="{key}"')
    wanted = {name: (value, answer) for name, value, answer in SETTINGS}
    if is_copy:
        wanted["journal_mode"] = ("DELETE", "delete")
    for name, (value, _) in wanted.items():
        connection.execute(f"PRAGMA {name}={value}").fetchall()
    found = settings_of(connection)
    wrong = {name: found[name] for name, (_, answer) in wanted.items() if found[name] != answer}
    if wrong or found["cipher_status"] != "1":
        raise NotAsAsked(f"database settings not as asked: {wrong or 'no encryption'}")


def settings_of(connection: driver.Connection) -> dict[str, str]:
    """Every setting as the database reports it, and ``cipher_status`` ("1": encrypting)."""
    names = [name for name, _, _ in SETTINGS] + ["cipher_status"]
    return {name: str(driver.one(connection, f"PRAGMA {name}")) for name in names}


def open_engine(path: Path, key: str, *, mode: str = "rw") -> Engine:
    """A pool of such connections. Nothing is read before the first connection is asked for."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver.MODULE,
        creator=lambda: connect(path, key, mode=mode),
        poolclass=QueuePool,
        pool_size=_MOST_THREADS,
        max_overflow=0,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        query_cache_size=2000,
    )
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same pool for writers: they take the write lock at once, not on their first change."""
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _begin(connection: Connection) -> None:
    """On the driver's connection: SQLAlchemy's way to run a statement costs more than BEGIN."""
    options: Any = connection.get_execution_options()
    below: Any = connection.connection.driver_connection
    below.execute(options.get(_BEGIN, "BEGIN"))
