"""The county on a database answers as the county in memory does, which the simulation proved.

Whole seeds of the simulation are run, with its faults; every request is put to both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select

from app.server import audit, glance, office
from app.server.database import Database
from app.server.local_county import LocalCounty
from app.server.people import Standing
from app.server.tables import CONFLICT, DEVICE, METADATA, QUARANTINE
from app.sync.county import policy
from app.sync.county.archive import Reach
from app.sync.protocol.messages import Answer, Page, Push, Question
from tests.contract.conftest import NOW, counting
from tests.simulation.county import PAGE, SCHEMA, MemoryCounty
from tests.simulation.world import World

Saved = dict[str, list[dict[str, Any]]]


class TwinCounty(MemoryCounty):
    """Puts everything to a county on a database too, and holds the answers against each other."""

    database: Database
    other: LocalCounty
    drawn: list[str]
    draw_: Callable[[], str]
    saved: Saved
    glances: int = 0

    def join(self, database: Database) -> None:
        self.database, self.drawn, self.draw_ = database, [], self.draw
        self.draw = self._draw
        self.other = LocalCounty(
            database,
            SCHEMA,
            lambda seen: Standing(seen.replica, "", "", Reach(self.scopes[seen.replica])),
            lambda: self.drawn.pop(0),
            lambda: NOW,
            policy.nothing_against,
            PAGE,
        )
        with database.writing() as connection:
            office.found(connection, "500231", "垫江县", NOW)

    def _draw(self) -> str:
        self.drawn.append(self.draw_())
        return self.drawn[-1]

    def answer(
        self, sender: str, questions: tuple[Question, ...], number: int | None = None
    ) -> tuple[Answer, ...]:
        expected = super().answer(sender, questions, number)
        found = self.other.answer(sender, questions)
        assert [_in_order(one) for one in found] == [_in_order(one) for one in expected]
        assert self.drawn == []
        if not any(isinstance(one, Push) for one in questions):
            assert self._at_a_glance(sender, questions) == found
        return expected

    def _at_a_glance(self, sender: str, questions: tuple[Question, ...]) -> tuple[Answer, ...]:
        """The same again, from what is seen as a laptop is let in, wherever that is enough."""
        with self.database.reading() as connection:
            seen = glance.take(connection, sender)
        with counting(self.database) as statements:
            found = self.other.answer(sender, questions, seen=seen)
        self.glances += not statements
        return found

    def enrol(self, replica: str, scopes: frozenset[str]) -> None:
        super().enrol(replica, scopes)
        values: dict[str, Any] = dict.fromkeys(("signing_key", "agreement_key", "status_key"), b"")
        values |= dict.fromkeys(("label", "not_after", "enrolled_at", "seen_at"), "")
        values |= {"replica": replica, "person": "", "counter": 0, "scope_epoch": 1}
        with self.database.writing() as connection:
            connection.execute(insert(DEVICE).values(**values, is_frozen=False))

    def rescope(self, replica: str, scopes: frozenset[str]) -> None:
        super().rescope(replica, scopes)
        with self.database.writing() as connection:
            changed = DEVICE.update().where(DEVICE.c.replica == replica)
            connection.execute(changed.values(scope_epoch=self.scope_epochs[replica]))

    def move(self, record_id: str, village: str) -> None:
        super().move(record_id, village)
        with self.database.writing() as connection:
            office.move(connection, record_id, village, NOW)

    def erase(self, record_id: str) -> None:
        super().erase(record_id)
        with self.database.writing() as connection:
            office.erase(connection, record_id, NOW)

    def prune(self, live: Any) -> None:
        live = list(live)
        super().prune(live)
        with self.database.writing() as connection:
            assert office.prune(connection, live, NOW) == self.state.pruned

    def back_up(self) -> None:
        super().back_up()
        self.saved = _all(self.database)
        with self.database.writing() as connection:
            office.note_backup(connection, self.horizon, NOW)

    def restore(self) -> None:
        super().restore()
        devices = _all(self.database)["device"]
        _put_back(self.database, {**self.saved, "device": devices})
        with self.database.writing() as connection:
            office.note_backup(connection, self.horizon, NOW)
            office.begin_epoch(connection, self.epoch, NOW)


def _in_order(answer: Answer) -> Answer:
    """Within a page the order of rows says nothing."""
    if not isinstance(answer, Page):
        return answer
    rows = tuple(sorted(answer.rows, key=lambda row: row.id))
    return replace(answer, rows=rows, gone=tuple(sorted(answer.gone)))


def _all(database: Database) -> Saved:
    with database.reading() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
        }


def _put_back(database: Database, saved: Saved) -> None:
    with database.writing() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(delete(table))
            if saved[table.name]:
                connection.execute(insert(table), saved[table.name])


def _joined(seed: int, database: Database) -> tuple[World, TwinCounty]:
    class TwinWorld(World):
        def __setattr__(self, name: str, value: Any) -> None:
            if name == "county":
                value = TwinCounty(value.draw, value.watch, value.bugs)
                value.join(database)
                value.saved = _all(database)
            super().__setattr__(name, value)

    world = TwinWorld(seed, steps=range(400))
    county = world.county
    assert isinstance(county, TwinCounty)
    return world, county


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_of_the_simulation_gets_the_same_answers(database: Database, seed: int):
    world, county = _joined(seed, database)
    world.run()
    with database.reading() as connection:
        assert audit.first_broken(connection) is None
        kept = connection.execute(select(func.count()).select_from(QUARANTINE)).scalar_one()
        clashes = connection.execute(select(func.count()).select_from(CONFLICT)).scalar_one()
    assert kept == len(county.state.quarantine)
    assert clashes == len(county.state.conflicts)
    assert county.glances
