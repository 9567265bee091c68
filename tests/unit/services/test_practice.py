"""The practice county: invented, whole, the same every time, and right to the fen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain import id_number
from app.domain.clock import FixedClock
from app.models import codec
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.local import Draft
from app.models.person import Person
from app.models.registry import RECORDS
from app.printing.paper import PRACTICE
from app.services import aid, household_list, practice
from app.services.papers import render
from app.services.press import Press
from app.services.shipped import press, rule_pack
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household
from tests.stores import NOW, a_store, an_actor
from tests.unit.printing.looking import texts_of

OFFICE = an_actor(role="2", village_codes=None, org_code=practice.TOWNSHIP)
COUNT = 60


def made(path: Path, count: int = COUNT) -> Store:
    store = a_store(path, clock=FixedClock(NOW))
    store.perform(lambda work: practice.build(work, count=count), OFFICE)
    return store


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    store = made(tmp_path_factory.mktemp("practice"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def the_press() -> Press:
    return press(NOW.date())


def everything(store: Store) -> list[object]:
    """All that people would see, without ids and moments."""

    def told(work: UnitOfWork) -> list[object]:
        return [
            {
                name: value
                for name, value in codec.to_json(record).items()
                if name != "id" and not name.endswith(("_id", "_at", "_by"))
            }
            for kind in RECORDS.values()
            for record in work.find(kind, order_by=(kind.rowid_,))
            if kind.noun not in {"visit", "assistance_case"}
        ]

    return store.read(told, OFFICE)


def test_the_same_seed_makes_the_same_people(county: Store, tmp_path: Path):
    other = made(tmp_path)
    assert everything(county) == everything(other)
    other.close()


def test_every_number_is_valid_and_nobody_has_anothers(county: Store):
    people = county.read(lambda work: work.find(Person), OFFICE)
    numbers = [one.id_no or "" for one in people]
    assert [id_number.parse(number, NOW.date()).text for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)


def test_the_demonstration_people_get_what_the_office_worked_out(county: Store):
    amounts = {
        row.head_name: row.benefit_month
        for row in county.read(
            lambda work: household_list.list_households(work, limit=COUNT), OFFICE
        ).rows
    }
    assert amounts["李某福"] == Decimal(990)
    assert amounts["王某才"] == Decimal(1201)


def test_there_is_a_household_of_twelve_with_names_that_are_hard_to_print(county: Store):
    def look(work: UnitOfWork) -> tuple[int, str]:
        members = work.find(Member)
        sizes = [one.household_id for one in members]
        biggest = max(set(sizes), key=sizes.count)
        inside = [one for one in members if one.household_id == biggest]
        return len(inside), "".join(work.get(Person, one.person_id).name for one in inside)

    size, names = county.read(look, OFFICE)
    assert size == 12
    assert {"㛃", "𬱖", "龑", "𬀩", "·"} <= set(names)


def test_two_visits_are_begun_and_not_finished(county: Store):
    drafts = county.read(lambda work: list(work.session.scalars(select(Draft))), OFFICE)
    assert len(drafts) == practice.DRAFTS


def test_every_household_can_be_worked_out_and_both_papers_printed(county: Store, the_press: Press):
    pack = rule_pack(NOW.date())

    def look(work: UnitOfWork) -> list[bytes]:
        homes = work.find(Household, limit=12)
        assert all(aid.work_out(work, pack, one.id).steps for one in homes)
        checks = [render(work, the_press, "E-04", one.id) for one in homes]
        cases = work.find(AssistanceCase, AssistanceCase.scheme == "1", limit=12)
        return [
            one.pdf
            for one in (*checks, *(render(work, the_press, "E-07", one.id) for one in cases))
        ]

    papers = county.read(look, OFFICE)
    assert len(papers) == 24
    assert all(one.startswith(b"%PDF") for one in papers)


def test_its_papers_are_marked_by_whatever_door_they_are_printed(
    county: Store, the_press: Press, tmp_path: Path
):
    def printed(work: UnitOfWork) -> str:
        [home, *_] = work.find(Household, limit=1)
        return "".join(texts_of(render(work, the_press, "E-04", home.id).pdf))

    assert PRACTICE in county.read(printed, OFFICE)
    earnest = a_store(tmp_path, clock=FixedClock(NOW))
    earnest.perform(lambda work: a_household(work).id, an_actor(role="2", village_codes=None))
    assert PRACTICE not in earnest.read(printed, an_actor(role="2", village_codes=None))
    earnest.close()


def test_progress_is_told_for_every_household(tmp_path: Path):
    store = a_store(tmp_path, clock=FixedClock(NOW))
    heard: list[int] = []
    store.perform(
        lambda work: practice.build(
            work, count=5, report=lambda done, _all, _text: heard.append(done)
        ),
        OFFICE,
    )
    store.close()
    assert heard == [1, 2, 3, 4, 5]
