"""Every command of the county, as its technician types it: JSON out, sentences when it is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from app import resources
from app.errors import Refused, Unreadable
from app.security.letters import seal_letter
from app.server import __main__ as console
from app.server import devices
from app.server.console.commands import COMMANDS
from app.server.console.recovery_commands import OFFLINE
from app.server.folder import CountyFolder
from app.server.standing import OpenCounty, divisions
from app.sync.protocol import bundles, codec
from app.sync.protocol.messages import Operation, Push
from tests.contract.county_made import FAR, TOWNSHIP, VILLAGE, Laptop, MadeCounty, new_id
from tests.unit.server.conftest import Say
from tests.unit.sync.laptops import a_county

Type = Callable[..., Any]
PACK = resources.path("rule_packs", "500231-2026.yaml")
WANTED = (
    "user add,user list,user scope,user leave,ticket,publish-form,publish-pack,publish-calendar,revoke,devices,"
    "status,verify-audit,recovery make-key,recovery open,recovery publish,recovery receive,"
    "recovery list,recovery record,recovery status,quarantine list,quarantine release,"
    "quarantine refuse,conflicts list,outbox,report list,report open"
)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def typed(made: MadeCounty, tmp_path: Path) -> Type:
    """A command at a county that laptops have spoken to."""
    folder = CountyFolder(tmp_path / "folder")
    county = OpenCounty(folder, made.database, made.keys, made.clock, divisions())

    def run(*words: object) -> Any:
        asked = console.parser().parse_args([str(one) for one in words])
        return asked.run(asked, county, os.urandom)

    return run


def pushed(laptop: Laptop, *ops: Operation) -> Any:
    return laptop.push(*ops)


def a_person(laptop: Laptop, village: str, **more: Any) -> Operation:
    return laptop.op("person", name="于邦", village_code=village, org_code=village[:9], **more)


def test_every_command_that_was_asked_for_is_there():
    have = {one.words for one in (*COMMANDS, *OFFLINE)}
    assert set(WANTED.split(",")) <= have


def test_people_come_move_and_leave(say: Say):
    person = say("user", "add", "--name", "王小梅", "--role", "4", "--places", VILLAGE)["id"]
    assert say("user", "scope", person, "--places", TOWNSHIP)["places"] == [TOWNSHIP]
    (found,) = say("user", "list")
    assert (found["name"], found["places"], found["left_at"]) == ("王小梅", [TOWNSHIP], "")
    assert say("user", "leave", person)["left"]
    (found,) = say("user", "list")
    assert found["left_at"]
    code, sentence = say("ticket", person)
    assert (code, "person_missing" in sentence) == (1, True)


def test_a_laptop_is_listed_and_revoked_once(typed: Type, made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    laptop.pull()
    laptop.sync(laptop.hello())
    (found,) = typed("devices")
    assert (found["replica"], found["revoked_at"]) == (laptop.replica, "")
    assert found["schema"] > 0
    assert "signing_key" not in found
    assert typed("revoke", laptop.replica, "--reason", "遗失")["revoked"]
    with pytest.raises(Refused) as caught:
        typed("revoke", laptop.replica)
    assert caught.value.code == "device_missing"


def test_the_log_is_pruned_backups_noted_and_the_chain_verified_and_signed(say: Say):
    assert say("prune")["pruned"] == 0, "no laptop has read anything"
    code, sentence = say("backup-verified", str(2**50))
    assert (code, "commit_unknown" in sentence) == (1, True)
    assert say("backup-verified", str(2**40))["backup_horizon"] == 2**40
    assert say("checkpoint")["new"]
    assert say("verify-audit")["checkpoint_signed"]
    assert say("renew-certificate", "--hosts", "ruhu.test")["hosts"] == ["ruhu.test"]
    told = say("status")
    assert (told["laptops"], told["quarantine"], told["schemas"]) == (0, 0, [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: [", "yaml_unreadable"),
        ("- 1\n- 2\n", "yaml_unreadable"),
        ("\x00", "yaml_unreadable"),
        ("id: x\n", "rule_pack_unreadable"),
    ],
)
def test_a_rule_pack_that_cannot_be_read_is_refused_in_a_sentence(
    say: Say, tmp_path: Path, text: str, why: str
):
    file = tmp_path / "pack.yaml"
    file.write_text(text)
    code, sentence = say("publish-pack", str(file))
    assert (code, why in sentence, "Traceback" in sentence) == (4, True, False)
    code, sentence = say("publish-pack", str(tmp_path / "none.yaml"))
    assert (code, "file_unreadable" in sentence) == (4, True)


def test_a_rule_pack_of_the_same_version_with_another_content_is_refused(say: Say, tmp_path: Path):
    say("publish-pack", str(PACK))
    file = tmp_path / "pack.yaml"
    file.write_bytes(PACK.read_bytes() + b"\n# another\n")
    code, sentence = say("publish-pack", str(file))
    assert (code, "pack_version_taken" in sentence) == (1, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [("- 1\n", "yaml_unreadable"), ("year: 2027\nannounced: true\n", "days_off")],
)
def test_a_holiday_table_that_cannot_be_read_is_refused_in_a_sentence(
    say: Say, tmp_path: Path, text: str, why: str
):
    file = tmp_path / "2027.yaml"
    file.write_text(text)
    code, sentence = say("publish-calendar", str(file))
    assert (code, why in sentence, "Traceback" in sentence) == (4, True, False)


def test_a_holiday_table_is_published_and_once_is_enough(say: Say):
    shipped = str(resources.path("calendars", "2026.yaml"))
    first = say("publish-calendar", shipped)
    assert (first["year"], first["announced"]) == (2026, True)
    assert say("publish-calendar", shipped) == first


def test_what_was_quarantined_is_listed_without_values_and_released_as_it_came(
    typed: Type, made: MadeCounty
):
    laptop, far = made.laptop("4", VILLAGE), made.laptop("4", FAR)
    op = a_person(laptop, FAR)
    assert pushed(laptop, op).verdicts[0].outcome == "quarantined"
    (found,) = typed("quarantine", "list")
    assert (found["op"], found["why"], found["record"]) == (
        op.op_id,
        "out_of_scope",
        op.record_id,
    )
    assert "于邦" not in str(found["fields"])
    (shown,) = typed("quarantine", "list", "--values")
    assert shown["fields"]["name"] == "于邦"
    assert far.pull() == {}
    assert typed("quarantine", "release", op.op_id)["released"]
    assert far.pull()[op.record_id].fields["name"] == "于邦"
    assert typed("quarantine", "list") == []
    (settled,) = typed("quarantine", "list", "--all")
    assert settled["decision"] == "released"
    with pytest.raises(Refused) as caught:
        typed("quarantine", "release", op.op_id)
    assert caught.value.code == "quarantine_decided"


def test_a_release_goes_on_top_and_keeps_what_gave_way(typed: Type, made: MadeCounty):
    from sqlalchemy import select

    from app.server.stored import unpack
    from app.server.tables import HISTORY

    laptop, far = made.laptop("4", VILLAGE), made.laptop("4", FAR)
    first = a_person(far, FAR)
    pushed(far, first)
    change = laptop.op("person", "update", first.record_id, name="于国邦")
    pushed(laptop, change)
    typed("quarantine", "release", change.op_id)
    assert far.pull()[first.record_id].fields["name"] == "于国邦"
    with made.database.reading() as connection:
        kept = [unpack(one) for one in connection.execute(select(HISTORY.c.content)).scalars()]
    assert [None, {"name": "于邦"}] in kept


def test_what_cannot_be_applied_cannot_be_released_but_refused_with_a_reason(
    typed: Type, made: MadeCounty
):
    laptop = made.laptop("4", VILLAGE)
    change = laptop.op("person", "update", new_id(), name="于邦")
    pushed(laptop, change)
    with pytest.raises(Refused) as caught:
        typed("quarantine", "release", change.op_id)
    assert caught.value.facts["why"] == "record_missing"
    with pytest.raises(Refused) as caught:
        typed("quarantine", "refuse", change.op_id, "--reason", " ")
    assert caught.value.code == "reason_missing"
    assert typed("quarantine", "refuse", change.op_id, "--reason", "重复")["refused"]
    with pytest.raises(Refused) as caught:
        typed("quarantine", "refuse", new_id(), "--reason", "重复")
    assert caught.value.code == "quarantine_missing"


def test_conflicts_are_listed_until_somebody_has_decided(typed: Type, made: MadeCounty):
    one, two = made.laptop("4", VILLAGE), made.laptop("4", VILLAGE)
    first = a_person(one, VILLAGE)
    pushed(one, first)
    for laptop, name in ((one, "甲"), (two, "乙")):
        seen = laptop.op("person", "update", first.record_id, name=name)
        pushed(laptop, structs.replace(seen, base_rev=2**40))
    (found,) = typed("conflicts", "list", "--values")
    assert (found["mine"], found["theirs"]) == ({"name": "乙"}, {"name": "甲"})
    assert typed("conflicts", "list")[0]["mine"] == ["name"]
    decided = two.op("person", "update", first.record_id, name="乙")
    pushed(two, structs.replace(decided, base_rev=2**60))
    assert typed("conflicts", "list") == []
    assert typed("conflicts", "list", "--all")[0]["is_decided"]


def test_the_sealed_outbox_of_a_revoked_laptop_is_read_into_quarantine_once(
    typed: Type, made: MadeCounty, tmp_path: Path
):
    laptop = made.laptop("4", VILLAGE)
    sent, unsent = a_person(laptop, VILLAGE), a_person(laptop, VILLAGE)
    pushed(laptop, sent)
    body = codec.encode((laptop.hello(), Push(laptop.receipt, (unsent,))))
    request = laptop.signed("POST", "/v1/sync", body)
    carried = bundles.CarriedRequest(request.method, request.url, request.headers, request.body)
    file = tmp_path / "outbox.ruhusync"
    file.write_bytes(seal_letter(bundles.pack(carried), made.keys.agreement_public, bundles.UP))
    with made.database.writing() as connection:
        devices.revoke(connection, laptop.replica, made.now())
    assert typed("outbox", file)["new"] == 1
    assert typed("outbox", file)["new"] == 0
    (found,) = typed("quarantine", "list")
    assert (found["op"], found["why"]) == (unsent.op_id, "revoked")
    typed("quarantine", "release", unsent.op_id)
    neighbour = made.laptop("4", VILLAGE)
    assert set(neighbour.pull()) == {sent.record_id, unsent.record_id}
    file.write_bytes(b"RHL1 nonsense")
    with pytest.raises(Unreadable) as caught:
        typed("outbox", file)
    assert caught.value.code == "letter_altered"
