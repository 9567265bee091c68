"""Verified backups (D6): the whole database as one encrypted file under its own key.

Made by SQLite's backup API into a new file, opened again and checked before it counts, and before
an older one may go. Of each of the last 7 days and of each of the last 4 weeks the newest stays, and the last two anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.errors import Unavailable, Unreadable
from app.storage import audit_chain, checking, driver, files
from app.storage.engine import connect, raw_key
from app.storage.faults import in_words

FOLDER: Final = "backups"
SAVES_BETWEEN: Final = 50
DAYS_KEPT: Final = 7
WEEKS_KEPT: Final = 4
LAST_KEPT: Final = 2

_ENDING: Final = ".ruhu-backup"
_STAMP: Final = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Backup:
    """One backup file; its name says when it was made and after how many audit entries."""

    path: Path
    made_at: datetime
    saves: int

    @classmethod
    def named(cls, path: Path) -> Backup | None:
        """From the file's name; None for what is no backup of ours."""
        stamp, _, saves = path.name.removesuffix(_ENDING).partition("-")
        if not path.name.endswith(_ENDING) or not saves.isdecimal():
            return None
        try:
            return cls(path, datetime.strptime(stamp, _STAMP), int(saves))  # noqa: DTZ007 a label
        except ValueError:
            return None


@dataclass(frozen=True)
class Backups:
    """The backups of one store. ``key``: 32 bytes."""

    folder: Path
    key: bytes = field(repr=False)

    def listed(self) -> list[Backup]:
        """All there are, newest first, whole or not."""
        if not self.folder.is_dir():
            return []
        found = [one for path in self.folder.iterdir() if (one := Backup.named(path))]
        return sorted(found, key=lambda one: (one.made_at, one.saves), reverse=True)

    def is_due(self, now: datetime, saves: int) -> bool:
        """Whether a day has begun, or ``SAVES_BETWEEN`` entries were written, since the last."""
        last = next(iter(self.listed()), None)
        if last is None:
            return saves > 0
        newer = saves - last.saves
        return newer >= SAVES_BETWEEN or (newer > 0 and last.made_at.date() != now.date())

    def make(self, source: driver.Connection, now: datetime) -> Backup:
        """A verified backup of what ``source`` holds now; then older ones go.

        ``Unavailable`` (disk_full, backup_not_verified …): nothing older was touched.
        """
        with in_words(), files.in_words():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            source.execute("BEGIN")
            try:
                return self._make(source, now)
            finally:
                source.execute("ROLLBACK")

    def _make(self, source: driver.Connection, now: datetime) -> Backup:
        head = audit_chain.head(source)
        path = self.folder / f"{now.strftime(_STAMP)}-{head.seq:08}{_ENDING}"
        aside = path.with_name(path.name + files.TEMPORARY)
        files.remove_database(aside)
        try:
            copy(source, aside, raw_key(self.key))
            self._compare(aside, head, checking.counts(source))
            files.put_in_place(aside, path)
        except BaseException:
            files.remove_database(aside)
            raise
        self._prune()
        return Backup(path, now.replace(tzinfo=None, microsecond=0), head.seq)

    def _compare(self, path: Path, head: audit_chain.Head, expected: Mapping[str, int]) -> None:
        try:
            report = self.verify(path)
        except Unreadable as error:
            raise _not_verified() from error
        if report.head != head or report.counts != expected:
            raise _not_verified()

    def verify(self, path: Path) -> checking.CheckReport:
        """Open a backup and check all of it; ``Unreadable`` (backup_damaged) if it is not whole."""
        try:
            connection = connect(path, raw_key(self.key), mode="ro", is_copy=True)
        except driver.Error as error:
            raise _damaged() from error
        try:
            report = checking.full(connection)
        finally:
            connection.close()
        if not report.is_whole or not report.counts:
            raise _damaged()
        return report

    def newest_whole(self) -> Backup | None:
        """The newest backup that can be relied on; None if there is none."""
        for one in self.listed():
            try:
                self.verify(one.path)
            except Unreadable:
                continue
            return one
        return None

    def _prune(self) -> None:
        every = self.listed()
        kept = kept_of(every)
        for one in every:
            if one not in kept:
                one.path.unlink(missing_ok=True)


def kept_of(backups: Sequence[Backup]) -> set[Backup]:
    """Which of them stay, counted from the newest: the last of each day, of each week, the last
    two."""
    if not backups:
        return set()
    newest = max(one.made_at for one in backups).date()
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    ordered = sorted(backups, key=lambda each: (each.made_at, each.saves))
    for one in ordered:
        day = one.made_at.date()
        if newest - day < timedelta(days=DAYS_KEPT):
            days[day] = one
        if newest - day < timedelta(weeks=WEEKS_KEPT):
            weeks[day.isocalendar()[:2]] = one
    return {*days.values(), *weeks.values(), *ordered[-LAST_KEPT:]}


def copy(source: driver.Connection, target: Path, key: str) -> None:
    """The database of ``source`` as the new file ``target`` under ``key``, synced."""
    copied = connect(target, key, mode="rwc", is_copy=True)
    try:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        copied.close()
    files.sync_file(target)


def _damaged() -> Unreadable:
    return Unreadable("这份备份不完整，不能用来恢复。请改用更早的一份备份。", code="backup_damaged")


def _not_verified() -> Unavailable:
    return Unavailable(
        "刚做的备份核对不上，没有保留；原来的备份都还在。请检查磁盘后再备份一次。",
        code="backup_not_verified",
    )
