"""The store (L1–L4): a save beside a raw commit of the same rows, search with 100,000 persons, from
key to first row, and what encryption costs a reader beside the same library without a key.

Files lie in ``out/``: on a real disk, where an fsync is one.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from app.domain import pinyin
from app.models.person import Person
from app.storage import checking, driver, search_index, search_rows
from app.storage.engine import connect, raw_key
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from bench.figures import Figure, median, p95, timed
from bench.store_made import PERSONS, fill
from tests.stores import a_store, an_actor, cheap_keys, open_again

_ACTOR: Final = an_actor()
_SAVES: Final = 1200
_WARM: Final = 100
_ASKED: Final = 400
_KDF_ROUNDS: Final = 5
_SAVE_GATE: Final = 1.8
_FIND_GATE: Final = 0.5
_READ_GATE: Final = 1.1

_UPDATE: Final = "UPDATE person SET remark = ?, updated_at = ? WHERE rowid_ = 1"
_OUTBOX: Final = "INSERT INTO outbox VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_AUDIT: Final = "INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?,?)"


def figures() -> list[Figure]:
    """Everything, on fresh files."""
    with _folder() as folder:
        saved = _saving(a_store(folder / "saving"))
        store = a_store(folder / "county")
        filling = timed(lambda: store.examine(lambda below: fill(below, store.new_id)), 1)[0]
        found = _finding(store)
        kept = _keeping(store, filling)
        store.close()
        return [*saved, *found, *_unlocking(store.path), *_reading(store.path), *kept]


@contextmanager
def _folder() -> Generator[Path]:
    Path("out").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-store-", dir="out"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


# -- L1 -----------------------------------------------------------------------------------------


def _saving(store: Store) -> list[Figure]:
    """One field of one person changed and saved, in turn with the bare statements of the same."""
    person, _ = store.perform(lambda work: work.add(Person(name="王小明")).id, _ACTOR)
    numbers = itertools.count()

    def change(work: UnitOfWork) -> None:
        work.get(Person, person).remark = f"备注{next(numbers)}"

    with closing(_opened(store.path)) as raw:
        operation = list(raw.execute("SELECT * FROM outbox").fetchone() or ())
        entry = list(raw.execute("SELECT * FROM audit").fetchone() or ())

        def bare() -> None:
            _bare_save(raw, f"备注{next(numbers)}", operation, entry)

        saves, bares = _in_turn([lambda: store.perform(change, _ACTOR), bare], _SAVES)
    syncs = _sync_time(store.path.with_name("sync"))
    store.close()
    beside = f"bare statements of the same rows {median(bares):.3g} ms, fdatasync {syncs:.3g} ms"
    return [
        Figure("save, through everything", median(saves), "ms", None, beside),
        Figure("save beside bare", median(saves) / median(bares), "×", _SAVE_GATE, beside),
    ]


def _bare_save(
    raw: driver.Connection, remark: str, operation: Sequence[Any], entry: Sequence[Any]
) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(_UPDATE, (remark, "2026-11-23T09:05:00.000+08:00"))
    last = driver.one(raw, "SELECT max(seq) FROM outbox")
    raw.execute(_OUTBOX, (last + 1, os.urandom(16), *operation[2:]))
    last = driver.one(raw, "SELECT max(seq) FROM audit")
    raw.execute(_AUDIT, (last + 1, *entry[1:]))
    raw.execute("COMMIT")


def _in_turn(works: Sequence[Callable[[], object]], times: int) -> list[list[float]]:
    """Milliseconds of each, run one after the other so that both see the same machine."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for place, work in enumerate(works):
            found[place] += timed(work, 1)
    return [each[_WARM:] for each in found]


def _sync_time(path: Path) -> float:
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    piece = bytes(4096 * 6)

    def sync() -> None:
        os.pwrite(handle, piece, 0)
        os.fdatasync(handle)

    found = median(timed(sync, 200))
    os.close(handle)
    return found


# -- L2 -----------------------------------------------------------------------------------------


def _finding(store: Store) -> list[Figure]:
    beside = f"{PERSONS:,} persons, 50 rows"
    found: list[Figure] = []

    def ask(work: UnitOfWork) -> None:
        connection = work.session.connection()
        for name, texts in _typed(work.driver).items():
            for text in texts:
                search_index.find(connection, text)
            times = [timed(lambda t=text: search_index.find(connection, t), 1)[0] for text in texts]
            found.append(Figure(f"find by {name}, p95", p95(times), "ms", _FIND_GATE, beside))

    store.read(ask, _ACTOR)
    return found


