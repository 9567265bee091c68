"""救助核算: what a household or a case comes to in a month, every step with its source.

Worked out anew whenever it is asked for; ``record_working`` keeps it with a case. It suggests, and
people decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.domain import codes
from app.domain.assets import judge_assets
from app.domain.child_allowance import LAYERS, ChildFacts, work_out_child
from app.domain.classification import classify
from app.domain.entitlement import (
    Entitlement,
    Layer,
    Scheme,
    work_out_dibao,
    work_out_single_person,
)
from app.domain.household_facts import HouseholdFacts
from app.domain.household_income import count_income
from app.domain.money import ZERO, to_fen
from app.domain.months import month_end, month_of
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.domain.steps import Step
from app.domain.tekun import TekunFacts, work_out_tekun
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.services.aid_facts import HouseholdData, facts_of, gaps_of, read_household
from app.services.aid_result import AidResult, to_tree
from app.services.child_aid import child_facts
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage.unit_of_work import UnitOfWork

SINGLE: Final = "2"
"""CASE_KIND."""
_BEDRIDDEN_MONTHS: Final = 6
"""What 长期卧床 in a person's file stands for."""


@dataclass(frozen=True)
class AidQuestion:
    """What is asked: which scheme, for whom, with what a case knows of a 特困 person or a child.

    ``person_id`` is the applicant of a 单人户 or 特困 case, or the child; ``failed_items`` of six;
    ``half_by``: why half care was set; ``decided``: the decision's day.
    """

    scheme: str = Scheme.DIBAO
    person_id: str | None = None
    is_single: bool = False
    failed_items: int | None = None
    decided: date | None = None
    child: ChildFacts | None = None
    half_by: str | None = None


@needs(Action.CASE_READ)
def work_out(
    work: UnitOfWork, pack: RulePack, household_id: str, month: date | None = None
) -> AidResult:
    """低保 of a household as it stands, with what else it may belong to.

    Raises ``Refused``: area_missing, no_member, standard_missing, out_of_reach.
    """
    data = _reached(work, household_id)
    return _result(data, pack, month or work.today, AidQuestion())


@needs(Action.CASE_READ)
def work_out_case(
    work: UnitOfWork, pack: RulePack, case_id: str, month: date | None = None
) -> AidResult:
    """What a case comes to by its scheme: 低保, 单人户, 特困, 低保边缘, 刚性支出困难, or a child's.

    Raises as ``work_out``, and ``Refused`` scheme_not_worked_out, applicant_missing, child_missing.
    """
    case = work.get(AssistanceCase, case_id)
    data = _reached(work, case.household_id or "")
    return _result(data, pack, month or work.today, asked_by(work, case, data))


@needs(Action.CASE_WRITE)
def record_working(
    work: UnitOfWork, pack: RulePack, case_id: str, month: date | None = None
) -> AidResult:
    """Work a case out and keep the steps with it, and by which rule pack."""
    result = work_out_case(work, pack, case_id, month)
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    keep_working(work, case, result)
    return result


def keep_working(work: UnitOfWork, case: AssistanceCase, result: AidResult) -> None:
    """Write a result into its case: the steps, by which rules, when and by whom."""
    case.working = to_tree(result) | {
        "worked_at": work.now.isoformat(timespec="seconds"),
        "worked_by": work.actor.id,
    }
    case.rule_pack = f"{result.pack_id} 第{result.pack_version}版"
    case.worked_out_for = result.month


@needs(Action.CASE_READ)
def facts_for(work: UnitOfWork, household_id: str) -> HouseholdFacts:
    """The facts of a household, to try changes on with ``what_if``."""
    return facts_of(_reached(work, household_id), work.today)


def what_if(
    facts: HouseholdFacts, pack: RulePack, month: date, question: AidQuestion | None = None
) -> AidResult:
    """The result for facts that nobody saved: another income, one member more, a changed pack."""
    question = question or AidQuestion()
    if question.child is not None:
        return _of_child(facts, question.child, pack, month, question)
    found = _entitlement(facts, pack, month, question)
    income = count_income(facts, pack, month_of(month))
    members, protected = len(facts.counted()), len(facts.protected())
    if question.is_single or question.scheme == Scheme.TEKUN:
        protected = 1
    return AidResult(
        question.scheme,
        codes.SCHEME.label(question.scheme),
        found.month,
        found.layer,
        found.eligible,
        codes.AREA_KIND.label(facts.area_kind),
        members,
        protected,
        to_fen(income.net),
        found.per_capita if question.is_single else income.per_capita,
        found.standard,
        found.total - found.top_up_total,
        found.top_up_total,
        found.total,
        found.first_month,
        found.steps,
        found.missing,
        found.suggestions if question.is_single else classify(facts, pack, month).suggestions,
        pack.id,
        pack.version,
        pack.name,
    )


