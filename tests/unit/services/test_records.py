"""Any record by its noun: what was shown can be put back, what cannot be is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clock import CHINA
from app.domain.permissions import may
from app.errors import Refused
from app.models import codec
from app.models.base import notes
from app.models.columns import FieldNote, Kind
from app.models.registry import RECORDS
from app.services import records
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_household, a_person, a_vagrant, an_id_number
from tests.stores import NOW, VILLAGE, an_actor
from tests.unit.services.conftest import Click

NOUNS = list(records.WRITE)

NAMED = {
    ("person", "name"): st.sampled_from(["于邦", "李𬀩", "买买提·艾力", "陈龑"]),
    ("person", "id_no"): st.integers(1, 400).map(an_id_number),
    ("person", "disab_no"): st.none(),
    ("person", "phone"): st.sampled_from(["13900000001", "023-74512345"]),
    ("person", "bank_no"): st.sampled_from(["6217000000000000004", "0967929081003390757"]),
    ("person", "id_kind"): st.just("01"),
    ("household", "agent_name"): st.sampled_from(["周吴郑王"]),
    ("household", "agent_phone"): st.just("13900000001"),
    ("household", "agent_id_no"): st.just(an_id_number(5)),
    ("obligor", "name"): st.just("于大富"),
    ("obligor", "id_no"): st.just(an_id_number(6)),
    ("obligor", "family_size"): st.integers(1, 9),
    ("member", "counted"): st.just(True),
    ("member", "exclude_reason"): st.none(),
    ("income", "counted"): st.just(True),
    ("income", "not_counted_reason"): st.none(),
    ("income", "months"): st.integers(1, 60),
    ("expense", "reimbursed"): st.just(Decimal(0)),
    ("asset", "exempt"): st.just(False),
}
"""Fields that a rule of their own narrows; all others come from what is said beside the column."""

A_DAY = st.dates(date(1990, 1, 1), NOW.date() - timedelta(days=1))
LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))

BY_KIND: dict[Kind, Any] = {
    Kind.LONG_TEXT: st.text(LETTERS, max_size=40),
    Kind.NUMBER: st.integers(0, 1000),
    Kind.AMOUNT: st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False),
    Kind.DAY: A_DAY,
    Kind.MOMENT: st.datetimes(timezones=st.just(CHINA)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    Kind.FLAG: st.booleans(),
    Kind.PLACE: st.just(VILLAGE),
    Kind.TREE: st.just([{"name": "周经办"}]),
}


def a_value(note: FieldNote, noun: str, ids: dict[str, str]) -> st.SearchStrategy[Any]:
    """Values that a person could give the field."""
    if (noun, note.name) in NAMED:
        return NAMED[noun, note.name]
    if note.kind is Kind.TEXT:
        return st.text(LETTERS, max_size=min(note.most, 20))
    if note.kind is Kind.CODE and note.codes:
        return st.sampled_from(sorted(note.codes.labels))
    if note.kind is Kind.CODES and note.codes:
        return st.lists(st.sampled_from(sorted(note.codes.labels)), unique=True)
    if note.kind is Kind.REF:
        return st.just(ids[note.refers]) if note.refers in ids else st.none()
    return BY_KIND[note.kind]


def some_values(data: st.DataObject, noun: str, ids: dict[str, str]) -> dict[str, Any]:
    """Some fields of a record, JSON-ready, as somebody might put them."""
    kind = RECORDS[noun]
    kept = records.KEPT_BY_STEPS.get(noun, frozenset[str]()) | {"deleted_reason", "id_no_raw"}
    chosen = {
        name: data.draw(a_value(note, noun, ids), label=name)
        for name, note in notes(kind).items()
        if not note.is_derived
        and name not in kept
        and (note.is_required or data.draw(st.booleans()))
    }
    _in_order(chosen)
    given = {name: value for name, value in chosen.items() if value not in (None, "", [])}
    for name, note in notes(kind).items():
        if note.is_required and name not in given:
            given[name] = "某物" if note.kind is Kind.TEXT else ids[note.refers]
    return codec.encode(kind, given)


def _in_order(chosen: dict[str, Any]) -> None:
    """Pairs of days the right way round."""
    for first, last in (
        ("birth_date", "death_date"),
        ("joined", "left"),
        ("period_from", "period_to"),
        ("apply_date", "accept_date"),
        ("check_request_date", "check_return_date"),
        ("notice_from", "notice_to"),
        ("started_at", "ended_at"),
    ):
        if chosen.get(first) and chosen.get(last):
            chosen[first], chosen[last] = sorted((chosen[first], chosen[last]))


def the_base(work: UnitOfWork) -> dict[str, str]:
    """Records for others to refer to, by noun."""
    household = a_household(work, 1, number=300)
    child = a_child(work)
    return {
        "child": child.id,
        "vagrant": a_vagrant(work).id,
        "household": household.id,
        "person": a_person(work, name="独居者").id,
        "assistance_case": a_case(work, household).id,
        "account": records.write(work, RECORDS["account"], {"name": "周经办"}).id,
    }


@pytest.mark.parametrize("noun", NOUNS)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_is_shown_and_can_be_put_again(
    store: Store, clerk: Actor, noun: str, data: st.DataObject
):
    """As the first role that may write the noun; in one transaction, undone after."""
    role = next(each for each in "23567" if may(each, records.WRITE[noun]))
    actor = replace(clerk, role=role)

    def round_trip(work: UnitOfWork) -> None:
        put = some_values(data, noun, the_base(clerks(work)))
        saved = records.put_json(work, noun, put)
        shown = records.show_json(work, noun, saved.id)
        lost = {name: value for name, value in put.items() if shown.get(name) != value}
        assert {name: (value, shown.get(name)) for name, value in lost.items()} == {}
        again = records.put_json(work, noun, shown)
        assert (again.id, again.is_new) == (saved.id, False)
        assert records.show_json(work, noun, saved.id) == shown
        raise Undone

    with pytest.raises(Undone):
        store.perform(round_trip, actor)


class Undone(Exception):
    """Ends a transaction without keeping it."""


def clerks(work: UnitOfWork) -> UnitOfWork:
    """The same unit of work, for a clerk: whoever the test is about, somebody made the base."""
    return replace(work, actor=an_actor(role="2", village_codes=None))


def test_unknown_fields_are_refused_by_name(do: Click):
    with pytest.raises(Refused, match="nmae、xyz") as refused:
        do(lambda work: records.put_json(work, "person", {"nmae": "于邦", "xyz": 1}))
    assert refused.value.code == "field_unknown"


@pytest.mark.parametrize(
    ("noun", "values", "code"),
    [
        ("person", {}, "field_missing"),
        ("person", {"name": "于邦", "birth_date": "1958年"}, "field_unreadable"),
        ("person", {"name": "于邦", "id": "7"}, "field_unreadable"),
        ("person", {"name": "于邦", "is_deleted": True}, "use_delete"),
        ("assistance_case", {"state": "ACTIVE"}, "field_by_steps"),
        ("assistance_case", {"decision": "1"}, "field_by_steps"),
        ("print_log", {"paper": "E-04"}, "record_not_by_hand"),
        ("attachment", {"sha256": "0"}, "record_not_by_hand"),
        ("persn", {}, "record_type_unknown"),
    ],
)
def test_what_cannot_be_put_says_so(do: Click, noun: str, values: dict[str, Any], code: str):
    with pytest.raises(Refused) as refused:
        do(lambda work: records.put_json(work, noun, values))
    assert refused.value.code == code


def test_an_id_of_ones_own_is_kept_and_the_second_time_changes_it(do: Click):
    own = "019ab000-0000-7000-8000-0000000000aa"
    first = do(lambda work: records.put_json(work, "person", {"id": own, "name": "于邦"}))
    second = do(lambda work: records.put_json(work, "person", {"id": own, "health": "30"}))
    assert (first.id, first.is_new, second.id, second.is_new) == (own, True, own, False)
    assert do(lambda work: records.show_json(work, "person", own))["name"] == "于邦"


def test_a_removed_record_stays_to_be_seen_and_takes_no_change(do: Click):
    person = do(lambda work: a_person(work).id)
    with pytest.raises(Refused) as refused:
        do(lambda work: records.remove(work, "person", person, " "))
    assert refused.value.code == "reason_missing"
    do(lambda work: records.remove(work, "person", person, "登记错误"))
    assert do(lambda work: records.list_json(work, "person")) == ()
    assert do(lambda work: records.show(work, "person", person)).is_deleted
    with pytest.raises(Refused) as refused:
        do(lambda work: records.put_json(work, "person", {"id": person, "health": "10"}))
    assert refused.value.code == "record_removed"


def test_a_member_of_a_household_is_not_removed(do: Click):
    head = do(lambda work: a_household(work, 1).head_id or "")
    with pytest.raises(Refused) as refused:
        do(lambda work: records.remove(work, "person", head, "登记错误"))
    assert refused.value.code == "still_member"


def test_a_finished_visit_is_neither_changed_nor_removed(do: Click):
    values = {
        "visit_kind": "1",
        "started_at": "2026-11-20T09:00:00.000+08:00",
        "ended_at": "2026-11-20T10:00:00.000+08:00",
    }
    visit = do(lambda work: records.put_json(work, "visit", values).id)
    verbs: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: records.put_json(work, "visit", {"id": visit, "met": "1"}),
        lambda work: records.remove(work, "visit", visit, "登记错误"),
    )
    for verb in verbs:
        with pytest.raises(Refused) as refused:
            do(verb)
        assert refused.value.code == "visit_finished"


def test_listing_keeps_to_what_was_asked_and_to_whom(store: Store, do: Click):
    do(lambda work: (a_person(work, bank_no="6217000000000000004", phone="13900000001"), None)[1])
    do(lambda work: (a_person(work, name="于邦", sex="1"), None)[1])
    men = do(lambda work: records.list_json(work, "person", {"sex": "1"}))
    assert [each["name"] for each in men] == ["于邦"]
    assert do(lambda work: len(records.list_json(work, "person", limit=1))) == 1
    third = an_actor(role="8", village_codes=None)
    (first, _) = store.perform(lambda work: records.list_json(work, "person"), third)[0]
    assert "bank_no" not in first
    assert "phone" not in first
