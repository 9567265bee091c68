"""What a laptop is told: the log since its cursor, or a snapshot, and how both sides compare.

Within one answer everything is read in one transaction, so the digest is of what was told (S18).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.sync.county.admitting import seen
from app.sync.county.archive import Archive, Reach, Replica
from app.sync.protocol.messages import (
    Cursor,
    Differing,
    Fetch,
    Page,
    Pull,
    Refusal,
    Repair,
    Row,
    Verify,
)


@dataclass(frozen=True)
class Reading:
    """Reads for the laptops in one transaction. ``most``: rows in a page, about."""

    archive: Archive
    most: int = 5000

    def pull(
        self, replica: Replica, asked: Pull, told: Mapping[str, int] | None = None
    ) -> Page | Refusal:
        """What came after the cursor. A laptop that was away longer than the log reaches back
        starts over with a snapshot; its outbox stays (S23).

        ``told``: records that this answer has told before the page, and of which commit: what the
        log has of them up to there is not told twice. The laptop takes both, in that order.
        """
        cursor = asked.cursor
        if cursor.after is not None:
            return self._snapshot(replica, cursor)
        place = self.archive.place()
        if self.is_pruned(cursor):
            return Refusal("start_over")
        self.archive.read_to(replica.id, cursor.seq)
        changes = self.archive.changes(cursor.seq, replica.reach, self.most)
        told = told or {}
        news = (id for id, commit in changes.ids.items() if told.get(id) != commit)
        rows, gone = seen(self.archive, replica.reach, news)
        is_last = not (changes.has_more or asked.without_root)
        root = self.archive.root(replica.reach) if is_last else b""
        now = replace(cursor, seq=changes.through)
        return Page(now, rows, gone, changes.has_more, root, place.horizon)

    def is_pruned(self, cursor: Cursor) -> bool:
        """Whether the log no longer reaches back to it."""
        return cursor.seq < self.archive.place().pruned

    def _snapshot(self, replica: Replica, cursor: Cursor) -> Page:
        """The next stretch of all rows by id. What changes meanwhile is in the log after the
        number at which it began (S22)."""
        seq = cursor.seq if cursor.after else self.archive.place().commit
        self.archive.read_to(replica.id, seq)
        found = self.archive.stretch(replica.reach, cursor.after or "", self.most + 1)
        rows = tuple(found[: self.most])
        end = rows[-1].id if len(found) > self.most else None
        return Page(replace(cursor, seq=seq, after=end), rows, has_more=True)

    def verify(self, reach: Reach, asked: Verify) -> Differing:
        """The buckets of the tables that differ; nothing for a table of which there is nothing here."""
        ours = self.archive.roots(reach)
        names = sorted(ours.keys() | asked.roots.keys())
        differing = [name for name in names if ours.get(name) != asked.roots.get(name)]
        found = self.archive.buckets([one for one in differing if one in ours])
        return Differing({name: found.get(name, b"") for name in differing})

    def fetch(self, reach: Reach, asked: Fetch) -> Repair:
        """The rows of those buckets, as far as they are within reach."""
        rows: list[Row] = []
        for table, numbers in sorted(asked.buckets.items()):
            rows += (row for row in self.archive.in_buckets(table, numbers) if reach.covers(row))
        return Repair(tuple(rows))
