"""The first schema of the records: every record type, and the audit with its triggers.

Written out, not read off the models: what a revision does never changes. Ids are 16 bytes, amounts
exact text, days and moments ISO text, trees JSON text.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "records_0001"
down_revision = None


def _uuid(name: str, *, nullable: bool = True) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _amount(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(20))


def _day(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(10))


def _moment(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32))


def _tree(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String())


def _flag(name: str, *, nullable: bool = True) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _whole(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _record(
    noun: str, *columns: sa.Column[str] | sa.Column[bytes] | sa.Column[bool] | sa.Column[int]
) -> None:
    """One record type: the columns every record has, and its own."""
    op.create_table(
        noun,
        sa.Column("rowid_", sa.Integer(), primary_key=True),
        _uuid("id", nullable=False),
        _text("org_code", 12),
        _text("village_code", 12),
        _uuid("created_by"),
        _moment("created_at"),
        _uuid("updated_by"),
        _moment("updated_at"),
        _whole("rev", nullable=False),
        _flag("is_deleted", nullable=False),
        _text("deleted_reason", 200),
        _text("source", 12),
        _text("platform_no", 40),
        _whole("secret_level", nullable=False),
        _tree("extras"),
        *columns,
        sa.UniqueConstraint("id", name=f"uq_{noun}_id"),
    )


_INDEXES = {
    "person": "guardian_id id_no photo_id",
    "household": "applicant_id head_id hh_no",
    "member": "household_id person_id",
    "income": "household_id person_id",
    "expense": "household_id person_id",
    "asset": "household_id owner_id",
    "obligor": "for_person_id household_id",
    "visit": "case_id household_id person_id",
    "assistance_case": "household_id person_id survey_visit_id",
    "attachment": "owner_id sha256",
    "task": "about_id household_id owner_id",
    "print_log": "about_id household_id",
}


def _records() -> None:
    _record(
        "person",
        _text("name", 50, nullable=False),
        _text("former_name", 50),
        _text("id_kind", 12),
        _text("id_no", 22),
        _text("id_no_raw", 22),
        _text("no_id_reason", 100),
        _text("sex", 12),
        _day("birth_date"),
        _flag("birth_estimated"),
        _text("nation", 12),
        _text("education", 12),
        _text("marriage", 12),
        _text("political", 12),
        _flag("religion_staff"),
        _text("hukou_type", 12),
        _text("hukou_addr_code", 12),
        _text("hukou_addr", 200),
        _text("live_addr_code", 12),
        _text("live_addr", 200),
        _text("live_geo", 60),
        _text("phone", 20),
        _text("phone_owner", 12),
        _tree("phones_more"),
        _text("health", 12),
        _text("disease_names", 200),
        _flag("serious_illness_cert"),
        _flag("long_bedridden"),
        _flag("disab_cert"),
        _text("disab_type", 12),
        _text("disab_grade", 12),
        _text("disab_no", 22),
        _day("disab_expiry"),
        _text("labor", 12),
        _text("self_care", 12),
        _text("employ", 12),
        _text("employer", 100),
        _text("work_place", 100),
        _amount("monthly_income"),
        _text("school", 100),
        _text("school_stage", 12),
        _text("grade_class", 40),
        _flag("boarding"),
        _text("medical_ins", 12),
        _text("pension_ins", 12),
        _tree("special_flags"),
        _uuid("photo_id"),
        _text("bank_name", 60),
        _text("bank_holder", 50),
        _text("bank_no", 30),
        _flag("social_card_bank"),
        _day("death_date"),
        _uuid("guardian_id"),
        _text("consent_state", 12),
        _text("remark", 1000),
    )
    _record(
        "household",
        _text("hh_no", 20),
        _uuid("head_id"),
        _uuid("applicant_id"),
        _text("agent_name", 50),
        _text("agent_relation", 12),
        _text("agent_phone", 20),
        _text("agent_id_no", 22),
        _text("group_name", 20),
        _text("hukou_addr", 200),
        _text("live_addr", 200),
        _text("dibao_area_type", 12),
        _text("area_type_reason", 200),
        _whole("declared_size"),
        _whole("declared_protected"),
        _tree("hardship"),
        _text("hardship_note", 500),
        _text("poverty_flag", 12),
        _text("house_kind", 12),
        _text("house_structure", 12),
        _text("house_safety", 12),
        _amount("house_area"),
        _whole("house_rooms"),
        _text("house_owner", 50),
        _amount("water_power_gas_monthly"),
        _amount("comm_monthly"),
        _amount("property_fee_monthly"),
        _text("nonbasic_spend", 500),
        _text("helper_name", 50),
        _text("helper_unit", 100),
        _text("class_now", 12),
        _amount("benefit_month"),
        _day("benefit_from"),
        _text("review_cycle", 12),
        _day("next_review"),
        _text("remark", 1000),
    )
    _record(
        "member",
        _uuid("household_id", nullable=False),
        _uuid("person_id", nullable=False),
        _text("relation", 12),
        _flag("counted"),
        _text("exclude_reason", 12),
        _flag("protected"),
        _day("joined"),
        _day("left"),
        _flag("live_together"),
        _text("legal_duty", 12),
        _whole("place_in_list"),
    )
    _record(
        "income",
        _uuid("household_id", nullable=False),
        _uuid("person_id"),
        _text("kind", 12),
        _text("basis", 12),
        _day("period_from"),
        _day("period_to"),
        _amount("amount_total"),
        _whole("months"),
        _amount("monthly"),
        _flag("counted"),
        _text("not_counted_reason", 12),
        _text("remark", 200),
    )
    _record(
        "expense",
        _uuid("household_id", nullable=False),
        _uuid("person_id"),
        _text("kind", 12),
        _day("period_from"),
        _day("period_to"),
        _amount("amount"),
        _amount("reimbursed"),
        _amount("self_paid"),
        _text("used_for", 12),
        _text("remark", 200),
    )
    _record(
        "asset",
        _uuid("household_id", nullable=False),
        _uuid("owner_id"),
        _text("kind", 12),
        _text("vehicle", 12),
        _text("detail", 200),
        _amount("area"),
        _amount("value"),
        _day("value_date"),
        _text("house_safety", 12),
        _text("use", 12),
        _flag("exempt"),
        _text("exempt_reason", 200),
        _text("found_by", 12),
    )
    _record(
        "obligor",
        _uuid("household_id", nullable=False),
        _uuid("for_person_id"),
        _text("name", 50),
        _text("id_no", 22),
        _text("relation", 12),
        _text("sex", 12),
        _whole("age"),
        _text("live_addr", 200),
        _whole("family_size"),
        _amount("family_income_total"),
        _amount("family_income_pc"),
        _text("employ", 200),
        _text("ability", 12),
        _amount("pay_amount"),
        _text("no_ability_reason", 12),
        _text("remark", 200),
    )
    _record(
        "visit",
        _text("visit_kind", 12),
        _uuid("household_id"),
        _uuid("person_id"),
        _uuid("case_id"),
        _day("plan_date"),
        _moment("started_at"),
        _moment("ended_at"),
        _tree("visitors"),
        _text("place_geo", 60),
        _text("met", 12),
        _text("respondent", 50),
        _text("respondent_relation", 12),
        _text("findings", 4000),
        _text("form_id", 64),
        _text("form_version", 64),
        _text("form_sha256", 64),
        _tree("answers"),
        _tree("photos"),
        _text("problems", 2000),
        _text("measures", 2000),
        _text("risk_now", 12),
        _day("next_date"),
        _tree("signatures"),
    )
    _record(
        "assistance_case",
        _text("case_no", 24),
        _uuid("household_id"),
        _uuid("person_id"),
        _text("scheme", 12),
        _text("case_kind", 12),
        _day("apply_date"),
        _text("apply_way", 12),
        _day("accept_date"),
        _text("missing_items", 500),
        _day("missing_notice_date"),
        _flag("kin_filed"),
        _day("check_request_date"),
        _day("check_return_date"),
        _text("check_result", 12),
        _text("objection", 500),
        _day("recheck_date"),
        _uuid("survey_visit_id"),
        _text("village_opinion", 500),
        _day("village_opinion_date"),
        _text("first_opinion", 500),
        _day("first_opinion_date"),
        _text("first_signer", 50),
        _day("notice_from"),
        _day("notice_to"),
        _text("notice_objection", 500),
        _text("decision_level", 12),
        _text("decision", 12),
        _day("decision_date"),
        _text("decision_no", 40),
        _text("decision_reason", 500),
        _text("benefit_mode", 12),
        _amount("benefit_amount"),
        _amount("topup_amount"),
        _amount("total_month"),
        _text("override_reason", 200),
        _day("benefit_from_month"),
        _day("notify_date"),
        _text("notify_way", 12),
        _flag("extended"),
        _text("extend_reason", 200),
        _text("state", 12),
        _day("state_since"),
        _flag("is_migrated"),
        _text("tekun_category", 12),
        _whole("self_care_fails"),
        _text("supply_mode", 12),
        _text("rule_pack", 40),
        _day("worked_out_for"),
        _tree("working"),
    )
    _record(
        "attachment",
        _text("owner_noun", 40),
        _uuid("owner_id"),
        _text("kind", 12),
        _text("title_text", 100),
        _text("sha256", 64, nullable=False),
        _whole("size", nullable=False),
        _text("media_type", 60, nullable=False),
        _moment("captured_at"),
        _text("watermark", 200),
        _day("min_retain_until"),
    )
    _record(
        "task",
        _text("kind", 60, nullable=False),
        _text("about_noun", 40),
        _uuid("about_id"),
        _uuid("household_id"),
        _day("due_date"),
        _text("due_rule", 60),
        _text("legal_basis", 200),
        _uuid("owner_id"),
        _text("state", 12),
        _day("done_date"),
        _text("note", 500),
    )
    _record(
        "account",
        _text("name", 50, nullable=False),
        _text("role", 20),
        _tree("villages"),
        _text("phone", 20),
    )
    _record(
        "print_log",
        _text("paper", 20, nullable=False),
        _text("paper_version", 20),
        _text("about_noun", 40),
        _uuid("about_id"),
        _uuid("household_id"),
        _text("number", 40),
        _text("content_hash", 64),
        _whole("pages"),
        _whole("copies"),
        _text("printer", 100),
        _moment("printed_at"),
        _text("purpose", 200),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), primary_key=True),
        _uuid("actor_id"),
        _uuid("device_id"),
        _text("action", 60, nullable=False),
        _text("noun", 40),
        _uuid("record_id"),
        _text("detail", 500),
        _text("wall_at", 32, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("ix_audit_record_id", "audit", ["record_id"])
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
        )


def upgrade() -> None:
    _records()
    for noun, columns in _INDEXES.items():
        for column in columns.split():
            op.create_index(f"ix_{noun}_{column}", noun, [column])
    _audit()
