"""What the county holds as it was made is taken in by a shorter way, to the same end."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.person import Person
from app.storage import driver
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.sync.client import push
from app.sync.client.desk import Intake, Standing
from app.sync.laptop import as_made, operations, standing
from app.sync.laptop.desk import StoreDesk
from app.sync.protocol import digest
from app.sync.protocol.messages import Ack, Cursor, Operation, Push, Row, Verdict, present
from tests import factories, stores
from tests.stores import DEVICE, VILLAGE

AWAY: Final = "500231102202"
OWNER: Final = stores.an_actor().id
COMMIT: Final = 20
TOLD: Final = (
    *("as sent",) * 4,
    *("whole", "otherwise", "gone", "nothing", "as sent and gone"),
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def ids() -> Callable[[], str]:
    """The same in both stores."""
    numbers = itertools.count(1)
    return lambda: f"019ab000-0000-7000-8000-{next(numbers):012x}"


class Life:
    """One person, and what becomes of him."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.told = draw(st.sampled_from(TOLD))
        self.outcome = draw(st.sampled_from(("applied", "applied", "quarantined")))
        self.is_away = draw(st.sampled_from((False, False, True)))
        self.is_known = draw(st.sampled_from((False, False, True)))
        self.changes_before = draw(st.sampled_from((False, False, True)))
        self.changes_behind = draw(st.sampled_from((False, False, True)))
        self.extras = draw(st.none() | st.just({"newer": 1e16}) | st.just({"newer": [1, None]}))

    def make(self, store: Store) -> str:
        def save(work: Any) -> str:
            place = AWAY if self.is_away else VILLAGE
            return factories.a_person(work, village_code=place, extras=self.extras).id

        found, _changed = store.perform(save, stores.an_actor(village_codes=None, role="2"))
        return found


@st.composite
def lives(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Life]:
    return [Life(draw) for _one in range(draw(st.integers(3, 12)))]


def rename(store: Store, record_id: str, name: str) -> None:
    def save(work: Any) -> None:
        work.get(Person, record_id).name = name

    store.perform(save, stores.an_actor(village_codes=None, role="2"))


def told(lives_of: dict[str, Life], ops: tuple[Operation, ...]) -> Ack:
    rows: list[Row] = []
    gone: list[str] = []
    as_sent: list[int] = []
    for op in ops:
        life = lives_of[op.record_id]
        if op.kind != "insert":
            continue
        if "gone" in life.told:
            gone.append(op.record_id)
        if "as sent" in life.told:
            as_sent.append(op.seq)
        if life.told in ("whole", "otherwise"):
            more = {"phone": "13900000009"} if life.told == "otherwise" else {}
            rows.append(Row("person", op.record_id, COMMIT, {**present(op.changes), **more}))
    verdicts = tuple(Verdict(op.seq, lives_of[op.record_id].outcome, "out_of_scope") for op in ops)
    return Ack("receipt", COMMIT, verdicts, tuple(rows), tuple(gone), as_sent=tuple(as_sent))


def here(offset: int = 0) -> Standing:
    return Standing(DEVICE, Cursor(1, 1, 5, None), offset=offset, scopes=(VILLAGE,))


def nothing(*_asked: object) -> as_made.AsMade:
    return as_made.AsMade()


