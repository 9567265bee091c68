"""What a person does with what came back: decide conflicts, read letters, see what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import Refused
from app.models.household import Household
from app.models.local import Conflict
from app.models.person import Person
from app.services import conflicts, inbox, sync_status
from app.services.conflicts import ConflictFile, Pick
from app.services.history import record_history
from app.storage.unit_of_work import UnitOfWork
from tests import factories, stores
from tests.unit.sync.laptops import Laptop, level


def clash(one: Laptop, two: Laptop) -> tuple[str, ConflictFile]:
    """Both change where a household lives; the second hears of a conflict."""
    household = one.do(lambda work: factories.a_household(work, 1)).id
    level(one)
    level(two)
    one.do(lambda work: setattr(work.get(Household, household), "live_addr", "一号"))
    two.do(lambda work: setattr(work.get(Household, household), "live_addr", "二号"))
    level(one)
    level(two)
    (found,) = two.look(conflicts.list_conflicts)
    return household, found


def lives(laptop: Laptop, household: str) -> str | None:
    return laptop.look(lambda work: work.get(Household, household)).live_addr


def test_a_conflict_says_whose_it_is_both_values_and_who_wrote_when(laptop: Laptop, other: Laptop):
    _household, found = clash(laptop, other)
    (field,) = found.fields
    assert (field.label, field.base) == ("居住地址", "")
    assert (field.mine, field.theirs, field.now) == ("二号", "一号", "一号")
    assert found.title == "王富贵：家庭"
    assert found.mine_by == "周经办"
    assert found.mine_at == stores.NOW


def test_a_conflict_names_the_colleague_his_time_and_his_visit(laptop: Laptop, other: Laptop):
    household = laptop.do(lambda work: factories.a_household(work, 1)).id
    level(laptop)
    level(other)

    def visit(work: UnitOfWork) -> None:
        found = work.get(Household, household)
        factories.a_visit(work, found)
        found.live_addr = "一号"

    laptop.do(visit)
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "二号"))
    level(laptop)
    level(other)
    (found,) = other.look(conflicts.list_conflicts)
    day = stores.NOW - timedelta(days=3)
    assert (found.theirs_by, found.theirs_role) == ("王小梅", "社会救助协理员")
    assert found.theirs_at == stores.NOW
    assert found.theirs_visit == f"{day.year}年{day.month}月{day.day}日的走访"
    other.actor = stores.an_actor(role="7", village_codes=None)
    assert other.look(conflicts.list_conflicts) == ()


def test_a_conflict_of_a_county_that_names_nobody_is_still_read(laptop: Laptop, other: Laptop):
    _household, found = clash(laptop, other)
    old = {"kind": "update", "theirs_by": "x/1", "theirs_rev": 3, "theirs_at": "gestern"}

    def forget(work: UnitOfWork) -> None:
        kept = work.session.get_one(Conflict, found.id)
        kept.about = old

    other.do(forget)
    (now,) = other.look(conflicts.list_conflicts)
    assert (now.theirs_by, now.theirs_role, now.theirs_at) == ("另一台电脑", "", None)


def test_mine_becomes_a_change_that_wins_and_the_loser_is_kept(laptop: Laptop, other: Laptop):
    household, found = clash(laptop, other)
    other.do(lambda work: conflicts.resolve_conflict(work, found.id, {"live_addr": Pick("mine")}))
    assert other.look(conflicts.count_conflicts) == 0
    level(other)
    level(laptop)
    assert lives(laptop, household) == "二号"
    assert other.look(conflicts.list_conflicts) == ()
    (kept,) = other.look(lambda work: conflicts.list_conflicts(work, with_decided=True))
    assert (kept.decision, kept.fields[0].theirs) == ("mine", "一号")
    told = other.look(lambda work: record_history(work, "household", household))
    assert any("冲突" in line.text for line in told)


def test_theirs_changes_nothing_and_sends_nothing(laptop: Laptop, other: Laptop):
    household, found = clash(laptop, other)
    other.do(lambda work: conflicts.resolve_conflict(work, found.id, {"live_addr": Pick("theirs")}))
    assert other.look(sync_status.waiting).operations == 0
    assert lives(other, household) == "一号"


def test_another_value_may_be_typed_and_the_rules_hold_for_it(laptop: Laptop, other: Laptop):
    household, found = clash(laptop, other)
    other.do(
        lambda work: conflicts.resolve_conflict(
            work, found.id, {"live_addr": Pick("other", "三号")}
        )
    )
    assert lives(other, household) == "三号"
    with pytest.raises(Refused) as caught:
        other.do(
            lambda work: conflicts.resolve_conflict(
                work, found.id, {"live_addr": Pick("other", "四号")}
            )
        )
    assert caught.value.code == "conflict_decided"


def test_an_unknown_field_is_refused_and_nothing_is_decided(laptop: Laptop, other: Laptop):
    _household, found = clash(laptop, other)
    with pytest.raises(Refused) as caught:
        other.do(lambda work: conflicts.resolve_conflict(work, found.id, {"x": Pick("mine")}))
    assert caught.value.code == "field_unknown"
    assert other.look(conflicts.count_conflicts) == 1


def test_deleting_what_another_changed_is_decided_too(laptop: Laptop, other: Laptop):
    person = laptop.do(lambda work: factories.a_person(work)).id
    level(laptop)
    level(other)
    laptop.do(lambda work: setattr(work.get(Person, person), "live_addr", "迁来"))
    other.do(lambda work: work.remove(work.get(Person, person), "重复"))
    level(laptop)
    level(other)
    (found,) = other.look(conflicts.list_conflicts)
    assert found.is_deletion
    other.do(lambda work: conflicts.resolve_conflict(work, found.id, {"is_deleted": Pick("mine")}))
    level(other)
    level(laptop)
    assert laptop.look(lambda work: work.get(Person, person, with_deleted=True).is_deleted)


def test_a_change_of_what_was_deleted_may_bring_it_back(laptop: Laptop, other: Laptop):
    person = laptop.do(lambda work: factories.a_person(work)).id
    level(laptop)
    level(other)
    laptop.do(lambda work: work.remove(work.get(Person, person), "重复"))
    other.do(lambda work: setattr(work.get(Person, person), "live_addr", "还在"))
    level(laptop)
    level(other)
    (found,) = other.look(conflicts.list_conflicts)
    other.do(lambda work: conflicts.resolve_conflict(work, found.id, {"live_addr": Pick("mine")}))
    level(other)
    level(laptop)
    assert laptop.look(lambda work: work.get(Person, person)).live_addr == "还在"


def test_a_refusal_is_a_letter_with_its_values_a_reason_and_a_next_step(laptop: Laptop):
    level(laptop)
    laptop.actor = stores.an_actor(village_codes=None)
    laptop.do(lambda work: factories.a_person(work, name="李桂兰", village_code="500231102202"))
    level(laptop)
    letters = laptop.look(inbox.list_inbox)
    (letter,) = [one for one in letters if one.kind == "refused"]
    assert letter.why.endswith("。")
    assert ("姓名", "李桂兰") in letter.values
    assert letter.made_at == stores.NOW
    count = laptop.look(inbox.count_unread)
    laptop.do(lambda work: inbox.acknowledge(work, [letter.id]))
    assert laptop.look(inbox.count_unread) == count - 1
    assert letter.id in {one.id for one in laptop.look(_all_letters)}


def test_a_refusal_names_people_and_never_an_id(laptop: Laptop):
    level(laptop)
    laptop.actor = stores.an_actor(village_codes=None)
    household = laptop.do(
        lambda work: factories.a_household(work, 1, number=3, village_code="500231102202")
    )
    level(laptop)
    texts = [
        text for one in laptop.look(inbox.list_inbox) for _label, text in one.values if one.noun
    ]
    assert "（不在本机）" in texts
    assert household.head_id not in texts


def _all_letters(work: UnitOfWork):
    return inbox.list_inbox(work, with_read=True)


def test_a_record_goes_from_here_to_the_county_and_a_stuck_one_says_why(
    laptop: Laptop, other: Laptop
):
    household, _found = clash(laptop, other)
    stage = other.look(lambda work: sync_status.record_stage(work, "household", household))
    assert (stage.text, stage.why[-1]) == ("要处理", "。")
    person = laptop.do(lambda work: factories.a_person(work)).id

    def text() -> str:
        return laptop.look(lambda work: sync_status.record_stage(work, "person", person)).text

    assert text() == "在本机"
    level(laptop)
    assert text() == "已到县"
