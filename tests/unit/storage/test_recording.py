"""Row, outbox operation and audit entry: all three or none, whatever is done to records."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import load_only

from app.errors import Refused
from app.models import codec
from app.models.columns import id_text
from app.models.household import Household, Income
from app.models.person import Person
from app.storage import audit_chain, driver, recording
from app.storage.recording import Recorder
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import NOW, a_store
from tests.unit.storage.people import ACTOR, add_person, below, change, rows


def operations(store: Store) -> list[dict[str, Any]]:
    found = rows(store, "outbox")
    for one in found:
        one["changes"] = json.loads(one["changes"])
        one["before"] = one["before"] and json.loads(one["before"])
    return found


def assert_recorded(store: Store) -> None:
    """Every record is what its operations say, each change has its operation and its entry."""
    entries = rows(store, "audit")
    sent = operations(store)
    assert [one["seq"] for one in sent] == list(range(1, len(sent) + 1))
    assert [(one["noun"], one["record_id"], one["kind"]) for one in sent] == [
        (one["noun"], one["record_id"], one["action"].split(":")[2]) for one in entries
    ]
    assert below(store, audit_chain.first_broken_link) is None
    built: dict[str, dict[str, Any]] = {}
    for one in sent:
        state = built.setdefault(id_text(one["record_id"]), {})
        before: Mapping[str, Any] = one["before"] or {}
        assert one["kind"] == "insert" or before.keys() == one["changes"].keys()
        assert {name: state.get(name) for name in before} == before
        state.update(one["changes"])
    for person in store.read(lambda work: list(work.session.query(Person)), ACTOR):
        stands = {name: getattr(person, name) for name in codec.fields(Person)}
        encoded = codec.encode(Person, stands | {"extras": person.extras})
        said = built.pop(person.id)
        assert {k: v for k, v in said.items() if v is not None} == {
            k: v for k, v in encoded.items() if v is not None
        }
    assert not built


# -- what stands in an operation ----------------------------------------------------------------


def test_a_new_record_sends_what_was_filled_in(store: Store):
    person = add_person(
        store, "王小明", birth_date=date(1990, 1, 2), monthly_income=Decimal("300.50")
    )
    (one,) = operations(store)
    assert (one["kind"], one["noun"], id_text(one["record_id"])) == ("insert", "person", person)
    assert one["changes"]["birth_date"] == "1990-01-02"
    assert one["changes"]["monthly_income"] == "300.50"
    assert one["changes"]["nation"] == "01"
    assert "phone" not in one["changes"]
    assert one["before"] is None
    assert (one["base_rev"], one["made_at"]) == (0, NOW.isoformat(timespec="milliseconds"))


def test_a_change_sends_only_the_changed_fields_and_what_their_author_saw(store: Store):
    person = add_person(store, "王小明", phone="13800000001", remark="甲")
    change(store, person, phone="13800000002", remark="甲")
    last = operations(store)[-1]
    assert last["kind"] == "update"
    assert last["changes"] == {"phone": "13800000002"}
    assert last["before"] == {"phone": "13800000001"}


def test_a_field_set_and_set_back_is_no_change(store: Store):
    person = add_person(store, remark="甲")

    def verb(work: UnitOfWork) -> None:
        one = work.get(Person, person)
        one.remark = "乙"
        one.remark = "甲"

    _, changes = store.perform(verb, ACTOR)
    assert not changes
    assert len(operations(store)) == 1


def test_a_field_changed_twice_in_one_action_sends_the_last_and_the_first_seen(store: Store):
    person = add_person(store, remark="甲")

    def verb(work: UnitOfWork) -> None:
        one = work.get(Person, person)
        one.remark = "乙"
        one.remark = "丙"

    store.perform(verb, ACTOR)
    last = operations(store)[-1]
    assert (last["before"], last["changes"]) == ({"remark": "甲"}, {"remark": "丙"})


def test_a_flush_in_between_makes_two_operations_of_one_transaction(store: Store):
    person = add_person(store, remark="甲")

    def verb(work: UnitOfWork) -> None:
        one = work.get(Person, person)
        one.remark = "乙"
        work.session.flush()
        one.remark = "丙"

    store.perform(verb, ACTOR)
    *_, second, third = operations(store)
    assert second["transaction"] == third["transaction"]
    assert (second["before"], third["before"]) == ({"remark": "甲"}, {"remark": "乙"})
    assert_recorded(store)


def test_a_field_set_without_having_been_loaded_still_tells_what_stood_there(store: Store):
    add_person(store, remark="甲", phone="1")

    def verb(work: UnitOfWork) -> None:
        one = work.session.query(Person).options(load_only(Person.id, Person.rowid_)).one()
        one.remark = "乙"

    store.perform(verb, ACTOR)
    assert operations(store)[-1]["before"] == {"remark": "甲"}


def test_removing_is_an_operation_of_its_own_with_its_reason(store: Store):
    person = add_person(store)
    store.perform(lambda work: work.remove(work.get(Person, person), "重复录入"), ACTOR)
    last = operations(store)[-1]
    assert last["kind"] == "delete"
    assert last["changes"] == {"is_deleted": True, "deleted_reason": "重复录入"}
    assert rows(store, "audit", "detail")[-1]["detail"] == "重复录入"


def test_a_change_of_a_removed_record_is_a_change_and_no_second_removal(store: Store):
    person = add_person(store)
    store.perform(lambda work: work.remove(work.get(Person, person), "重复录入"), ACTOR)

    def verb(work: UnitOfWork) -> None:
        work.get(Person, person, with_deleted=True).deleted_reason = "误录"

    store.perform(verb, ACTOR)
    assert operations(store)[-1]["kind"] == "update"


def test_new_records_are_sent_before_changes_that_name_them(store: Store):
    household = store.perform(lambda work: work.add(Household(remark="x")).id, ACTOR)[0]

    def verb(work: UnitOfWork) -> None:
        home = work.get(Household, household)
        home.head_id = work.add(Person(name="王小明")).id

    store.perform(verb, ACTOR)
    kinds = [(one["noun"], one["kind"]) for one in operations(store)]
    assert kinds == [("household", "insert"), ("person", "insert"), ("household", "update")]


def test_fields_of_a_newer_version_travel_with_a_change_of_them(store: Store):
    person = add_person(store, extras={"blood": "A"})
    assert operations(store)[0]["changes"]["blood"] == "A"
    change(store, person, extras={"blood": "B"})
    last = operations(store)[-1]
    assert (last["before"], last["changes"]) == ({"blood": "A"}, {"blood": "B"})


def test_an_operation_acknowledged_and_dropped_gives_its_number_to_nobody(store: Store):
    person = add_person(store)
    store.apply(lambda connection: connection.execute("DELETE FROM outbox"))
    change(store, person, remark="x")
    assert [one["seq"] for one in operations(store)] == [2]


def test_the_audit_names_fields_and_no_values(store: Store):
    person = add_person(store, "王小明", id_no="50023119900101123X")
    change(store, person, name="李桂兰", phone="13800000001")
    told = json.dumps([row["detail"] for row in rows(store, "audit")], ensure_ascii=False)
    assert "name,phone" in told
    assert not any(value in told for value in ("王小明", "李桂兰", "50023119900101123X", "138"))


# -- always -------------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(["name", "remark", "phone", "birth_date", "special_flags", "is_deleted"]),
    st.integers(0, 3),
    st.booleans(),
)
VALUES: Mapping[str, tuple[Any, ...]] = {
    "name": ("王小明", "李桂兰", "单于龑", "欧阳娜"),
    "remark": (None, "", "甲", "乙\n丙"),
    "phone": (None, "13800000001", "13800000002", ""),
    "birth_date": (None, date(1950, 1, 1), date(1950, 1, 2), date(2000, 2, 29)),
    "special_flags": (None, [], ["1"], ["1", "2"]),
    "is_deleted": (False, True, False, True),
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(st.lists(STEP, max_size=5), max_size=6))
def test_whatever_is_changed_the_outbox_and_the_audit_tell_all_of_it(
    tmp_path_factory: pytest.TempPathFactory, actions: list[list[tuple[str, int, bool]]]
):
    store = a_store(tmp_path_factory.mktemp("any"))
    people = [add_person(store, "甲"), add_person(store, "乙")]
    for place, steps in enumerate(actions):

        def verb(
            work: UnitOfWork,
            steps: list[tuple[str, int, bool]] = steps,
            place: int = place,
        ) -> None:
            for name, choice, is_second in steps:
                one = work.get(Person, people[is_second], with_deleted=True)
                setattr(one, name, VALUES[name][choice])
                if choice == 3:
                    work.session.flush()
                if choice == 0:
                    work.add(Person(name=f"新{place}"))

        store.perform(verb, ACTOR)
    assert_recorded(store)
    store.close()


# -- bulk statements ----------------------------------------------------------------------------

BULK: Mapping[str, Callable[[UnitOfWork], object]] = {
    "orm update": lambda work: work.session.execute(update(Person).values(name="x")),
    "query update": lambda work: work.session.query(Person).update({"name": "x"}),
    "query delete": lambda work: work.session.query(Person).delete(),
    "orm insert": lambda work: work.session.execute(
        insert(Person), [{"id": work.new_id(), "name": "x"}]
    ),
    "bulk insert": lambda work: work.session.bulk_insert_mappings(
        Person, [{"id": work.new_id(), "name": "x"}]
    ),
    "bulk save": lambda work: work.session.bulk_save_objects([Person(id=work.new_id(), name="x")]),
    "core": lambda work: work.session.connection().execute(delete(Person)),
    "text": lambda work: work.session.execute(text("UPDATE person SET name = 'x'")),
    "driver sql": lambda work: work.session.connection().exec_driver_sql("DELETE FROM person"),
    "quoted": lambda work: work.session.connection().exec_driver_sql(
        'update or ignore main."person" set name = 1'
    ),
    "with": lambda work: work.session.execute(
        text("WITH a AS (SELECT 1) DELETE FROM person WHERE 1")
    ),
    "replace": lambda work: work.session.execute(text("REPLACE INTO person (name) VALUES ('x')")),
    "outbox": lambda work: work.session.execute(text("DELETE FROM outbox")),
    "audit": lambda work: work.session.execute(text("INSERT INTO audit (seq) VALUES (9)")),
    "delete": lambda work: work.session.delete(work.find(Person)[0]),
}


@pytest.mark.parametrize("way", BULK)
def test_what_would_pass_the_recorder_by_is_refused_and_told_what_to_do(store: Store, way: str):
    add_person(store)
    before = rows(store, "person"), rows(store, "outbox")
    with pytest.raises(Refused, match=r"work\.") as caught:
        store.perform(BULK[way], ACTOR)
    assert caught.value.code in {"bulk_statement", "record_deletion"}
    assert (rows(store, "person"), rows(store, "outbox")) == before


def test_reading_with_the_words_of_a_change_in_a_text_is_not_refused(store: Store):
    add_person(store)
    asked = text(
        "SELECT count(*) FROM person WHERE remark = 'delete from person' OR 1 -- update person"
    )
    assert store.read(lambda work: work.session.scalar(asked), ACTOR) == 1


def test_after_a_failed_flush_bulk_statements_are_still_refused(store: Store):
    def fails(work: UnitOfWork) -> None:
        work.session.add(Person(id=None))

    with pytest.raises(Exception, match="NOT NULL"):
        store.perform(fails, ACTOR)
    with pytest.raises(Refused):
        store.perform(BULK["text"], ACTOR)


# -- mutants: what these tests must notice ------------------------------------------------------


def _drop_outbox(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recording, "_INSERT_OPERATION", "SELECT ?,?,?,?,?,?,?,?,?,?,?,?")


def _nothing(*_: object) -> None:
    """In the place of a step that was forgotten."""


def _drop_audit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audit_chain, "append", _nothing)


def _drop_update(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recording.rows, "update", _nothing)


def _forget_before(patch: pytest.MonkeyPatch) -> None:
    real: Any = getattr(Recorder, "_operation")  # noqa: B009

    def mutant(self: Recorder, one: Any, made_at: str) -> tuple[Any, ...]:
        row = real(self, one, made_at)
        return (*row[:7], row[7] and "{}", *row[8:])

    patch.setattr(Recorder, "_operation", mutant)


def _skip_a_number(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        recording, "_LAST_SEQ", "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'outbox'"
    )


def _two_transactions(patch: pytest.MonkeyPatch) -> None:
    real = audit_chain.append

    def mutant(connection: driver.Connection, entries: list[audit_chain.Entry]) -> None:
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        real(connection, entries)

    patch.setattr(audit_chain, "append", mutant)


def _exercise(store: Store) -> None:
    person = add_person(store, remark="甲")
    change(store, person, remark="乙")
    change(store, person, remark="丙")
    assert_recorded(store)
    before = rows(store, "person"), rows(store, "outbox"), rows(store, "audit")

    def fails(work: UnitOfWork) -> None:
        work.get(Person, person).remark = "丁"
        work.session.flush()
        raise Refused("停。", code="stop")

    with pytest.raises(Refused):
        store.perform(fails, ACTOR)
    assert (rows(store, "person"), rows(store, "outbox"), rows(store, "audit")) == before


def test_the_exercise_passes_as_things_are(store: Store):
    _exercise(store)


@pytest.mark.parametrize(
    "mutant",
    [_drop_outbox, _drop_audit, _drop_update, _forget_before, _skip_a_number, _two_transactions],
)
def test_a_recorder_that_leaves_something_out_is_caught(
    tmp_path: Path, mutant: Callable[[pytest.MonkeyPatch], None]
):
    store = a_store(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        with pytest.raises(Exception) as caught:  # noqa: PT011 whichever assertion
            _exercise(store)
    assert not isinstance(caught.value, Refused)
    store.close()


def test_every_record_type_can_be_recorded(store: Store):
    def verb(work: UnitOfWork) -> None:
        home = work.add(Household())
        work.add(Income(household_id=home.id, kind="11", monthly=Decimal("12.30")))

    store.perform(verb, ACTOR)
    assert [one["noun"] for one in operations(store)] == ["household", "income"]
