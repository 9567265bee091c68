"""The county over the line: who gets in, what is his, what is told to whom."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest
from msgspec import structs

from app.errors import Refused
from app.security.letters import open_letter, seal_letter
from app.security.signatures import is_signed
from app.security.signed_messages import check_answer
from app.server import devices, office
from app.server.blobs import CHUNK_SIZE
from app.server.database import Database
from app.sync.protocol import bundles, codec
from app.sync.protocol.enrolment import SEAL, read_certificate
from app.sync.protocol.messages import Cursor, Pull, Push, Verify
from tests.contract.county_made import (
    BASE,
    FAR,
    FAR_TOWNSHIP,
    NEIGHBOUR,
    TOWNSHIP,
    VILLAGE,
    Answer,
    Laptop,
    MadeCounty,
    Request,
    new_id,
)


@pytest.fixture
def made(database: Database) -> MadeCounty:
    return MadeCounty(database)


def code_of(answer: Answer) -> str:
    return json.loads(answer.body)["code"]


# -- enrolment (E1, E2) -------------------------------------------------------------------------


def test_e2_a_ticket_makes_a_laptop_the_countys_and_says_so_in_a_signed_certificate(
    made: MadeCounty,
):
    person = made.person("4", VILLAGE)
    laptop = Laptop(made)
    given = laptop.enrolled(made.ticket(person))
    assert is_signed(SEAL + given.certificate, given.signature, made.keys.signing_public)
    certificate = read_certificate(given.certificate)
    assert (certificate.replica, certificate.person) == (laptop.replica, person)
    assert certificate.places == (VILLAGE,)


def test_e1_a_ticket_is_good_once_and_for_the_same_laptop_again(made: MadeCounty):
    secret = made.ticket(made.person("4", VILLAGE))
    first, second = Laptop(made), Laptop(made)
    given = first.enrolled(secret)
    assert first.enrolled(secret) == given
    assert code_of(second.enrol(secret)) == "ticket_wrong"


def test_e1_a_ticket_that_is_too_old_or_made_up_is_refused_alike(made: MadeCounty):
    old = made.ticket(made.person("4", VILLAGE))
    made.clock.advance(73 * 3600)
    told = [Laptop(made).enrol(secret) for secret in (old, b"made up 16 bytes")]
    assert [one.status_code for one in told] == [403, 403]
    assert told[0].body == told[1].body


def test_who_administers_the_server_only_gets_no_ticket(made: MadeCounty):
    with pytest.raises(Refused, match="管理员"):
        made.ticket(made.person("system"))


# -- signatures and counters (E3, E5, E7) -------------------------------------------------------


def test_a_request_that_was_heard_is_not_heard_again(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    request = laptop.signed("POST", "/v1/sync", codec.encode((laptop.hello(),)))
    assert made.call(request).status_code == 200
    again = made.call(request)
    assert (again.status_code, code_of(again)) == (401, "counter_behind")
    assert json.loads(again.body)["counter"] == laptop.counter


def test_a_changed_byte_or_a_stranger_is_refused_alike(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    changed = laptop.signed("POST", "/v1/sync", codec.encode((laptop.hello(),)))
    changed.body += b"!"
    stranger = Laptop(made).signed("POST", "/v1/sync", b"")
    elsewhere = laptop.signed("GET", "/v1/published")
    elsewhere.url = f"{BASE}/v1/published?after=7"
    unsigned = Request("POST", f"{BASE}/v1/sync")
    told = [made.call(one) for one in (changed, stranger, elsewhere, unsigned)]
    assert {one.status_code for one in told} == {401}
    assert len({one.body for one in told}) == 1


def test_the_answer_is_signed_over_the_request_it_answers(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    first, second = laptop.ask("GET", "/v1/status"), laptop.ask("GET", "/v1/status")
    swapped = Answer(first.status_code, second.request, first.headers, first.body)
    with pytest.raises(Refused, match="签名"):
        check_answer(swapped, made.keys.signing_public)


def test_a_revoked_laptop_is_told_so_under_signature_and_gets_nothing(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    with made.database.writing() as connection:
        devices.revoke(connection, laptop.replica, made.now())
    told = laptop.ask("POST", "/v1/sync", codec.encode((laptop.hello(),)))
    assert (told.status_code, code_of(told)) == (403, "revoked")


def test_e5_a_locked_laptop_asks_with_its_status_key_whether_it_is_revoked(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    laptop.keys, vault_keys = laptop.status_keys, laptop.keys
    assert json.loads(laptop.ask("GET", "/v1/status").body)["is_revoked"] is False
    assert laptop.ask("POST", "/v1/sync", codec.encode((laptop.hello(),))).status_code == 401
    laptop.keys = vault_keys
    with made.database.writing() as connection:
        devices.revoke(connection, laptop.replica, made.now())
    laptop.keys = laptop.status_keys
    assert json.loads(laptop.ask("GET", "/v1/status").body)["is_revoked"] is True


def test_e7_whoever_left_has_nothing_any_more_and_is_told_so_at_the_next_contact(made: MadeCounty):
    laptop = made.laptop("2", TOWNSHIP)
    laptop.push(laptop.op("household", village_code=VILLAGE))
    assert laptop.pull()
    with made.database.writing() as connection:
        devices.leave(connection, laptop.person, made.now())
    (welcome,) = laptop.sync(laptop.hello(), Pull(Cursor(1, 1)))
    assert (welcome.scopes, welcome.scope_epoch) == ((), 2)
    assert laptop.pull() == {}


# -- what is whose (S15, S22) -------------------------------------------------------------------


def test_what_a_village_saves_its_township_reads_and_its_neighbour_does_not(made: MadeCounty):
    village, neighbour = made.laptop("4", VILLAGE), made.laptop("4", NEIGHBOUR)
    clerk, far = made.laptop("2", TOWNSHIP), made.laptop("2", FAR_TOWNSHIP)
    op = village.op("household", village_code=VILLAGE, org_code=TOWNSHIP)
    ack = village.push(op)
    assert [one.outcome for one in ack.verdicts] == ["applied"]
    assert op.record_id in village.pull()
    assert op.record_id in clerk.pull()
    assert neighbour.pull() == far.pull() == {}


def test_what_is_out_of_reach_is_kept_apart_and_never_applied(made: MadeCounty):
    village, far = made.laptop("4", VILLAGE), made.laptop("2", FAR_TOWNSHIP)
    ack = village.push(village.op("household", village_code=FAR))
    assert [(one.outcome, one.code) for one in ack.verdicts] == [("quarantined", "out_of_scope")]
    assert far.pull() == {}


def test_bank_accounts_go_to_nobody_who_may_not_see_them(made: MadeCounty):
    clerk, village = made.laptop("2", TOWNSHIP), made.laptop("4", VILLAGE)
    op = clerk.op("person", village_code=VILLAGE, name="张三", bank_no="6222020000000000")
    assert clerk.push(op).verdicts[0].outcome == "applied"
    assert clerk.pull()[op.record_id].fields["bank_no"]
    seen = village.pull()[op.record_id]
    assert "bank_no" not in seen.fields
    assert seen.fields["name"] == "张三"


def test_the_digest_is_of_what_was_told(made: MadeCounty):
    from app.sync.protocol import digest

    clerk, village = made.laptop("2", TOWNSHIP), made.laptop("4", VILLAGE)
    clerk.push(
        clerk.op("person", village_code=VILLAGE, name="张三", bank_no="6222020000000000"),
        clerk.op("person", village_code=VILLAGE, name="李四"),
        clerk.op("household", village_code=VILLAGE),
    )
    for laptop in (clerk, village):
        tables: dict[str, list[digest.Leaf]] = {}
        told = laptop.pull()
        assert len(told) == 3
        for row in told.values():
            tables.setdefault(row.table, []).append(digest.leaf_of(row))
        assert laptop.root == digest.root(digest.roots(tables))


def test_a_mandatory_report_goes_to_those_who_must_know_and_not_back(made: MadeCounty):
    helper, head, clerk = (
        made.laptop("4", VILLAGE),
        made.laptop("3", TOWNSHIP),
        made.laptop("2", TOWNSHIP),
    )
    op = helper.op("visit", village_code=VILLAGE, secret_level=4, findings="…")
    ack = helper.push(op)
    assert ack.verdicts[0].outcome == "applied"
    assert (ack.rows, ack.gone) == ((), (op.record_id,))
    assert op.record_id in head.pull()
    assert helper.pull() == clerk.pull() == {}


def test_a_snapshot_of_a_place_that_is_not_mine_looks_like_one_that_does_not_exist(
    made: MadeCounty,
):
    laptop = made.laptop("2", TOWNSHIP)
    laptop.push(laptop.op("household", village_code=VILLAGE))
    answer = laptop.ask("GET", f"/v1/snapshot/{VILLAGE}")
    page: Any = codec.decode(answer.body)[0]
    assert len(page.rows) == 1
    told = [laptop.ask("GET", f"/v1/snapshot/{one}") for one in (FAR, "999999999999")]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].body == told[1].body


def test_after_the_county_is_restored_laptops_are_told_of_a_new_epoch(made: MadeCounty):
    laptop = made.laptop("2", TOWNSHIP)
    laptop.push(laptop.op("household", village_code=VILLAGE))
    with made.database.writing() as connection:
        office.begin_epoch(connection, 2, made.now())
    (welcome,) = laptop.sync(laptop.hello(), Push(laptop.receipt, (laptop.op("household"),)))
    assert welcome.epoch == 2


# -- files (S16) --------------------------------------------------------------------------------


def test_a_file_comes_in_stretches_and_counts_once_it_is_whole(made: MadeCounty):
    laptop, other = made.laptop("2", TOWNSHIP), made.laptop("2", FAR_TOWNSHIP)
    content = bytes(range(256)) * 5000
    name = hashlib.sha256(content).hexdigest()
    pieces = [content[:CHUNK_SIZE], content[CHUNK_SIZE:]]
    path = f"/v1/blobs/{name}"
    assert laptop.ask("PUT", f"{path}/1", pieces[1]).status_code == 204
    told = laptop.ask("POST", f"{path}/complete?size={len(content)}")
    assert (told.status_code, json.loads(told.body)["missing"]) == (409, [0])
    assert laptop.ask("HEAD", f"{path}/0").status_code == 404
    assert laptop.ask("HEAD", f"{path}/1").status_code == 200
    assert laptop.ask("PUT", f"{path}/0", pieces[0]).status_code == 204
    assert laptop.ask("POST", f"{path}/complete?size={len(content)}").status_code == 204
    fields: dict[str, Any] = {"sha256": name, "size": len(content), "media_type": "image/jpeg"}
    laptop.push(laptop.op("attachment", village_code=VILLAGE, **fields))
    colleague = made.laptop("3", TOWNSHIP)
    got = b"".join(colleague.ask("GET", f"{path}/{n}").body for n in (0, 1))
    assert got == content
    assert other.ask("GET", f"{path}/0").status_code == 404
    assert other.ask("HEAD", f"{path}/0").status_code == 404


def test_a_file_that_is_not_what_it_says_is_forgotten_and_sent_anew(made: MadeCounty):
    laptop = made.laptop("2", TOWNSHIP)
    path = f"/v1/blobs/{hashlib.sha256(b'photo').hexdigest()}"
    laptop.ask("PUT", f"{path}/0", b"phote")
    told = laptop.ask("POST", f"{path}/complete?size=5")
    assert (told.status_code, code_of(told)) == (422, "blob_wrong")
    assert laptop.ask("HEAD", f"{path}/0").status_code == 404
    laptop.ask("PUT", f"{path}/0", b"photo")
    assert laptop.ask("POST", f"{path}/complete?size=5").status_code == 204


# -- by hand (S21) ------------------------------------------------------------------------------


def test_a_bundle_is_the_same_request_sealed_and_may_come_late(made: MadeCounty):
    laptop, carrier = made.laptop("2", TOWNSHIP), made.laptop("4", VILLAGE)
    op = laptop.op("household", village_code=VILLAGE)
    inner = laptop.signed("POST", bundles.SYNC, codec.encode((laptop.hello(), Push("", (op,)))))
    laptop.ask("GET", "/v1/status")
    carried = bundles.CarriedRequest(inner.method, inner.url, inner.headers, inner.body)
    letter = seal_letter(bundles.pack(carried), made.keys.agreement_public, bundles.UP)
    answers = [carrier.ask("POST", "/v1/bundles", letter) for _time in range(2)]
    for answer in answers:
        told = bundles.read_answer(open_letter(answer.body, laptop.keys, bundles.DOWN))
        check_answer(Answer(told.status, inner, told.headers, told.body), made.keys.signing_public)
        ack: Any = codec.decode(told.body)[1]
        assert ack.verdicts[0].outcome == "applied"
    altered = letter[:-1] + bytes([letter[-1] ^ 1])
    assert code_of(carrier.ask("POST", "/v1/bundles", altered)) == "letter_altered"


def test_nonsense_is_refused_and_breaks_nothing(made: MadeCounty):
    laptop = made.laptop("2", TOWNSHIP)
    op = laptop.op("household", village_code=VILLAGE)
    nonsense = [
        codec.encode(()),
        codec.encode((Pull(Cursor(1, 1, -1, None)),)),
        codec.encode((Pull(Cursor(1, 1, 2**63, None)),)),
        codec.encode((Pull(Cursor(1, 1, 0, "not an id")),)),
        codec.encode((Push("", (op, op)),)),
        codec.encode((Push("", (laptop.op("household", village_code=[1]),)),)),
        codec.encode((Push("", (laptop.op("household", remark=b"bytes"),)),)),
        b"",
        b"RH" + bytes(60),
    ]
    told = [laptop.ask("POST", "/v1/sync", body) for body in nonsense]
    assert [one.status_code for one in told] == [422] * len(nonsense)


def test_an_operation_with_a_made_up_id_is_kept_apart(made: MadeCounty):
    laptop = made.laptop("2", TOWNSHIP)
    ack = laptop.push(laptop.op("household", id="\0 not an id", village_code=VILLAGE))
    assert [(one.outcome, one.code) for one in ack.verdicts] == [("quarantined", "id_malformed")]
    assert new_id() not in laptop.pull()


@pytest.mark.parametrize(
    ("noun", "field", "code"),
    [
        ("member", "person_id", "target_missing"),
        ("attachment", "owner_noun", "field_unreadable"),
        ("visit", "secret_level", "out_of_scope"),
        ("household", "class_now", "field_unreadable"),
    ],
)
def test_a_tree_where_a_word_belongs_is_kept_apart(
    made: MadeCounty, noun: str, field: str, code: str
):
    laptop = made.laptop("2", TOWNSHIP)
    tree: dict[str, Any] = {field: [1], "village_code": VILLAGE}
    ack = laptop.push(laptop.op(noun, **tree))
    assert [(one.outcome, one.code) for one in ack.verdicts] == [("quarantined", code)]


# -- who wrote the other value (S14) --------------------------------------------------------------


def clash_with_a_visit(made: MadeCounty, reader: Laptop, level: int) -> Any:
    """Somebody of the village changes a household in a visit; ``reader`` had changed it too."""
    writer = made.laptop("2", TOWNSHIP)
    place: dict[str, Any] = {"village_code": VILLAGE, "org_code": TOWNSHIP}
    household = reader.op("household", live_addr="零号", **place)
    reader.push(household)
    visit = writer.op("visit", visit_kind="1", secret_level=level, **place)
    change = writer.op("household", "update", household.record_id, live_addr="一号")
    change = structs.replace(
        change, transaction=visit.transaction, made_at="2026-11-20T08:05:00.000+08:00"
    )
    assert writer.push(visit, change).verdicts[1].outcome == "applied"
    late = reader.op("household", "update", household.record_id, live_addr="二号")
    (verdict,) = reader.push(
        structs.replace(late, base_rev=1, before={"live_addr": "零号"})
    ).verdicts
    (clash,) = verdict.clashes
    assert (clash.theirs_name, clash.theirs_role) == ("王小梅", "2")
    assert clash.theirs_at == "2026-11-20T08:05:00.000+08:00"
    return clash, visit


def test_a_conflict_names_the_person_the_time_and_the_visit(made: MadeCounty):
    clash, visit = clash_with_a_visit(made, made.laptop("4", VILLAGE), 2)
    assert clash.theirs_visit == visit.record_id


def test_a_conflict_does_not_name_a_visit_that_is_sealed_for_who_reads_it(made: MadeCounty):
    clash, _visit = clash_with_a_visit(made, made.laptop("4", VILLAGE), 4)
    assert clash.theirs_visit == ""


def test_s22_a_greeting_never_says_the_new_number_of_places_with_the_old_places(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    asked = (laptop.hello(), Push("", (laptop.op("household", village_code=VILLAGE),)))
    answers: list[Any] = []

    def push() -> None:
        answers.extend(made.county.answer(laptop.replica, asked))

    thread = threading.Thread(target=push)
    with made.database.writing() as connection:
        office.give_places(connection, laptop.person, (FAR,), made.now())
        thread.start()
        thread.join(0.3)
    thread.join(20)
    welcome = answers[0]
    assert (welcome.scope_epoch, FAR in welcome.scopes) == (2, True)


def test_s18_a_table_of_which_the_county_has_nothing_is_said_to_differ(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    name = f"{VILLAGE}/person"
    (differing,) = laptop.sync(Verify({name: b"what nobody sent"}))
    assert dict(differing.tables) == {name: b""}
