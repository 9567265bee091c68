"""Importing a roster: once is once, nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.divisions import Divisions
from app.domain.permissions import may
from app.errors import Refused
from app.excel.reader import Workbook, read_bytes, read_workbook
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.models.task import Task
from app.services import (
    household_file,
    household_list,
    import_kept,
    import_plan,
    imports,
    people,
    records,
    search,
)
from app.services.imports import ImportOutcome
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_name, a_roster, a_roster_row, an_id_number
from tests.shared_data import shared_file
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_divisions

T = TypeVar("T")
VILLAGE = "毕桥村"
HEAD_NO = an_id_number(1, date(1960, 1, 2))
WIFE_NO = an_id_number(2, date(1962, 3, 4), female=True)

HEAD = {
    "seq": 1,
    "village": VILLAGE,
    "group": "8组",
    "head": "于邦",
    "name": "于邦",
    "id_no": HEAD_NO,
    "relation": "本人",
    "size": 2,
    "protected": 2,
    "hardship": "因病",
    "amount": 445,
    "start": "2023年11月",
    "bank": "重庆农商行",
    "account": "0967929081003390757",
    "phone": "13591054221",
}
WIFE = {"village": VILLAGE, "group": "8组", "head": "于邦", "name": "王珍才", "id_no": WIFE_NO}


def roster(*rows: dict[str, Any], title: str = "") -> Workbook:
    given = {"title": title} if title else {}
    return a_roster(*(a_roster_row(**row) for row in rows), **given)


A_ROSTER = roster(HEAD, {**WIFE, "relation": "妻"})


def bring(
    do: Click, workbook: Workbook, places: Divisions | None = None, **how: Any
) -> ImportOutcome:
    """Read and commit in one click."""
    divisions = places or the_divisions()

    def verb(work: UnitOfWork) -> ImportOutcome:
        return imports.commit(work, imports.read(work, workbook, divisions), divisions, **how)

    return do(verb)


def everything(work: UnitOfWork) -> dict[str, int]:
    role = work.actor.role
    return {
        noun: records.count(work, noun) for noun in records.READ if may(role, records.READ[noun])
    }


def test_a_roster_becomes_households_people_and_migrated_cases(do: Click, places: Divisions):
    outcome = bring(do, A_ROSTER)
    assert outcome.counts["created"] == 2
    page = do(lambda work: household_list.list_households(work, places=places))
    file = do(lambda work: household_file.household_file(work, page.rows[0].id, places))
    assert file.place == "沙坪镇毕桥村8组"
    assert [(each.name, each.relation_text) for each in file.members] == [
        ("于邦", "户主"),
        ("王珍才", "妻"),
    ]
    (case,) = file.cases
    assert (case.scheme_text, case.state_text, case.is_migrated) == ("低保", "在保", True)
    assert case.total_month == Decimal(445)
    household = file.household
    assert (household.text("benefit_month"), household.text("class_now")) == ("445", "低保")
    assert (household.value("declared_size"), household.text("hardship")) == (2, "疾病")
    assert household.text("dibao_area_type") == "农村低保"
    head = do(lambda work: work.get(Person, file.members[0].person_id).bank_no)
    assert head == HEAD["account"]


def test_rows_of_a_village_that_is_not_theirs_are_refused_and_kept(store: Store):
    actor = an_actor(role="2", org_code="500231107", village_codes=None)
    outcome = store.perform(
        lambda work: imports.commit(
            work, imports.read(work, A_ROSTER, the_divisions()), the_divisions()
        ),
        actor,
    )[0]
    assert outcome.counts["refused"] == 2
    assert {problem.code for row in outcome.plan.rows for problem in row.row.problems} >= {
        "out_of_reach"
    }
    assert outcome.kept is not None
    assert store.read(everything, actor)["person"] == 0


def test_an_id_number_of_somebody_elsewhere_tells_nothing_about_him(do: Click, store: Store):
    bring(do, A_ROSTER)
    here = {**HEAD, "village": "油坊村", "head": "冉启明", "name": "冉启明"}
    actor = an_actor(role="2", village_codes=("500231102299",))
    made = store.read(
        lambda work: imports.plan(work, imports.read(work, roster(here), the_divisions())), actor
    )
    told = "".join(problem.message for row in made.rows for problem in row.row.problems)
    assert [row.deed for row in made.rows] == ["refused"]
    assert "于邦" not in told


def test_the_same_workbook_again_adds_and_changes_nothing(do: Click):
    bring(do, A_ROSTER)
    before = do(everything)
    outcome = bring(do, A_ROSTER)
    assert outcome.counts["unchanged"] == 2
    assert do(everything) == before
    assert outcome.plan.differences == ()


def test_it_is_found_at_once(do: Click):
    bring(do, A_ROSTER)
    for text in ("于", "yubang", "yb", HEAD_NO[-4:], "4221"):
        hits = do(lambda work, text=text: search.find(work, text))
        assert [each.name for each in hits] == ["于邦"], text
    assert hits[0].household_id is not None
    assert (hits[0].matched, hits[0].group) == ("电话", "8组")


def test_what_a_person_typed_is_not_overwritten_and_is_noted_once(do: Click):
    outcome = bring(do, A_ROSTER)
    head = outcome.persons["花名册", 3]
    do(lambda work: people.set_person(work, head, {"phone": "13700000007", "health": "30"}))
    for _ in range(2):
        outcome = bring(do, A_ROSTER)
        (difference,) = outcome.plan.differences
        assert (difference.label, difference.ours) == ("联系电话", "*******0007")
        assert do(lambda work: work.get(Person, head).phone) == "13700000007"
        (task,) = do(lambda work: [(each.kind, each.note) for each in work.find(Task)])
        assert task == ("核对花名册上不同的内容", "联系电话")


def test_a_difference_that_was_chosen_is_written(do: Click):
    outcome = bring(do, A_ROSTER)
    head = outcome.persons["花名册", 3]
    do(lambda work: people.set_person(work, head, {"phone": "13700000007"}))
    (difference,) = bring(do, A_ROSTER).plan.differences
    bring(do, A_ROSTER, take=[difference.key])
    assert do(lambda work: work.get(Person, head).phone) == HEAD["phone"]


def test_a_difference_is_not_written_over_what_nobody_saw_when_it_was_chosen(do: Click):
    outcome = bring(do, A_ROSTER)
    head = outcome.persons["花名册", 3]
    do(lambda work: people.set_person(work, head, {"phone": "13700000007"}))
    (difference,) = bring(do, A_ROSTER).plan.differences
    do(lambda work: people.set_person(work, head, {"phone": "13799990007"}))
    with pytest.raises(Refused) as caught:
        bring(do, A_ROSTER, take=[difference.key], sight=difference.sight)
    assert caught.value.code == "changed_meanwhile"
    assert do(lambda work: work.get(Person, head).phone) == "13799990007"


def test_what_is_empty_is_filled(do: Click):
    bring(do, roster({**HEAD, "phone": None, "account": None}, {**WIFE, "relation": None}))
    outcome = bring(do, A_ROSTER)
    assert (outcome.counts["updated"], outcome.counts["created"]) == (2, 0)
    head = outcome.persons["花名册", 3]
    assert do(lambda work: work.get(Person, head).phone) == HEAD["phone"]
    wife = outcome.persons["花名册", 4]
    member = do(lambda work: work.find(Member, Member.person_id == wife)[0].relation)
    assert member == "12"


def test_a_new_amount_is_a_difference_of_the_case_and_taking_it_shows_it(do: Click):
    bring(do, A_ROSTER)
    risen = roster({**HEAD, "amount": 500}, {**WIFE, "relation": "妻"})
    outcome = bring(do, risen)
    assert [each.label for each in outcome.plan.differences] == ["保障金"]
    bring(do, risen, take="all")
    shown = do(lambda work: [each.benefit_month for each in work.find(Household)])
    assert shown == [Decimal(500)]
    cases = do(lambda work: [each.total_month for each in work.find(AssistanceCase)])
    assert cases == [Decimal(500)]


def test_a_case_that_went_its_own_way_is_never_changed_by_a_roster(do: Click):
    bring(do, A_ROSTER)

    def decided(work: UnitOfWork) -> None:
        (case,) = work.find(AssistanceCase)
        case.is_migrated = False

    do(decided)
    outcome = bring(do, roster({**HEAD, "amount": 999}, {**WIFE, "relation": "妻"}), take="all")
    assert [each.may_be_taken for each in outcome.plan.differences] == [False]
    assert do(lambda work: [each.total_month for each in work.find(AssistanceCase)]) == [
        Decimal(445)
    ]
    assert do(lambda work: work.find(Household)[0].benefit_month) == Decimal(445)


def test_a_number_that_is_known_under_another_name_is_refused(do: Click):
    bring(do, A_ROSTER)
    other = roster({**HEAD, "name": "张三丰", "head": "张三丰"}, {**WIFE, "head": "张三丰"})
    outcome = bring(do, other)
    assert (outcome.counts["refused"], outcome.counts["waiting"]) == (1, 1)
    codes = [each.code for row in outcome.plan.to_mend for each in row.problems]
    assert "id_other_name" in codes
    assert do(everything)["person"] == 2


def test_whoever_lives_in_another_household_is_not_moved_by_itself(do: Click):
    bring(do, A_ROSTER)
    son_no = an_id_number(3, date(1985, 5, 5))
    apart = {
        **HEAD,
        "seq": 1,
        "head": "于大富",
        "name": "于大富",
        "id_no": son_no,
        "account": None,
        "phone": None,
    }
    moved = roster(apart, {**WIFE, "head": "于大富", "relation": "母亲"})
    outcome = bring(do, moved)
    (difference,) = outcome.plan.differences
    assert difference.label == "所在家庭"

    def homes(work: UnitOfWork) -> dict[str, str]:
        living = work.find(Member, Member.left.is_(None))
        return {each.person_id: each.household_id for each in living}

    wife = outcome.persons["花名册", 4]
    first = do(homes)[wife]
    bring(do, moved, take=[difference.key])
    assert do(homes)[wife] != first
    assert do(lambda work: len(work.find(Member, Member.person_id == wife))) == 2


def test_people_without_a_number_are_found_again_in_their_household(do: Click):
    bare = roster({**HEAD, "id_no": None}, {**WIFE, "id_no": None, "relation": "妻"})
    bring(do, bare)
    before = do(everything)
    assert bring(do, bare).counts["unchanged"] == 2
    assert do(everything) == before
    outcome = bring(do, A_ROSTER)
    assert outcome.counts["updated"] == 2
    assert do(everything)["person"] == 2
    head = outcome.persons["花名册", 3]
    assert do(lambda work: work.get(Person, head).id_no) == HEAD_NO


def test_two_households_of_one_name_are_for_a_person_to_tell_apart(do: Click, places: Divisions):
    one = {**HEAD, "id_no": None, "account": None, "phone": None}
    bring(do, roster(one))
    (household,) = do(lambda work: [each.id for each in work.find(Household)])
    # the same name, village and group, but born on another day
    person = do(lambda work: work.find(Person)[0].id)
    do(lambda work: people.set_person(work, person, {"birth_date": date(1950, 1, 1)}))
    again = roster({**HEAD, "account": None, "phone": None})
    outcome = bring(do, again)
    (suggestion,) = outcome.plan.suggestions
    assert suggestion.candidates == (household,)
    assert outcome.counts["waiting"] == 1
    assert do(everything)["person"] == 1
    reading = do(lambda work: imports.read(work, again, places))
    new = {suggestion.household: import_plan.NEW}
    do(lambda work: imports.commit(work, reading, places, decisions=new))
    assert do(everything)["household"] == 2


def test_what_was_refused_is_kept_mended_and_brought_again(do: Click):
    wrong = WIFE_NO[:-1] + ("1" if WIFE_NO[-1] != "1" else "2")
    outcome = bring(
        do, roster(HEAD, {**WIFE, "id_no": wrong, "relation": "妻"}), file_name="十一月.xlsx"
    )
    assert (outcome.counts["created"], outcome.counts["refused"]) == (1, 1)
    (batch,) = do(import_kept.kept_batches)
    assert (batch.id, batch.file_name) == (outcome.kept, "十一月.xlsx")
    data = do(lambda work: import_kept.kept_workbook(work, batch.id))
    unmended = read_bytes(data)
    assert bring(do, unmended).counts["created"] == 0
    cells = [
        tuple(WIFE_NO if cell == wrong else cell for cell in row) for row in unmended.sheets[0].rows
    ]
    mended = Workbook((replace(unmended.sheets[0], rows=tuple(cells)),))
    for expected in (1, 0):
        assert bring(do, mended).counts["created"] == expected
    page = do(household_list.list_households)
    assert (page.total, page.rows[0].member_count) == (1, 2)
    do(lambda work: import_kept.forget_kept(work, batch.id))
    left = do(import_kept.kept_batches)
    assert batch.id not in [each.id for each in left]


def test_an_import_that_stops_leaves_nothing(do: Click, places: Divisions):
    def stop(done: int, total: int, _text: str) -> None:
        if done == total:
            raise Stopped

    before = do(everything)
    with pytest.raises(Stopped):
        bring(do, A_ROSTER, told=stop)
    assert do(everything) == before

    def at_the_very_end(work: UnitOfWork) -> None:
        imports.commit(work, imports.read(work, A_ROSTER, places), places)
        raise Stopped

    with pytest.raises(Stopped):
        do(at_the_very_end)
    assert do(everything) == before
    assert do(import_kept.kept_batches) == ()


class Stopped(Exception):
    """Somebody pressed 取消, or something broke."""


def test_columns_that_were_changed_are_remembered(do: Click, places: Divisions):
    reading = do(lambda work: imports.read(work, A_ROSTER, places))
    columns = reading.sheets[0].blocks[0]
    changed = columns.changed("phone", None)
    do(lambda work: imports.remember_columns(work, changed.fingerprint, changed.saved()))
    again = do(lambda work: imports.read(work, A_ROSTER, places))
    assert again.rows[0].person.phones == ()


def test_only_who_may_import_imports(store: Store, places: Divisions, clerk: Actor):
    head = replace(clerk, role="3")
    with pytest.raises(Refused) as refused:
        store.perform(lambda work: imports.read(work, A_ROSTER, places), head)
    assert refused.value.code == "not_permitted"


def test_the_report_accounts_for_every_row(do: Click):
    outcome = bring(do, roster(HEAD, {**WIFE, "id_no": "1"}))
    told: Any = imports.import_report(outcome.plan, outcome.persons)
    assert [each["status"] for each in told["rows"]] == ["accepted", "refused"]
    assert [each["deed"] for each in told["rows"]] == ["create", "refused"]
    assert told["rows"][0]["person_id"] == outcome.persons["花名册", 3]
    assert told["summary"]["is_committed"]


# -- always ---------------------------------------------------------------------------------------

A_MEMBER = st.fixed_dictionaries(
    {
        "name": st.integers(0, 30).map(a_name),
        "id": st.one_of(st.none(), st.integers(1, 60), st.just("wrong")),
        "relation": st.sampled_from(["妻", "子", "女", "不知道", None]),
    }
)
A_HOUSEHOLD = st.fixed_dictionaries(
    {
        "members": st.lists(A_MEMBER, min_size=1, max_size=4),
        "amount": st.one_of(st.none(), st.integers(1, 1000), st.just("不清楚")),
        "group": st.sampled_from(["1组", "2组", None]),
    }
)


def as_rows(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, each in enumerate(drawn, 1):
        head = each["members"][0]["name"]
        for place, member in enumerate(each["members"]):
            number_of = member["id"]
            id_no = an_id_number(number_of) if isinstance(number_of, int) else number_of
            first = {"seq": number, "amount": each["amount"], "relation": "本人"}
            rows.append(
                {
                    "village": VILLAGE,
                    "group": each["group"],
                    "head": head,
                    "name": member["name"],
                    "id_no": "12345" if id_no == "wrong" else id_no,
                    "relation": member["relation"],
                }
                | (first if place == 0 else {})
            )
    return rows


@given(drawn=st.lists(A_HOUSEHOLD, min_size=1, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_is_lost_and_twice_is_once(store: Store, clerk: Actor, drawn: list[Any]):
    rows = as_rows(drawn)
    workbook = roster(*rows)

    def twice(work: UnitOfWork) -> None:
        places = the_divisions()
        reading = imports.read(work, workbook, places)
        skipped = sum(len(each.skipped) for each in reading.sheets)
        assert len(reading.rows) + skipped >= len(rows)
        first = imports.commit(work, reading, places)
        deeds = Counter(each.deed for each in first.plan.rows)
        assert sum(deeds.values()) == len(reading.rows)
        assert len(first.persons) == deeds["create"] + deeds["update"] + deeds["known"]
        kept = {(each.sheet, each.row) for each in first.plan.to_mend}
        assert kept.isdisjoint(first.persons)
        assert kept | set(first.persons) == {(each.sheet, each.row) for each in reading.rows}
        before = everything(work)
        again = imports.commit(work, imports.read(work, workbook, places), places)
        after = everything(work)
        assert {**after, "task": 0} == {**before, "task": 0}
        assert again.counts["created"] == 0
        raise Undone

    with pytest.raises(Undone):
        store.perform(twice, clerk)


class Undone(Exception):
    """Ends a transaction without keeping it."""


def test_the_roster_of_the_village_offices(store: Store, places: Divisions):
    clerk = an_actor(role="2", org_code="500231113", village_codes=None)

    def do(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, clerk)[0]

    workbook = read_workbook(shared_file("data", "roster_2026-11.xlsx"))
    first = bring(do, workbook, places, file_name="roster_2026-11.xlsx")
    assert first.counts == {
        "created": 59,
        "updated": 0,
        "unchanged": 0,
        "waiting": 19,
        "refused": 24,
        "new_households": 30,
        "known_households": 0,
        "differences": 0,
    }
    before = do(everything)
    second = bring(do, workbook, places, file_name="roster_2026-11.xlsx")
    assert (second.counts["created"], second.counts["unchanged"]) == (0, 59)
    assert do(everything) == before
    batches = do(import_kept.kept_batches)
    assert [len(each.rows) for each in batches] == [43]


def test_namesakes_in_one_household_stay_two_people(do: Click):
    child = {**WIFE, "name": "于小小", "id_no": None, "relation": "子"}
    twins = roster(HEAD, child, child)
    bring(do, twins)
    before = do(everything)
    assert before["person"] == 3
    outcome = bring(do, twins)
    assert outcome.counts["unchanged"] == 3
    assert len(set(outcome.persons.values())) == 3
    assert do(everything) == before


def test_two_households_of_the_roster_are_never_taken_for_one_in_the_store(do: Click):
    one = {**HEAD, "id_no": None, "account": None, "phone": None}
    bring(do, roster(one))
    outcome = bring(do, roster(one, {**one, "seq": 2}))
    assert [len(each.candidates) for each in outcome.plan.suggestions] == [1]
    assert outcome.counts["waiting"] == 1


def test_a_number_given_twice_joins_nobody_to_anothers_household(do: Click):
    """The second head's number is the first one's: his family waits with him."""
    second = {**HEAD, "seq": 2, "head": "张三丰", "name": "张三丰"}
    his_wife = {**WIFE, "head": "张三丰", "id_no": an_id_number(9), "name": "李四娘"}
    both = roster(HEAD, second, his_wife)
    for _ in range(2):
        outcome = bring(do, both)
        assert (outcome.counts["refused"], outcome.counts["waiting"]) == (1, 1)
    assert do(everything)["person"] == 1


def test_a_family_waits_for_its_refused_head_even_where_a_namesake_is_known(do: Click):
    bring(do, roster(HEAD))
    wrong = {**HEAD, "id_no": "12345"}
    child = {**WIFE, "name": "于小小", "id_no": an_id_number(9), "relation": "子"}
    outcome = bring(do, roster(wrong, child))
    assert (outcome.counts["refused"], outcome.counts["waiting"]) == (1, 1)
    assert outcome.plan.suggestions == ()
    assert do(everything)["person"] == 1
