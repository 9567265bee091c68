"""The store of one vault: opens the encrypted database, runs actions in it, each one transaction.

A save is one fsync. A failed one leaves nothing behind and the store usable: what the person typed
is still on the screen, and the same action may be tried again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.clock import Clock, today
from app.errors import Unavailable
from app.security.seals import Seals
from app.storage import (
    audit_chain,
    checking,
    driver,
    faults,
    guard,
    identity,
    opening,
    search_rows,
)
from app.storage import engine as engines
from app.storage import reserve as reserves
from app.storage.actor import Actor
from app.storage.attachments import BlobStore
from app.storage.backup import FOLDER, Backup, Backups
from app.storage.change_set import ChangeSet
from app.storage.checking import CheckReport
from app.storage.keys import StoreKeys
from app.storage.recording import RecordedSession, Recorder
from app.storage.reserve import Reserve
from app.storage.unit_of_work import UnitOfWork

T = TypeVar("T")
NewId = Callable[[], str]

BLOBS: Final = "attachments"
LAST_CHECK: Final = "last_check"
CHECK_EVERY: Final = timedelta(days=7)


@dataclass
class Store:
    """An open store. One writer at a time, readers beside it; any thread may use it."""

    path: Path
    clock: Clock
    new_id: NewId
    device_id: str | None
    backups: Backups = field(repr=False)
    reserve: Reserve = field(repr=False)
    _keys: StoreKeys = field(repr=False)
    _reading: Engine = field(repr=False)
    _writing: Engine = field(repr=False)
    _writer: Connection | None = field(default=None, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _holder: int | None = field(default=None, repr=False)

    @classmethod
    def create(
        cls,
        path: Path,
        keys: StoreKeys,
        *,
        clock: Clock,
        new_id: NewId,
        device_id: str | None = None,
        reserve: int = reserves.SIZE,
    ) -> Store:
        """A new, empty store at ``path``, open. Raises ``Refused`` (store_exists), ``Unavailable``."""
        opening.create(path, keys, new_id())
        return cls.open(
            path, keys, clock=clock, new_id=new_id, device_id=device_id, reserve=reserve
        )

    @classmethod
    def open(
        cls,
        path: Path,
        keys: StoreKeys,
        *,
        clock: Clock,
        new_id: NewId,
        device_id: str | None = None,
        reserve: int = reserves.SIZE,
    ) -> Store:
        """The store at ``path``, its schema brought up to date. ``reserve``: bytes, 0 for none.

        Raises ``Unavailable`` (store_missing, folder_read_only, store_busy …), ``Unreadable``
        (not_a_store, wrong_key, store_damaged, newer_vault, migration_failed).
        """
        backups = Backups(path.parent / FOLDER, keys.backups)
        engine = opening.open_engine(path, keys, backups, clock.now)
        opened = cls(
            path,
            clock,
            new_id,
            device_id,
            backups,
            Reserve.beside(path, reserve),
            keys,
            engine,
            engines.writing(engine),
        )
        opening.mark_open(path)
        opened.reserve.keep()
        return opened

    def __post_init__(self) -> None:
        self._blobs = BlobStore(self.path.parent / BLOBS, self._keys.blobs)
        self._seals = Seals(self._keys.sealed, self._keys.device)

    @property
    def blobs(self) -> BlobStore:
        """Where attachments are kept."""
        return self._blobs

    def perform(self, verb: Callable[[UnitOfWork], T], actor: Actor) -> tuple[T, ChangeSet]:
        """Run ``verb`` as one transaction, commit it, and say what it changed.

        Whatever is raised, nothing of it is kept. ``Unavailable``: may be tried again.
        """
        return self._found(lambda: self._perform(verb, actor))

    def _perform(self, verb: Callable[[UnitOfWork], T], actor: Actor) -> tuple[T, ChangeSet]:
        with self._my_turn() as connection, self._work(connection, actor) as work:
            result = verb(work)
            return result, self._save(work, connection)

    def _found(self, act: Callable[[], T]) -> T:
        """Nobody searches and does not find: whom a sync left for later is indexed first."""
        try:
            return act()
        except search_rows.DueError:
            self.catch_up()
            return act()

    def read(self, verb: Callable[[UnitOfWork], T], actor: Actor) -> T:
        """Run ``verb`` against one moment's state. What it changes is an error of ours; what it
        notes for the audit is saved before its result is handed out."""
        return self._found(lambda: self._read(verb, actor))

    def _read(self, verb: Callable[[UnitOfWork], T], actor: Actor) -> T:
        with (
            faults.in_words(),
            self._reading.connect() as connection,
            self._work(connection, actor) as work,
        ):
            work.session.autoflush = False
            result = verb(work)
            if work.session.new or work.session.dirty or work.session.deleted:
                raise RuntimeError("a record was changed in Store.read: use Store.perform")
        if work.recorder.has_notes:
            with self._my_turn() as writer, self._work(writer, actor, work.recorder) as noting:
                self._save(noting, writer)
        return result

    def apply(self, change: Callable[[driver.Connection], T]) -> T:
        """Run ``change`` on the driver's connection in one transaction, past the recorder: for what
        the county knows already (sync) and for upkeep, never for what a person does."""
        with self._my_turn() as connection, faults.in_words():
            below = guard.driver_of(connection)
            with connection.begin():
                return change(below)

    def examine(self, ask: Callable[[driver.Connection], T]) -> T:
        """Ask the driver's connection something that is no action of a person."""
        with self._reader() as connection:
            return ask(connection)

    def sweep_blobs(self) -> int:
        """In idle time: delete attachments' files that nothing names any more; how many went."""
        return self.apply(self._blobs.sweep)

    def backup(self) -> Backup:
        """A verified backup of the store as it is now; saves go on meanwhile."""
        with self._reader() as connection:
            return self.backups.make(connection, self.clock.now())

    def backup_if_due(self) -> Backup | None:
        """A backup if a day has begun or 50 saves were made since the last one; for idle time."""
        saves = self.examine(audit_chain.head).seq
        return self.backup() if self.backups.is_due(self.clock.now(), saves) else None

    def check(self) -> CheckReport:
        """Look at every page, link and number, and at every attachment's file."""
        with self._reader() as connection:
            report = checking.full(connection, self._blobs.missing(connection))
        if report.is_whole:
            day = self.clock.now().date().isoformat()
            self.apply(lambda connection: identity.remember(connection, LAST_CHECK, day))
        return report

    def is_check_due(self) -> bool:
        """Whether the last full check was a week ago or more (D9); for idle time."""
        last = self.examine(lambda connection: identity.recall(connection, LAST_CHECK))
        day = today(self.clock)
        return last is None or day - date.fromisoformat(last) >= CHECK_EVERY

    def catch_up(self) -> None:
        """Index people who came too many at once to be indexed as they came."""
        if self.examine(search_rows.is_due):
            self.apply(search_rows.catch_up)

    def tidy(self) -> None:
        """In idle time: index whom a sync left for later, fold the log into the file, set the
        reserve aside again."""
        self.catch_up()
        with self._my_turn() as connection, faults.in_words():
            guard.driver_of(connection).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self.reserve.keep()

    def is_short_of_room(self) -> bool:
        """Whether people are to be warned that the disk is nearly full (D5)."""
        return reserves.free_bytes(self.path.parent) < reserves.SHORT_OF_ROOM

    def close(self) -> None:
        """Fold the log into the file and give it back; the store is of no more use."""
        if self._writer is not None:
            self._writer.close()
        self._reading.dispose()
        opening.mark_closed(self.path)

    @contextmanager
    def _reader(self) -> Generator[driver.Connection]:
        """A driver's connection of the pool, for what is no action of a person."""
        with faults.in_words():
            borrowed = self._reading.raw_connection()
            try:
                yield cast("driver.Connection", borrowed.driver_connection)
            finally:
                borrowed.close()

    def _save(self, work: UnitOfWork, connection: Connection) -> ChangeSet:
        work.session.flush()
        work.recorder.write_notes(work.driver)
        connection.commit()
        changed = {noun: frozenset(ids) for noun, ids in work.recorder.changed.items()}
        return ChangeSet(changed, work.now if changed else None)

    @contextmanager
    def _work(
        self, connection: Connection, actor: Actor, recorder: Recorder | None = None
    ) -> Generator[UnitOfWork]:
        """A unit of work in a transaction of ``connection``; rolled back unless it was committed."""
        recorder = recorder or Recorder(actor, self.device_id, self.clock.now, self.new_id)
        with self._giving_back(), faults.in_words():
            connection.begin()
            session = RecordedSession(connection, expire_on_commit=False)
            recorder.attach(session)
            below = guard.driver_of(connection)
            try:
                yield UnitOfWork(
                    session,
                    below,
                    actor,
                    self.clock,
                    self._blobs,
                    self.new_id,
                    recorder,
                    self._seals,
                )
            finally:
                session.close()
                guard.close_after_flush(connection)
                _roll_back(connection)

    @contextmanager
    def _giving_back(self) -> Generator[None]:
        """On a full disk, free the reserve: the same action, tried again, then goes through (D5)."""
        try:
            yield
        except Unavailable as trouble:
            if trouble.code in {"disk_full", "disk_error"}:
                self.reserve.give_back()
            raise

    @contextmanager
    def _my_turn(self) -> Generator[Connection]:
        """The writing connection, one action at a time; one that performs another would wait for
        itself."""
        if self._holder == threading.get_ident():
            raise RuntimeError("Store.perform inside Store.perform: pass the UnitOfWork on instead")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                with faults.in_words():
                    self._writer = self._writer or self._writing.connect()
                yield self._writer
            finally:
                self._holder = None


def _roll_back(connection: Connection) -> None:
    """After a full disk SQLite has rolled back by itself, and says so when asked again (D5)."""
    with suppress(SQLAlchemyError):
        connection.rollback()
    below = guard.driver_of(connection)
    if below.in_transaction:
        with suppress(driver.Error):
            below.execute("ROLLBACK")
