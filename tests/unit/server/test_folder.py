"""A county's folder and command line: secrets are its owner's alone, a restored database is noticed."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from app.server.folder import CountyFolder
from app.sync.protocol.enrolment import read_ticket
from tests.unit.server.conftest import Say


def test_keys_are_readable_by_their_owner_only(folder: CountyFolder, say: Say):
    say("status")
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_county_is_not_made_over_another(say: Say):
    code, sentence = say("create-county")
    assert code == 1
    assert "county_exists" in sentence


def test_a_ticket_names_whom_to_trust(folder: CountyFolder, say: Say, tmp_path: Path):
    person = say("user", "add", "--name", "王小梅", "--role", "4", "--places", "500231103202")["id"]
    file = tmp_path / "ticket"
    say("ticket", person, "--out", str(file))
    ticket = read_ticket(file.read_text())
    assert ticket.county_key == folder.keys().signing_public
    assert ticket.authority.encode() == folder.authority().certificate
    assert ticket.person == person
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_places_that_do_not_exist_are_refused(say: Say):
    code, sentence = say("user", "add", "--name", "甲", "--role", "4", "--places", "999")
    assert (code, "place_unknown" in sentence) == (1, True)


def test_a_database_put_back_from_a_backup_is_noticed_before_it_answers(
    folder: CountyFolder, say: Say, tmp_path: Path
):
    shutil.copy(folder.database, tmp_path / "backup")
    say("user", "add", "--name", "甲", "--role", "4")
    say("checkpoint")
    for rest in ("-wal", "-shm"):
        folder.database.with_name(folder.database.name + rest).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", folder.database)
    code, sentence = say("bundle", str(tmp_path / "backup"), "--out", str(tmp_path / "out"))
    assert (code, "restored_backup" in sentence) == (1, True)
    assert say("new-epoch") == {"epoch": 2}
    assert say("verify-audit")["whole"] is True
    assert say("status")["epoch"] == 2


def test_a_rule_pack_goes_to_every_laptop_once(say: Say):
    from app.resources import path

    file = str(path("rule_packs", "500231-2026.yaml"))
    first = say("publish-pack", file)
    assert (first["kind"], first["number"]) == ("pack", 1)
    assert say("publish-pack", file) == first
