"""Whom a register is about: found, and their number read, by the leave of that register."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.models.audit import AuditEntry
from app.models.child import Child
from app.models.person import Person
from app.services import people, register_people
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_child, a_vagrant, an_id_number
from tests.stores import an_actor

DIRECTOR = an_actor(role="6", name="吴主任")
NEIGHBOUR = an_actor(role="6", name="郑主任", village_codes=("500231102999",))
STATION = an_actor(role="7", org_code=None, village_codes=None)
CLERK = an_actor(role="2", village_codes=None)
THIRD_PARTY = an_actor(role="8", village_codes=None)
NUMBER = an_id_number()


@pytest.fixture
def child_id(store: Store) -> str:
    def make(work: Any) -> str:
        child = a_child(work)
        work.get(Person, child.person_id).id_no = NUMBER
        return child.id

    return store.perform(make, CLERK)[0]


def read(store: Store, who: Actor, noun: str, entry_id: str) -> str:
    return store.perform(
        lambda work: register_people.reveal_person(work, noun, entry_id, "id_no"), who
    )[0]


def test_a_child_director_reads_a_child_s_number_and_the_audit_says_so(store: Store, child_id: str):
    assert read(store, DIRECTOR, "child", child_id) == NUMBER

    def last(work: Any) -> AuditEntry | None:
        wanted = select(AuditEntry).where(AuditEntry.action == "user:person:reveal")
        return work.session.scalars(wanted).first()

    entry = store.perform(last, CLERK)[0]
    assert entry is not None
    assert (entry.actor_id, entry.detail) == (DIRECTOR.id, "id_no")


def test_the_leave_of_the_register_opens_no_household(store: Store, child_id: str):
    person = store.perform(lambda work: work.get(Child, child_id).person_id, CLERK)[0]
    with pytest.raises(Refused, match="查看家庭档案"):
        store.perform(lambda work: people.reveal(work, "person", person, "id_no"), DIRECTOR)


@pytest.mark.parametrize(
    ("who", "said"),
    [(STATION, "查看儿童档案"), (NEIGHBOUR, "别的村"), (THIRD_PARTY, "查看儿童档案")],
)
def test_nobody_else_reads_it(store: Store, child_id: str, who: Actor, said: str):
    with pytest.raises(Refused, match=said):
        read(store, who, "child", child_id)


def test_who_is_unknown_has_no_number(store: Store):
    unknown = store.perform(lambda work: a_vagrant(work).id, STATION)[0]
    with pytest.raises(Refused, match="还没有对应的人员"):
        read(store, STATION, "vagrant", unknown)
