"""enrol, sync, status, conflicts, inbox, bundle, as an office's technician types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import opening
from app.cli.surroundings import Surroundings
from app.errors import Unavailable
from app.models.household import Household
from app.server import office
from app.server.database import busy
from app.server.local_county import LocalCounty
from app.workspace import Machine
from tests import factories
from tests.contract.county_made import FAR_TOWNSHIP, MadeCounty
from tests.stores import TOWNSHIP, VILLAGE
from tests.unit.sync.laptops import InProcess, Laptop, a_county, level
from tests.unit.test_cli import NOBODY, REFUSED, UNAVAILABLE, UNREADABLE, ZERO, Line, a_line


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def line(made: MadeCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A vault whose county is in this process."""

    def machine(around: Surroundings) -> Machine:
        return Machine(
            around.settings,
            around.clock,
            around.policy,
            around.chance,
            make_wire=lambda _authority: InProcess(made),
        )

    monkeypatch.setattr(opening, "machine", machine)
    found = a_line(tmp_path / "home")
    found.run("vault", "create", "--name", "周经办", "--township", TOWNSHIP, "--role", "2")
    return found


@pytest.fixture
def other(made: MadeCounty, tmp_path: Path) -> Laptop:
    """Somebody else's laptop, in a village of that township."""
    found = Laptop(made, tmp_path / "other")
    found.enrol()
    return found


def ticket_of(made: MadeCounty, other: Laptop) -> str:
    return other.ticket(made.ticket(made.person("2", TOWNSHIP)))


def test_a_vault_enrols_and_syncs_and_says_how_it_stands(
    line: Line,
    made: MadeCounty,
    other: Laptop,
    tmp_path: Path,
):
    told = line.run("status")
    assert (told["county"], told["must_enrol"]) == (None, True)
    line.run("sync")
    assert (line.code, "not_enrolled" in line.err) == (REFUSED, True)
    paper = tmp_path / "票据.ruhu"
    paper.write_text(ticket_of(made, other), encoding="utf-8")
    told = line.run("enrol", paper, "--label", "民政办笔记本")
    assert (line.code, told["county"], told["must_enrol"]) == (ZERO, "垫江县", False)
    line.run("records", "put", "person", text=json.dumps({"name": "于邦", "village_code": VILLAGE}))
    assert line.run("status")["waiting"]["records"] > 0
    told = line.run("sync")
    assert (line.code, told["end"], told["waiting"]["operations"]) == (ZERO, "level", 0)
    level(other)
    assert line.run("status")["last_level"] is not None


def test_a_ticket_that_is_none_is_refused(line: Line):
    line.run("enrol", "-", text="RUHU1:rubbish")
    assert (line.code, "ticket_unreadable" in line.err) == (UNREADABLE, True)


def test_a_county_that_is_busy_or_out_of_reach_is_unavailable_and_says_what_waits(
    line: Line, made: MadeCounty, other: Laptop, monkeypatch: pytest.MonkeyPatch
):
    line.run("enrol", ticket_of(made, other))

    def turn_away(*_asked: object) -> None:
        raise busy()

    with monkeypatch.context() as patched:
        patched.setattr(LocalCounty, "answer", turn_away)
        told = line.run("sync")
    assert (line.code, told["end"], told["waiting"]["conflicts"]) == (UNAVAILABLE, "busy", 0)
    assert "sync_busy" in line.err

    def cut(*_asked: object) -> None:
        raise Unavailable("断网了。请稍后再试。", code="line_away")

    monkeypatch.setattr(InProcess, "send", cut)
    line.run("sync")
    assert (line.code, "line_away" in line.err) == (UNAVAILABLE, True)


def test_before_enrolment_there_is_no_bundle_and_nothing_to_decide(line: Line, tmp_path: Path):
    line.run("bundle", "write", "--out", tmp_path / "up.ruhusync")
    assert (line.code, "not_enrolled" in line.err) == (REFUSED, True)
    line.run("conflicts", "resolve", NOBODY, "--all", "mine")
    assert (line.code, "conflict_missing" in line.err) == (REFUSED, True)
    line.run("inbox", "acknowledge", NOBODY)
    assert (line.code, "letter_missing" in line.err) == (REFUSED, True)


def test_a_conflict_is_listed_and_decided_field_by_field(
    line: Line,
    made: MadeCounty,
    other: Laptop,
):
    household = other.do(lambda work: factories.a_household(work, 1)).id
    level(other)
    line.run("enrol", ticket_of(made, other))
    line.run("sync")
    line.run("records", "put", "household", text=json.dumps({"id": household, "live_addr": "二号"}))
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "一号"))
    level(other)
    assert line.run("sync")["waiting"]["conflicts"] == 1
    (found,) = line.run("conflicts", "list")["conflicts"]
    assert found["fields"][0]["mine"] == "二号"
    line.run("conflicts", "resolve", found["id"])
    assert (line.code, "pick_missing" in line.err) == (REFUSED, True)
    line.run("conflicts", "resolve", found["id"], "--field", "live_addr=ours")
    assert "pick_unclear" in line.err
    told = line.run("conflicts", "resolve", found["id"], "--field", "live_addr==三号")
    assert (line.code, told["decision"]) == (ZERO, "other")
    assert line.run("records", "show", "household", household)["live_addr"] == "三号"
    assert line.run("conflicts", "list")["conflicts"] == []
    assert len(line.run("conflicts", "list", "--all")["conflicts"]) == 1


def test_every_value_ever_saved_is_in_the_export(
    line: Line,
    made: MadeCounty,
    other: Laptop,
    tmp_path: Path,
):
    household = other.do(lambda work: factories.a_household(work, 1)).id
    level(other)
    line.run("enrol", ticket_of(made, other))
    line.run("sync")
    for value in ("早先的地址", "后来的地址"):
        line.run(
            "records", "put", "household", text=json.dumps({"id": household, "live_addr": value})
        )
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "别人的地址"))
    level(other)
    line.run("sync")
    (found,) = line.run("conflicts", "list")["conflicts"]
    line.run("conflicts", "resolve", found["id"], "--all", "theirs")
    out = tmp_path / "all.jsonl"
    line.run("export", "--out", out, "--reason", "交接")
    text = out.read_text(encoding="utf-8")
    assert all(value in text for value in ("早先的地址", "后来的地址", "别人的地址"))


def test_a_bundle_is_written_carried_and_its_answer_read(
    line: Line,
    made: MadeCounty,
    other: Laptop,
    tmp_path: Path,
):
    line.run("enrol", ticket_of(made, other))
    line.run("records", "put", "person", text=json.dumps({"name": "于邦", "village_code": VILLAGE}))
    level(other)
    up, down = tmp_path / "up.ruhusync", tmp_path / "down.ruhusync"
    trips = 0
    while True:
        trips += 1
        told = line.run("bundle", "write", "--out", up)
        assert line.code == ZERO
        answer = other.link.call("POST", "/v1/bundles", up.read_bytes())
        down.write_bytes(answer.body)
        told = line.run("bundle", "read", down)
        assert line.code == ZERO
        if not told["has_more"] or trips > 5:
            break
    assert told["waiting"]["operations"] == 0
    line.run("bundle", "read", down)
    assert (line.code, "bundle_not_ours" in line.err) == (REFUSED, True)
    line.run("bundle", "write", "--out", up)
    answer = other.link.call("POST", "/v1/bundles", up.read_bytes())
    down.write_bytes(answer.body[:-1] + bytes([answer.body[-1] ^ 1]))
    line.run("bundle", "read", down)
    assert line.code == UNREADABLE
    line.run("bundle", "read", tmp_path / "none.ruhusync")
    assert line.code == UNAVAILABLE


def test_a_letter_is_listed_and_acknowledged(line: Line, made: MadeCounty, other: Laptop):
    person = made.person("2", TOWNSHIP)
    line.run("enrol", other.ticket(made.ticket(person)))
    line.run("sync")
    assert line.run("inbox", "list")["inbox"] == []
    with made.database.writing() as connection:
        office.give_places(connection, person, (TOWNSHIP, FAR_TOWNSHIP), made.now())
    line.run("sync")
    (letter,) = line.run("inbox", "list")["inbox"]
    assert letter["kind"] == "gained"
    assert line.run("inbox", "acknowledge", letter["id"]) == {"acknowledged": 1}
    assert line.run("inbox", "list")["inbox"] == []
    assert len(line.run("inbox", "list", "--all")["inbox"]) == 1
