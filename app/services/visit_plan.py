"""走访安排: the visits that 今日待办 lists, village by village and group by group, as a day's round.

One stop a household and person: what is due there is said together, by its earliest day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from app.domain.permissions import Action
from app.domain.privacy import mask_tail
from app.domain.rule_pack import RulePack
from app.models.household import Household
from app.models.person import Person
from app.printing.visit_plan import CODE, PlannedStop, VillageRound, VisitPlanSheet
from app.services.permitted import needs
from app.services.press import Press, paper_number
from app.services.today import today
from app.services.today_parts import Home, households, persons
from app.services.today_task import Look, TodayTask
from app.storage.unit_of_work import UnitOfWork

VISITS: Final = frozenset(
    ("visit", "review", "child_visit", "return", "survey", "elder", "tekun", "monitor")
)
"""Rules of 今日待办 that are done by going there."""
SURVEYS: Final = ("DB-SURVEY-START", "DB-SURVEY", "TK-SURVEY", "CH-VERIFY")
"""Deadlines of a case that are met by going there (domain C.11)."""
_MOST: Final = 1000


_People = Mapping[str, tuple[Person, Home]]
_Homes = Mapping[str, tuple[Household, Person | None]]


class _Place(NamedTuple):
    """Where a stop is, in the order in which stops are walked; whom it is about. ``number``: of the
    group, so that 2组 comes before 10组."""

    village: str
    number: int
    group: str
    household_id: str
    person_id: str
    who: str


@needs(Action.PAPER_PRINT)
def sheet(work: UnitOfWork, press: Press) -> VisitPlanSheet:
    """W-01: what is to be visited, as it stands today."""
    office = work.actor.org_code
    found = today(work, press.pack, press.calendar, places=press.places, limit=_MOST)
    return VisitPlanSheet(
        number=paper_number(CODE, office, work.new_id(), work.today),
        day=work.today,
        office=press.office(office),
        made_at=work.now,
        rounds=tuple(_rounds(work, press, visits_of(found.tasks, press.pack))),
    )


def visits_of(tasks: Iterable[TodayTask], pack: RulePack) -> tuple[TodayTask, ...]:
    """Those that are done by going there, in their order."""
    surveys = {pack.deadlines[one].name for one in SURVEYS if one in pack.deadlines}
    return tuple(
        one
        for one in tasks
        if one.kind in VISITS or (one.kind == "deadline" and one.title in surveys)
    )


def _rounds(work: UnitOfWork, press: Press, tasks: Sequence[TodayTask]) -> Iterator[VillageRound]:
    look = Look(work, press.pack, press.calendar, press.places)
    people = _people(look, tasks)
    placed = [(_place(one, people), one) for one in tasks]
    homes = _homes(look, {place.household_id for place, _ in placed})
    placed.sort(key=lambda pair: pair[0])
    for village, pairs in groupby(placed, key=lambda pair: pair[0].village):
        yield VillageRound(
            township=press.township(village),
            village=press.village(village),
            stops=tuple(
                _stop(place, [task for _, task in several], people, homes)
                for place, several in groupby(pairs, key=lambda pair: pair[0])
            ),
        )


def _stop(place: _Place, tasks: Sequence[TodayTask], people: _People, homes: _Homes) -> PlannedStop:
    household, head = homes.get(place.household_id, (None, None))
    person, _ = people.get(place.person_id, (None, None))
    due = min(((one.due, one.is_estimate) for one in tasks if one.due), default=None)
    return PlannedStop(
        group=place.group,
        head=head.name or "" if head else "",
        who=place.who,
        why="；".join(dict.fromkeys(f"{one.title}：{one.why}" for one in tasks)),
        due_on=due[0] if due else None,
        is_estimate=bool(due and due[1]),
        phone=mask_tail(_phone(person, head)),
        home_address=household.live_addr or "" if household else "",
    )


def _place(task: TodayTask, people: _People) -> _Place:
    """Registers know a person and a village; group and household are those of the person."""
    _, home = people.get(task.person_id or "", (None, Home()))
    group = task.group or home.group or ""
    digits = "".join(filter(str.isdigit, group))
    return _Place(
        task.village or home.village or "",
        int(digits) if digits else 0,
        group,
        task.household_id or home.id or "",
        task.person_id or "",
        task.who,
    )


def _people(look: Look, tasks: Iterable[TodayTask]) -> _People:
    """Those whom a task is about, with the household they live in."""
    ids = {one.person_id for one in tasks if one.person_id}
    return {person.id: (person, home) for person, home in persons(look, Person.id.in_(ids))}


def _homes(look: Look, ids: set[str]) -> _Homes:
    return {one.id: (one, head) for one, head in households(look, Household.id.in_(ids))}


def _phone(person: Person | None, head: Person | None) -> str:
    """Of whom it is about, or of the head of the household."""
    return (person and person.phone) or (head and head.phone) or ""
