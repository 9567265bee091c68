"""待办: tasks that somebody notes, ticks off, or gives up. What follows from dates is ``today``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.permissions import Action
from app.models.household import Household
from app.models.task import Task
from app.services import records
from app.services.permitted import needs
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

OPEN: Final = "1"
DONE: Final = "2"
GIVEN_UP: Final = "3"


@needs(Action.TASK_WRITE)
def add_task(work: UnitOfWork, values: Mapping[str, Any], household_id: str | None = None) -> Saved:
    """Note a task, for a household or for oneself."""
    about: dict[str, Any] = {}
    if household_id is not None:
        about = {
            "household_id": household_id,
            "about_noun": Household.noun,
            "about_id": household_id,
        }
    return records.write(work, Task, {"owner_id": work.actor.id, **about, **values})


@needs(Action.TASK_WRITE)
def finish_task(work: UnitOfWork, task_id: str, note: str = "") -> Saved:
    """Tick a task off, today."""
    return _close(work, task_id, DONE, note)


@needs(Action.TASK_WRITE)
def give_up_task(work: UnitOfWork, task_id: str, reason: str) -> Saved:
    """A task that is no longer to be done; the reason stays with it."""
    return _close(work, task_id, GIVEN_UP, reason)


@needs(Action.TASK_WRITE)
def reopen_task(work: UnitOfWork, task_id: str) -> Saved:
    """Undo of both."""
    values = {"state": OPEN, "done_date": None}
    return records.write(work, Task, values, record=work.get(Task, task_id))


def _close(work: UnitOfWork, task_id: str, state: str, note: str) -> Saved:
    task = work.get(Task, task_id)
    told = "；".join(each for each in (task.note, note.strip()) if each) or None
    values = {"state": state, "done_date": work.today, "note": told}
    return records.write(work, Task, values, record=task)
