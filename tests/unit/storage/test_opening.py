"""What is no store, what is damaged, what cannot be reached: told apart, in words, nothing touched."""

from __future__ import annotations

import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.clock import FixedClock
from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.models.person import Person
from app.security.seals import Seals
from app.security.signatures import DeviceKeys
from app.storage import engine, opening
from app.storage.engine import PAGE, SETTINGS, NotAsAsked
from app.storage.keys import StoreKeys
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import NOW, a_store, cheap_keys, ids, open_again
from tests.unit.storage.people import ACTOR, add_person, name_of


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with people in it, closed."""
    folder = tmp_path_factory.mktemp("peopled")
    store = a_store(folder)

    def verb(work: UnitOfWork) -> None:
        for number in range(200):
            work.add(Person(name="王小明", remark="备注" * 60, id_no=f"50023119900101{number:04}"))

    store.perform(verb, ACTOR)
    store.close()
    return folder / "store.db"


@pytest.fixture
def closed(peopled: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copy(peopled, tmp_path / "store.db"))


_NOBODY = 65534


def opened(path: Path, keys: StoreKeys | None = None) -> Store:
    clock = FixedClock(NOW)
    return Store.open(path, keys or cheap_keys(), clock=clock, new_id=ids(clock), reserve=0)


def refusal(path: Path, keys: StoreKeys | None = None) -> Trouble:
    with pytest.raises(Trouble) as caught:
        opened(path, keys)
    assert re.search(r"请[^。]+。$", caught.value.sentence), "ends in a next step"
    return caught.value


# -- the settings -------------------------------------------------------------------------------


def test_every_connection_is_set_as_the_design_says(store: Store):
    found = store.examine(engine.settings_of)
    assert {name: found[name] for name, _, _ in SETTINGS} == {
        name: back for name, _, back in SETTINGS
    }
    assert (found["journal_mode"], found["synchronous"], found["cipher_status"]) == (
        "wal",
        "2",
        "1",
    )


def test_a_setting_that_was_not_taken_stops_the_start(
    closed: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "SETTINGS", (*SETTINGS, ("synchronous", "NORMAL", "2")))
    with pytest.raises(NotAsAsked, match="synchronous"):
        opened(closed)


def test_nothing_of_what_was_entered_stands_in_the_file(store: Store):
    add_person(store, "欧阳龑", id_no="500231199001011234", remark="SECRETWORD")
    beside = list(store.path.parent.glob("store.db*"))
    assert any(path.name.endswith("-wal") for path in beside)
    for path in beside:
        content = path.read_bytes()
        for text in ("欧阳龑", "500231199001011234", "SECRETWORD", "person"):
            assert text.encode() not in content
        assert b"SQLite format 3" not in content


def test_keys_show_nowhere(store: Store):
    keys = cheap_keys()
    shown = repr(store) + repr(keys) + repr(store.blobs) + repr(store.backups)
    for key in (keys.database, keys.blobs, keys.backups):
        assert key.hex() not in shown
        assert repr(key) not in shown


def test_keys_of_the_wrong_size_are_no_keys():
    with pytest.raises(ValueError, match="size"):
        StoreKeys(b"1", b"2", b"3", b"4")


@pytest.mark.parametrize("sizes", [(64, 0), (0, 128), (16, 0), (0, 32), (32, 32)])
def test_the_keys_for_sealed_pieces_are_there_whole_or_not_at_all(sizes: tuple[int, int]):
    four = (bytes(32), bytes(16), bytes(32), bytes(32))
    StoreKeys(*four, bytes(32), bytes(64))
    with pytest.raises(ValueError, match="size"):
        StoreKeys(*four, bytes(sizes[0]), bytes(sizes[1]))


def test_a_vault_without_a_key_of_its_own_reads_the_letters_to_it():
    reader = DeviceKeys(bytes(range(64)))
    writer, deaf = Seals(bytes(32)), Seals(b"")
    part = writer.close({"words": "小雨"}, "report-1")
    letter = writer.hand_on(part, "report-1", reader.agreement_public)
    bare = Seals(b"", reader.private_bytes())
    assert bare.open(part, "report-1", [letter]) == {"words": "小雨"}
    with pytest.raises(Unavailable):
        deaf.open(part, "report-1", [letter])


# -- not ours, not this key, damaged ------------------------------------------------------------


def test_a_store_that_is_not_there(tmp_path: Path):
    assert refusal(tmp_path / "store.db").code == "store_missing"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        b"just a text, nothing more",
        b"SQLite format 3\x00" + bytes(8192),
        "姓名,身份证号\n".encode() * 900,
        b"x" * 100,
    ],
    ids=["text", "plain sqlite", "csv", "short"],
)
def test_a_file_that_never_was_a_store(tmp_path: Path, content: bytes):
    path = tmp_path / "store.db"
    path.write_bytes(content)
    assert refusal(path).code == "not_a_store"
    assert path.read_bytes() == content


def test_another_vaults_key(closed: Path):
    assert refusal(closed, cheap_keys(2)).code == "wrong_key"


def test_the_wrong_key_with_the_right_salt(closed: Path):
    right, other = cheap_keys(), cheap_keys(2)
    mixed = StoreKeys(other.database, right.salt, right.blobs, right.backups)
    assert refusal(closed, mixed).code == "wrong_key"


def flip_first_page(content: bytearray) -> None:
    content[100] ^= 1


def zero_first_page(content: bytearray) -> None:
    content[:PAGE] = bytes(PAGE)


def cut_in_half(content: bytearray) -> None:
    del content[len(content) // 2 + 100 :]


def cut_a_few_bytes(content: bytearray) -> None:
    del content[-7:]


def cut_within_a_free_page(content: bytearray) -> None:
    """A page that no table uses any more: none of SQLite's checks reads it."""
    content.extend(b"\0" * (4096 - 7))


