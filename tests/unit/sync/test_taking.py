"""What one intake does to the real store, one rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.account import Account
from app.models.person import Person
from app.services import exports
from app.storage import driver, search_index
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.sync.client import push
from app.sync.client.desk import Intake, Settled, Standing
from app.sync.laptop import base, operations, standing, tables
from app.sync.laptop.desk import StoreDesk
from app.sync.protocol import digest
from app.sync.protocol.messages import Ack, Cursor, Operation, Row, Verdict
from tests import factories, stores
from tests.simulation.twin import TornError, TornStore, picture
from tests.stores import VILLAGE

OWNER = stores.an_actor().id
REPLICA = "019ab000-0000-7000-8000-00000000d001"
HERE = Standing(REPLICA, Cursor(1, 1, 5, None), scopes=(VILLAGE,))
A_PERSON = "019ab000-0000-7000-8000-00000000b001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = stores.a_store(tmp_path)
    opened.apply(lambda connection: standing.write(connection, HERE))
    yield opened
    opened.close()


@pytest.fixture
def heard() -> list[ChangeSet]:
    return []


@pytest.fixture
def desk(store: Store, heard: list[ChangeSet]) -> StoreDesk:
    return StoreDesk(store, OWNER, heard.append)


def person(rev: int = 9, id: str = A_PERSON, **fields: Any) -> Row:
    given = {"name": "于邦", "village_code": VILLAGE, "is_deleted": False, "secret_level": 2}
    return Row("person", id, rev, given | fields)


def seen(store: Store, id: str = A_PERSON) -> Person | None:
    def look(work: Any) -> Person | None:
        return work.session.scalar(select(Person).where(Person.id == id))

    return store.read(look, stores.an_actor())


def change(store: Store, **fields: Any) -> None:
    """A person changes the record."""

    def save(work: Any) -> None:
        record = work.get(Person, A_PERSON)
        for name, value in fields.items():
            setattr(record, name, value)

    store.perform(save, stores.an_actor())


def acknowledge(desk: StoreDesk, *rows: Row) -> None:
    """The county took all that waits."""
    last = desk.waiting(1000)[-1].seq
    verdicts = tuple(Verdict(op.seq, "applied") for op in desk.waiting(1000))
    desk.take(Intake(HERE, settled=Settled(last, 20, verdicts), rows=rows))


# -- S19: what this version does not know -------------------------------------------------------


def test_s19_an_unknown_field_is_kept_returned_and_counted_as_it_came(desk: StoreDesk):
    row = person(newer={"list": [1, "二"]}, height=171)
    desk.take(Intake(HERE, rows=(row,)))
    found = seen(desk.store)
    assert found is not None
    assert found.extras == {"newer": {"list": [1, "二"]}, "height": 171}
    assert desk.root() == digest.root(digest.roots({row.table: [digest.leaf_of(row)]}))
    change(desk.store, live_addr="一号")
    (op,) = desk.waiting(9)
    assert op.changes == {"live_addr": "一号"}


def test_s19_a_value_of_another_shape_is_kept_as_it_came(desk: StoreDesk):
    row = person(birth_date="忘记了", sex="1")
    desk.take(Intake(HERE, rows=(row,)))
    found = seen(desk.store)
    assert found is not None
    assert (found.birth_date, found.sex) == (None, "1")
    assert found.extras == {"birth_date": "忘记了"}
    (told,) = desk.store.examine(lambda one: list(tables.every(one, "person")))
    assert told.fields["birth_date"] == "忘记了"


def test_s19_an_unknown_noun_is_kept_counted_and_exported_whole(desk: StoreDesk):
    row = Row("spaceship", A_PERSON, 9, {"village_code": VILLAGE, "crew": 3})
    desk.take(Intake(HERE, rows=(row,)))
    (kept,) = desk.store.examine(lambda one: base.stored(one, [A_PERSON]))
    assert kept.row.fields == row.fields
    lines: list[str] = []
    desk.store.read(
        lambda work: exports.export_lines(work, lines.append), stores.an_actor(role="2")
    )
    assert any('"crew": 3' in line for line in lines)
    assert desk.root() == digest.root(digest.roots({row.table: [digest.leaf_of(row)]}))


def test_a_row_that_its_table_cannot_take_does_not_stop_the_others(desk: StoreDesk):
    lame = Row("person", A_PERSON, 9, {"village_code": VILLAGE})
    whole = person(id="019ab000-0000-7000-8000-00000000b002")
    desk.take(Intake(HERE, rows=(lame, whole)))
    assert seen(desk.store) is None
    assert seen(desk.store, whole.id) is not None
    desk.take(Intake(HERE, rows=(person(10),)))
    assert seen(desk.store) is not None
    desk.take(Intake(HERE, rows=(Row("person", A_PERSON, 11, {"village_code": VILLAGE}),)))
    assert seen(desk.store) is None


# -- S11, S14: base and waiting changes ---------------------------------------------------------


def test_s11_a_pull_changes_the_base_under_what_waits_and_not_what_waits(desk: StoreDesk):
    desk.take(Intake(HERE, rows=(person(live_addr="一号", health="10"),)))
    change(desk.store, live_addr="二号")
    desk.take(Intake(HERE, rows=(person(12, live_addr="三号", health="30"),)))
    found = seen(desk.store)
    assert found is not None
    assert (found.live_addr, found.health, found.rev) == ("二号", "30", 9)
    (op,) = desk.waiting(9)
    assert op.base_rev == 9
    acknowledge(desk, person(13, live_addr="三号", health="30"))
    found = seen(desk.store)
    assert found is not None
    assert (found.live_addr, found.rev) == ("三号", 13)


def test_s11_two_changes_between_which_a_pull_lies_both_say_what_their_author_saw(
    desk: StoreDesk,
):
    desk.take(Intake(HERE, rows=(person(),)))
    change(desk.store, live_addr="一号")
    desk.take(Intake(HERE, rows=(person(12, health="30"),)))
    change(desk.store, live_addr="二号")
    assert [op.base_rev for op in desk.waiting(9)] == [9, 9]


def test_s14_what_was_refused_is_undone_where_it_is_seen(desk: StoreDesk):
    desk.take(Intake(HERE, rows=(person(live_addr="一号"),)))

    def remove(work: Any) -> None:
        work.remove(work.get(Person, A_PERSON), "重复")

    desk.store.perform(remove, stores.an_actor())
    acknowledge(desk, person(9, live_addr="一号"))
    found = seen(desk.store)
    assert found is not None
    assert not found.is_deleted


# -- S20, S22 -----------------------------------------------------------------------------------


def test_s20_what_no_backup_has_waits_again_in_front(desk: StoreDesk):
    store = desk.store
    store.perform(lambda work: factories.a_person(work), stores.an_actor())
    ids = [op.op_id for op in desk.waiting(9)]
    acknowledge(desk)
    store.perform(lambda work: factories.a_person(work), stores.an_actor())
    desk.take(Intake(HERE, brings_back=True, purges=True))
    assert [op.op_id for op in desk.waiting(9)][: len(ids)] == ids
    assert desk.fronts() == (1, 1)


def test_s20_what_a_backup_has_is_history_and_not_sent_again(desk: StoreDesk):
    desk.take(Intake(HERE, rows=(person(),)))
    change(desk.store, live_addr="一号")
    acknowledge(desk, person(20, live_addr="一号"))
    desk.take(Intake(HERE, backed_up=20))
    assert desk.fronts() == (2, 2)
    lines: list[str] = []
    desk.store.read(
        lambda work: exports.export_lines(work, lines.append), stores.an_actor(role="2")
    )
    assert any('"line": "history"' in line and '"live_addr": "record"' in line for line in lines)
    assert any('"line": "record"' in line and '"live_addr": "一号"' in line for line in lines)
    desk.take(Intake(HERE, gone=(A_PERSON,)))
    assert desk.store.examine(_history) == 0


def _history(connection: driver.Connection) -> int:
    return driver.one(connection, "SELECT count(*) FROM acknowledged")


def test_s22_what_is_out_of_reach_goes_from_tables_and_search_and_what_waits_stays(
    desk: StoreDesk, heard: list[ChangeSet]
):
    desk.take(Intake(HERE, rows=(person(),)))
    change(desk.store, live_addr="一号")
    elsewhere = Standing(REPLICA, Cursor(1, 2), scopes=("500231105200",))
    desk.take(Intake(elsewhere, purges=True))
    assert seen(desk.store) is None
    assert len(desk.waiting(9)) == 1
    found = desk.store.read(lambda work: search_index.find(work.session, "于邦"), stores.an_actor())
    assert found == []
    assert heard[-1].touches("person", A_PERSON)


def test_s22_the_owner_of_the_vault_is_never_taken_away(desk: StoreDesk):
    def found_account(work: Any) -> None:
        work.add(Account(id=OWNER, name="周经办", role="4", org_code=None))

    desk.store.perform(found_account, stores.an_actor(org_code=None))
    desk.take(Intake(Standing(REPLICA, Cursor(1, 2), scopes=()), purges=True))

    def owner(work: Any) -> str:
        return work.get(Account, OWNER).name

    assert desk.store.read(owner, stores.an_actor()) == "周经办"


# -- one transaction ----------------------------------------------------------------------------


def a_busy_intake(desk: StoreDesk) -> Intake:
    """One that has something of everything, over a store with something of everything."""
    desk.take(Intake(HERE, rows=(person(),)))
    change(desk.store, live_addr="一号")
    desk.store.perform(lambda work: factories.a_household(work, 2), stores.an_actor())
    ops = desk.waiting(1000)
    verdicts = tuple(
        Verdict(op.seq, "quarantined" if op.noun == "member" else "applied", "out_of_scope")
        for op in ops
    )
    return Intake(
        Standing(REPLICA, Cursor(1, 1, 8, None), "receipt", 0, (VILLAGE, "500231102202")),
        settled=Settled(ops[-1].seq, 20, verdicts),
        backed_up=19,
        stretch=("", None),
        rows=(person(20, live_addr="一号"),),
        gone=tuple(op.record_id for op in ops if op.noun == "member"),
        incident="test",
    )


def test_s9_a_transaction_that_is_torn_at_any_statement_leaves_nothing(desk: StoreDesk):
    intake = a_busy_intake(desk)
    before = picture(desk.store)
    after, statements = None, 0
    while after is None:
        torn: Any = TornStore(desk.store, statements)
        try:
            StoreDesk(torn, OWNER, _nobody).take(intake)
        except TornError as error:
            assert picture(desk.store) == before
            after = None if error.is_early else before
        statements += 1
    assert statements > 20
    desk.take(intake)
    assert picture(desk.store) != before


def _nobody(_changes: ChangeSet) -> None:
    """Nobody looks."""


def test_a_full_disk_is_unavailable_and_nothing_was_taken(
    desk: StoreDesk, monkeypatch: pytest.MonkeyPatch
):
    from app.errors import Unavailable

    def full(_self: Store, _change: Callable[[driver.Connection], Any]) -> None:
        raise Unavailable("磁盘已满。请腾出空间后再试。", code="disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "apply", full)
        with pytest.raises(Unavailable):
            desk.take(Intake(HERE, rows=(person(),)))
    assert seen(desk.store) is None


def test_the_digest_of_a_store_opened_anew_is_the_one_it_had(desk: StoreDesk):
    desk.take(Intake(HERE, rows=(person(),)))
    known = desk.root()
    assert StoreDesk(desk.store, OWNER, _nobody).root() == known
    desk.take(Intake(HERE, rows=(person(10),)))
    assert desk.root() != known
    assert StoreDesk(desk.store, OWNER, _nobody).root() == desk.root()


def test_s2_numbers_go_on_after_everything_was_sent(desk: StoreDesk):
    desk.store.perform(lambda work: factories.a_person(work), stores.an_actor())
    last = desk.waiting(9)[-1].seq
    acknowledge(desk)
    assert desk.fronts()[1] == last + 1
    assert desk.store.examine(lambda one: operations.front(one, 9)).operations == ()


def test_what_was_read_of_the_outbox_stands_in_only_for_just_that(desk: StoreDesk):
    def save() -> None:
        desk.store.perform(lambda work: factories.a_person(work), stores.an_actor())

    def through(seq: int, *read: operations.Batch) -> tuple[Operation, ...]:
        return desk.store.examine(lambda one: operations.through(one, seq, read)).operations

    save()
    first = desk.store.examine(lambda one: operations.front(one, 9))
    assert through(1, first) is first.operations == through(1)
    save()
    assert through(2, first) == through(2) != first.operations
    foreign = operations.Batch([(1, bytes(16))], operations=first.operations)
    assert through(1, foreign) == first.operations
    assert through(1, foreign) is not first.operations


def test_however_many_are_acknowledged_all_of_them_and_no_others_are_kept(desk: StoreDesk):
    for _one in range(3):
        desk.store.perform(
            lambda work: [factories.a_person(work) for _each in range(120)], stores.an_actor()
        )
    waiting = desk.waiting(1000)
    last = waiting[300].seq
    desk.store.apply(lambda one: operations.keep(one, last, 7))
    kept = desk.store.examine(operations.kept)
    assert kept == tuple((op, 7) for op in waiting[:301])
    assert desk.waiting(1000) == waiting[301:]


# -- a record made here, made again after a restore ---------------------------------------------


def test_s20_what_others_added_to_a_record_and_a_restore_forgot_is_not_seen_when_it_is_made_anew(
    desk: StoreDesk,
):
    """They send it again; until then nobody sees what the county does not have (I1)."""
    made = stores.an_actor()
    desk.store.perform(lambda work: work.add(_a_person()), made)
    (op,) = desk.waiting(9)
    row = Row("person", op.record_id, 20, push.present(op.changes))
    verdict = (Verdict(op.seq, "applied"),)
    desk.take(Intake(HERE, settled=Settled(op.seq, 20, verdict), rows=(row,)))
    desk.take(Intake(HERE, rows=(Row("person", row.id, 21, {**row.fields, "phone": "139"}),)))
    there = replace(HERE, cursor=Cursor(2, 1), offset=desk.fronts()[0] - 1)
    desk.take(Intake(there, brings_back=True, purges=True))
    assert (found := seen(desk.store)) is not None
    assert found.phone == "139"
    (again,) = desk.waiting(9)
    asked = push.question(desk, there, (again,))
    seqs = tuple(one.seq for one in asked.operations)
    ack = Ack("r", 40, (Verdict(seqs[0], "applied"),), (), as_sent=seqs)
    desk.take(push.settle(there, asked, ack))
    assert (found := seen(desk.store)) is not None
    assert (found.phone, found.name) == (None, "于邦")
    assert found.rev == 40


def _a_person() -> Person:
    return Person(id=A_PERSON, village_code=VILLAGE, name="于邦")
