"""The door to SQLCipher's driver, which ships no types: what of it is used, and how it looks.

Python's own ``sqlite3`` is never used beside it: one handle of that on a live file breaks all
others (platform, trap 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, cast

from sqlcipher3 import dbapi2 as _dbapi2

Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]


class Cursor(Protocol):
    """The rows of one statement."""

    rowcount: int

    def fetchone(self) -> Row | None:
        """The next row, None at the end."""
        ...

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """One connection; transactions are begun and ended by statements."""

    in_transaction: bool
    total_changes: int

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run one statement once for each set of parameters."""
        ...

    def executescript(self, sql: str, /) -> Cursor:
        """Run several statements."""
        ...

    def backup(
        self,
        target: Connection,
        *,
        pages: int = -1,
        progress: Callable[[int, int, int], object] | None = None,
        sleep: float = 0.25,
    ) -> None:
        """Copy the whole database into ``target``, ``pages`` at a time."""
        ...

    def interrupt(self) -> None:
        """Stop what is running on another thread."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


MODULE: Final[Any] = _dbapi2
"""For SQLAlchemy."""

Error: Final[type[Exception]] = MODULE.Error
DatabaseError: Final[type[Exception]] = MODULE.DatabaseError


def connect(uri: str, *, cached_statements: int) -> Connection:
    """A connection without automatic transactions, usable from any one thread at a time."""
    opened = MODULE.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=cached_statements,
    )
    return cast("Connection", opened)


def one(connection: Connection, sql: str, parameters: Parameters = ()) -> Any:
    """The first column of the first row, None if there is none."""
    row = connection.execute(sql, parameters).fetchone()
    return None if row is None else row[0]
