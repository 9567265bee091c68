"""What the store knows of the people and households in a roster, fetched in a few questions.

Matching never guesses between distinct ID numbers; who has none is found by name within one
household, and a household without its head's number by head's name, village and group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from sqlalchemy import or_, select

from app.excel.roster.reading import RosterReading, RosterRow
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.services.household_list import ENDED
from app.storage.actor import Actor
from app.storage.unit_of_work import UnitOfWork

_CHUNK: Final = 500
_T = TypeVar("_T")


@dataclass
class StoreFacts:
    """Records that a roster may be about, and who brings it. ``homes``: where a person lives now."""

    actor: Actor
    by_number: dict[str, Person] = field(default_factory=dict[str, Person])
    households: dict[str, Household] = field(default_factory=dict[str, Household])
    heads: dict[str, Person] = field(default_factory=dict[str, Person])
    members: dict[str, list[tuple[Member, Person]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    homes: dict[str, list[Household]] = field(default_factory=lambda: defaultdict(list))
    by_head_name: dict[tuple[str, str | None], list[Household]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cases: dict[str, list[AssistanceCase]] = field(default_factory=lambda: defaultdict(list))

    def home_of(self, id_no: str | None) -> Household | None:
        """The one household where the person with this number lives; None if none or several."""
        person = self.by_number.get(id_no or "")
        homes = self.homes[person.id] if person else []
        return homes[0] if len(homes) == 1 else None

    def called(self, name: str, village: str | None, group: str | None) -> list[Household]:
        """Households whose head has this name in this village, and group where both say one."""
        found = self.by_head_name[name, village]
        return [each for each in found if not group or each.group_name in (None, "", group)]


def facts_for(work: UnitOfWork, reading: RosterReading) -> StoreFacts:
    """Everything the store holds that ``reading`` may be about."""
    facts = StoreFacts(work.actor)
    rows = reading.rows
    numbers = {each for row in rows for each in (row.person.id_no, row.person.head_id) if each}
    for some in _chunks(numbers):
        for person in work.find(Person, Person.id_no.in_(some)):
            _take_person(facts, person)
    ids = _homes_of(work, facts) | _homes_by_name(work, rows)
    for some in _chunks(ids):
        _take_households(work, facts, some)
    return facts


def _take_person(facts: StoreFacts, person: Person) -> None:
    """The living before the dead, if two should have one number."""
    known = facts.by_number.get(person.id_no or "")
    if known is None or known.death_date is not None:
        facts.by_number[person.id_no or ""] = person


def _homes_of(work: UnitOfWork, facts: StoreFacts) -> set[str]:
    found: set[str] = set()
    for some in _chunks({each.id for each in facts.by_number.values()}):
        wanted = select(Member.household_id).where(
            Member.person_id.in_(some), Member.is_deleted.is_(False), Member.left.is_(None)
        )
        found |= set(work.session.scalars(wanted))
    return found


def _homes_by_name(work: UnitOfWork, rows: Sequence[RosterRow]) -> set[str]:
    """Households that may be meant by a head's name and village, his number not being known."""
    names = {row.person.head or row.person.name for row in rows}
    villages = {row.person.village_code for row in rows if row.person.village_code}
    found: set[str] = set()
    for some in _chunks(names):
        wanted = (
            select(Household.id)
            .join(Person, Person.id == Household.head_id)
            .where(
                Person.name.in_(some),
                or_(Household.village_code.in_(villages), Household.village_code.is_(None)),
                Household.is_deleted.is_(False),
            )
        )
        found |= {str(each) for each in work.session.scalars(wanted)}
    return found


def _take_households(work: UnitOfWork, facts: StoreFacts, ids: list[str]) -> None:
    for household in work.find(Household, Household.id.in_(ids)):
        facts.households[household.id] = household
    members = (
        select(Member, Person)
        .join(Person, Person.id == Member.person_id)
        .where(
            Member.household_id.in_(ids),
            Member.is_deleted.is_(False),
            Member.left.is_(None),
            Person.is_deleted.is_(False),
        )
        .order_by(Member.rowid_)
    )
    for member, person in work.session.execute(members):
        household = facts.households.get(member.household_id)
        if household is None:
            continue
        facts.members[household.id].append((member, person))
        facts.homes[person.id].append(household)
        if household.head_id == person.id:
            facts.heads[household.id] = person
            facts.by_head_name[person.name, household.village_code].append(household)
    cases = work.find(
        AssistanceCase,
        AssistanceCase.household_id.in_(ids),
        or_(AssistanceCase.state.is_(None), AssistanceCase.state.not_in(ENDED)),
    )
    for case in cases:
        facts.cases[case.household_id or ""].append(case)


def _chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
