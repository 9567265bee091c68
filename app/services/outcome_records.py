"""The records that a form's targets mean for one visit, and how they stood when its draft began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.child import Child
from app.models.homecoming import ReturnEntry
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registers import Elder, MonitoredHousehold, Wanderer
from app.models.temporary_relief import TemporaryRelief
from app.services.household_list import ENDED
from app.services.known_facts import living
from app.services.relief_guards import find_relief
from app.storage.unit_of_work import UnitOfWork

SEEN: Final = "seen"
"""Beside a draft's answers: the fields its form writes to, as they stood when it began."""
OPEN: Final = "1"
"""REGISTER_STATE and CHILD_STATE."""
RELIEF: Final = "5"
"""The scheme of 临时救助."""
_OF_PERSONS: Final[Mapping[str, Any]] = {kind.noun: kind for kind in (Wanderer, Elder, ReturnEntry)}


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


def change_id(record: Record, name: str) -> str:
    """What the change of one field is called."""
    return f"{record.noun}:{record.id}:{name}"


def record_of(
    work: UnitOfWork, noun: str, kind: type[Record], subject: Subject, row: str
) -> Record | None:
    """The record that a target means by ``noun``, or None if there is none (or no single one)."""
    if kind is Household:
        return there(work, Household, subject.household_id)
    if kind is AssistanceCase:
        return _case(work, subject)
    if kind is TemporaryRelief:
        case = relief_case_of(work, subject)
        return find_relief(work, case) if case else None
    if noun in _OF_PERSONS or kind is MonitoredHousehold:
        return entry_of(work, noun, subject)
    if noun == "member":
        return _of_row(work, kind, subject, row)
    if noun == "head":
        household = there(work, Household, subject.household_id)
        return there(work, Person, household.head_id if household else None)
    return there(work, Person, subject.person_id)


def there(work: UnitOfWork, kind: type[Record], record_id: str | None) -> Any:
    """The record, or None: also for one that is 已作废 by now."""
    found = work.find(kind, kind.id == record_id, limit=1) if record_id else []
    return found[0] if found else None


def child_of(work: UnitOfWork, subject: Subject) -> Child | None:
    """The file of the child that the visit is about, unless it has left the registers."""
    mine = (Child.person_id == subject.person_id, Child.state == OPEN)
    found = work.find(Child, *mine, limit=1) if subject.person_id else []
    return found[0] if found else None


def entry_of(work: UnitOfWork, noun: str, subject: Subject) -> Record | None:
    """The open entry of the register ``noun``: of the person, or of the household."""
    kind = _OF_PERSONS.get(noun)
    if kind is None:
        mine = MonitoredHousehold.household_id == subject.household_id
        found = work.find(MonitoredHousehold, mine, MonitoredHousehold.state == OPEN, limit=1)
        return found[0] if found else None
    if subject.person_id is None:
        return None
    is_open = kind.closed_on.is_(None) if kind is ReturnEntry else kind.state == OPEN
    found = work.find(kind, kind.person_id == subject.person_id, is_open, limit=1)
    return found[0] if found else None


def relief_case_of(work: UnitOfWork, subject: Subject) -> AssistanceCase | None:
    """The application for 临时救助: the visit's own, or the household's newest that is not over."""
    own = there(work, AssistanceCase, subject.case_id)
    if own is not None and own.scheme == RELIEF:
        return own
    found = work.find(
        AssistanceCase,
        AssistanceCase.household_id == subject.household_id,
        AssistanceCase.scheme == RELIEF,
        AssistanceCase.state.not_in(ENDED),
        order_by=(AssistanceCase.rowid_.desc(),),
        limit=1,
    )
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
