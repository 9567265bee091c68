"""今日待办 about 特困 living at home: they are visited again and again (B.11, 民发〔2021〕43号 art. 33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.months import day_text
from app.models.assistance_case import AssistanceCase
from app.models.person import Person
from app.models.visit import Visit
from app.services.indicator_looks import FED, SCATTERED, TEKUN
from app.services.today_parts import Home, mine, task_of, with_home
from app.services.today_task import Look, TodayTask
from app.storage.unit_of_work import UnitOfWork

VISIT: Final = "3"
"""VISIT_KIND."""
_AHEAD: Final = 7


def visits(look: Look, kind: str) -> Iterator[TodayTask]:
    """Everybody fed at home whose last visit is longer ago than the case's own cycle, else the
    county's, or will be within a week. A visit that set the day of the next one is another rule's."""
    general = look.pack.parameters["tekun_visit_days"]
    wanted = (AssistanceCase.scheme == TEKUN) & AssistanceCase.state.in_(FED)
    wanted = wanted & (AssistanceCase.supply_mode == SCATTERED)
    for condition in mine(look, AssistanceCase):
        wanted = wanted & condition
    last = _last_visits(look.work)
    for case, home in with_home(look, AssistanceCase, wanted):
        seen, is_agreed = last.get(case.household_id or "", (None, False))
        if is_agreed:
            continue
        days = case.visit_cycle or look.pack.whole("tekun_visit_days")
        due = (seen or _begun(case, look.day)) + timedelta(days=days)
        if due <= look.day + timedelta(days=_AHEAD):
            yield _task(look, kind, case, home, seen, due, general.source)


def _task(
    look: Look,
    kind: str,
    case: AssistanceCase,
    home: Home,
    seen: date | None,
    due: date,
    basis: str,
) -> TodayTask:
    who = look.work.get(Person, case.person_id).name if case.person_id else home.head
    told = f"上次{day_text(seen)}" if seen else "还没有探访过"
    why = f"{who}分散供养，{told}，应于{day_text(due)}前探访"
    return task_of(look, kind, "特困探访", home, why, basis, due, about=case)


def _begun(case: AssistanceCase, today: date) -> date:
    return case.benefit_from_month or case.decision_date or case.state_since or today


def _last_visits(work: UnitOfWork) -> dict[str, tuple[date | None, bool]]:
    """Household -> the day of the last 特困探访 that was made, and whether it set the next day."""
    newest = (
        select(Visit.household_id, func.max(Visit.rowid_).label("rowid"))
        .where(
            Visit.visit_kind == VISIT, Visit.started_at.is_not(None), Visit.is_deleted.is_(False)
        )
        .group_by(Visit.household_id)
        .subquery()
    )
    found: dict[str, tuple[date | None, bool]] = {}
    rows: Any = work.session.scalars(select(Visit).join(newest, newest.c.rowid == Visit.rowid_))
    for visit in rows:
        day = visit.started_at.date() if visit.started_at else None
        found[visit.household_id or ""] = (day, visit.next_date is not None)
    return found
