"""Families split, merge, move and change their head: one act each, undone as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from app.errors import Refused
from app.models import codec
from app.models.household import Household, Income, Member
from app.models.person import Person
from app.models.rearrangement import Rearrangement
from app.models.registry import RECORDS
from app.models.visit import Visit
from app.services import household_moves, households
from app.services.rearranging import undo_rearrangement
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_household, an_income, members_of
from tests.stores import NOW
from tests.unit.services.conftest import Click

TODAY = NOW.date()
OTHER_VILLAGE = "500231102202"


@pytest.fixture
def home(do: Click) -> str:
    """A family of four: head, wife, two sons, with an income each of head and first son."""

    def make(work: UnitOfWork) -> str:
        household = a_household(work, 4, class_now="1")
        son = members_of(work, household)[2].person_id
        an_income(work, household, person_id=household.head_id)
        an_income(work, household, person_id=son, amount_total=Decimal(2400))
        return household.id

    return do(make)


def people(do: Click, household_id: str) -> list[str]:
    """Who lives in it now, by name."""

    def names(work: UnitOfWork) -> list[str]:
        found = members_of(work, work.get(Household, household_id, with_deleted=True))
        return [work.get(Person, each.person_id).name for each in found if each.left is None]

    return do(names)


def ids(do: Click, household_id: str) -> list[str]:
    return do(
        lambda work: [
            each.person_id for each in members_of(work, work.get(Household, household_id))
        ]
    )


def picture(do: Click) -> dict[str, object]:
    """All that is true of households and people, as JSON, without who changed it when."""

    def take(work: UnitOfWork) -> dict[str, object]:
        return {
            record.id: {
                name: value
                for name, value in codec.to_json(record).items()
                if name not in {"updated_at", "updated_by"}
            }
            for noun, kind in RECORDS.items()
            if noun != "rearrangement"
            for record in work.find(kind)
        }

    return do(take)


def last_act(do: Click) -> Rearrangement:
    return do(lambda work: work.find(Rearrangement, order_by=(Rearrangement.rowid_.desc(),))[0])


def test_a_son_founds_a_household_of_his_own_with_what_is_his(do: Click, home: str):
    _, _, son, _ = ids(do, home)
    saved = do(
        lambda work: household_moves.split_household(work, home, [son], son, reason="结婚分户")
    )
    assert len(people(do, home)) == 3
    assert len(people(do, saved.id)) == 1
    new = do(lambda work: work.get(Household, saved.id))
    assert (new.head_id, new.village_code) == (son, "500231102201")
    assert new.hh_no is not None
    (income,) = do(lambda work: work.find(Income, Income.household_id == saved.id))
    assert income.amount_total == 2400
    (member,) = do(lambda work: work.find(Member, Member.household_id == saved.id))
    assert (member.relation, member.joined) == ("02", TODAY)
    assert [each.code for each in saved.remarks] == ["review_needed"]
    assert (last_act(do).kind, last_act(do).reason) == ("1", "结婚分户")


@pytest.mark.parametrize(
    ("chosen", "head", "code"),
    [([0], 0, "head_leaves"), ([2], 3, "not_a_member"), ([0, 1, 2, 3], 2, "nobody_left")],
)
def test_what_cannot_be_split(do: Click, home: str, chosen: list[int], head: int, code: str):
    who = ids(do, home)
    with pytest.raises(Refused) as refused:
        do(
            lambda work: household_moves.split_household(
                work, home, [who[each] for each in chosen], who[head]
            )
        )
    assert refused.value.code == code


def test_two_households_become_one_and_the_empty_file_can_still_be_seen(do: Click, home: str):
    other = do(lambda work: a_household(work, 2, number=40).id)
    visit = do(lambda work: work.add(Visit(visit_kind="9", household_id=other)).id)
    do(lambda work: household_moves.merge_households(work, other, home))
    assert len(people(do, home)) == 6
    assert people(do, other) == []
    assert do(lambda work: work.get(Visit, visit).household_id) == home
    old = do(lambda work: work.get(Household, other, with_deleted=True))
    assert old.is_deleted
    assert (old.deleted_reason or "").startswith("并入")


def test_an_open_application_stops_a_merger(do: Click, home: str):
    def open_one(work: UnitOfWork) -> str:
        other = a_household(work, 1, number=41)
        a_case(work, other)
        return other.id

    other = do(open_one)
    with pytest.raises(Refused, match="未办结"):
        do(lambda work: household_moves.merge_households(work, other, home))
    with pytest.raises(Refused, match="同一户"):
        do(lambda work: household_moves.merge_households(work, home, home))


def test_a_household_moves_with_its_people_and_their_files(do: Click, home: str):
    son = ids(do, home)[2]
    child = do(lambda work: a_child(work, person_id=son, household_id=home).id)
    values = {"group_name": "1组"}
    do(lambda work: household_moves.move_household(work, home, OTHER_VILLAGE, values=values))
    moved = do(
        lambda work: [
            each.village_code
            for each in (
                work.get(Household, home),
                work.get(Person, son),
                *members_of(work, work.get(Household, home)),
                work.get(RECORDS["child"], child),
            )
        ]
    )
    assert set(moved) == {OTHER_VILLAGE}
    with pytest.raises(Refused) as refused:
        do(lambda work: household_moves.move_household(work, home, "500231"))
    assert refused.value.code == "village_missing"


def split(work: UnitOfWork, home: str, who: list[str]) -> object:
    return household_moves.split_household(work, home, [who[2], who[3]], who[2])


def merge(work: UnitOfWork, home: str, who: list[str]) -> object:
    other = work.find(Household, Household.id != home)[0].id
    return household_moves.merge_households(work, other, home)


def move(work: UnitOfWork, home: str, who: list[str]) -> object:
    return household_moves.move_household(work, home, OTHER_VILLAGE)


def change_head(work: UnitOfWork, home: str, who: list[str]) -> object:
    return households.change_head(work, home, who[1])


@pytest.mark.parametrize("act", [split, merge, move, change_head])
def test_an_act_is_undone_as_a_whole(
    do: Click, home: str, act: Callable[[UnitOfWork, str, list[str]], object]
):
    do(lambda work: a_household(work, 2, number=42).id)
    who, before = ids(do, home), picture(do)
    do(lambda work: act(work, home, who))
    assert picture(do) != before
    act_id = last_act(do).id
    do(lambda work: undo_rearrangement(work, act_id))
    assert picture(do) == before
    assert last_act(do).undone_on == TODAY


def test_what_was_changed_since_is_not_undone(do: Click, home: str):
    do(lambda work: household_moves.move_household(work, home, OTHER_VILLAGE))
    act_id = last_act(do).id
    do(lambda work: setattr(work.get(Household, home), "village_code", "500231102203"))
    with pytest.raises(Refused) as refused:
        do(lambda work: undo_rearrangement(work, act_id))
    assert refused.value.code == "changed_since"


def test_what_was_sent_is_not_undone(store: Store, do: Click, home: str):
    do(lambda work: household_moves.move_household(work, home, OTHER_VILLAGE))
    act_id = last_act(do).id

    store.apply(lambda connection: connection.execute("DELETE FROM outbox"))
    with pytest.raises(Refused, match="已经上传"):
        do(lambda work: undo_rearrangement(work, act_id))


def test_the_day_of_an_act_is_the_day_it_was_done(do: Click, home: str):
    do(lambda work: household_moves.move_household(work, home, OTHER_VILLAGE))
    assert last_act(do).day == date(2026, 11, 23)
