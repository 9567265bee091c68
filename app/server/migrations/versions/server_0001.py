"""The county's tables as they began.

Written out, not read off ``tables``: what a revision does never changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "server_0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "blob",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_blob")),
    )
    op.create_table(
        "blob_chunk",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "sent_by", "number", name=op.f("pk_blob_chunk")),
    )
    op.create_table(
        "change_log",
        sa.Column("commit", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("commit", "record_id", "scope", name=op.f("pk_change_log")),
    )
    op.create_index(
        op.f("ix_change_log_scope_commit"), "change_log", ["scope", "commit"], unique=False
    )
    op.create_table(
        "checkpoint",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "commit_counter",
        sa.Column("county", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("audit_seq", sa.BigInteger(), nullable=False),
        sa.Column("audit_head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", name=op.f("pk_commit_counter")),
    )
    op.create_table(
        "conflict",
        sa.Column("op", sa.LargeBinary(length=16), nullable=False),
        sa.Column("field_group", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("op", "field_group", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_record_id"), "conflict", ["record_id"], unique=False)
    op.create_table(
        "county",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=False),
        sa.Column("pruned", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county")),
    )
    op.create_table(
        "decision",
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("op", sa.LargeBinary(length=16), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("replica", "epoch", "seq", name=op.f("pk_decision")),
    )
    op.create_index(
        "ix_decision_op",
        "decision",
        ["op"],
        unique=True,
        postgresql_where=sa.text("is_first"),
        sqlite_where=sa.text("is_first"),
    )
    op.create_table(
        "device",
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("agreement_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("scope_epoch", sa.Integer(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("not_after", sa.String(length=10), nullable=False),
        sa.Column("enrolled_at", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("replica", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_person"), "device", ["person"], unique=False)
    op.create_table(
        "erased",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased")),
    )
    op.create_table(
        "history",
        sa.Column("record_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("commit", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("op", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "commit", "op", name=op.f("pk_history")),
    )
    op.create_table(
        "line",
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_seq", sa.BigInteger(), nullable=False),
        sa.Column("audit_seq", sa.BigInteger(), nullable=False),
        sa.Column("audit_hash", sa.LargeBinary(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("replica", "epoch", name=op.f("pk_line")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", sa.String(length=32), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "published",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_published")),
        sa.UniqueConstraint("number", name=op.f("uq_published_number")),
    )
    op.create_table(
        "quarantine",
        sa.Column("op", sa.LargeBinary(length=16), nullable=False),
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("op", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_replica"), "quarantine", ["replica"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("following", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("replica", "epoch", "following", name=op.f("pk_receipt")),
    )
    op.create_index(
        op.f("ix_receipt_replica_epoch_receipt"),
        "receipt",
        ["replica", "epoch", "receipt"],
        unique=False,
    )
    op.create_table(
        "record",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_file"), "record", ["file"], unique=False)
    op.create_index(op.f("ix_record_scope_id"), "record", ["scope", "id"], unique=False)
    op.create_index(
        op.f("ix_record_scope_noun_bucket"), "record", ["scope", "noun", "bucket"], unique=False
    )
    op.create_table(
        "table_mark",
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "noun", name=op.f("pk_table_mark")),
    )
    op.create_table(
        "ticket",
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("used_by", sa.String(length=36), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_person"), "ticket", ["person"], unique=False)
    if op.get_context().dialect.name == "postgresql":  # photos do not get smaller
        op.execute("ALTER TABLE blob_chunk ALTER COLUMN content SET STORAGE EXTERNAL")
