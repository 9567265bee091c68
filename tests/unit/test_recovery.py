"""A forgotten password from end to end: laptop, county, two officers on a machine without a network."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import opening
from app.cli.surroundings import Surroundings
from app.errors import Refused, Unreadable
from app.security.recovery import read_answer, read_request, write_answer, write_request
from app.security.vault_folder import VaultFolder
from app.server import __main__ as console
from app.server import audit, devices, recoveries
from app.server.folder import CountyFolder
from app.server.standing import OpenCounty, divisions
from app.storage import identity
from app.storage.identity import REPLICA
from app.sync.protocol.enrolment import Ticket, write_ticket
from app.workspace import Machine
from app.workspace.opened import ENROLLED, TRUSTED
from tests.conftest import Logs
from tests.contract.county_made import BASE, COUNTY, MadeCounty
from tests.stores import TOWNSHIP, VILLAGE
from tests.unit.sync.laptops import InProcess, a_county
from tests.unit.test_cli import ANOTHER, REFUSED, UNREADABLE, ZERO, Line, a_line
from tests.unit.test_unlocking_is_noted import entries


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def line(made: MadeCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A vault that is enrolled at a county in this process."""

    def machine(around: Surroundings) -> Machine:
        return Machine(
            around.settings,
            around.clock,
            around.policy,
            around.chance,
            make_wire=lambda _authority: InProcess(made),
        )

    monkeypatch.setattr(opening, "machine", machine)
    monkeypatch.setattr(console, "harden", lambda: None)
    monkeypatch.setattr(console, "SystemClock", lambda: made.clock)
    found = a_line(tmp_path / "home")
    found.environment["RUHU_NEW_PASSWORD"] = ANOTHER
    found.run("vault", "create", "--name", "周经办", "--township", TOWNSHIP, "--role", "2")
    person = made.person("2", TOWNSHIP)
    expires = made.clock.now().replace(year=2027).isoformat()
    key, secret = made.keys.signing_public, made.ticket(person)
    ticket = write_ticket(Ticket(BASE, COUNTY, key, "", secret, person, expires))
    found.run("enrol", ticket)
    found.run(
        "records", "put", "person", text=json.dumps({"name": "于邦", "village_code": VILLAGE})
    )
    return found


