"""Who gets money of a scheme in a month, and how much: by the decisions that stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import or_, select

from app.domain.money import ZERO
from app.domain.months import month_end, month_name, month_of, months_later
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registers import DisabilitySubsidy
from app.models.temporary_relief import TemporaryRelief
from app.services.relief_guards import CARD
from app.storage.unit_of_work import UnitOfWork

MONTHLY: Final = ("1", "2", "6", "7")
"""SCHEME with money every month by a decision."""
RELIEF, SUBSIDIES, PRICE = "5", "8", "9"
PAID_SCHEMES: Final = (*MONTHLY, RELIEF, SUBSIDIES, PRICE)
ONE_OFF: Final = frozenset((RELIEF, PRICE))
"""SCHEME whose months have nothing to do with each other."""
IN_PAY: Final = (
    "APPROVED", "ACTIVE", "CHANGE", "INCREASE", "DECREASE", "FADE", "REASSESS", "TERMINATING",
    "DIFF",
)  # fmt: skip
"""CASE_STATE in which money is paid; after them it is up to the month of stopping."""
FADE: Final = "FADE"
SINGLE: Final = "2"
"""CASE_KIND."""
_PAID_SUBSIDY: Final = "1"
"""SUBSIDY_STATE."""
OF_PERSON: Final = frozenset(("2", "6", "7"))
"""SCHEME whose money is one person's."""


@dataclass(frozen=True)
class Due:
    """What somebody is to get for a month, 元. ``key`` is the same in every run; ``person_id``:
    to whom it is paid; ``why``: what was decided, for whoever asks about a change."""

    key: str
    about_noun: str
    household_id: str | None
    person_id: str | None
    case_id: str | None
    persons: int
    amount: Decimal
    since: date | None
    why: str
    village_code: str | None


def due_in(work: UnitOfWork, scheme: str, month: date, org: str) -> tuple[Due, ...]:
    """All of a township, in the order of their villages and files."""
    month = month_of(month)
    if scheme == SUBSIDIES:
        found = _subsidies(work, month, org)
    elif scheme == RELIEF:
        found = _reliefs(work, org)
    else:
        found = _cases(work, scheme, month, org)
    return tuple(sorted(found, key=lambda each: each.village_code or ""))


def due_of_case(case: AssistanceCase, month: date) -> Decimal:
    """What the decision on a case that pays monthly comes to in a month.

    Who was stopped is due up to the month before ``ended_from`` (民发〔2021〕57号第三十一条)."""
    begun = case.benefit_from_month is None or case.benefit_from_month <= month
    if not begun or not _stands(case, month) or case.total_month is None:
        return ZERO
    may_fade = case.state == FADE or case.ended_from is not None
    if may_fade and case.valid_to is not None and case.valid_to < month_end(month):
        return ZERO
    return case.total_month


def _stands(case: AssistanceCase, month: date) -> bool:
    if case.ended_from is not None:
        return month < month_of(case.ended_from)
    return case.state in IN_PAY


def why_of_case(case: AssistanceCase) -> str:
    """What was decided last, in a few words; empty where nobody said."""
    if case.state == FADE:
        last = f"，到{month_name(case.valid_to)}止" if case.valid_to else ""
        return f"就业后收入超标，渐退期{last}"
    return case.override_reason or case.decision_reason or ""


def _cases(work: UnitOfWork, scheme: str, month: date, org: str) -> Iterator[Due]:
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == scheme,
            AssistanceCase.org_code == org,
            or_(AssistanceCase.state.in_(IN_PAY), AssistanceCase.ended_from > month),
        )
        .order_by(AssistanceCase.rowid_)
    )
    sizes = protected_sizes(work)
    for case, household in work.session.execute(wanted):
        amount = due_of_case(case, month)
        if amount:
            is_one = scheme in OF_PERSON or case.case_kind == SINGLE
            yield Due(
                case.id,
                AssistanceCase.noun,
                case.household_id,
                (case.person_id if is_one else None) or household.head_id,
                case.id,
                1 if is_one else sizes.get(household.id, 1),
                amount,
                case.benefit_from_month,
                why_of_case(case),
                case.village_code,
            )


def protected_sizes(work: UnitOfWork) -> Mapping[str, int]:
    """Household -> how many people its money is for."""
    counts: dict[str, int] = {}
    living = select(Member.household_id, Member.protected).where(
        Member.is_deleted.is_(False), Member.left.is_(None)
    )
    for household_id, protected in work.session.execute(living):
        counts[household_id] = counts.get(household_id, 0) + (protected is not False)
    return counts


def _reliefs(work: UnitOfWork, org: str) -> Iterator[Due]:
    """Approved, to be paid by card, and not paid yet: once, whatever the month."""
    wanted = (
        select(TemporaryRelief, AssistanceCase)
        .join(AssistanceCase, AssistanceCase.id == TemporaryRelief.case_id)
        .where(
            TemporaryRelief.is_deleted.is_(False),
            AssistanceCase.org_code == org,
            AssistanceCase.state == "APPROVED",
            TemporaryRelief.pay_way == CARD,
            TemporaryRelief.pay_date.is_(None),
        )
        .order_by(TemporaryRelief.rowid_)
    )
    for relief, case in work.session.execute(wanted):
        household = work.get(Household, case.household_id or "")
        yield Due(
            case.id,
            TemporaryRelief.noun,
            case.household_id,
            case.person_id or household.head_id,
            case.id,
            1,
            relief.amount or ZERO,
            None,
            "临时救助，一次性发放",
            case.village_code,
        )


def _subsidies(work: UnitOfWork, month: date, org: str) -> Iterator[Due]:
    wanted = (
        select(DisabilitySubsidy, Person)
        .join(Person, Person.id == DisabilitySubsidy.person_id)
        .where(
            DisabilitySubsidy.is_deleted.is_(False),
            DisabilitySubsidy.org_code == org,
            DisabilitySubsidy.state == _PAID_SUBSIDY,
        )
        .order_by(DisabilitySubsidy.rowid_)
    )
    for subsidy, person in work.session.execute(wanted):
        begun = subsidy.from_month is None or subsidy.from_month <= month
        if begun and subsidy.amount:
            yield Due(
                subsidy.id,
                DisabilitySubsidy.noun,
                None,
                person.id,
                None,
                1,
                subsidy.amount,
                subsidy.from_month,
                "",
                subsidy.village_code,
            )


def months_between(first: date, last: date) -> Iterator[date]:
    """Each month from ``first`` up to, not with, ``last``."""
    month = month_of(first)
    while month < month_of(last):
        yield month
        month = months_later(month, 1)
