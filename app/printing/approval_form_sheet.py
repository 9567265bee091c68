"""What stands on an E-07 审核确认表."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.signing import Signature
from app.printing.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class ApprovalMember:
    """A member of the family; ``protected``: 是否保障对象, None when not said yet."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    id_no: str = ""
    health: str = ""
    disability: str = ""
    employment: str = ""
    protected: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CalculationLine:
    """One step of 收入核算: ``amount`` 元/月, deductions below zero; ``basis``: its source."""

    label: str = ""
    formula: str = ""
    amount: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Approver:
    """Who signs an opinion, as what: 经办人, 科室负责人, 分管领导."""

    role: str = ""
    signature: Signature = field(default=Signature())


_TOWNSHIP: Final = tuple(Approver(role=role) for role in ("经办人", "科室负责人", "分管领导"))
_COUNTY: Final = tuple(Approver(role=role) for role in ("经办人", "负责人"))


@dataclass(frozen=True, kw_only=True)
class ApprovalSheet(Sheet):
    """All of E-07. Amounts in 元/月; words are those people read, not codes.

    ``has_objection``: to the 公示, None while it is not over. ``is_entrusted``: the township
    confirms by entrustment, and the county's block says so.
    """

    applicant: str = ""
    applicant_id_no: str = ""
    household_no: str = ""
    area_kind: str = ""
    case_kind: str = ""
    member_count: int | None = None
    protected_count: int | None = None
    phone: str = ""
    hardship: str = ""
    hukou_address: str = ""
    home_address: str = ""
    applied_on: date | None = None
    accepted_on: date | None = None
    members: tuple[ApprovalMember, ...] = ()
    calculation: tuple[CalculationLine, ...] = ()
    income_total: Decimal | None = None
    per_capita: Decimal | None = None
    standard: Decimal | None = None
    assets_conclusion: str = ""
    checked_on: date | None = None
    check_result: str = ""
    check_note: str = ""
    survey_opinion: str = ""
    survey_day: date | None = None
    surveyors: tuple[Signature, ...] = field(default=(Signature(), Signature()))
    village_opinion: str = ""
    village_day: date | None = None
    village_signer: Signature = field(default=Signature())
    notice_from: date | None = None
    notice_to: date | None = None
    notice_place: str = ""
    has_objection: bool | None = None
    notice_note: str = ""
    benefit: Decimal | None = None
    top_up: Decimal | None = None
    month_total: Decimal | None = None
    benefit_from: date | None = None
    township_opinion: str = ""
    township_day: date | None = None
    township_signers: tuple[Approver, ...] = field(default=_TOWNSHIP)
    is_entrusted: bool = False
    county_opinion: str = ""
    decision_no: str = ""
    county_day: date | None = None
    county_signers: tuple[Approver, ...] = field(default=_COUNTY)
    remarks: str = ""
