"""A township's office: its store, its clerk, its leader, a village's assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

from app.domain.clock import FixedClock
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.features.walking import Office
from tests.stores import NOW, a_store, an_actor
from tests.unit.services.conftest import the_pack

T = TypeVar("T")


class Click(Protocol):
    """Runs one verb in one transaction and gives back what it returns."""

    def __call__(self, verb: Callable[[UnitOfWork], T], /) -> T: ...


@pytest.fixture
def clock() -> FixedClock:
    """A clock that the test moves."""
    return FixedClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = a_store(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def clerk() -> Actor:
    """民政办经办."""
    return an_actor(role="2", village_codes=None)


@pytest.fixture
def leader() -> Actor:
    """民政办负责人."""
    return an_actor(
        id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
    )


@pytest.fixture
def county() -> Actor:
    """县民政局."""
    return an_actor(
        id="019ab000-0000-7000-8000-00000000a009",
        name="孙科长",
        role="1",
        org_code=None,
        village_codes=None,
    )


@pytest.fixture
def office(store: Store, clock: FixedClock, clerk: Actor, leader: Actor, county: Actor) -> Office:
    """Clerk, leader and county, with the rule pack that ships."""
    return Office(store, clock, the_pack(), clerk, leader, county)


@pytest.fixture
def do(store: Store, clerk: Actor) -> Click:
    """One click of the clerk."""

    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, clerk)[0]

    return click
