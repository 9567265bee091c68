"""The rules of 今日待办 about money and standings: 提标 (AL-11), 渐退 (AL-12), what is valid only for a
time, relief in an emergency, and the month's roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, select

from app.domain.codes import SCHEME
from app.domain.deadlines import due_at, due_on
from app.domain.money import written
from app.domain.months import day_text
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.temporary_relief import TemporaryRelief
from app.services.household_list import ENDED
from app.services.relief_guards import EMERGENCY
from app.services.standard_rise import newly_fitting
from app.services.today_parts import (
    HEAD,
    TodayRule,
    home_of,
    households,
    mine,
    task_of,
    with_home,
)
from app.services.today_task import AHEAD, Look, TodayTask

RISE_MONTHS: Final = 3
"""For how long after a raised standard those who now qualify are looked for."""
_VALID: Final = ("3", "4")


def _newly_fitting(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-11: a 低保边缘 family that is below the standard in force (民发〔2021〕57号第四条).

    It costs a calculation for every family: only while a raised standard is new.
    """
    if not _is_rise_recent(look):
        return
    basis = look.pack.rules["dibao"].source
    for line in newly_fitting(look.work, look.pack, look.day):
        [(household, head)] = households(look, Household.id == line.household_id)
        why = f"按现行标准符合低保，预计每月{written(line.new)}元，请告知申请"
        yield task_of(
            look, kind, "提标后新符合低保", home_of(household, head), why, basis, None,
            about=household,
        )  # fmt: skip


def _fades(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-12: a 渐退 ends within 30 days, or has ended."""
    basis = look.pack.rules["fade"].source
    ending = and_(
        AssistanceCase.state == "FADE",
        AssistanceCase.valid_to <= look.day + timedelta(days=AHEAD),
        *mine(look, AssistanceCase),
    )
    for case, home in with_home(look, AssistanceCase, ending):
        why = f"渐退期到{day_text(case.valid_to)}止，期满停发"
        yield task_of(look, kind, "渐退期满", home, why, basis, case.valid_to, about=case)


def _validity(look: Look, kind: str) -> Iterator[TodayTask]:
    """A standing as 低保边缘 or 刚性支出困难 ends within 30 days."""
    ending = and_(
        AssistanceCase.scheme.in_(_VALID),
        AssistanceCase.state == "ACTIVE",
        AssistanceCase.valid_to <= look.day + timedelta(days=AHEAD),
        *mine(look, AssistanceCase),
    )
    for case, home in with_home(look, AssistanceCase, ending):
        name = SCHEME.label(case.scheme)
        why = f"{name}有效期到{day_text(case.valid_to)}止，请核查或告知重新申请"
        basis = look.pack.workflow_of(case.scheme or "").source
        yield task_of(look, kind, "有效期届满", home, why, basis, case.valid_to, about=case)


def _emergencies(look: Look, kind: str) -> Iterator[TodayTask]:
    """Relief at once that was not given yet, and papers still to be made up for."""
    for relief, case, home in _reliefs(look):
        if case.state in {"DRAFT", "APPLIED", "ACCEPTED"} and relief.clue_at is not None:
            rule = look.pack.deadline("TR-FIRSTPAY", relief.clue_at.date())
            until = due_at(rule, relief.clue_at)
            why = f"急难型救助，应在{day_text(until.date())}{until:%H:%M}前先行救助"
            yield task_of(look, kind, rule.name, home, why, rule.source, until.date(), about=case)
        elif case.state == "PAPERWORK" and relief.emergency_end is not None:
            papers = look.pack.deadline("TR-PAPERWORK", relief.emergency_end)
            counted = due_on(papers, relief.emergency_end, look.calendar)
            why = f"急难已于{day_text(relief.emergency_end)}缓解，请补齐手续"
            yield task_of(
                look, kind, papers.name, home, why, papers.source, counted.day,
                about=case, is_estimate=counted.estimated,
            )  # fmt: skip


def _reliefs(look: Look) -> Iterator[tuple[TemporaryRelief, AssistanceCase, Any]]:
    wanted = (
        select(TemporaryRelief, AssistanceCase, Household, HEAD)
        .join(AssistanceCase, AssistanceCase.id == TemporaryRelief.case_id)
        .join(Household, Household.id == AssistanceCase.household_id)
        .outerjoin(HEAD, HEAD.id == Household.head_id)
        .where(
            TemporaryRelief.kind == EMERGENCY,
            TemporaryRelief.is_deleted.is_(False),
            AssistanceCase.state.not_in(ENDED),
            *mine(look, AssistanceCase),
        )
    )
    for relief, case, household, head in look.work.session.execute(wanted):
        yield relief, case, home_of(household, head)


def _is_rise_recent(look: Look) -> bool:
    effective = look.pack.standard_row(look.day).effective
    months = (look.day.year - effective.year) * 12 + look.day.month - effective.month
    return 0 <= months < RISE_MONTHS


RULES: Final[Mapping[str, TodayRule]] = {
    "emergency": TodayRule("先行救助", _emergencies, Action.CASE_READ),
    "risen": TodayRule("提标后新符合", _newly_fitting, Action.CASE_READ),
    "fade": TodayRule("渐退期满", _fades, Action.CASE_READ),
    "validity": TodayRule("有效期届满", _validity, Action.CASE_READ),
}
"""Name -> rule."""
