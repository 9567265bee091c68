"""Bringing a database up to what this program works with: both lineages in one transaction.

Each lineage has a version table of Alembic's own layout. Alembic is only loaded when there is
something to do (150 ms); a database of a newer program is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol, cast

from sqlalchemy import Connection

from app.errors import Unreadable
from app.models import migrations as records
from app.storage import migrations as local


@dataclass(frozen=True)
class Lineage:
    """One line of revisions, oldest first, and where its modules are."""

    name: str
    revisions: Sequence[str]
    package: str

    @property
    def table(self) -> str:
        """Where the database says which revision it is at."""
        return f"alembic_version_{self.name}"

    def after(self, revision: str | None) -> Sequence[str]:
        """What is still to be done; ``Unreadable`` (newer_vault) for an unknown revision."""
        if revision is None:
            return self.revisions
        if revision not in self.revisions:
            raise Unreadable(
                "这份数据是用更新的版本保存的，本程序打不开，数据没有改动。请升级入户通后再打开。",
                code="newer_vault",
                lineage=self.name,
                revision=revision,
            )
        return self.revisions[self.revisions.index(revision) + 1 :]


LINEAGES: Final = (
    Lineage("records", records.REVISIONS, f"{records.__name__}.versions"),
    Lineage("local", local.REVISIONS, f"{local.__name__}.versions"),
)


class Revision(Protocol):
    """What a module in ``versions`` holds; ``CHANGES`` too, where it alters what people entered:
    the fields it may alter, as ``noun.field``."""

    revision: str
    down_revision: str | None

    def upgrade(self) -> None:
        """Change the schema by ``alembic.op``."""
        ...


def pending(
    connection: Connection, lineages: Sequence[Lineage] = LINEAGES
) -> Mapping[str, Sequence[str]]:
    """The revisions still to be run, by lineage; empty when the schema is this program's."""
    todo = {one.name: one.after(revision_of(connection, one)) for one in lineages}
    return {name: revisions for name, revisions in todo.items() if revisions}


def revision_of(connection: Connection, lineage: Lineage) -> str | None:
    """Where the database stands in ``lineage``; None before its first revision."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (lineage.table,)
    ).scalar()
    if known is None:
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {lineage.table}").scalar()  # noqa: S608


def upgrade(connection: Connection, lineages: Sequence[Lineage] = LINEAGES) -> list[str]:
    """Run what is pending in the caller's transaction; returns the names of what was run."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    done: list[str] = []
    for lineage in lineages:
        with Operations.context(MigrationContext.configure(connection)):
            for name in lineage.after(revision_of(connection, lineage)):
                module = import_module(f"{lineage.package}.{name}")
                cast("Revision", module).upgrade()
                _stamp(connection, lineage, name)
                done.append(name)
    return done


def changes(done: Sequence[str], lineages: Sequence[Lineage] = LINEAGES) -> frozenset[str]:
    """The fields that the revisions in ``done`` may alter."""
    modules = [
        import_module(f"{one.package}.{name}")
        for one in lineages
        for name in one.revisions
        if name in done
    ]
    return frozenset[str]().union(*(getattr(module, "CHANGES", ()) for module in modules))


def _stamp(connection: Connection, lineage: Lineage, revision: str) -> None:
    table = lineage.table
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {table} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES (?)", (revision,))  # noqa: S608
