"""A damaged database whose very table of contents is gone, made readable with another's.

The pages that say where each table begins are written once, when the store is made or migrated. A
restored backup, or a new store, has them in the same places, sealed with the same key: those of
them that are damaged are taken from there, into the copy that is read. Rows are never taken.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from app.storage import driver
from app.storage.engine import PAGE, connect

_VERSIONS: Final = "SELECT version_num FROM alembic_version_records UNION ALL SELECT version_num FROM alembic_version_local"
_HARM: Final = 50


def lend(damaged: Path, donor: Path, key: str) -> bool:
    """Put the donor's schema pages in the place of damaged ones; whether it can be read then.

    ``damaged`` is a copy and is changed; ``donor`` is a whole store under the same key.
    """
    bad = _bad_pages(damaged, key)
    if not bad:
        return False
    grown = damaged.with_name("donor.db")
    try:
        shutil.copyfile(donor, grown)
        _grow(grown, key, damaged.stat().st_size // PAGE)
        lent = {page for page in bad if _is_schema(grown, key, page)}
        _splice(damaged, grown, lent)
        return bool(lent) and versions(damaged, key) == versions(donor, key) != ()
    finally:
        grown.unlink(missing_ok=True)


def versions(path: Path, key: str) -> tuple[str, ...]:
    """The revisions a database says it is at; nothing if it cannot say."""
    try:
        with closing(connect(path, key, is_copy=True)) as connection:
            return tuple(row[0] for row in connection.execute(_VERSIONS))
    except driver.Error:
        return ()


def _bad_pages(path: Path, key: str) -> list[int]:
    """Numbers of the pages that do not carry their seal, from 1."""
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=ro", cached_statements=1)
    with closing(connection):
        connection.execute(f'PRAGMA key="{key}"')
        told = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return [int(word) for (text,) in told for word in str(text).split() if word.isdecimal()]


def _grow(path: Path, key: str, pages: int) -> None:
    """Its first page also says how many pages there are: no fewer than in the damaged file."""
    with closing(connect(path, key, is_copy=True)) as connection:
        missing = pages - driver.one(connection, "PRAGMA page_count")
        if missing > 0:
            filler = "INSERT INTO choice (name, value) VALUES ('filler', zeroblob(?))"
            connection.execute(filler, ((missing + 1) * PAGE,))


def _is_schema(donor: Path, key: str, page: int) -> bool:
    """Whether nothing at all can be read without this page."""
    content = donor.read_bytes()
    start = (page - 1) * PAGE
    if start >= len(content):
        return False
    probe = donor.with_name("probe.db")
    harmed = bytearray(content)
    harmed[start + _HARM] ^= 1
    probe.write_bytes(harmed)
    try:
        with closing(connect(probe, key, is_copy=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except driver.Error:
        return True
    finally:
        probe.unlink()
    return False


def _splice(damaged: Path, donor: Path, pages: Iterable[int]) -> None:
    """And the damaged file gets as long as the donor's first page says."""
    with damaged.open("rb+") as target, donor.open("rb") as source:
        for page in pages:
            source.seek((page - 1) * PAGE)
            target.seek((page - 1) * PAGE)
            target.write(source.read(PAGE))
        source.seek(target.seek(0, os.SEEK_END))
        target.write(source.read())
