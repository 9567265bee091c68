"""What a signature over a message catches (RFC 9421, E3)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner, HTTPMessageVerifier
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import Refused
from app.security import signed_messages
from app.security.signatures import DeviceKeys
from app.security.signed_messages import (
    ANSWER_PARTS,
    COUNTER,
    REPLICA,
    REQUEST_PARTS,
    Answer,
    Request,
    check_answer,
    check_request,
    sign_answer,
    sign_request,
    signer_of,
)

NOW = datetime(1970, 1, 2, tzinfo=UTC)
"""The clock of a laptop with a dead battery."""
URL = "https://county.example/v1/push?part=1"
PLAIN_URL = "https://county.example/v1/push"
"""Put together without the library."""
BODY = "一张收据".encode()


@pytest.fixture(scope="module")
def laptop() -> DeviceKeys:
    return DeviceKeys.generate()


@pytest.fixture(scope="module")
def county() -> DeviceKeys:
    return DeviceKeys.generate()


@pytest.fixture(params=[URL, PLAIN_URL])
def request_(laptop: DeviceKeys, request: pytest.FixtureRequest) -> Request:
    return a_request(request.param, laptop)


def a_request(url: str, laptop: DeviceKeys) -> Request:
    request = Request("POST", url, {"content-type": "application/x-ruhu"}, BODY)
    sign_request(request, laptop.sign, replica="r1", counter=7, now=NOW)
    return request


@pytest.fixture
def answer(request_: Request, county: DeviceKeys) -> Answer:
    answer = Answer(200, request_, {}, b"{}")
    sign_answer(answer, county.sign, now=NOW)
    return answer


def key_of(laptop: DeviceKeys) -> Callable[[str], bytes | None]:
    return {"r1": laptop.signing_public}.get


def test_a_signed_request_tells_its_replica_and_counter_whatever_the_clock(
    request_: Request, laptop: DeviceKeys
):
    assert check_request(request_, key_of(laptop)) == ("r1", 7)


def test_a_signed_answer_is_accepted(answer: Answer, county: DeviceKeys):
    check_answer(answer, county.signing_public)


def test_an_empty_body_is_signed_too(laptop: DeviceKeys):
    request = Request("GET", URL)
    sign_request(request, laptop.sign, replica="r1", counter=8, now=NOW)
    assert check_request(request, key_of(laptop)) == ("r1", 8)
    request.body = b"x"
    assert refused(request, laptop)


CHANGES: list[Callable[[Request], object]] = [
    lambda r: setattr(r, "method", "PUT"),
    lambda r: setattr(r, "url", URL.replace("push", "pull")),
    lambda r: setattr(r, "url", URL.replace("part=1", "part=2")),
    lambda r: setattr(r, "body", BODY + b"x"),
    lambda r: r.headers.update({COUNTER: "8"}),
    lambda r: r.headers.update({COUNTER: "\u0667"}),
    lambda r: r.headers.update({COUNTER: "9" * 40}),
    lambda r: r.headers.update({REPLICA: "r2"}),
    lambda r: r.headers.pop(REPLICA),
    lambda r: r.headers.pop("signature"),
    lambda r: r.headers.pop("content-digest"),
    lambda r: r.headers.update({"signature-input": "ruhu=()"}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_changed_anywhere_is_refused(
    request_: Request, laptop: DeviceKeys, change: Callable[[Request], object]
):
    change(request_)
    assert refused(request_, laptop)


def test_every_byte_of_body_signature_and_digest_counts(request_: Request, laptop: DeviceKeys):
    for name in ("signature", "content-digest", "signature-input"):
        value = request_.headers[name]
        for place in range(len(value)):
            changed = deepcopy(request_)
            other = "A" if value[place] != "A" else "B"
            changed.headers[name] = value[:place] + other + value[place + 1 :]
            assert refused(changed, laptop), (name, place)
    for place in range(len(BODY)):
        changed = deepcopy(request_)
        changed.body = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        assert refused(changed, laptop)


def test_another_laptops_key_is_refused_like_an_unknown_replica(
    request_: Request, county: DeviceKeys
):
    with pytest.raises(Refused) as by_other:
        check_request(request_, {"r1": county.signing_public}.get)
    with pytest.raises(Refused) as by_nobody:
        check_request(request_, {"r9": county.signing_public}.get)
    assert by_other.value.code == by_nobody.value.code == "signature_wrong"


def test_an_answer_to_another_request_is_refused(
    answer: Answer, laptop: DeviceKeys, county: DeviceKeys
):
    other = Request("POST", URL, {}, BODY)
    sign_request(other, laptop.sign, replica="r1", counter=9, now=NOW)
    swapped = Answer(200, other, dict(answer.headers), answer.body)
    with pytest.raises(Refused):
        check_answer(swapped, county.signing_public)


@pytest.mark.parametrize(("field", "value"), [("status_code", 204), ("body", b"[]")])
def test_an_answer_with_another_status_or_body_is_refused(
    answer: Answer, county: DeviceKeys, field: str, value: object
):
    setattr(answer, field, value)
    with pytest.raises(Refused):
        check_answer(answer, county.signing_public)


def test_an_answer_by_anybody_else_is_refused(answer: Answer, laptop: DeviceKeys):
    with pytest.raises(Refused):
        check_answer(answer, laptop.signing_public)


# -- beside the library's own way ---------------------------------------------------------------

ED25519: Any = algorithms.ED25519  # pyright: ignore[reportPrivateImportUsage] - public
PRIVATE = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(PRIVATE)
PUBLIC = KEY.public_key()


class Untimed(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        del sig_input, max_age


def signed_by_the_library(message: Request | Answer, key_id: str, parts: tuple[str, ...]) -> None:
    resolver = MappingKeyResolver(public_keys={}, private_keys={key_id: KEY})
    signer: Any = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=resolver)
    about = {"created": NOW, "label": "ruhu", "covered_component_ids": parts}
    signer.sign(message, key_id=key_id, body=message.body, **about)
    message.headers = {name.lower(): value for name, value in message.headers.items()}


def is_whole_to_the_library(message: Request | Answer, key_id: str, parts: tuple[str, ...]) -> bool:
    resolver = MappingKeyResolver(public_keys={key_id: PUBLIC}, private_keys={})
    verifier: Any = Untimed(signature_algorithm=ED25519, key_resolver=resolver)
    try:
        (found,) = verifier.verify(
            message, max_age=None, require_components=parts, body=message.body
        )
    except (HTTPMessageSignaturesException, ValueError):
        return False
    return found.body is not None


def is_heard(message: Request) -> bool:
    try:
        check_request(message, {"r1": PUBLIC.public_bytes_raw()}.get)
    except Refused:
        return False
    return True


paths = st.from_regex(r"/[a-z0-9/._-]{0,20}(\?[a-z0-9=&]{0,20})?", fullmatch=True)
bodies = st.binary(max_size=40)


@given(st.sampled_from(("GET", "PUT", "POST")), paths, bodies, st.integers(0, 10**18 - 1))
def test_it_is_signed_as_the_library_signs(method: str, path: str, body: bytes, counter: int):
    ours = Request(method, f"https://county.example{path}", {}, body)
    theirs = deepcopy(ours)
    sign_request(ours, signer_of(PRIVATE), replica="r1", counter=counter, now=NOW)
    theirs.headers |= {REPLICA: "r1", COUNTER: str(counter)}
    signed_by_the_library(theirs, "r1", REQUEST_PARTS)
    assert ours == theirs
    answer, other = (Answer(200, one, {}, body[::-1]) for one in (ours, theirs))
    sign_answer(answer, signer_of(PRIVATE), now=NOW)
    signed_by_the_library(other, "county", ANSWER_PARTS)
    assert answer == other


PARTS = (*REQUEST_PARTS, '"@authority"', '"host"', '"content-digest";sf', '"x-replica";bs')
left_out = st.sets(st.sampled_from(PARTS), max_size=2)


@given(st.permutations(PARTS), left_out, bodies, bodies, st.booleans())
def test_what_is_covered_is_judged_as_the_library_judges(
    parts: list[str], without: set[str], body: bytes, other: bytes, is_changed: bool
):
    message = Request("POST", URL, {"host": "h", REPLICA: "r1", COUNTER: "7"}, body)
    signed_by_the_library(message, "r1", tuple(one for one in parts if one not in without))
    message.body = other if is_changed else body
    assert is_heard(message) == is_whole_to_the_library(message, "r1", REQUEST_PARTS)


def refused(request: Request, laptop: DeviceKeys) -> bool:
    """Whether it is."""
    try:
        check_request(request, key_of(laptop))
    except Refused:
        return True
    return False


# -- what stands plain is put together without the library -----------------------------------------

odd = st.sampled_from(
    (
        "",
        " ",
        "r1 ",
        "R1",
        '"',
        "\\",
        "ü",
        "a, b",
        "r1\nx",
        "%2f",
        "*",
        "?",
        "/v1//sync",
        "/v1/./sync",
    )
)
targets = st.sampled_from(
    ("/v1/sync", "/v1/sync/", "/v1/%73ync", "/v1//sync", "/", "", "/a.b", "/é")
)


def signed_anyhow(message: Request | Answer, key_id: str, parts: tuple[str, ...]) -> bool:
    """By the library, if it signs such a thing at all."""
    try:
        signed_by_the_library(message, key_id, parts)
    except (HTTPMessageSignaturesException, ValueError):
        return False
    return True


@example("POST", "/v1/sync", 'r"1', "", b"")
@example("POST", "/v1/sync", "r 1", "", b"")
@example("POST", "/v1/sync", "r" * 70, "", b"")
@given(
    st.sampled_from(("POST", "GET", "post", "P-ST")),
    targets,
    st.sampled_from(("r1", "R1", "r 1", 'r"1', "r" * 70)),
    st.sampled_from(("", "?", "?a=1")),
    bodies,
)
def test_nothing_is_heard_that_the_library_would_not_hear(
    method: str, target: str, replica: str, query: str, body: bytes
):
    url = f"https://county.example{target}{query}"
    message = Request(method, url, {REPLICA: replica, COUNTER: "7"}, body)
    is_signed = signed_anyhow(message, replica, REQUEST_PARTS)
    ours = Request(method, url, {}, body)
    try:
        sign_request(ours, signer_of(PRIVATE), replica=replica, counter=7, now=NOW)
    except (HTTPMessageSignaturesException, ValueError):
        assert not is_signed
        return
    assert ours == message
    assert is_whole_to_the_library(ours, replica, REQUEST_PARTS) == is_signed


@given(st.data())
def test_whatever_was_changed_is_judged_as_the_library_judges(data: st.DataObject):
    message = Request("POST", "https://county.example/v1/sync", {}, b"body")
    sign_request(message, signer_of(PRIVATE), replica="r1", counter=7, now=NOW)
    place = data.draw(st.sampled_from(("method", "url", "body", "more", *sorted(message.headers))))
    if place in message.headers:
        value = message.headers[place]
        at = data.draw(st.integers(0, len(value)))
        message.headers[place] = value[:at] + data.draw(odd | st.just("")) + value[at + 1 :]
    elif place == "more":
        name = data.draw(st.sampled_from(("X-Replica", "Signature", "host", "Content-Digest")))
        message.headers[name] = data.draw(odd | st.just("r1"))
    elif place == "body":
        message.body = data.draw(bodies)
    else:
        was = getattr(message, place)
        setattr(
            message, place, data.draw(st.sampled_from((was, was.lower(), f"{was}/", f"{was}?")))
        )
    is_ours = message.headers.get(REPLICA) == "r1" and message.headers.get(COUNTER, "").isdigit()
    spelt = message.headers["signature"] == _good_signature(message)
    expected = is_ours and spelt and is_whole_to_the_library(message, "r1", REQUEST_PARTS)
    assert is_heard(message) == expected


@pytest.mark.parametrize("url", [URL, PLAIN_URL])
def test_who_signs_under_another_name_than_he_says_is_not_heard(url: str):
    message = Request("POST", url, {REPLICA: "r1", COUNTER: "7"}, b"body")
    signed_by_the_library(message, "r2", REQUEST_PARTS)
    assert not is_heard(message)


def _good_signature(message: Request) -> str:
    """As we spell whatever bytes are in it; blank if there are none."""
    bare = message.headers["signature"].removeprefix("ruhu=:").removesuffix(":")
    try:
        return f"ruhu=:{b64encode(b64decode(bare)).decode()}:"
    except ValueError:
        return ""


def test_a_sync_is_signed_and_checked_without_the_library(monkeypatch: pytest.MonkeyPatch):
    """Otherwise the quick way is not taken, and nobody would notice."""
    for name in ("_sign_by_library", "_check_by_library"):
        monkeypatch.setattr(signed_messages, name, None)
    message = Request("POST", "https://127.0.0.1:8443/v1/sync", {"accept": "*/*"}, b"body")
    sign_request(message, signer_of(PRIVATE), replica="r1", counter=7, now=NOW)
    assert is_heard(message)
    answer = Answer(200, message, {}, b"told")
    sign_answer(answer, signer_of(PRIVATE), now=NOW)
    check_answer(answer, PUBLIC.public_bytes_raw())
