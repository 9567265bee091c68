"""What the records know of a household, as facts that a blank form takes in (``forms.prefill``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import select

from app.domain.divisions import Divisions
from app.domain.months import age_on
from app.forms.prefill import Fact, Facts, rows_of_last
from app.forms.snapshot import ROW_ID
from app.models.base import Record, notes
from app.models.columns import Kind
from app.models.household import Household, Member, Obligor
from app.models.person import Person
from app.models.visit import Visit
from app.services.fields import is_hidden
from app.services.reach import seen_levels
from app.storage.unit_of_work import UnitOfWork

FILE: Final = "人员档案"
HOME: Final = "家庭档案"
LAST: Final = "上次走访"
OWN: Final = "当前用户"
NOW: Final = "今天"
CHILD_AGE: Final = 18
_COUNTY_DIGITS: Final = 6
_TOWNSHIP_DIGITS: Final = 9


@dataclass(frozen=True)
class Known:
    """The facts, and whose each row is: ids of persons by noun, in the order of the rows."""

    facts: Facts
    persons: Mapping[str, Sequence[str]] = field(default_factory=dict[str, "Sequence[str]"])


def known_facts(
    work: UnitOfWork,
    household: Household,
    form_id: str,
    places: Divisions | None,
    person_id: str | None = None,
) -> Known:
    """Everything known of ``household`` that a form may ask for, and of the person it is about."""
    people = living(work, household.id)
    head = next((person for _, person in people if person.id == household.head_id), None)
    subject = next((person for _, person in people if person.id == person_id), None)
    children = [pair for pair in people if is_child(pair[1], work.today)]
    answers = _last_answers(work, household.id, form_id, person_id)
    single = {
        **_of_record(work, household, "household", HOME),
        **(_of_record(work, head, "head", FILE) if head else {}),
        **(_of_record(work, subject, "person", FILE) if subject else {}),
        **_places(household, places),
        "visit.date": Fact(work.today.isoformat(), NOW),
        "visit.visitor": Fact(work.actor.name, OWN),
        **_of_last(_leaves(answers)),
    }
    rows = {
        noun: [_row(work, noun, member, person) for member, person in pairs]
        for noun, pairs in (("member", people), ("child", children))
    }
    rows |= {
        rows_of_last(name): [_of_last(_leaves(row)) for row in last]
        for name, last in _repeats(answers)
    }
    rows["obligor"] = [
        _of_record(work, each, "obligor", HOME)
        for each in work.find(
            Obligor, Obligor.household_id == household.id, order_by=(Obligor.rowid_,)
        )
    ]
    persons = {
        noun: [person.id for _, person in pairs]
        for noun, pairs in (("member", people), ("child", children))
    }
    return Known(Facts(single, rows), persons)


def living(work: UnitOfWork, household_id: str) -> list[tuple[Member, Person]]:
    """The members of a household with their persons, the head first."""
    found = work.session.execute(
        select(Member, Person, Household.head_id)
        .join(Person, Person.id == Member.person_id)
        .join(Household, Household.id == Member.household_id)
        .where(
            Member.household_id == household_id,
            Member.is_deleted.is_(False),
            Member.left.is_(None),
        )
        .order_by(Member.place_in_list.is_(None), Member.place_in_list, Member.rowid_)
    )
    people = [(member, person, head) for member, person, head in found]
    people.sort(key=lambda row: row[1].id != row[2])
    return [(member, person) for member, person, _ in people]


def canonical(value: object) -> str:
    """A record's value as a form stores it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " ".join(str(each) for each in cast("list[object]", value))
    return str(value)


def _of_record(work: UnitOfWork, record: Record, noun: str, source: str) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for name, note in notes(type(record)).items():
        value = getattr(record, name)
        if value in (None, "", []) or is_hidden(record.noun, name, work.actor.role):
            continue
        label = note.shown(value) if note.kind in {Kind.CODE, Kind.CODES} else ""
        found[f"{noun}.{name}"] = Fact(canonical(value), source, label)
    if isinstance(record, Person) and record.birth_date:
        found[f"{noun}.age"] = Fact(str(age_on(record.birth_date, work.today)), source)
    return found


def _row(work: UnitOfWork, noun: str, member: Member, person: Person) -> dict[str, Fact]:
    return _of_record(work, member, noun, HOME) | _of_record(work, person, noun, FILE)


def is_child(person: Person, today: date) -> bool:
    """Whether somebody is known to be under 18."""
    return person.birth_date is not None and age_on(person.birth_date, today) < CHILD_AGE


def _places(household: Household, places: Divisions | None) -> dict[str, Fact]:
    code = household.village_code or household.org_code or ""
    found: dict[str, Fact] = {}
    if places is not None:
        county, township = places.get(code[:_COUNTY_DIGITS]), places.township_of(code)
        village = places.get(code) if len(code) > _TOWNSHIP_DIGITS else None
        named = (("county", county), ("township", township), ("village", village))
        found = {
            f"place.{noun}": Fact(one.short_name, HOME, one.short_name)
            for noun, one in named
            if one
        }
    if household.group_name:
        found["place.group"] = Fact(household.group_name, HOME)
    return found


def _last_answers(
    work: UnitOfWork, household_id: str, form_id: str, person_id: str | None
) -> Mapping[str, Any]:
    """The answers of the last finished visit with the same form, about the same person if it is
    about one."""
    last = work.session.scalar(
        select(Visit)
        .where(
            Visit.household_id == household_id,
            Visit.form_id == form_id,
            Visit.person_id == person_id,
            seen_levels(work, Visit),
            Visit.ended_at.is_not(None),
            Visit.is_deleted.is_(False),
        )
        .order_by(Visit.rowid_.desc())
        .limit(1)
    )
    if last is None or not isinstance(last.answers, dict):
        return {}
    answers: Any = last.answers.get("answers") or {}
    return cast("Mapping[str, Any]", answers)


def _of_last(answers: Iterable[tuple[str, str]]) -> dict[str, Fact]:
    return {f"last.{name}": Fact(value, LAST) for name, value in answers if value}


def _repeats(tree: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The rows of every repeat, by its name; rows within rows left out."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _repeats(cast("Mapping[str, Any]", value))
        elif isinstance(value, list):
            rows = cast("list[object]", value)
            yield name, [cast("Mapping[str, Any]", row) for row in rows if isinstance(row, dict)]


def _leaves(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(cast("Mapping[str, Any]", value))
        elif isinstance(value, str) and name != ROW_ID:
            yield name, value
