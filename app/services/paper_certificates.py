"""E-09-2, E-10, E-18-2 and their cards out of a case: certificates of 低保, 特困 and children.

What was paid since, and what reviews found, is written in by pen: the first line is the decision's.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from app.domain import codes
from app.domain import codes_children as of_children
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.household import Household
from app.models.person import Person
from app.printing import certificates as kinds
from app.printing.certificate_sheet import CardSheet, CertificateSheet, PaidSince
from app.printing.confirm_notice import ProvidedMember
from app.services.aid import SINGLE
from app.services.aid_facts import HouseholdData, read_household
from app.services.child_aid import CATEGORY, find_child
from app.services.paper_approval import applicant_of, payable_of, worked_of
from app.services.paper_children import guardian_of
from app.services.paper_head import head_of
from app.services.paper_served import provided
from app.services.paper_tekun import GRADES, category_of, paid_grade_of, parts_of
from app.services.pay_due import IN_PAY
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork

_HELD: Final = frozenset(IN_PAY) - {"TERMINATING"}


def is_due(case: AssistanceCase) -> bool:
    """Whether a certificate may be handed out: it was confirmed, and is not over."""
    return case.decision_date is not None and case.state in _HELD


# -- 低保 ----------------------------------------------------------------------------------------


def dibao_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CertificateSheet:
    """E-09-2; raises ``Refused`` certificate_premature."""
    data, holder = _looked_up(work, case)
    members = _members(case, data)
    total = payable_of(case, worked_of(work, press, case, data))[2]
    return CertificateSheet(
        **_head(work, press, kinds.DIBAO_BOOK, case),
        **_since(case, total),
        holder=holder.name,
        kind=codes.AREA_KIND.label(data.household.dibao_area_type),
        address=press.address(data.household),
        members=members,
        protected_count=len(members),
    )


def dibao_card_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CardSheet:
    """E-09-3; raises ``Refused`` certificate_premature."""
    data, holder = _looked_up(work, case)
    members = _members(case, data)
    return CardSheet(
        **_head(work, press, kinds.DIBAO_CARD, case),
        holder=holder.name,
        kind=codes.AREA_KIND.label(data.household.dibao_area_type),
        members=members,
        protected_count=len(members),
        from_month=case.benefit_from_month,
    )


def _members(case: AssistanceCase, data: HouseholdData) -> tuple[ProvidedMember, ...]:
    alone = case.person_id if case.case_kind == SINGLE else None
    return tuple(provided(data, alone))


# -- 特困 ----------------------------------------------------------------------------------------


def tekun_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CertificateSheet:
    """E-10; raises ``Refused`` certificate_premature."""
    data, holder = _looked_up(work, case)
    worked = worked_of(work, press, case, data)
    basic, care, total = parts_of(case, worked)
    return CertificateSheet(
        **_head(work, press, kinds.TEKUN_BOOK, case),
        **_since(case, total),
        holder=holder.name,
        sex=codes.SEX.label(holder.sex),
        id_no=holder.id_no or "",
        kind=category_of(case),
        address=press.address(data.household),
        mode=codes.SUPPLY_MODE.label(case.supply_mode),
        grade=GRADES.get(paid_grade_of(press, case, worked), ""),
        carer=case.caregiver_name or "",
        basic=basic,
        care=care,
    )


def tekun_card_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CardSheet:
    """E-10-2; raises ``Refused`` certificate_premature."""
    _, holder = _looked_up(work, case)
    return CardSheet(
        **_head(work, press, kinds.TEKUN_CARD, case),
        holder=holder.name,
        sex=codes.SEX.label(holder.sex),
        kind=category_of(case),
        from_month=case.benefit_from_month,
    )


# -- children ------------------------------------------------------------------------------------


def child_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CertificateSheet:
    """E-18-2; raises ``Refused`` certificate_premature, child_missing."""
    data, holder = _looked_up(work, case)
    child = _child(work, case)
    guardian = guardian_of(work, child)
    return CertificateSheet(
        **_head(work, press, kinds.CHILD_BOOK, case),
        **_since(case, payable_of(case, worked_of(work, press, case, data))[2]),
        holder=holder.name,
        sex=codes.SEX.label(holder.sex),
        born=holder.birth_date,
        id_no=holder.id_no or "",
        kind=_child_kind(case),
        guardian=guardian.name,
        guardian_relation=guardian.relation,
        mode=of_children.CARE_MODE.label(child.care_mode),
    )


def child_card_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CardSheet:
    """E-18-3; raises ``Refused`` certificate_premature, child_missing."""
    _, holder = _looked_up(work, case)
    return CardSheet(
        **_head(work, press, kinds.CHILD_CARD, case),
        holder=holder.name,
        sex=codes.SEX.label(holder.sex),
        kind=_child_kind(case),
        guardian=guardian_of(work, _child(work, case)).name,
    )


def cases_of_child(work: UnitOfWork, child: Child) -> Sequence[AssistanceCase]:
    """The cases by which a child is provided for as 孤儿 or 事实无人抚养, the newest first."""
    return work.find(
        AssistanceCase,
        AssistanceCase.person_id == child.person_id,
        AssistanceCase.scheme.in_(CATEGORY),
        order_by=(AssistanceCase.rowid_.desc(),),
    )


def _child_kind(case: AssistanceCase) -> str:
    return of_children.CHILD_CATEGORY.label(CATEGORY.get(case.scheme or "", ""))


def _child(work: UnitOfWork, case: AssistanceCase) -> Child:
    child = find_child(work, case.person_id)
    if child is None:
        raise Refused("这名儿童还没有建档。请先在儿童档案里登记。", code="child_missing")
    return child


# -- all of them ---------------------------------------------------------------------------------


def _head(work: UnitOfWork, press: Press, code: str, case: AssistanceCase) -> dict[str, Any]:
    """The day of a certificate is that of the decision."""
    return head_of(work, press, code, case, case.decision_date)


def _since(case: AssistanceCase, total: Decimal | None) -> dict[str, Any]:
    """What is paid from when, and the first line of what was paid."""
    month = case.benefit_from_month
    return {
        "month_total": total,
        "from_month": month,
        "valid_to": case.valid_to,
        "paid": (PaidSince(month=month, amount=total),) if month else (),
    }


def _looked_up(work: UnitOfWork, case: AssistanceCase) -> tuple[HouseholdData, Person]:
    if not is_due(case):
        sentence = "这件救助还没有确认，或者已经停发，不能发证。请在审核确认后再打印。"
        raise Refused(sentence, code="certificate_premature", state=case.state)
    data = read_household(work, case.household_id or "")
    holder = applicant_of(work, case, work.get(Household, case.household_id or ""))
    if holder is None:
        raise Refused("没有登记户主，不能发证。请先在家庭档案里登记户主。", code="holder_missing")
    return data, holder
