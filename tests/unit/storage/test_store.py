"""An action is one transaction: all of it or nothing, and the store goes on afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Refused, Unavailable
from app.models.household import Household, Member
from app.models.local import Choice, Draft
from app.models.person import Person
from app.storage import opening
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import NOW, TOWNSHIP, VILLAGE, a_store, an_actor, cheap_keys, open_again
from tests.unit.storage.people import ACTOR, add_household, add_person, change, name_of, rows


def test_what_was_performed_is_there_after_opening_again(store: Store, tmp_path: Path):
    person = add_person(store, "欧阳龑")
    store.close()
    again = open_again(tmp_path / "store.db")
    assert name_of(again, person) == "欧阳龑"
    again.close()


def test_a_verb_that_raises_leaves_nothing_behind(store: Store, actor: Actor):
    def half(work: UnitOfWork) -> None:
        work.add(Person(name="王小明"))
        work.session.flush()
        raise Refused("到此为止。", code="stop")

    with pytest.raises(Refused):
        store.perform(half, actor)
    assert not rows(store, "person")
    assert not rows(store, "outbox")
    assert not rows(store, "audit")
    assert add_person(store)


def test_any_exception_leaves_nothing_behind_and_the_store_usable(store: Store, actor: Actor):
    def broken(work: UnitOfWork) -> None:
        work.add(Person(name="王小明"))
        work.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.perform(broken, actor)
    assert not rows(store, "person")
    assert add_person(store)


def test_the_change_set_says_what_changed_and_when(store: Store, actor: Actor):
    household = add_household(store, "王小明", "李桂兰")

    def verb(work: UnitOfWork) -> None:
        work.get(Household, household).remark = "已核实"

    _, changes = store.perform(verb, actor)
    assert changes.ids("household") == {household}
    assert changes.touches("household", household)
    assert not changes.touches("household", "another")
    assert not changes.touches("person")
    assert changes.saved_at == NOW
    assert changes


def test_an_action_that_changes_nothing_saves_nothing(store: Store, actor: Actor):
    person = add_person(store, phone="13800000001")
    before = rows(store, "audit")

    def same(work: UnitOfWork) -> None:
        work.get(Person, person).phone = "13800000001"

    _, changes = store.perform(same, actor)
    assert not changes
    assert changes.saved_at is None
    assert rows(store, "audit") == before


def test_drafts_and_choices_show_in_the_change_set_but_not_in_the_outbox(
    store: Store, actor: Actor
):
    def verb(work: UnitOfWork) -> str:
        draft = Draft(
            id=work.new_id(),
            form_id="f",
            form_version="1",
            form_sha256="0" * 64,
            about={},
            state={},
        )
        work.session.add_all([draft, Choice(name="columns", value=["姓名"])])
        return draft.id

    draft_id, changes = store.perform(verb, actor)
    assert changes.ids("draft") == {draft_id}
    assert changes.touches("choice")
    assert not rows(store, "outbox")


def test_a_new_record_gets_its_place_and_its_author(store: Store, actor: Actor):
    def verb(work: UnitOfWork) -> Person:
        return work.add(Person(name="王小明"))

    person, _ = store.perform(verb, actor)
    assert (person.org_code, person.village_code) == (TOWNSHIP, VILLAGE)
    assert (person.created_by, person.created_at) == (actor.id, NOW)
    assert (person.updated_by, person.updated_at) == (actor.id, NOW)
    assert person.nation == "01"


def test_somebody_of_the_whole_township_gives_no_village(store: Store):
    actor = an_actor(village_codes=None)
    person, _ = store.perform(lambda work: work.add(Person(name="王小明")), actor)
    assert person.village_code is None


def test_a_missing_or_removed_record_is_refused_in_words(store: Store, actor: Actor):
    person = add_person(store)
    with pytest.raises(Refused, match="找不到这条人员记录") as caught:
        store.read(lambda work: work.get(Person, work.new_id()), actor)
    assert caught.value.code == "record_missing"
    store.perform(lambda work: work.remove(work.get(Person, person), "重复录入"), actor)
    with pytest.raises(Refused):
        store.read(lambda work: work.get(Person, person), actor)
    kept = store.read(lambda work: work.get(Person, person, with_deleted=True), actor)
    assert (kept.is_deleted, kept.deleted_reason) == (True, "重复录入")


def test_a_removal_without_a_reason_is_refused(store: Store, actor: Actor):
    person = add_person(store)
    with pytest.raises(Refused, match="原因"):
        store.perform(lambda work: work.remove(work.get(Person, person), "  "), actor)


def test_find_gives_what_is_not_removed_in_the_order_asked(store: Store, actor: Actor):
    for name in ("丙", "甲", "乙"):
        add_person(store, name)
    gone = add_person(store, "丁")
    store.perform(lambda work: work.remove(work.get(Person, gone), "误录"), actor)
    named = store.read(
        lambda work: [
            one.name for one in work.find(Person, order_by=Person.rowid_.desc(), limit=2)
        ],
        actor,
    )
    assert named == ["乙", "甲"]


def test_get_and_find_give_the_same_object(store: Store, actor: Actor):
    person = add_person(store)

    def verb(work: UnitOfWork) -> None:
        by_id = work.get(Person, person)
        by_id.remark = "改过"
        (found,) = work.find(Person, Person.id == person)
        (asked,) = work.session.scalars(select(Person))
        assert found is by_id is asked
        assert work.get(Person, person) is by_id
        assert found.remark == "改过"

    store.perform(verb, actor)


def test_what_was_just_added_can_be_got_and_found(store: Store, actor: Actor):
    def verb(work: UnitOfWork) -> None:
        person = work.add(Person(name="王小明"))
        assert work.get(Person, person.id) is person
        assert work.find(Person, Person.name == "王小明") == [person]

    store.perform(verb, actor)


def test_reading_may_not_change_anything(store: Store, actor: Actor):
    person = add_person(store)

    def sneak(work: UnitOfWork) -> None:
        work.get(Person, person).name = "别的"

    with pytest.raises(RuntimeError, match=r"Store\.perform"):
        store.read(sneak, actor)
    assert name_of(store, person) == "王小明"


def test_what_a_reading_notes_is_in_the_audit(store: Store, actor: Actor):
    person = add_person(store)
    store.read(lambda work: work.note("user:person:view", "person", person), actor)
    assert rows(store, "audit", "action")[-1]["action"] == "user:person:view"


def test_an_action_inside_an_action_is_refused_not_waited_for(store: Store, actor: Actor):
    with pytest.raises(RuntimeError, match="UnitOfWork"):
        store.perform(lambda work: store.perform(lambda inner: None, actor), actor)


def test_a_savepoint_is_refused(store: Store, actor: Actor):
    def verb(work: UnitOfWork) -> None:
        with work.session.begin_nested():
            work.add(Person(name="王小明"))

    with pytest.raises(RuntimeError, match="one transaction"):
        store.perform(verb, actor)
    assert not rows(store, "person")


def test_two_stores_of_one_file_wait_for_each_other_and_then_say_so(
    store: Store, actor: Actor, tmp_path: Path
):
    other = open_again(tmp_path / "store.db")
    other.apply(lambda connection: connection.execute("PRAGMA busy_timeout=50"))

    def verb(work: UnitOfWork) -> None:
        work.add(Person(name="王小明"))
        work.session.flush()
        with pytest.raises(Unavailable, match="另一个程序") as caught:
            other.perform(lambda inner: None, actor)
        assert caught.value.code == "store_busy"

    store.perform(verb, actor)
    assert add_person(other)
    other.close()


def test_many_threads_read_and_write_at_once(store: Store):
    person = add_person(store, remark="0")

    def write() -> None:
        for _ in range(15):
            store.perform(_count_up, ACTOR)

    def _count_up(work: UnitOfWork) -> None:
        one = work.get(Person, person)
        one.remark = str(int(one.remark or "0") + 1)

    def read() -> None:
        for _ in range(30):
            store.read(lambda work: work.find(Person), ACTOR)

    with ThreadPoolExecutor(8) as pool:
        for job in [pool.submit(job) for job in (write, read) * 4]:
            job.result()
    assert rows(store, "person", "remark") == [{"remark": "60"}]
    assert [row["seq"] for row in rows(store, "outbox", "seq")] == list(range(1, 62))


def test_members_of_a_household_are_saved_together(store: Store):
    add_household(store, "王小明", "李桂兰", "王春梅")
    transactions = {row["transaction"] for row in rows(store, "outbox", "transaction")}
    assert len(transactions) == 1
    assert len(rows(store, Member.noun)) == 3


def test_a_store_that_exists_is_not_made_again(tmp_path: Path):
    store = a_store(tmp_path)
    store.close()
    with pytest.raises(Refused) as caught:
        opening.create(tmp_path / "store.db", cheap_keys(), "r")
    assert caught.value.code == "store_exists"


def test_a_half_made_store_of_a_former_start_is_no_hindrance(tmp_path: Path):
    (tmp_path / "store.db.tmp").write_bytes(b"half")
    store = a_store(tmp_path / "other")
    opening.create(tmp_path / "store.db", cheap_keys(), "r")
    store.close()
    assert not (tmp_path / "store.db.tmp").exists()
    open_again(tmp_path / "store.db").close()


def test_the_clock_of_the_laptop_orders_nothing(store: Store):
    person = add_person(store)
    store.clock.advance(-10 * 365 * 86400)  # type: ignore[attr-defined]
    change(store, person, remark="一")
    change(store, person, remark="二")
    kinds = [row["kind"] for row in rows(store, "outbox", "seq kind")]
    assert kinds == ["insert", "update", "update"]
