"""The chain shows what was altered, taken out or put in between; the program is not needed for it."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

from app.storage import audit_chain, driver
from app.storage.audit_chain import BrokenLink
from app.storage.store import Store
from tests.unit.storage.people import add_person, below, change, rows


@pytest.fixture
def chained(store: Store) -> Store:
    person = add_person(store)
    for number in range(9):
        change(store, person, remark=str(number))
    return store


def tampered(store: Store, *statements: str) -> BrokenLink | None:
    """What the check finds after somebody with the key has worked on the table."""

    def tamper(connection: driver.Connection) -> BrokenLink | None:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("DROP TRIGGER audit_no_delete")
        for statement in statements:
            connection.execute(statement)
        return audit_chain.first_broken_link(connection)

    return store.apply(tamper)


def test_an_untouched_chain_holds(chained: Store):
    assert below(chained, audit_chain.first_broken_link) is None
    assert below(chained, audit_chain.head).seq == 10


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", "x'00000000000000000000000000000001'"),
        ("action", "'user:person:view'"),
        ("record_id", "NULL"),
        ("detail", "'name'"),
        ("wall_at", "'2020-01-01T00:00:00.000+08:00'"),
        ("noun", "'visit'"),
        ("device_id", "NULL"),
    ],
)
def test_an_altered_entry_is_found(chained: Store, column: str, value: str):
    found = tampered(chained, f"UPDATE audit SET {column} = {value} WHERE seq = 5")
    assert found == BrokenLink(5, "content")


def test_an_entry_taken_out_is_found(chained: Store):
    assert tampered(chained, "DELETE FROM audit WHERE seq = 5") == BrokenLink(5, "gap")


def test_entries_moved_up_are_found(chained: Store):
    found = tampered(
        chained,
        "DELETE FROM audit WHERE seq = 5",
        "UPDATE audit SET seq = seq - 1 WHERE seq > 5",
    )
    assert found is not None
    assert found.seq == 5


def test_an_entry_written_anew_with_its_own_hash_breaks_the_next(chained: Store):
    def rewrite(connection: driver.Connection) -> str:
        row = connection.execute("SELECT * FROM audit WHERE seq = 5").fetchone()
        assert row is not None
        ids = [
            None if each is None else str(uuid.UUID(bytes=each))
            for each in (row[1], row[2], row[5])
        ]
        entry = audit_chain.Entry(
            ids[0], ids[1], "user:person:view", row[4], ids[2], row[6], row[7]
        )
        return audit_chain.link_hash(row[8], 5, entry).hex()

    found = tampered(
        chained,
        f"UPDATE audit SET action = 'user:person:view', hash = x'{below(chained, rewrite)}' WHERE seq = 5",
    )
    assert found == BrokenLink(6, "previous")


def test_the_check_reports_a_broken_link_in_words(chained: Store):
    tampered(chained, "UPDATE audit SET detail = 'x' WHERE seq = 3")
    report = chained.check()
    assert not report.is_whole
    assert report.broken_link == BrokenLink(3, "content")
    assert any("第3条" in sentence for sentence in report.sentences)
    assert report.sentences[-1].startswith("请")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit WHERE seq = 10"]
)
def test_a1_the_table_only_takes_new_entries(chained: Store, statement: str):
    with pytest.raises(driver.Error, match="only ever added"):
        chained.apply(lambda connection: connection.execute(statement))
    assert below(chained, audit_chain.head).seq == 10


def test_anybody_can_check_the_chain_with_plain_python(chained: Store):
    """A1, A5: as the module's text says, without any code of ours."""
    previous = bytes(32)
    for row in rows(chained, "audit"):
        ids = {
            name: None if row[name] is None else str(uuid.UUID(bytes=row[name]))
            for name in ("actor_id", "device_id", "record_id")
        }
        told = row | ids
        order = ("seq", "actor_id", "device_id", "action", "noun", "record_id", "detail", "wall_at")
        text = json.dumps([told[name] for name in order], ensure_ascii=False, separators=(",", ":"))
        assert row["prev_hash"] == previous
        previous = hashlib.sha256(b"\x01" + previous + text.encode()).digest()
        assert row["hash"] == previous


def test_a_check_is_due_weekly(chained: Store):
    assert chained.is_check_due()
    assert chained.check().is_whole
    assert not chained.is_check_due()
    chained.clock.advance(7 * 86400)  # type: ignore[attr-defined]
    assert chained.is_check_due()
