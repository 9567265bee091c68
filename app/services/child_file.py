"""儿童档案: one child as a person reads it, whole: guardian, school, parents, calls, risk over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar

from app.domain import codes
from app.domain import codes_children as of_children
from app.domain.child_cadence import Standing, standing
from app.domain.months import age_on
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.models.base import Record
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.person import Person
from app.services.children import OUT, RouteTold, route_of
from app.services.fields import RecordFile, seen
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage.unit_of_work import UnitOfWork

VIEWED: Final = "user:child:view"

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True)
class CheckInLine:
    """One call. ``text``: 上门，见到；``counts``: whether it was a visit."""

    id: str
    at: datetime | None
    text: str
    visitors: str
    counts: bool
    risk_text: str
    has_harm_signs: bool


@dataclass(frozen=True)
class RiskPoint:
    """The risk from a day on, and by what."""

    day: date
    level: str
    text: str
    by: str


@dataclass(frozen=True)
class GrandparentLine:
    """One who lives. ``id``: GRANDPARENT."""

    id: str
    which: str
    name: str
    born: date | None


@dataclass(frozen=True)
class ChildFile:
    """A child whole. ``standing``: None once closed; ``care`` the current one first."""

    id: str
    record: RecordFile = field(repr=False)
    person_id: str
    person: RecordFile = field(repr=False)
    household_id: str | None
    name: str
    age: int | None
    categories_text: str
    is_closed: bool
    standing: Standing | None
    route: RouteTold
    parents: tuple[RecordFile, ...] = field(repr=False)
    care: tuple[RecordFile, ...] = field(repr=False)
    assessments: tuple[RecordFile, ...] = field(repr=False)
    check_ins: tuple[CheckInLine, ...] = field(repr=False)
    risk: tuple[RiskPoint, ...] = ()
    grandparents: tuple[GrandparentLine, ...] = field(repr=False, default=())


@needs(Action.CHILD_READ)
def open_child_file(work: UnitOfWork, pack: RulePack, child_id: str) -> ChildFile:
    """The file, and a line in the audit that it was looked at."""
    file = child_file(work, pack, child_id)
    work.note(VIEWED, Child.noun, child_id)
    return file


@needs(Action.CHILD_READ)
def child_file(work: UnitOfWork, pack: RulePack, child_id: str) -> ChildFile:
    """The file as it stands; raises ``Refused`` record_missing, out_of_reach."""
    child = work.get(Child, child_id)
    require_reach(work, child)
    role = work.actor.role
    person = work.get(Person, child.person_id, with_deleted=True)
    calls = _of(work, ChildCheckIn, child_id)
    assessments = _of(work, GuardianAssessment, child_id)
    care = sorted(_of(work, EntrustedCare, child_id), key=lambda each: each.ended_on is not None)
    return ChildFile(
        child.id,
        seen(child, role),
        person.id,
        seen(person, role),
        child.household_id,
        person.name,
        age_on(person.birth_date, work.today) if person.birth_date else None,
        categories_text(child),
        child.state == OUT,
        standing_of(work, pack, child),
        route_of(work, pack, child_id),
        tuple(seen(each, role) for each in _of(work, ParentSituation, child_id)),
        tuple(seen(each, role) for each in care),
        tuple(seen(each, role) for each in assessments),
        tuple(map(_line, calls)),
        _risk(child, calls, assessments),
        tuple(grandparents_of(child)),
    )


def grandparents_of(child: Child) -> Iterator[GrandparentLine]:
    """Those who were entered, in the order of the form."""
    known = {str(each.get("which")): each for each in child.grandparents or ()}
    for code, word in of_children.GRANDPARENT:
        if word in known:
            born = known[word].get("birth_date")
            day = date.fromisoformat(born) if born else None
            yield GrandparentLine(code, word, str(known[word].get("name") or ""), day)


def categories_text(child: Child) -> str:
    """孤儿、农村留守儿童."""
    return "、".join(map(of_children.CHILD_CATEGORY.label, child.categories or ()))


def standing_of(work: UnitOfWork, pack: RulePack, child: Child) -> Standing | None:
    """Whether a visit is overdue and who has to act; None where none is planned."""
    if child.state == OUT or child.next_visit is None:
        return None
    return standing(pack, child.next_visit, child.missed or 0, work.today)


def _of(work: UnitOfWork, kind: type[_R], child_id: str) -> list[_R]:
    """The newest first."""
    column: Any = kind.__table__.c.child_id
    return work.find(kind, column == child_id, order_by=(kind.rowid_.desc(),))


def _line(call: ChildCheckIn) -> CheckInLine:
    way = of_children.CHECK_IN_WAY.label(call.way)
    return CheckInLine(
        call.id,
        call.called_at,
        f"{way}，{codes.MET.label(call.met)}",
        "、".join(call.visitors or ()),
        bool(call.counts),
        codes.RISK.label(call.risk_after or call.risk_before),
        bool(call.harm_signs),
    )


def _risk(
    child: Child, calls: list[ChildCheckIn], assessments: list[GuardianAssessment]
) -> tuple[RiskPoint, ...]:
    """The risk over time, the oldest first: assessments, calls that changed it, and now."""
    found = [
        RiskPoint(each.assess_date, each.level, codes.RISK.label(each.level), "监护评估")
        for each in assessments
        if each.assess_date and each.level
    ]
    found += [
        RiskPoint(each.called_at.date(), each.risk_after, codes.RISK.label(each.risk_after), "走访")
        for each in calls
        if each.called_at and each.risk_after and each.risk_after != each.risk_before
    ]
    if child.risk_level and child.risk_since:
        label, why = codes.RISK.label(child.risk_level), child.risk_reason or ""
        point = RiskPoint(child.risk_since, child.risk_level, label, why)
        if not any((each.day, each.level) == (point.day, point.level) for each in found):
            found.append(point)
    return tuple(sorted(found, key=lambda each: each.day))
