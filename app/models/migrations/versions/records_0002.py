"""The registers: children, people without shelter, those likely to stray, temporary relief.

Written out, not read off the models: what a revision does never changes.
"""

from __future__ import annotations

from alembic import op

from app.models.migrations import tables as t

revision = "records_0002"
down_revision = "records_0001"

_INDEXES = {
    "child": "agreement_id child_director_id guardian_file_id guardian_id household_id person_id",
    "parent_situation": "child_id person_id",
    "entrusted_care": "caregiver_id child_id doc_id",
    "guardian_assessment": "child_id guardian_id",
    "child_check_in": "child_id visit_id",
    "vagrant": "handover_id person_id photo_face_id photo_full_id",
    "family_search": "vagrant_id",
    "departure": "receiver_copy_id vagrant_id",
    "resettlement": "vagrant_id",
    "return_entry": "person_id vagrant_id",
    "wanderer": "guardian_id person_id photo_id",
    "care_call": "about_id household_id person_id",
    "monitored_household": "household_id",
    "elder": "person_id",
    "disability_subsidy": "person_id",
    "left_behind_woman": "person_id",
    "temporary_relief": "case_id household_id person_id",
    "fund_entry": "case_id",
    "pay_line": "case_id household_id person_id run_id",
    "rearrangement": "household_id other_household_id other_person_id person_id",
}


def _child() -> None:
    t.record(
        "child",
        t.ref("person_id", nullable=False),
        t.ref("household_id"),
        t.tree("categories"),
        t.text("main_category", 12),
        t.text("found_way", 12),
        t.day("found_date"),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 12),
        t.ref("child_director_id"),
        t.ref("guardian_id"),
        t.text("guardian_name", 50),
        t.text("guardian_relation", 12),
        t.text("guardian_phone", 20),
        t.ref("guardian_file_id"),
        t.text("orphan_kind", 12),
        t.text("care_mode", 12),
        t.text("live_kind", 12),
        t.text("institution", 100),
        t.ref("agreement_id"),
        t.tree("programs"),
        t.text("welfare_card_no", 40),
        t.text("other_allowance", 12),
        t.amount("other_amount"),
        t.flag("after18_study"),
        t.text("left_behind_kind", 12),
        t.text("no_ability_parent", 12),
        t.day("migrate_from"),
        t.text("home_frequency", 12),
        t.text("contact_frequency", 12),
        t.tree("grandparents"),
        t.flag("has_hukou"),
        t.text("body", 12),
        t.text("guardianship_kind", 12),
        t.text("guardianship_level", 12),
        t.tree("income_source"),
        t.tree("aid_now"),
        t.text("risk_level", 12),
        t.whole("risk_score"),
        t.text("risk_reason", 200),
        t.day("risk_since"),
        t.day("last_seen"),
        t.day("next_visit"),
        t.whole("missed"),
        t.tree("needs"),
        t.text("plan_text", 2000),
        t.text("plan_owner", 50),
        t.day("plan_review"),
        t.text("services", 2000),
        t.day("file_updated"),
        t.text("remark", 1000),
    )


def _parent_situation() -> None:
    t.record(
        "parent_situation",
        t.ref("child_id", nullable=False),
        t.text("which", 12),
        t.ref("person_id"),
        t.text("name", 50),
        t.day("birth_date"),
        t.text("id_no", 22),
        t.text("phone", 20),
        t.text("work_place", 100),
        t.text("situation", 12),
        t.day("reason_from"),
        t.day("expected_end"),
        t.day("last_contact"),
        t.day("lost_report_date"),
        t.text("receipt_no", 40),
        t.day("receipt_date"),
        t.flag("has_five_proofs"),
        t.tree("proof_ids"),
        t.text("verified_by", 50),
        t.day("verified_date"),
        t.day("last_recheck"),
    )


def _entrusted_care() -> None:
    t.record(
        "entrusted_care",
        t.ref("child_id", nullable=False),
        t.ref("caregiver_id"),
        t.text("caregiver_name", 50),
        t.text("caregiver_relation", 12),
        t.text("caregiver_phone", 20),
        t.text("caregiver_id_no", 22),
        t.day("caregiver_birth"),
        t.text("caregiver_addr", 200),
        t.text("caregiver_health", 12),
        t.text("caregiver_trouble", 200),
        t.tree("unfit"),
        t.text("reason", 200),
        t.text("child_wish", 200),
        t.day("signed_on"),
        t.day("valid_to"),
        t.ref("doc_id"),
        t.day("told_school"),
        t.day("told_village"),
        t.day("last_contact"),
        t.day("ended_on"),
        t.text("end_reason", 12),
    )


