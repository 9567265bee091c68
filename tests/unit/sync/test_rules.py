"""The rules of the conversation, one by one, on stores in memory. Their numbers are in the names."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from msgspec import structs

from app.errors import Unreadable
from app.sync.client import push
from app.sync.client.run import End, Pace, sync
from app.sync.client.welcome import renew
from app.sync.protocol.messages import (
    Ack,
    Answer,
    Hello,
    Operation,
    Page,
    Pull,
    Push,
    Question,
    Refusal,
    Row,
)
from tests.simulation.county import PAGE, MemoryCounty
from tests.simulation.desk import MemoryDesk
from tests.simulation.table import Table

M = TypeVar("M")


@pytest.fixture
def table() -> Table:
    return Table()


def the(kind: type[M], messages: tuple[object, ...]) -> M:
    return next(one for one in messages if isinstance(one, kind))


def told(county: MemoryCounty, desk: MemoryDesk, *questions: Question) -> tuple[Answer, ...]:
    return county.answer(desk.standing().replica, questions)


def waiting(desk: MemoryDesk) -> Push:
    return push.question(desk, desk.standing(), desk.waiting(100))


# -- asking again -------------------------------------------------------------------------------


def in_single_saves(table: Table, desk: MemoryDesk, count: int) -> None:
    for number in range(count):
        table.insert(desk, name=f"n{number}")


def test_s13_what_was_sent_in_one_portion_may_be_asked_again_in_several(table: Table):
    """A bundle holds more than a push over the line: if its answer never comes back, the line asks
    again in smaller portions."""
    desk = table.laptop()
    table.sync(desk)
    in_single_saves(table, desk, 7)
    told(table.county, desk, waiting(desk))  # and its answer is lost
    assert table.sync(desk, Pace(operations=3)).end is End.LEVEL
    assert len(table.county.state.effects) == 7


def test_a3_asking_again_with_a_chain_that_grew_is_told_the_link_that_the_county_has(table: Table):
    desk = table.laptop()
    table.sync(desk)
    in_single_saves(table, desk, 2)
    first = waiting(desk)
    ack = the(Ack, told(table.county, desk, first))
    table.insert(desk, name="later")
    longer = replace(first, head=desk.chain(0)[0], known=first.head)
    again = the(Ack, told(table.county, desk, longer))
    assert again.audit_seq == ack.audit_seq == first.head.seq
    assert table.sync(desk).end is End.LEVEL


# -- the audit chain ----------------------------------------------------------------------------


def test_a3_a_chain_that_was_cut_or_rewritten_freezes_the_laptop(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    assert table.sync(desk).end is End.LEVEL
    table.insert(desk, name="b")
    desk.disk.links[0] = b"rewritten"
    assert table.sync(desk).end is End.FROZEN


def test_a3_a_chain_is_held_to_the_last_link_told_even_after_a_lost_acknowledgement(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    table.sync(desk)
    table.insert(desk, name="b")
    told(table.county, desk, waiting(desk))  # and its answer is lost
    table.insert(desk, name="c")
    lost = len(desk.disk.links) - 2
    desk.disk.links[lost] = b"rewritten"
    table.sync(desk)
    table.insert(desk, name="d")
    assert table.sync(desk).end is End.FROZEN


def test_a4_every_laptop_keeps_the_last_checkpoint_as_a_witness(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.county.checkpoint = b"signed"
    table.sync(desk)
    assert desk.standing().checkpoint == b"signed"


# -- operations ---------------------------------------------------------------------------------


def test_s1_an_operation_has_one_effect_under_whatever_identity_it_comes(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    table.sync(desk)
    record = table.insert(desk, name="b")
    told(table.county, desk, waiting(desk))
    replica = table.new_id()
    table.county.enrol(replica, frozenset({"v1"}))
    desk.take(renew(desk, replica))
    assert table.sync(desk).end is End.LEVEL
    assert set(table.county.state.effects.values()) == {1}
    assert record in table.county.state.rows


def test_s2_s5_a_missing_number_is_refused_and_says_which_is_expected(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.insert(desk, name="a")
    table.insert(desk, name="b")
    asked = waiting(desk)
    later = replace(asked, operations=asked.operations[1:])
    assert told(table.county, desk, later) == (Refusal("expected_seq", 1),)
    gap = replace(
        asked, operations=(asked.operations[0], structs.replace(asked.operations[1], seq=3))
    )
    assert told(table.county, desk, gap) == (Refusal("expected_seq", 1),)
    assert table.county.state.rows == {}


def test_s3_a_save_is_in_the_outbox_the_moment_it_is_saved(table: Table):
    desk = table.laptop()
    record = table.insert(desk, name="a")
    assert [op.record_id for op in desk.waiting(10)] == [record]


def test_s4_a_retry_gets_the_same_verdict_and_changes_nothing(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.insert(desk, name="a")
    table.insert(desk, noun="ghost", name="b")
    first = the(Ack, told(table.county, desk, waiting(desk)))
    rows = dict(table.county.state.rows)
    again = the(Ack, told(table.county, desk, waiting(desk)))
    assert again.verdicts == first.verdicts
    assert [one.outcome for one in again.verdicts] == ["applied", "quarantined"]
    assert again.receipt == first.receipt
    assert table.county.state.rows == rows


def test_s6_an_acknowledgement_for_something_else_takes_nothing_out_of_the_outbox(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.insert(desk, name="a")
    asked = waiting(desk)
    ack = the(Ack, told(table.county, desk, asked))
    with pytest.raises(Unreadable):
        push.settle(desk.standing(), asked, replace(ack, verdicts=()))
    assert len(desk.waiting(10)) == 1


def test_s7_what_was_saved_together_is_pushed_together(table: Table):
    desk = table.laptop()
    table.sync(desk)
    ops = [_insert(table, "same") for _each in range(3)]
    desk.save(ops)
    assert len(desk.waiting(1)) == 3


def test_s8_rows_of_one_push_bear_the_number_of_its_commit(table: Table):
    desk = table.laptop()
    table.sync(desk)
    before = table.county.state.counter
    table.insert(desk, name="a")
    table.insert(desk, name="b")
    table.sync(desk)
    assert {held.row.rev for held in table.county.state.rows.values()} == {before + 1}


# -- reading ------------------------------------------------------------------------------------


def test_s9_a_page_ends_where_a_transaction_ends(table: Table):
    desk, other = table.laptop(), table.laptop()
    table.sync(desk)
    table.sync(other)
    many = PAGE + 2
    desk.save([_insert(table, "same") for _each in range(many)])
    table.sync(desk)
    page = the(Page, told(table.county, other, Pull(other.standing().cursor)))
    assert len(page.rows) == many


def test_s10_a_page_that_does_not_follow_on_the_cursor_is_not_taken(table: Table):
    desk = table.laptop()
    table.sync(desk)
    steps = sync(desk, Pace())
    next(steps)
    place = desk.standing().cursor
    back = Page(replace(place, seq=place.seq - 1), ())
    with pytest.raises(Unreadable):
        steps.send((the_welcome(table, desk), back))


def test_s11_what_waits_lies_over_the_base_and_is_no_part_of_it(table: Table):
    desk = table.laptop()
    record = table.insert(desk, name="a")
    table.sync(desk)
    table.update(desk, record, name="b")
    assert desk.disk.base[record].fields["name"] == "a"
    assert desk.disk.visible[record].fields["name"] == "b"


def test_s12_a_refused_deletion_comes_back_to_its_author(table: Table):
    mine, theirs = table.laptop(), table.laptop()
    record = table.insert(mine, name="a")
    table.sync(mine)
    table.sync(theirs)
    table.update(theirs, record, phone="1")
    table.sync(theirs)
    table.delete(mine, record)
    table.sync(mine)
    assert mine.disk.visible[record].fields == {"village_code": "v1", "name": "a", "phone": "1"}


def test_s13_a_copied_laptop_is_noticed_and_goes_on_under_a_new_name(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    table.sync(desk)
    copy = table.laptop(disk=desk.disk.copy())
    table.insert(desk, name="b")
    table.sync(desk)
    table.insert(copy, name="c")
    assert table.sync(copy).end is End.FROZEN
    replica = table.new_id()
    table.county.enrol(replica, frozenset({"v1"}))
    copy.take(renew(copy, replica))
    assert table.sync(copy).end is End.LEVEL
    names = {held.row.fields["name"] for held in table.county.state.rows.values()}
    assert names == {"a", "b", "c"}


# -- merging ------------------------------------------------------------------------------------


def test_s14_different_groups_merge_and_one_group_is_a_conflict_with_both_values(table: Table):
    mine, theirs = table.laptop(), table.laptop()
    record = table.insert(mine, name="a", id_no="1", gender="1", phone="0")
    table.sync(mine)
    table.sync(theirs)
    table.update(theirs, record, id_no="2", phone="5")
    table.sync(theirs)
    op = table.update(mine, record, gender="2", name="b")
    table.sync(mine)
    row = table.county.state.rows[record].row
    assert row.fields["name"] == "b"
    assert (row.fields["id_no"], row.fields["gender"], row.fields["phone"]) == ("2", "1", "5")
    clash = mine.disk.conflicts[op.op_id, "identity"]
    assert (clash.base, clash.mine) == ({"gender": "1"}, {"gender": "2"})
    assert clash.theirs == {"id_no": "2", "gender": "1"}
    assert clash.theirs_by.startswith(theirs.standing().replica)


def test_s14_an_edit_of_a_deleted_record_is_a_conflict_and_does_not_bring_it_back(table: Table):
    mine, theirs = table.laptop(), table.laptop()
    record = table.insert(mine, name="a")
    table.sync(mine)
    table.sync(theirs)
    table.delete(theirs, record)
    table.sync(theirs)
    table.update(mine, record, name="b")
    table.sync(mine)
    assert mine.disk.visible[record].fields["is_deleted"] is True
    assert [clash.mine for clash in mine.disk.conflicts.values()] == [{"name": "b"}]


def test_s14_a_pull_never_raises_what_a_waiting_operation_has_seen(table: Table):
    mine, theirs = table.laptop(), table.laptop()
    record = table.insert(mine, name="a")
    table.sync(mine)
    table.sync(theirs)
    op = table.update(mine, record, name="mine")
    table.update(theirs, record, name="theirs")
    table.sync(theirs)
    page = told(table.county, mine, Pull(mine.standing().cursor))
    assert page
    assert [one.base_rev for one in mine.waiting(1)] == [op.base_rev]
    table.sync(mine)
    assert len(mine.disk.conflicts) == 1


# -- who may ------------------------------------------------------------------------------------


def test_s15_what_is_out_of_reach_is_kept_in_quarantine_and_its_author_told(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.insert(desk, village_code="v2", name="a")
    table.sync(desk)
    assert table.county.state.rows == {}
    assert [op.changes["name"] for op in table.county.state.quarantine.values()] == ["a"]
    assert [op.changes["name"] for op in desk.disk.inbox.values()] == ["a"]


def test_s15_a_record_may_not_name_what_is_not_there_or_out_of_reach(table: Table):
    desk, far = table.laptop(), table.laptop({"v2"})
    table.sync(desk)
    hidden = table.insert(far, village_code="v2")
    table.sync(far)
    table.insert(desk, "person", household_id=table.new_id())
    table.insert(desk, "person", household_id=hidden)
    table.sync(desk)
    ack = the(Ack, table.heard[-1][1])
    assert [one.code for one in ack.verdicts] == ["target_missing", "target_out_of_scope"]


def test_s17_nothing_that_is_decided_names_a_time(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    for op in desk.disk.outbox.values():
        desk.disk.outbox[op.seq] = structs.replace(op, made_at="1970-01-01T00:00:00+08:00")
    assert table.sync(desk).end is End.LEVEL


def test_s18_one_row_that_differs_is_found_and_only_its_bucket_fetched(table: Table):
    desk = table.laptop()
    ids = [table.insert(desk, name=str(n)) for n in range(40)]
    table.sync(desk)
    base = desk.disk.base
    base[ids[0]] = structs.replace(base[ids[0]], fields={"village_code": "v1", "name": "altered"})
    desk.forget_root()
    assert table.sync(desk).end is End.LEVEL
    assert base[ids[0]].fields["name"] == "0"
    assert desk.incidents == ["buckets differed: v1/household: 1"]


def test_s18_a_row_of_a_table_of_which_the_county_has_nothing_goes(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    table.sync(desk)
    stray = Row(
        "person",
        "019ab000-0000-7000-8000-00000000ffff",
        1,
        {"village_code": "v1", "name": "nobody"},
    )
    desk.disk.base[stray.id] = stray
    desk.forget_root()
    assert table.sync(desk).end is End.LEVEL
    assert stray.id not in desk.disk.base
    assert table.sync(desk).end is End.LEVEL
    assert desk.incidents == ["buckets differed: v1/person: 256"]


def test_s19_a_laptop_too_old_to_write_reads_and_keeps_what_waits(table: Table):
    desk, other = table.laptop(), table.laptop()
    record = table.insert(other, name="a", newer="kept")
    table.sync(other)
    table.insert(desk, name="b")
    assert table.sync(desk, Pace(schema=-3)).end is End.READ_ONLY
    assert desk.disk.visible[record].fields["newer"] == "kept"
    assert len(desk.waiting(10)) == 1
    assert table.sync(desk, Pace(protocols=(99,))).end is End.TOO_OLD
    assert table.sync(desk).end is End.LEVEL


def test_s20_what_no_backup_has_is_sent_again_after_a_restore(table: Table):
    desk = table.laptop()
    table.insert(desk, name="a")
    table.sync(desk)
    table.county.back_up()
    table.sync(desk)
    assert desk.disk.kept == {}
    lost = table.insert(desk, name="b")
    table.sync(desk)
    table.county.restore()
    assert lost not in table.county.state.rows
    assert table.sync(desk).end is End.LEVEL
    assert lost in table.county.state.rows


def test_s22_a_record_that_moves_leaves_one_laptop_and_arrives_at_the_other(table: Table):
    here, there = table.laptop(), table.laptop({"v2"})
    record = table.insert(here, name="a")
    table.sync(here)
    table.sync(there)
    table.county.move(record, "v2")
    table.sync(here)
    table.sync(there)
    assert record not in here.disk.base
    assert there.disk.base[record].fields["name"] == "a"


def test_s22_a_village_taken_away_is_purged_and_what_waits_for_it_is_judged(table: Table):
    desk = table.laptop({"v1", "v2"})
    record = table.insert(desk, name="a")
    table.sync(desk)
    table.update(desk, record, name="b")
    table.county.rescope(desk.standing().replica, frozenset({"v2"}))
    assert table.sync(desk).end is End.LEVEL
    assert desk.disk.base == {}
    assert desk.disk.visible == {}
    assert [op.changes for op in desk.disk.inbox.values()] == [{"name": "b"}]


def test_s23_a_laptop_away_longer_than_the_log_starts_over_and_keeps_its_outbox(table: Table):
    away, here = table.laptop(), table.laptop()
    gone, stays = (table.insert(here, name=name) for name in "ab")
    table.sync(here)
    table.sync(away)
    table.delete(here, gone)
    table.sync(here)
    table.county.erase(gone)
    table.update(away, stays, phone="1")
    table.county.prune([here.standing().replica])
    table.sync(here)
    table.county.prune([here.standing().replica])
    assert table.sync(away).end is End.LEVEL
    assert gone not in away.disk.base
    assert table.county.state.rows[stays].row.fields["phone"] == "1"


def test_s24_a_busy_county_says_for_how_long(table: Table):
    desk = table.laptop()
    steps = sync(desk, Pace())
    next(steps)
    with pytest.raises(StopIteration) as ended:
        steps.send((Refusal("busy", retry_after=7.5),))
    assert (ended.value.value.end, ended.value.value.retry_after) == (End.BUSY, 7.5)


def test_s25_an_operation_that_can_never_be_applied_does_not_block_the_next(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.insert(desk, noun="ghost", name="a")
    fine = table.insert(desk, name="b")
    assert table.sync(desk).end is End.LEVEL
    assert fine in table.county.state.rows
    assert desk.waiting(1) == ()


def test_one_round_trip_when_nothing_changed_and_for_an_ordinary_sync(table: Table):
    desk = table.laptop()
    table.sync(desk)
    table.heard.clear()
    table.sync(desk)
    assert len(table.heard) == 1
    table.insert(desk, name="a")
    table.heard.clear()
    table.sync(desk)
    assert len(table.heard) == 1


def the_welcome(table: Table, desk: MemoryDesk) -> Answer:
    hello = Hello((1,), 1, desk.standing().cursor)
    return told(table.county, desk, hello)[0]


def _insert(table: Table, transaction: str) -> Operation:
    changes = {"village_code": "v1", "name": table.new_id()}
    return Operation(
        0, table.new_id(), transaction, "household", table.new_id(), "insert", 0, changes
    )
