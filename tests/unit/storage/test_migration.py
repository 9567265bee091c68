"""The schema: written in revisions, brought up to date in one transaction or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.errors import Unavailable, Unreadable
from app.models import migrations as records
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.local import LocalBase
from app.storage import driver, engine, guard, migration, opening, search_tables
from app.storage import migrations as local
from app.storage.migration import LINEAGES, Lineage
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import cheap_keys, open_again
from tests.unit.storage.people import ACTOR, add_person, name_of, rows

OLDEST: Final = Path(__file__).parent / "oldest_schema.sql"
"""The first schema that went out, with a few rows: every later one must be reachable from it."""

VERSIONS: Final = "tests.unit.storage.later_versions"
NEXT: Final = (
    Lineage("records", (*records.REVISIONS, "records_next"), VERSIONS),
    Lineage("local", (*local.REVISIONS, "local_next"), VERSIONS),
)
"""This program's lineages and one made-up revision more in each."""


def key() -> str:
    keys = cheap_keys()
    return engine.raw_key(keys.database, keys.salt)


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    """A database of the oldest schema, with rows in it."""
    path = tmp_path / "oldest" / "store.db"
    path.parent.mkdir()
    connection = engine.connect(path, key(), mode="rwc")
    connection.executescript(OLDEST.read_text(encoding="utf-8"))
    connection.close()
    return path


def schema_of(connection: driver.Connection) -> list[driver.Row]:
    return connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()


def foreign_keys(connection: driver.Connection) -> list[driver.Row]:
    return connection.execute("PRAGMA foreign_key_check").fetchall()


