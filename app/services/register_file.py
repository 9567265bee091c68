"""One entry of a light register, whole: whom it is about, what it says, the calls, what may be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain import codes
from app.domain.codes_vagrants import CARE_CALL_WAY
from app.domain.divisions import Divisions
from app.domain.months import age_on
from app.domain.permissions import may
from app.models.care_call import CareCall
from app.models.homecoming import ReturnEntry
from app.models.household import Household
from app.models.person import Person
from app.services.children import home_of
from app.services.fields import RecordFile, seen
from app.services.permitted import needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ, WRITE
from app.services.register_list import TYPES
from app.storage.unit_of_work import UnitOfWork

VIEWED: Final = "user:{noun}:view"


@dataclass(frozen=True)
class CallLine:
    """One call. ``text``: 上门，见到; ``said``: what was found, in one line."""

    id: str
    day: date | None
    text: str
    callers: str
    counts: bool
    said: str


@dataclass(frozen=True)
class EntryFile:
    """An entry whole. ``person``: None for a household's; ``may_write``: whether this person may."""

    id: str
    noun: str
    record: RecordFile = field(repr=False)
    person: RecordFile | None = field(repr=False)
    person_id: str | None
    household_id: str | None
    name: str
    age: int | None
    place: str
    is_closed: bool
    may_write: bool
    calls: tuple[CallLine, ...] = field(repr=False, default=())


@needs_by_noun(READ)
def open_entry(
    work: UnitOfWork, noun: str, entry_id: str, places: Divisions | None = None
) -> EntryFile:
    """The entry, and a line in the audit that it was looked at."""
    file = entry_file(work, noun, entry_id, places)
    work.note(VIEWED.format(noun=noun), noun, entry_id)
    return file


@needs_by_noun(READ)
def entry_file(
    work: UnitOfWork, noun: str, entry_id: str, places: Divisions | None = None
) -> EntryFile:
    """The entry as it stands; raises ``Refused`` record_missing, out_of_reach."""
    entry: Any = work.get(TYPES[noun], entry_id)
    require_reach(work, entry)
    home = getattr(entry, "household_id", None)
    head = work.get(Household, home, with_deleted=True).head_id if home else None
    person_id = head if home else entry.person_id
    person = work.get(Person, person_id, with_deleted=True) if person_id else None
    return EntryFile(
        entry.id,
        noun,
        seen(entry, work.actor.role, places),
        seen(person, work.actor.role, places) if person else None,
        person_id,
        home or (home_of(work, person_id) if person_id else None),
        person.name if person else "（没有户主）",
        age_on(person.birth_date, work.today) if person and person.birth_date else None,
        places.full_name(entry.village_code) if places and entry.village_code else "",
        _is_closed(entry),
        may(work.actor.role, WRITE[noun]),
        _calls(work, noun, entry_id),
    )


def _is_closed(entry: Any) -> bool:
    if isinstance(entry, ReturnEntry):
        return entry.closed_on is not None
    return entry.end_date is not None


def _calls(work: UnitOfWork, noun: str, entry_id: str) -> tuple[CallLine, ...]:
    """The newest first."""
    about = (CareCall.about_noun == noun, CareCall.about_id == entry_id)
    found = work.find(CareCall, *about, order_by=(CareCall.day.desc(), CareCall.rowid_.desc()))
    return tuple(map(_line, found))


def _line(call: CareCall) -> CallLine:
    said = (call.living, call.medical, call.safety, call.difficulties, call.measures)
    words = (CARE_CALL_WAY.label(call.way), codes.MET.label(call.met))
    return CallLine(
        call.id,
        call.day,
        "，".join(filter(None, words)),
        "、".join(call.callers or ()),
        bool(call.counts),
        "；".join(filter(None, said)),
    )