def _typed(below: driver.Connection) -> dict[str, list[str]]:
    """What people type, taken from the people there are."""
    chance = random.Random(3)
    every = below.execute("SELECT name, id_no, phone FROM person").fetchall()
    some = [chance.choice(every) for _ in range(_ASKED)]
    readings = [pinyin.name_readings(name) for name, _, _ in some]
    return {
        "one character": [chance.choice(name) for name, _, _ in some],
        "two characters": [chance.choice((name[:2], name[-2:])) for name, _, _ in some],
        "whole name": [name for name, _, _ in some],
        "one letter": [each[0][0][0] for each in readings],
        "initials": ["".join(one[0][0] for one in each) for each in readings],
        "pinyin": ["".join(one[0] for one in each) for each in readings],
        "ID tail": [id_no[-4:] for _, id_no, _ in some],
        "phone tail": [phone[-4:] for _, _, phone in some if phone],
    }


# -- L3 -----------------------------------------------------------------------------------------


def _unlocking(path: Path) -> list[Figure]:
    """From the vault's keys to the first row, beside SQLCipher's own password derivation."""

    def unlock() -> None:
        store = open_again(path)
        store.read(lambda work: work.find(Person, limit=1), _ACTOR)
        store.close()

    def derive() -> None:
        with closing(driver.connect(f"{path.absolute().as_uri()}", cached_statements=1)) as one:
            one.execute("PRAGMA key = 'correct horse battery'")
            one.execute("PRAGMA cipher_log_level = NONE").fetchall()
            try:
                one.execute("SELECT 1 FROM sqlite_master").fetchall()
            except driver.Error:
                return

    unlock()
    kdf = median(timed(derive, _KDF_ROUNDS))
    beside = f"one derivation of SQLCipher's (256,000 rounds) {kdf:.3g} ms"
    opened = median(timed(unlock, 20))
    return [Figure("keys to first row and closed", opened, "ms", kdf * 0.1, beside)]


# -- L4 -----------------------------------------------------------------------------------------


def _reading(path: Path) -> list[Figure]:
    """The same reads of the same rows with and without a key, files in the cache."""
    plain_path = path.with_name("plain.db")
    with closing(_opened(path)) as sealed:
        sealed.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain_path),))
        sealed.execute("SELECT sqlcipher_export('plain')").fetchall()
        sealed.execute("DETACH DATABASE plain")
        ids = [row[0] for row in sealed.execute("SELECT id FROM person").fetchall()]
        chosen = random.Random(5).sample(ids, 500)
        with closing(_opened_plain(plain_path)) as plain:
            return [
                _beside("get by id", sealed, plain, lambda one: _get_all(one, chosen)),
                _beside("list of a village", sealed, plain, _list_village),
                _beside("scan of all names", sealed, plain, _scan),
            ]


def _beside(
    name: str,
    sealed: driver.Connection,
    plain: driver.Connection,
    read: Callable[[driver.Connection], object],
) -> Figure:
    works = [lambda: read(sealed), lambda: read(plain)]
    for work in works * 3:
        work()
    pairs = [[timed(work, 1)[0] for work in works] for _ in range(25)]
    with_key, without = (median(each) for each in zip(*pairs, strict=True))
    beside = f"{with_key:.3g} ms, without a key {without:.3g} ms"
    return Figure(f"encryption, {name}", with_key / without, "×", _READ_GATE, beside)


def _get_all(connection: driver.Connection, ids: Sequence[bytes]) -> None:
    for each in ids:
        connection.execute("SELECT * FROM person WHERE id = ?", (each,)).fetchone()


def _list_village(connection: driver.Connection) -> None:
    wanted = "SELECT person_id, name FROM person_search WHERE village_code LIKE '500231105%'"
    connection.execute(wanted).fetchall()


def _scan(connection: driver.Connection) -> None:
    connection.execute("SELECT count(*) FROM person WHERE name LIKE '%明%'").fetchone()


# -- keeping ------------------------------------------------------------------------------------


def _keeping(store: Store, filling: float) -> list[Figure]:
    beside = f"{PERSONS:,} persons, {store.path.stat().st_size >> 20} MB"
    rebuilt = timed(lambda: store.apply(search_rows.rebuild), 1)[0]
    backed = timed(store.backup, 1)[0]
    checked = timed(lambda: store.examine(checking.quick), 1)[0]
    return [
        Figure("fill a county and index it", filling / 1000, "s", None, beside),
        Figure("search index built anew", rebuilt / 1000, "s", None, beside),
        Figure("backup, verified", backed / 1000, "s", None, beside),
        Figure("quick check", checked / 1000, "s", None, beside),
    ]


def _opened(path: Path) -> driver.Connection:
    keys = cheap_keys()
    return connect(path, raw_key(keys.database, keys.salt))


def _opened_plain(path: Path) -> driver.Connection:
    connection = driver.connect(path.absolute().as_uri(), cached_statements=100)
    for setting in ("cache_size=-65536", "journal_mode=WAL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection
