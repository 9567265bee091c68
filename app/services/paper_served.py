"""E-06, E-06b and E-17 out of a case: what a family is told in writing, with its 送达回证."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain import codes
from app.domain.money import ZERO
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.printing.change_notice import ChangeSheet
from app.printing.confirm_notice import ConfirmSheet, ProvidedMember
from app.printing.intake_notice import IntakeSheet
from app.printing.refusal_notice import RefusalSheet
from app.printing.served import Delivery
from app.services.aid import SINGLE
from app.services.aid_facts import HouseholdData, read_household
from app.services.aid_result import AidResult
from app.services.paper_approval import (
    applicant_of,
    calculation_of,
    judged_of,
    payable_of,
    worked_of,
)
from app.services.paper_head import head_of
from app.services.paper_schemes import SCHEME_NAMES
from app.services.paper_tekun import parts_of
from app.services.press import Press, relation_of
from app.storage.unit_of_work import UnitOfWork

SUPPLEMENT: Final = "E-06"
ACCEPTED: Final = "E-06-2"
REJECTED: Final = "E-06-3"
REFUSED: Final = "E-06b"
CHANGED: Final = "E-17"
CONFIRMED: Final = "E-09"
_APPROVED: Final = frozenset(("APPROVED", "ACTIVE", "INCREASE", "DECREASE", "FADE"))
_CHANGES: Final = {"INCREASE": "增发", "DECREASE": "减发", "FADE": "渐退", "STOPPED": "停发"}
"""State of a case -> the word of the notice."""
_TEKUN: Final = "2"
_OVER_INCOME: Final = "人均收入超过标准"
_OVER_ASSETS: Final = "家庭财产超标"


# -- when ----------------------------------------------------------------------------------------


def lacks_papers(case: AssistanceCase) -> bool:
    """Whether there is something to be supplied that the family is told of."""
    return bool(case.missing_items)


def is_accepted(case: AssistanceCase) -> bool:
    return case.accept_date is not None


def is_rejected(case: AssistanceCase) -> bool:
    """不予受理: it ended before it was accepted."""
    return case.state == "REFUSED" and case.accept_date is None


def is_refused(case: AssistanceCase) -> bool:
    """不予确认: it was accepted, looked into and refused."""
    return case.state == "REFUSED" and case.accept_date is not None


def is_confirmed(case: AssistanceCase) -> bool:
    """Whether the family was found to be in need, and still is."""
    return case.decision_date is not None and case.state in _APPROVED


def is_changed(case: AssistanceCase) -> bool:
    return case.state in _CHANGES


# -- the sheets ----------------------------------------------------------------------------------


def supplement_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> IntakeSheet:
    """E-06; raises ``Refused`` notice_premature."""
    _require(case, lacks_papers(case), "这件申请没有登记要补正的材料。请先填写一次性告知补正。")
    day = case.missing_notice_date
    common = _common(work, press, SUPPLEMENT, case, day)
    return IntakeSheet(**common, applied_on=case.apply_date, missing=case.missing_items or "")


def accepted_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> IntakeSheet:
    """E-06-2; raises ``Refused`` notice_premature."""
    _require(case, is_accepted(case), "这件申请还没有受理。请在受理后再打印通知书。")
    return IntakeSheet(
        **_common(work, press, ACCEPTED, case, case.accept_date),
        applied_on=case.apply_date,
        case_no=case.case_no or "",
        accepted_on=case.accept_date,
    )


def rejected_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> IntakeSheet:
    """E-06-3; raises ``Refused`` notice_premature."""
    _require(case, is_rejected(case), "这件申请没有决定不予受理。请核对办理状态后再打印。")
    return IntakeSheet(
        **_common(work, press, REJECTED, case, case.decision_date or case.state_since),
        applied_on=case.apply_date,
        reason=case.decision_reason or "",
        delivery=_delivery(case),
    )


def refusal_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> RefusalSheet:
    """E-06b; raises ``Refused`` notice_premature."""
    _require(case, is_refused(case), "这件申请没有决定不予确认。请核对办理状态后再打印。")
    data = read_household(work, case.household_id or "")
    worked = worked_of(work, press, case, data)
    assets = judged_of(work, press, data)
    return RefusalSheet(
        **_common(work, press, REFUSED, case, case.decision_date or case.state_since),
        decision_no=case.decision_no or "",
        applied_on=case.apply_date,
        grounds=tuple(_grounds(worked, within=assets.within if assets else None)),
        reason=case.decision_reason or "",
        calculation=tuple(calculation_of(worked, assets)) if worked else (),
        income_total=worked.income_total if worked else None,
        per_capita=worked.per_capita if worked else None,
        standard=worked.standard if worked else None,
        delivery=_delivery(case),
    )


def confirm_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> ConfirmSheet:
    """E-09; raises ``Refused`` notice_premature."""
    _require(case, is_confirmed(case), "这件申请还没有确认。请在审核确认后再打印通知书。")
    data = read_household(work, case.household_id or "")
    is_alone = case.scheme == _TEKUN or case.case_kind == SINGLE
    worked = worked_of(work, press, case, data)
    parts = parts_of if case.scheme == _TEKUN else payable_of
    benefit, top_up, month_total = parts(case, worked)
    members = tuple(provided(data, case.person_id if is_alone else None))
    return ConfirmSheet(
        **_common(work, press, CONFIRMED, case, case.decision_date),
        decision_no=case.decision_no or "",
        decided_on=case.decision_date,
        kind=codes.AREA_KIND.label(data.household.dibao_area_type)
        or codes.SUPPLY_MODE.label(case.supply_mode),
        members=members,
        protected_count=len(members),
        benefit=benefit,
        top_up=top_up,
        month_total=month_total,
        from_month=case.benefit_from_month,
        valid_to=case.valid_to,
        delivery=_delivery(case),
    )


def provided(data: HouseholdData, person_id: str | None) -> Iterator[ProvidedMember]:
    """Those the decision is about: one person, or all of the family that are protected."""
    for member, person in data.people:
        is_meant = person.id == person_id if person_id else member.protected is not False
        if is_meant:
            relation = relation_of(member, person, data.household)
            yield ProvidedMember(name=person.name, relation=relation, born=person.birth_date)


def change_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> ChangeSheet:
    """E-17; raises ``Refused`` notice_premature."""
    _require(case, is_changed(case), "保障金没有变更或停发。请核对办理状态后再打印。")
    data = read_household(work, case.household_id or "")
    before, after = _amounts(case, data)
    return ChangeSheet(
        **_common(work, press, CHANGED, case, case.state_since or case.decision_date),
        decision_no=case.decision_no or "",
        kind=_CHANGES[case.state or ""],
        before=before,
        after=after,
        month=case.benefit_from_month if case.state in ("INCREASE", "DECREASE") else None,
        reason=case.decision_reason or "",
        delivery=_delivery(case),
    )


def _require(case: AssistanceCase, is_time: bool, sentence: str) -> None:
    if not is_time:
        raise Refused(sentence, code="notice_premature", state=case.state)


def _common(
    work: UnitOfWork, press: Press, code: str, case: AssistanceCase, day: date | None
) -> dict[str, Any]:
    """What all of them begin with; the day is that of the decision, else today."""
    household = work.get(Household, case.household_id or "")
    applicant = applicant_of(work, case, household)
    return {
        **head_of(work, press, code, case, day),
        "scheme": SCHEME_NAMES[case.scheme or ""],
        "applicant": applicant.name if applicant else "",
    }


def _delivery(case: AssistanceCase) -> Delivery:
    return Delivery(way=codes.NOTIFY_WAY.label(case.notify_way), day=case.notify_date)


def _grounds(worked: AidResult | None, *, within: bool | None) -> Iterator[str]:
    """What the working itself shows; the rest is ticked by pen."""
    if worked is not None and worked.per_capita > worked.standard:
        yield _OVER_INCOME
    if within is False:
        yield _OVER_ASSETS


def _amounts(case: AssistanceCase, data: HouseholdData) -> tuple[Decimal | None, Decimal | None]:
    """The household's amount is the old one until the new one takes effect."""
    if case.state == "STOPPED":
        return case.total_month, ZERO
    if case.state == "FADE":
        return data.household.benefit_month, None
    return data.household.benefit_month, case.total_month
