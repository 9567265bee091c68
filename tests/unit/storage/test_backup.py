"""Backups count only once they were opened and checked; older ones go only after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import FixedClock
from app.errors import Unavailable, Unreadable
from app.storage import backup as backups_module
from app.storage import checking, driver, identity, restoring
from app.storage.backup import DAYS_KEPT, SAVES_BETWEEN, WEEKS_KEPT, Backup, Backups, kept_of
from app.storage.store import Store
from tests.stores import NOW, cheap_keys, ids, open_again
from tests.unit.storage.people import ACTOR, add_household, add_person, below, change, name_of, rows

DAY = 86400.0


def advance(store: Store, seconds: float) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(seconds)


def test_a_backup_holds_everything_and_is_encrypted_under_another_key(store: Store):
    add_household(store, "欧阳龑", "李桂兰")
    made = store.backup()
    report = store.backups.verify(made.path)
    assert report.counts == below(store, checking.counts)
    assert report.head.seq == made.saves
    content = made.path.read_bytes()
    assert "欧阳龑".encode() not in content
    assert content[:16] != cheap_keys().salt
    with pytest.raises(Unreadable):
        Backups(store.backups.folder, cheap_keys().database).verify(made.path)


def test_a_backup_is_one_file(store: Store):
    add_person(store)
    made = store.backup()
    assert [path.name for path in store.backups.folder.iterdir()] == [made.path.name]


def test_a_backup_is_due_after_fifty_saves_or_when_a_day_has_begun(store: Store):
    assert store.backup_if_due() is None, "nothing to keep yet"
    person = add_person(store)
    assert store.backup_if_due() is not None
    assert store.backup_if_due() is None
    for number in range(SAVES_BETWEEN - 1):
        change(store, person, remark=str(number))
    assert store.backup_if_due() is None
    change(store, person, remark="第五十次")
    assert store.backup_if_due() is not None
    advance(store, DAY)
    assert store.backup_if_due() is None, "a new day, but nothing was saved since"
    change(store, person, remark="次日")
    assert store.backup_if_due() is not None


def test_a_backup_that_does_not_verify_is_not_kept_and_the_older_ones_stay(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    person = add_person(store)
    first = store.backup()
    change(store, person, remark="x")
    advance(store, 40 * DAY)
    real = backups_module.copy

    def spoilt(source: object, target: Path, key: str) -> None:
        real(source, target, key)  # type: ignore[arg-type]
        content = bytearray(target.read_bytes())
        content[-100] ^= 1
        target.write_bytes(content)

    monkeypatch.setattr(backups_module, "copy", spoilt)
    with pytest.raises(Unavailable, match="原来的备份都还在") as caught:
        store.backup()
    assert caught.value.code == "backup_not_verified"
    assert [one.path for one in store.backups.listed()] == [first.path]
    assert list(store.backups.folder.iterdir()) == [first.path]


def test_a_backup_that_lacks_a_row_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch):
    add_person(store)
    real = backups_module.copy

    def short(source: object, target: Path, key: str) -> None:
        real(source, target, key)  # type: ignore[arg-type]
        connection = backups_module.connect(target, key, is_copy=True)
        connection.execute("DELETE FROM person")
        connection.close()

    monkeypatch.setattr(backups_module, "copy", short)
    with pytest.raises(Unavailable):
        store.backup()
    assert not store.backups.listed()


def test_a_full_disk_during_a_backup_is_told(store: Store, monkeypatch: pytest.MonkeyPatch):
    add_person(store)

    def full(_: Path) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(backups_module.files, "sync_file", full)
    with pytest.raises(Unavailable, match="磁盘已满"):
        store.backup()
    assert not list(store.backups.folder.iterdir())


def test_saves_go_on_after_a_backup(store: Store):
    person = add_person(store)
    store.backup()
    change(store, person, name="李桂兰")
    assert name_of(store, person) == "李桂兰"


# -- which ones stay ----------------------------------------------------------------------------


def named(made_at: datetime, saves: int = 1) -> Backup:
    return Backup(Path(f"{made_at:%Y%m%dT%H%M%S}-{saves:08}.ruhu-backup"), made_at, saves)


@given(st.lists(st.integers(0, 90 * 24 * 60), min_size=1, max_size=80, unique=True))
def test_of_seven_days_and_four_weeks_the_newest_stays_and_nothing_else(minutes: list[int]):
    start = NOW.replace(tzinfo=None)
    every = [named(start + timedelta(minutes=each)) for each in minutes]
    kept = kept_of(every)
    newest = max(every, key=lambda one: one.made_at)
    assert newest in kept
    assert len(kept) <= DAYS_KEPT + WEEKS_KEPT + 2
    for one in every:
        same_day = [other for other in every if other.made_at.date() == one.made_at.date()]
        age = (newest.made_at.date() - one.made_at.date()).days
        if age < DAYS_KEPT:
            assert max(same_day, key=lambda other: other.made_at) in kept
        if age >= 7 * WEEKS_KEPT and one not in sorted(every, key=lambda other: other.made_at)[-2:]:
            assert one not in kept


def test_names_say_when_and_after_how_many_saves(tmp_path: Path):
    one = named(datetime(2026, 11, 23, 9, 5, 7), 42)  # noqa: DTZ001 a label
    assert Backup.named(tmp_path / one.path.name) == Backup(
        tmp_path / one.path.name, one.made_at, 42
    )
    for other in ("x.ruhu-backup", "2026-1.ruhu-backup", "20261123T090507-1.db", ".tmp"):
        assert Backup.named(tmp_path / other) is None


def test_the_newest_whole_backup_is_found_past_a_damaged_one(store: Store):
    person = add_person(store)
    good = store.backup()
    change(store, person, remark="x")
    bad = store.backup()
    content = bytearray(bad.path.read_bytes())
    content[5000] ^= 1
    bad.path.write_bytes(content)
    found = store.backups.newest_whole()
    assert found is not None
    assert found.path == good.path


# -- back again ---------------------------------------------------------------------------------


def test_a_restored_store_is_what_it_was_as_another_replica(store: Store):
    path, keys = store.path, cheap_keys()
    person = add_person(store, "欧阳龑")
    change(store, person, remark="备份前")
    made = store.backup()
    replica = below(store, lambda connection: identity.recall(connection, identity.REPLICA))
    change(store, person, remark="备份后")
    store.close()
    aside = restoring.restore(made.path, path, keys, now=NOW, new_id=ids(store.clock))
    again = open_again(path)
    assert rows(again, "person", "name remark") == [{"name": "欧阳龑", "remark": "备份前"}]
    assert below(again, lambda connection: identity.recall(connection, identity.REPLICA)) != replica
    assert [row["seq"] for row in rows(again, "outbox", "seq")] == [1, 2]
    assert rows(again, "audit", "action")[-1]["action"] == "system:store:restore"
    assert again.check().is_whole
    assert again.read(lambda work: work.search("oyy"), ACTOR)
    change(again, person, remark="继续")
    assert [row["seq"] for row in rows(again, "outbox", "seq")] == [1, 2, 3]
    again.close()
    assert aside is not None
    former = open_again(aside / path.name)
    assert rows(former, "person", "remark") == [{"remark": "备份后"}]
    former.close()


def test_a_damaged_backup_is_not_restored_and_nothing_changes(store: Store):
    person = add_person(store)
    made = store.backup()
    change(store, person, remark="x")
    path = store.path
    store.close()
    made.path.write_bytes(made.path.read_bytes()[:-4096])
    before = path.read_bytes()
    with pytest.raises(Unreadable, match="更早的一份备份") as caught:
        restoring.restore(made.path, path, cheap_keys(), now=NOW, new_id=ids(store.clock))
    assert caught.value.code == "backup_damaged"
    assert path.read_bytes() == before


def test_operations_that_waited_are_numbered_anew_in_their_order(store: Store):
    person = add_person(store, remark="0")
    for number in range(1, 5):
        change(store, person, remark=str(number))

    def restored(connection: driver.Connection) -> None:
        connection.execute("DELETE FROM outbox WHERE seq <= 2")
        identity.become_new_replica(connection, "other")

    store.apply(restored)
    found = rows(store, "outbox", "seq changes")
    assert [row["seq"] for row in found] == [1, 2, 3]
    assert [row["changes"][-3] for row in found] == ["2", "3", "4"]
