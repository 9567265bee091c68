"""From a damaged store as much as can be had: what is readable, the backup, what waits."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.models.columns import id_text
from app.models.local import Draft
from app.models.person import Person
from app.models.registry import RECORDS
from app.storage import identity, salvage
from app.storage.engine import PAGE
from app.storage.salvage import SalvageReport
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import NOW, a_store, cheap_keys, ids, open_again
from tests.unit.storage.people import ACTOR, add_household, add_person, below, change, rows


def fill(store: Store, first: int, count: int) -> None:
    def verb(work: UnitOfWork) -> None:
        for number in range(first, first + count):
            work.add(Person(name=f"王小{number}", remark=f"{number} " + "备注" * 40))

    store.perform(verb, ACTOR)


def draft(store: Store) -> None:
    def verb(work: UnitOfWork) -> None:
        work.session.add(
            Draft(
                id=work.new_id(),
                form_id="ruhu",
                form_version="1",
                form_sha256="0" * 64,
                about={},
                state={"name": "写到一半"},
            )
        )

    store.perform(verb, ACTOR)


def salvaged(store: Store) -> tuple[SalvageReport, Store]:
    clock = store.clock
    report = salvage.salvage(store.path, cheap_keys(), store.backups, now=NOW, new_id=ids(clock))
    again = open_again(store.path)
    assert again.check().is_whole
    return report, again


def people(store: Store) -> dict[str, str | None]:
    return {row["name"]: row["remark"] for row in rows(store, "person", "name remark")}


def harm(path: Path, pages: Callable[[int], list[int]]) -> None:
    content = bytearray(path.read_bytes())
    for page in pages(len(content) // PAGE):
        content[page * PAGE + 77] ^= 1
    path.write_bytes(content)


@pytest.fixture
def before_and_after(store: Store) -> Store:
    """A store with 120 people in its backup, 60 after it, changes, and a draft; closed."""
    fill(store, 0, 120)
    add_household(store, "户主", "成员")
    store.backup()
    fill(store, 120, 60)
    one = rows(store, "person", "id name")[3]
    change(store, id_text(one["id"]), remark="备份以后改的")
    draft(store)
    store.close()
    return store


def test_a_whole_store_loses_nothing(before_and_after: Store):
    wanted = wanted_of(before_and_after)
    report, again = salvaged(before_and_after)
    assert people(again) == wanted
    assert report.is_complete
    assert not report.from_operations
    again.close()


def wanted_of(store: Store) -> dict[str, str | None]:
    copied = store.path.with_name("wanted.db")
    shutil.copy(store.path, copied)
    opened = open_again(copied)
    found = people(opened)
    opened.close()
    return found


@pytest.mark.parametrize("seed", range(8))
def test_with_some_pages_gone_what_is_known_is_back_and_what_is_not_is_told(
    before_and_after: Store, seed: int
):
    store = before_and_after
    wanted = wanted_of(store)
    chance = random.Random(seed)
    harm(store.path, lambda pages: chance.sample(range(1, pages), k=max(1, pages // 40)))
    report, again = salvaged(store)
    found = people(again)
    assert len(found) >= 122, "what was in the backup is there"
    assert {name for name in found if found[name] != wanted[name]} <= {"王小3"}
    assert (found == wanted) or not report.is_complete, "what is missing is told"
    again.close()


def test_with_every_row_of_a_table_unreadable_backup_and_operations_make_it_whole(
    before_and_after: Store,
):
    store = before_and_after
    wanted = wanted_of(store)
    harm(store.path, lambda pages: pages_of(store, "person"))
    report, again = salvaged(store)
    assert people(again) == wanted
    assert report.is_complete
    assert report.from_backup["person"] >= 100
    assert report.from_operations >= 61
    assert report.drafts == 1
    again.close()


def pages_of(store: Store, table: str) -> list[int]:
    """The pages of a table found by trying: dbstat is not built in."""
    keys = cheap_keys()
    copied = store.path.with_name("probe.db")
    shutil.copy(store.path, copied)
    key = salvage.raw_key(keys.database, keys.salt)
    leaves: list[int] = []
    whole = copied.read_bytes()
    pages = len(whole) // PAGE
    for page in range(1, pages):
        content = bytearray(whole)
        content[page * PAGE + 77] ^= 1
        copied.write_bytes(content)
        try:
            probe = salvage.connect(copied, key, is_copy=True)
        except salvage.driver.DatabaseError:
            continue
        try:
            probe.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()
        except salvage.driver.DatabaseError:
            leaves.append(page)
        finally:
            probe.close()
    copied.unlink()
    return leaves


@pytest.mark.parametrize("page", [0, 7, 8, 17])
def test_with_a_page_of_the_schema_gone_everything_is_back(before_and_after: Store, page: int):
    store = before_and_after
    wanted = wanted_of(store)
    harm(store.path, lambda pages: [page])
    report, again = salvaged(store)
    assert people(again) == wanted
    assert report.is_complete
    assert report.drafts == 1
    again.close()


def test_with_the_first_page_gone_and_no_backup_everything_is_back(store: Store):
    fill(store, 0, 50)
    store.close()
    harm(store.path, lambda pages: [0])
    report, again = salvaged(store)
    assert len(people(again)) == 50
    assert report.is_complete
    again.close()


def test_with_nothing_readable_the_backup_is_the_ground_and_it_is_told(before_and_after: Store):
    store = before_and_after
    harm(store.path, lambda pages: list(range(pages)))
    report, again = salvaged(store)
    assert len(people(again)) == 122
    assert not any(report.read.values())
    assert not report.is_complete
    assert "损坏的文件里没有能读出的记录。" in report.sentences
    assert any("补录" in each for each in report.sentences)
    again.close()


def test_without_a_backup_what_is_readable_is_saved(store: Store):
    fill(store, 0, 50)
    store.close()
    report, again = salvaged(store)
    assert len(people(again)) == 50
    assert report.backup is None
    assert "没有可用的备份。" in report.sentences
    again.close()


def test_the_damaged_files_are_kept_as_they_were(before_and_after: Store):
    store = before_and_after
    harm(store.path, lambda pages: [2, 3])
    content = store.path.read_bytes()
    report, again = salvaged(store)
    again.close()
    assert (report.set_aside / store.path.name).read_bytes() == content
    assert not (report.set_aside / "reading").exists()


def test_the_salvaged_store_is_another_replica_and_says_so(before_and_after: Store):
    opened = open_again(before_and_after.path)
    former = below(opened, lambda connection: identity.recall(connection, identity.REPLICA))
    waiting = len(rows(opened, "outbox"))
    opened.close()
    report, again = salvaged(before_and_after)
    assert below(again, lambda connection: identity.recall(connection, identity.REPLICA)) != former
    assert report.waiting == waiting == len(rows(again, "outbox"))
    assert rows(again, "audit", "action")[-1]["action"] == "system:store:salvage"
    person = add_person(again, "以后")
    assert person
    again.close()


def test_what_it_says_is_chinese_and_ends_in_a_next_step(before_and_after: Store):
    report, again = salvaged(before_and_after)
    again.close()
    text = "".join(report.sentences)
    assert "人员" in text
    assert "2026年11月23日" in text
    assert report.sentences[-1].endswith("请尽快联网同步。")
    assert not any(noun in text for noun in RECORDS)


def test_a_full_disk_leaves_everything_as_it_was(
    before_and_after: Store, monkeypatch: pytest.MonkeyPatch
):
    store = before_and_after
    harm(store.path, lambda pages: [5])
    content = store.path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(salvage.restoring, "prepare", full)
    with pytest.raises(Unavailable, match="磁盘已满"):
        salvage.salvage(store.path, cheap_keys(), store.backups, now=NOW, new_id=ids(store.clock))
    assert store.path.read_bytes() == content


def test_a_log_that_was_not_folded_in_is_read_too(tmp_path: Path):
    store = a_store(tmp_path / "one")
    fill(store, 0, 20)
    crashed = tmp_path / "two" / "store.db"
    crashed.parent.mkdir()
    for path in store.path.parent.glob("store.db*"):
        if path.is_file() and not path.name.endswith((".open", "-shm")):
            shutil.copy(path, crashed.parent / path.name)
    store.close()
    report = salvage.salvage(crashed, cheap_keys(), store.backups, now=NOW, new_id=ids(store.clock))
    again = open_again(crashed)
    assert len(people(again)) == 20
    assert report.read["person"] == 20
    again.close()
