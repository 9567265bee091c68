"""What every record is: an id made on this laptop, where it belongs, who wrote it, its version.

The fields of domain B.1. Whether a record still waits for the county is not a field of it: the
outbox knows (``local``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.domain import codes
from app.models.columns import NOTE, FieldNote, Id, Moment, Sensitivity, Tree, named, place, text
from app.models.columns import code as code_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Tables that hold records; the lineage ``records`` of the migrations."""

    metadata = MetaData(naming_convention=NAMING)


class Record(Base):
    """One record. ``noun`` names its type everywhere: table, outbox, audit, command line.

    ``rowid_`` is SQLite's own key (1.8 × faster than a random one); nobody else knows it.
    ``rev`` is the county's number of the version that was last seen, 0 before the first sync.
    ``extras`` keeps fields of a newer version that this one does not know (sync S19).
    """

    __abstract__ = True
    noun: ClassVar[str]
    title: ClassVar[str]

    rowid_: Mapped[int] = mapped_column("rowid_", Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(Id(), unique=True)
    org_code: Mapped[str | None] = place("所属乡镇", sensitivity=Sensitivity.PUBLIC, group="place")
    village_code: Mapped[str | None] = place(
        "所属村（社区）", sensitivity=Sensitivity.PUBLIC, group="place"
    )
    created_by: Mapped[str | None] = mapped_column(Id())
    created_at: Mapped[datetime | None] = mapped_column(Moment())
    updated_by: Mapped[str | None] = mapped_column(Id())
    updated_at: Mapped[datetime | None] = mapped_column(Moment())
    rev: Mapped[int] = mapped_column(Integer, default=0)
    is_deleted: Mapped[bool] = mapped_column(default=False)
    deleted_reason: Mapped[str | None] = text("作废原因", 200, group="deletion")
    source: Mapped[str | None] = code_column(
        "来源", codes.SOURCE, default="1", sensitivity=Sensitivity.PUBLIC
    )
    platform_no: Mapped[str | None] = text("平台流水号", 40)
    secret_level: Mapped[int] = mapped_column(Integer, default=2)
    extras: Mapped[dict[str, Any] | None] = mapped_column(Tree())


BOOKKEEPING = frozenset(
    {
        "rowid_",
        "id",
        "created_by",
        "created_at",
        "updated_by",
        "updated_at",
        "rev",
        "is_deleted",
        "secret_level",
        "extras",
    }
)
"""Columns that carry no note: the program keeps them, nobody types them."""


@cache
def notes(record: type[Record]) -> Mapping[str, FieldNote]:
    """What is said about each field of a record type, in the order of its columns."""
    return {
        column.key: named(column.info[NOTE], column.key)
        for column in record.__table__.columns
        if NOTE in column.info
    }


def values(record: Record) -> dict[str, Any]:
    """The fields of one record by name, without the bookkeeping."""
    return {name: getattr(record, name) for name in notes(type(record))}
