"""A field more, an index, and a table built anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "records_next"
down_revision = "records_0007"


def upgrade() -> None:
    op.add_column("person", sa.Column("blood", sa.String(4)))
    op.create_index("ix_person_blood", "person", ["blood"])
    with op.batch_alter_table("task") as batch:
        batch.alter_column("note", existing_type=sa.String(500), type_=sa.String(900))
    op.execute("UPDATE person SET blood = '?'")
