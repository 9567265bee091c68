"""The county's audit chain: every change of it shows, even of its end (A4, A5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from app.security.signatures import DeviceKeys, is_signed
from app.server import audit, office
from app.server.audit import Broken, Line
from app.server.database import Database
from app.server.migration import upgrade
from app.server.tables import AUDIT, COUNTER, COUNTY

AT = "2026-11-25T09:00:00+08:00"
KEYS = DeviceKeys.generate()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = Database.at(tmp_path / "county.db")
    with database.writing() as connection:
        upgrade(connection)
        office.found(connection, "500231", "垫江县", AT)
        audit.append(connection, [Line("a", "one"), Line("b", "two"), Line("c", "three")], AT)
        yield connection
    database.close()


def test_a_chain_that_nobody_touched_is_whole(connection: Connection):
    assert audit.first_broken(connection) is None


def test_a5_an_altered_entry_shows(connection: Connection):
    connection.execute(update(AUDIT).where(AUDIT.c.seq == 3).values(action="other"))
    assert audit.first_broken(connection) == Broken(3, "content")


def test_a_missing_entry_shows(connection: Connection):
    connection.execute(delete(AUDIT).where(AUDIT.c.seq == 2))
    assert audit.first_broken(connection) == Broken(2, "gap")


def test_a4_a5_a_missing_end_shows(connection: Connection):
    connection.execute(delete(AUDIT).where(AUDIT.c.seq == 4))
    assert audit.first_broken(connection) == Broken(3, "head")


def test_a_chain_rewritten_with_its_end_does_not_fit_its_checkpoint(connection: Connection):
    audit.make_checkpoint(connection, "500231", KEYS.sign, AT)
    connection.execute(delete(AUDIT).where(AUDIT.c.seq > 2))
    before = connection.execute(select(AUDIT.c.hash).where(AUDIT.c.seq == 2)).scalar_one()
    connection.execute(update(COUNTER).values(audit_seq=2, audit_head=before))
    audit.append(connection, [Line("x", "forged"), Line("x", "forged")], AT)
    assert audit.first_broken(connection) == Broken(4, "checkpoint")


def test_a_checkpoint_is_signed_and_goes_to_every_laptop(connection: Connection):
    content = audit.make_checkpoint(connection, "500231", KEYS.sign, AT)
    assert content == connection.execute(select(COUNTY.c.checkpoint)).scalar_one()
    assert content is not None

    def by_the_county(message: bytes, signature: bytes) -> bool:
        return is_signed(message, signature, KEYS.signing_public)

    assert audit.is_checkpoint(content, by_the_county)
    assert not audit.is_checkpoint(content.replace(b"500231", b"500232"), by_the_county)


def test_nothing_new_is_signed_twice(connection: Connection):
    audit.make_checkpoint(connection, "500231", KEYS.sign, AT)
    assert audit.make_checkpoint(connection, "500231", KEYS.sign, AT) is None
