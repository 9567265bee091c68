"""What somebody saw when he decided: the files are not written over where they are otherwise by now."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.household import Household
from app.models.person import Person
from app.services import pasting, people, records
from app.services.fields import HIDDEN, RecordFile
from app.services.seen import changed_since, sight_of, upon
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household, a_name, members_of
from tests.unit.services.conftest import Click
from tests.unit.services.test_pasting import pasted, planned

WIFE = a_name(98)


@pytest.fixture
def home(do: Click) -> str:
    return do(lambda work: a_household(work, 2, number=1).id)


def wife(work: UnitOfWork, home: str) -> Person:
    found = [work.get(Person, one.person_id) for one in members_of(work, work.get(Household, home))]
    return next(one for one in found if one.name == WIFE)


def shown(do: Click, home: str) -> RecordFile:
    return do(lambda work: records.show(work, "person", wife(work, home).id))


def call_her(do: Click, home: str, phone: str) -> None:
    do(lambda work: people.set_person(work, wife(work, home).id, {"phone": phone}))


def test_what_is_as_it_was_seen_is_written(do: Click, home: str):
    sight = sight_of([shown(do, home)])
    assert do(lambda work: changed_since(work, sight)) == ()
    assert do(upon(sight, lambda work: work.actor.id))


def test_what_changed_meanwhile_is_told_on_both_sides_and_nothing_is_written(do: Click, home: str):
    call_her(do, home, "13800001234")
    sight = sight_of([shown(do, home)])
    call_her(do, home, "13899991234")
    (changed,) = do(lambda work: changed_since(work, sight))
    assert (changed.label, changed.place.name) == ("联系电话", "phone")
    assert changed.before.text == changed.now.text != ""
    with pytest.raises(Refused, match="联系电话") as caught:
        do(upon(sight, lambda work: setattr(wife(work, home), "name", "谁")))
    assert caught.value.code == "changed_meanwhile"
    assert shown(do, home).value("name") == WIFE


def test_whoever_has_seen_both_writes(do: Click, home: str):
    sight = sight_of([shown(do, home)])
    call_her(do, home, "13899991234")
    changes = do(lambda work: changed_since(work, sight))
    now = {**sight, **{one.place: one.now for one in changes}}
    assert do(upon(now, lambda _work: "done")) == "done"


def test_what_is_hidden_was_not_seen(do: Click, home: str):
    file = shown(do, home)
    hidden = {place.name for place in sight_of([file])} ^ set(file.fields)
    assert hidden == {
        name for name, one in file.fields.items() if one.is_hidden or one.note.is_derived
    }
    assert HIDDEN


def test_pasting_is_not_written_over_a_number_whose_mask_looks_the_same(do: Click, home: str):
    call_her(do, home, "13800001234")
    plan = planned(do, home, f"姓名\t与户主关系\t电话\n{WIFE}\t妻\t139-0000-0002\n")
    call_her(do, home, "13899991234")
    with pytest.raises(Refused) as caught:
        pasted(do, plan)
    assert caught.value.code == pasting.CHANGED
    assert do(lambda work: wife(work, home).phone) == "13899991234"


def test_pasting_is_not_taken_back_over_what_was_typed_since(do: Click, home: str):
    plan = planned(do, home, f"姓名\t与户主关系\t电话\n{WIFE}\t妻\t139-0000-0002\n")
    done = pasted(do, plan)
    call_her(do, home, "13800001234")
    with pytest.raises(Refused) as caught:
        do(lambda work: pasting.take_back(work, done))
    assert caught.value.code == "changed_meanwhile"
    assert do(lambda work: wife(work, home).phone) == "13800001234"
