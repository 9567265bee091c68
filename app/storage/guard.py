"""Statements that would change records past the recorder are refused, whatever road they take.

The ORM's bulk statements, Core statements, plain SQL through ``session.execute`` or
``session.connection()``: all come by the cursor, and there they are looked at. Only the flush of a
recorded session may write record tables. Who applies what the county already knows (sync,
migrations, restore) works on the driver's connection, outside of any unit of work.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.registry import RECORDS
from app.storage import driver as drivers

_IN_FLUSH: Final = "in_recorded_flush"
_GUARDED: Final = frozenset({*RECORDS, "outbox", "audit"})
_TEXT: Final = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITES: Final = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)"
    r"\s+(?:\w+\s*\.\s*)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)


def watch(engine: Engine) -> None:
    """Look at every statement of ``engine``."""
    event.listen(engine, "before_cursor_execute", _look)


def driver(session: Session) -> drivers.Connection:
    """The driver's connection under a session, in the session's transaction."""
    return driver_of(session.connection())


def driver_of(connection: Connection) -> drivers.Connection:
    """The driver's connection under one of SQLAlchemy's."""
    found: Any = connection.connection.driver_connection
    return found


def open_for_flush(session: Session) -> None:
    """From here on the statements are those of a recorded flush."""
    session.connection().info[_IN_FLUSH] = True


def close_after_flush(connection: Connection) -> None:
    """The flush is over, or the action that failed in it."""
    connection.info.pop(_IN_FLUSH, None)


def table_written(statement: str) -> str | None:
    """The guarded table that ``statement`` writes, or None."""
    return _table_written(statement)


@lru_cache(maxsize=2000)
def _table_written(statement: str) -> str | None:
    names = (found.lower() for found in _WRITES.findall(_TEXT.sub(" ", statement)))
    return next((name for name in names if name in _GUARDED), None)


def _look(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    _context: object,
    _executemany: bool,
) -> None:
    table = _table_written(statement)
    if table is not None and _IN_FLUSH not in connection.info:
        raise _refused_bulk(table)


def _refused_bulk(table: str) -> Refused:
    return Refused(
        f"不能用成批语句改动“{table}”表：这样会绕过待上传和操作记录。请逐条读出记录、修改字段，"
        f"再由工作单元保存。(Bulk statements on “{table}” would pass the recorder by: load the"
        " records with work.find() or work.get(), set their attributes, use work.add() for new"
        " ones, and let the unit of work save them.)",
        code="bulk_statement",
        table=table,
    )


def refused_deletion() -> Refused:
    """For ``session.delete`` of a record."""
    return Refused(
        "记录只能作废，不能删除：别的电脑和操作记录还要用到它。请改用“作废”并写明原因。(Records are"
        " never deleted: call work.remove(record, reason).)",
        code="record_deletion",
    )
