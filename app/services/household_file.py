"""家庭档案: one household as a person reads it, whole: members, money, visits, cases, papers.

``open_household`` is the click of a person and goes into the audit; ``household_file`` is the same
for refreshing what is already open, and for papers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from sqlalchemy import select

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.money import ZERO
from app.domain.months import age_on
from app.domain.permissions import Action
from app.domain.privacy import mask_id
from app.domain.relation_words import HEAD_CODES
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.local import Draft
from app.models.person import Person
from app.models.print_log import PrintLog
from app.models.task import Task
from app.models.visit import Visit
from app.services.fields import RecordFile, seen
from app.services.permitted import needs
from app.services.reach import require_reach, seen_levels
from app.storage.unit_of_work import UnitOfWork

VIEWED: Final = "user:household:view"
"""The audit's word for opening a file."""

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True)
class MemberFile:
    """A member: ``member`` is the place in this household, ``person`` the human being.

    ``age`` in full years today, None when the birth date is not known; ``left``: since when no
    longer a member.
    """

    id: str
    person_id: str
    name: str
    relation: str | None
    relation_text: str
    is_head: bool
    sex_text: str
    age: int | None
    id_masked: str
    counted: bool
    protected: bool
    left: date | None
    member: RecordFile = field(repr=False)
    person: RecordFile = field(repr=False)


@dataclass(frozen=True)
class VisitLine:
    """One visit in the file's list; ``day`` is the day it began, or is planned for."""

    id: str
    kind_text: str
    day: date | None
    visitors: str
    met_text: str
    is_done: bool
    form_id: str | None
    next_date: date | None


@dataclass(frozen=True)
class CaseLine:
    """One case. ``total_month`` in 元/月, None while undecided."""

    id: str
    case_no: str
    scheme: str | None
    scheme_text: str
    kind_text: str
    state: str | None
    state_text: str
    state_since: date | None
    apply_date: date | None
    total_month: Decimal | None
    is_migrated: bool


@dataclass(frozen=True)
class PaperLine:
    """One printing."""

    id: str
    paper: str
    number: str
    printed_at: datetime | None
    copies: int
    purpose: str
    about_noun: str | None
    about_id: str | None


@dataclass(frozen=True)
class TaskLine:
    """One task that somebody noted for this household."""

    id: str
    kind: str
    due: date | None
    state_text: str
    note: str
    is_open: bool


@dataclass(frozen=True)
class DraftLine:
    """A visit that was begun and not finished: ``answered`` of ``asked`` questions."""

    id: str
    form_id: str
    answered: int
    asked: int
    updated_at: datetime | None


@dataclass(frozen=True)
class HouseholdFile:
    """The whole file. ``place``: 砚台镇顺昌村3组; ``income_month``: what counts, 元/月.

    ``former``: members who left. Items stand in the order they were entered.
    """

    id: str
    household: RecordFile = field(repr=False)
    place: str
    head: MemberFile | None
    members: tuple[MemberFile, ...]
    former: tuple[MemberFile, ...]
    incomes: tuple[RecordFile, ...]
    expenses: tuple[RecordFile, ...]
    assets: tuple[RecordFile, ...]
    obligors: tuple[RecordFile, ...]
    visits: tuple[VisitLine, ...]
    cases: tuple[CaseLine, ...]
    papers: tuple[PaperLine, ...]
    tasks: tuple[TaskLine, ...]
    drafts: tuple[DraftLine, ...]
    member_count: int
    counted_count: int
    protected_count: int
    income_month: Decimal

    def member_of(self, person_id: str) -> MemberFile | None:
        """The member who is this person, also one who left."""
        every = (*self.members, *self.former)
        return next((each for each in every if each.person_id == person_id), None)


@needs(Action.HOUSEHOLD_READ)
def open_household(
    work: UnitOfWork, household_id: str, places: Divisions | None = None
) -> HouseholdFile:
    """The file, and a line in the audit that it was looked at (A2)."""
    file = household_file(work, household_id, places)
    work.note(VIEWED, Household.noun, household_id)
    return file


@needs(Action.HOUSEHOLD_READ)
def household_file(
    work: UnitOfWork, household_id: str, places: Divisions | None = None
) -> HouseholdFile:
    """The file as it stands. Raises ``Refused`` record_missing, out_of_reach."""
    household = work.get(Household, household_id)
    require_reach(work, household)
    role = work.actor.role
    members = _members(work, household, places)
    now = tuple(each for each in members if each.left is None)
    incomes = _of(work, Income, household_id)
    return HouseholdFile(
        household_id,
        seen(household, role, places),
        place_of(household, places),
        next((each for each in now if each.is_head), None),
        now,
        tuple(each for each in members if each.left is not None),
        tuple(seen(each, role) for each in incomes),
        tuple(seen(each, role) for each in _of(work, Expense, household_id)),
        tuple(seen(each, role) for each in _of(work, Asset, household_id)),
        tuple(seen(each, role) for each in _of(work, Obligor, household_id)),
        _visits(work, household_id),
        _cases(work, household_id),
        _papers(work, household_id),
        _tasks(work, household_id),
        _drafts(work, household_id),
        len(now),
        sum(each.counted for each in now),
        sum(each.counted and each.protected for each in now),
        counted_income(incomes),
    )


