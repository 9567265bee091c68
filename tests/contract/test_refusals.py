"""T10: what is refused on the line, case by case; nothing is sent, taken or done.

The laptop's side over real TLS on this machine, the county's on both databases. Where the bytes of a
request count, each byte of one is changed.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clock import FixedClock
from app.errors import Refused
from app.security.certificates import Pair, issue_server, make_authority
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request, check_request, sign_answer, sign_request
from app.server import devices, serve, standing
from app.server.database import Database
from app.server.folder import CountyFolder
from app.server.serve import Listening
from app.sync.laptop.line import HttpsWire, Line
from app.sync.protocol import codec
from tests.contract.county_made import BASE, VILLAGE, MadeCounty
from tests.stores import NOW
from tests.unit.sync.tls_county import (
    AUTHORITY,
    COUNTY,
    DEVICE,
    HERE,
    REPLICA,
    TRUSTED,
    Numbers,
    asked,
    code_of,
    serving,
    signed,
)

# -- whom a laptop does not talk to -------------------------------------------------------------

OTHER = make_authority("别人", NOW)
STRANGERS: dict[str, tuple[Pair, ssl.TLSVersion | None]] = {
    "self-signed": (make_authority("自签", NOW), None),
    "another authority": (issue_server(OTHER, ["127.0.0.1"], NOW), None),
    "another host": (issue_server(AUTHORITY, ["county.example"], NOW), None),
    "expired": (issue_server(AUTHORITY, ["127.0.0.1"], NOW - timedelta(days=4000)), None),
    "not valid yet": (issue_server(AUTHORITY, ["127.0.0.1"], NOW + timedelta(days=4000)), None),
    "downgraded to TLS 1.2": (HERE, ssl.TLSVersion.TLSv1_2),
}


@pytest.mark.loopback
@pytest.mark.parametrize("who", STRANGERS)
def test_e4_a_stranger_is_told_nothing(tmp_path: Path, who: str):
    pair, version = STRANGERS[who]
    heard: list[Request] = []

    def reply(request: Request) -> Answer:
        heard.append(request)
        return signed(request)

    with serving(tmp_path, reply, pair, version) as url:
        assert code_of(url) == "county_not_trusted"
    assert heard == []


@pytest.mark.loopback
def test_e4_an_authority_that_this_machine_trusts_is_nobody_to_a_laptop_of_the_county(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = tmp_path / "system.pem"
    store.write_bytes(OTHER.certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    with serving(tmp_path, signed, issue_server(OTHER, ["127.0.0.1"], NOW)) as url:
        assert code_of(url) == "county_not_trusted"
        assert asked(url, authority="").status_code == 200  # whom only this machine's store helps


def test_e4_plain_http_is_refused_before_anything_is_sent():
    with pytest.raises(Refused) as caught:
        HttpsWire(TRUSTED).send(Request("POST", "http://127.0.0.1:9/v1/sync"))
    assert caught.value.code == "not_https"


@pytest.mark.loopback
@pytest.mark.parametrize("to", ["http://127.0.0.1:9/v1/sync", "https://127.0.0.1:9/v1/sync"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_e4_a_redirect_is_not_followed(tmp_path: Path, status: int, to: str):
    def elsewhere(request: Request) -> Answer:
        return Answer(status, request, {"location": to}, b"")

    with serving(tmp_path, elsewhere) as url:
        assert code_of(url) == "signature_wrong"


# -- what a laptop does not believe -------------------------------------------------------------


def by_another(answer: Answer) -> Answer:
    changed = Answer(200, answer.request, {}, answer.body)
    sign_answer(changed, DEVICE.sign, now=NOW)
    return changed


def revoked_by_nobody(answer: Answer) -> Answer:
    return Answer(403, answer.request, {}, b'{"code": "revoked"}')


def revoked_under_an_old_signature(answer: Answer) -> Answer:
    return Answer(403, answer.request, answer.headers, b'{"code": "revoked"}')


CHANGES: dict[str, Callable[[Answer], Answer]] = {
    "altered body": lambda one: Answer(200, one.request, one.headers, one.body + b"!"),
    "altered status": lambda one: Answer(201, one.request, one.headers, one.body),
    "unsigned": lambda one: Answer(200, one.request, {}, one.body),
    "signed with another key": by_another,
    "revoked, says nobody": revoked_by_nobody,
    "revoked, under an old signature": revoked_under_an_old_signature,
}


@pytest.mark.loopback
@pytest.mark.parametrize("change", CHANGES)
def test_e3_an_answer_that_is_not_the_countys_word_is_not_believed(tmp_path: Path, change: str):
    with serving(tmp_path, lambda request: CHANGES[change](signed(request))) as url:
        assert code_of(url) == "signature_wrong"


@pytest.mark.loopback
def test_e3_the_answer_to_an_earlier_request_is_not_taken_though_all_else_is_equal(tmp_path: Path):
    kept: list[Answer] = []

    def first_again(request: Request) -> Answer:
        kept.append(signed(request))
        return kept[0]

    with serving(tmp_path, first_again) as url:
        wire = HttpsWire(TRUSTED)
        line = Line(wire, url, COUNTY.signing_public, REPLICA, DEVICE.sign, Numbers(), lambda: NOW)
        line.call("POST", "/v1/sync", b"the same")
        with pytest.raises(Refused) as caught:
            line.call("POST", "/v1/sync", b"the same")
        wire.close()
    assert caught.value.code == "signature_wrong"


# -- what the county does not hear --------------------------------------------------------------


def told(made: MadeCounty, request: Request) -> tuple[int, str]:
    answer = made.call(request)
    return answer.status_code, json.loads(answer.body)["code"]


def test_e3_a_counter_that_was_used_or_lies_behind_is_refused(database: Database):
    """Also one that was never used: numbers only grow (I6)."""
    made = MadeCounty(database)
    laptop = made.laptop("4", VILLAGE)
    question = codec.encode((laptop.hello(),))
    used = laptop.signed("POST", "/v1/sync", question)
    skipped = laptop.signed("POST", "/v1/sync", question)
    laptop.counter += 5
    later = laptop.signed("POST", "/v1/sync", question)
    assert [made.call(one).status_code for one in (used, later)] == [200, 200]
    for old in (used, skipped, later):
        assert told(made, old) == (401, "counter_behind")


def test_e3_anothers_key_does_not_speak_for_a_laptop(database: Database):
    made = MadeCounty(database)
    laptop, other = made.laptop("4", VILLAGE), made.laptop("4", VILLAGE)
    laptop.keys = other.keys
    request = laptop.signed("POST", "/v1/sync", codec.encode((laptop.hello(),)))
    assert told(made, request) == (401, "signature_wrong")


def test_e5_a_revoked_laptop_is_not_heard_by_any_route(database: Database):
    made = MadeCounty(database)
    laptop = made.laptop("2", VILLAGE)
    with made.database.writing() as connection:
        devices.revoke(connection, laptop.replica, made.now())
    paths = ["/v1/published", f"/v1/snapshot/{VILLAGE}", f"/v1/blobs/{'0' * 64}/0"]
    for path in paths:
        assert told(made, laptop.signed("GET", path)) == (403, "revoked")
    for path in ("/v1/sync", "/v1/bundles", "/v1/published"):
        assert told(made, laptop.signed("POST", path, b"x")) == (403, "revoked")


# -- every byte ---------------------------------------------------------------------------------

HEADERS = ("x-replica", "x-counter", "content-digest", "signature-input", "signature")


def flipped(value: str, at: int, bit: int) -> str:
    changed = bytearray(value.encode("latin-1"))
    changed[at] ^= 1 << bit
    return changed.decode("latin-1")


def test_e3_every_byte_of_a_signed_request_of_2_kb_counts():
    """Each bit of method, path, query and the signed headers; a bit of each byte of the body."""
    laptop = DeviceKeys.generate()
    body = bytes(number % 251 for number in range(2048))
    request = Request("POST", f"{BASE}/v1/sync?part=1", {}, body)
    sign_request(request, laptop.sign, replica=REPLICA, counter=7, now=NOW)

    def is_heard(method: str, url: str, headers: dict[str, str], body: bytes) -> bool:
        with suppress(Refused):
            check_request(Request(method, url, headers, body), lambda _one: laptop.signing_public)
            return True
        return False

    heads = request.headers
    assert is_heard(request.method, request.url, heads, body)
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ (1 << at % 8)]) + body[at + 1 :]
        assert not is_heard(request.method, request.url, heads, changed), at
    for bit in range(8):
        for at in range(len(request.method)):
            changed = flipped(request.method, at, bit)
            assert not is_heard(changed, request.url, heads, body), changed
        for at in range(len(BASE), len(request.url)):
            changed = flipped(request.url, at, bit)
            assert not is_heard(request.method, changed, heads, body), changed
        for name in HEADERS:
            for at in range(len(heads[name])):
                changed = flipped(heads[name], at, bit)
                assert not is_heard(request.method, request.url, heads | {name: changed}, body), (
                    changed
                )


# -- TLS 1.3 ------------------------------------------------------------------------------------


def shaken(ours: ssl.SSLContext, newest: ssl.TLSVersion) -> str | None:
    """Which version a client that can do ``newest`` at most comes to with the county."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    theirs.check_hostname, theirs.verify_mode = False, ssl.CERT_NONE
    theirs.maximum_version = newest
    a_in, a_out, b_in, b_out = (ssl.MemoryBIO() for _one in range(4))
    client = theirs.wrap_bio(a_in, a_out)
    county = ours.wrap_bio(b_in, b_out, server_side=True)
    for _turn in range(4):
        for side in (client, county):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            b_in.write(a_out.read())
            a_in.write(b_out.read())
    return client.version()


def test_e4_the_county_speaks_tls_1_3_and_older_only_by_policy(tmp_path: Path):
    folder, clock = CountyFolder(tmp_path / "county"), FixedClock(NOW)
    folder.make("500231", "垫江县", "https://localhost", ["localhost"], NOW)
    standing.create(folder, None, clock, lambda: ("500231", "垫江县"))
    with standing.opened(folder, None, clock) as county:
        app = serve.application(county)
        strict = serve.configured(app, county, Listening()).ssl
        lenient = serve.configured(app, county, Listening(allows_12=True)).ssl
    assert strict is not None
    assert lenient is not None
    assert shaken(strict, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        shaken(strict, ssl.TLSVersion.TLSv1_2)
    assert shaken(lenient, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
