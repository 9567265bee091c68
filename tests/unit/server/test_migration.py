"""The revisions make the tables that the program works with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from app.errors import Unreadable
from app.server import migration
from app.server.database import Database
from app.server.migrations import REVISIONS
from app.server.tables import METADATA


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database.at(tmp_path / "county.db")
    yield found
    found.close()


def _said(metadata: MetaData) -> dict[str, object]:
    return {
        table.name: (
            sorted((column.name, str(column.type), column.nullable) for column in table.columns),
            [column.name for column in table.primary_key],
            sorted(
                (str(index.name), [column.name for column in index.columns], bool(index.unique))
                for index in table.indexes
            ),
        )
        for table in metadata.sorted_tables
        if table.name != migration.VERSIONS
    }


def test_the_revisions_come_to_the_tables_of_this_program(database: Database):
    with database.writing() as connection:
        migration.upgrade(connection)
    found = MetaData()
    with database.reading() as connection:
        found.reflect(connection)
    assert _said(found).keys() == _said(METADATA).keys()
    for name, said in _said(METADATA).items():
        assert (
            str(_said(found)[name]).replace("BLOB", "").lower()
            == str(said).replace("BLOB", "").lower()
        ), name


def test_a_database_that_is_up_to_date_is_left_alone(database: Database):
    with database.writing() as connection:
        assert migration.upgrade(connection) == REVISIONS
    with database.writing() as connection:
        assert migration.upgrade(connection) == ()


def test_a_database_of_a_newer_program_is_left_alone_and_said_so(database: Database):
    with database.writing() as connection:
        migration.upgrade(connection)
        connection.exec_driver_sql(f"UPDATE {migration.VERSIONS} SET version_num = 'server_9999'")
    with database.writing() as connection, pytest.raises(Unreadable, match="升级"):
        migration.upgrade(connection)
