"""The next exchange is asked for before this one is taken in: stretches of a snapshot (S22), pushes
(S4, S13)."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Unavailable
from app.models.person import Person
from app.security.signed_messages import Request
from app.server.tables import DECISION
from app.storage import driver
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.desk import Intake
from app.sync.client.run import End, Pace
from app.sync.protocol import codec
from app.sync.protocol.messages import Pull, Push, Question
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


def test_what_comes_to_wait_after_the_next_stretch_was_asked_for_is_sent_too(
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


# -- pushes ---------------------------------------------------------------------------------------

_FEW = Pace(operations=4)


def _one_by_one(laptop: Laptop) -> None:
    for number in range(_PERSONS):
        laptop.do(
            lambda work, number=number: work.add(
                Person(village_code="500231102201", name=f"张{number}")
            )
        )


def _asked(laptop: Laptop) -> list[tuple[Question, ...]]:
    return [codec.decode(one.body) for one in laptop.wire.sent if one.url.endswith("/sync")]  # type: ignore[misc]


def _pushed(laptop: Laptop) -> list[list[int]]:
    """The numbers of the operations of each push that was sent."""
    return [
        [op.seq for op in one.operations]
        for each in _asked(laptop)
        for one in each
        if isinstance(one, Push)
    ]


def _waiting(laptop: Laptop) -> int:
    return len(laptop.link.desk.waiting(1000))


def _known(made: MadeCounty) -> list[tuple[int, bool]]:
    """What the county decided, by number: whether it was the first time."""
    with made.county.database.reading() as connection:
        asked = select(DECISION.c.seq, DECISION.c.is_first).order_by(DECISION.c.seq)
        return [(seq, is_first) for seq, is_first in connection.execute(asked)]


def test_the_next_push_is_under_way_while_one_is_settled_and_each_goes_once(author: Laptop):
    author.wire.sent.clear()
    _one_by_one(author)
    waited: list[int] = []

    def note(_request: Request) -> str:
        waited.append(_waiting(author))
        return ""

    author.wire.fault = note
    assert author.link.sync(_FEW).ending.end is End.LEVEL
    sent = [number for push in _pushed(author) for number in push]
    assert sent == list(range(sent[0], sent[0] + _PERSONS))
    assert waited[:3] == [_PERSONS, _PERSONS, _PERSONS - 4]
    assert _waiting(author) == 0


def test_no_digest_is_asked_for_before_all_is_sent(author: Laptop):
    author.wire.sent.clear()
    _one_by_one(author)
    author.link.sync(_FEW)
    wanted = [one for each in _asked(author) for one in each if isinstance(one, Pull)]
    assert [one.without_root for one in wanted] == [True] * (len(wanted) - 1) + [False]


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("place", ["ack", "page"])
def test_s4_what_the_county_admitted_ahead_of_a_power_cut_here_is_not_admitted_again(
    made: MadeCounty, author: Laptop, monkeypatch: pytest.MonkeyPatch, at: int, place: str
):
    """The cut is before the acknowledgement of push ``at`` is on disk (or between it and the page);
    the push behind it has been committed at the county."""
    _one_by_one(author)
    take, taken = author.link.desk.take, list[Intake]()

    def torn(intake: Intake) -> None:
        is_ack = intake.settled is not None
        taken.extend([intake] if is_ack else [])
        if len(taken) == at and is_ack is (place == "ack"):
            raise Unavailable("断电。请稍后再试。", code="power_cut")
        take(intake)

    monkeypatch.setattr(author.link.desk, "take", torn)
    with pytest.raises(Unavailable):
        author.link.sync(_FEW)
    monkeypatch.undo()
    admitted = _PERSONS + min(4 * (at + 1), _PERSONS)
    assert len(_known(made)) == admitted
    assert author.link.sync(_FEW).ending.end is End.LEVEL
    assert [is_first for _seq, is_first in _known(made)] == [True] * 2 * _PERSONS
    other = Laptop(made, author.folder.with_name("c"))
    other.enrol()
    level(other)
    assert _persons(other) == _persons(author) == 2 * _PERSONS


def test_s13_operations_that_changed_since_they_went_ahead_freeze_the_copy(
    made: MadeCounty, author: Laptop, monkeypatch: pytest.MonkeyPatch
):
    """A disk put back to before a push that went ahead, on which somebody wrote something else."""
    _one_by_one(author)

    def torn(_intake: Intake) -> None:
        raise Unavailable("断电。请稍后再试。", code="power_cut")

    monkeypatch.setattr(author.link.desk, "take", torn)
    with pytest.raises(Unavailable):
        author.link.sync(_FEW)
    monkeypatch.undo()
    author.store.apply(
        lambda below: below.execute(
            "UPDATE outbox SET changes = replace(changes, '张5', '李5') WHERE changes LIKE '%张5%'"
        )
    )
    assert author.link.sync(_FEW).ending.end is End.FROZEN
