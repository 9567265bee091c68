"""Where this laptop stands with the county: base rows, what is sent, what came back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "local_0003"
down_revision = "local_0002"


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _uuid(name: str, *, nullable: bool = False, **said: Any) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable, **said)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _tree(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _sent() -> None:
    op.create_table(
        "acknowledged",
        sa.Column("seq", sa.Integer(), primary_key=True),
        _uuid("op_id"),
        _uuid("transaction"),
        _text("noun", 40),
        _uuid("record_id"),
        _text("kind", 10),
        _whole("base_rev"),
        _tree("changes", nullable=False),
        _tree("before"),
        _uuid("made_by", nullable=True),
        _text("made_at", 32, nullable=True),
        _text("schema_version", 20),
        _whole("commit_no"),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
    )
    for column in ("record_id", "is_backed_up"):
        op.create_index(f"ix_acknowledged_{column}", "acknowledged", [column])


def _told() -> None:
    op.create_table(
        "base_row",
        _uuid("id", primary_key=True),
        _text("noun", 40),
        _whole("rev"),
        _text("scope", 40),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        _tree("fields"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        _uuid("id", primary_key=True),
        _text("kind", 20),
        _text("code", 60),
        _text("noun", 40, nullable=True),
        _uuid("record_id", nullable=True),
        _uuid("op_id", nullable=True),
        _tree("about", nullable=False),
        _text("arrived_at", 32, nullable=True),
        _text("read_at", 32, nullable=True),
        _uuid("read_by", nullable=True),
        sa.UniqueConstraint("op_id", name="uq_inbox_op_id"),
    )
    op.create_index("ix_inbox_record_id", "inbox", ["record_id"])


def upgrade() -> None:
    _sent()
    _told()
    op.add_column("blob_file", _text("sent_at", 32, nullable=True))
    op.add_column("conflict", _uuid("op_id", nullable=True))
    op.create_index(
        "ix_conflict_op_id_field_group", "conflict", ["op_id", "field_group"], unique=True
    )
