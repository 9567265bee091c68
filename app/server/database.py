"""The county's database: PostgreSQL for real use, an embedded SQLite for trying it.

Three kinds of transaction. ``writing``: what is acknowledged is on disk (S7); ``reading``: one
snapshot for everything in it (S18); ``noting``: small things that may be lost with the power, but
not with the process (the counter of a request, how far a laptop has read); on PostgreSQL each
statement of it is a transaction of its own.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlcipher3 import dbapi2 as sqlite

from app.errors import Unavailable
from app.server import many

WRITING: Final = "writing"
READING: Final = "reading"
NOTING: Final = "noting"
_KIND: Final = "ruhu_kind"

LOCK_MS: Final = 5000
"""How long to wait for another push before the laptop is asked to come again (S24)."""
_IDLE_MS: Final = 30_000
_RESTED: Final = 1.0
"""Seconds."""
_RESTS_SINCE: Final = "rests_since"

_BUSY: Final = frozenset(("55P03", "40P01", "40001", "57014"))
"""SQLSTATE: lock not available, deadlock, serialization failure, cancelled."""

_SQLITE: Final = (
    f"PRAGMA busy_timeout={LOCK_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA trusted_schema=OFF",
)
_SQLITE_BEGIN: Final = {
    WRITING: ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE"),
    NOTING: ("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE"),
    READING: ("BEGIN",),
}


class Database:
    """Connections to one county's database, kept open."""

    def __init__(self, url: str | URL, *, connections: int = 8) -> None:
        """``sqlite:///…`` or ``postgresql+psycopg://…``."""
        self.url = make_url(url)
        self.is_postgresql = self.url.get_backend_name() == "postgresql"
        self.engine = self._engine(connections)
        self._noting = self._engine(connections, notes=True) if self.is_postgresql else None

    @classmethod
    def at(cls, path: Path) -> Database:
        """The embedded one, in a file."""
        return cls(URL.create("sqlite+pysqlite", database=str(path)))

    def _engine(self, connections: int, *, notes: bool = False) -> Engine:
        settings: dict[str, Any] = {"pool_size": connections, "max_overflow": 0}
        settings |= {"pool_timeout": LOCK_MS / 1000}
        if self.is_postgresql:
            options = f"-c lock_timeout={LOCK_MS} -c idle_in_transaction_session_timeout={_IDLE_MS}"
            if notes:
                options += " -c synchronous_commit=off"
                settings |= {"isolation_level": "AUTOCOMMIT"}
            settings |= {"connect_args": {"options": options}}
            engine = _asking_rested(create_engine(self.url, **settings))
            event.listen(engine, "connect", many.teach)
            return engine if notes else _beginning(engine)
        settings |= {"module": sqlite, "connect_args": {"check_same_thread": False}}
        engine = create_engine(self.url, **settings)
        event.listen(engine, "connect", _set_up_sqlite)
        return _beginning(engine)

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Commits at the end; nothing of it stays if the block raises."""
        with self._transaction(WRITING) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """One snapshot."""
        with self._transaction(READING) as connection:
            yield connection

    @contextmanager
    def noting(self) -> Generator[Connection]:
        """Does not wait for the disk."""
        with self._transaction(NOTING) as connection:
            yield connection

    @contextmanager
    def _transaction(self, kind: str) -> Generator[Connection]:
        try:
            engine = self._noting if kind == NOTING and self._noting else self.engine
            with engine.connect() as bare:
                connection = bare.execution_options(**{_KIND: kind})
                with connection.begin():
                    yield connection
        except PoolTimeout as error:
            raise busy() from error
        except (OperationalError, InterfaceError) as error:
            raise _in_words(error) from error

    def close(self) -> None:
        """End all connections."""
        for engine in (self.engine, self._noting):
            if engine:
                engine.dispose()


def busy() -> Unavailable:
    """Too much at once."""
    return Unavailable("县里的服务器正忙。请稍后再同步。", code="busy")


def _in_words(error: DBAPIError) -> Exception:
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    if state in _BUSY or "database is locked" in text:
        return busy()
    if state is None or state[:2] in ("08", "57", "53"):
        return Unavailable(
            "县里的数据库连不上。请稍后再试；一直连不上，请联系县里的管理员。",
            code="database_away",
            kind=type(error.orig).__name__,
            state=state,
        )
    return error


def _asking_rested(engine: Engine) -> Engine:
    """Whether a connection still holds is asked only where it has rested: the server may have been
    started again meanwhile. ``pool_pre_ping`` asks every time, three times a request."""

    def checked_in(_below: object, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    def checked_out(below: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get(_RESTS_SINCE, 0.0) < _RESTED:
            return
        try:
            engine.dialect.do_ping(below)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", checked_in)
    event.listen(engine, "checkout", checked_out)
    return engine


def _beginning(engine: Engine) -> Engine:
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get(_KIND, WRITING)
        if connection.dialect.name == "postgresql":
            _say_isolation(connection, kind)
        else:
            for statement in _SQLITE_BEGIN[kind]:
                connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begin)
    return engine


def _say_isolation(connection: Connection, kind: str) -> None:
    """The driver says it with BEGIN: no statement of its own."""
    from psycopg import IsolationLevel

    below: Any = connection.connection.driver_connection
    below.isolation_level = IsolationLevel.REPEATABLE_READ if kind == READING else None
    below.read_only = True if kind == READING else None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for statement in _SQLITE:
        connection.execute(statement).fetchall()
