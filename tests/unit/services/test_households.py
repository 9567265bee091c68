"""Households: how they come about, who is in them, what follows from what is entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.divisions import Divisions
from app.domain.money import monthly
from app.errors import Refused
from app.models.household import Household, Income, Member
from app.models.person import Person
from app.services import (
    audit,
    history,
    household_file,
    household_list,
    households,
    livelihood,
    members,
    people,
    records,
    search,
)
from app.services.household_list import HouseholdFilter
from app.services.record_rules import check_record
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import (
    a_case,
    a_draft,
    a_household,
    a_person,
    an_id_number,
    an_income,
    members_of,
)
from tests.stores import VILLAGE, an_actor
from tests.unit.services.conftest import Click

HEAD = {"name": "于邦", "id_no": an_id_number(7, date(1958, 3, 3)), "phone": "13591054221"}


def test_a_household_comes_about_with_its_head_and_a_number(do: Click, places: Divisions):
    saved = do(lambda work: households.add_household(work, {"village_code": VILLAGE}, head=HEAD))
    file = do(lambda work: household_file.household_file(work, saved.id, places))
    assert file.head is not None
    assert (file.head.name, file.head.relation_text, file.head.sex_text) == ("于邦", "户主", "男")
    assert file.head.age == 68
    assert file.head.id_masked == "500231********" + HEAD["id_no"][-4:]
    number = file.household.text("hh_no")
    assert number.startswith("500231102")
    assert len(number) == 17
    assert (file.member_count, file.counted_count, file.protected_count) == (1, 1, 1)


def test_a_number_in_the_file_is_masked_and_reading_it_is_noted(do: Click):
    household_id = do(lambda work: a_household(work).id)
    file = do(lambda work: household_file.open_household(work, household_id))
    person = file.members[0].person
    assert person.fields["id_no"].is_masked
    assert person.value("id_no") is None
    full = do(lambda work: people.reveal(work, "person", person.id, "id_no"))
    assert person.text("id_no") == f"{full[:6]}********{full[-4:]}"
    lines = do(lambda work: history.record_history(work, "person", person.id))
    assert lines[0].text.endswith("的完整公民身份号码")
    assert lines[0].is_reading


def test_an_assistant_sees_no_bank_account(store: Store, do: Click, assistant: Actor):
    person_id = do(lambda work: a_person(work, bank_no="6217000000000000004").id)
    file = store.read(lambda work: people.person_file(work, person_id), assistant)
    assert file.fields["bank_no"].is_hidden
    assert file.text("bank_no") == "（无权查看）"
    account = {"bank_no": "6228480000000000000"}
    verbs: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: people.reveal(work, "person", person_id, "bank_no"),
        lambda work: people.set_person(work, person_id, account),
    )
    for verb in verbs:
        with pytest.raises(Refused) as refused:
            store.perform(verb, assistant)
        assert refused.value.code == "not_permitted"


def test_the_same_id_number_offers_the_person_who_has_it(do: Click):
    first = do(lambda work: households.add_household(work, {"village_code": VILLAGE}, head=HEAD))
    head_id = do(lambda work: work.get(Household, first.id).head_id)
    with pytest.raises(Refused) as refused:
        do(lambda work: households.add_household(work, {"village_code": VILLAGE}, head=HEAD))
    assert refused.value.code == "id_duplicate"
    assert refused.value.facts["person_id"] == head_id
    assert do(lambda work: records.count(work, "household")) == 1
    known = do(lambda work: people.known_person(work, HEAD["id_no"]))
    assert known is not None
    assert known.name == "于邦"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_no", "500231196803033116", "id_check_digit"),
        ("id_no", "50023119680303311", "id_length"),
        ("name", "王", "name_invalid"),
        ("name", "", "field_missing"),
        ("phone", "12345", "phone_invalid"),
        ("birth_date", date(2027, 1, 1), "date_in_future"),
        ("sex", "7", "code_unknown"),
        ("disab_no", "123", "disab_no_invalid"),
        ("bank_no", "1234", "account_invalid"),
        ("monthly_income", Decimal(-1), "amount_negative"),
        ("monthly_income", Decimal("1.005"), "amount_too_fine"),
        ("former_name", "王" * 51, "text_too_long"),
        ("live_addr_code", "桂溪", "place_invalid"),
        ("special_flags", ["1", "1"], "code_twice"),
        ("guardian_id", "019ab000-0000-7000-8000-0000000000ff", "reference_missing"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_named(
    do: Click, field: str, value: object, code: str
):
    person_id = do(lambda work: a_person(work).id)
    with pytest.raises(Refused) as refused:
        do(lambda work: people.set_person(work, person_id, {field: value}))
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


def test_the_id_number_says_birth_and_sex_and_what_is_typed_otherwise_stays(do: Click):
    person_id = do(lambda work: a_person(work, sex=None, birth_date=None).id)
    do(lambda work: people.set_person(work, person_id, {"id_no": HEAD["id_no"]}))
    file = do(lambda work: people.person_file(work, person_id))
    assert (file.value("sex"), file.value("birth_date")) == ("1", date(1958, 3, 3))
    saved = do(lambda work: people.set_person(work, person_id, {"birth_date": date(1959, 1, 1)}))
    assert [each.code for each in saved.remarks] == ["birth_mismatch"]
    assert do(lambda work: people.person_file(work, person_id)).value("birth_date").year == 1959


def test_a_disability_number_must_be_the_persons_own(do: Click):
    person_id = do(lambda work: a_person(work, id_no=HEAD["id_no"]).id)
    own = f"{HEAD['id_no']}43"
    do(lambda work: people.set_person(work, person_id, {"disab_no": own}))
    file = do(lambda work: people.person_file(work, person_id))
    assert (file.text("disab_type"), file.text("disab_grade")) == ("肢体", "三级")
    other = f"{an_id_number(9)}43"
    with pytest.raises(Refused) as refused:
        do(lambda work: people.set_person(work, person_id, {"disab_no": other}))
    assert refused.value.code == "disab_no_foreign"


def test_what_was_wrong_before_does_not_stop_a_save_elsewhere(do: Click):
    person_id = do(lambda work: a_person(work, name="王", phone="1").id)
    do(lambda work: people.set_person(work, person_id, {"health": "30"}))
    assert do(lambda work: people.person_file(work, person_id)).text("health") == "有慢性病"


def test_a_member_leaves_and_the_counts_follow(do: Click):
    household_id = do(lambda work: a_household(work, 3).id)
    last = do(lambda work: members_of(work, work.get(Household, household_id))[-1].id)
    do(lambda work: members.let_member_leave(work, last))
    file = do(lambda work: household_file.household_file(work, household_id))
    assert (file.member_count, len(file.former)) == (2, 1)


def test_who_is_not_counted_needs_a_reason_and_is_not_protected(do: Click):
    household_id = do(lambda work: a_household(work, 2).id)
    member = do(lambda work: members_of(work, work.get(Household, household_id))[-1].id)
    with pytest.raises(Refused) as refused:
        do(lambda work: members.set_member(work, member, {"counted": False}))
    assert refused.value.code == "exclude_reason_missing"
    do(lambda work: members.set_member(work, member, {"counted": False, "exclude_reason": "2"}))
    file = do(lambda work: household_file.household_file(work, household_id))
    assert (file.member_count, file.counted_count, file.protected_count) == (2, 1, 1)


def test_the_head_stays_until_another_is_head(do: Click):
    household_id = do(lambda work: a_household(work, 2).id)
    head, other = do(
        lambda work: [
            (each.id, each.person_id)
            for each in members_of(work, work.get(Household, household_id))
        ]
    )
    with pytest.raises(Refused) as refused:
        do(lambda work: members.let_member_leave(work, head[0]))
    assert refused.value.code == "head_leaves"
    do(lambda work: households.change_head(work, household_id, other[1]))
    do(lambda work: members.let_member_leave(work, head[0]))
    file = do(lambda work: household_file.household_file(work, household_id))
    assert file.head is not None
    assert file.head.person_id == other[1]


def test_nobody_is_a_member_twice(do: Click):
    household_id, head_id = do(lambda work: (one := a_household(work)).id and (one.id, one.head_id))
    with pytest.raises(Refused) as refused:
        do(lambda work: members.add_member(work, household_id, {}, person_id=head_id))
    assert refused.value.code == "member_twice"


def test_a_member_who_moves_lives_in_the_other_village(do: Click):
    one, two = do(
        lambda work: (
            a_household(work, 2).id,
            a_household(work, 1, number=2, village_code="500231102202").id,
        )
    )
    member = do(lambda work: members_of(work, work.get(Household, one))[-1].id)
    do(lambda work: members.move_member(work, member, two, "20"))
    here = do(lambda work: household_file.household_file(work, one))
    there = do(lambda work: household_file.household_file(work, two))
    assert (here.member_count, there.member_count) == (1, 2)
    moved = there.members[-1].person_id
    assert do(lambda work: work.get(Person, moved).village_code) == "500231102202"


def test_a_move_taken_back_leaves_both_households_as_they_were(do: Click):
    one, two = do(
        lambda work: (
            a_household(work, 2).id,
            a_household(work, 1, number=2, village_code="500231102202").id,
        )
    )
    member = do(lambda work: members_of(work, work.get(Household, one))[-1].id)
    saved = do(lambda work: members.move_member(work, member, two, "20"))
    do(lambda work: members.move_back(work, member, saved.id))
    here = do(lambda work: household_file.household_file(work, one))
    there = do(lambda work: household_file.household_file(work, two))
    assert (here.member_count, there.member_count) == (2, 1)
    person = here.members[-1].person_id
    assert do(lambda work: work.get(Person, person).village_code) == "500231102201"


def test_a_household_that_moves_takes_everything_along(do: Click):
    household_id = do(lambda work: a_household(work, 2).id)
    do(lambda work: an_income(work, work.get(Household, household_id)))
    do(lambda work: households.set_household(work, household_id, {"village_code": "500231101201"}))
    found = do(
        lambda work: [
            (each.org_code, each.village_code)
            for kind in (Household, Member, Person, Income)
            for each in work.find(kind)
        ]
    )
    assert set(found) == {("500231101", "500231101201")}


@given(total=st.decimals(0, 10**7, places=2, allow_nan=False), months=st.integers(1, 120))
@settings(max_examples=200)
def test_the_monthly_share_is_total_over_months(total: Decimal, months: int):
    values: dict[str, Any] = {**records.defaults(Income), "household_id": "x", "kind": "1"}
    values |= {"amount_total": total, "months": months}
    found = check_record(Income, values, {"amount_total", "months"}, date(2026, 11, 23))
    assert [each for each in found if each.is_error] == []
    assert values["monthly"] == monthly(total, months)
    assert abs(values["monthly"] * months - total) <= Decimal("0.005") * months


def test_what_is_worked_out_cannot_be_typed(do: Click):
    household = do(lambda work: a_household(work).id)
    item = do(lambda work: an_income(work, work.get(Household, household)))
    with pytest.raises(Refused) as refused:
        do(lambda work: livelihood.set_item(work, "income", item, {"monthly": Decimal(5)}))
    assert refused.value.code == "field_derived"
    do(lambda work: livelihood.set_item(work, "income", item, {"months": 6}))
    file = do(lambda work: household_file.household_file(work, household))
    assert file.incomes[0].value("monthly") == Decimal(2000)
    assert file.income_month == Decimal(2000)


def test_deductions_and_what_does_not_count_lower_the_income(do: Click):
    household = do(lambda work: a_household(work).id)

    def add(values: dict[str, object]) -> None:
        do(lambda work: livelihood.add_item(work, "income", household, values))

    add({"kind": "1", "amount_total": Decimal(12000), "months": 12})
    add({"kind": "51", "amount_total": Decimal(2400), "months": 12})
    add(
        {
            "kind": "43",
            "amount_total": Decimal(999),
            "months": 1,
            "counted": False,
            "not_counted_reason": "2",
        }
    )
    file = do(lambda work: household_file.household_file(work, household))
    assert file.income_month == Decimal(800)


def test_an_expense_is_what_was_paid_oneself_and_an_obligors_income_is_per_head(do: Click):
    household = do(lambda work: a_household(work).id)
    expense = {"kind": "2", "amount": Decimal("5000.50"), "reimbursed": Decimal(3000)}
    obligor = {"name": "于大富", "family_size": 3, "family_income_total": Decimal(100)}
    do(lambda work: livelihood.add_item(work, "expense", household, expense))
    do(lambda work: livelihood.add_item(work, "obligor", household, obligor))
    file = do(lambda work: household_file.household_file(work, household))
    assert file.expenses[0].value("self_paid") == Decimal("2000.50")
    assert file.obligors[0].value("family_income_pc") == Decimal("33.33")
    too_much = {"kind": "2", "amount": Decimal(1), "reimbursed": Decimal(2)}
    with pytest.raises(Refused) as refused:
        do(lambda work: livelihood.add_item(work, "expense", household, too_much))
    assert refused.value.code == "reimbursed_too_much"


def test_a_household_with_an_open_case_is_not_removed_and_an_empty_one_goes_whole(do: Click):
    household = do(lambda work: a_household(work, 2).id)
    case = do(lambda work: a_case(work, work.get(Household, household)).id)
    with pytest.raises(Refused) as refused:
        do(lambda work: records.remove(work, "household", household, "登记错误"))
    assert refused.value.code == "case_open"
    do(lambda work: records.remove(work, "assistance_case", case, "登记错误"))
    do(lambda work: records.remove(work, "household", household, "登记错误"))
    assert do(lambda work: (records.count(work, "household"), records.count(work, "member"))) == (
        0,
        0,
    )
    assert do(lambda work: records.count(work, "person")) == 2


# -- the list -------------------------------------------------------------------------------------


def some_households(do: Click) -> None:
    def make(work: UnitOfWork) -> None:
        for number in range(1, 13):
            a_household(
                work,
                1 + number % 3,
                number=number,
                group_name=f"{number}组",
                class_now=str(number % 3),
                village_code="50023110220" + str(1 + number % 2),
            )

    do(make)


def test_the_list_counts_filters_and_turns_pages(do: Click, places: Divisions):
    some_households(do)
    page = do(lambda work: household_list.list_households(work, limit=5, places=places))
    assert (page.total, len(page.rows)) == (12, 5)
    rest = do(lambda work: household_list.list_households(work, offset=5, limit=50))
    everybody = [each.id for each in (*page.rows, *rest.rows)]
    assert len(set(everybody)) == 12
    one = HouseholdFilter(village_code="500231102202")
    there = do(lambda work: household_list.list_households(work, one))
    assert [each.group for each in there.rows] == ["1组", "3组", "5组", "7组", "9组", "11组"]
    classes = do(lambda work: household_list.count_households(work, "class", one))
    assert sum(classes.values()) == 6
    villages = do(lambda work: household_list.count_households(work, "village", one))
    assert villages == {"500231102201": 6, "500231102202": 6}


def test_the_list_finds_by_any_member_and_by_scheme(do: Click):
    some_households(do)
    first = do(lambda work: household_list.list_households(work)).rows[0]
    file = do(lambda work: household_file.household_file(work, first.id))
    name = file.members[-1].name
    found = do(lambda work: household_list.list_households(work, HouseholdFilter(text=name)))
    assert first.id in [each.id for each in found.rows]
    by_number = HouseholdFilter(text=first.hh_no)
    assert do(lambda work: household_list.list_households(work, by_number)).total == 1
    do(lambda work: a_case(work, work.get(Household, first.id), scheme="2"))
    with_case = HouseholdFilter(scheme="2")
    listed = do(lambda work: household_list.list_households(work, with_case))
    assert [each.id for each in listed.rows] == [first.id]


def test_an_assistant_lists_the_own_village_only(store: Store, do: Click, assistant: Actor):
    some_households(do)
    page = store.read(household_list.list_households, assistant)
    assert {each.village_code for each in page.rows} == {VILLAGE}


# -- history --------------------------------------------------------------------------------------


def test_the_history_says_in_words_what_changed(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    person = do(lambda work: work.get(Household, household).head_id)
    do(lambda work: people.set_person(work, person or "", {"phone": "13900000009"}))
    do(lambda work: household_file.open_household(work, household))
    lines = do(lambda work: history.household_history(work, household))
    assert lines[0].text == "打开了家庭档案"
    assert lines[1].text.endswith("的联系电话")
    (change,) = lines[1].changes
    assert (change.before, change.after) == ("*******0001", "*******0009")
    assert {each.who for each in lines} == {"周经办"}


def test_the_chain_holds_and_tells_who_saw_what(store: Store, do: Click):
    household = do(lambda work: a_household(work, 1).id)
    do(lambda work: household_file.open_household(work, household))
    check = do(audit.verify_chain)
    assert check.holds
    assert check.entries >= 4
    head = an_actor(role="3", village_codes=None)
    seen = store.read(lambda work: audit.who_saw(work, household), head)
    assert [each.text for each in seen] == ["打开了家庭"]


# -- remarks, and what is worked out on the way ------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"bank_no": "6217000000000000005"}, "account_suspicious"),
        ({"bank_no": "6217000000000000004", "bank_holder": "于邦"}, "holder_differs"),
        ({"marriage": "20", "birth_date": date(2010, 1, 1)}, "marriage_age"),
        ({"disab_cert": True}, "disab_missing"),
        ({"id_kind": "98"}, "no_id_reason_missing"),
    ],
)
def test_what_is_odd_is_saved_with_a_remark(do: Click, values: dict[str, Any], code: str):
    person_id = do(lambda work: a_person(work).id)
    saved = do(lambda work: people.set_person(work, person_id, values))
    assert code in [each.code for each in saved.remarks]
    assert all(each.sentence.endswith("。") for each in saved.remarks)


@pytest.mark.parametrize(("born", "labor"), [(2015, "4"), (1990, None), (1950, "5")])
def test_the_ability_to_work_follows_from_the_age_until_somebody_says(
    do: Click, born: int, labor: str | None
):
    person_id = do(lambda work: a_person(work, birth_date=None).id)
    do(lambda work: people.set_person(work, person_id, {"birth_date": date(born, 1, 1)}))
    assert do(lambda work: people.person_file(work, person_id)).value("labor") == labor


def test_nobody_leaves_before_joining(do: Click):
    household_id = do(lambda work: a_household(work, 2).id)
    member = do(lambda work: members_of(work, work.get(Household, household_id))[-1].id)
    with pytest.raises(Refused) as refused:
        do(lambda work: members.let_member_leave(work, member, date(2020, 1, 1)))
    assert refused.value.code == "dates_reversed"


def test_relations_are_asked_anew_when_the_head_changes(do: Click):
    household_id = do(lambda work: a_household(work, 3).id)
    wife = do(lambda work: members_of(work, work.get(Household, household_id))[1].person_id)
    do(lambda work: households.change_head(work, household_id, wife))
    file = do(lambda work: household_file.household_file(work, household_id))
    assert [each.member.value("relation") for each in file.members] == ["02", None, None]


def test_a_bank_account_is_not_put_by_the_generic_way_either(
    store: Store, do: Click, assistant: Actor
):
    person_id = do(lambda work: a_person(work).id)
    with pytest.raises(Refused) as refused:
        store.perform(
            lambda work: records.put(work, "person", {"bank_no": "12345678"}, person_id), assistant
        )
    assert refused.value.code == "not_permitted"


def test_a_discarded_draft_is_in_no_file(do: Click):
    household_id = do(lambda work: a_household(work, 1).id)
    do(lambda work: work.session.add(a_draft(work, household_id)))
    do(lambda work: work.session.add(a_draft(work, household_id, discarded_at=work.now)))
    file = do(lambda work: household_file.household_file(work, household_id))
    assert len(file.drafts) == 1


def test_search_keeps_to_the_own_village(store: Store, do: Click, assistant: Actor):
    do(lambda work: (a_household(work, 1).id, a_household(work, 1, number=2).id)[0])
    do(lambda work: a_household(work, 1, number=3, village_code="500231102202").id)
    assert len(store.read(lambda work: search.find(work, "王"), assistant)) == 2
    assert len(do(lambda work: search.find(work, "王"))) == 3
    assert len(do(lambda work: search.find(work, "王", "500231102202"))) == 1
    assert do(lambda work: search.find(work, "  ")) == ()
