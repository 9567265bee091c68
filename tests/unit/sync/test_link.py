"""A laptop with a real store and a county with a real one, over signed requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Refused, Unavailable
from app.models.household import Household
from app.models.local import Conflict, InboxEntry
from app.security.letters import open_letter
from app.security.signed_messages import Request
from app.server import door
from app.storage import audit_chain, search_index
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.run import End, Pace
from app.sync.laptop import carrying, link
from app.sync.protocol import bundles
from app.sync.protocol.messages import Push
from tests import factories, stores
from tests.contract.county_made import MadeCounty
from tests.stores import VILLAGE, open_again
from tests.unit.sync.laptops import Laptop, level, names, waiting

NEIGHBOUR = "500231102202"


def test_what_one_saves_the_other_sees_finds_and_is_told_of(laptop: Laptop, other: Laptop):
    laptop.do(lambda work: factories.a_household(work, 3))
    assert laptop.look(waiting) > 0
    level(laptop)
    assert laptop.look(waiting) == 0
    level(other)
    assert other.look(names) == laptop.look(names)
    assert any(one.touches("household") for one in other.heard)
    name = other.look(names)[0]
    assert other.look(lambda work: search_index.find(work.session, name))


def test_nothing_that_came_from_the_county_is_sent_back(laptop: Laptop, other: Laptop):
    laptop.do(lambda work: factories.a_household(work, 2))
    level(laptop)
    level(other)
    assert other.look(waiting) == 0


def test_what_came_is_noted_in_the_chain_which_holds(laptop: Laptop, other: Laptop):
    laptop.do(lambda work: factories.a_household(work, 2))
    level(laptop)
    level(other)
    assert other.store.examine(audit_chain.first_broken_link) is None
    actions = other.store.examine(
        lambda one: [row[0] for row in one.execute("SELECT action FROM audit").fetchall()]
    )
    assert "sync:store:take" in actions


def test_a_sync_without_news_is_one_round_trip_and_writes_nothing(laptop: Laptop):
    level(laptop)
    level(laptop)
    asked = len(laptop.wire.sent)
    head = laptop.store.examine(audit_chain.head)
    level(laptop)
    assert len(laptop.wire.sent) == asked + 1
    assert laptop.store.examine(audit_chain.head) == head


def test_s14_two_changes_of_one_field_keep_both_values_who_and_when(laptop: Laptop, other: Laptop):
    household = laptop.do(lambda work: factories.a_household(work, 1)).id
    level(laptop)
    level(other)
    laptop.do(lambda work: setattr(work.get(Household, household), "live_addr", "一号"))
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "二号"))
    level(laptop)
    level(other)
    (found,) = other.look(lambda work: list(work.session.scalars(select(Conflict))))
    assert (found.mine, found.theirs) == ({"live_addr": "二号"}, {"live_addr": "一号"})
    assert found.about is not None
    assert found.about["made_by"] == other.actor.id
    assert found.about["made_at"]
    assert other.look(lambda work: work.get(Household, household).live_addr) == "一号"


def sealed_in(made: MadeCounty, content: bytes) -> list[str]:
    """The operations that the county finds in a sealed outbox."""
    carried = bundles.read_request(open_letter(content, made.keys, bundles.UP))
    pushed = [one for one in door.read(carried.body) if isinstance(one, Push)]
    return [op.op_id for one in pushed for op in one.operations]


def test_e5_what_waits_is_sealed_before_the_first_sync_and_all_of_it(
    made: MadeCounty, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
):
    laptop.do(lambda work: factories.a_household(work, 3))
    wanted = [one.op_id for one in laptop.link.desk.waiting(1000)]
    assert laptop.link.desk.standing().cursor.epoch == 0
    monkeypatch.setattr(link, "_BUNDLE", Pace(operations=2))
    written = laptop.link.seal_outbox()
    assert written is not None
    assert (sealed_in(made, written.content), written.left) == (wanted, 0)
    monkeypatch.setattr(carrying, "MOST_PUSHES", 1)
    written = laptop.link.seal_outbox()
    assert written is not None
    assert (sealed_in(made, written.content), written.left) == (wanted[:2], len(wanted) - 2)
    monkeypatch.setattr(carrying.bundles, "MOST_BYTES", 1)
    written = laptop.link.seal_outbox()
    assert written is not None
    assert (written.content, written.left) == (b"", len(wanted))


def test_an_answer_that_was_lost_is_given_again(laptop: Laptop, other: Laptop):
    level(laptop)
    laptop.do(lambda work: factories.a_household(work, 2))
    laptop.wire.fault = lambda _request: "after"
    with pytest.raises(Unavailable):
        laptop.link.sync()
    assert laptop.look(waiting) > 0
    laptop.wire.fault = lambda _request: ""
    level(laptop)
    level(other)
    assert other.look(names) == laptop.look(names)
    assert laptop.link.state().last_end == "level"


def test_s22_what_is_no_longer_his_goes_and_what_is_now_his_comes(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    from app.server import office

    laptop.do(lambda work: factories.a_household(work, 2))
    level(laptop)
    member = laptop.link.state().member
    assert member is not None
    with made.database.writing() as connection:
        office.give_places(connection, member.person, (NEIGHBOUR,), made.now())
    level(laptop)
    assert laptop.look(names) == []
    letters = laptop.look(
        lambda work: [one.kind for one in work.session.scalars(select(InboxEntry))]
    )
    assert sorted(letters) == ["gained", "lost"]
    level(other)
    for name in other.look(names):
        assert laptop.look(lambda work, n=name: search_index.find(work.session, n)) == []


def test_the_first_contact_leaves_no_letter(laptop: Laptop):
    level(laptop)
    assert laptop.look(lambda work: list(work.session.scalars(select(InboxEntry)))) == []


def test_an_operation_that_is_refused_is_in_the_inbox(laptop: Laptop):
    level(laptop)
    laptop.actor = stores.an_actor(village_codes=None)
    laptop.do(lambda work: factories.a_household(work, 1, village_code=NEIGHBOUR))
    level(laptop)
    letters = laptop.look(lambda work: list(work.session.scalars(select(InboxEntry))))
    refused = [one for one in letters if one.kind == "refused"]
    assert {one.code for one in refused} >= {"out_of_scope"}
    assert laptop.look(names) == []


def test_a_vault_that_worked_alone_for_weeks_sends_it_all_after_enrolment(
    made: MadeCounty, tmp_path: Path
):
    laptop = Laptop(made, tmp_path / "alone")
    for number in range(3):
        laptop.do(lambda work, n=number: factories.a_household(work, 2, number=n + 1))
    with pytest.raises(Refused, match="登记"):
        laptop.link.sync()
    laptop.enrol()
    level(laptop)
    assert laptop.look(waiting) == 0
    assert len(laptop.look(names)) == 6


def test_a_restored_copy_must_enrol_again_and_then_goes_on(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    from app.storage import identity

    laptop.do(lambda work: factories.a_household(work, 2))
    level(laptop)
    laptop.do(lambda work: factories.a_household(work, 1, number=9))
    new_name = laptop.store.new_id()
    laptop.store.apply(lambda one: identity.become_new_replica(one, new_name))
    assert laptop.link.state().must_enrol
    with pytest.raises(Refused) as caught:
        laptop.link.sync()
    assert caught.value.code == "must_enrol"
    laptop.enrol()
    level(laptop)
    level(other)
    assert other.look(names) == laptop.look(names)
    assert len(other.look(names)) == 3


def test_a_copy_that_writes_too_is_frozen_and_goes_on_under_another_name(
    made: MadeCounty, laptop: Laptop, other: Laptop, tmp_path: Path
):
    level(laptop)
    laptop.store.examine(lambda one: one.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    copied = tmp_path / "copy" / "store.db"
    copied.parent.mkdir()
    copied.write_bytes(laptop.store.path.read_bytes())
    copy = Laptop(made, tmp_path / "scratch", device=laptop.device)
    copy.use(open_again(copied, clock=laptop.clock))
    laptop.do(lambda work: factories.a_household(work, 1))
    copy.do(lambda work: factories.a_household(work, 1, number=5))
    level(laptop)
    assert copy.link.sync().ending.end is End.FROZEN
    copy.enrol()
    level(copy)
    level(other)
    assert len(other.look(names)) == 2


def test_s24_a_busy_county_is_asked_again_later(laptop: Laptop, monkeypatch: pytest.MonkeyPatch):
    from app.server.database import busy
    from app.server.local_county import LocalCounty

    def refuse(*_asked: object) -> None:
        raise busy()

    monkeypatch.setattr(LocalCounty, "answer", refuse)
    found = laptop.link.sync().ending
    assert found.end is End.BUSY
    assert found.retry_after > 0


def test_a_revoked_laptop_is_told_so(made: MadeCounty, laptop: Laptop):
    from app.server import devices

    member = laptop.link.state().member
    assert member is not None
    with made.database.writing() as connection:
        devices.revoke(connection, member.replica, made.now())
    with pytest.raises(Refused) as caught:
        laptop.link.sync()
    assert caught.value.code == "revoked"


def test_an_answer_that_a_gateway_changed_is_not_taken(laptop: Laptop):
    level(laptop)
    send = laptop.wire.send

    def changed_on_the_way(request: Request):
        answer = send(request)
        answer.body += b"!"
        return answer

    laptop.wire.send = changed_on_the_way  # type: ignore[method-assign]
    with pytest.raises(Refused) as caught:
        laptop.link.sync()
    assert caught.value.code == "signature_wrong"


def test_a_counter_that_fell_back_rises_again(laptop: Laptop):
    from app.storage import identity
    from app.sync.laptop.membership import COUNTER

    level(laptop)
    laptop.store.apply(lambda one: identity.remember(one, COUNTER, 0))
    laptop.use(laptop.store)
    level(laptop)


# -- by hand ------------------------------------------------------------------------------------


def carried(made: MadeCounty, bearer: Laptop, content: bytes) -> bytes:
    answer = bearer.link.call("POST", "/v1/bundles", content)
    assert answer.status_code == 200, answer.body
    return answer.body


def test_s21_a_bundle_takes_there_what_waits_and_brings_back_what_is_new(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    level(other)
    other.do(lambda work: factories.a_household(work, 1, number=7))
    level(other)
    laptop.do(lambda work: factories.a_household(work, 2))
    trips = 0
    while True:
        trips += 1
        written = laptop.link.write_bundle()
        found = laptop.link.read_bundle(carried(made, other, written.content))
        if not found.has_more:
            break
        assert trips < 9
    assert laptop.look(waiting) == 0
    level(other)
    assert other.look(names) == laptop.look(names)


def test_s21_the_answer_to_another_bundle_or_too_late_is_not_taken(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    level(laptop)
    first = carried(made, other, laptop.link.write_bundle().content)
    laptop.link.write_bundle()
    with pytest.raises(Refused) as caught:
        laptop.link.read_bundle(first)
    assert caught.value.code == "bundle_not_ours"
    second = carried(made, other, laptop.link.write_bundle().content)
    other.do(lambda work: factories.a_household(work, 1))
    level(other)
    level(laptop)
    with pytest.raises(Refused) as caught:
        laptop.link.read_bundle(second)
    assert caught.value.code == "bundle_overtaken"


# -- files --------------------------------------------------------------------------------------


def test_s16_a_photo_goes_with_its_record_and_comes_to_the_other(laptop: Laptop, other: Laptop):
    from app.models.attachment import Attachment
    from app.models.local import BlobFile

    content = bytes(range(256)) * 6000

    def photograph(work: UnitOfWork) -> str:
        household = factories.a_household(work, 1)
        stored = work.put_blob(content)
        work.add(
            Attachment(
                owner_noun="household",
                owner_id=household.id,
                sha256=stored.sha256,
                size=stored.size,
                media_type="image/jpeg",
                village_code=VILLAGE,
            )
        )
        return stored.sha256

    sha256 = laptop.do(photograph)
    found = laptop.link.sync()
    assert found.files is not None
    assert found.files.sent == 1
    row = laptop.look(lambda work: work.session.get(BlobFile, sha256))
    assert row is not None
    assert row.sent_at is not None
    found = other.link.sync()
    assert found.files is not None
    assert (found.files.fetched, found.files.left) == (1, 0)
    assert other.look(lambda work: work.get_blob(sha256)) == content
    assert laptop.link.sync().files == other.link.sync().files
