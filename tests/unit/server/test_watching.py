"""What is told to whoever watches the server: alive, ready, counters, and a log without people."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.security.signed_messages import Request
from app.sync.protocol import codec
from tests.conftest import Logs
from tests.contract.county_made import BASE, FAR, VILLAGE, MadeCounty
from tests.unit.sync.laptops import a_county

NAME, NUMBER = "欧阳于邦", "510232198503124417"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


def told(made: MadeCounty, path: str) -> tuple[int, str]:
    answer = made.call(Request("GET", BASE + path))
    return answer.status_code, answer.body.decode()


def test_a_node_that_lives_and_answers_says_so(made: MadeCounty):
    assert told(made, "/healthz") == (200, '{"status":"ok"}')
    assert told(made, "/readyz") == (200, '{"status":"ok"}')


def test_a_node_without_its_database_lives_but_is_not_ready(made: MadeCounty, tmp_path: Path):
    made.database.close()
    for path in tmp_path.glob("county.db*"):
        path.unlink()
    (tmp_path / "county.db").mkdir()
    assert told(made, "/healthz")[0] == 200
    status, body = told(made, "/readyz")
    assert (status, json.loads(body)["status"]) == (503, "database_away")


def test_requests_and_what_was_decided_are_counted_without_places_and_people(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    here: dict[str, Any] = {"village_code": VILLAGE, "org_code": VILLAGE[:9]}
    laptop.push(laptop.op("person", name=NAME, **here))
    laptop.push(laptop.op("person", name=NAME, village_code=FAR, org_code=FAR[:9]))
    status, text = told(made, "/metrics")
    lines = text.splitlines()
    assert status == 200
    assert 'ruhu_requests_total{route="sync",status="200"} 2.0' in lines
    assert 'ruhu_operations_total{outcome="applied"} 1.0' in lines
    assert 'ruhu_operations_total{outcome="quarantined"} 1.0' in lines
    assert "ruhu_bugs_total 0.0" in lines
    for secret in (NAME, VILLAGE, FAR, laptop.replica, laptop.person):
        assert secret not in text


def test_each_request_is_one_line_of_json_that_names_nobody(
    made: MadeCounty, caplog: pytest.LogCaptureFixture
):
    laptop = made.laptop("4", VILLAGE)
    with caplog.at_level(logging.INFO, "ruhu.access"):
        place: dict[str, Any] = {"village_code": VILLAGE, "org_code": VILLAGE[:9]}
        laptop.push(laptop.op("person", name=NAME, id_number=NUMBER, **place))
        laptop.ask("GET", "/v1/snapshot/" + VILLAGE)
    lines = [one.getMessage() for one in caplog.records if one.name == "ruhu.access"]
    assert [json.loads(one)["route"] for one in lines] == ["sync", "snapshot"]
    assert all(
        set(json.loads(one)) == {"at", "route", "status", "ms", "in", "out"} for one in lines
    )
    for secret in (NAME, NUMBER, VILLAGE, laptop.replica, laptop.person):
        assert secret not in "".join(lines)


def test_a_bug_is_counted_and_logged_without_its_words(
    made: MadeCounty, monkeypatch: pytest.MonkeyPatch, logs: Logs
):
    def fail(*_given: object) -> None:
        raise RuntimeError(NAME)

    laptop = made.laptop("4", VILLAGE)
    monkeypatch.setattr(type(made.county), "answer", fail)
    answer = laptop.ask("POST", "/v1/sync", codec.encode((laptop.hello(),)))
    assert answer.status_code == 500
    assert NAME not in "".join(logs.lines())
    logs.expect("RuntimeError")
    assert "ruhu_bugs_total 1.0" in told(made, "/metrics")[1].splitlines()
