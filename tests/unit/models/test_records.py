"""Every record type says what its fields are: what is missing is noticed here."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.orm import configure_mappers

from app.domain.clock import CHINA
from app.errors import Refused
from app.models import columns
from app.models.base import BOOKKEEPING, Record, notes
from app.models.columns import Kind, Sensitivity
from app.models.registry import RECORDS, record_type

DIALECT = SQLiteDialect()
TYPES = list(RECORDS.values())
FIELDS = [(record, note) for record in TYPES for note in notes(record).values()]


def called(value: object) -> str:
    return getattr(value, "noun", "") or getattr(value, "name", "")


def test_the_mappers_fit_together():
    configure_mappers()


@pytest.mark.parametrize("record", TYPES, ids=called)
def test_a_record_type_has_one_noun_everywhere_and_a_chinese_title(record: type[Record]):
    assert record.__tablename__ == record.noun
    assert re.search(r"[\u4e00-\u9fff]", record.title)


@pytest.mark.parametrize("record", TYPES, ids=called)
def test_every_column_is_described_or_bookkeeping(record: type[Record]):
    silent = {column.key for column in record.__table__.columns} - notes(record).keys()
    assert silent <= BOOKKEEPING


@pytest.mark.parametrize("record", TYPES, ids=called)
def test_no_two_fields_of_a_record_have_the_same_label(record: type[Record]):
    labels = [note.label for note in notes(record).values()]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize(("record", "note"), FIELDS, ids=called)
def test_a_field_says_all_that_its_kind_needs(record: type[Record], note: columns.FieldNote):
    assert re.search(r"[\u4e00-\u9fff]", note.label)
    assert (note.codes is not None) == (note.kind in {Kind.CODE, Kind.CODES})
    assert bool(note.unit) or note.kind is not Kind.AMOUNT
    assert note.most > 0 or note.kind not in {Kind.TEXT, Kind.LONG_TEXT, Kind.PLACE}
    assert note.group


NUMBERS = [
    (record, note)
    for record, note in FIELDS
    if re.search("身份号码|证件号|证号|账号|电话", note.label) and note.kind is Kind.TEXT
]


@pytest.mark.parametrize(("record", "note"), NUMBERS, ids=called)
def test_the_number_of_a_document_an_account_or_a_phone_is_masked(
    record: type[Record], note: columns.FieldNote
):
    assert note.mask is not None


def test_there_are_such_numbers():
    assert {"id_no", "bank_no", "phone"} <= {note.name for _, note in NUMBERS}


def test_what_belongs_together_is_merged_together():
    person = notes(RECORDS["person"])
    assert {person[name].group for name in ("id_no", "birth_date", "sex")} == {"identity"}
    assert len({person[name].group for name in ("bank_name", "bank_holder", "bank_no")}) == 1


def test_health_bank_and_identity_are_sensitive():
    person = notes(RECORDS["person"])
    for name in ("id_no", "bank_no", "health", "disab_grade", "religion_staff", "live_addr"):
        assert person[name].sensitivity >= Sensitivity.SENSITIVE


def test_an_unknown_record_type_is_refused_with_the_names_of_the_known():
    with pytest.raises(Refused, match="household"):
        record_type("visits")


# -- types --------------------------------------------------------------------------------------


@given(st.uuids().map(str))
def test_an_id_comes_back_as_it_went_in(value: str):
    kind = columns.Id()
    stored = kind.process_bind_param(value, DIALECT)
    assert stored is not None
    assert len(stored) == 16
    assert kind.process_result_value(stored, DIALECT) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_an_amount_comes_back_exactly(value: Decimal):
    kind = columns.Amount()
    found = kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT)
    assert (found, str(found)) == (value, format(value, "f"))


@given(st.dates())
def test_a_date_comes_back_and_sorts_as_text(value: date):
    kind = columns.Day()
    stored = kind.process_bind_param(value, DIALECT)
    assert stored is not None
    assert kind.process_result_value(stored, DIALECT) == value
    assert (stored < "2000-01-01") == (value < date(2000, 1, 1))


def test_a_moment_keeps_its_offset():
    kind = columns.Moment()
    value = datetime(2026, 11, 23, 9, 5, 7, 250_000, CHINA)
    assert kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT) == value


def test_equal_trees_are_equal_text():
    kind = columns.Tree()
    first = kind.process_bind_param({"b": [1, "张"], "a": None}, DIALECT)
    assert first == kind.process_bind_param({"a": None, "b": [1, "张"]}, DIALECT)


# -- reading ------------------------------------------------------------------------------------


def test_a_value_is_shown_in_words():
    person = notes(RECORDS["person"])
    income = notes(RECORDS["income"])
    assert person["sex"].shown("2") == "女"
    assert person["special_flags"].shown([]) == ""
    assert person["birth_date"].shown(date(1950, 1, 1)) == "1950年1月1日"
    assert person["disab_cert"].shown(False) == "否"
    assert income["monthly"].shown(Decimal("300.50")) == "300.50"


def test_a_code_of_a_newer_version_is_shown_as_it_stands():
    assert notes(RECORDS["person"])["sex"].shown("7") == "7"
