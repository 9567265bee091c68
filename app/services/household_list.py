"""家庭名单: the work list of households with its filters, a page at a time, and counts by filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, or_, select

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

ENDED: Final = ("REFUSED", "STOPPED", "TERMINATED", "WITHDRAWN", "FILED")
"""States in which a case is over."""

MOST_MATCHES: Final = 500
"""Persons a text may match before the list stops looking further."""

Facet = Literal["village", "group", "class"]


@dataclass(frozen=True)
class HouseholdFilter:
    """What the list shows; None and empty: all. ``text`` as typed into the search box.

    ``township_code`` of 9 or 12 digits; ``class_now``: HOUSEHOLD_CLASS; ``scheme``: SCHEME of a
    case that is not over.
    """

    township_code: str | None = None
    village_code: str | None = None
    group: str | None = None
    class_now: str | None = None
    scheme: str | None = None
    text: str = ""


@dataclass(frozen=True)
class HouseholdRow:
    """One line of the work list. ``place``: 砚台镇顺昌村; ``benefit_month`` in 元/月."""

    id: str
    hh_no: str
    head_id: str | None
    head_name: str
    village_code: str | None
    place: str
    group: str
    class_now: str | None
    class_text: str
    member_count: int
    benefit_month: Decimal | None
    next_review: date | None


@dataclass(frozen=True)
class HouseholdPage:
    """A stretch of the list from ``offset`` on; ``total`` households fit the filter."""

    rows: tuple[HouseholdRow, ...]
    total: int
    offset: int


@needs(Action.HOUSEHOLD_READ)
def list_households(
    work: UnitOfWork,
    wanted: HouseholdFilter | None = None,
    *,
    offset: int = 0,
    limit: int = 100,
    places: Divisions | None = None,
) -> HouseholdPage:
    """The households that fit, by village, group and the order they were entered in."""
    conditions = _conditions(work, wanted or HouseholdFilter())
    total = work.session.scalar(select(func.count()).select_from(Household).where(*conditions))
    page = _ordered(select(Household.id).where(*conditions)).offset(offset).limit(limit)
    ids = [str(each) for each in work.session.scalars(page)]
    rows = {str(row.id): row for row in work.session.execute(_lines(ids))} if ids else {}
    found = tuple(_row(rows[each], places) for each in ids)
    return HouseholdPage(found, total or 0, offset)


@needs(Action.HOUSEHOLD_READ)
def count_households(
    work: UnitOfWork, by: Facet, wanted: HouseholdFilter | None = None
) -> Mapping[str, int]:
    """How many households fit in each village, group or class; empty key: not known.

    The facet counted by is itself not filtered, so that a window can show every choice.
    """
    column: Any = {
        "village": Household.village_code,
        "group": Household.group_name,
        "class": Household.class_now,
    }[by]
    conditions = _conditions(work, wanted or HouseholdFilter(), but=by)
    found = work.session.execute(
        select(column, func.count()).where(*conditions).group_by(column).order_by(column)
    )
    return {str(value or ""): int(count) for value, count in found}


def _conditions(
    work: UnitOfWork, wanted: HouseholdFilter, *, but: str = ""
) -> list[ColumnElement[bool]]:
    columns: dict[str, tuple[Any, str | None]] = {
        "village": (Household.village_code, wanted.village_code),
        "group": (Household.group_name, wanted.group),
        "class": (Household.class_now, wanted.class_now),
    }
    found: list[ColumnElement[bool]] = [
        Household.is_deleted.is_(False),
        within_reach(work, Household),
    ]
    found += [column == value for name, (column, value) in columns.items() if value and name != but]
    if wanted.township_code:
        township = wanted.township_code[:9]
        found.append(
            and_(Household.org_code >= township, Household.org_code <= township.ljust(12, "9"))
        )
    if wanted.scheme:
        found.append(_has_case(wanted.scheme))
    if wanted.text.strip():
        found.append(_matches(work, wanted.text.strip(), wanted.village_code))
    return found


def _has_case(scheme: str) -> ColumnElement[bool]:
    return Household.id.in_(
        select(AssistanceCase.household_id).where(
            AssistanceCase.scheme == scheme,
            AssistanceCase.is_deleted.is_(False),
            or_(AssistanceCase.state.is_(None), AssistanceCase.state.not_in(ENDED)),
        )
    )


def _matches(work: UnitOfWork, text: str, village: str | None) -> ColumnElement[bool]:
    """Households with a member whom the search finds, or with that number."""
    persons = [each.person_id for each in work.search(text, village=village, limit=MOST_MATCHES)]
    living_there = select(Member.household_id).where(
        Member.person_id.in_(persons), Member.is_deleted.is_(False)
    )
    return or_(Household.id.in_(living_there), Household.hh_no == text)


def _ordered(query: Select[str]) -> Select[str]:
    """By village, then 2组 before 10组, then as entered."""
    return query.order_by(
        Household.village_code,
        cast(Household.group_name, Integer),
        Household.group_name,
        Household.rowid_,
    )


def _lines(ids: list[str]) -> Any:
    count = (
        select(func.count())
        .where(
            Member.household_id == Household.id, Member.is_deleted.is_(False), Member.left.is_(None)
        )
        .correlate(Household)
        .scalar_subquery()
    )
    return (
        select(
            Household.id,
            Household.hh_no,
            Household.head_id,
            Person.name.label("head_name"),
            Household.village_code,
            Household.group_name,
            Household.class_now,
            Household.benefit_month,
            Household.next_review,
            count.label("member_count"),
        )
        .outerjoin(Person, Person.id == Household.head_id)
        .where(Household.id.in_(ids))
    )


def _row(row: Any, places: Divisions | None) -> HouseholdRow:
    return HouseholdRow(
        row.id,
        row.hh_no or "",
        row.head_id,
        row.head_name or "",
        row.village_code,
        places.full_name(row.village_code) if places else row.village_code or "",
        row.group_name or "",
        row.class_now,
        codes.HOUSEHOLD_CLASS.label(row.class_now),
        row.member_count,
        row.benefit_month,
        row.next_review,
    )