@pytest.mark.parametrize(
    ("lineage", "metadata"),
    [(LINEAGES[0], Base.metadata), (LINEAGES[1], LocalBase.metadata)],
    ids=["records", "local"],
)
def test_the_revisions_make_exactly_what_the_models_say(
    store: Store, lineage: Lineage, metadata: Any
):
    assert AuditEntry.__tablename__ in Base.metadata.tables
    assert search_tables.PERSON_SEARCH.name in LocalBase.metadata.tables
    ours = set(metadata.tables)

    def named(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in ours

    def differences(work: UnitOfWork) -> object:
        context = MigrationContext.configure(
            work.session.connection(), opts={"include_name": named, "compare_type": True}
        )
        return compare_metadata(context, metadata)

    assert store.read(differences, ACTOR) == []
    assert lineage.revisions


@pytest.mark.parametrize("lineage", LINEAGES, ids=lambda one: one.name)
def test_each_lineage_is_one_line_and_lists_what_is_in_its_folder(lineage: Lineage):
    folder = Path(__file__).parents[3] / lineage.package.replace(".", "/")
    script = ScriptDirectory(str(folder.parent))
    walked = [one.revision for one in script.walk_revisions()]
    assert list(reversed(walked)) == list(lineage.revisions)
    assert script.get_heads() == [lineage.revisions[-1]]


def test_the_oldest_database_is_brought_up_and_keeps_its_rows(oldest: Path):
    store = open_again(oldest)
    assert [row["name"] for row in rows(store, "person", "name")] == ["欧阳龑", "李桂兰"]
    assert store.examine(foreign_keys) == []
    assert add_person(store)
    store.close()


def test_a_fresh_store_and_an_upgraded_one_have_the_same_schema(oldest: Path, store: Store):
    upgraded = open_again(oldest)
    assert upgraded.examine(schema_of) == store.examine(schema_of)
    upgraded.close()


# -- one more revision --------------------------------------------------------------------------


@pytest.fixture
def person(store: Store) -> str:
    return add_person(store, "欧阳龑", phone="13800000001")


def migrated(store: Store, lineages: tuple[Lineage, ...] = NEXT) -> list[str]:
    pool = engine.open_engine(store.path, key())
    try:
        return opening.migrate(pool, lineages)
    finally:
        pool.dispose()


def test_a_later_revision_runs_once(store: Store, person: str):
    assert migrated(store) == ["records_next", "local_next"]
    assert migrated(store) == []
    assert name_of(store, person) == "欧阳龑"


class Cut(Exception):
    """The program stops here."""


def cut_at(number: int, patch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Let the program stop at the ``number``-th statement from here on; returns how many ran."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Cut

    real = engine.open_engine

    def watched(path: Path, with_key: str, *, mode: str = "rw") -> Any:
        pool = real(path, with_key, mode=mode)
        engine.event.listen(pool, "before_cursor_execute", count)
        return pool

    patch.setattr(engine, "open_engine", watched)
    return lambda: seen


def interrupted(path: Path, folder: Path) -> Iterator[tuple[int, Path]]:
    """Copies of the database at ``path`` whose upgrade was interrupted at each statement."""
    for number in range(1, 500):
        copy = folder / f"cut-{number}.db"
        shutil.copy(path, copy)
        with pytest.MonkeyPatch.context() as patch:
            seen = cut_at(number, patch)
            pool = engine.open_engine(copy, key())
            try:
                opening.migrate(pool, NEXT)
            except Cut:
                yield number, copy
            else:
                assert seen() < number
                return
            finally:
                pool.dispose()


def test_an_upgrade_interrupted_at_any_statement_leaves_the_old_or_the_new_never_half(
    store: Store, person: str, tmp_path: Path
):
    path, old = store.path, store.examine(schema_of)
    store.close()
    points = 0
    for _, copy in interrupted(path, tmp_path):
        points += 1
        pool = engine.open_engine(copy, key())
        with pool.connect() as connection:
            assert schema_of(guard.driver_of(connection)) == old
        opening.migrate(pool, NEXT)
        with pool.connect() as connection:
            assert migration.pending(connection, NEXT) == {}
        pool.dispose()
    assert points > 10


def test_a_revision_that_alters_what_people_entered_is_not_kept(store: Store, person: str):
    old = store.examine(schema_of)
    careless = (Lineage("records", (*records.REVISIONS, "records_careless"), VERSIONS),)
    with pytest.raises(Unreadable, match="没有改动") as caught:
        migrated(store, careless)
    assert caught.value.code == "migration_failed"
    assert caught.value.facts["fields"] == ["person.phone"]
    assert store.examine(schema_of) == old
    assert rows(store, "person", "phone") == [{"phone": "13800000001"}]


def test_a_revision_may_say_which_fields_it_alters(store: Store, person: str):
    careful = (Lineage("records", (*records.REVISIONS, "records_careful"), VERSIONS),)
    assert migrated(store, careful) == ["records_careful"]
    assert rows(store, "person", "phone") == [{"phone": "013800000001"}]


def test_a_revision_that_fails_is_told_and_leaves_everything(store: Store, person: str):
    broken = (Lineage("records", (*records.REVISIONS, "records_broken"), VERSIONS),)
    with pytest.raises(Unreadable) as caught:
        migrated(store, broken)
    assert caught.value.code == "migration_failed"
    assert name_of(store, person) == "欧阳龑"


def test_a_backup_is_made_before_the_upgrade(store: Store, person: str, tmp_path: Path):
    path = store.path
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration.pending, "__defaults__", (NEXT,))
        patch.setattr(opening.migrate, "__defaults__", (NEXT,))
        again = open_again(path)
    (backup,) = again.backups.listed()
    again.backups.verify(backup.path)
    again.close()


def test_without_a_backup_there_is_no_upgrade(store: Store, person: str):
    path = store.path
    store.close()
    (path.parent / "backups").write_text("in the way")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration.pending, "__defaults__", (NEXT,))
        patch.setattr(opening.migrate, "__defaults__", (NEXT,))
        with pytest.raises(Unavailable):
            open_again(path)
    (path.parent / "backups").unlink()
    again = open_again(path)
    assert name_of(again, person) == "欧阳龑"
    again.close()


def test_a_database_of_a_newer_program_is_refused_in_words_and_not_touched(store: Store):
    path = store.path
    store.apply(
        lambda connection: connection.execute(
            "UPDATE alembic_version_records SET version_num = 'records_9999'"
        )
    )
    store.close()
    before = path.read_bytes()
    with pytest.raises(Unreadable, match="升级入户通") as caught:
        open_again(path)
    assert caught.value.code == "newer_vault"
    assert path.read_bytes() == before
