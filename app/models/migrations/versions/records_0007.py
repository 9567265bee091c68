"""The care grade of 特困 that somebody sets, and why; which paper was stamped by hand with which seal;
what another office was asked to do for a household; a meeting about several applications.

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
    op.add_column("assistance_case", t.ref("review_meeting_id"))
    t.record(
        "review_meeting",
        t.moment("held_at"),
        t.text("place", 100),
        t.text("chair", 50),
        t.text("recorder", 50),
        t.text("why", 200),
        t.text("conclusion", 500),
        t.tree("attendees"),
        t.tree("votes"),
    )
    t.record(
        "referral",
        t.ref("household_id", nullable=False),
        t.text("needs", 500),
        t.text("receiver", 100),
        t.day("sent_on"),
        t.day("due_on"),
        t.text("materials", 300),
        t.text("result", 500),
        t.day("replied_on"),
        t.text("feedback", 500),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 200),
    )
    t.index(
        {
            "seal_log": "paper_id household_id",
            "referral": "household_id",
            "assistance_case": "review_meeting_id",
        }
    )
