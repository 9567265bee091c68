"""Fails half-way."""

from __future__ import annotations

from alembic import op

revision = "records_broken"
down_revision = "records_0007"


def upgrade() -> None:
    op.execute("CREATE TABLE half (id INTEGER)")
    op.execute("ALTER TABLE nobody ADD COLUMN x")