def _guardian_assessment() -> None:
    t.record(
        "guardian_assessment",
        t.ref("child_id", nullable=False),
        t.day("assess_date"),
        t.text("trigger", 12),
        t.tree("assessors"),
        t.ref("guardian_id"),
        t.tree("items"),
        t.tree("red_lines"),
        t.whole("total"),
        t.text("level", 12),
        t.text("opinion", 1000),
        t.text("measures", 1000),
        t.day("next_date"),
        t.tree("signatures"),
    )


def _child_check_in() -> None:
    t.record(
        "child_check_in",
        t.ref("child_id", nullable=False),
        t.ref("visit_id"),
        t.moment("called_at"),
        t.text("way", 12),
        t.text("met", 12),
        t.flag("counts"),
        t.tree("visitors"),
        t.text("guardian_present", 50),
        t.text("guardian_attitude", 12),
        t.text("guardian_words", 1000),
        t.text("life", 500),
        t.tree("home_risks"),
        t.text("health_event", 500),
        t.flag("vaccination_ok"),
        t.whole("absent_days"),
        t.text("grades_trend", 12),
        t.text("emotion", 500),
        t.tree("behaviour"),
        t.text("peers", 500),
        t.whole("contacts_week"),
        t.whole("contacts_month"),
        t.tree("harm_signs"),
        t.tree("needs"),
        t.text("service", 500),
        t.text("risk_before", 12),
        t.text("risk_after", 12),
        t.text("child_opinion", 500),
        t.flag("interview_alone"),
        t.day("next_date"),
        t.tree("signatures"),
    )


def _vagrant() -> None:
    t.record(
        "vagrant",
        t.text("reg_no", 24),
        t.ref("person_id"),
        t.text("identity_state", 12),
        t.text("claimed_name", 50),
        t.text("claimed_addr", 200),
        t.text("claimed_birth", 40),
        t.moment("arrived_at"),
        t.text("found_way", 12),
        t.text("escort_unit", 100),
        t.text("escort_person", 100),
        t.text("escort_phone", 20),
        t.ref("handover_id"),
        t.text("found_place_code", 12),
        t.text("found_place", 200),
        t.text("found_geo", 60),
        t.text("sex", 12),
        t.whole("age_from"),
        t.whole("age_to"),
        t.flag("is_minor"),
        t.whole("height_cm"),
        t.text("build", 12),
        t.whole("weight_kg"),
        t.text("face", 100),
        t.text("hair", 100),
        t.text("eyes", 100),
        t.text("teeth", 100),
        t.text("marks", 500),
        t.text("accent", 100),
        t.text("language", 50),
        t.text("literacy", 50),
        t.text("clothes", 300),
        t.tree("belongings"),
        t.text("health_state", 12),
        t.text("mental_state", 12),
        t.text("intellect_state", 12),
        t.text("injury", 200),
        t.text("infectious", 200),
        t.text("drunk_drug", 200),
        t.text("hospital", 100),
        t.moment("sent_to_hospital"),
        t.moment("discharged"),
        t.text("reason", 12),
        t.whole("helped_before"),
        t.text("history", 500),
        t.tree("relatives"),
        t.text("enjoyed_aid", 12),
        t.tree("needs"),
        t.text("answer", 12),
        t.text("refusal", 12),
        t.tree("agreed"),
        t.ref("photo_face_id"),
        t.ref("photo_full_id"),
        t.moment("fingerprint_at"),
        t.text("state", 12),
        t.day("state_since"),
        t.text("state_reason", 500),
        t.day("search_reported"),
        t.day("police_query"),
        t.text("remark", 1000),
    )


def _family_search() -> None:
    t.record(
        "family_search",
        t.ref("vagrant_id", nullable=False),
        t.day("face_compared"),
        t.text("face_unit", 100),
        t.text("face_result", 12),
        t.moment("notice_at"),
        t.tree("notice_channels"),
        t.day("notice_renewed"),
        t.day("dna_requested"),
        t.day("dna_sampled"),
        t.text("dna_sample_no", 40),
        t.day("dna_result_on"),
        t.text("dna_result", 12),
        t.tree("clues"),
        t.day("identified_on"),
        t.text("identified_way", 12),
        t.text("family_contact", 100),
        t.text("family_phone", 20),
        t.flag("willing_to_receive"),
    )


