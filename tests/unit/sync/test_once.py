"""Nothing is told twice, nothing is hashed in two ways, and nobody stays unfound."""

from __future__ import annotations

import json
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unavailable
from app.models.person import Person
from app.security.signed_messages import Request
from app.storage import search_rows
from app.storage.unit_of_work import UnitOfWork
from app.sync.protocol import digest
from app.sync.protocol.messages import Cursor, Hello, Pull, Push, Row
from tests.contract.county_made import Laptop as Bare
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, a_county, level

VILLAGE = "500231102201"

_WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_PLAIN = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | _WORDS | st.floats()
_TREES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(_WORDS, _TREES, max_size=6))
def test_a_row_has_the_hash_of_its_canonical_json_whatever_is_in_it(fields: dict[str, Any]):
    kept = {name: value for name, value in fields.items() if value is not None}
    said = json.dumps(
        ["person", "x", 3, kept], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    row = Row("person", "x", 3, fields)
    assert digest.hash_row(row) == sha256(said.encode()).digest()


@pytest.fixture
def made(tmp_path: Path) -> Generator[MadeCounty]:
    with a_county(tmp_path / "county.db", page=500) as county:
        yield county


def _pushed(laptop: Bare, *, is_brief: bool) -> tuple[Any, Any]:
    op = laptop.op("person", village_code=VILLAGE, name="张三", secret_level=2)
    here = Cursor(1, 1, 0, None)
    asked = (Hello((1,), 1, here), Push("", (op,), is_brief=is_brief), Pull(here))
    _welcome, ack, page = laptop.sync(*asked)
    return ack, page


def test_what_stands_as_it_was_sent_is_not_told_back(made: MadeCounty):
    ack, page = _pushed(made.laptop("4", VILLAGE), is_brief=True)
    assert (ack.rows, ack.as_sent, page.rows) == ((), (1,), ())
    assert page.cursor.seq == ack.commit


def test_a_laptop_of_an_older_version_is_told_every_row_once(made: MadeCounty):
    ack, page = _pushed(made.laptop("4", VILLAGE), is_brief=False)
    assert ([row.rev for row in ack.rows], ack.as_sent, page.rows) == ([ack.commit], (), ())


def test_what_another_changed_is_told_though_it_was_sent_before(made: MadeCounty):
    laptop, other = made.laptop("4", VILLAGE), made.laptop("2", VILLAGE[:9])
    op = laptop.op("person", village_code=VILLAGE, name="张三")
    laptop.push(op)
    other.push(other.op("person", "update", op.record_id, name="张山"))
    here = Cursor(1, 1, 0, None)
    (page,) = laptop.sync(Pull(here))
    assert [row.fields["name"] for row in page.rows] == ["张山"]


def _many(work: UnitOfWork) -> None:
    for number in range(300):
        work.add(Person(name=f"张{chr(0x4E00 + number)}"))


def _found(work: UnitOfWork) -> int:
    return len(work.search("张", limit=1000))


def test_people_who_come_by_the_hundred_are_found_by_whoever_searches_next(
    made: MadeCounty, tmp_path: Path
):
    author, reader = Laptop(made, tmp_path / "a"), Laptop(made, tmp_path / "b")
    for one in (author, reader):
        one.enrol()
    author.do(_many)
    level(author)
    level(reader)
    assert reader.look(_found) == 300


@pytest.mark.parametrize("meanwhile", ["rests", "looks", "saves"])
def test_people_who_came_before_the_line_broke_are_found_at_once_and_indexed_in_idle_moments(
    made: MadeCounty, tmp_path: Path, meanwhile: str
):
    author, reader = Laptop(made, tmp_path / "a"), Laptop(made, tmp_path / "b")
    for one in (author, reader):
        one.enrol()
    author.do(_many)
    level(author)
    reader.wire.fault = _breaks_after(2)
    with pytest.raises(Unavailable):
        reader.link.sync()
    assert reader.store.examine(search_rows.is_due)
    if meanwhile == "rests":
        reader.store.tidy()
        assert not reader.store.examine(search_rows.is_due)
    ask = reader.do if meanwhile == "saves" else reader.look
    assert ask(_found) == 300
    assert not reader.store.examine(search_rows.is_due)


def _breaks_after(count: int):
    asked: list[bytes] = []

    def fault(request: Request) -> str:
        asked.append(request.body)
        return "before" if len(asked) > count else ""

    return fault


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5), st.booleans()), max_size=40))
def test_a_table_digested_as_it_changes_has_the_root_of_what_is_in_it(
    steps: list[tuple[int, int, bool]],
):
    shelves, held = digest.Shelves(), dict[str, digest.Leaf]()
    for number, rev, stays in steps:
        name = f"id-{number}"
        if stays:
            held[name] = (name, rev, bytes([rev]) * 32)
            shelves.put([held[name]])
        elif name in held:
            del held[name]
            shelves.remove(name)
        expected = digest.table_root(digest.buckets(held.values())) if held else b""
        assert shelves.root() == expected
