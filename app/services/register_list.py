"""名册: the entries of a light register or of the ledger of those who came home, as a work list.

One row type for all of them: whom it is about, and the record as this person may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.months import age_on
from app.models.base import Record
from app.models.homecoming import ReturnEntry
from app.models.household import Household
from app.models.person import Person
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Referral,
    Wanderer,
)
from app.services.fields import RecordFile, seen
from app.services.light_registers import CLOSED, STOPPED
from app.services.permitted import needs_by_noun
from app.services.reach import within_reach
from app.services.records import READ
from app.storage.unit_of_work import UnitOfWork

TYPES: Final[Mapping[str, type[Record]]] = {
    kind.noun: kind
    for kind in (
        Wanderer,
        MonitoredHousehold,
        Elder,
        DisabilitySubsidy,
        LeftBehindWoman,
        Referral,
        ReturnEntry,
    )
}


@dataclass(frozen=True)
class EntryRow:
    """One entry. ``name``: of the person, or of the household's head; ``record``: its fields."""

    id: str
    person_id: str | None
    household_id: str | None
    name: str
    age: int | None
    sex_text: str
    village_code: str | None
    group: str
    record: RecordFile = field(repr=False)


@needs_by_noun(READ)
def list_entries(
    work: UnitOfWork, noun: str, *, is_closed: bool = False, places: Divisions | None = None
) -> tuple[EntryRow, ...]:
    """The entries of a register within reach, the oldest first."""
    kind: Any = TYPES[noun]
    wanted = _of_households(kind) if kind in _OF_HOUSEHOLDS else _of_persons(kind)
    wanted = wanted.where(
        kind.is_deleted.is_(False), _closed_is(kind, is_closed=is_closed), within_reach(work, kind)
    ).order_by(kind.rowid_)
    return tuple(_row(work, places, *found) for found in work.session.execute(wanted))


def _of_persons(kind: Any) -> Any:
    return select(kind, Person).join(Person, Person.id == kind.person_id)


_OF_HOUSEHOLDS: Final = (MonitoredHousehold, Referral)


def _of_households(kind: Any) -> Any:
    return (
        select(kind, Person, Household)
        .join(Household, Household.id == kind.household_id)
        .outerjoin(Person, Person.id == Household.head_id)
    )


def _closed_is(kind: Any, *, is_closed: bool) -> Any:
    """The condition of a query for entries that are closed, or are not."""
    if kind is ReturnEntry:
        ended = kind.closed_on.is_not(None)
    else:
        ended = kind.state == (STOPPED if kind is DisabilitySubsidy else CLOSED)
    return ended if is_closed else ~ended


def _row(
    work: UnitOfWork,
    places: Divisions | None,
    entry: Any,
    person: Person | None,
    home: Household | None = None,
) -> EntryRow:
    born: date | None = person.birth_date if person else None
    return EntryRow(
        entry.id,
        person.id if person else None,
        home.id if home else None,
        person.name if person else "（没有户主）",
        age_on(born, work.today) if born else None,
        codes.SEX.label(person.sex) if person else "",
        entry.village_code,
        (home.group_name or "") if home else "",
        seen(entry, work.actor.role, places),
    )
