"""A county and two laptops at one table, without faults: for tests of one rule at a time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.sync.client.asking import Ahead
from app.sync.client.desk import Standing
from app.sync.client.run import Ending, Pace, sync
from app.sync.protocol.messages import Answer, Kind, Operation, Question, Row
from tests.simulation.county import MemoryCounty
from tests.simulation.desk import Disk, MemoryDesk

VILLAGES = frozenset({"v1"})


def _nothing(_place: str) -> None:
    """No fault."""


@dataclass
class Table:
    """``heard``: every exchange of ``sync``, questions and answers."""

    county: MemoryCounty = field(init=False)
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    heard: list[tuple[tuple[Question, ...], tuple[Answer, ...]]] = field(
        default_factory=list[tuple[tuple[Question, ...], tuple[Answer, ...]]]
    )

    def __post_init__(self) -> None:
        self.county = MemoryCounty(self.new_id, lambda _op, _before, _after: None)

    def new_id(self) -> str:
        """An id nobody had before."""
        return str(uuid.UUID(int=self.rng.getrandbits(128)))

    def laptop(self, scopes: Iterable[str] = VILLAGES, disk: Disk | None = None) -> MemoryDesk:
        """A newly enrolled one, or the copy of one."""
        desk = MemoryDesk(disk or Disk(Standing(self.new_id())), _nothing)
        if disk is None:
            self.county.enrol(desk.standing().replica, frozenset(scopes))
        return desk

    def sync(self, desk: MemoryDesk, pace: Pace | None = None) -> Ending:
        """One sync from beginning to end."""
        steps = sync(desk, pace or Pace())
        try:
            questions = next(steps)
            while True:
                if isinstance(questions, Ahead):
                    questions = steps.send(())
                    continue
                answers = self.county.answer(desk.standing().replica, questions)
                self.heard.append((questions, answers))
                questions = steps.send(answers)
        except StopIteration as end:
            return end.value

    def insert(self, desk: MemoryDesk, noun: str = "household", **fields: Any) -> str:
        """A new record, saved; its id."""
        row = Row(noun, self.new_id(), 0, {})
        self._save(desk, "insert", row, {"village_code": "v1"} | fields)
        return row.id

    def update(self, desk: MemoryDesk, record_id: str, **fields: Any) -> Operation:
        """A change of a record, made on what is visible, saved."""
        return self._save(desk, "update", desk.disk.visible[record_id], fields)

    def delete(self, desk: MemoryDesk, record_id: str) -> Operation:
        """作废."""
        changes = {"is_deleted": True, "deleted_reason": "重复"}
        return self._save(desk, "delete", desk.disk.visible[record_id], changes)

    def _save(self, desk: MemoryDesk, kind: Kind, row: Row, changes: dict[str, Any]) -> Operation:
        op_id = self.new_id()
        before = None if kind == "insert" else {name: row.fields.get(name) for name in changes}
        op = Operation(0, op_id, op_id, row.noun, row.id, kind, row.rev, changes, before)
        return desk.save([op])[0]
