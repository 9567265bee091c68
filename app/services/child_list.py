"""儿童名册: the work list of the children's registers, who is overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain import codes
from app.domain.months import age_on
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.models.child import Child
from app.models.person import Person
from app.services.child_file import categories_text, standing_of
from app.services.children import IN, OUT
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ChildQuery:
    """What to list. ``category``: CHILD_CATEGORY; ``risk``: RISK; empty is any."""

    category: str = ""
    risk: str = ""
    village: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class ChildRow:
    """One child. ``level``: ESCALATION, empty while nothing is overdue or missed."""

    id: str
    person_id: str
    household_id: str | None
    name: str
    age: int | None
    sex_text: str
    categories_text: str
    guardian: str
    risk: str
    risk_text: str
    village_code: str | None
    last_seen: date | None
    next_visit: date | None
    overdue: int
    level: str
    why: str


@needs(Action.CHILD_READ)
def list_children(
    work: UnitOfWork, pack: RulePack, query: ChildQuery | None = None
) -> tuple[ChildRow, ...]:
    """The children within reach: the longest overdue first, then by the next visit."""
    query = query or ChildQuery()
    wanted = (
        select(Child, Person)
        .join(Person, Person.id == Child.person_id)
        .where(
            Child.is_deleted.is_(False),
            Child.state == (OUT if query.is_closed else IN),
            within_reach(work, Child),
        )
    )
    if query.risk:
        wanted = wanted.where(Child.risk_level == query.risk)
    if query.village:
        wanted = wanted.where(Child.village_code == query.village)
    rows = [
        _row(work, pack, child, person)
        for child, person in work.session.execute(wanted)
        if not query.category or query.category in (child.categories or ())
    ]
    return tuple(sorted(rows, key=lambda row: (-row.overdue, row.next_visit or date.max, row.id)))


def _row(work: UnitOfWork, pack: RulePack, child: Child, person: Person) -> ChildRow:
    stands = standing_of(work, pack, child)
    return ChildRow(
        child.id,
        person.id,
        child.household_id,
        person.name,
        age_on(person.birth_date, work.today) if person.birth_date else None,
        codes.SEX.label(person.sex),
        categories_text(child),
        child.guardian_name or "",
        child.risk_level or "",
        codes.RISK.label(child.risk_level),
        child.village_code,
        child.last_seen,
        child.next_visit,
        stands.overdue if stands else 0,
        stands.level if stands and stands.why else "",
        stands.why if stands else "",
    )
