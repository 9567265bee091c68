"""Records as JSON and back: nothing is lost, nothing wrong gets in, the unknown travels untouched."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clock import CHINA
from app.errors import Refused
from app.models import codec
from app.models.base import Record
from app.models.columns import Kind
from app.models.household import Asset, Member
from app.models.person import Person
from app.models.registry import RECORDS
from app.models.visit import Visit

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENT = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000, tzinfo=CHINA)
)
TREE = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
VALUES = {
    Kind.TEXT: TEXT,
    Kind.LONG_TEXT: TEXT,
    Kind.CODE: TEXT,
    Kind.PLACE: TEXT,
    Kind.NUMBER: st.integers(-(2**53), 2**53),
    Kind.AMOUNT: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    Kind.DAY: st.dates(),
    Kind.MOMENT: MOMENT,
    Kind.FLAG: st.booleans(),
    Kind.REF: st.uuids().map(str),
    Kind.CODES: st.lists(TEXT, max_size=3),
    Kind.TREE: TREE,
}


@st.composite
def filled(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    kind = draw(st.sampled_from(list(RECORDS.values())))
    described = codec.notes(kind)
    chosen = draw(st.lists(st.sampled_from(list(described)), unique=True, max_size=8))
    return kind, {name: draw(st.none() | VALUES[described[name].kind]) for name in chosen}


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine that has much else to do
@given(filled())
def test_what_goes_out_as_json_comes_back_as_it_was(case: tuple[Any, dict[str, Any]]):
    kind, values = case
    carried = json.loads(json.dumps(codec.encode(kind, values), ensure_ascii=False))
    assert codec.decode(kind, carried) == values


@given(
    st.dictionaries(TEXT.filter(lambda name: name not in codec.fields(Person)), TREE, max_size=4)
)
def test_fields_of_a_newer_version_come_out_as_they_went_in(unknown: dict[str, Any]):
    ours = {"id", "noun", "extras", "rowid_", *codec.STAMPS}
    unknown = {name: value for name, value in unknown.items() if name not in ours}
    decoded = codec.decode(Person, {"name": "王小明", **unknown})
    assert decoded.get("extras", {}) == unknown
    assert codec.encode(Person, decoded) == {"name": "王小明", **unknown}


def test_a_whole_record_says_its_type_and_leaves_out_what_is_empty():
    person = Person(
        id="019ab000-0000-7000-8000-000000000001",
        name="王小明",
        birth_date=date(1950, 1, 2),
        monthly_income=Decimal("300.50"),
        is_deleted=False,
        rev=0,
        extras={"blood": "A"},
    )
    assert codec.to_json(person) == {
        "noun": "person",
        "id": "019ab000-0000-7000-8000-000000000001",
        "name": "王小明",
        "birth_date": "1950-01-02",
        "monthly_income": "300.50",
        "is_deleted": False,
        "rev": 0,
        "blood": "A",
    }
    assert codec.to_json(person, only=["name"])["name"] == "王小明"
    assert "birth_date" not in codec.to_json(person, only=["name"])


def test_json_is_put_into_a_record_and_its_bookkeeping_is_not():
    person = Person(id="a", name="王小明", rev=3, extras={"old": 1})
    codec.assign(person, {"name": "李桂兰", "rev": 9, "id": "b", "noun": "x", "blood": "A"})
    assert (person.name, person.rev, person.id) == ("李桂兰", 3, "a")
    assert person.extras == {"old": 1, "blood": "A"}


def refused(read: Callable[[type[Record], dict[str, Any]], object], *of: Any) -> str:
    try:
        read(*of)
    except Refused as error:
        return error.code
    return ""


SPELLED: list[Any] = [None, "", "0", 0, True, 0.5, [], {}, "2026-11-23"]
ODD = (
    TREE
    | st.floats()
    | st.uuids().map(str)
    | st.sampled_from(["300.50", "2026-11-23", "2026-11-23T09:05:00+08:00", "NaN"])
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_look_refuses_exactly_what_reading_refuses(data: st.DataObject):
    kind = data.draw(st.sampled_from(list(RECORDS.values())))
    names = st.sampled_from([*codec.fields(kind), *codec.STAMPS, "id", "extras", "new"])
    values = data.draw(st.dictionaries(names, ODD, max_size=4))
    assert refused(codec.check, kind, values) == refused(codec.decode, kind, values)


def test_each_field_is_looked_at_as_it_is_read():
    for kind in RECORDS.values():
        for name in codec.fields(kind):
            for value in SPELLED:
                of = kind, {name: value}
                assert refused(codec.check, *of) == refused(codec.decode, *of)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (Person, "birth_date", "1950-13-01"),
        (Person, "birth_date", 19500101),
        (Person, "monthly_income", "三百"),
        (Person, "monthly_income", "NaN"),
        (Person, "monthly_income", True),
        (Person, "name", 5),
        (Person, "disab_cert", "是"),
        (Member, "place_in_list", "1"),
        (Member, "place_in_list", True),
        (Member, "person_id", "nobody"),
        (Visit, "started_at", "2026-11-23T09:05:00"),
        (Asset, "is_deleted", 1),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_naming_the_field(kind: Any, field: str, value: Any):
    with pytest.raises(Refused, match=field) as caught:
        codec.decode(kind, {field: value})
    assert caught.value.code == "field_unreadable"
    assert str(value) not in str(caught.value.facts)


def test_an_amount_may_come_as_a_number_of_json():
    assert codec.decode(Person, {"monthly_income": 300.5}) == {"monthly_income": Decimal("300.5")}
    assert codec.decode(Person, {"monthly_income": 300}) == {"monthly_income": Decimal(300)}