@contextmanager
def the_longer_way() -> Generator[None]:
    """As if nothing were known beforehand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(as_made, "find", nothing)
        yield


def everything(connection: driver.Connection) -> dict[str, list[driver.Row]]:
    named = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_data' ESCAPE '\\'"
    ).fetchall()
    return {
        name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for (name,) in named
    }


def behind(store: Store, ops: tuple[Operation, ...]) -> object:
    return store.examine(lambda one: operations.behind(one, ops[-1].seq))


def later(store: Store, ops: tuple[Operation, ...]) -> object:
    made = {op.record_id for op in ops}
    return store.examine(lambda one: operations.pending(one, made, ops[-1].seq))


class Twin:
    """One of two stores that were one until the acknowledgement came."""

    def __init__(self, path: Path) -> None:
        self.heard: list[ChangeSet] = []
        self.store = stores.open_again(path, new_id=ids())
        self.desk = StoreDesk(self.store, OWNER, self.heard.append)
        self.desk.leaves()

    def end(self, intake: Intake) -> Any:
        self.desk.take(intake)
        found = self.store.examine(everything)
        leaves = {name: sorted(some) for name, some in self.desk.leaves().items()}
        fresh = StoreDesk(self.store, OWNER, self.heard.append).leaves()
        assert leaves == {name: sorted(some) for name, some in fresh.items()}
        self.store.close()
        return found, leaves, self.desk.root(), self.heard


@settings(max_examples=30, deadline=None)
@given(lives(), st.sampled_from((0, -7)))
def test_the_shorter_way_ends_where_the_longer_one_does(chosen: list[Life], offset: int):
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "one" / "store.db", Path(folder) / "two" / "store.db"
        store = stores.a_store(first.parent)
        store.apply(lambda connection: standing.write(connection, here(offset)))
        by_id = {life.make(store): life for life in chosen}
        for record_id, life in by_id.items():
            if life.changes_before:
                rename(store, record_id, "于邦")
        store.close()
        second.parent.mkdir()
        shutil.copy(first, second)
        one, other = Twin(first), Twin(second)
        ops = one.desk.waiting(1000)
        asked = push.question(one.desk, here(offset), ops)
        ack = told({op.record_id: by_id[op.record_id] for op in ops}, asked.operations)
        for twin in (one, other):
            between(twin, by_id, asked)
            assert behind(twin.store, ops) == later(twin.store, ops)
        intake = push.settle(here(offset), asked, ack)
        with the_longer_way():
            wanted = other.end(intake)
        assert one.end(intake) == wanted


def between(twin: Twin, by_id: dict[str, Life], asked: Push) -> None:
    """What happens before the answer comes."""
    inserts = {op.record_id: op for op in asked.operations if op.kind == "insert"}
    for record_id, life in by_id.items():
        if life.changes_behind:
            rename(twin.store, record_id, "王小梅")
        if life.is_known:
            row = Row("person", record_id, 7, dict(present(inserts[record_id].changes)))
            twin.desk.take(Intake(twin.desk.standing(), rows=(row,)))


def test_new_records_go_the_shorter_way(tmp_path: Path):
    store = stores.a_store(tmp_path)
    desk = StoreDesk(store, OWNER, lambda _changes: None)
    store.perform(lambda work: factories.a_household(work, 3), stores.an_actor())
    asked = push.question(desk, here(), desk.waiting(1000))
    numbers = tuple(op.seq for op in asked.operations)
    verdicts = tuple(Verdict(number, "applied") for number in numbers)
    intake = push.settle(here(), asked, Ack("r", COMMIT, verdicts, (), as_sent=numbers))
    batch = store.examine(lambda one: operations.through(one, numbers[-1], desk._read))  # pyright: ignore[reportPrivateUsage]
    found = as_made.find(intake, batch, {}, {VILLAGE})
    made = {op.record_id for op in batch.operations if op.kind == "insert"}
    changed = {op.record_id for op in batch.operations if op.kind != "insert"}
    assert {row.id for row in found.rows} == made - changed != set()
    store.close()


@given(st.dictionaries(st.text(max_size=4), TREES, max_size=4))
def test_what_has_no_fraction_is_digested_the_quick_way_to_the_same_leaf(fields: dict[str, Any]):
    text = json.dumps(fields, sort_keys=True)
    row = (1, bytes(16), bytes(16), "person", bytes(16), "insert", 0, text, None, None, None, "1")
    batch = operations.Batch.of([row])
    (op,) = batch.operations
    made = Row(op.noun, op.record_id, COMMIT, present(op.changes))
    assert batch.has_fractions or digest.leaf_of_plain(made) == digest.leaf_of(made)
    assert batch.has_fractions == has_fraction(json.loads(text))


def has_fraction(tree: Any) -> bool:
    if isinstance(tree, float):
        return True
    if isinstance(tree, dict):
        return has_fraction(list(cast("dict[str, Any]", tree).values()))
    return isinstance(tree, list) and any(map(has_fraction, cast("list[Any]", tree)))
