"""What the records say of a household, as the facts that its benefit is worked out from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.domain import codes
from app.domain.household_facts import (
    AssetLine,
    Deduction,
    Disability,
    HouseholdFacts,
    IncomeLine,
)
from app.domain.household_facts import Member as MemberFacts
from app.domain.money import ZERO
from app.domain.months import age_on
from app.models.base import Record
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.person import Person
from app.services.known_facts import living
from app.storage.unit_of_work import UnitOfWork

_R = TypeVar("_R", bound=Record)

ADULT: Final = 18
CLERGY: Final = "1"
CLERGY_YEARS: Final = 3
"""EXCLUDE_REASON 1 says: three years and more apart from the family."""
_KIN: Final = frozenset((*map(str, range(20, 38)), "39", *map(str, range(70, 80))))
"""RELATION to a head who is a parent or a sibling."""
_MARRIED: Final = frozenset(("20", "21", "22", "23"))
_ABLE: Final = frozenset(("1", "2"))
_UNABLE: Final = "3"
_SUDDEN: Final = "4"
_DISASTER: Final = "4"
_FOR_RIGID: Final = frozenset((None, "2"))


@dataclass(frozen=True)
class HouseholdData:
    """A household's records as they are read once, for its facts and its papers."""

    household: Household
    people: Sequence[tuple[Member, Person]]
    incomes: Sequence[Income]
    expenses: Sequence[Expense]
    assets: Sequence[Asset]
    obligors: Sequence[Obligor]

    @property
    def names(self) -> dict[str, str]:
        """The names of those who live in it, by person."""
        return {person.id: person.name for _, person in self.people}


def read_household(work: UnitOfWork, household_id: str) -> HouseholdData:
    """Everything of one household, in the order it was entered."""
    return HouseholdData(
        work.get(Household, household_id),
        living(work, household_id),
        _of(work, Income, household_id),
        _of(work, Expense, household_id),
        _of(work, Asset, household_id),
        _of(work, Obligor, household_id),
    )


def facts_of(data: HouseholdData, day: date) -> HouseholdFacts:
    """The facts on ``day``; raises ``Refused`` area_missing, no_member.

    Income in the name of somebody who has left does not count; what has no amount yet is named by
    ``gaps_of``. ``rigid_year`` and ``income_year``: as entered, over twelve months.
    """
    household = data.household
    present = data.names
    lines = [each for each in data.incomes if each.monthly is not None]
    mine = [each for each in lines if each.person_id is None or each.person_id in present]
    rigid = [each for each in data.expenses if each.used_for in _FOR_RIGID]
    return HouseholdFacts(
        household.dibao_area_type or "",
        tuple(_member(data, member, person, day) for member, person in data.people),
        tuple(_income(each) for each in mine if not is_deduction(each.kind)),
        tuple(_deduction(each) for each in mine if is_deduction(each.kind)),
        tuple(_assets(data, present)),
        major_disaster=_DISASTER in (household.hardship or ()),
        sudden_event=household.poverty_flag == _SUDDEN,
        consumption_signs=(household.nonbasic_spend,) if household.nonbasic_spend else (),
        rigid_year=sum((each.self_paid or ZERO for each in rigid), ZERO) if rigid else None,
        income_year=_income_year(mine),
        obligors_unable=obligors_unable(data.obligors),
    )


def gaps_of(data: HouseholdData) -> tuple[str, ...]:
    """What is entered without an amount, and so is left out so far: 李某的工资性收入金额."""
    names = data.names
    return tuple(
        f"{names.get(each.person_id or '', '家庭')}的{codes.INCOME.label(each.kind)}金额"
        for each in data.incomes
        if each.monthly is None
    )


def is_deduction(kind: str | None) -> bool:
    """Whether an income item is a deduction asked for (INCOME 51 to 59)."""
    return (kind or "").startswith("5")


def obligors_unable(obligors: Sequence[Obligor]) -> bool | None:
    """Whether none of them can support; None while one is not asked, or none is entered."""
    abilities = [each.ability for each in obligors]
    if any(ability in _ABLE for ability in abilities):
        return False
    return True if abilities and all(one == _UNABLE for one in abilities) else None


def own_income(data: HouseholdData, person_id: str) -> Decimal:
    """What counts in one person's name, 元/月."""
    mine = (
        each.monthly or ZERO
        for each in data.incomes
        if each.person_id == person_id and each.counted and not is_deduction(each.kind)
    )
    return sum(mine, ZERO)


def _member(data: HouseholdData, member: Member, person: Person, day: date) -> MemberFacts:
    return MemberFacts(
        person.id,
        person.name,
        person.birth_date,
        member.counted is not False,
        member.protected is not False,
        _disability(person),
        bool(person.serious_illness_cert),
        bool(person.long_bedridden),
        person.school_stage or "",
        person.labor or "",
        _is_kept_by_kin(data, member, person, day),
        CLERGY_YEARS if member.exclude_reason == CLERGY else None,
    )


def _disability(person: Person) -> Disability | None:
    if not person.disab_grade:
        return None
    return Disability(person.disab_grade, person.disab_type or "", bool(person.disab_cert))


def _is_kept_by_kin(data: HouseholdData, member: Member, person: Person, day: date) -> bool:
    """An unmarried adult without income of their own, in the household of a parent or sibling."""
    if member.relation not in _KIN or person.marriage in _MARRIED or person.birth_date is None:
        return False
    return age_on(person.birth_date, day) >= ADULT and own_income(data, person.id) == ZERO


def _income(each: Income) -> IncomeLine:
    return IncomeLine(
        each.kind or "9",
        each.monthly or ZERO,
        each.person_id or "",
        each.counted is not False,
        each.not_counted_reason or "",
    )


def _deduction(each: Income) -> Deduction:
    return Deduction(each.kind or "59", each.monthly or ZERO, each.person_id or "")


def _income_year(incomes: Sequence[Income]) -> Decimal | None:
    counted = [
        each.monthly or ZERO
        for each in incomes
        if each.counted is not False and not is_deduction(each.kind)
    ]
    return sum(counted, ZERO) * 12 if counted else None


def _assets(data: HouseholdData, present: Mapping[str, str]) -> Iterator[AssetLine]:
    for each in data.assets:
        if each.owner_id is None or each.owner_id in present:
            yield AssetLine(
                each.kind or "13",
                each.value,
                each.owner_id or "",
                each.detail or "",
                each.area,
                each.use or "",
                each.vehicle or "",
                each.house_safety or "",
                bool(each.exempt),
                each.exempt_reason or "",
            )


def _of(work: UnitOfWork, type_: type[_R], household_id: str) -> list[_R]:
    column: Any = type_.__table__.c.household_id
    return work.find(type_, column == household_id, order_by=(type_.rowid_,))
