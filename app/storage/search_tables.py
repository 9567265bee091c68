"""The tables of the search index, but for the full text ``person_words``, which SQLAlchemy cannot
describe. Their rows are written by ``search_index``, past SQLAlchemy."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from app.models.local import LocalBase

PERSON_SEARCH: Final = Table(
    "person_search",
    LocalBase.metadata,
    Column("rowid_", Integer, primary_key=True),
    Column("person_id", LargeBinary(16), unique=True, nullable=False),
    Column("household_id", LargeBinary(16)),
    Column("name", String, index=True, nullable=False),
    Column("former_name", String),
    Column("id_no", String, index=True),
    Column("id_tail", String, index=True),
    Column("phone_tail", String, index=True),
    Column("village_code", String(12), index=True),
)
"""``rowid_`` is the person's own. Tails are numbers written backwards."""

PERSON_PINYIN: Final = Table(
    "person_pinyin",
    LocalBase.metadata,
    Column("key", String, primary_key=True),
    Column("person", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
