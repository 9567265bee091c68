"""I2 at a person's door: whatever was ever saved is in one line of the export, and in one only."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.models.local import Conflict
from app.models.person import Person
from app.services import conflicts, exports
from app.services.conflicts import Pick
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.desk import Intake, Settled, Standing
from app.sync.laptop import standing
from app.sync.laptop.desk import StoreDesk
from app.sync.protocol.merge import NOBODY, Mark, Version, merge
from app.sync.protocol.messages import Cursor, Operation, Row, Verdict
from tests import factories, stores
from tests.stores import VILLAGE

CLERK = stores.an_actor(role="2", village_codes=None)
HERE = Standing("019ab000-0000-7000-8000-00000000d001", Cursor(1, 1, 5, None), scopes=(VILLAGE,))
FIELDS: Final = ("live_addr", "hukou_addr", "employer")
SIDES: Final = ("fields", "changes", "before", "mine", "theirs", "base", "chosen")
Value = tuple[str, str, str]


@dataclass
class Desk:
    """One laptop's store, and what the county and a colleague do to its records."""

    store: Store
    ids: list[str] = field(default_factory=list[str])
    versions: dict[str, Version] = field(default_factory=dict[str, Version])
    saved: set[Value] = field(default_factory=set[Value])
    count: int = 0
    rev: int = 10

    def __post_init__(self) -> None:
        self.store.apply(lambda connection: standing.write(connection, HERE))
        self.sync = StoreDesk(self.store, CLERK.id, lambda _changes: None)

    def a_value(self) -> str:
        self.count += 1
        return f"值{self.count}"

    def of(self, number: int) -> str | None:
        return self.ids[number % len(self.ids)] if self.ids else None

    # -- what people here do --------------------------------------------------------------------

    def make(self, _number: int, name: str) -> None:
        def verb(work: UnitOfWork) -> Person:
            return factories.a_person(work, **{name: self.a_value()})

        self.ids.append(self.save(verb))

    def edit(self, number: int, name: str) -> None:
        self._set(number, name, self.a_value())

    def empty(self, number: int, name: str) -> None:
        self._set(number, name, None)

    def undo(self, number: int, name: str) -> None:
        """What stood there before the last change is put back."""
        record_id = self.of(number)
        earlier = [
            op.before[name]
            for op in self.sync.waiting(10_000)
            if op.record_id == record_id and op.before and name in op.before
        ]
        if earlier:
            self._set(number, name, earlier[-1])

    def remove(self, number: int, _name: str) -> None:
        record_id = self.of(number)

        def verb(work: UnitOfWork) -> str:
            record = work.find(Person, Person.id == record_id)
            if record and not record[0].is_deleted:
                work.remove(record[0], self.a_value())
            return ""

        self.save(verb)

    def decide(self, number: int, _name: str) -> None:
        """The oldest conflict, one way or another."""

        def verb(work: UnitOfWork) -> str:
            for one in work.session.query(Conflict).filter(Conflict.decided_at.is_(None)).limit(1):
                side = ("mine", "theirs", "other")[number % 3]
                mine: dict[str, Any] = one.mine or {}
                names = [name for name in mine if name in FIELDS]
                if side == "other":
                    picks = {name: Pick("other", self.a_value()) for name in names}
                else:
                    picks = {name: Pick(side) for name in mine}
                conflicts.resolve_conflict(work, one.id, picks)
            return ""

        self.save(verb)

    def _set(self, number: int, name: str, value: str | None) -> None:
        record_id = self.of(number)

        def verb(work: UnitOfWork) -> str:
            for record in work.find(Person, Person.id == record_id):
                setattr(record, name, value)
            return ""

        self.save(verb)

    def save(self, verb: Any) -> str:
        """One transaction; what it saved, and what it replaced, is to be found for ever."""
        done = self.store.perform(verb, CLERK)[0]
        made: Any = getattr(done, "id", done)
        for op in self.sync.waiting(10_000):
            self._remember(op)
        return str(made)

    def _remember(self, op: Operation) -> None:
        for side in (op.changes, op.before or {}):
            self.saved |= {
                (op.record_id, name, json.dumps(value))
                for name, value in side.items()
                if value is not None
            }

    # -- what the county and a colleague do -----------------------------------------------------

    def colleague(self, number: int, name: str) -> None:
        record_id = self.of(number)
        known = self.versions.get(record_id or "")
        if record_id and known:
            self.rev += 1
            fields = {**known.fields, name: self.a_value()}
            marks = {**known.marks, name: Mark(self.rev, "another")}
            self.versions[record_id] = Version(fields, marks, known.origin)

    def pull(self, number: int, _name: str) -> None:
        if record_id := self.of(number):
            self.sync.take(Intake(HERE, rows=self._rows([record_id])))

    def push(self, number: int, _name: str) -> None:
        """All that waits is judged; one in five is refused."""
        ops = self.sync.waiting(10_000)
        if not ops:
            return
        self.rev += 1
        verdicts = tuple(self._judge(op, is_refused=(op.seq + number) % 5 == 0) for op in ops)
        settled = Settled(ops[-1].seq, self.rev, verdicts)
        touched = dict.fromkeys(op.record_id for op in ops)
        gone = tuple(one for one in touched if one not in self.versions)
        self.sync.take(Intake(HERE, settled=settled, rows=self._rows(touched), gone=gone))

    def restore(self, _number: int, _name: str) -> None:
        """The county goes back to a backup: all that it took is sent again (S20)."""
        self.sync.take(Intake(HERE, brings_back=True))

    def back_up(self, _number: int, _name: str) -> None:
        self.sync.take(Intake(HERE, backed_up=self.rev))

    def _judge(self, op: Operation, *, is_refused: bool) -> Verdict:
        version = self.versions.get(op.record_id, Version())
        if is_refused or (version.origin is NOBODY and op.kind != "insert"):
            return Verdict(op.seq, "quarantined", "out_of_scope")
        merged = merge(version, op, {}, by="me", rev=self.rev)
        self.versions[op.record_id] = merged.version
        outcome = "conflict" if merged.clashes else "applied"
        return Verdict(op.seq, outcome, clashes=merged.clashes)

    def _rows(self, ids: Any) -> tuple[Row, ...]:
        found = [(one, self.versions[one]) for one in ids if one in self.versions]
        rows = (Row("person", one, self.rev, dict(version.fields)) for one, version in found)
        return tuple(
            structs.replace(row, fields={**row.fields, "village_code": VILLAGE}) for row in rows
        )


