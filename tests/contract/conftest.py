"""Databases for a county: each test runs once on each kind."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.server.database import Database
from app.server.migration import upgrade
from tests.postgresql import cluster
from tools.postgresql import Cluster

NOW = "2026-11-25T09:00:00+08:00"


@pytest.fixture(scope="session")
def postgresql() -> Generator[Cluster]:
    """One cluster for each process of the tests."""
    with cluster() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty county's database, with its tables."""
    if request.param == "sqlite":
        found = Database.at(tmp_path / "county.db")
    else:
        made: Cluster = request.getfixturevalue("postgresql")
        found = Database(made.url())
    with found.writing() as connection:
        upgrade(connection)
    yield found
    found.close()


@contextmanager
def counting(database: Database) -> Generator[list[str]]:
    """The statements that are put to it meanwhile, by whatever connection."""
    found: list[str] = []

    def heard(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if connection.engine.url == database.url:
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
