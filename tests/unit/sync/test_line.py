"""The line over real TLS on this machine: what it takes for an answer, and what for none.

Whom it does not talk to, and what it does not believe: ``tests/contract/test_refusals.py``.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from urllib3.connection import HTTPSConnection

from app.errors import Unavailable
from app.security.certificates import issue_server
from app.security.signed_messages import Answer, Request
from app.sync.laptop import line as lines
from app.sync.laptop.cut import Cut, CutWire
from tests.stores import NOW
from tests.unit.sync.tls_county import AUTHORITY, asked, code_of, serving, signed

pytestmark = pytest.mark.loopback


def test_the_county_is_heard_over_tls_1_3(tmp_path: Path):
    with serving(tmp_path, signed) as url:
        assert asked(url).status_code == 200


def test_a_gateway_that_is_out_of_breath_is_no_answer(tmp_path: Path):
    with serving(tmp_path, lambda request: Answer(502, request, {}, b"<html>")) as url:
        assert code_of(url) == "line_away"


def test_nobody_there_is_unavailable_and_says_what_to_do():
    with pytest.raises(Unavailable) as caught:
        asked("https://127.0.0.1:9")
    assert caught.value.code == "line_away"
    assert "U盘" in caught.value.sentence


def test_s21_an_answer_beyond_the_limit_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "MOST_BYTES", 1000)
    with serving(tmp_path, lambda request: signed(request, body=bytes(600_000))) as url:
        assert code_of(url) == "answer_too_large"


def test_the_certificate_of_the_county_may_be_replaced_under_the_same_authority(tmp_path: Path):
    renewed = issue_server(AUTHORITY, ["127.0.0.1"], NOW + timedelta(days=1))
    with serving(tmp_path, signed, renewed) as url:
        assert asked(url).status_code == 200


@pytest.mark.parametrize(("size", "writes"), [(0, 1), (200, 1), (64 * 1024, 1), (600_000, 2)])
def test_a_request_goes_out_whole_and_at_once_unless_it_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, writes: int
):
    written: list[int] = []
    send = HTTPSConnection.send

    def counted(connection: HTTPSConnection, data: bytes) -> None:
        written.append(len(data))
        send(connection, data)

    monkeypatch.setattr(HTTPSConnection, "send", counted)
    with serving(tmp_path, lambda request: signed(request, body=request.body)) as url:
        assert asked(url, body=bytes(size)).body == bytes(size)
    assert len(written) == writes


class Broken:
    """A wire on which nothing arrives."""

    def send(self, request: Request) -> Answer:
        raise Unavailable("断网了。请稍后再试。", code="line_away")

    def begin(self, request: Request) -> lines.Waiting:
        return lambda: self.send(request)


def test_whoever_lost_the_line_is_not_taken_to_be_out_on_it():
    cut = Cut()
    with pytest.raises(Unavailable):
        CutWire(Broken(), cut).send(Request("GET", "https://county", {}, b""))
    assert not cut.is_away
