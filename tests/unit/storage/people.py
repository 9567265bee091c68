"""Small actions on people, for tests of the store: each is a verb to be performed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.models.household import Household, Member
from app.models.person import Person
from app.models.registry import RECORDS
from app.storage import driver
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import an_actor

T = TypeVar("T")

ACTOR = an_actor()


def add_person(store: Store, name: str = "王小明", **fields: Any) -> str:
    """Save one person; its id."""
    return store.perform(lambda work: work.add(Person(name=name, **fields)).id, ACTOR)[0]


def add_household(store: Store, *names: str, **fields: Any) -> str:
    """Save a household of people of these names, the first its head; its id."""

    def verb(work: UnitOfWork) -> str:
        people = [work.add(Person(name=name)) for name in names]
        household = work.add(Household(head_id=people[0].id, **fields))
        for one in people:
            work.add(Member(household_id=household.id, person_id=one.id))
        return household.id

    return store.perform(verb, ACTOR)[0]


def change(store: Store, person_id: str, **fields: Any) -> None:
    """Save new values of one person's fields."""

    def verb(work: UnitOfWork) -> None:
        person = work.get(Person, person_id)
        for name, value in fields.items():
            setattr(person, name, value)

    store.perform(verb, ACTOR)


def name_of(store: Store, person_id: str, actor: Actor = ACTOR) -> str:
    """The person's name as it stands in the store."""
    return store.read(lambda work: work.get(Person, person_id).name, actor)


def below(store: Store, ask: Callable[[driver.Connection], T]) -> T:
    """Ask the driver's connection something."""
    return store.read(lambda work: ask(work.driver), ACTOR)


def rows(store: Store, table: str, columns: str = "*") -> list[dict[str, Any]]:
    """All rows of one table, by column."""

    def ask(connection: driver.Connection) -> list[dict[str, Any]]:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        wanted = names if columns == "*" else columns.split()
        chosen = ", ".join(f'"{name}"' for name in wanted)
        found = connection.execute(f"SELECT {chosen} FROM {table}").fetchall()
        return [dict(zip(wanted, row, strict=True)) for row in found]

    return below(store, ask)


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """All that people's work is in, without what differs from replica to replica."""
    return {table: rows(store, table) for table in (*RECORDS, "outbox", "audit", "draft")}
