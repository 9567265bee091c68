"""Whatever record a window points at, its papers are found, and only those that can be printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import pytest

from app.domain.clock import CHINA
from app.domain.divisions import Divisions
from app.errors import Refused
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.homecoming import Departure, ReturnEntry
from app.models.household import Household
from app.models.payment import PayRun
from app.models.registers import Elder, Wanderer
from app.models.vagrant import Vagrant
from app.services import paper_subjects, papers
from app.services.paper_subjects import PaperSubject
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests import factories
from tests.stores import an_actor
from tests.unit.services.conftest import Click
from tests.unit.services.test_papers import the_press

T = TypeVar("T")

ARRIVED = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)


def a_person(work: UnitOfWork) -> str:
    home = factories.a_household(work)
    return work.get(Household, home.id).head_id or ""


def a_household(work: UnitOfWork) -> str:
    return factories.a_household(work).id


def a_case(work: UnitOfWork) -> str:
    return factories.a_case(work, factories.a_household(work)).id


def a_child(work: UnitOfWork) -> str:
    return work.add(Child(person_id=a_person(work), categories=["1"], main_category="1")).id


def a_vagrant(work: UnitOfWork, **fields: object) -> str:
    given: dict[str, object] = {
        "claimed_name": "王自报",
        "reg_no": "2026-001",
        "arrived_at": ARRIVED,
        "found_way": "1",
    }
    return work.add(Vagrant(**(given | fields))).id


def one_who_left(work: UnitOfWork, way: str = "5") -> str:
    who = a_vagrant(work)
    work.add(Departure(vagrant_id=who, way=way, left_at=ARRIVED))
    return who


def one_refused(work: UnitOfWork) -> str:
    return a_vagrant(work, answer="2", refusal="1")


def one_the_police_brought(work: UnitOfWork) -> str:
    return a_vagrant(work, found_way="2", identity_state="4")


def a_wanderer(work: UnitOfWork) -> str:
    return work.add(Wanderer(person_id=a_person(work))).id


def an_elder_who_was_called_at(work: UnitOfWork) -> str:
    elder = work.add(Elder(person_id=a_person(work)))
    called_at(work, elder.noun, elder.id)
    return elder.id


def one_who_came_home(work: UnitOfWork) -> str:
    entry = work.add(ReturnEntry(person_id=a_person(work)))
    called_at(work, entry.noun, entry.id)
    return entry.id


def called_at(work: UnitOfWork, noun: str, about: str) -> str:
    return work.add(CareCall(about_noun=noun, about_id=about, day=date(2026, 11, 20))).id


def a_run(work: UnitOfWork) -> str:
    return work.add(PayRun(scheme="1", month=date(2026, 11, 1), number=1)).id


SUBJECTS: list[tuple[Callable[[UnitOfWork], str], list[str]]] = [
    (a_vagrant, ["E-25", "E-26", "E-27b-3"]),
    (one_who_left, ["E-25", "E-26", "E-27b-3", "E-27"]),
    (one_refused, ["E-25", "E-27b-1"]),
    (one_the_police_brought, ["E-25", "E-27b-5", "E-27b-3"]),
    (a_wanderer, ["E-32"]),
    (an_elder_who_was_called_at, ["E-29"]),
    (one_who_came_home, ["E-28"]),
    (a_run, ["E-31", "E-31b", "E-33"]),
]


def found(do: Click, places: Divisions, record: str) -> PaperSubject:
    return do(lambda work: paper_subjects.subject(work, record, places))


@pytest.fixture
def leader(store: Store) -> Click:
    """Role 3: who may read everything of a township."""
    actor: Actor = an_actor(role="3", village_codes=None)

    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, actor)[0]

    return click


@pytest.mark.parametrize(("make", "codes"), SUBJECTS)
def test_a_record_has_its_papers_and_each_of_them_can_be_printed(
    leader: Click,
    do: Click,
    places: Divisions,
    make: Callable[[UnitOfWork], str],
    codes: list[str],
):
    record = do(make)
    whose = found(leader, places, record)
    assert [one.code for one in whose.offers] == codes
    assert whose.title
    for offer in whose.offers:
        made = leader(
            lambda work, offer=offer: papers.render(work, the_press(), offer.code, offer.record_id)
        )
        assert made.pages >= 1


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (a_household, "王富贵户　沙坪镇前进村"),
        (a_case, "王富贵　沙坪镇前进村"),
        (a_child, "王富贵　沙坪镇"),
    ],
)
def test_families_cases_and_children_have_theirs(
    do: Click, leader: Click, places: Divisions, make: Callable[[UnitOfWork], str], title: str
):
    whose = found(leader, places, do(make))
    assert whose.offers
    assert whose.title == title


def test_what_went_out_is_told_with_it(do: Click, leader: Click, places: Divisions):
    who = do(a_vagrant)

    def print_it(work: UnitOfWork) -> None:
        papers.log_print(work, papers.render(work, the_press(), "E-25", who), printer="办公室")

    leader(print_it)
    [line] = found(leader, places, who).log
    assert (line.paper, line.about_id) == ("E-25", who)


def test_who_may_not_read_the_record_is_not_told_its_papers(
    do: Click, store: Store, places: Divisions
):
    run = do(a_run)
    with pytest.raises(Refused) as refused:
        store.read(lambda work: paper_subjects.subject(work, run, places), an_actor(role="6"))
    assert refused.value.code == "not_permitted"


def test_what_is_not_there_is_said_not_to_be(do: Click, places: Divisions):
    with pytest.raises(Refused) as refused:
        found(do, places, "019ab000-0000-7000-8000-00000000ffff")
    assert refused.value.code == "record_missing"
