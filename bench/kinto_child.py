"""Kinto's own library moving the same records, in an environment of its own: it is no dependency of this
program.

Told a folder. Reads a line of JSON at a time, a verb and what it needs, and answers with the seconds it
took: ``push URL ROWS``, ``change URL COUNT WORD`` (both in batches), ``pull URL NAME`` (what is new, into
a file of SQLite called so, safe on disk after each page).
"""

from __future__ import annotations

import importlib
import json
import logging
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_kinto: Any = importlib.import_module("kinto_http")

_BATCH = 100
_MADE = "CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID"
_PUT = "INSERT INTO record VALUES (?,?) ON CONFLICT (id) DO UPDATE SET body = excluded.body"


class Records:
    """One collection of a server, and what was pulled of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        self.files: dict[str, sqlite3.Connection] = {}

    def push(self, url: str, rows: list[tuple[str, str]]) -> float:
        """All of them, new."""
        began, client = time.perf_counter(), _client(url)
        client.create_bucket(id="county", if_not_exists=True)
        client.create_collection(id="records", if_not_exists=True)
        self._put(client, rows)
        return time.perf_counter() - began

    def change(self, url: str, count: int, word: str) -> float:
        """Another text for the first ones."""
        began = time.perf_counter()
        rows = [(key, text + word) for key, text in list(self.texts.items())[:count]]
        self._put(_client(url), rows)
        return time.perf_counter() - began

    def _put(self, client: Any, rows: list[tuple[str, str]]) -> None:
        self.texts |= dict(rows)
        for at in range(0, len(rows), _BATCH):
            with client.batch() as batch:
                for key, text in rows[at : at + _BATCH]:
                    batch.update_record(id=key, data={"text": text})

    def pull(self, url: str, name: str) -> float:
        """What is new since the last time."""
        file, client = self._file(name), _client(url)
        began, new = time.perf_counter(), 0
        about = {"_since": self.seen[name]} if name in self.seen else {}
        for page in client.get_paginated_records(**about):
            rows = page["data"]
            with file:
                file.executemany(_PUT, [(one["id"], json.dumps(one)) for one in rows])
            new += len(rows)
        if new or name not in self.seen:
            self.seen[name] = client.get_records_timestamp()
        return time.perf_counter() - began

    def _file(self, name: str) -> sqlite3.Connection:
        if name not in self.files:
            found = self.files[name] = sqlite3.connect(self.folder / f"{name}.db")
            found.execute("PRAGMA journal_mode=WAL")
            found.execute("PRAGMA synchronous=FULL")
            found.execute(_MADE)
        return self.files[name]


def _client(url: str) -> Any:
    return _kinto.Client(server_url=f"{url}/v1", bucket="county", collection="records")


def main(folder: str) -> None:
    """Until nothing more is told. The library's own log would be a line a record."""
    logging.disable()
    held = Records(Path(folder))
    verbs: dict[str, Callable[..., float]] = {
        "push": held.push,
        "change": held.change,
        "pull": held.pull,
    }
    for line in sys.stdin:
        verb, *needed = json.loads(line)
        print(json.dumps(verbs[verb](*needed)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