def asked_by(work: UnitOfWork, case: AssistanceCase, data: HouseholdData) -> AidQuestion:
    """What a case asks, with what is known of the child it is for.

    Raises as ``question_of``, and ``Refused`` child_missing.
    """
    question = question_of(case, data)
    if question.scheme not in LAYERS:
        return question
    return replace(question, child=child_facts(work, question.person_id or ""))


def question_of(case: AssistanceCase, data: HouseholdData) -> AidQuestion:
    """What a case asks. Raises ``Refused`` scheme_not_worked_out, applicant_missing."""
    scheme = case.scheme or ""
    if scheme not in tuple(Scheme):
        sentence = "这个救助项目的金额不在这里核算。请按审批表填写金额。"
        raise Refused(sentence, code="scheme_not_worked_out", scheme=scheme)
    is_single = scheme == Scheme.DIBAO and case.case_kind == SINGLE
    needs_person = is_single or scheme in LAYERS
    person_id = case.person_id or (None if needs_person else data.household.head_id)
    if (needs_person or scheme == Scheme.TEKUN) and person_id not in data.names:
        sentence = "没有选申请的是哪位家庭成员。请在申请里选择对象。"
        raise Refused(sentence, code="applicant_missing")
    half_by = case.care_override_reason if case.care_grade_override else None
    return AidQuestion(
        scheme,
        person_id,
        is_single,
        case.self_care_fails,
        case.decision_date,
        half_by=half_by,
    )


def _reached(work: UnitOfWork, household_id: str) -> HouseholdData:
    require_reach(work, work.get(Household, household_id))
    return read_household(work, household_id)


def _result(data: HouseholdData, pack: RulePack, month: date, question: AidQuestion) -> AidResult:
    return with_gaps(what_if(facts_of(data, month_end(month)), pack, month, question), data)


def with_gaps(result: AidResult, data: HouseholdData) -> AidResult:
    """A result that also says which amounts are wanting in the records."""
    return replace(result, missing=(*gaps_of(data), *result.missing))


def _entitlement(
    facts: HouseholdFacts, pack: RulePack, month: date, question: AidQuestion
) -> Entitlement:
    decided = question.decided
    if question.scheme == Scheme.TEKUN:
        return work_out_tekun(
            _tekun_facts(facts, pack, month, question), pack, month, decided=decided
        )
    if question.is_single:
        return work_out_single_person(facts, question.person_id or "", pack, month, decided=decided)
    found = work_out_dibao(facts, pack, month, decided=decided)
    if question.scheme in _LAYERED:
        return _layer(found, facts, pack, month, question.scheme)
    return found


_LAYERED: Final = {Scheme.EDGE: "edge", Scheme.RIGID: "rigid"}
"""Scheme without money -> the rule that suggests it."""


def _layer(
    found: Entitlement, facts: HouseholdFacts, pack: RulePack, month: date, scheme: str
) -> Entitlement:
    """低保边缘 or 刚性支出困难: no money, only whether it fits, and what is wanting to say so."""
    rule = _LAYERED[Scheme(scheme)]
    [told] = [each for each in classify(facts, pack, month).suggestions if each.rule == rule]
    layer = Layer.EDGE if scheme == Scheme.EDGE else Layer.RIGID
    kept = tuple(each for each in found.steps if not each.adds)
    reason = Step(f"归类：{told.layer}", told.text, None, told.source, told.note)
    return replace(
        found,
        scheme=Scheme(scheme),
        eligible=bool(told.fits),
        layer=layer if told.fits else Layer.NONE,
        benefit=ZERO,
        top_ups=(),
        total=ZERO,
        first_month=None,
        steps=(*kept, reason),
        missing=told.missing,
    )


def _of_child(
    facts: HouseholdFacts, child: ChildFacts, pack: RulePack, month: date, question: AidQuestion
) -> AidResult:
    found = work_out_child(child, Scheme(question.scheme), pack, month, decided=question.decided)
    return AidResult(
        question.scheme,
        codes.SCHEME.label(question.scheme),
        found.month,
        found.layer,
        found.eligible,
        codes.AREA_KIND.label(facts.area_kind),
        1,
        1,
        ZERO,
        ZERO,
        found.standard,
        found.benefit,
        ZERO,
        found.total,
        found.first_month,
        found.steps,
        found.missing,
        (),
        pack.id,
        pack.version,
        pack.name,
    )


def _tekun_facts(
    facts: HouseholdFacts, pack: RulePack, month: date, question: AidQuestion
) -> TekunFacts:
    """无生活来源: income below the 低保 standard and assets within the rule (43号 art. 6)."""
    person = facts.member(question.person_id or facts.counted()[0].key)
    is_below = count_income(facts, pack, month_of(month)).is_below()
    no_income = judge_assets(facts, pack, month_of(month)).within if is_below else False
    return TekunFacts(
        person,
        question.failed_items,
        no_income=no_income,
        no_obligor=facts.obligors_unable,
        bedridden_months=_BEDRIDDEN_MONTHS if person.long_bedridden else 0,
        half_by=question.half_by,
    )
