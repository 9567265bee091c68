"""A table more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "local_next"
down_revision = "local_0004"


def upgrade() -> None:
    op.create_table("seen", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO seen VALUES (1)")
