"""What exists on this laptop only and never leaves it as such: lineage ``local``.

The outbox and the drafts are people's unsent work; the rest says where this laptop stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models.base import NAMING
from app.models.columns import Id, Moment, Tree


class LocalBase(DeclarativeBase):
    """Tables of the lineage ``local``."""

    metadata = MetaData(naming_convention=NAMING)


class OutboxOperation(LocalBase):
    """One change of one record that the county has not acknowledged (S2, S3).

    ``seq`` counts from 1 without a gap, given in the transaction that saved the row; the number of
    an operation that was acknowledged and dropped is not given again. ``changes``
    holds the new value of each changed field, ``before`` the one its author saw; ``base_rev`` is
    never raised by a pull (S14). ``transaction`` is shared by what was saved together (I7):
    it is the id of the first of them.
    """

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    op_id: Mapped[str] = mapped_column(Id())
    transaction: Mapped[str] = mapped_column(Id())
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(Id(), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    base_rev: Mapped[int] = mapped_column(Integer)
    changes: Mapped[dict[str, Any]] = mapped_column(Tree())
    before: Mapped[dict[str, Any] | None] = mapped_column(Tree())
    made_by: Mapped[str | None] = mapped_column(Id())
    made_at: Mapped[datetime | None] = mapped_column(Moment())
    schema_version: Mapped[str] = mapped_column(String(20))


class SyncState(LocalBase):
    """Where this laptop stands with the county: one row a name, e.g. cursor, epoch, receipt."""

    __tablename__ = "sync_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(Tree(), nullable=True)


class Conflict(LocalBase):
    """Two values for one field group of one record, waiting for a person (S14)."""

    __tablename__ = "conflict"

    id: Mapped[str] = mapped_column(Id(), primary_key=True)
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(Id(), index=True)
    field_group: Mapped[str] = mapped_column(String(60))
    base: Mapped[Any] = mapped_column(Tree(), nullable=True)
    mine: Mapped[Any] = mapped_column(Tree(), nullable=True)
    theirs: Mapped[Any] = mapped_column(Tree(), nullable=True)
    about: Mapped[dict[str, Any] | None] = mapped_column(Tree())
    decided_at: Mapped[datetime | None] = mapped_column(Moment())
    decided_by: Mapped[str | None] = mapped_column(Id())
    decision: Mapped[str | None] = mapped_column(String(20))


class Draft(LocalBase):
    """A visit being filled in: form pinned by id, version and hash; every answer is in ``state``.

    ``about``: household, person, visitors and what else the page around the form holds.
    ``at_path``: the question last answered, where it goes on. ``step``: answers committed so far.
    ``discarded_at``: since when it is 已作废; it can be brought back for a while.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(Id(), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(64))
    form_version: Mapped[str] = mapped_column(String(64))
    form_sha256: Mapped[str] = mapped_column(String(64))
    household_id: Mapped[str | None] = mapped_column(Id(), index=True)
    person_id: Mapped[str | None] = mapped_column(Id())
    about: Mapped[dict[str, Any]] = mapped_column(Tree())
    state: Mapped[dict[str, Any]] = mapped_column(Tree())
    at_path: Mapped[str] = mapped_column(String(500), default="")
    step: Mapped[int] = mapped_column(Integer, default=0)
    answered: Mapped[int] = mapped_column(Integer, default=0)
    asked: Mapped[int] = mapped_column(Integer, default=0)
    owner_id: Mapped[str | None] = mapped_column(Id())
    started_at: Mapped[datetime | None] = mapped_column(Moment())
    updated_at: Mapped[datetime | None] = mapped_column(Moment())
    discarded_at: Mapped[datetime | None] = mapped_column(Moment())


class DraftStep(LocalBase):
    """One committed answer of a draft: what stood there before, so that undo goes all the way back."""

    __tablename__ = "draft_step"
    __table_args__ = (UniqueConstraint("draft_id", "step"),)

    rowid_: Mapped[int] = mapped_column("rowid_", Integer, primary_key=True, autoincrement=True)
    draft_id: Mapped[str] = mapped_column(Id(), index=True)
    step: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(String(500))
    value: Mapped[str | None] = mapped_column(String)
    before: Mapped[dict[str, Any] | None] = mapped_column(Tree())
    at: Mapped[datetime | None] = mapped_column(Moment())


class Choice(LocalBase):
    """What a person chose and the program remembers: columns of a workbook, a list's filter."""

    __tablename__ = "choice"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(Tree(), nullable=True)


class BlobFile(LocalBase):
    """An attachment's encrypted file on this disk. ``sealed_key``: its own key, sealed."""

    __tablename__ = "blob_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    is_complete: Mapped[bool] = mapped_column(default=True)
