"""What exists on this laptop only and never leaves it as such: lineage ``local``.

The outbox and the drafts are people's unsent work; the rest says where this laptop stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, MetaData, String, UniqueConstraint
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


class Acknowledged(LocalBase):
    """An operation that the county has taken: the history of what was saved here. The columns are
    the outbox's; ``commit_no``: in which commit. Until a backup of the county has it
    (``is_backed_up``) it is sent again after a restore (S20)."""

    __tablename__ = "acknowledged"
    __table_args__ = (Index("ix_acknowledged_is_backed_up_commit_no", "is_backed_up", "commit_no"),)

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
    commit_no: Mapped[int] = mapped_column(Integer)
    is_backed_up: Mapped[bool] = mapped_column(default=False)


class BaseRow(LocalBase):
    """A record as the county last told it: revision, scope and hash, by which both sides compare
    (S11, S18). ``fields`` only where the record's own table does not say them: operations wait, or
    this version has no place for it."""

    __tablename__ = "base_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Id(), primary_key=True)
    noun: Mapped[str] = mapped_column(String(40))
    rev: Mapped[int] = mapped_column(Integer)
    scope: Mapped[str] = mapped_column(String(40))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    fields: Mapped[dict[str, Any] | None] = mapped_column(Tree())


class InboxEntry(LocalBase):
    """What a person should know and did not ask for: the county refused a change of his (S15), a
    record or a village moved (S22). ``kind``: refused, moved, gained, lost; ``code``: why.
    ``about``: the refused operation, or how many records."""

    __tablename__ = "inbox"

    id: Mapped[str] = mapped_column(Id(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(60))
    noun: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(Id(), index=True)
    op_id: Mapped[str | None] = mapped_column(Id(), unique=True)
    about: Mapped[dict[str, Any]] = mapped_column(Tree())
    arrived_at: Mapped[datetime | None] = mapped_column(Moment())
    read_at: Mapped[datetime | None] = mapped_column(Moment())
    read_by: Mapped[str | None] = mapped_column(Id())


class Conflict(LocalBase):
    """Two values for one field group of one record, waiting for a person (S14). ``op_id``: of whose
    values it is about; ``about``: who wrote them when, in which visit, and who wrote theirs."""

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_op_id_field_group", "op_id", "field_group", unique=True),)

    id: Mapped[str] = mapped_column(Id(), primary_key=True)
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(Id(), index=True)
    field_group: Mapped[str] = mapped_column(String(60))
    op_id: Mapped[str | None] = mapped_column(Id())
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


class PublishedForm(LocalBase):
    """A version of a form that the county published, as it came: the whole signed bundle.

    ``sha256`` is the form's own fingerprint, which drafts and visits are pinned to; ``signed_by``
    the publisher's public key in hexadecimal. Never changed and never deleted.
    """

    __tablename__ = "published_form"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    rowid_: Mapped[int] = mapped_column("rowid_", Integer, primary_key=True, autoincrement=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    form_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    signed_by: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime | None] = mapped_column(Moment())


class BlobFile(LocalBase):
    """An attachment's encrypted file on this disk. ``sealed_key``: its own key, sealed; ``sent_at``:
    since when the county has it too (S16)."""

    __tablename__ = "blob_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    is_complete: Mapped[bool] = mapped_column(default=True)
    sent_at: Mapped[datetime | None] = mapped_column(Moment())
