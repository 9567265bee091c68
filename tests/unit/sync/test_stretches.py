"""Columns that go into the tables as they came leave there what rows leave."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.models.columns import id_bytes
from app.storage import driver
from app.storage.store import Store
from app.sync.client.desk import Intake, Standing
from app.sync.laptop import standing, tables
from app.sync.laptop.desk import StoreDesk
from app.sync.laptop.stretches import Stretch
from app.sync.protocol import digest
from app.sync.protocol.blocks import Rows
from app.sync.protocol.columns import from_columns, to_columns
from app.sync.protocol.messages import Cursor, Row
from tests import factories, stores
from tests.stores import TOWNSHIP, VILLAGE

OWNER = stores.an_actor().id
REPLICA = "019ab000-0000-7000-8000-00000000d001"
SCOPES = (TOWNSHIP, VILLAGE)
BEGUN = Standing(REPLICA, Cursor(1, 1, 5, ""), scopes=SCOPES)
ID = "019ab000-0000-7000-8000-0000000{:05x}"
NOUNS = ("person", "household", "member", "visit", "spaceship")
FIELDS: dict[str, tuple[Any, ...]] = {
    "name": ("于邦", "单小方", 7, 1.5),
    "birth_date": ("1960-02-03", "忘记了"),
    "household_id": (ID.format(900), "x"),
    "person_id": (ID.format(3), ID.format(4)),
    "head_id": (ID.format(3),),
    "id_no": ("500231196002031234", "12345678901234567890"),
    "house_area": ("12.50", "NaN", 4),
    "answers": ({"b": 1, "a": [None, True]}, {"x": 0.1}, []),
    "place_in_list": (1, 2**62, "3"),
    "relation": ("01",),
    "visit_kind": ("1",),
    "started_at": ("2026-11-23T09:05:00.000+08:00", "2026-11-23T09:05:00"),
    "met": ("1", True),
    "findings": ("好", "\U00020000"),
    "newer": (1, "新", {"c": [2]}),
    "is_deleted": (False, True),
    "org_code": (TOWNSHIP, "500231103"),
    "village_code": (VILLAGE, VILLAGE, VILLAGE, "500231103202"),
}


def _fields() -> st.SearchStrategy[dict[str, Any]]:
    some = {name: st.sampled_from(values) for name, values in FIELDS.items()}
    return st.fixed_dictionaries({"is_deleted": some.pop("is_deleted")}, optional=some)


def _plain_fields() -> st.SearchStrategy[dict[str, Any]]:
    """Such as mostly come: they go in whole."""
    always = {
        "name": st.just("于邦"),
        "village_code": st.sampled_from((VILLAGE, None)),
        "org_code": st.just(TOWNSHIP),
        "household_id": st.just(ID.format(900)),
        "person_id": st.just(ID.format(3)),
        "visit_kind": st.just("1"),
        "secret_level": st.just(2),
    }
    left = {name: st.sampled_from(FIELDS[name]) for name in FIELDS.keys() - always.keys()}
    made = st.fixed_dictionaries(always, optional=left)
    return made.map(lambda one: {name: value for name, value in one.items() if value is not None})


def _rows(fields: st.SearchStrategy[dict[str, Any]], nouns: Sequence[str], most: int = 40) -> Any:
    one = st.builds(
        Row, st.sampled_from(nouns), st.integers(1, most).map(ID.format), st.integers(1, 99), fields
    )
    return st.lists(one, min_size=1, max_size=12)


ANY = _rows(_fields(), NOUNS)
PLAIN = _rows(_plain_fields(), NOUNS[:4])
AGAIN = _rows(_plain_fields(), NOUNS[:2], most=3)


@given(ANY)
def test_rows_that_went_through_columns_are_what_they_were(rows: list[Row]):
    found = from_columns(to_columns(rows))
    assert list(found) == rows
    assert found == tuple(rows)
    assert found != (*rows, rows[0])


@given(ANY)
def test_a_digest_of_columns_is_that_of_their_rows(rows: list[Row]):
    leaves = {one for block in _blocks(rows).blocks for one in digest.leaves_of(block)}
    assert leaves == {digest.leaf_of(row) for row in rows}
    scopes = [scope for block in _blocks(rows).blocks for scope in block.scopes()]
    assert sorted(scopes) == sorted(row.scope for row in rows)


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(ANY | PLAIN, PLAIN, st.booleans())
def test_a_snapshot_in_columns_leaves_in_the_store_what_its_rows_leave(
    first: list[Row], last: list[Row], has_work: bool
):
    """The first stretch goes up to id 20, the second stands in what is there by then."""
    halves = [[row for row in first if row.id <= ID.format(20)], last]
    pictures: list[Any] = []
    for as_rows in (_as_they_are, _blocks):
        with tempfile.TemporaryDirectory() as folder:
            store = stores.a_store(Path(folder), new_id=lambda: ID.format(999))
            pictures.append(_after(store, halves, as_rows, has_work=has_work))
            store.close()
    assert pictures[0] == pictures[1]


def _after(
    store: Store,
    halves: Sequence[Sequence[Row]],
    as_rows: Callable[[Sequence[Row]], Sequence[Row]],
    *,
    has_work: bool,
) -> Any:
    if has_work:
        store.perform(lambda work: factories.a_person(work, id=ID.format(3)), stores.an_actor())
    store.apply(lambda connection: standing.write(connection, BEGUN))
    desk = StoreDesk(store, OWNER, lambda _changes: None, many=1)
    middle = ID.format(20)
    for place, (rows, limits) in enumerate(
        zip(halves, (("", middle), (middle, None)), strict=True)
    ):
        now = replace(BEGUN, cursor=Cursor(1, 1, 5, limits[1]))
        desk.take(Intake(now, stretch=limits, rows=as_rows(rows), backed_up=place))
    return (
        store.examine(_everything),
        desk.root(),
        {name: sorted(some) for name, some in desk.leaves().items()},
    )


def _everything(connection: driver.Connection) -> Any:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'person_words%'"
    names = [row[0] for row in connection.execute(named)]
    return {
        name: sorted(map(_comparable, connection.execute(f'SELECT * FROM "{name}"')))
        for name in names
        if name not in {"audit", "person_search", "person_pinyin", "outbox"}
    }


def _comparable(row: driver.Row) -> str:
    """``rowid_`` is given in the order in which rows were written: no meaning is in it."""
    return repr(row[1:] if isinstance(row[0], int) else row)


def _as_they_are(rows: Sequence[Row]) -> Sequence[Row]:
    return tuple(rows)


def _blocks(rows: Sequence[Row]) -> Rows:
    return from_columns(to_columns(rows))


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(AGAIN, AGAIN)
def test_a_row_of_which_only_what_changed_is_written_stands_as_one_written_whole(
    before: list[Row], after: list[Row]
):
    found: list[Any] = []
    for is_compared in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            store = stores.a_store(Path(folder))
            for rows in (before, after):
                store.apply(lambda one, rows=rows, how=is_compared: _put(one, rows, how))
            found.append(store.examine(_everything))
            store.close()
    assert found[0] == found[1]


def _put(connection: driver.Connection, rows: Sequence[Row], is_compared: bool) -> None:
    for noun in NOUNS[:4]:
        some = {row.id: row for row in rows if row.noun == noun}
        sheet = tables.Sheet.of(noun, list(some.values()))
        if is_compared:
            sheet.compare(connection, some)
        sheet.write(connection)


# -- which go in whole --------------------------------------------------------------------------


def _person(number: int = 1, **fields: Any) -> Row:
    given: dict[str, Any] = {
        "name": "于邦",
        "village_code": VILLAGE,
        "secret_level": 2,
        "is_deleted": False,
    }
    return Row("person", ID.format(number), 4, given | fields)


def _goes_in(store: Store, *rows: Row, **intake: Any) -> bool:
    given: dict[str, Any] = {"stretch": ("", None), "rows": _blocks(rows)} | intake
    whole = Intake(replace(BEGUN, cursor=Cursor(1, 1, 5, None)), **given)
    return bool(store.examine(lambda one: Stretch(one, BEGUN, whole, many=1).blocks()))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = stores.a_store(tmp_path)
    opened.apply(lambda connection: standing.write(connection, BEGUN))
    yield opened
    opened.close()


def test_a_stretch_goes_in_whole_where_nothing_is(store: Store):
    assert _goes_in(store, _person(), _person(2))


@pytest.mark.parametrize(
    "rows",
    [
        (_person(name=None),),
        (_person(village_code="500231103202"),),
        (_person(), _person()),
        (_person(), Row("spaceship", ID.format(2), 4, {"village_code": VILLAGE})),
        (),
    ],
    ids=["unfit", "out of reach", "twice", "unknown", "nothing"],
)
def test_what_is_not_so_plain_is_looked_at_row_by_row(store: Store, rows: tuple[Row, ...]):
    assert not _goes_in(store, *rows)


@pytest.mark.parametrize(
    "told",
    [{"gone": ("x",)}, {"purges": True}, {"stretch": None}, {"brings_back": True}],
    ids=json.dumps,
)
def test_an_intake_that_does_more_is_looked_at_row_by_row(store: Store, told: dict[str, Any]):
    assert not _goes_in(store, _person(), **told)


def test_where_something_stands_or_waits_rows_are_looked_at_one_by_one(store: Store):
    store.perform(lambda work: factories.a_person(work, id=ID.format(7)), stores.an_actor())
    assert not _goes_in(store, _person(7))
    assert _goes_in(store, _person(8))
    put = "INSERT INTO base_row (id, noun, rev, scope, hash) VALUES (?, 'person', 1, ?, x'00')"
    store.apply(lambda one: one.execute(put, (id_bytes(ID.format(9)), VILLAGE)))
    assert not _goes_in(store, _person(8))
