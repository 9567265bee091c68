"""What the county says of its buckets, as its database works them out, is what the rows in reach
come to (S18): worked out whole, and mended after each commit."""

from __future__ import annotations

import random
import uuid

import pytest
from sqlalchemy import Connection

from app.server.admitted import write_records
from app.server.database import Database
from app.server.digests import Digesting, Digests
from app.server.policy import RoleReach
from app.sync.county.archive import Held, Reach, Written
from app.sync.protocol import digest
from app.sync.protocol.messages import Row

PLACES = ("500231103202", "500231103203")
NOUNS = ("household", "visit", "attachment")
ROLES = ("", "2", "4", "6")


def a_row(chance: random.Random, commit: int, record_id: str = "") -> Row:
    """A record; visits and files may be sealed."""
    fields = {"village_code": chance.choice(PLACES), "secret_level": chance.randint(1, 4)}
    made = record_id or str(uuid.UUID(int=chance.getrandbits(128)))
    return Row(NOUNS[uuid.UUID(made).int % 3], made, commit, fields)


def reach_of(role: str) -> Reach:
    places = frozenset(PLACES)
    return RoleReach(places, frozenset(), role) if role else Reach(places)


def expected(rows: list[Row], reach: Reach) -> dict[str, bytes]:
    tables: dict[str, list[digest.Leaf]] = {}
    for row in rows:
        if reach.covers(row):
            tables.setdefault(row.table, []).append(digest.leaf_of(row))
    return {name: digest.buckets(leaves) for name, leaves in tables.items()}


def told(connection: Connection, known: Digests, reach: Reach, pruned: int) -> dict[str, bytes]:
    names = [f"{place}/{noun}" for place in PLACES for noun in NOUNS]
    found = Digesting(connection, known, pruned).buckets(reach, names)
    return {name: whole for name, whole in found.items() if any(whole)}


@pytest.mark.parametrize("seed", range(3))
def test_s18_the_buckets_are_those_of_the_rows_in_reach(database: Database, seed: int):
    chance, rows, known = random.Random(seed), dict[str, Row](), Digests()
    for commit in range(1, 7):
        again = chance.sample(sorted(rows), min(len(rows), 5))
        count = 2100 if seed == 2 and commit == 3 else 9  # more lines than are looked through
        fresh = [a_row(chance, commit, one) for one in again]
        fresh += [a_row(chance, commit) for _each in range(count)]
        with database.writing() as connection:
            held = {row.id: Held(rows[row.id]) for row in fresh if row.id in rows}
            write_records(connection, [Written(held.get(row.id), Held(row)) for row in fresh])
        rows |= {row.id: row for row in fresh}
        with database.reading() as connection:
            for role in ROLES if commit % 2 else ROLES[:2]:
                reach = reach_of(role)
                found = told(connection, known, reach, commit - 4 if seed else 0)
                assert found == expected([*rows.values()], reach), (commit, role)
                assert found == told(connection, Digests(), reach, 0)
