"""The care grade of 特困 that somebody sets, and why.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from alembic import op

from app.models.migrations import tables as t

revision = "records_0007"
down_revision = "records_0006"


def upgrade() -> None:
    op.add_column("assistance_case", t.flag("care_grade_override"))
    op.add_column("assistance_case", t.text("care_override_reason", 12))
