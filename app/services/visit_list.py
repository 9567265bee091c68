"""走访记录: the visits that were finished, the last one first, as a list shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.permissions import Action
from app.models.household import Household
from app.models.person import Person
from app.models.visit import Visit
from app.services.household_file import place_of
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

MOST: Final = 200


@dataclass(frozen=True)
class VisitRow:
    """A finished visit. ``title``: 张建国户; ``place``: 桑坪镇大湾村2组; ``day`` it began."""

    id: str
    household_id: str
    title: str
    kind_text: str
    day: date | None
    visitors: str
    place: str


@needs(Action.VISIT_READ)
def list_visits(
    work: UnitOfWork, places: Divisions | None = None, *, limit: int = MOST
) -> tuple[VisitRow, ...]:
    """The visits within reach, without their answers."""
    wanted = (
        select(
            Visit.id,
            Visit.visit_kind,
            Visit.started_at,
            Visit.visitors,
            Household,
            Person.name,
        )
        .join(Household, Household.id == Visit.household_id)
        .outerjoin(Person, Person.id == Household.head_id)
        .where(Visit.ended_at.is_not(None), Visit.is_deleted.is_(False), within_reach(work, Visit))
        .order_by(Visit.ended_at.desc(), Visit.rowid_.desc())
        .limit(limit)
    )
    return tuple(
        VisitRow(
            str(visit_id),
            household.id,
            f"{head or '（无户主）'}户",
            codes.VISIT_KIND.label(kind),
            started_at.date() if started_at else None,
            _names(visitors or ()),
            place_of(household, places),
        )
        for visit_id, kind, started_at, visitors, household, head in work.session.execute(wanted)
    )


def _names(visitors: Sequence[dict[str, Any]]) -> str:
    names = (str(each.get("name") or "") for each in visitors)
    return "、".join(name for name in names if name)
