"""Reading what can still be read of a damaged database: whole tables, else range by range.

A page that does not carry its seal gives an error, never wrong data; the rows of the other pages
are as they were written. After one such error SQLCipher refuses everything on that connection, so
the next question gets a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.storage import driver
from app.storage.engine import connect

_BEYOND: Final = 1_000
"""Row numbers tried past the highest one known, where the end of a table cannot be read."""
_MOST_ERRORS: Final = 8_000
"""After so many in one table its inner pages are gone and the rest of it is given up (some 20 s)."""
_PROBES: Final = 16
"""Places looked at before a table is read in ranges: if none can be reached, its root is gone."""


@dataclass
class DamagedFile:
    """A damaged database, or rather a copy of it. ``torn``: tables not all of whose rows could be
    read."""

    path: Path
    key: str = field(repr=False)
    torn: set[str] = field(default_factory=set[str])
    _connection: driver.Connection | None = field(default=None, repr=False)

    def is_readable(self) -> bool:
        """Whether its tables can be told at all."""
        try:
            self.ask("SELECT count(*) FROM sqlite_master")
        except driver.Error:
            return False
        return True

    def close(self) -> None:
        """Give the file back."""
        if self._connection is not None:
            with suppress(driver.Error):
                self._connection.close()
        self._connection = None

    def columns(self, table: str) -> list[str]:
        """The columns of a table, none if it cannot be told."""
        try:
            return [row[1] for row in self.ask(f'PRAGMA table_info("{table}")')]
        except driver.Error:
            self.torn.add(table)
            return []

    def rows(self, table: str, columns: Sequence[str], at_least: int = 0) -> Iterator[driver.Row]:
        """The rows that can be read, in their order. ``at_least``: a row number known from
        elsewhere."""
        chosen = ", ".join(f'"{name}"' for name in columns)
        try:
            yield from self.ask(f'SELECT {chosen} FROM "{table}"')  # noqa: S608
        except driver.Error:
            self.torn.add(table)
            if self.is_readable():
                yield from self._by_ranges(table, chosen, at_least)

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[driver.Row]:
        """All rows of one question; after an error the next question gets a new connection."""
        try:
            self._connection = self._connection or connect(self.path, self.key)
            return self._connection.execute(sql, parameters).fetchall()
        except driver.Error:
            self.close()
            raise

    def _by_ranges(self, table: str, chosen: str, at_least: int) -> Iterator[driver.Row]:
        """Halve what cannot be read until it is single rows."""
        wanted = f'SELECT {chosen} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'  # noqa: S608
        last = self._last_row(table) or at_least + _BEYOND
        waiting = [(1, last)] if self._has_root(table, last) else []
        errors = 0
        while waiting and errors < _MOST_ERRORS:
            low, high = waiting.pop()
            try:
                yield from self.ask(wanted, (low, high))
            except driver.Error:
                errors += 1
                if low < high:
                    middle = (low + high) // 2
                    waiting += [(middle + 1, high), (low, middle)]

    def _has_root(self, table: str, last: int) -> bool:
        wanted = f'SELECT 1 FROM "{table}" WHERE rowid = ?'  # noqa: S608
        for number in range(1, last + 1, max(1, last // _PROBES)):
            with suppress(driver.Error):
                self.ask(wanted, (number,))
                return True
        return False

    def _last_row(self, table: str) -> int | None:
        try:
            return self.ask(f'SELECT max(rowid) FROM "{table}"')[0][0]  # noqa: S608
        except driver.Error:
            return None
