"""Whether a database is whole: its pages, its structure, the audit chain, the numbers it keeps.

``quick`` after an exit that was not clean, ``full`` once a week and on demand (D9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.models.registry import RECORDS
from app.storage import audit_chain, driver
from app.storage.audit_chain import BrokenLink, Head

COUNTED: Final = (*RECORDS, "audit", "outbox", "draft", "draft_step", "conflict", "blob_file")
_MOST_LINES: Final = 20


@dataclass(frozen=True)
class CheckReport:
    """What a check found. ``pages`` and ``structure``: what SQLCipher and SQLite complain of."""

    pages: tuple[str, ...]
    structure: tuple[str, ...]
    broken_link: BrokenLink | None
    outbox_gap: int | None
    missing_blobs: tuple[str, ...]
    counts: Mapping[str, int]
    head: Head

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with the data; a photo that is missing is told beside it."""
        return not (self.pages or self.structure or self.broken_link or self.outbox_gap)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it means, for people; the last one says what to do."""
        found = [text for is_so, text in self._findings() if is_so]
        if not found:
            return ("数据完整，没有发现问题。",)
        return (*found, "请先不要继续录入，到“设置”里选择“抢救数据”，或从备份恢复。")

    def _findings(self) -> tuple[tuple[bool, str], ...]:
        link = self.broken_link
        return (
            (bool(self.pages), f"有{len(self.pages)}处数据页损坏或被改动过。"),
            (bool(self.structure), f"数据表的结构有{len(self.structure)}处不一致。"),
            (link is not None, f"操作记录从第{link.seq if link else 0}条起对不上，可能被改动过。"),
            (self.outbox_gap is not None, f"待上传的操作缺了第{self.outbox_gap}号。"),
            (bool(self.missing_blobs), f"有{len(self.missing_blobs)}个附件的文件找不到或已损坏。"),
        )


def quick(connection: driver.Connection) -> tuple[str, ...]:
    """What SQLite's quick check complains of; nothing if all is well. Reads every page."""
    try:
        rows = connection.execute(f"PRAGMA quick_check({_MOST_LINES})").fetchall()
    except driver.DatabaseError as error:
        return (str(error),)
    return tuple(str(row[0]) for row in rows if row[0] != "ok")


def pages(connection: driver.Connection) -> tuple[str, ...]:
    """Which pages do not carry their seal; nothing if all do."""
    try:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    except driver.DatabaseError as error:
        return (str(error),)
    return tuple(str(row[0]) for row in rows[:_MOST_LINES])


def full(connection: driver.Connection, missing_blobs: tuple[str, ...] = ()) -> CheckReport:
    """Everything. What cannot be read at all is counted as 0."""
    bad, structure = pages(connection), quick(connection)
    try:
        return CheckReport(
            bad,
            structure,
            audit_chain.first_broken_link(connection),
            outbox_gap(connection),
            missing_blobs,
            counts(connection),
            audit_chain.head(connection),
        )
    except driver.DatabaseError as error:
        told = structure or (str(error),)
        return CheckReport(bad, told, None, None, missing_blobs, {}, Head(0, audit_chain.START))


def counts(connection: driver.Connection) -> dict[str, int]:
    """Rows of each table that people's work is in, as far as this schema has it."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return {
        table: driver.one(connection, f"SELECT count(*) FROM {table}")  # noqa: S608
        for table in COUNTED
        if table in there
    }


def outbox_gap(connection: driver.Connection) -> int | None:
    """The first number missing between operations that wait; None if there is none (S2)."""
    return driver.one(
        connection,
        "SELECT seq + 1 FROM outbox AS o WHERE NOT EXISTS"
        " (SELECT 1 FROM outbox AS n WHERE n.seq = o.seq + 1)"
        " AND seq < (SELECT max(seq) FROM outbox) ORDER BY seq LIMIT 1",
    )
