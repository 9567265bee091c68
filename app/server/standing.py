"""A county opened: its folder, its database, its keys; and whether the database is the newest one.

What the folder remembers beside the database (epoch, length of the audit chain) shows a database
that was put back from a backup: it must not answer before a new epoch is begun (S20).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from app import resources
from app.domain.clock import Clock
from app.domain.divisions import Divisions
from app.domain.ids import id_source
from app.errors import Refused
from app.security.signatures import DeviceKeys
from app.server import audit, office, paper_keys, report_readers
from app.server.database import Database
from app.server.folder import CountyFolder
from app.server.local_county import LocalCounty
from app.server.migration import upgrade
from app.server.people import finding_in
from app.server.schema import of_records
from app.server.tables import COUNTER, COUNTY

RECEIPT_BYTES = 18


@dataclass(frozen=True)
class OpenCounty:
    """One county, for the command line and for the server."""

    folder: CountyFolder
    database: Database
    keys: DeviceKeys
    clock: Clock
    divisions: Divisions

    def now(self) -> str:
        """As it is written down."""
        return self.clock.now().isoformat(timespec="seconds")

    def new_id(self) -> str:
        """An id nobody had before."""
        return id_source(self.clock, os.urandom)()

    def county(self) -> LocalCounty:
        """To answer laptops. Raises ``Refused`` restored_backup."""
        self.refuse_restored()
        standing_of = finding_in(self.divisions)
        return LocalCounty(self.database, of_records(), standing_of, _draw, self.now)

    def refuse_restored(self) -> None:
        """The database must not be older than what this folder remembers."""
        about = self.folder.about()
        epoch, seq = self.stands()
        if epoch < about["epoch"] or (epoch == about["epoch"] and seq < about["audit_seq"]):
            raise Refused(
                "数据库是从备份恢复的，比这里记得的旧。请先运行 new-epoch，再启动服务器。",
                code="restored_backup",
                epoch=epoch,
                audit_seq=seq,
            )
        self.folder.remember(epoch=epoch, audit_seq=seq)

    def stands(self) -> tuple[int, int]:
        """Epoch, and length of the audit chain."""
        with self.database.reading() as connection:
            epoch = connection.execute(select(COUNTY.c.epoch)).scalar_one()
            return epoch, connection.execute(select(COUNTER.c.audit_seq)).scalar_one()

    def new_epoch(self) -> int:
        """After a restore; returns its number, above any that this folder knows."""
        epoch = max(self.stands()[0], self.folder.about()["epoch"]) + 1
        with self.database.writing() as connection:
            office.begin_epoch(connection, epoch, self.now())
        self.folder.remember(epoch=epoch, audit_seq=self.stands()[1])
        return epoch

    def refresh_keys(self) -> bool:
        """Publish whose signatures on papers hold (公钥册) and who reads mandatory reports, if it is not
        what was published."""
        with self.database.writing() as connection:
            is_new = paper_keys.refresh(connection, self.divisions, self.keys.sign, self.now())
            return report_readers.refresh(connection, self.keys, self.now()) or is_new

    def checkpoint(self) -> bytes | None:
        """Sign the head of the audit chain, if it is another one (A4)."""
        with self.database.writing() as connection:
            code = connection.execute(select(COUNTY.c.code)).scalar_one()
            content = audit.make_checkpoint(connection, code, self.keys.sign, self.now())
        self.folder.remember(audit_seq=self.stands()[1])
        return content


def _draw() -> str:
    return os.urandom(RECEIPT_BYTES).hex()


def divisions() -> Divisions:
    """Of this county."""
    return Divisions.from_rows(resources.read_table("divisions.csv"))


@contextmanager
def opened(folder: CountyFolder, url: str | None, clock: Clock) -> Generator[OpenCounty]:
    """A county that was made; its tables are this program's."""
    database = _database(folder, url)
    try:
        with database.writing() as connection:
            upgrade(connection)
        yield OpenCounty(folder, database, folder.keys(), clock, divisions())
    finally:
        database.close()


def _database(folder: CountyFolder, url: str | None) -> Database:
    return Database(url) if url else Database.at(folder.database)


def create(
    folder: CountyFolder, url: str | None, clock: Clock, found: Callable[[], tuple[str, str]]
) -> None:
    """Tables and the first row of a new county; its folder is made already."""
    code, name = found()
    database = _database(folder, url)
    try:
        with database.writing() as connection:
            upgrade(connection)
            if connection.execute(select(COUNTY.c.id)).first():
                raise Refused(
                    "这个数据库里已经有一个县。请换一个空的数据库。", code="county_exists"
                )
            at = clock.now().isoformat(timespec="seconds")
            office.found(connection, code, name, at)
    finally:
        database.close()
