"""When the disk says no: a sentence, nothing half-written, and the store goes on afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from app.errors import Unavailable
from app.models.person import Person
from app.storage import faults, reserve
from app.storage.faults import trouble_of
from app.storage.reserve import Reserve
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import open_again
from tests.unit.storage.people import ACTOR, add_person, name_of, rows
from tests.unit.storage.test_recording import assert_recorded


@contextmanager
def no_file_longer_than(size: int) -> Generator[None]:
    """The system refuses to let any file of this process grow beyond ``size`` bytes."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)


def add_many(work: UnitOfWork) -> None:
    for number in range(40):
        work.add(Person(name=f"王{number}", remark="备注" * 200))


def trouble_in(store: Store) -> Unavailable | None:
    """What saving many people runs into, None if they are saved."""
    try:
        store.perform(add_many, ACTOR)
    except Unavailable as trouble:
        return trouble
    return None


@pytest.mark.parametrize("room", range(0, 200_001, 12_500))
def test_wherever_the_disk_is_full_nothing_is_half_saved_and_the_store_goes_on(
    store: Store, room: int
):
    kept = add_person(store, "早先保存的")
    log = store.path.with_name("store.db-wal").stat().st_size
    with no_file_longer_than(log + room):
        trouble = trouble_in(store)
    if trouble is not None:
        assert trouble.code in {"disk_full", "disk_error"}
        assert "没有保存" in trouble.sentence
        assert trouble.sentence.endswith("。")
    assert len(rows(store, "person")) == (1 if trouble else 41)
    assert name_of(store, kept) == "早先保存的"
    store.perform(add_many, ACTOR)
    assert_recorded(store)
    assert store.check().is_whole


def test_after_a_full_disk_the_file_opens_again_with_all_that_was_saved(store: Store):
    kept = add_person(store, "早先保存的")
    log = store.path.with_name("store.db-wal").stat().st_size
    with no_file_longer_than(log), pytest.raises(Unavailable):
        store.perform(add_many, ACTOR)
    crashed = store.path.parent / "crashed" / "store.db"
    crashed.parent.mkdir()
    for end in ("", "-wal"):
        shutil.copy(store.path.with_name(f"store.db{end}"), crashed.with_name(f"store.db{end}"))
    again = open_again(crashed)
    assert [row["name"] for row in rows(again, "person", "name")] == ["早先保存的"]
    again.close()
    assert name_of(store, kept)


def test_a_full_disk_while_the_log_is_folded_in_loses_nothing(store: Store):
    store.perform(add_many, ACTOR)
    with no_file_longer_than(store.path.stat().st_size), contextlib.suppress(Unavailable):
        store.tidy()
    store.tidy()
    assert len(rows(store, "person")) >= 40
    assert_recorded(store)


def test_a_commit_that_fails_with_its_transaction_still_open_is_undone(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise Said("SQLITE_BUSY")

    monkeypatch.setattr(SQLiteDialect_pysqlite, "do_commit", fails)
    with pytest.raises(Said):
        add_person(store, "没有保存")
    monkeypatch.undo()
    add_person(store, "保存了")
    assert [row["name"] for row in rows(store, "person", "name")] == ["保存了"]
    assert_recorded(store)


# -- the reserve --------------------------------------------------------------------------------


def leave_free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    def free(_: Path) -> int:
        return size

    monkeypatch.setattr(reserve, "free_bytes", free)


def test_on_a_full_disk_the_reserve_is_given_back(store: Store):
    small = Reserve.beside(store.path, 1 << 20)
    assert small.keep()
    assert small.path.stat().st_size == 1 << 20
    store.reserve = small
    log = store.path.with_name("store.db-wal")
    add_person(store)
    with no_file_longer_than(log.stat().st_size), pytest.raises(Unavailable):
        store.perform(add_many, ACTOR)
    assert not small.path.exists()
    store.perform(add_many, ACTOR)
    store.tidy()
    assert small.path.exists()


def test_the_reserve_takes_real_room(tmp_path: Path):
    kept = Reserve(tmp_path / "x.reserve", 1 << 20)
    kept.keep()
    assert kept.path.stat().st_blocks * 512 >= 1 << 20


def test_a_reserve_is_not_kept_on_a_nearly_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    leave_free(monkeypatch, reserve.SHORT_OF_ROOM)
    assert not Reserve(tmp_path / "x.reserve", 1 << 20).keep()
    assert not list(tmp_path.iterdir())


def test_a_nearly_full_disk_is_told(store: Store, monkeypatch: pytest.MonkeyPatch):
    assert store.is_short_of_room() == (
        reserve.free_bytes(store.path.parent) < reserve.SHORT_OF_ROOM
    )
    leave_free(monkeypatch, 1)
    assert store.is_short_of_room()


# -- words --------------------------------------------------------------------------------------


class Said(Exception):
    """What the database would say."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_FULL", "disk_full"),
        ("SQLITE_IOERR", "disk_error"),
        ("SQLITE_IOERR_WRITE", "disk_error"),
        ("SQLITE_IOERR_FSYNC", "disk_error"),
        ("SQLITE_BUSY", "store_busy"),
        ("SQLITE_BUSY_SNAPSHOT", "store_busy"),
        ("SQLITE_READONLY", "folder_read_only"),
        ("SQLITE_READONLY_DIRECTORY", "folder_read_only"),
        ("SQLITE_CANTOPEN", "store_cannot_open"),
        ("SQLITE_CORRUPT", "store_damaged"),
        ("SQLITE_NOTADB", "store_damaged"),
    ],
)
def test_each_fault_of_the_database_has_its_family_and_its_sentence(name: str, code: str):
    trouble = trouble_of(Said(name))
    assert trouble is not None
    assert trouble.code == code
    assert re.search(r"请[^。]+。$", trouble.sentence)


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT", "SQLITE_ERROR", "", "SQLITE_MISUSE"])
def test_a_bug_of_ours_is_no_trouble_of_the_world(name: str):
    assert trouble_of(Said(name)) is None


def test_a_bug_comes_through_as_it_is():
    with pytest.raises(ZeroDivisionError), faults.in_words():
        raise ZeroDivisionError


# -- one fsync ----------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to count what is synced")
def test_a_save_is_one_fsync(tmp_path: Path):
    told = tmp_path / "strace.txt"
    command = ["strace", "-f", "-o", str(told), "-e", "trace=fsync,fdatasync,write", sys.executable]
    child = [str(Path(__file__).parent / "saving_child.py"), str(tmp_path / "store.db"), "20"]
    subprocess.run([*command, *child], check=True, stdout=subprocess.DEVNULL, env=_child_env())
    synced = 0
    saves: list[int] = []
    for line in told.read_text().splitlines():
        if "sync(" in line:
            synced += 1
        if "write(1," in line:
            saves.append(synced)
            synced = 0
    assert saves[2:] == [1] * (len(saves) - 2)
    assert len(saves) == 20


def _child_env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