def _departure() -> None:
    t.record(
        "departure",
        t.ref("vagrant_id", nullable=False),
        t.moment("left_at"),
        t.text("way", 12),
        t.text("ticket_kind", 40),
        t.text("ticket_from", 40),
        t.text("ticket_to", 40),
        t.text("ticket_no", 40),
        t.amount("ticket_value"),
        t.tree("escorts"),
        t.text("vehicle", 60),
        t.moment("departed_at"),
        t.moment("reached_at"),
        t.text("receiver_name", 50),
        t.text("receiver_id_no", 22),
        t.text("receiver_relation", 12),
        t.text("receiver_unit", 100),
        t.text("receiver_phone", 20),
        t.ref("receiver_copy_id"),
        t.tree("receiver_signed"),
        t.text("handed_over", 300),
        t.text("receiving_station", 100),
        t.text("home_addr_code", 12),
        t.text("home_addr", 200),
        t.day("township_told"),
    )


def _resettlement() -> None:
    t.record(
        "resettlement",
        t.ref("vagrant_id", nullable=False),
        t.day("plan_reported"),
        t.day("plan_approved"),
        t.text("place_way", 12),
        t.text("institution", 100),
        t.day("placed_on"),
        t.text("given_name", 50),
        t.day("hukou_applied"),
        t.day("hukou_approved"),
        t.text("hukou_no", 22),
        t.text("benefit_after", 12),
        t.flag("has_insurance"),
        t.flag("continues_search"),
    )


def _return_entry() -> None:
    t.record(
        "return_entry",
        t.ref("person_id", nullable=False),
        t.ref("vagrant_id"),
        t.day("returned_on"),
        t.text("from_station", 100),
        t.text("family_receiver", 50),
        t.flag("is_mental_or_disabled"),
        t.flag("duty_signed"),
        t.tree("aid_linked"),
        t.flag("has_lost_device"),
        t.text("risk", 12),
        t.day("last_call"),
        t.day("next_call"),
        t.whole("calls_done"),
        t.day("closed_on"),
        t.text("closed_reason", 200),
        t.text("remark", 1000),
    )


def _wanderer() -> None:
    t.record(
        "wanderer",
        t.ref("person_id", nullable=False),
        t.tree("categories"),
        t.text("survey_round", 10),
        t.day("surveyed_on"),
        t.text("surveyor", 50),
        t.ref("guardian_id"),
        t.text("guardian_name", 50),
        t.text("guardian_phone", 20),
        t.text("past_losses", 500),
        t.text("features", 500),
        t.ref("photo_id"),
        t.text("live_addr", 200),
        t.text("measures", 500),
        t.day("jinmin_on"),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 200),
    )


def _care_call() -> None:
    t.record(
        "care_call",
        t.text("kind", 12),
        t.text("about_noun", 40),
        t.ref("about_id"),
        t.ref("person_id"),
        t.ref("household_id"),
        t.text("round", 10),
        t.day("day"),
        t.text("way", 12),
        t.text("met", 12),
        t.flag("counts"),
        t.tree("callers"),
        t.flag("at_home"),
        t.text("living", 500),
        t.text("medical", 500),
        t.text("safety", 500),
        t.text("spirit", 300),
        t.text("guardian", 300),
        t.text("risk", 12),
        t.text("difficulties", 500),
        t.text("measures", 500),
        t.day("next_date"),
        t.tree("signatures"),
    )


def _monitored_household() -> None:
    t.record(
        "monitored_household",
        t.ref("household_id", nullable=False),
        t.text("flag", 12),
        t.tree("items"),
        t.day("alerted_on"),
        t.text("situation", 500),
        t.text("handled", 500),
        t.day("handled_on"),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 12),
    )


def _elder() -> None:
    t.record(
        "elder",
        t.ref("person_id", nullable=False),
        t.tree("categories"),
        t.text("ability", 12),
        t.day("assessed_on"),
        t.text("chronic", 200),
        t.text("living", 200),
        t.text("children_contact", 200),
        t.text("emergency_name", 50),
        t.text("emergency_phone", 20),
        t.text("risk", 12),
        t.day("last_call"),
        t.day("next_call"),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 200),
    )


def _disability_subsidy() -> None:
    t.record(
        "disability_subsidy",
        t.ref("person_id", nullable=False),
        t.text("kind", 12),
        t.text("state", 12),
        t.amount("amount"),
        t.day("applied_on"),
        t.day("from_month"),
        t.day("reviewed_on"),
        t.flag("is_other_province"),
        t.day("end_date"),
        t.text("end_reason", 12),
    )


