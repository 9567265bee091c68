"""E-13 临时救助申请审核审批表 out of a case and what is known of its emergency."""

from __future__ import annotations

from typing import Final

from app.domain import codes, codes_registers
from app.domain.money import ZERO
from app.models.assistance_case import AssistanceCase
from app.models.temporary_relief import TemporaryRelief
from app.models.visit import Visit
from app.printing.layout.signing import Signature
from app.printing.relief_approval import ReliefSheet
from app.services.aid_facts import read_household
from app.services.paper_approval import DECIDED
from app.services.paper_family import applicant
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, joined, signatures
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-13"
_TOWNSHIP: Final = "2"


def of_case(work: UnitOfWork, press: Press, case: AssistanceCase) -> ReliefSheet:
    """The sheet of one case of 临时救助."""
    data = read_household(work, case.household_id or "")
    relief = _relief(work, case)
    before = _before(work, case)
    survey = work.get(Visit, case.survey_visit_id) if case.survey_visit_id else None
    signed = signatures(work, survey)
    paid = [each.amount or ZERO for each in before]
    is_entrusted = (case.decision_level or press.pack.text("decision_level")) == _TOWNSHIP
    return ReliefSheet(
        **head_of(work, press, CODE, case, case.decision_date or case.apply_date),
        is_draft=case.state not in DECIDED,
        person=person_lines(press, applicant(work, data.household, case), data.household),
        member_count=sum(member.counted is not False for member, _ in data.people),
        last_day=before[0].pay_date if before else None,
        last_amount=before[0].amount if before else None,
        times=len(before),
        times_amount=sum(paid, ZERO),
        other_aid=_other_aid(data.household.class_now),
        kind=codes_registers.RELIEF_KIND.label(relief.kind),
        cause=codes_registers.RELIEF_CAUSE.label(relief.cause),
        happened_on=relief.incident_date,
        situation=relief.situation or "",
        self_paid=relief.self_paid,
        first_at=relief.first_pay_at,
        first_amount=relief.first_pay_amount,
        first_source=codes_registers.FIRST_PAY_SOURCE.label(relief.first_pay_source),
        made_up_on=relief.paperwork_done,
        findings=joined(survey.findings, survey.problems) if survey else "",
        survey_day=survey.ended_at.date() if survey and survey.ended_at else None,
        surveyors=tuple(signed.get(role, Signature()) for role in ("visitor1", "visitor2")),
        village_opinion=case.village_opinion or "",
        village_day=case.village_opinion_date,
        forms=tuple(codes_registers.AID_FORM.label(each) for each in relief.aid_forms or ()),
        goods=relief.goods or "",
        amount=relief.amount,
        township_opinion=case.first_opinion or "",
        township_day=case.first_opinion_date,
        is_entrusted=is_entrusted,
        county_opinion=joined(codes.CASE_RESULT.label(case.decision), case.decision_reason),
        decision_no=case.decision_no or "",
        county_day=case.decision_date,
        pay_way=codes_registers.PAY_WAY.label(relief.pay_way),
        paid_on=relief.pay_date,
    )


def _relief(work: UnitOfWork, case: AssistanceCase) -> TemporaryRelief:
    """What the case knows besides itself; nothing where nobody has entered it yet."""
    found = work.find(TemporaryRelief, TemporaryRelief.case_id == case.id, limit=1)
    return found[0] if found else TemporaryRelief(case_id=case.id)


def _before(work: UnitOfWork, case: AssistanceCase) -> list[TemporaryRelief]:
    """What the family was paid before in this year, the newest first."""
    year = (case.apply_date or work.today).year
    found = work.find(
        TemporaryRelief,
        TemporaryRelief.household_id == case.household_id,
        TemporaryRelief.case_id != case.id,
        TemporaryRelief.pay_date.is_not(None),
    )
    paid = [(each.pay_date, each) for each in found if each.pay_date and each.pay_date.year == year]
    return [each for _, each in sorted(paid, key=lambda pair: pair[0], reverse=True)]


def _other_aid(class_now: str | None) -> str:
    return "" if class_now in (None, "0") else codes.HOUSEHOLD_CLASS.label(class_now)
