"""今日待办: what has to be done, worked out from the records' own dates, and what somebody noted.

Nothing here is stored but the noted tasks: change the record and its task is gone (domain H.2).
The rules that look are in ``today_rules``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from app.domain.deadlines import Urgency
from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services.calendars import in_force
from app.services.permitted import needs
from app.services.today_rules import RULES
from app.services.today_task import Look, Today, TodayTask
from app.storage.unit_of_work import UnitOfWork

_ORDER: Final = (Urgency.OVERDUE, Urgency.RED, Urgency.AMBER, Urgency.GREEN)


@needs(Action.TASK_READ)
def today(
    work: UnitOfWork,
    pack: RulePack,
    calendar: WorkingCalendar,
    *,
    places: Divisions | None = None,
    limit: int = 200,
) -> Today:
    """The ranked list for this person on this day: overdue first, then by date, undated last."""
    look = Look(work, pack.on(work.today), in_force(work, calendar), places)
    ranked = sorted(_every(look), key=_rank)
    counts = Counter(each.kind for each in ranked)
    told = tuple((RULES[kind].label, count) for kind, count in counts.most_common())
    return Today(work.today, tuple(ranked[:limit]), len(ranked), told, _unknown(look, ranked))


def _every(look: Look) -> Iterator[TodayTask]:
    for kind, rule in RULES.items():
        if may(look.work.actor.role, rule.needs):
            yield from rule.look(look, kind)


def _unknown(look: Look, tasks: Iterable[TodayTask]) -> tuple[int, ...]:
    """The years without a holiday table on which a date rests."""
    dues = (one.due for one in tasks if one.is_estimate and one.due)
    years = {look.day.year, *(due.year for due in dues)}
    return tuple(sorted(one for one in years if not look.calendar.is_announced(one)))


def _rank(task: TodayTask) -> tuple[int, date, str, str]:
    return (
        _ORDER.index(task.urgency),
        task.due or date.max,
        task.kind,
        task.about_id,
    )
