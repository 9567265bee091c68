"""Recoveries of vaults, what laptops run with, and what became of what was quarantined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "server_0002"
down_revision = "server_0001"


def upgrade() -> None:
    """Make the table, add the columns."""
    op.create_table(
        "recovery",
        sa.Column("request", sa.String(length=36), nullable=False),
        sa.Column("replica", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.String(length=32), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_recovery")),
    )
    op.create_index(op.f("ix_recovery_replica"), "recovery", ["replica"], unique=False)
    for name in ("schema", "recovery_epoch"):
        column = sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        op.add_column("device", column)
    for name, length in (("decision", 10), ("decided_at", 32)):
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("quarantine", column)
