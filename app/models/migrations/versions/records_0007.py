"""The care grade of 特困 that somebody sets, and why; which paper was stamped by hand with which seal.

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
    t.record(
        "seal_log",
        t.ref("paper_id", nullable=False),
        t.ref("household_id"),
        t.text("number", 40),
        t.text("seal_kind", 12),
        t.whole("copies"),
        t.moment("stamped_at"),
        t.text("stamped_by", 50),
        t.text("purpose", 200),
    )
    t.index({"seal_log": "paper_id household_id"})
