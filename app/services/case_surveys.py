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
RELIEF: Final = "5"
"""SCHEME."""
AWAITING: Final = ("ACCEPTED", "CHECKING", "SURVEY", "OBJECTION", "FIRST_PAY", "PAPERWORK")
"""CASE_STATE from the acceptance to the end of the survey; in an emergency, once it is paid."""


def tell_cases(work: UnitOfWork, visit: Visit) -> tuple[str, ...]:
    """The applications know their survey from now on, and the visit its application; a sentence
    for each that was not named before. Only for whom applications are to write."""
    named = visit.case_id
    if named is not None:
        work.get(AssistanceCase, named).survey_visit_id = visit.id
    if not may(work.actor.role, Action.CASE_WRITE):
        return ()
    waiting = [one for one in _waiting(work, visit) if one.id != named]
    for case in waiting:
        case.survey_visit_id = visit.id
    if named is None and waiting:
        visit.case_id = waiting[0].id
    return tuple(f"已作为{codes.SCHEME.label(one.scheme)}申请的入户调查" for one in waiting)


def _waiting(work: UnitOfWork, visit: Visit) -> list[AssistanceCase]:
    """The latest first."""
    if visit.visit_kind not in (SURVEY, RELIEF_CHECK):
        return []
    of_home = AssistanceCase.household_id == visit.household_id
    under_way = AssistanceCase.state.in_(AWAITING)
    found = work.find(AssistanceCase, of_home, under_way, order_by=(AssistanceCase.rowid_.desc(),))
    is_check = visit.visit_kind == RELIEF_CHECK
    return [one for one in found if one.scheme == RELIEF or not is_check]
