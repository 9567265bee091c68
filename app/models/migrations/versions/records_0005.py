"""The keys of mandatory reports, sealed to those who may read them.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from app.models.migrations import tables as t

revision = "records_0005"
down_revision = "records_0004"


def upgrade() -> None:
    t.record(
        "report_key",
        t.ref("report_id"),
        t.text("piece", 64),
        t.text("reader", 64),
        t.text("letter", 400),
    )
    t.index({"report_key": "report_id"})
