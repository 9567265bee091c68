"""E-07 审核确认表 out of the records: a case from its application to the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from app.domain import codes
from app.domain.assets import AssetVerdict, judge_assets
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.models.visit import Visit
from app.printing.approval_form_sheet import ApprovalMember, ApprovalSheet, CalculationLine
from app.printing.layout.signing import Signature
from app.services.aid import asked_by, what_if
from app.services.aid_facts import HouseholdData, facts_of, read_household
from app.services.aid_result import AidResult, from_tree
from app.services.press import (
    Press,
    disability_of,
    joined,
    listed,
    paper_number,
    relation_of,
    signatures,
)
from app.storage.unit_of_work import UnitOfWork

CODES: Final = {"1": "E-07", "3": "E-07-3", "4": "E-07-4"}
"""SCHEME of cases -> their form: 低保 and what goes by its steps."""
DECIDED: Final = frozenset(
    (
        "APPROVED",
        "REFUSED",
        "ACTIVE",
        "CHANGE",
        "INCREASE",
        "DECREASE",
        "DIFF",
        "FADE",
        "REASSESS",
        "STOPPED",
        "TERMINATING",
        "TERMINATED",
        "PAID",
        "RECOVER",
        "FILED",
    )
)
"""States of a case that was decided once, whatever became of it since."""
_NOTICED: Final = DECIDED | {"SUBMITTED", "CONFIRM"}
_KINDS: Final[Mapping[str, str]] = {"1": "新申请", "2": "单人户", "3": "复核", "4": "增减人员"}
_TOWNSHIP: Final = "2"
_WITHIN: Final = {True: "财产符合规定。", False: "财产超过规定。", None: "财产情况还不能判断。"}


def of_case(work: UnitOfWork, press: Press, case: AssistanceCase) -> ApprovalSheet:
    """The sheet of one case; the amounts are the decided ones, before that those worked out."""
    code = CODES[case.scheme or ""]
    data = read_household(work, case.household_id or "")
    household = data.household
    worked = worked_of(work, press, case, data)
    survey = work.get(Visit, case.survey_visit_id) if case.survey_visit_id else None
    signed = signatures(work, survey)
    applicant = applicant_of(work, case, household)
    assets = judged_of(work, press, data)
    day = case.decision_date or case.first_opinion_date or case.apply_date or work.today
    benefit, top_up, total = payable_of(case, worked)
    is_entrusted = (case.decision_level or press.pack.text("decision_level")) == _TOWNSHIP
    return ApprovalSheet(
        number=paper_number(code, case.org_code, case.id, case.apply_date or day),
        day=day,
        office=press.office(household.village_code or household.org_code),
        record=case.id,
        made_at=work.now,
        is_draft=case.state not in DECIDED,
        applicant=applicant.name if applicant else "",
        applicant_id_no=(applicant.id_no if applicant else None) or "",
        household_no=household.hh_no or "",
        area_kind=codes.AREA_KIND.label(household.dibao_area_type),
        case_kind=_KINDS.get(case.case_kind or "", "其他"),
        member_count=sum(member.counted is not False for member, _ in data.people),
        protected_count=worked.protected_count if worked else None,
        phone=(applicant.phone if applicant else None) or household.agent_phone or "",
        hardship=joined(
            listed(codes.HARDSHIP.label(each) for each in household.hardship or ()),
            household.hardship_note,
            by="：",
        ),
        hukou_address=household.hukou_addr or "",
        home_address=press.address(household),
        applied_on=case.apply_date,
        accepted_on=case.accept_date,
        members=tuple(_members(data)),
        calculation=tuple(calculation_of(worked, assets)) if worked else (),
        income_total=worked.income_total if worked else None,
        per_capita=worked.per_capita if worked else None,
        standard=worked.standard if worked else None,
        assets_conclusion=_told(assets),
        checked_on=case.check_return_date,
        check_result=codes.CHECK_RESULT.label(case.check_result),
        check_note=case.objection or "",
        survey_opinion=joined(survey.findings, survey.problems) if survey else "",
        survey_day=survey.ended_at.date() if survey and survey.ended_at else None,
        surveyors=tuple(signed.get(role, Signature()) for role in ("visitor1", "visitor2")),
        village_opinion=case.village_opinion or "",
        village_day=case.village_opinion_date,
        notice_from=case.notice_from,
        notice_to=case.notice_to,
        has_objection=objected(case),
        notice_note=case.notice_objection or "",
        benefit=benefit,
        top_up=top_up,
        month_total=total,
        benefit_from=case.benefit_from_month,
        township_opinion=case.first_opinion or "",
        township_day=case.first_opinion_date,
        is_entrusted=is_entrusted,
        county_opinion=joined(codes.CASE_RESULT.label(case.decision), case.decision_reason),
        decision_no=case.decision_no or "",
        county_day=case.decision_date,
        remarks=_remarks(case, worked),
    )


Payable = tuple[Decimal | None, Decimal | None, Decimal | None]


def payable_of(case: AssistanceCase, worked: AidResult | None) -> Payable:
    """The benefit, the top-ups, both together: as decided, before that as worked out."""
    if case.total_month is not None:
        return case.benefit_amount, case.topup_amount, case.total_month
    if worked is not None and worked.eligible:
        return worked.benefit, worked.top_up, worked.total
    return None, None, None


def worked_of(
    work: UnitOfWork, press: Press, case: AssistanceCase, data: HouseholdData
) -> AidResult | None:
    """The working kept with the case, else a fresh one; None where it cannot be worked out yet."""
    kept = from_tree(case.working)
    if kept is not None:
        return kept
    try:
        question = asked_by(work, case, data)
        return what_if(facts_of(data, work.today), press.pack, work.today, question)
    except Refused:
        return None


def applicant_of(work: UnitOfWork, case: AssistanceCase, household: Household) -> Person | None:
    person_id = case.person_id or household.applicant_id or household.head_id
    return work.get(Person, person_id, with_deleted=True) if person_id else None


def _members(data: HouseholdData) -> Iterator[ApprovalMember]:
    for member, person in data.people:
        yield ApprovalMember(
            name=person.name,
            relation=relation_of(member, person, data.household),
            sex=codes.SEX.label(person.sex),
            id_no=person.id_no or "",
            health=codes.HEALTH.label(person.health),
            disability=disability_of(person),
            employment=codes.EMPLOYMENT.label(person.employ),
            protected=member.protected,
        )


def judged_of(work: UnitOfWork, press: Press, data: HouseholdData) -> AssetVerdict | None:
    try:
        return judge_assets(facts_of(data, work.today), press.pack, work.today)
    except Refused:
        return None


def calculation_of(worked: AidResult, assets: AssetVerdict | None) -> Iterator[CalculationLine]:
    """The steps that are about money coming in or paid; the assets have a block of their own."""
    about_assets = {each.label for each in assets.steps} if assets else set[str]()
    for each in worked.steps:
        if each.label not in about_assets:
            yield CalculationLine(
                label=each.label,
                formula=joined(each.formula, each.note),
                amount=each.amount,
                basis=each.source,
            )


def told_assets(work: UnitOfWork, press: Press, data: HouseholdData) -> str:
    """What the family owns, and whether it is within the rules."""
    return _told(judged_of(work, press, data))


def _told(assets: AssetVerdict | None) -> str:
    if assets is None:
        return ""
    lines = [joined(f"{each.label}：{each.formula}", each.note, by="，") for each in assets.steps]
    return joined(*lines) + "。" * bool(lines) + _WITHIN[assets.within]


def objected(case: AssistanceCase) -> bool | None:
    """Whether somebody objected to the 公示; None while it is not over."""
    if case.notice_objection:
        return True
    return False if case.state in _NOTICED and case.notice_from else None


def _remarks(case: AssistanceCase, worked: AidResult | None) -> str:
    missing = f"尚缺：{listed(worked.missing)}" if worked and worked.missing else ""
    return joined(
        f"延长办理：{case.extend_reason or '未写明'}" if case.extended else "",
        "申请人是经办人员近亲属，已备案" if case.kin_filed else "",
        f"金额改动理由：{case.override_reason}" if case.override_reason else "",
        "存量导入，申请步骤见原档案" if case.is_migrated else "",
        missing,
    )
