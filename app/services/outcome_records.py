"""The records that a form's targets mean for one visit, and how they stood when its draft began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.forms.library import LibraryForm
from app.forms.outcome import FormTarget
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Household, Member
from app.models.person import Person
from app.services.form_targets import MEMBER, TASK, VISIT, field_of
from app.services.household_list import ENDED
from app.services.known_facts import canonical, living
from app.storage.unit_of_work import UnitOfWork

SEEN: Final = "seen"
"""Beside a draft's answers: the fields its form writes to, as they stood when it began."""


@dataclass(frozen=True)
class Subject:
    """Whom a visit is about. ``rows``: row path -> person; ``seen`` by id of the change the value
    in canonical text when the draft began, at ``since``."""

    household_id: str | None
    person_id: str | None
    case_id: str | None
    rows: Mapping[str, str]
    since: datetime | None
    seen: Mapping[str, str] = field(default_factory=dict[str, str])


def seen_values(work: UnitOfWork, form: LibraryForm, subject: Subject) -> dict[str, str]:
    """The fields that the form writes to as they stand now, by id of the change."""
    found: dict[str, str] = {}
    for target in form.targets:
        known = field_of(target)
        if known is None or target.noun in (VISIT, TASK):
            continue
        for row in [row for row in subject.rows if row.startswith(f"{target.repeat}/")] or [""]:
            record = record_of(work, target, known[0], subject, row)
            if record is not None:
                found[change_id(record, target.field)] = canonical(getattr(record, target.field))
    return found


def change_id(record: Record, name: str) -> str:
    """What the change of one field is called."""
    return f"{record.noun}:{record.id}:{name}"


def record_of(
    work: UnitOfWork, target: FormTarget, kind: type[Record], subject: Subject, row: str
) -> Record | None:
    """The record that a target means, or None if there is none (or no single one)."""
    if kind is Household:
        return there(work, Household, subject.household_id)
    if kind is AssistanceCase:
        return _case(work, subject)
    if target.noun == MEMBER:
        return _of_row(work, kind, subject, row)
    if target.noun == "head":
        household = there(work, Household, subject.household_id)
        return there(work, Person, household.head_id if household else None)
    return there(work, Person, subject.person_id)


def there(work: UnitOfWork, kind: type[Record], record_id: str | None) -> Any:
    """The record, or None: also for one that is 已作废 by now."""
    found = work.find(kind, kind.id == record_id, limit=1) if record_id else []
    return found[0] if found else None


def _of_row(work: UnitOfWork, kind: type[Record], subject: Subject, row: str) -> Record | None:
    person_id = subject.rows.get(row)
    if person_id is None or subject.household_id is None:
        return None
    for member, person in living(work, subject.household_id):
        if person.id == person_id:
            return member if kind is Member else person
    return None


def _case(work: UnitOfWork, subject: Subject) -> AssistanceCase | None:
    """The visit's case, or the only one that is not over: the person's own before the household's."""
    if subject.case_id is not None:
        return there(work, AssistanceCase, subject.case_id)
    found = work.find(
        AssistanceCase,
        AssistanceCase.household_id == subject.household_id,
        AssistanceCase.state.not_in(ENDED),
    )
    own = [one for one in found if subject.person_id and one.person_id == subject.person_id]
    wanted = own or found
    return wanted[0] if len(wanted) == 1 else None
