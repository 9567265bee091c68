"""Lists and files of registers: who may see what, in which order, and who was looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest

from app.errors import Refused
from app.models.audit import AuditEntry
from app.models.vagrant import Vagrant
from app.services import (
    light_registers,
    register_file,
    register_list,
    register_people,
    rescue_file,
    rescue_list,
    rescue_photos,
    returns,
)
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household, a_person, a_vagrant
from tests.stores import an_actor
from tests.unit.services.conftest import the_pack

PACK = the_pack()
CLERK = an_actor(role="2", village_codes=None)
STATION = an_actor(role="7", village_codes=None)
DIRECTOR = an_actor(role="6")
T = TypeVar("T")


def do(store: Store, verb: Callable[[UnitOfWork], T], actor: Actor = CLERK) -> T:
    return store.perform(verb, actor)[0]


def an_elder(work: UnitOfWork) -> str:
    person = a_person(work, birth_date=date(1946, 3, 3)).id
    values = {"person_id": person, "categories": ["1"], "emergency_phone": "13900000001"}
    return light_registers.enter(work, "elder", PACK, values).id


def test_an_entry_names_its_person_and_masks_numbers(store: Store):
    entry = do(store, an_elder)
    rows = do(store, lambda work: register_list.list_entries(work, "elder"))
    assert [(row.id, row.name, row.age) for row in rows] == [(entry, "李桂兰", 80)]
    assert rows[0].record.text("emergency_phone") == "*******0001"
    assert rows[0].record.value("emergency_phone") is None


def test_who_left_is_in_the_list_of_the_closed_only(store: Store):
    entry = do(store, an_elder)
    do(store, lambda work: light_registers.close_entry(work, "elder", entry, "搬走"))
    assert do(store, lambda work: register_list.list_entries(work, "elder")) == ()
    closed = do(store, lambda work: register_list.list_entries(work, "elder", is_closed=True))
    assert [row.id for row in closed] == [entry]


def test_a_household_is_listed_by_its_head(store: Store):
    def watch(work: UnitOfWork) -> str:
        home = a_household(work, 2)
        values = {"household_id": home.id, "flag": "2"}
        return light_registers.enter(work, "monitored_household", PACK, values).id

    entry = do(store, watch)
    rows = do(store, lambda work: register_list.list_entries(work, "monitored_household"))
    file = do(store, lambda work: register_file.entry_file(work, "monitored_household", entry))
    assert rows[0].name == file.name
    assert rows[0].household_id == file.household_id is not None


def test_somebody_new_is_entered_together_with_a_file_of_their_own(store: Store):
    person = {"name": "周大爷", "birth_date": date(1950, 1, 1)}
    saved = do(
        store, lambda work: light_registers.enter(work, "wanderer", PACK, {}, person), STATION
    )
    file = do(store, lambda work: register_file.entry_file(work, "wanderer", saved.id), STATION)
    assert file.name == "周大爷"
    home = do(store, lambda work: returns.enter_return(work, PACK, None, {}, person), STATION)
    assert do(store, lambda work: register_file.entry_file(work, "return_entry", home.id)).name


def test_looking_at_a_file_is_audited_and_reading_it_anew_is_not(store: Store):
    entry = do(store, an_elder)
    do(store, lambda work: register_file.open_entry(work, "elder", entry))
    do(store, lambda work: register_file.entry_file(work, "elder", entry))

    def looks(work: UnitOfWork) -> int:
        every = work.session.query(AuditEntry).all()
        return sum(1 for one in every if one.action == "user:elder:view")

    assert do(store, looks) == 1


def test_who_keeps_a_register_finds_people_and_who_does_not_is_refused(store: Store):
    do(store, lambda work: a_household(work, 1))
    name = do(store, lambda work: register_people.find_person(work, "elder", "王"))
    assert name
    assert do(store, lambda work: register_people.find_person(work, "child", "王"), DIRECTOR)
    with pytest.raises(Refused, match="不能"):
        do(store, lambda work: register_people.find_person(work, "elder", "王"), DIRECTOR)


def test_the_longest_stay_stands_first_and_who_left_has_no_days(store: Store):
    def some(work: UnitOfWork) -> tuple[str, str]:
        left = a_vagrant(work, state="RETURNED", identity_state="4").id
        return a_vagrant(work).id, left

    staying, left = do(store, some, STATION)
    rows = {row.id: row for row in do(store, lambda work: rescue_list.list_rescues(work), STATION)}
    assert (rows[staying].days, rows[left].days) == (1, None)
    assert (rows[staying].name, rows[staying].looks) == ("身份不明", "女，45至55岁")


def test_a_face_is_for_the_station_and_the_county_alone(store: Store):
    vagrant = do(store, lambda work: a_vagrant(work).id, STATION)
    kept = do(
        store,
        lambda work: rescue_photos.put_photo(work, vagrant, "photo_face_id", b"\xff\xd8picture"),
        STATION,
    )
    read = do(store, lambda work: rescue_photos.photo_of(work, vagrant, "photo_face_id"), STATION)
    assert read == b"\xff\xd8picture"
    assert do(store, lambda work: work.get(Vagrant, vagrant).photo_face_id) == kept
    with pytest.raises(Refused, match="不能"):
        do(store, lambda work: rescue_photos.photo_of(work, vagrant, "photo_face_id"))
    file = do(store, lambda work: rescue_file.rescue_file(work, PACK, vagrant))
    assert not file.sees_faces
    assert file.record.fields["photo_face_id"].is_hidden
    with pytest.raises(Refused, match="正面照"):
        do(store, lambda work: rescue_photos.put_photo(work, vagrant, "marks", b""), STATION)
    with pytest.raises(Refused, match="还没有"):
        do(store, lambda work: rescue_photos.photo_of(work, vagrant, "photo_full_id"), STATION)
