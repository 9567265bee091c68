"""Tables that were reported, kept for good; when a 儿童主任 was appointed and trained; by which rises
of prices a roster was drawn up.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from alembic import op

from app.models.migrations import tables as t

revision = "records_0004"
down_revision = "records_0003"


def upgrade() -> None:
    t.record(
        "stat_report",
        t.text("kind", 12),
        t.day("period"),
        t.whole("number"),
        t.text("name", 100),
        t.tree("rows"),
        t.tree("checks"),
        t.text("reason", 200),
        t.day("reported_on"),
        t.text("reported_by", 50),
        t.text("rule_pack", 40),
    )
    t.index({"stat_report": "period"})
    op.add_column("account", t.day("appointed_on"))
    op.add_column("account", t.day("trained_on"))
    op.add_column("pay_run", t.tree("rise"))
