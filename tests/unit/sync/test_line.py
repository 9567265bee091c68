"""The line over real TLS on this machine: whom it talks to, and what it takes for an answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused, Trouble, Unavailable
from app.security.certificates import Pair, issue_server, make_authority
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request, sign_answer
from app.sync.laptop import line as lines
from app.sync.laptop.line import HttpsWire, Line
from tests.stores import NOW

pytestmark = pytest.mark.loopback

COUNTY = DeviceKeys.generate()
DEVICE = DeviceKeys.generate()
AUTHORITY = make_authority("垫江县", NOW)
TRUSTED = AUTHORITY.certificate.decode()
HERE = issue_server(AUTHORITY, ["127.0.0.1"], NOW)
REPLICA = "019ab000-0000-7000-8000-00000000d001"


class Numbers:
    """A counter in memory."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last

    def rise_above(self, known: int) -> None:
        self.last = known


Reply = Callable[[Request], Answer]


def signed(request: Request, status: int = 200, body: bytes = b"{}", **headers: str) -> Answer:
    """What the county says."""
    answer = Answer(status, request, dict(headers), body)
    sign_answer(answer, COUNTY.sign, now=NOW)
    return answer


class Handler(BaseHTTPRequestHandler):
    """Hands each request to ``server.reply``."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", 0))
        server: Any = self.server
        host, port = server.server_address
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"https://{host}:{port}{self.path}"
        answer: Answer = server.reply(Request("POST", url, headers, self.rfile.read(size)))
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


class Quiet(HTTPServer):
    """A client that leaves is no news."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address


@contextmanager
def serving(
    folder: Path, reply: Reply, pair: Pair = HERE, version: ssl.TLSVersion | None = None
) -> Generator[str]:
    """A server on this machine; its address."""
    server: Any = Quiet(("127.0.0.1", 0), Handler)
    server.reply = reply
    (folder / "key.pem").write_bytes(pair.key)
    (folder / "certificate.pem").write_bytes(pair.certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    if version is not None:
        context.maximum_version = version
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(url: str, authority: str = TRUSTED) -> Answer:
    """One request to the county at ``url``."""
    wire = HttpsWire(authority)
    try:
        line = Line(wire, url, COUNTY.signing_public, REPLICA, DEVICE.sign, Numbers(), lambda: NOW)
        return line.call("POST", "/v1/sync?a=b", b"questions")
    finally:
        wire.close()


def code_of(url: str, authority: str = TRUSTED) -> str:
    with pytest.raises(Trouble) as caught:
        asked(url, authority)
    return caught.value.code


def test_the_county_is_heard_over_tls_1_3(tmp_path: Path):
    with serving(tmp_path, signed) as url:
        assert asked(url).status_code == 200


@pytest.mark.parametrize(
    ("pair", "version"),
    [
        (issue_server(make_authority("别人", NOW), ["127.0.0.1"], NOW), None),
        (issue_server(AUTHORITY, ["county.example"], NOW), None),
        (issue_server(AUTHORITY, ["127.0.0.1"], NOW - timedelta(days=4000)), None),
        (make_authority("自签", NOW), None),
        (HERE, ssl.TLSVersion.TLSv1_2),
    ],
    ids=["another authority", "another host", "expired", "self-signed", "TLS 1.2"],
)
def test_e4_nobody_else_is_talked_to(tmp_path: Path, pair: Pair, version: ssl.TLSVersion | None):
    heard: list[Request] = []

    def reply(request: Request) -> Answer:
        heard.append(request)
        return signed(request)

    with serving(tmp_path, reply, pair, version) as url:
        assert code_of(url) == "county_not_trusted"
    assert heard == []


def test_e4_an_authority_of_the_system_is_not_enough_where_the_county_has_its_own(tmp_path: Path):
    with serving(tmp_path, signed) as url:
        assert (
            code_of(url, make_authority("系统", NOW).certificate.decode()) == "county_not_trusted"
        )


def test_e4_plain_http_is_refused_before_anything_is_sent():
    with pytest.raises(Refused) as caught:
        HttpsWire(TRUSTED).send(Request("POST", "http://127.0.0.1:9/v1/sync"))
    assert caught.value.code == "not_https"


def test_e4_a_redirect_is_not_followed(tmp_path: Path):
    def elsewhere(request: Request) -> Answer:
        return Answer(307, request, {"location": "https://127.0.0.1:9/v1/sync"}, b"")

    with serving(tmp_path, elsewhere) as url:
        assert code_of(url) == "signature_wrong"


def other_status(answer: Answer) -> Answer:
    return Answer(201, answer.request, answer.headers, answer.body)


def other_body(answer: Answer) -> Answer:
    return Answer(200, answer.request, answer.headers, answer.body + b"!")


def unsigned(answer: Answer) -> Answer:
    return Answer(200, answer.request, {}, answer.body)


@pytest.mark.parametrize("change", [other_status, other_body, unsigned])
def test_e3_an_answer_that_was_changed_on_the_way_is_not_taken(
    tmp_path: Path, change: Callable[[Answer], Answer]
):
    with serving(tmp_path, lambda request: change(signed(request))) as url:
        assert code_of(url) == "signature_wrong"


def test_e3_an_answer_to_another_request_is_not_taken(tmp_path: Path):
    kept: list[Answer] = []

    def swapped(request: Request) -> Answer:
        kept.append(signed(request))
        return kept[0]

    with serving(tmp_path, swapped) as url:
        asked(url)
        other = Numbers()
        other.last = 7
        wire = HttpsWire(TRUSTED)
        line = Line(wire, url, COUNTY.signing_public, REPLICA, DEVICE.sign, other, lambda: NOW)
        with pytest.raises(Refused) as caught:
            line.call("POST", "/v1/sync", b"another")
        wire.close()
    assert caught.value.code == "signature_wrong"


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
