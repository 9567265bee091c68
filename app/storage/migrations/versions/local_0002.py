"""Forms that the county published, as signed bundles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "local_0002"
down_revision = "local_0001"


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "published_form",
        sa.Column("rowid_", sa.Integer(), primary_key=True),
        _text("sha256", 64),
        _text("form_id", 64),
        _text("version", 64),
        _text("title", 200),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        _text("signed_by", 64),
        sa.Column("kept_at", sa.String(32)),
        sa.UniqueConstraint("sha256", name="uq_published_form_sha256"),
        sa.UniqueConstraint("form_id", "version", name="uq_published_form_form_id_version"),
    )