STEPS: Final = tuple(
    getattr(Desk, name)
    for name in (
        *("make", "edit", "edit", "empty", "undo", "remove", "decide"),
        *("colleague", "pull", "push", "restore", "back_up"),
    )
)


@contextmanager
def a_desk() -> Generator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        store = stores.a_store(Path(folder))
        try:
            yield Desk(store)
        finally:
            store.close()


def told(store: Store) -> Counter[Value]:
    """How often each value of each field of each record stands in the export."""
    lines: list[str] = []
    store.read(lambda work: exports.export_lines(work, lines.append), CLERK)
    found: Counter[Value] = Counter()
    for line in lines:
        each: dict[str, Any] = json.loads(line)
        if each["line"] not in {"record", "base", "history", "conflict", "inbox"}:
            continue
        is_record = each["line"] == "record"
        record_id = each["id"] if is_record or each["line"] == "base" else each["record_id"]
        sides: list[dict[str, Any]] = (
            [each] if is_record else [each.get(side) or {} for side in SIDES]
        )
        found.update(
            (record_id, name, json.dumps(value))
            for side in sides
            for name, value in side.items()
            if value is not None
        )
    return found


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.sampled_from(FIELDS)),
        min_size=8,
        max_size=36,
    )
)
def test_i2_every_value_ever_saved_is_in_exactly_one_line_of_the_export(
    steps: list[tuple[Any, int, str]],
):
    with a_desk() as desk:
        desk.make(0, "live_addr")
        for step, number, name in steps:
            step(desk, number, name)
        found = told(desk.store)
        assert {one for one in desk.saved if found[one] != 1} == set()
        assert [one for one, count in found.items() if count != 1] == []


def test_i2_a_line_says_where_its_other_values_are():
    with a_desk() as desk:
        desk.make(0, "live_addr")
        desk.edit(0, "live_addr")
        lines: list[str] = []
        desk.store.read(lambda work: exports.export_lines(work, lines.append), CLERK)
        first, last = [one for one in map(json.loads, lines) if one["line"] == "history"]
    assert first["changes"]["live_addr"] == "值1"
    assert first["elsewhere"]["changes"]["name"] == "record"
    assert (last["changes"], last["before"]) == ({}, {})
    assert last["elsewhere"] == {
        "before": {"live_addr": "history 1 changes"},
        "changes": {"live_addr": "record"},
    }


def test_i2_standing_former_not_taken_and_refused_values_are_each_where_they_belong():
    with a_desk() as desk:
        desk.make(0, "employer")
        desk.push(0, "")
        desk.edit(0, "hukou_addr")
        desk.edit(0, "hukou_addr")
        desk.colleague(0, "live_addr")
        desk.edit(0, "live_addr")
        desk.push(0, "")
        desk.edit(0, "employer")
        desk.push(0, "")
        lines: list[str] = []
        desk.store.read(lambda work: exports.export_lines(work, lines.append), CLERK)
    where = {
        value: [json.loads(line)["line"] for line in lines if f'"{value}"' in line]
        for value in ("值1", "值2", "值3", "值4", "值5", "值6")
    }
    assert where == {
        "值1": ["record"],
        "值2": ["history"],
        "值3": ["record"],
        "值4": ["record"],
        "值5": ["conflict"],
        "值6": ["inbox"],
    }
