"""Everything in a database as it stands, read without knowing its schema: for one that this program
cannot bring up to date (D10), or that a person wants out of it whatever its version.

Opened read-only; nothing in it changes. The rows are written as they are kept: ids and blobs in
hexadecimal, the rest as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from app.storage import driver, engine
from app.storage.faults import in_words
from app.storage.keys import StoreKeys

FORMAT: Final = "ruhu-raw-1"
_OURS: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL ORDER BY name"
)
_NOT_PEOPLES: Final = ("sqlite_", "search_")
"""What SQLite keeps for itself, and the search index, which is made from the rest."""


def export_raw(path: Path, keys: StoreKeys, write: Callable[[str], object]) -> dict[str, int]:
    """Write every row of every table as a JSON line; how many rows each table had.

    Raises ``Unreadable`` (wrong_key, store_damaged), ``Unavailable`` as opening does.
    """
    counts: dict[str, int] = {}
    with in_words():
        connection = engine.connect(path, engine.raw_key(keys.database, keys.salt), mode="ro")
        try:
            write(json.dumps({"line": "export", "format": FORMAT}) + "\n")
            for table in _tables(connection):
                counts[table] = 0
                for row in _rows(connection, table):
                    write(json.dumps({"line": table, **row}, ensure_ascii=False) + "\n")
                    counts[table] += 1
        finally:
            connection.close()
    return counts


def _tables(connection: driver.Connection) -> list[str]:
    names = [str(row[0]) for row in connection.execute(_OURS).fetchall()]
    return [name for name in names if not name.startswith(_NOT_PEOPLES)]


def _rows(connection: driver.Connection, table: str) -> Iterator[dict[str, Any]]:
    found: Any = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - it told the name
    names = [str(column[0]) for column in found.description]
    for row in found:
        yield {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
