"""Many rows come and are found as few are, and what goes wrong is said in the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError

from app.errors import Unavailable
from app.server import admitted, many
from app.server.database import Database
from app.server.tables import CHANGE, DECISION, RECORD
from tests.postgresql import cluster
from tools.postgresql import Cluster

NAMES = ("replica", "epoch", "seq", "op", "is_first", "content")
MANY = 300
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
CONTENT = st.binary(max_size=20)


def an_id(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()[:16]


def lines(count: int, replica: str = "a", content: bytes = b"", epoch: int = 1) -> list[Any]:
    """Decisions that all differ."""
    return [(replica, epoch, at, an_id(at), at % 2 == 0, content) for at in range(count)]


@pytest.fixture(scope="module")
def posted() -> Iterator[Database]:
    """One county for all examples of a property."""
    from app.server.migration import upgrade

    with cluster() as made:
        database = Database(made.url())
        with database.writing() as connection:
            upgrade(connection)
        yield database
        database.close()


def decisions(connection: Connection) -> list[tuple[Any, ...]]:
    asked = select(*(DECISION.c[name] for name in NAMES)).order_by(DECISION.c.seq)
    return [tuple(row) for row in connection.execute(asked)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, CONTENT, st.integers(-(2**31), 2**31 - 1), st.sampled_from([1, 199, 200, MANY]))
def test_what_is_copied_is_there_as_it_was_given(
    posted: Database, replica: str, content: bytes, epoch: int, count: int
):
    given_lines = lines(count, replica, content, epoch)
    with posted.writing() as connection:
        connection.exec_driver_sql("TRUNCATE decision")
        many.add(connection, DECISION, NAMES, given_lines)
        assert decisions(connection) == given_lines


@pytest.mark.parametrize("count", [3, MANY])
def test_one_row_that_is_there_refuses_them_all(database: Database, count: int):
    again = [("b", *line[1:]) for line in lines(count)]
    with database.writing() as connection:
        admitted.add_lines(connection, DECISION, NAMES, lines(count))
    with pytest.raises(IntegrityError), database.writing() as connection:
        admitted.add_lines(connection, DECISION, NAMES, again)
    with database.reading() as connection:
        assert decisions(connection) == lines(count)


@pytest.mark.parametrize("count", [3, MANY])
def test_many_rows_take_the_place_of_those_that_are_there(database: Database, count: int):
    with database.writing() as connection:
        admitted.add_lines(connection, DECISION, NAMES, lines(count, content=b"old"))
        changed = lines(count, content=b"new")[1:]
        admitted.put_lines(connection, DECISION, NAMES, changed, ("is_first",))
        assert decisions(connection) == [lines(count, content=b"old")[0], *changed]


def end_of(database: Database, connection: Connection) -> None:
    """The server ends that connection."""
    mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with database.noting() as other:
        other.execute(text("SELECT pg_terminate_backend(:mine, 5000)"), {"mine": mine})


def write_changes(database: Database, *, is_cut_off: bool) -> None:
    with database.writing() as connection:
        if is_cut_off:
            end_of(database, connection)
        changes = [(1, an_id(at), "v") for at in range(MANY)]
        admitted.add_lines(connection, CHANGE, ("commit", "record_id", "scope"), changes)


def test_a_database_that_goes_away_in_the_middle_is_said_to_be_away(posted: Database):
    with pytest.raises(Unavailable) as told:
        write_changes(posted, is_cut_off=True)
    assert told.value.code == "database_away"
    write_changes(posted, is_cut_off=False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(max_size=40), unique=True, min_size=1, max_size=9), st.data())
def test_byte_strings_are_found_among_others(
    posted: Database, there: list[bytes], data: st.DataObject
):
    asked = data.draw(st.lists(st.sampled_from(there) | st.binary(max_size=3), max_size=9))
    with posted.writing() as connection:
        connection.exec_driver_sql("TRUNCATE decision")
        rows = [("a", 1, at, one, True, b"") for at, one in enumerate(there)]
        admitted.add_lines(connection, DECISION, NAMES, rows)
        wanted = select(DECISION.c.op).where(many.among(connection, DECISION.c.op, asked))
        found = connection.execute(wanted).scalars().all()
    assert sorted(found) == sorted(set(there) & set(asked))


def test_a_column_of_each_kind_there_is_can_be_copied(postgresql: Cluster):
    database = Database(postgresql.url())
    for table in RECORD.metadata.sorted_tables:
        assert many.kinds(table, tuple(table.columns.keys()))
    database.close()
