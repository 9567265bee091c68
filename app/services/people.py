"""人员: a person's own fields, who already has an ID number, and a masked number read in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.permissions import Action, require
from app.domain.privacy import mask_id
from app.errors import Refused
from app.models.base import notes
from app.models.household import Member
from app.models.person import Person
from app.models.registry import record_type
from app.services import records
from app.services.fields import BANK, RecordFile, require_field, seen
from app.services.permitted import needs, needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ, REVEALED, Saved
from app.services.store_rules import person_with
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who already has a file."""

    id: str
    name: str
    id_masked: str
    village_code: str | None


@needs(Action.HOUSEHOLD_READ)
def person_file(work: UnitOfWork, person_id: str) -> RecordFile:
    """One person, masked as for a screen."""
    person = work.get(Person, person_id)
    require_reach(work, person)
    return seen(person, work.actor.role)


@needs(Action.HOUSEHOLD_READ)
def home_of(work: UnitOfWork, person_id: str) -> str | None:
    """The household where a person lives now, the newest of several; None for nobody's member."""
    person = work.get(Person, person_id)
    require_reach(work, person)
    now = (Member.person_id == person_id, Member.left.is_(None))
    found = work.find(Member, *now, order_by=(Member.rowid_.desc(),), limit=1)
    return found[0].household_id if found else None


@needs(Action.HOUSEHOLD_WRITE)
def set_person(work: UnitOfWork, person_id: str, values: Mapping[str, Any]) -> Saved:
    """Change fields of a person. Raises ``Refused``: not_permitted for the bank account, id_…"""
    if not BANK.isdisjoint(values):
        require(work.actor.role, Action.BANK_WRITE)
    return records.write(work, Person, values, record=work.get(Person, person_id))


@needs(Action.HOUSEHOLD_READ)
def known_person(work: UnitOfWork, id_no: str) -> KnownPerson | None:
    """Who already has this number (V-DUP), to be offered instead of a second file."""
    return with_number(work, id_no)


def with_number(work: UnitOfWork, id_no: str) -> KnownPerson | None:
    """As ``known_person``, for verbs that asked."""
    found = person_with(work, id_no)
    return found and KnownPerson(found.id, found.name, mask_id(id_no), found.village_code)


@needs_by_noun(READ)
def reveal(work: UnitOfWork, noun: str, record_id: str, field: str) -> str:
    """A masked field in full, for a few seconds on a screen; who read it goes into the audit (A2).

    Raises ``Refused``: not_permitted, field_unknown, record_missing, out_of_reach.
    """
    return revealed(work, noun, record_id, field)


def revealed(work: UnitOfWork, noun: str, record_id: str, field: str) -> str:
    """As ``reveal``, for verbs that asked for leave to look."""
    require(work.actor.role, Action.NUMBER_REVEAL)
    kind = record_type(noun)
    if field not in notes(kind):
        raise Refused("没有这个字段。请刷新后再试。", code="field_unknown", field=field)
    require_field(noun, field, work.actor.role)
    record = work.get(kind, record_id)
    require_reach(work, record)
    work.note(REVEALED.format(noun=noun), noun, record_id, field)
    return str(getattr(record, field) or "")
