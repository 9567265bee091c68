"""E-21 to E-23 out of how a child is looked after: entrusted care, calls, assessments."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from app.domain import codes
from app.domain import codes_children as of_children
from app.domain.guardian_scale import GUARDIANSHIP
from app.domain.months import age_on
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.person import Person
from app.printing.child_check_in import ChildCheckInSheet
from app.printing.entrusted_care import EntrustedCareSheet
from app.printing.guardian_assessment import GuardianAssessmentSheet, ScoredItem
from app.printing.person_block import PersonLines
from app.services.paper_children import FATHER, MOTHER, guardian_of, household_of, parents_of
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, joined
from app.storage.unit_of_work import UnitOfWork

AGREEMENT, TOLD, CHECK_IN, ASSESSMENT = "E-21", "E-21a", "E-22", "E-23"
_RISKS: Final = {"1": "低风险", "2": "中风险", "3": "高风险"}
_MET: Final = {"1": "见到", "4": "见到", "2": "未见到", "3": "未见到"}


# -- E-21, E-21a ---------------------------------------------------------------------------------


def agreement_of(work: UnitOfWork, press: Press, care: EntrustedCare) -> EntrustedCareSheet:
    """E-21: what parents and carer promise each other."""
    return EntrustedCareSheet(
        **head_of(work, press, AGREEMENT, care, care.signed_on), **_entrusted(work, press, care)
    )


def told_of(work: UnitOfWork, press: Press, care: EntrustedCare) -> EntrustedCareSheet:
    """E-21a: what school and village are told of it."""
    return EntrustedCareSheet(
        **head_of(work, press, TOLD, care, care.told_school or care.told_village),
        **_entrusted(work, press, care),
    )


def _entrusted(work: UnitOfWork, press: Press, care: EntrustedCare) -> dict[str, Any]:
    child = work.get(Child, care.child_id, with_deleted=True)
    person = work.get(Person, child.person_id, with_deleted=True)
    parents = parents_of(work, child)
    father, mother = parents.get(FATHER), parents.get(MOTHER)
    return {
        "child": person_lines(press, person, household_of(work, child)),
        "father": _named(father),
        "father_place": (father.work_place if father else None) or "",
        "mother": _named(mother),
        "mother_place": (mother.work_place if mother else None) or "",
        "carer": PersonLines(
            name=care.caregiver_name or "",
            born=care.caregiver_birth,
            id_no=care.caregiver_id_no or "",
            home_address=care.caregiver_addr or "",
            phone=care.caregiver_phone or "",
        ),
        "carer_relation": codes.RELATION.label(care.caregiver_relation),
        "reason": care.reason or "",
        "since": care.signed_on,
        "until": care.valid_to,
        "child_wish": care.child_wish or "",
        "unfit": tuple(of_children.UNFIT_CAREGIVER.label(each) for each in care.unfit or ()),
        "school": person.school or "",
        "village": _committee(press.village(child.village_code)),
    }


def _committee(village: str) -> str:
    """大湾村村民委员会, 凤山社区居民委员会."""
    if not village:
        return ""
    return f"{village}{'村民' if village.endswith('村') else '居民'}委员会"


def _named(one: ParentSituation | None) -> PersonLines:
    if one is None:
        return PersonLines()
    return PersonLines(
        name=one.name or "", born=one.birth_date, id_no=one.id_no or "", phone=one.phone or ""
    )


# -- E-22, E-23 ----------------------------------------------------------------------------------


def check_in_of(work: UnitOfWork, press: Press, call: ChildCheckIn) -> ChildCheckInSheet:
    """E-22: one call as it was written down."""
    child = work.get(Child, call.child_id, with_deleted=True)
    person = work.get(Person, child.person_id, with_deleted=True)
    day = call.called_at.date() if call.called_at else None
    trend = of_children.TREND.label(call.grades_trend)
    return ChildCheckInSheet(
        **head_of(work, press, CHECK_IN, call, day),
        child=person.name,
        age=_age(person, day or work.today),
        home_address=person_lines(press, person, household_of(work, child)).home_address,
        called_at=call.called_at,
        way=of_children.CHECK_IN_WAY.label(call.way),
        visitors=joined(*(call.visitors or ()), by="、"),
        met=_MET.get(call.met or "", ""),
        guardian=call.guardian_present or "",
        attitude=of_children.ATTITUDE.label(call.guardian_attitude),
        guardian_words=call.guardian_words or "",
        life=call.life or "",
        home_risks=tuple(of_children.HOME_RISK.label(each) for each in call.home_risks or ()),
        health=call.health_event or "",
        absent_days=call.absent_days,
        trend=trend,
        emotion=call.emotion or "",
        peers=call.peers or "",
        behaviours=tuple(of_children.CHILD_BEHAVIOUR.label(each) for each in call.behaviour or ()),
        contacts_week=call.contacts_week,
        contacts_month=call.contacts_month,
        harm_signs=tuple(of_children.HARM_SIGN.label(each) for each in call.harm_signs or ()),
        child_opinion=call.child_opinion or "",
        needs=tuple(of_children.CHILD_NEED.label(each) for each in call.needs or ()),
        service=call.service or "",
        risk_before=_RISKS.get(call.risk_before or "", ""),
        risk_after=_RISKS.get(call.risk_after or "", ""),
        next_on=call.next_date,
    )


def _age(person: Person, day: date) -> int | None:
    return age_on(person.birth_date, day) if person.birth_date else None


def assessment_of(
    work: UnitOfWork, press: Press, found: GuardianAssessment
) -> GuardianAssessmentSheet:
    """E-23: points, red lines and the level they come to."""
    child = work.get(Child, found.child_id, with_deleted=True)
    person = work.get(Person, child.person_id, with_deleted=True)
    state = GUARDIANSHIP.get(found.level or "")
    return GuardianAssessmentSheet(
        **head_of(work, press, ASSESSMENT, found, found.assess_date),
        child=person.name,
        age=_age(person, found.assess_date or work.today),
        guardian=guardian_of(work, child),
        trigger=of_children.ASSESSMENT_TRIGGER.label(found.trigger),
        items=tuple(
            ScoredItem(name=of_children.GUARDIAN_ITEM.label(code), points=int(points))
            for code, points in (found.items or {}).items()
        ),
        red_lines=tuple(of_children.RED_LINE.label(each) for each in found.red_lines or ()),
        total=found.total,
        level=_RISKS.get(found.level or "", ""),
        state=of_children.GUARDIANSHIP_LEVEL.label(state),
        opinion=found.opinion or "",
        measures=found.measures or "",
        next_on=found.next_date,
        assessed_on=found.assess_date,
    )