def _left_behind_woman() -> None:
    t.record(
        "left_behind_woman",
        t.ref("person_id", nullable=False),
        t.text("spouse_place", 100),
        t.whole("children"),
        t.whole("elders"),
        t.tree("difficulties"),
        t.text("situation", 500),
        t.text("contact_person", 50),
        t.text("services", 500),
        t.text("state", 12),
        t.day("end_date"),
        t.text("end_reason", 200),
    )


def _temporary_relief() -> None:
    t.record(
        "temporary_relief",
        t.ref("case_id", nullable=False),
        t.ref("household_id"),
        t.ref("person_id"),
        t.text("kind", 12),
        t.text("object_kind", 12),
        t.text("cause", 12),
        t.day("incident_date"),
        t.text("incident_area", 12),
        t.text("situation", 500),
        t.text("residence", 12),
        t.moment("clue_at"),
        t.amount("self_paid"),
        t.text("repeat_reason", 200),
        t.moment("first_pay_at"),
        t.amount("first_pay_amount"),
        t.text("first_pay_source", 12),
        t.day("emergency_end"),
        t.day("paperwork_done"),
        t.tree("aid_forms"),
        t.text("tier", 40),
        t.amount("months_factor"),
        t.amount("amount"),
        t.text("goods", 200),
        t.text("approve_level", 12),
        t.text("approver", 50),
        t.text("pay_way", 12),
        t.day("pay_date"),
        t.tree("receipt"),
        t.tree("witnesses"),
    )


def _fund_entry() -> None:
    t.record(
        "fund_entry",
        t.day("day"),
        t.text("direction", 12),
        t.amount("amount"),
        t.ref("case_id"),
        t.text("handler", 50),
        t.text("approver", 50),
        t.text("note", 200),
    )


def _fund_check() -> None:
    t.record(
        "fund_check",
        t.day("month"),
        t.amount("books"),
        t.amount("counted"),
        t.amount("difference"),
        t.text("explanation", 200),
        t.day("checked_on"),
        t.text("checked_by", 50),
    )


def _pay_run() -> None:
    t.record(
        "pay_run",
        t.text("scheme", 12),
        t.day("month"),
        t.whole("number"),
        t.text("state", 12),
        t.whole("households"),
        t.whole("persons"),
        t.amount("total"),
        t.day("drawn_on"),
        t.text("drawn_by", 50),
        t.day("confirmed_on"),
        t.text("confirmed_by", 50),
        t.text("rule_pack", 40),
    )


def _pay_line() -> None:
    t.record(
        "pay_line",
        t.ref("run_id", nullable=False),
        t.ref("household_id"),
        t.ref("person_id"),
        t.ref("case_id"),
        t.text("about_noun", 40),
        t.text("about_id", 36),
        t.whole("persons"),
        t.amount("former"),
        t.amount("amount"),
        t.amount("back_pay"),
        t.tree("back_months"),
        t.text("change", 12),
        t.text("reason", 200),
    )


def _mandatory_report() -> None:
    t.record(
        "mandatory_report",
        t.text("state", 12),
        t.tree("filled"),
        t.tree("parts"),
        t.day("submitted_on"),
        t.day("printed_on"),
        t.day("closed_on"),
    )


def _rearrangement() -> None:
    t.record(
        "rearrangement",
        t.text("kind", 12),
        t.ref("household_id"),
        t.ref("other_household_id"),
        t.ref("person_id"),
        t.ref("other_person_id"),
        t.day("day"),
        t.text("reason", 200),
        t.tree("changes"),
        t.day("undone_on"),
    )


def upgrade() -> None:
    _child()
    _parent_situation()
    _entrusted_care()
    _guardian_assessment()
    _child_check_in()
    _vagrant()
    _family_search()
    _departure()
    _resettlement()
    _return_entry()
    _wanderer()
    _care_call()
    _monitored_household()
    _elder()
    _disability_subsidy()
    _left_behind_woman()
    _temporary_relief()
    _fund_entry()
    _fund_check()
    _pay_run()
    _pay_line()
    _mandatory_report()
    _rearrangement()
    t.index(_INDEXES)
    op.add_column("person", t.ref("same_as_id"))
    op.create_index("ix_person_same_as_id", "person", ["same_as_id"])
    for column in (
        t.day("valid_to"),
        t.flag("wants_institution"),
        t.text("agreement_no", 40),
        t.day("agreement_from"),
        t.day("agreement_to"),
        t.text("caregiver_name", 50),
    ):
        op.add_column("assistance_case", column)
