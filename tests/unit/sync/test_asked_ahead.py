"""The next stretch of a snapshot is asked for before this one is taken in (S22)."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.models.person import Person
from app.security.signed_messages import Request
from app.storage import driver
from app.storage.unit_of_work import UnitOfWork
from app.sync.protocol import codec
from app.sync.protocol.messages import Pull
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, a_county, level

_PERSONS = 23
_PAGE = 5


@pytest.fixture
def made(tmp_path: Path) -> Generator[MadeCounty]:
    with a_county(tmp_path / "county.db", page=_PAGE) as county:
        yield county


@pytest.fixture
def author(made: MadeCounty, tmp_path: Path) -> Laptop:
    found = Laptop(made, tmp_path / "a")
    found.enrol()
    found.do(_many)
    level(found)
    return found


@pytest.fixture
def reader(made: MadeCounty, author: Laptop, tmp_path: Path) -> Laptop:
    found = Laptop(made, tmp_path / "b")
    found.enrol()
    found.wire.sent.clear()
    return found


def _many(work: UnitOfWork) -> None:
    for number in range(_PERSONS):
        work.add(Person(village_code="500231102201", name=f"张{number}"))


def _a_person(work: UnitOfWork) -> None:
    work.add(Person(village_code="500231102201", name="后来的"))


def _persons(laptop: Laptop) -> int:
    def count(below: driver.Connection) -> int:
        return driver.one(below, "SELECT count(*) FROM person")

    return laptop.store.examine(count)


def _pulls(laptop: Laptop) -> list[str | None]:
    asked = (codec.decode(one.body) for one in laptop.wire.sent if one.url.endswith("/sync"))
    return [one.cursor.after for each in asked for one in each if isinstance(one, Pull)]


def test_every_stretch_is_asked_for_once_and_all_of_it_arrives(reader: Laptop):
    level(reader)
    asked = _pulls(reader)
    assert _persons(reader) == _PERSONS
    assert len(set(asked[1:])) == len(asked[1:]) == -(-_PERSONS // _PAGE) + 1


def test_the_next_stretch_is_under_way_while_one_is_taken_in(reader: Laptop):
    held: list[int] = []

    def note(_request: Request) -> str:
        held.append(_persons(reader))
        return ""

    reader.wire.fault = note
    level(reader)
    stretches = held[2:]
    assert stretches[0] == 0
    assert stretches == sorted(stretches)
    assert stretches[-1] < _PERSONS


def test_what_was_asked_ahead_is_dropped_when_something_waits_to_be_sent(
    made: MadeCounty, reader: Laptop
):
    began: list[bool] = []

    def save_meanwhile(request: Request) -> str:
        if len(_pulls(reader)) == 3 and not began:
            began.append(True)
            reader.do(_a_person)
        return ""

    reader.wire.fault = save_meanwhile
    level(reader)
    assert _persons(reader) == _PERSONS + 1
    other = Laptop(made, reader.folder.with_name("c"))
    other.enrol()
    level(other)
    assert _persons(other) == _PERSONS + 1


def test_a_line_that_breaks_while_a_stretch_is_under_way_loses_none(reader: Laptop):
    asked: list[int] = []

    def break_once(_request: Request) -> str:
        asked.append(1)
        return "after" if len(asked) == 4 else ""

    reader.wire.fault = break_once
    with pytest.raises(Unavailable):
        reader.link.sync()
    before = _persons(reader)
    level(reader)
    assert 0 < before < _PERSONS == _persons(reader)