def offline(*words: object) -> tuple[int, Any]:
    """A command on the machine without a network; no folder of a county there."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = console.main(["--folder", "/nowhere", *map(str, words)])
    return code, json.loads(out.getvalue()) if code == 0 else err.getvalue()


def a_key(made: MadeCounty, folder: Path, epoch: int = 1) -> list[str]:
    """A recovery key that the county published; the files of its shares."""
    _code, told = offline(
        "recovery", "make-key", "--county", COUNTY, "--epoch", epoch, "--out", folder
    )
    with made.database.writing() as connection:
        recoveries.publish_key(connection, Path(told["public"]).read_text(), made.keys, made.now())
    return told["shares"]


def received(made: MadeCounty, text: str) -> dict[str, Any]:
    with made.database.writing() as connection:
        return recoveries.receive(connection, text, made.keys.signing_public, made.now())


def recorded(made: MadeCounty, text: str) -> str:
    with made.database.writing() as connection:
        return recoveries.record(connection, text, made.keys, made.clock.now())


def opened(request: Path, code: str, shares: list[str], out: Path) -> tuple[int, Any]:
    given = [word for share in shares for word in ("--share", share)]
    return offline("recovery", "open", request, "--code", code, *given, "--out", out)


def forget(line: Line) -> None:
    line.environment["RUHU_PASSWORD"] = "忘记了的密码Zz99"


def remember(line: Line) -> None:
    line.environment["RUHU_PASSWORD"] = ANOTHER


def county_audit(made: MadeCounty) -> list[str]:
    from sqlalchemy import select

    with made.database.reading() as connection:
        assert audit.first_broken(connection) is None
        return list(connection.execute(select(audit.AUDIT.c.action)).scalars())


def test_a_forgotten_password_is_recovered_by_files_with_nothing_lost(
    line: Line, made: MadeCounty, tmp_path: Path
):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    place = VaultFolder(line.vault)
    line.run("backup")
    former = {one.name for one in place.backups.glob("*.ruhu-backup")}
    database = place.database.read_bytes()[:16]
    forget(line)
    line.run("status")
    assert line.code == REFUSED
    request, answer, signed = (tmp_path / name for name in ("ask", "answer", "signed"))
    told = line.run("recovery", "ask", "--out", request)
    assert received(made, request.read_text())["code"] == told["code"]
    code, found = opened(request, told["code"], [shares[2], shares[0]], answer)
    assert (code, found["request"]) == (0, told["request"])
    line.run("recovery", "take", answer)
    assert (line.code, "answer_unsigned" in line.err) == (REFUSED, True)
    signed.write_text(recorded(made, answer.read_text()))
    assert line.run("recovery", "take", signed)["recovered"]
    remember(line)
    (letter,) = [one for one in line.run("inbox", "list")["inbox"] if one["kind"] == "recovered"]
    assert "县民政局" in letter["why"]
    assert [one["name"] for one in line.run("records", "list", "person")["records"]] == ["于邦"]
    assert place.database.read_bytes()[:16] != database
    assert not former & {one.name for one in place.backups.glob("*.ruhu-backup")}
    assert not [one for one in line.vault.iterdir() if one.suffix in (".former", ".next")]
    assert line.run("check")["is_whole"]
    assert line.run("sync")["end"] == "level"
    assert {"device:recovery:ask", "server:recovery:answer"} <= set(county_audit(made))
    line.run("recovery", "take", signed)
    assert (line.code, "no_request" in line.err) == (REFUSED, True)


def test_a_forgotten_password_is_recovered_over_the_line(
    line: Line, made: MadeCounty, tmp_path: Path
):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    forget(line)
    told = line.run("recovery", "ask", "--online")
    assert line.code == ZERO
    line.run("recovery", "take")
    assert (line.code, "answer_missing" in line.err) == (REFUSED, True)
    with made.database.reading() as connection:
        (waiting,) = recoveries.listed(connection)
        text = recoveries.content_of(connection, told["request"])
    assert (waiting["code"], waiting["person"]) == (told["code"], "王小梅")
    request, answer = tmp_path / "ask", tmp_path / "answer"
    request.write_text(text)
    assert opened(request, told["code"], shares[:2], answer)[0] == 0
    recorded(made, answer.read_text())
    assert line.run("recovery", "take")["recovered"]
    remember(line)
    assert line.run("vault", "unlock-check")["opens"]


def test_the_county_records_an_answer_once_and_not_for_a_laptop_that_was_revoked(
    line: Line, made: MadeCounty, tmp_path: Path
):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    request, answer = tmp_path / "ask", tmp_path / "answer"
    told = line.run("recovery", "ask", "--out", request)
    _code, _found = opened(request, told["code"], shares[:2], answer)
    with pytest.raises(recoveries.Refused) as caught:
        recorded(made, answer.read_text())
    assert caught.value.code == "recovery_unknown"
    replica = received(made, request.read_text())["replica"]
    received(made, request.read_text())
    recorded(made, answer.read_text())
    with pytest.raises(recoveries.Refused) as caught:
        recorded(made, answer.read_text())
    assert caught.value.code == "recovery_answered"
    line.run("recovery", "ask", "--out", request)
    with made.database.writing() as connection:
        devices.revoke(connection, replica, made.now())
    with pytest.raises(recoveries.Refused) as caught:
        received(made, request.read_text())
    assert caught.value.code == "recovery_foreign"
    assert county_audit(made).count("device:recovery:ask") == 1


def why(caught: pytest.ExceptionInfo[Refused]) -> str:
    return str(caught.value.code)


def test_the_county_vouches_only_for_an_answer_to_what_was_asked_and_for_a_day(
    line: Line, made: MadeCounty, tmp_path: Path
):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    request, file = tmp_path / "ask", tmp_path / "answer"
    told = line.run("recovery", "ask", "--out", request)
    received(made, request.read_text())
    assert opened(request, told["code"], shares[:2], file)[0] == 0
    answer = read_answer(file.read_text())
    later = (answer.expires + timedelta(days=3)).isoformat()
    for change, code in (
        ({"vault": "019ab000-0000-7000-8000-000000000001"}, "answer_not_asked"),
        ({"user": "somebody"}, "answer_not_asked"),
        ({"device": bytes(32)}, "answer_not_asked"),
        ({"expires_at": later}, "answer_too_long"),
    ):
        with pytest.raises(Refused) as caught:
            recorded(made, write_answer(replace(answer, **change)))
        assert why(caught) == code
    with pytest.raises(Unreadable):
        recorded(made, write_answer(replace(answer, expires_at="soon")))
    other = replace(read_request(request.read_text()), made_at="2026-11-24T00:00:00+08:00")
    with pytest.raises(Refused) as caught:
        received(made, write_request(other))
    assert why(caught) == "recovery_number_taken"
    assert recorded(made, file.read_text())


def test_an_answer_is_recorded_and_written_or_neither(line: Line, made: MadeCounty, tmp_path: Path):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    request, answer, signed = (tmp_path / name for name in ("ask", "answer", "signed"))
    told = line.run("recovery", "ask", "--out", request)
    received(made, request.read_text())
    assert opened(request, told["code"], shares[:2], answer)[0] == 0
    county = OpenCounty(
        CountyFolder(tmp_path / "folder"), made.database, made.keys, made.clock, divisions()
    )
    asked = console.parser().parse_args(["recovery", "record", str(answer), "--out", str(signed)])
    signed.write_text("of another recovery")
    with pytest.raises(Refused) as caught:
        asked.run(asked, county, os.urandom)
    assert why(caught) == "file_exists"
    signed.unlink()
    asked.run(asked, county, os.urandom)
    assert line.run("recovery", "take", signed)["recovered"]


def test_wrong_shares_and_a_wrong_code_open_nothing(line: Line, made: MadeCounty, tmp_path: Path):
    shares = a_key(made, tmp_path / "key")
    _code, others = offline(
        "recovery", "make-key", "--county", COUNTY, "--epoch", 1, "--out", tmp_path / "other"
    )
    line.run("sync")
    request, answer = tmp_path / "ask", tmp_path / "answer"
    told = line.run("recovery", "ask", "--out", request)
    for given, code, why in (
        (shares[:1] * 2, told["code"], "shares_missing"),
        ([shares[0], others["shares"][1]], told["code"], "shares_of_two_keys"),
        (others["shares"][:2], told["code"], "shares_other_epoch"),
        (shares[:2], "ABCD-EFGH-2345", "recovery_code_differs"),
    ):
        found, said = opened(request, code, given, answer)
        assert (found, why in said) == (1, True)
    request.write_text("RUHUR1:xx")
    found, said = opened(request, told["code"], shares[:2], answer)
    assert (found, "slip_unreadable" in said) == (UNREADABLE, True)
    assert not answer.exists()


def test_a_request_is_scanned_where_no_stick_may_be_plugged_in(
    line: Line, made: MadeCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shares = a_key(made, tmp_path / "key")
    line.run("sync")
    told = line.run("recovery", "ask", "--out", tmp_path / "ask")
    scanned = (tmp_path / "ask").read_text()
    monkeypatch.setattr("sys.stdin", io.StringIO(scanned))
    code, found = opened(Path("-"), told["code"], shares[:2], tmp_path / "answer")
    assert (code, found["request"]) == (0, told["request"])


def test_a2_whom_the_vault_trusts_since_when_is_in_its_audit(
    line: Line, made: MadeCounty, tmp_path: Path
):
    a_key(made, tmp_path / "key")
    line.run("sync")
    line.run("sync")
    found = opening.machine(line.around("")).open(line.vault, line.environment["RUHU_PASSWORD"])
    try:
        noted = dict(found.read(entries))
        actions = [action for action, _detail in found.read(entries)]
        assert noted[ENROLLED] == found.store.examine(lambda one: identity.recall(one, REPLICA))
        assert noted[TRUSTED] == "第 1 期找回公钥"
    finally:
        found.close()
    assert (actions.count(ENROLLED), actions.count(TRUSTED)) == (1, 1)


def test_a_new_recovery_key_is_sealed_to_at_the_next_sync_and_the_county_sees_how_many(
    line: Line, made: MadeCounty, tmp_path: Path
):
    def epochs() -> dict[int, float]:
        with made.database.reading() as connection:
            found = devices.recovery_epochs(connection)["epochs"]
        return {one["epoch"]: one["percent"] for one in found}

    line.run("sync")
    assert epochs() == {0: 100.0}
    a_key(made, tmp_path / "one")
    line.run("sync")
    line.run("sync")
    assert epochs() == {1: 100.0}
    newer = a_key(made, tmp_path / "two", 2)
    line.run("sync")
    line.run("sync")
    assert epochs() == {2: 100.0}
    request, answer = tmp_path / "ask", tmp_path / "answer"
    told = line.run("recovery", "ask", "--out", request)
    assert opened(request, told["code"], newer[1:], answer)[0] == 0
    with pytest.raises(recoveries.Refused) as caught:
        a_key(made, tmp_path / "again", 2)
    assert caught.value.code == "recovery_epoch_taken"


def test_a_recovery_key_without_the_countys_signature_is_not_sealed_to(
    line: Line, made: MadeCounty, tmp_path: Path, logs: Logs
):
    from sqlalchemy import update

    from app.server.tables import PUBLISHED

    a_key(made, tmp_path / "one")
    with made.database.writing() as connection:
        of_key = PUBLISHED.c.kind == "recovery"
        connection.execute(update(PUBLISHED).where(of_key).values(signature=bytes(64)))
    line.run("sync")
    logs.expect("publication_unsigned")
    assert not VaultFolder(line.vault).escrow.exists()


def test_a_vault_is_rotated_on_demand_and_its_password_stays(line: Line, made: MadeCounty):
    before = VaultFolder(line.vault).database.read_bytes()[:16]
    assert line.run("vault", "rotate")["rotated"]
    assert VaultFolder(line.vault).database.read_bytes()[:16] != before
    assert line.run("check")["is_whole"]
    assert len(line.run("records", "list", "person")["records"]) == 1
