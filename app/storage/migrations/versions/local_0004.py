"""Which acknowledged operations a new backup of the county has, without looking at all of them."""

from __future__ import annotations

from alembic import op

revision = "local_0004"
down_revision = "local_0003"


def upgrade() -> None:
    op.drop_index("ix_acknowledged_is_backed_up", "acknowledged")
    op.create_index(
        "ix_acknowledged_is_backed_up_commit_no", "acknowledged", ["is_backed_up", "commit_no"]
    )
