"""What a signature over a message catches (RFC 9421, E3)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime

import pytest

from app.errors import Refused
from app.security.signatures import DeviceKeys
from app.security.signed_messages import (
    COUNTER,
    REPLICA,
    Answer,
    Request,
    check_answer,
    check_request,
    sign_answer,
    sign_request,
)

NOW = datetime(1970, 1, 2, tzinfo=UTC)
"""The clock of a laptop with a dead battery."""
URL = "https://county.example/v1/push?part=1"
BODY = "一张收据".encode()


@pytest.fixture(scope="module")
def laptop() -> DeviceKeys:
    return DeviceKeys.generate()


@pytest.fixture(scope="module")
def county() -> DeviceKeys:
    return DeviceKeys.generate()


@pytest.fixture
def request_(laptop: DeviceKeys) -> Request:
    request = Request("POST", URL, {"content-type": "application/x-ruhu"}, BODY)
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


def refused(request: Request, laptop: DeviceKeys) -> bool:
    """Whether it is."""
    try:
        check_request(request, key_of(laptop))
    except Refused:
        return True
    return False
