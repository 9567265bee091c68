"""Who may be taken into a register: found by name or number by those who keep that register.

A child's director or the station has no leave to read households. What they need to choose the
right person is given here and no more: name, sex, age, where, a masked number.
"""

from __future__ import annotations

from typing import Final

from app.domain.divisions import Divisions
from app.domain.permissions import Action
from app.errors import Refused
from app.models.person import Person
from app.models.registry import record_type
from app.services.people import KnownPerson, revealed, with_number
from app.services.permitted import needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ, WRITE
from app.services.search import Hit, hits
from app.storage.unit_of_work import UnitOfWork

MOST: Final = 30
ASKS: Final = {**WRITE, "temporary_relief": Action.CASE_WRITE}
"""Noun -> who may look for somebody to take into it; a need is a case's, not typed by hand."""


@needs_by_noun(ASKS)
def find_person(
    work: UnitOfWork, noun: str, text: str, places: Divisions | None = None
) -> tuple[Hit, ...]:
    """The persons that ``text`` finds for the register ``noun``, best first."""
    del noun
    return hits(work, text, limit=MOST, places=places)


@needs_by_noun(ASKS)
def known_person(work: UnitOfWork, noun: str, id_no: str) -> KnownPerson | None:
    """Who already has this number (V-DUP), to be taken instead of a second file."""
    del noun
    return with_number(work, id_no)


@needs_by_noun(READ)
def reveal_person(work: UnitOfWork, noun: str, entry_id: str, field: str) -> str:
    """A masked number of the person that the entry ``entry_id`` of a register is about, in full:
    who may look at the entry may look at it. Who read it goes into the audit.

    Raises ``Refused``: person_unknown, and as ``people.reveal``.
    """
    entry = work.get(record_type(noun), entry_id)
    require_reach(work, entry)
    person_id: str | None = getattr(entry, "person_id", None)
    if person_id is None:
        sentence = "这份档案还没有对应的人员。请先登记是谁。"
        raise Refused(sentence, code="person_unknown", noun=noun)
    return revealed(work, Person.noun, person_id, field)
