"""The tasks that a form makes: one of the answers of a group, due on a day or so many working days on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from app.domain.working_days import CountedDay, WorkingCalendar
from app.forms.outcome import ToldAnswer
from app.models.household import Household
from app.models.person import Person
from app.models.task import Task
from app.services.form_targets import FROM_DAY, TASK, WORKING_DAYS, field_of
from app.services.outcome_fields import PlannedChange, PlannedWrite, hindrance, put
from app.services.outcome_records import Subject
from app.storage.unit_of_work import UnitOfWork

OPEN: Final = "1"
"""TASK_STATE."""
MOST_DAYS: Final = 366
"""More working days than that are no deadline but a slip of the pen: the task has none."""


def task_writes(
    work: UnitOfWork,
    told: Sequence[ToldAnswer],
    subject: Subject,
    calendar: WorkingCalendar,
    day: date,
) -> Iterator[PlannedWrite]:
    """A task for each group that names one. ``day``: of the visit, from which is counted."""
    groups: dict[str, dict[str, Any]] = {}
    for one in told:
        known = field_of(one.target) if one.target.noun == TASK else None
        if known is not None:
            put(groups.setdefault(one.group, {}), known[1], one)
    for group, values in groups.items():
        if values.get("kind"):
            due = _counted(values, calendar, day)
            yield _task_write(work, group, values, subject, due.note if due else "")


def _counted(values: dict[str, Any], calendar: WorkingCalendar, day: date) -> CountedDay | None:
    """Put the day that the working days come to in the place of their number."""
    start, count = values.pop(FROM_DAY, None) or day, values.pop(WORKING_DAYS, None)
    if count is None or not 0 < count <= MOST_DAYS:
        return None
    due = calendar.add_working_days(start, count)
    values |= {"due_date": due.day, "due_rule": f"{count}个工作日"}
    if due.note:
        values["note"] = "；".join(one for one in (values.get("note"), due.note) if one)
    return due


def _task_write(
    work: UnitOfWork, group: str, values: dict[str, Any], subject: Subject, note: str
) -> PlannedWrite:
    """One task; one of the same kind about the same that is still open is put off instead."""
    is_of_person = subject.person_id is not None
    about = {
        "household_id": subject.household_id,
        "about_noun": Person.noun if is_of_person else Household.noun,
        "about_id": subject.person_id or subject.household_id,
    }
    found = work.find(
        Task,
        Task.kind == values["kind"],
        Task.household_id == subject.household_id,
        Task.about_id == about["about_id"],
        Task.state == OPEN,
        limit=1,
    )
    task = found[0] if found else None
    given = values if task else {**values, **about, "owner_id": work.actor.id}
    due = _due(values.get("due_date")) or "不限期"
    planned = PlannedChange(
        f"{TASK}:{group}",
        Task.noun,
        Task.title,
        values["kind"],
        _due(task.due_date) if task else "",
        f"{due}；{note}" if note else due,
        False,
        hindrance(work, Task, task, given),
        is_deed=True,
    )
    return PlannedWrite(planned, Task, task, given, TASK)


def _due(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日前" if day else ""
