"""The least that must happen to the same rows: one statement of the database, one compressed stream,
one transaction of the encrypted store. No network, signature, permission, audit, digest or search.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
import zstandard

from app.storage import driver
from app.storage.engine import connect, raw_key
from bench.figures import timed
from tests.stores import cheap_keys

_ASKED: Final = "SELECT record_id, json_set(changes, '$.noun', noun) FROM outbox ORDER BY seq"
_MADE: Final = "CREATE TABLE bare (id bytea PRIMARY KEY, seq bigint NOT NULL, body text NOT NULL)"
_PUT: Final = (
    "INSERT INTO bare SELECT i, row_number() OVER (), b FROM unnest(%b::bytea[], %b::text[]) AS t(i, b)"
    " ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, body = excluded.body"
)


def bare(store: Path, database: str, folder: Path) -> tuple[float, float]:
    """Milliseconds to push the outbox of ``store`` into ``database``, and to fetch it into tables of
    their own in a new store in ``folder``."""
    url = database.replace("postgresql+psycopg://", "postgresql://")
    with closing(_opened(store)) as source, psycopg.connect(url) as county:
        county.execute(_MADE)
        county.commit()
        pushed = timed(lambda: _push(source, county), 1)[0]
        with closing(_opened(folder / "bare.db", mode="rwc")) as target:
            return pushed, timed(lambda: _fetch(county, target), 1)[0]


def told(store: Path) -> list[tuple[str, str]]:
    """Id and JSON of each record in the outbox of ``store``."""
    with closing(_opened(store)) as source:
        return [(bytes(row[0]).hex(), row[1]) for row in source.execute(_ASKED)]


def _push(source: driver.Connection, county: psycopg.Connection[Any]) -> None:
    rows = source.execute(_ASKED).fetchall()
    body = zstandard.compress("\n".join(row[1] for row in rows).encode())
    texts = zstandard.decompress(body).decode().split("\n")
    county.execute(_PUT, ([row[0] for row in rows], texts))
    county.commit()


def _fetch(county: psycopg.Connection[Any], target: driver.Connection) -> None:
    rows = county.execute("SELECT id, body FROM bare ORDER BY seq").fetchall()
    body = zstandard.compress("\n".join(row[1] for row in rows).encode())
    by_noun: dict[str, list[tuple[bytes, dict[str, Any]]]] = {}
    for row, text in zip(rows, zstandard.decompress(body).decode().split("\n"), strict=True):
        fields = json.loads(text)
        by_noun.setdefault(fields.pop("noun"), []).append((row[0], fields))
    target.execute("BEGIN IMMEDIATE")
    for noun, records in by_noun.items():
        _put(target, noun, records)
    target.execute("COMMIT")


def _put(
    target: driver.Connection, noun: str, records: Sequence[tuple[bytes, dict[str, Any]]]
) -> None:
    names = sorted({name for _id, fields in records for name in fields})
    listed = ", ".join(f'"{name}"' for name in names)
    target.execute(f'CREATE TABLE "{noun}" (rowid_ INTEGER PRIMARY KEY, id BLOB, {listed})')
    marks = ",".join("?" * (len(names) + 1))
    target.executemany(
        f'INSERT INTO "{noun}" (id, {listed}) VALUES ({marks})',  # noqa: S608
        [(one, *(_plain(fields.get(name)) for name in names)) for one, fields in records],
    )
    target.execute(f'CREATE UNIQUE INDEX "{noun}_id" ON "{noun}" (id)')


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _opened(path: Path, *, mode: str = "rw") -> driver.Connection:
    keys = cheap_keys()
    return connect(path, raw_key(keys.database, keys.salt), mode=mode)
