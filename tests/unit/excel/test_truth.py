"""A roster as a village office wrote it, against what a person reads out of it."""

from __future__ import annotations

import json
import zipfile
from functools import cache
from typing import Any

import pytest

from app.excel.reader import read_workbook
from app.excel.roster.reader import read_roster
from app.excel.roster.reading import RosterReading
from app.excel.roster.report import report
from tests.shared_data import shared_file
from tests.unit.excel.rosters_made import TODAY, divisions

STATUS = {"accept": "accepted", "warn": "remark", "refuse": "refused"}
OF_THE_PERSON = (
    "village_code", "head", "name", "relation_text", "is_head", "id_number",
    "amount", "start", "account", "note",
)  # fmt: skip
NOT_IN_THE_FILE = ("amount", "start", "account")
"""Six heads stand below an empty row, in which these values were, and are no more: the merged
range begins at that row, and whatever saved the workbook kept nothing of it."""
BELOW_AN_EMPTY_ROW = {
    ("Sheet1", 21), ("Sheet1", 34), ("顺昌村村民委员会", 17), ("顺昌村村民委员会", 31),
    ("大佛村村民委员会", 13), ("大佛村村民委员会", 28),
}  # fmt: skip


@cache
def reading() -> RosterReading:
    path = shared_file("data", "roster_2026-11.xlsx")
    return read_roster(read_workbook(path), divisions(), TODAY)


@cache
def truth() -> list[dict[str, Any]]:
    return json.loads(shared_file("data", "roster_2026-11.truth.json").read_text("utf-8"))


@cache
def told() -> dict[tuple[str, int], dict[str, Any]]:
    rows: Any = report(reading())["rows"]
    return {(row["sheet"], row["row"]): row for row in rows}


def place(row: dict[str, Any]) -> tuple[str, int]:
    return row["sheet"], row["row"]


def test_every_person_is_read_and_nobody_else():
    assert list(told()) == [place(row) for row in truth()]


def test_every_row_is_accepted_remarked_or_refused_for_the_reason_a_person_has():
    expected = {
        place(row): (STATUS[row["expect"]], [row["why"]] if row["why"] else []) for row in truth()
    }
    assert {
        at: (row["status"], [each["code"] for each in row["problems"]])
        for at, row in told().items()
    } == expected


@pytest.mark.parametrize("field", OF_THE_PERSON)
def test_every_value_is_what_a_person_reads(field: str):
    expected = {
        place(row): row[field]
        for row in truth()
        if not (field in NOT_IN_THE_FILE and place(row) in BELOW_AN_EMPTY_ROW)
    }
    found = {at: row["person"][field] for at, row in told().items() if at in expected}
    assert found == expected


def test_what_the_file_does_not_hold_is_not_guessed_but_pointed_out():
    with zipfile.ZipFile(shared_file("data", "roster_2026-11.xlsx")) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for row in truth():
        if place(row) in BELOW_AN_EMPTY_ROW:
            assert str(row["account"]).encode() not in everything
            person = told()[place(row)]["person"]
            assert [person[field] for field in NOT_IN_THE_FILE] == [None] * 3
    notes = {sheet.name: sheet.notes for sheet in reading().sheets}
    assert notes["Sheet1"] == ("第21、34行的户没有写金额。请核对原表，或入户时补填。",)


def test_a_household_is_everybody_down_to_the_next_head():
    heads = {row.household: row.person.name for row in reading().rows if row.person.is_head}
    assert len(heads) == 42  # 14 in each village, as the total row says
    assert {place(row): row["head"] for row in truth()} == {
        (row.sheet, row.row): heads[row.household] for row in reading().rows
    }


def test_titles_totals_and_signatures_are_passed_over_by_name():
    assert [(each.row, each.why) for each in reading().sheets[1].skipped] == [
        (1, "标题"), (2, "标题"), (38, "合计行"), (39, "表尾"),
    ]  # fmt: skip
