"""Rows of records read and changed one at a time, without the ORM's machinery.

What SQLAlchemy does around one ``SELECT`` and one ``UPDATE`` costs three times what the database
does; a save is mostly these two. Objects loaded here are the session's like any other. What is used
of SQLAlchemy's inside for that is marked, and only here; the version is pinned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, cast

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session, class_mapper
from sqlalchemy.orm.attributes import instance_state

from app.models.base import Record
from app.storage import driver

R = TypeVar("R", bound=Record)
Convert = Callable[[Any], Any]

_DIALECT: Final[Any] = SQLiteDialect_pysqlite()


@dataclass(frozen=True)
class Layout:
    """How one record type lies in its table. ``reads``: place and conversion where one is due."""

    select: str
    names: Sequence[str]
    rowid: int
    reads: Sequence[tuple[int, Convert]]
    binds: Mapping[str, Convert]


@cache
def layout(type_: type[Record]) -> Layout:
    """The layout of a record type: its columns are its attributes, of the same names."""
    columns: Any = type_.__table__.columns
    names = [column.key for column in columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    reads = [
        (place, column.type.result_processor(_DIALECT, None))
        for place, column in enumerate(columns)
    ]
    binds = [(column.key, column.type.bind_processor(_DIALECT)) for column in columns]
    return Layout(
        f'SELECT {quoted} FROM "{type_.__tablename__}" WHERE id = ?',  # noqa: S608
        names,
        names.index("rowid_"),
        [(place, convert) for place, convert in reads if convert is not None],
        {name: convert for name, convert in binds if convert is not None},
    )


def load(session: Session, connection: driver.Connection, type_: type[R], id_: str) -> R | None:
    """The record called ``id_``, as the session knows it or as it stands in the file."""
    if session.new:
        session.flush()
    shape = layout(type_)
    row = connection.execute(shape.select, (shape.binds["id"](id_),)).fetchone()
    if row is None:
        return None
    values = list(row)
    known = session.identity_map.get(_identity(type_, values[shape.rowid]))
    return cast("R", known) if known is not None else _attached(session, type_, shape, values)


def _attached(session: Session, type_: type[R], shape: Layout, values: list[Any]) -> R:
    for place, convert in shape.reads:
        if values[place] is not None:
            values[place] = convert(values[place])
    record = class_mapper(type_).class_manager.new_instance()
    state: Any = instance_state(record)
    state.dict.update(zip(shape.names, values, strict=True))
    state.key = _identity(type_, record.rowid_)
    session._update_impl(state)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return record


def _identity(type_: type[Record], rowid: int) -> Any:
    return (type_, (rowid,), None)


def update(connection: driver.Connection, record: Record, names: Sequence[str]) -> None:
    """Write some fields of one record that is already in the file."""
    binds = layout(type(record)).binds
    state = instance_state(record).dict
    values = [binds[name](state[name]) if name in binds else state[name] for name in names]
    connection.execute(_update(record.noun, tuple(names)), (*values, record.rowid_))


def mark_saved(session: Session, record: Record) -> None:
    """Tell the session that ``record`` is as it stands in the file."""
    state: Any = instance_state(record)
    state._commit_all(state.dict, session.identity_map)  # noqa: SLF001 the only way to say so


@lru_cache(maxsize=500)
def _update(noun: str, names: tuple[str, ...]) -> str:
    assigned = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{noun}" SET {assigned} WHERE rowid_ = ?'  # noqa: S608
