"""Brings a county's database up to what this program works with, in one transaction."""

from __future__ import annotations

from importlib import import_module
from typing import Final, Protocol, cast

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, String, column, inspect, select, table

from app.errors import Unreadable
from app.server import migrations

VERSIONS: Final = "alembic_version_server"
"""Alembic's own layout, one row."""


class Revision(Protocol):
    """What a module in ``versions`` holds."""

    revision: str

    def upgrade(self) -> None:
        """Change the schema by ``alembic.op``."""
        ...


def revision_of(connection: Connection) -> str | None:
    """Where the database stands; None before the first revision."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    return connection.scalar(select(column("version_num", String)).select_from(table(VERSIONS)))


def pending(connection: Connection) -> tuple[str, ...]:
    """The revisions still to be run. Raises ``Unreadable`` for a database of a newer program."""
    found = revision_of(connection)
    if found is None:
        return migrations.REVISIONS
    if found not in migrations.REVISIONS:
        raise Unreadable(
            "县里的数据库是更新的版本建立的，没有改动。请升级服务器程序后再启动。",
            code="newer_database",
            revision=found,
        )
    return migrations.REVISIONS[migrations.REVISIONS.index(found) + 1 :]


def upgrade(connection: Connection) -> tuple[str, ...]:
    """Run what is pending; returns what was run."""
    todo = pending(connection)
    with Operations.context(MigrationContext.configure(connection)):
        for name in todo:
            module = import_module(f"{migrations.__name__}.versions.{name}")
            cast("Revision", module).upgrade()
    if todo:
        connection.exec_driver_sql(
            f"CREATE TABLE IF NOT EXISTS {VERSIONS} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
        )
        connection.exec_driver_sql(f"DELETE FROM {VERSIONS}")  # noqa: S608
        connection.exec_driver_sql(f"INSERT INTO {VERSIONS} VALUES ('{todo[-1]}')")  # noqa: S608
    return todo
