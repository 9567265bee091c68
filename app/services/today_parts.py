"""What the rules of 今日待办 share: a task about a record, and the records with their household."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from app.domain.deadlines import Urgency
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.services.reach import within_reach
from app.services.today_task import Look, TodayTask

IN_BENEFIT: Final = ("1", "2", "3", "4", "5")
"""HOUSEHOLD_CLASS other than 未纳入."""
HEAD: Final = aliased(Person)
OWN: Final = "本系统"
DATA_QUALITY: Final = "社会救助档案管理要求"


class TodayRule(NamedTuple):
    """``label`` for people; ``look`` finds what is due, for whom ``needs`` is allowed."""

    label: str
    look: Callable[[Look, str], Iterator[TodayTask]]
    needs: Action = Action.HOUSEHOLD_READ


class Home(NamedTuple):
    """A household, as a task names it."""

    id: str | None = None
    head: str = ""
    village: str | None = None
    group: str | None = None


def task_of(
    look: Look,
    kind: str,
    title: str,
    home: Home,
    why: str,
    basis: str,
    due: date | None,
    *,
    about: Any = None,
    is_estimate: bool = False,
) -> TodayTask:
    left, urgency = look.standing(due)
    is_person, is_case = isinstance(about, Person), isinstance(about, AssistanceCase)
    return TodayTask(
        kind,
        title,
        about.name if is_person else home.head,
        why,
        basis,
        due,
        left,
        urgency if due else Urgency.GREEN,
        home.id,
        about.id if is_person else None,
        about.id if is_case else None,
        about.noun if about is not None else Household.noun,
        about.id if about is not None else home.id or "",
        look.place(home.village, home.group),
        is_estimate,
        village=home.village,
        group=home.group,
    )


def about_other(task: TodayTask, noun: str, record_id: str) -> TodayTask:
    return replace(task, about_noun=noun, about_id=record_id)


def mine(look: Look, kind: Any) -> tuple[ColumnElement[bool], ...]:
    return kind.is_deleted.is_(False), within_reach(look.work, kind)


def households(look: Look, condition: ColumnElement[bool]) -> list[tuple[Household, Person | None]]:
    wanted = select(Household, HEAD).outerjoin(HEAD, HEAD.id == Household.head_id).where(condition)
    return [(household, head) for household, head in look.work.session.execute(wanted)]


def persons(
    look: Look, condition: ColumnElement[bool], *, in_benefit: bool = False
) -> Iterator[tuple[Person, Home]]:
    """Persons with the household they live in; ``in_benefit``: only of a household in benefit."""
    wanted = (
        select(Person, Household, HEAD)
        .outerjoin(
            Member,
            and_(
                Member.person_id == Person.id,
                Member.is_deleted.is_(False),
                Member.left.is_(None),
            ),
        )
        .outerjoin(
            Household, and_(Household.id == Member.household_id, Household.is_deleted.is_(False))
        )
        .outerjoin(HEAD, HEAD.id == Household.head_id)
        .where(condition, *mine(look, Person))
        .order_by(Person.rowid_)
    )
    if in_benefit:
        wanted = wanted.where(Household.class_now.in_(IN_BENEFIT))
    seen: set[str] = set()
    for person, household, head in look.work.session.execute(wanted):
        if person.id not in seen:
            seen.add(person.id)
            yield person, home_of(household, head) if household else Home()


def with_home(look: Look, kind: Any, condition: ColumnElement[bool]) -> Iterator[tuple[Any, Home]]:
    wanted = (
        select(kind, Household, HEAD)
        .outerjoin(Household, Household.id == kind.household_id)
        .outerjoin(HEAD, HEAD.id == Household.head_id)
        .where(condition)
    )
    for record, household, head in look.work.session.execute(wanted):
        yield record, home_of(household, head) if household else Home()


def home_of(household: Household, head: Person | None) -> Home:
    return Home(
        household.id, head.name if head else "", household.village_code, household.group_name
    )
