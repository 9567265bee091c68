"""E-07-2, E-10a, E-11 and E-12 out of the records: 特困人员救助供养 from application to care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.domain import codes
from app.domain.codes_cases import SELF_CARE_ITEM
from app.domain.money import ZERO
from app.domain.tekun import FULL, HALF, SELF
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Obligor
from app.models.person import Person
from app.models.visit import Visit
from app.printing.care_agreement import CareAgreementSheet
from app.printing.layout.signing import Signature
from app.printing.self_care import ITEMS, RESULTS, AssessedItem, SelfCareSheet
from app.printing.tekun_application import (
    SUPPLY_MODES,
    TekunApplicationSheet,
    UnableObligor,
)
from app.printing.tekun_approval import TekunApprovalSheet
from app.printing.wording import total
from app.services.aid_facts import HouseholdData, own_income, read_household
from app.services.aid_result import AidResult
from app.services.paper_approval import (
    DECIDED,
    Payable,
    objected,
    told_assets,
    worked_of,
)
from app.services.paper_family import applicant
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, disability_of, joined, signatures
from app.storage.unit_of_work import UnitOfWork

APPROVAL: Final = "E-07-2"
APPLICATION: Final = "E-10a"
SELF_CARE: Final = "E-11"
AGREEMENT: Final = "E-12"
GRADES: Final[Mapping[str, str]] = {SELF: "全自理", HALF: "半护理", FULL: "全护理"}
_RESULTS: Final[Mapping[str, str]] = dict(zip((SELF, HALF, FULL), RESULTS, strict=True))
_MODES: Final = {"2": SUPPLY_MODES[0], "1": SUPPLY_MODES[1]}
_CARE_STEP: Final = "照料护理费"
_TOWNSHIP: Final = "2"
IN_A_HOME: Final = "2"
"""SUPPLY_MODE 集中供养."""


# -- E-10a ---------------------------------------------------------------------------------------


def application_of_case(
    work: UnitOfWork, press: Press, case: AssistanceCase
) -> TekunApplicationSheet:
    """The application that a case began with."""
    return _application(work, press, read_household(work, case.household_id or ""), case)


def application_of_household(
    work: UnitOfWork, press: Press, household: Household
) -> TekunApplicationSheet:
    """An application to be signed, before there is a case."""
    return _application(work, press, read_household(work, household.id), None)


def _application(
    work: UnitOfWork, press: Press, data: HouseholdData, case: AssistanceCase | None
) -> TekunApplicationSheet:
    household = data.household
    who = applicant(work, household, case)
    return TekunApplicationSheet(
        **head_of(work, press, APPLICATION, case or household, case.apply_date if case else None),
        person=person_lines(press, who, household),
        category=category_of(case),
        disability=disability_of(who) if who else "",
        agent=household.agent_name or "",
        agent_relation=codes.RELATION.label(household.agent_relation),
        agent_phone=household.agent_phone or "",
        labor=codes.LABOR.label(who.labor) if who else "",
        income=_income(data, who),
        obligors=tuple(_unable(data.obligors)),
        reason=household.hardship_note or "",
        mode=_MODES.get((case.supply_mode if case else None) or "", ""),
        applied_on=case.apply_date if case else None,
        received_on=case.accept_date if case else None,
    )


def category_of(case: AssistanceCase | None) -> str:
    return codes.TEKUN_CATEGORY.label(case.tekun_category) if case else ""


def _income(data: HouseholdData, who: Person | None) -> Decimal | None:
    return own_income(data, who.id) or None if who else None


def _unable(obligors: Sequence[Obligor]) -> Iterator[UnableObligor]:
    for each in obligors:
        yield UnableObligor(
            name=each.name or "",
            relation=codes.RELATION.label(each.relation),
            age=each.age,
            reason=joined(codes.NO_ABILITY_REASON.label(each.no_ability_reason), each.remark),
        )


# -- E-07-2 --------------------------------------------------------------------------------------


def approval_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> TekunApprovalSheet:
    """The sheet of one case; the amounts are the decided ones, before that those worked out."""
    data = read_household(work, case.household_id or "")
    who = applicant(work, data.household, case)
    worked = worked_of(work, press, case, data)
    survey = work.get(Visit, case.survey_visit_id) if case.survey_visit_id else None
    signed = signatures(work, survey)
    basic, care, month_total = parts_of(case, worked)
    is_entrusted = (case.decision_level or press.pack.text("decision_level")) == _TOWNSHIP
    grade = paid_grade_of(press, case, worked)
    return TekunApprovalSheet(
        **head_of(work, press, APPROVAL, case, case.decision_date or case.apply_date),
        is_draft=case.state not in DECIDED,
        person=person_lines(press, who, data.household),
        category=category_of(case),
        disability=disability_of(who) if who else "",
        applied_on=case.apply_date,
        accepted_on=case.accept_date,
        no_labor=codes.LABOR.label(who.labor) if who else "",
        no_income=_told_income(data, who),
        no_obligor=_told_obligors(data.obligors),
        assets=told_assets(work, press, data),
        failed_items=case.self_care_fails,
        care_grade=GRADES.get(grade, ""),
        mode=codes.SUPPLY_MODE.label(case.supply_mode),
        survey_opinion=joined(survey.findings, survey.problems) if survey else "",
        survey_day=survey.ended_at.date() if survey and survey.ended_at else None,
        surveyors=tuple(signed.get(role, Signature()) for role in ("visitor1", "visitor2")),
        village_opinion=case.village_opinion or "",
        village_day=case.village_opinion_date,
        notice_from=case.notice_from,
        notice_to=case.notice_to,
        has_objection=objected(case),
        notice_note=case.notice_objection or "",
        basic=basic,
        care=care,
        month_total=month_total,
        benefit_from=case.benefit_from_month,
        township_opinion=case.first_opinion or "",
        township_day=case.first_opinion_date,
        is_entrusted=is_entrusted,
        county_opinion=joined(codes.CASE_RESULT.label(case.decision), case.decision_reason),
        decision_no=case.decision_no or "",
        county_day=case.decision_date,
        remarks=f"延长办理：{case.extend_reason or '未写明'}" if case.extended else "",
    )


def parts_of(case: AssistanceCase, worked: AidResult | None) -> Payable:
    """Basic money, care money, both: as decided, before that as worked out.

    A decided sum that the working does not come to is not taken apart.
    """
    decided = case.total_month
    if worked is None or not worked.eligible or decided not in (None, worked.total):
        return None, None, decided
    care = total(each.amount for each in worked.steps if each.label.startswith(_CARE_STEP))
    return worked.total - (care or ZERO), care, worked.total


def grade_of(press: Press, case: AssistanceCase) -> str:
    """By the six items alone; blank while they were not looked at."""
    failed = case.self_care_fails
    if failed is None:
        return ""
    if failed >= press.pack.whole("care.full_from"):
        return FULL
    return HALF if failed >= press.pack.whole("care.half_from") else SELF


def paid_grade_of(press: Press, case: AssistanceCase, worked: AidResult | None) -> str:
    """The grade the care money is of: half where the rule or somebody sets it (D.8)."""
    steps = worked.steps if worked else ()
    paid = {f"{_CARE_STEP}（{name}）": grade for grade, name in GRADES.items()}
    found = [paid[each.label] for each in steps if each.label in paid]
    return found[0] if found else grade_of(press, case)


def _told_income(data: HouseholdData, who: Person | None) -> str:
    income = _income(data, who)
    return f"登记的月收入{income.normalize():f}元。" if income else "没有登记收入。"


def _told_obligors(obligors: Sequence[Obligor]) -> str:
    if not obligors:
        return "没有登记法定义务人。"
    return joined(
        *(joined(each.name, each.relation, each.reason, by="，") for each in _unable(obligors))
    )


# -- E-11 ----------------------------------------------------------------------------------------


def self_care_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> SelfCareSheet:
    """The assessment of a case."""
    household = work.get(Household, case.household_id or "")
    failed = case.self_care_fails
    items = tuple(AssessedItem(name=name, is_able=_is_able(case, name)) for name in ITEMS)
    return SelfCareSheet(
        **head_of(work, press, SELF_CARE, case, work.today),
        person=person_lines(press, applicant(work, household, case), household),
        items=items,
        failed=failed,
        assessed_on=case.assessed_on,
        result=_RESULTS.get(grade_of(press, case), ""),
    )


def _is_able(case: AssistanceCase, item: str) -> bool | None:
    """As it was said of each; where only the number was, none and all tell enough."""
    if case.unable_items is not None:
        return SELF_CARE_ITEM.code_of(item) not in case.unable_items
    sure = {0: True, len(ITEMS): False}
    return None if case.self_care_fails is None else sure.get(case.self_care_fails)


# -- E-12 ----------------------------------------------------------------------------------------


def agreement_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CareAgreementSheet:
    """The agreement of somebody who lives at home; the carer is for the pen.

    Raises ``Refused`` paper_not_for_mode.
    """
    if case.supply_mode == IN_A_HOME:
        sentence = "照料服务协议用于分散供养。集中供养的，请与供养服务机构签订协议。"
        raise Refused(sentence, code="paper_not_for_mode")
    data = read_household(work, case.household_id or "")
    household = data.household
    grade = paid_grade_of(press, case, worked_of(work, press, case, data))
    return CareAgreementSheet(
        **head_of(work, press, AGREEMENT, case, work.today),
        township=press.office(case.village_code or case.org_code),
        person=person_lines(press, applicant(work, household, case), household),
        grade=GRADES.get(grade, ""),
        fee=press.pack.amount(f"care.{grade}") if grade else None,
    )