def place_of(household: Household, places: Divisions | None) -> str:
    """砚台镇顺昌村3组."""
    village = household.village_code or household.org_code
    name = places.full_name(village) if places else village or ""
    return name + (household.group_name or "")


def counted_income(incomes: list[Income]) -> Decimal:
    """What counts of ``incomes``, less the deductions asked for (kinds 51 to 59), 元/月."""
    total = ZERO
    for each in incomes:
        if each.counted and each.monthly is not None:
            total += -each.monthly if (each.kind or "").startswith("5") else each.monthly
    return max(total, ZERO)


def _members(work: UnitOfWork, household: Household, places: Divisions | None) -> list[MemberFile]:
    found = work.session.execute(
        select(Member, Person)
        .join(Person, Person.id == Member.person_id)
        .where(Member.household_id == household.id, Member.is_deleted.is_(False))
        .order_by(Member.place_in_list.is_(None), Member.place_in_list, Member.rowid_)
    )
    files = [_member(work, household, member, person, places) for member, person in found]
    return sorted(files, key=lambda each: not each.is_head)


def _member(
    work: UnitOfWork,
    household: Household,
    member: Member,
    person: Person,
    places: Divisions | None,
) -> MemberFile:
    role = work.actor.role
    return MemberFile(
        member.id,
        person.id,
        person.name,
        member.relation,
        relation_text(member.relation, is_head=person.id == household.head_id),
        person.id == household.head_id,
        codes.SEX.label(person.sex),
        age_on(person.birth_date, work.today) if person.birth_date else None,
        mask_id(person.id_no or ""),
        bool(member.counted),
        bool(member.protected),
        member.left,
        seen(member, role, places),
        seen(person, role, places),
    )


def relation_text(relation: str | None, *, is_head: bool) -> str:
    """户主 for the head, whatever word the roster used."""
    return "户主" if is_head or relation in HEAD_CODES else codes.RELATION.label(relation)


def _of(work: UnitOfWork, type_: type[_R], household_id: str) -> list[_R]:
    column: Any = type_.__table__.c.household_id
    seen = seen_levels(work, type_)
    return work.find(type_, column == household_id, seen, order_by=(type_.rowid_,))


def _visits(work: UnitOfWork, household_id: str) -> tuple[VisitLine, ...]:
    lines = [visit_line(each) for each in _of(work, Visit, household_id)]
    return tuple(sorted(lines, key=lambda each: each.day or date.min, reverse=True))


def visit_line(visit: Visit) -> VisitLine:
    """One visit for a list."""
    names = [str(each.get("name", "")) for each in visit.visitors or ()]
    return VisitLine(
        visit.id,
        codes.VISIT_KIND.label(visit.visit_kind),
        visit.started_at.date() if visit.started_at else visit.plan_date,
        "、".join(name for name in names if name),
        codes.MET.label(visit.met),
        visit.ended_at is not None,
        visit.form_id,
        visit.next_date,
    )


def _cases(work: UnitOfWork, household_id: str) -> tuple[CaseLine, ...]:
    lines = [case_line(each) for each in _of(work, AssistanceCase, household_id)]
    return tuple(reversed(lines))


def case_line(case: AssistanceCase) -> CaseLine:
    """One case for a list."""
    return CaseLine(
        case.id,
        case.case_no or "",
        case.scheme,
        codes.SCHEME.label(case.scheme),
        codes.CASE_KIND.label(case.case_kind),
        case.state,
        codes.CASE_STATE.label(case.state),
        case.state_since,
        case.apply_date,
        case.total_month if case.total_month is not None else case.benefit_amount,
        bool(case.is_migrated),
    )


def _papers(work: UnitOfWork, household_id: str) -> tuple[PaperLine, ...]:
    return tuple(
        PaperLine(
            each.id,
            each.paper,
            each.number or "",
            each.printed_at,
            each.copies or 0,
            each.purpose or "",
            each.about_noun,
            each.about_id,
        )
        for each in reversed(_of(work, PrintLog, household_id))
    )


def _tasks(work: UnitOfWork, household_id: str) -> tuple[TaskLine, ...]:
    return tuple(
        TaskLine(
            each.id,
            each.kind,
            each.due_date,
            codes.TASK_STATE.label(each.state),
            each.note or "",
            each.state == "1",
        )
        for each in _of(work, Task, household_id)
    )


def _drafts(work: UnitOfWork, household_id: str) -> tuple[DraftLine, ...]:
    found = work.session.scalars(
        select(Draft).where(Draft.household_id == household_id, Draft.discarded_at.is_(None))
    )
    return tuple(
        DraftLine(each.id, each.form_id, each.answered, each.asked, each.updated_at)
        for each in found
    )
