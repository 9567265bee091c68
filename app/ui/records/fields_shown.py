"""Which fields of each record type are typed in, in which order, and how they are written.

A table: what is said of a field itself (label, codes, unit) stands beside the model's column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.services import households, livelihood, members, people
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork
from app.ui.filing.fields_shown import Spot

PERSON: Final = (
    "name", "id_kind", "id_no", "no_id_reason", "sex", "birth_date", "birth_estimated", "nation",
    "phone", "phone_owner", "hukou_type", "live_addr", "education", "marriage", "health", "disease_names",
    "serious_illness_cert", "long_bedridden", "disab_cert", "disab_type", "disab_grade",
    "disab_no", "disab_expiry", "labor", "self_care", "employ", "employer", "work_place",
    "monthly_income", "school_stage", "school", "grade_class", "boarding", "medical_ins",
    "pension_ins", "special_flags", "political", "religion_staff", "bank_name", "bank_holder",
    "bank_no", "social_card_bank", "death_date", "consent_state", "authorised_on",
    "authorised_way", "authorised_to", "former_name", "remark",
)  # fmt: skip
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": PERSON,
    "household": (
        "village_code", "group_name", "live_addr", "hukou_addr", "dibao_area_type", "area_type_reason",
        "hardship", "hardship_note", "poverty_flag", "house_kind", "house_structure", "house_safety",
        "house_area", "house_rooms", "house_owner", "water_power_gas_monthly", "comm_monthly",
        "property_fee_monthly", "nonbasic_spend", "helper_name", "helper_unit", "agent_name",
        "agent_relation", "agent_phone", "agent_id_no", "platform_no", "remark",
    ),
    "member": (
        "relation", "counted", "exclude_reason", "protected", "live_together", "legal_duty",
        "joined",
    ),
    "income": (
        "person_id", "kind", "basis", "period_from", "period_to", "amount_total", "months", "counted",
        "not_counted_reason", "evidence", "remark",
    ),
    "expense": (
        "person_id", "kind", "period_from", "period_to", "amount", "reimbursed", "used_for",
        "evidence", "remark",
    ),
    "asset": (
        "owner_id", "kind", "vehicle", "detail", "area", "value", "value_date", "house_safety",
        "use", "exempt", "exempt_reason", "found_by",
    ),
    "obligor": (
        "for_person_id", "name", "id_no", "relation", "sex", "age", "live_addr", "family_size",
        "family_income_total", "employ", "ability", "pay_amount", "no_ability_reason",
        "authorised_on", "remark",
    ),
}  # fmt: skip
"""Noun -> the fields in the order they are asked for."""

Write = Callable[[UnitOfWork, str, Mapping[str, Any]], Saved]

WRITERS: Final[Mapping[str, Write]] = {  # the items of a livelihood share one verb
    "person": people.set_person,
    "household": households.set_household,
    "member": members.set_member,
}


def write(work: UnitOfWork, spot: Spot, value: Any) -> Saved:
    """Put one value, by the verb that its record type has."""
    values = {spot.name: value}
    if writer := WRITERS.get(spot.noun):
        return writer(work, spot.id, values)
    return livelihood.set_item(work, spot.noun, spot.id, values)