def empty(content: bytearray) -> None:
    content.clear()


@pytest.mark.parametrize(
    "harm",
    [flip_first_page, zero_first_page, cut_in_half, cut_a_few_bytes, cut_within_a_free_page, empty],
)
def test_a_damaged_store_is_called_damaged(closed: Path, harm: Callable[[bytearray], None]):
    content = bytearray(closed.read_bytes())
    harm(content)
    closed.write_bytes(content)
    opening.mark_open(closed)
    found = refusal(closed)
    assert isinstance(found, Unreadable)
    assert found.code == "store_damaged"
    assert closed.read_bytes() == content


def test_single_flipped_bits_are_all_noticed(closed: Path, tmp_path: Path):
    """300 of them: on opening after an exit that was not clean, or by the weekly check."""
    whole = closed.read_bytes()
    chance = random.Random(5)
    copy = tmp_path / "flipped" / "store.db"
    copy.parent.mkdir()
    keys = cheap_keys()
    key = engine.raw_key(keys.database, keys.salt)
    for _ in range(300):
        content = bytearray(whole)
        place = chance.randrange(16, len(content))
        content[place] ^= 1 << chance.randrange(8)
        copy.write_bytes(content)
        try:
            connection = engine.connect(copy, key, is_copy=True)
            assert opening.checking.pages(connection) or opening.checking.quick(connection)
            connection.close()
        except engine.driver.DatabaseError:
            continue


def test_a_flipped_bit_of_the_salt_harms_nothing(closed: Path):
    content = bytearray(closed.read_bytes())
    content[3] ^= 4
    closed.write_bytes(content)
    store = opened(closed)
    assert store.check().is_whole
    store.close()


def test_zeroed_pages_in_the_middle_are_noticed_after_an_unclean_exit(closed: Path):
    content = bytearray(closed.read_bytes())
    middle = len(content) // PAGE // 2 * PAGE
    content[middle : middle + PAGE] = bytes(PAGE)
    closed.write_bytes(content)
    opening.mark_open(closed)
    assert refusal(closed).code == "store_damaged"


def use(path: Path) -> None:
    store = opened(path)
    try:
        add_person(store, "某某")
    finally:
        store.close()


def test_damage_met_while_reading_is_told_in_words(closed: Path):
    content = bytearray(closed.read_bytes())
    for start in range(3 * PAGE, len(content), PAGE):
        content[start + 50] ^= 1
    closed.write_bytes(content)
    with pytest.raises(Unreadable, match="抢救") as caught:
        use(closed)
    assert caught.value.code == "store_damaged"


# -- the mark -----------------------------------------------------------------------------------


def test_the_mark_of_an_open_store_is_there_while_it_is_open(closed: Path):
    assert not opening.was_left_open(closed)
    store = opened(closed)
    assert opening.was_left_open(closed)
    store.close()
    assert not opening.was_left_open(closed)


def test_after_an_unclean_exit_a_whole_store_opens(closed: Path):
    opening.mark_open(closed)
    opened(closed).close()
    assert not opening.was_left_open(closed)


# -- the world ----------------------------------------------------------------------------------


@pytest.fixture
def read_only(closed: Path) -> Iterator[Path]:
    """A store in a folder that this process may only read."""
    folder = Path(tempfile.mkdtemp())
    path = Path(shutil.copy(closed, folder / "store.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    yield path
    if is_root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_told(read_only: Path):
    found = refusal(read_only)
    assert isinstance(found, Unavailable)
    assert found.code == "folder_read_only"


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path):
    (tmp_path / "store.db").mkdir()
    assert refusal(tmp_path / "store.db").code == "store_cannot_open"


def test_a_store_is_not_made_where_one_is(closed: Path):
    with pytest.raises(Refused, match="已经有一份数据"):
        opening.create(closed, cheap_keys(), "r")


def test_a_new_store_that_could_not_be_finished_leaves_nothing(tmp_path: Path):
    def fails(*_: object) -> None:
        raise OSError(28, "no space")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening.files, "put_in_place", fails)
        with pytest.raises(Unavailable, match="磁盘已满") as caught:
            opening.create(tmp_path / "new" / "store.db", cheap_keys(), "0" * 32)
    assert caught.value.code == "disk_full"
    assert not (tmp_path / "new" / "store.db").exists()
    opening.create(tmp_path / "new" / "store.db", cheap_keys(), "0" * 32)
    open_again(tmp_path / "new" / "store.db").close()


@pytest.mark.parametrize("name", ["数据 一", "50%20#?&", "a'b", "=;"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str):
    path = tmp_path / name / "store.db"
    opening.create(path, cheap_keys(), "0" * 32)
    store = open_again(path)
    person = add_person(store)
    store.backup()
    assert name_of(store, person)
    store.close()
    assert {one.name for one in path.parent.iterdir()} == {"store.db", "backups"}


def test_a_copy_of_a_closed_store_is_a_store(closed: Path, tmp_path: Path):
    shutil.copy(closed, tmp_path / "copy.db")
    store = opened(tmp_path / "copy.db")
    person = add_person(store, "新来")
    assert name_of(store, person) == "新来"
    store.close()
