"""Which applications a finished visit is the 入户调查 of: those of its household that wait for one.

Sources: 民发〔2021〕57号第十五条 (低保, 边缘, 刚性支出), 民发〔2021〕43号 (特困), 渝民发〔2017〕60号 (临时救助).
"""

from __future__ import annotations

from typing import Final

from app.domain import codes
from app.domain.permissions import Action, may
from app.models.assistance_case import AssistanceCase
from app.models.visit import Visit
from app.storage.unit_of_work import UnitOfWork

SURVEY: Final = "1"
RELIEF_CHECK: Final = "4"
"""VISIT_KIND."""
SEEN: Final = "1"
FROM_AFAR: Final = "4"
"""MET that count: who was not at home or let nobody in was not surveyed (domain C.7)."""
RELIEF: Final = "5"
"""SCHEME."""
AWAITING: Final = ("ACCEPTED", "CHECKING", "SURVEY", "OBJECTION", "FIRST_PAY", "PAPERWORK")
"""CASE_STATE from the acceptance to the end of the survey; in an emergency, once it is paid."""


def tell_cases(work: UnitOfWork, visit: Visit) -> tuple[str, ...]:
    """The applications know their survey from now on, and the visit its application; a sentence
    for each that was not named before, and for each that has no survey by a visit at which nobody
    was met. Only for whom applications are to write."""
    named = work.get(AssistanceCase, visit.case_id) if visit.case_id else None
    if named is not None and _counts(work, visit, named):
        named.survey_visit_id = visit.id
    if not may(work.actor.role, Action.CASE_WRITE):
        return ()
    if visit.met not in (SEEN, FROM_AFAR):
        return tuple(
            f"没有见到本人，这次不算{_name(one)}的入户调查" for one in _waiting(work, visit)
        )
    waiting = [one for one in _waiting(work, visit) if one is not named]
    taken = [one for one in waiting if _counts(work, visit, one)]
    for case in taken:
        case.survey_visit_id = visit.id
    if named is None and taken:
        visit.case_id = taken[0].id
    return tuple(f"已作为{_name(one)}的入户调查" for one in taken)


def _counts(work: UnitOfWork, visit: Visit, case: AssistanceCase) -> bool:
    """Whether somebody was met; by telephone or video it does not take the place of a visit at
    which they were seen."""
    if visit.met != FROM_AFAR or not case.survey_visit_id:
        return visit.met in (SEEN, FROM_AFAR)
    before = work.get(Visit, case.survey_visit_id, with_deleted=True)
    return before.is_deleted or before.met != SEEN


def _name(case: AssistanceCase) -> str:
    return f"{codes.SCHEME.label(case.scheme)}申请"


def _waiting(work: UnitOfWork, visit: Visit) -> list[AssistanceCase]:
    """The latest first."""
    if visit.visit_kind not in (SURVEY, RELIEF_CHECK):
        return []
    of_home = AssistanceCase.household_id == visit.household_id
    under_way = AssistanceCase.state.in_(AWAITING)
    found = work.find(AssistanceCase, of_home, under_way, order_by=(AssistanceCase.rowid_.desc(),))
    is_check = visit.visit_kind == RELIEF_CHECK
    return [one for one in found if one.scheme == RELIEF or not is_check]
