"""Alters phones and says so."""

from __future__ import annotations

from alembic import op

revision = "records_careful"
down_revision = "records_0007"

CHANGES = frozenset({"person.phone"})


def upgrade() -> None:
    op.execute("UPDATE person SET phone = '0' || phone")
