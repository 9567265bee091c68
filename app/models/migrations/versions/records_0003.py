"""The register of papers: numbers given, and whether they still hold.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from app.models.migrations import tables as t

revision = "records_0003"
down_revision = "records_0002"


def upgrade() -> None:
    t.record(
        "issued_paper",
        t.text("paper", 20, nullable=False),
        t.text("paper_title", 100),
        t.text("number", 40, nullable=False),
        t.whole("year"),
        t.text("mark", 12),
        t.whole("serial"),
        t.text("signer", 20),
        t.text("about_noun", 40),
        t.ref("about_id"),
        t.ref("household_id"),
        t.day("day"),
        t.text("content_hash", 64),
        t.flag("is_draft"),
        t.whole("copies"),
        t.moment("issued_at"),
        t.moment("printed_at"),
        t.day("valid_to"),
        t.ref("replaces_id"),
        t.text("state", 12),
        t.text("state_reason", 200),
        t.day("state_on"),
    )
    t.index({"issued_paper": "about_id household_id number replaces_id"})
