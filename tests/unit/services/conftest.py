"""A store, a clerk and an assistant for each test of the services, and one click of either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

from app import resources
from app.domain.divisions import Divisions
from app.domain.rule_pack import RulePack
from app.domain.working_days import HolidayYear, WorkingCalendar
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import a_store, an_actor

T = TypeVar("T")


class Click(Protocol):
    """Runs one verb in one transaction and gives back what it returns."""

    def __call__(self, verb: Callable[[UnitOfWork], T], /) -> T: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clerk() -> Actor:
    """Role 2 民政办经办, of a whole township."""
    return an_actor(role="2", village_codes=None)


@pytest.fixture
def assistant() -> Actor:
    """Role 4 社会救助协理员, of one village."""
    return an_actor(role="4")


@pytest.fixture
def do(store: Store, clerk: Actor) -> Click:
    """One click of the clerk."""

    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, clerk)[0]

    return click


@pytest.fixture(scope="session")
def places() -> Divisions:
    return the_divisions()


@cache
def the_divisions() -> Divisions:
    """The county's divisions, as they ship."""
    return Divisions.from_rows(resources.read_table("divisions.csv"))


@cache
def the_pack() -> RulePack:
    """The rule pack, as it ships."""
    return RulePack.from_mapping(resources.read_yaml("rule_packs", "500231-2026.yaml"))


@cache
def the_calendar() -> WorkingCalendar:
    """The working days, as they ship."""
    names = resources.names("calendars", suffix=".yaml")
    return WorkingCalendar(
        HolidayYear.from_mapping(resources.read_yaml("calendars", name)) for name in names
    )
