"""The county answers as its OpenAPI document says, whatever it is asked (T7).

What is asked is drawn from the document itself: right, nearly right, and nonsense; signed well, badly
and not at all. `make prove PART=documented` lets schemathesis do the same for longer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.security.signed_messages import COUNTER, REPLICA, Answer, Request
from app.server.api import replies
from app.server.api.documented import OPERATIONS
from app.server.database import Database
from app.server.migration import upgrade
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Fetch, Hello, Pull, Push, Question, Verify
from tests.contract.county_made import BASE, COUNTY, VILLAGE, Laptop, MadeCounty
from tools.postgresql import Cluster

EXAMPLES = 150

REQUEST = "019ab000-0000-7000-8000-00000000d001"
KNOWN = {
    "request": REQUEST,
    "hash": "0" * 64,
    "chunk": "0",
    "scope": VILLAGE,
    "size": "5",
    "after": "0",
    "at": "0",
}

OPEN = [(path, "get") for path in ("/healthz", "/readyz", "/metrics", "/v1/county")]
SIGNED = (REPLICA, COUNTER, "content-digest", "signature-input", "signature")
ODD = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=40)
IN_ADDRESSES = st.one_of(ODD, st.just("\0"), st.text(max_size=9).map(lambda text: text + "\0"))
NUMBERS = st.integers(-2, 2**63)
CURSORS = st.builds(Cursor, NUMBERS, NUMBERS, NUMBERS, st.none() | st.text(max_size=5))
QUESTIONS: st.SearchStrategy[Question] = st.one_of(
    st.builds(Hello, st.tuples(st.integers(0, 3)), st.integers(0, 9), CURSORS),
    st.builds(Pull, CURSORS),
    st.builds(Push, st.text(max_size=70), st.just(())),
    st.builds(Verify, st.dictionaries(st.text(max_size=9), st.binary(max_size=32), max_size=2)),
    st.builds(
        Fetch, st.dictionaries(st.text(max_size=9), st.tuples(st.integers(-1, 300)), max_size=2)
    ),
)


class Fuzzed:
    """A county, a laptop that has all of it, and its document. No dataclass: Hypothesis would print
    the whole document beside a failure."""

    def __init__(self, made: MadeCounty, laptop: Laptop) -> None:
        self.made, self.laptop = made, laptop
        self.document: dict[str, Any] = made.app.openapi()


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def fuzzed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fuzzed]:
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("fuzzed")
        database = Database.at(folder / "county.db")
    else:
        cluster: Cluster = request.getfixturevalue("postgresql")
        database = Database(cluster.url())
    with database.writing() as connection:
        upgrade(connection)
    made = MadeCounty(database)
    laptop = made.laptop("1", COUNTY)
    laptop.push(*(laptop.op("household", village_code=VILLAGE) for _row in range(3)))
    yield Fuzzed(made, laptop)
    database.close()


def values(name: str, pattern: str) -> st.SearchStrategy[str]:
    """One that is there, one of the right shape, or nonsense."""
    return st.one_of(st.just(KNOWN[name]), st.from_regex(pattern, fullmatch=True), IN_ADDRESSES)


def bodies(media: str) -> st.SearchStrategy[bytes]:
    """What the route takes, or nonsense."""
    if media == replies.MESSAGE:
        return st.lists(QUESTIONS, max_size=3).map(lambda asked: codec.encode(tuple(asked)))
    if media == replies.PACKED:
        drawn = st.dictionaries(st.text(max_size=9), st.binary(max_size=40), max_size=5)
        return drawn.map(msgspec.msgpack.encode)
    return st.binary(max_size=300) if media else st.just(b"")


@dataclass(frozen=True)
class Asked:
    """A request before it is signed; then ``odd`` stands in ``spoilt``, or nothing does."""

    path: str
    method: str
    target: str
    body: bytes
    spoilt: str
    odd: str | None


@st.composite
def cases(draw: st.DrawFn) -> Asked:
    """A request to an operation, whole or damaged."""
    path, method = draw(st.sampled_from([*OPERATIONS, *OPEN]))
    one = OPERATIONS.get((path, method))
    target, query = path, list[str]()
    for name, place, pattern, _text in one.parameters if one else ():
        shown = quote(draw(values(name, pattern)), safe="", errors="replace")
        if place == "path":
            target = target.replace("{" + name + "}", shown or "x")
        elif draw(st.booleans()):
            query.append(f"{name}={shown}")
    body = draw(bodies(one.body if one else ""))
    damage = draw(st.none() | st.tuples(st.integers(0, 400), st.binary(max_size=3)))
    if damage is not None:
        body = body[: damage[0]] + damage[1]
    spoilt = draw(st.sampled_from([*SIGNED, *[""] * 9]))
    url = target + (f"?{'&'.join(query)}" if query else "")
    return Asked(path, method, url, body, spoilt, draw(st.none() | ODD))


def signed(laptop: Laptop, case: Asked) -> Request:
    """In the laptop's name, but for what is spoilt."""
    request = laptop.signed(case.method.upper(), case.target, case.body)
    if case.spoilt and case.odd is None:
        del request.headers[case.spoilt]
    elif case.spoilt and case.odd is not None:
        request.headers[case.spoilt] = case.odd
    return request


def fits(found: object, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether JSON is as its schema says: what our document uses of JSON Schema."""
    told: Any = found
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds: dict[str, type] = {"object": dict, "array": list, "string": str}
    kinds |= {"integer": int, "boolean": bool}
    if not isinstance(found, kinds[schema["type"]]):
        return False
    if schema["type"] == "object":
        properties = schema.get("properties", {})
        return all(name in told for name in schema.get("required", ())) and all(
            fits(told[name], properties[name], document) for name in told if name in properties
        )
    if schema["type"] == "array":
        return all(fits(one, schema["items"], document) for one in told)
    return "pattern" not in schema or bool(re.fullmatch(schema["pattern"], str(told)))


def check(documented: dict[str, Any], answer: Answer, document: dict[str, Any]) -> None:
    """Documented: the status, what kind of body, and what is in it. And nothing unforeseen."""
    assert answer.status_code < 500, answer.body
    assert str(answer.status_code) in documented, (answer.status_code, answer.body)
    content = documented[str(answer.status_code)].get("content")
    if not content:
        assert answer.body == b""
        return
    media = answer.headers["content-type"].partition(";")[0]
    assert media in content
    if media == replies.JSON:
        assert fits(json.loads(answer.body), content[media]["schema"], document)


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_every_answer_is_documented_and_none_is_a_fault(fuzzed: Fuzzed, case: Asked):
    """S15: 'not yours' and 'not there' look alike, so both are one documented answer."""
    answer = fuzzed.made.call(signed(fuzzed.laptop, case))
    check(fuzzed.document["paths"][case.path][case.method]["responses"], answer, fuzzed.document)


def test_a_method_that_a_path_has_not_is_told_which_it_has(fuzzed: Fuzzed):
    for path, by_method in fuzzed.document["paths"].items():
        target = re.sub(r"{(\w+)}", lambda found: KNOWN[found[1]], path)
        answer = fuzzed.made.call(Request("PATCH", BASE + target))
        assert answer.status_code == 405
        allowed = {one.strip().lower() for one in answer.headers["allow"].split(",")}
        assert allowed - {"head"} == by_method.keys() - {"head"}
