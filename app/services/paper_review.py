"""E-16 定期核查表 out of the records: a family that is provided for, last time and now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from app.domain import codes
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.models.visit import Visit
from app.printing.layout.signing import Signature
from app.printing.review_check import ReviewLine, ReviewSheet
from app.printing.wording import figures, total
from app.services.aid import asked_by, what_if
from app.services.aid_facts import HouseholdData, facts_of, read_household
from app.services.aid_result import AidResult, from_tree
from app.services.paper_economic_check import FINANCIAL, HOMES, VEHICLES
from app.services.paper_head import head_of
from app.services.press import Press, joined, signatures
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-16"
KIND: Final = "2"
"""VISIT_KIND of the visits this form is for."""
_PROVIDED: Final = ("ACTIVE", "INCREASE", "DECREASE", "FADE")
_CYCLES: Final = {"12": "每年", "6": "每半年", "3": "每季度"}


def of_visit(work: UnitOfWork, press: Press, visit: Visit) -> ReviewSheet:
    """The sheet of one 定期核查; raises ``Refused`` paper_not_for_visit."""
    if visit.visit_kind != KIND:
        sentence = "这张表用于定期核查。请选择一次定期核查的走访。"
        raise Refused(sentence, code="paper_not_for_visit", kind=visit.visit_kind)
    return _sheet(work, press, read_household(work, visit.household_id or ""), visit)


def of_household(work: UnitOfWork, press: Press, household: Household) -> ReviewSheet:
    """What is known before anybody went there, to be taken along."""
    return _sheet(work, press, read_household(work, household.id), None)


def _sheet(work: UnitOfWork, press: Press, data: HouseholdData, visit: Visit | None) -> ReviewSheet:
    household = data.household
    case = _provided(work, household)
    last = from_tree(case.working) if case else None
    now = _now(work, press, data, case)
    day = visit.started_at.date() if visit and visit.started_at else None
    head = work.get(Person, household.head_id or "", with_deleted=True)
    signed = signatures(work, visit)
    protected = sum(
        member.protected is not False and member.counted is not False for member, _ in data.people
    )
    return ReviewSheet(
        **head_of(work, press, CODE, visit or household, day),
        is_draft=visit is None or visit.ended_at is None,
        head=head.name,
        household_no=household.hh_no or "",
        area_kind=codes.AREA_KIND.label(household.dibao_area_type),
        cycle=_CYCLES.get(household.review_cycle or "", ""),
        home_address=press.address(household),
        phone=head.phone or "",
        member_count=sum(member.counted is not False for member, _ in data.people),
        protected_count=now.protected_count if now else protected,
        benefit=household.benefit_month,
        due_on=household.next_review,
        lines=tuple(_lines(data, last, now)),
        findings=joined(visit.findings, visit.problems) if visit else "",
        reviewed_on=visit.ended_at.date() if visit and visit.ended_at else None,
        respondent=signed.get("respondent", Signature()),
        staff=tuple(signed.get(role, Signature()) for role in ("visitor1", "visitor2")),
    )


def _provided(work: UnitOfWork, household: Household) -> AssistanceCase | None:
    """The case by which the family is provided for."""
    found = work.find(
        AssistanceCase,
        AssistanceCase.household_id == household.id,
        AssistanceCase.state.in_(_PROVIDED),
        order_by=(AssistanceCase.rowid_.desc(),),
        limit=1,
    )
    return found[0] if found else None


def _now(
    work: UnitOfWork, press: Press, data: HouseholdData, case: AssistanceCase | None
) -> AidResult | None:
    """Worked out of the file as it stands; None where it cannot be yet."""
    try:
        question = asked_by(work, case, data) if case else None
        return what_if(facts_of(data, work.today), press.pack, work.today, question)
    except Refused:
        return None


def _lines(
    data: HouseholdData, last: AidResult | None, now: AidResult | None
) -> Iterator[ReviewLine]:
    """What is compared; what of last time is not known any more stays empty for the pen."""
    yield ReviewLine(
        label="家庭月总收入",
        last=figures(last.income_total if last else None),
        now=figures(now.income_total if now else None),
    )
    yield ReviewLine(
        label="月人均收入",
        last=figures(last.per_capita if last else None),
        now=figures(now.per_capita if now else None),
    )
    financial = [each.value for each in data.assets if each.kind in FINANCIAL]
    yield ReviewLine(label="金融资产", now=figures(total(financial)))
    yield ReviewLine(label="机动车辆（辆）", now=_count(data, VEHICLES))
    yield ReviewLine(label="住房（处）", now=_count(data, HOMES))


def _count(data: HouseholdData, kinds: Collection[str]) -> str:
    return str(sum(each.kind in kinds for each in data.assets))
