"""查找: one box, many ways in: name, pinyin, initials, tails of ID and phone, group, household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.months import age_on
from app.domain.permissions import Action
from app.domain.privacy import mask_id
from app.models.household import Household, Member
from app.models.person import Person
from app.services.household_file import relation_text
from app.services.permitted import needs
from app.services.reach import reaches
from app.storage.search_index import Match
from app.storage.unit_of_work import UnitOfWork

MATCHED: Final[Mapping[str, str]] = {
    "name": "姓名",
    "pinyin": "拼音",
    "id_no": "证件号",
    "phone": "电话",
    "place": "住址",
}
"""Why somebody was found, for people."""


@dataclass(frozen=True)
class Hit:
    """One person found. ``matched`` says by what (姓名, 拼音, 证件号…); ``place``: 砚台镇顺昌村.

    ``household_id`` is the household the person lives in now, None for nobody's member.
    """

    person_id: str
    name: str
    sex_text: str
    age: int | None
    id_masked: str
    village_code: str | None
    place: str
    group: str
    household_id: str | None
    head_name: str
    relation_text: str
    matched: str
    is_dead: bool


@needs(Action.HOUSEHOLD_READ)
def find(
    work: UnitOfWork,
    text: str,
    village: str | None = None,
    limit: int = 50,
    places: Divisions | None = None,
) -> tuple[Hit, ...]:
    """The persons that ``text`` finds, best first. Nothing typed finds nobody."""
    return hits(work, text, village, limit, places)


def hits(
    work: UnitOfWork,
    text: str,
    village: str | None = None,
    limit: int = 50,
    places: Divisions | None = None,
) -> tuple[Hit, ...]:
    """As ``find``, for verbs that asked."""
    if not text.strip():
        return ()
    matches = work.search(text.strip(), village=village, limit=limit)
    persons = _persons(work, matches)
    homes = _homes(work, matches)
    return tuple(
        _hit(work, persons[each.person_id], homes.get(each.person_id), each, places)
        for each in matches
        if each.person_id in persons
        and reaches(work.actor, None, persons[each.person_id].village_code)
    )


def _persons(work: UnitOfWork, matches: Sequence[Match]) -> Mapping[str, Any]:
    wanted = select(
        Person.id,
        Person.name,
        Person.sex,
        Person.birth_date,
        Person.id_no,
        Person.village_code,
        Person.death_date,
    ).where(Person.id.in_([each.person_id for each in matches]), Person.is_deleted.is_(False))
    return {str(row.id): row for row in work.session.execute(wanted)}


def _homes(work: UnitOfWork, matches: Sequence[Match]) -> Mapping[str, Any]:
    """Where each of the matched persons lives now, by person."""
    head = aliased(Person)
    wanted = (
        select(
            Member.person_id,
            Member.relation,
            Household.id,
            Household.head_id,
            Household.group_name,
            Household.village_code,
            head.name.label("head_name"),
        )
        .join(Household, Household.id == Member.household_id)
        .outerjoin(head, head.id == Household.head_id)
        .where(
            Member.person_id.in_([each.person_id for each in matches]),
            Member.household_id.in_([each.household_id for each in matches if each.household_id]),
            Member.is_deleted.is_(False),
            Member.left.is_(None),
        )
        .order_by(Member.rowid_)
    )
    return {str(row.person_id): row for row in work.session.execute(wanted)}


def _hit(work: UnitOfWork, person: Any, home: Any, match: Match, places: Divisions | None) -> Hit:
    village = (home and home.village_code) or person.village_code
    return Hit(
        person.id,
        person.name,
        codes.SEX.label(person.sex),
        age_on(person.birth_date, work.today) if person.birth_date else None,
        mask_id(person.id_no or ""),
        village,
        places.full_name(village) if places else village or "",
        (home and home.group_name) or "",
        home.id if home else None,
        (home and home.head_name) or "",
        relation_text(home.relation, is_head=home.head_id == person.id) if home else "",
        MATCHED.get(match.why, match.why),
        person.death_date is not None,
    )
