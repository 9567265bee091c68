"""What a case was missing of domain part B: report, notice, meeting, review, 特困, end; who authorised
the check of a family's means and when; what proves an income or an expense; what a family asks for.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from alembic import op

from app.models.migrations import tables as t

revision = "records_0006"
down_revision = "records_0005"


def upgrade() -> None:
    added = {
        "assistance_case": (
            t.text("check_report_no", 40),
            t.tree("notice_places"),
            t.text("notice_objector", 50),
            t.text("notice_objection_result", 500),
            t.moment("meeting_at"),
            t.text("meeting_place", 100),
            t.text("meeting_chair", 50),
            t.text("meeting_recorder", 50),
            t.whole("meeting_people"),
            t.whole("votes_for"),
            t.whole("votes_against"),
            t.whole("votes_abstain"),
            t.text("meeting_conclusion", 500),
            t.text("end_reason", 12),
            t.day("ended_from"),
            t.day("reviewed_on"),
            t.text("review_result", 12),
            t.text("review_population", 200),
            t.text("review_income", 200),
            t.text("review_assets", 200),
            t.text("no_labor_basis", 12),
            t.text("no_income_basis", 300),
            t.text("no_obligor_basis", 12),
            t.tree("unable_items"),
            t.day("assessed_on"),
            t.text("assessors", 100),
            t.text("institution", 100),
            t.whole("visit_cycle"),
            t.text("caregiver_relation", 12),
            t.text("care_paid_to", 12),
        ),
        "person": (t.day("authorised_on"), t.text("authorised_way", 12), t.day("authorised_to")),
        "income": (t.text("evidence", 200),),
        "expense": (t.text("evidence", 200),),
        "obligor": (t.day("authorised_on"),),
        "visit": (t.text("demands", 2000),),
    }
    for noun, columns in added.items():
        for column in columns:
            op.add_column(noun, column)
