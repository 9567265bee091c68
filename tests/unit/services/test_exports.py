"""What leaves the vault: everything, or what was asked for; never what is not theirs, never unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.divisions import Divisions
from app.errors import Refused
from app.excel.reader import read_bytes
from app.models.audit import AuditEntry
from app.models.base import notes
from app.models.columns import Sensitivity
from app.models.person import Person
from app.models.registry import RECORDS
from app.services import accounts, exports, imports, records, roster_export
from app.services.accounts import FOUNDING
from app.services.household_list import HouseholdFilter
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_child, a_household, a_person, an_income
from tests.stores import TOWNSHIP, VILLAGE, a_store
from tests.unit.services.conftest import Click

ORDER = ["person", "household", "member", "income"]
"""What others refer to comes first."""
STAMPS = {"created_at", "created_by", "updated_at", "updated_by", "rev"}


def lines_of(do: Click) -> list[dict[str, Any]]:
    lines: list[str] = []
    do(lambda work: exports.export_lines(work, lines.append))
    return [json.loads(line) for line in lines]


def test_children_and_the_station_stay_with_those_who_may_look(store: Store, assistant: Actor):
    child = store.perform(lambda work: a_child(work).id, assistant)[0]
    lines: list[str] = []
    store.perform(lambda work: exports.export_lines(work, lines.append), assistant)
    head, *rest = [json.loads(line) for line in lines]
    assert {"child.*", "child_check_in.*", "vagrant.*"} <= set(head["withheld"])
    told = [each for each in rest if each["line"] in {"record", "history"}]
    assert child not in {each.get("record_id") or each.get("id") for each in told}
    assert "child" not in {each["noun"] for each in told}


def test_everything_is_in_it_with_its_history(do: Click):
    person = do(lambda work: an_income(work, a_household(work, 2)) and work.find(Person)[0].id)
    do(lambda work: (a_person(work), None)[1])
    alone = do(lambda work: work.find(Person)[-1].id)
    do(lambda work: records.remove(work, "person", alone, "登记错误"))
    head, *lines = lines_of(do)
    sealed = [
        f"{noun}.{note.name}"
        for noun, kind in RECORDS.items()
        for note in notes(kind).values()
        if note.sensitivity is Sensitivity.SEALED and noun not in {"mandatory_report", "report_key"}
    ] + ["mandatory_report.*", "report_key.*"]
    assert (head["line"], head["withheld"]) == ("ruhu-export", sorted(sealed))
    shown = [each for each in lines if each["line"] == "record"]
    assert sorted({each["noun"] for each in shown}) == ["household", "income", "member", "person"]
    assert [each["id"] for each in shown if each.get("is_deleted")] == [alone]
    assert {each["line"] for each in lines} == {"record", "history", "audit"}
    assert any(each.get("record_id") == person for each in lines if each["line"] == "audit")
    last = do(lambda work: work.session.query(AuditEntry).count())
    assert [each["seq"] for each in lines if each["line"] == "audit"] == list(range(1, last))


def test_what_is_shown_can_be_put_into_another_vault(do: Click, tmp_path: Any, clerk: Actor):
    do(lambda work: an_income(work, a_household(work, 3)) and None)
    shown = [each for each in lines_of(do) if each["line"] == "record"]
    other = a_store(tmp_path / "other")

    def put(work: UnitOfWork) -> int:
        later = {each["id"]: dict(each) for each in shown}
        for each in sorted(shown, key=lambda each: ORDER.index(each["noun"])):
            values = {name: value for name, value in later[each["id"]].items() if name != "line"}
            records.put_json(work, each["noun"], values)
        return records.count(work, "member")

    assert other.perform(put, clerk)[0] == 3
    again: list[str] = []
    other.perform(lambda work: exports.export_lines(work, again.append), clerk)
    fields = [
        {name: value for name, value in json.loads(line).items() if name not in STAMPS}
        for line in again
    ]
    before = [{name: value for name, value in each.items() if name not in STAMPS} for each in shown]
    assert [each for each in before if each not in fields] == []
    other.close()


def test_an_assistants_export_has_no_bank_accounts(store: Store, do: Click, assistant: Actor):
    do(lambda work: (a_person(work, bank_no="6217000000000000004"), None)[1])
    lines: list[str] = []
    store.perform(lambda work: exports.export_lines(work, lines.append), assistant)
    head = json.loads(lines[0])
    assert "person.bank_no" in head["withheld"]
    assert [line for line in map(json.loads, lines) if line.get("noun") == "person"]
    assert not any("6217000000000000004" in line for line in lines)


def test_an_export_is_in_the_audit(do: Click):
    lines_of(do)
    actions = do(lambda work: [each.action for each in work.session.query(AuditEntry)])
    assert actions == ["user:records:export"]


def test_a_roster_that_was_exported_can_be_imported(do: Click, places: Divisions):
    do(lambda work: [a_household(work, 3, number=number).id for number in range(1, 4)])
    data = do(lambda work: roster_export.export_roster(work, places))
    workbook = read_bytes(data)
    outcome = do(lambda work: imports.commit(work, imports.read(work, workbook, places), places))
    assert (outcome.counts["unchanged"], outcome.counts["created"]) == (9, 0)
    assert outcome.counts["differences"] == 0


def test_a_roster_keeps_to_the_columns_and_the_filter(do: Click, places: Divisions):
    do(lambda work: [a_household(work, 1, number=number).id for number in range(1, 4)])
    data = do(
        lambda work: roster_export.export_roster(
            work, places, columns=["name", "id_no"], masks_ids=True
        )
    )
    rows = read_bytes(data).sheets[0].rows
    assert rows[1] == ("成员姓名", "身份证号")
    assert ["********" in str(row[1]) for row in rows[2:]] == [True] * 3
    nobody = HouseholdFilter(class_now="2")
    with pytest.raises(Refused) as refused:
        do(lambda work: roster_export.export_roster(work, places, wanted=nobody))
    assert refused.value.code == "roster_empty"
    with pytest.raises(Refused) as refused:
        do(lambda work: roster_export.export_roster(work, places, columns=["x"]))
    assert refused.value.code == "column_unknown"


def test_an_assistants_roster_has_no_bank_columns(
    store: Store, do: Click, assistant: Actor, places: Divisions
):
    do(lambda work: a_household(work, 1).id)
    data = store.perform(lambda work: roster_export.export_roster(work, places), assistant)[0]
    labels = read_bytes(data).sheets[0].rows[1]
    assert "银行账号" not in labels
    assert "身份证号" in labels


# -- accounts -------------------------------------------------------------------------------------


def test_a_vault_has_one_owner_once(store: Store):
    def found(work: UnitOfWork) -> accounts.AccountFile:
        return accounts.found(
            work, name="周经办", role="4", org_code=TOWNSHIP, village_codes=[VILLAGE]
        )

    owner, _ = store.perform(found, FOUNDING)
    assert (owner.role_text, owner.actor.village_codes) == ("社会救助协理员", (VILLAGE,))
    assert store.read(accounts.owner, FOUNDING) == owner
    assert store.read(accounts.owner, owner.actor) == owner
    with pytest.raises(Refused) as refused:
        store.perform(found, FOUNDING)
    assert refused.value.code == "owner_known"
    assert store.read(accounts.list_accounts, owner.actor) == (owner,)
