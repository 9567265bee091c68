"""E-04 核查表 out of the records: the household as it stands, and the visit it was checked in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from app.domain import codes
from app.domain.money import ZERO, to_fen
from app.models.assistance_case import AssistanceCase
from app.models.household import Asset, Expense, Household, Income, Obligor
from app.models.visit import Visit
from app.printing.economic_check import SPECIAL_FLAGS
from app.printing.economic_check_sheet import (
    CheckedIncome,
    CheckedMember,
    CheckedObligor,
    EconomicCheckSheet,
    FinancialAsset,
    House,
    OtherAsset,
    Vehicle,
)
from app.printing.layout.signing import Signature
from app.services.aid_facts import HouseholdData, is_deduction, read_household
from app.services.press import (
    Press,
    disability_of,
    joined,
    listed,
    paper_number,
    relation_of,
    signatures,
)
from app.services.visits import photos_of
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-04"
_SHARED: Final = "家庭共有"
_YEAR: Final = 12

_INCOME: Final[Mapping[str, str]] = {
    "1": "wages",
    "2": "business",
    "21": "farming",
    "22": "business",
    "3": "property",
    "31": "property",
    "32": "land_transfer",
    "41": "pension",
    "42": "support",
    "43": "allowance",
}
"""INCOME -> the form's column; the rest is 其它收入."""
HOMES: Final = frozenset(("1",))
VEHICLES: Final = frozenset(("3", "4"))
FINANCIAL: Final = frozenset(("5", "6", "7", "8", "9", "10"))
_VEHICLE_WORDS: Final[Mapping[str, str]] = {"4": "摩托", "5": "摩托", "1": "轿车"}
HUKOU_WORDS: Final[Mapping[str, str]] = {"1": "城市", "2": "农村"}
HEALTH_WORDS: Final[Mapping[str, str]] = {
    "10": "健康", "20": "多病", "30": "多病", "60": "残疾", "70": "重病",
}  # fmt: skip
MARRIAGE_WORDS: Final[Mapping[str, str]] = {
    "10": "未婚", "20": "已婚", "21": "已婚", "22": "已婚", "23": "已婚",
    "30": "丧偶", "40": "离异",
}  # fmt: skip
"""The words of the form's own notes (E-04 说明)."""


def of_visit(work: UnitOfWork, press: Press, visit: Visit) -> EconomicCheckSheet:
    """The sheet of one visit."""
    data = read_household(work, visit.household_id or "")
    return _sheet(work, press, data, visit)


def of_household(work: UnitOfWork, press: Press, household: Household) -> EconomicCheckSheet:
    """What is known before anybody went there, to be taken along."""
    return _sheet(work, press, read_household(work, household.id), None)


def _sheet(
    work: UnitOfWork, press: Press, data: HouseholdData, visit: Visit | None
) -> EconomicCheckSheet:
    household = data.household
    place = household.village_code or household.org_code
    day = visit.started_at.date() if visit and visit.started_at else work.today
    signed = signatures(work, visit)
    about = visit.id if visit else household.id
    return EconomicCheckSheet(
        number=paper_number(CODE, household.org_code, about, day),
        day=day,
        office=press.office(place),
        record=about,
        made_at=work.now,
        is_draft=visit is None or visit.ended_at is None,
        county=press.county(place),
        township=press.township(place),
        village=press.village(place),
        area_kind=codes.AREA_KIND.label(household.dibao_area_type),
        members=tuple(_members(data)),
        incomes=tuple(_incomes(data)),
        obligors=tuple(_obligor(each) for each in data.obligors),
        houses=tuple(_houses(press, data)),
        vehicles=tuple(
            Vehicle(
                owner=_owner(data, each),
                kind=_VEHICLE_WORDS.get(each.vehicle or "", "其他"),
                detail=joined(codes.VEHICLE.label(each.vehicle), each.detail, by="，"),
            )
            for each in _assets(data, VEHICLES)
        ),
        financial_assets=tuple(
            FinancialAsset(
                kind=joined(codes.ASSET.label(each.kind), each.detail, by="，"),
                value=each.value,
                owner=_owner(data, each),
            )
            for each in _assets(data, FINANCIAL)
        ),
        other_assets=tuple(
            OtherAsset(
                kind=codes.ASSET.label(each.kind),
                owner=_owner(data, each),
                address=each.detail or "",
            )
            for each in data.assets
            if each.kind not in HOMES | VEHICLES | FINANCIAL
        ),
        utilities=household.water_power_gas_monthly,
        communication=household.comm_monthly,
        property_fee=household.property_fee_monthly,
        luxuries=household.nonbasic_spend or "",
        other_spending=listed(_spending(data, data.expenses)),
        has_objection=_objection(work, visit),
        visited_at=visit.started_at if visit else None,
        photo_numbers=_photos(work, visit),
        conclusion=_conclusion(visit),
        visitors=_visitors(signed),
        visited=signed.get("respondent", Signature()),
        witness=signed.get("witness", Signature()),
        visit_day=day if visit else None,
    )


def _members(data: HouseholdData) -> Iterator[CheckedMember]:
    for member, person in data.people:
        flags = tuple(codes.SPECIAL_FLAG.label(each) for each in person.special_flags or ())
        yield CheckedMember(
            name=person.name,
            relation=relation_of(member, person, data.household),
            hukou=HUKOU_WORDS.get(person.hukou_type or "", codes.HUKOU.label(person.hukou_type)),
            education=codes.EDUCATION.label(person.education),
            marriage=MARRIAGE_WORDS.get(person.marriage or "", ""),
            health=HEALTH_WORDS.get(person.health or "", ""),
            disability=disability_of(person),
            employment=codes.EMPLOYMENT.label(person.employ),
            employer=person.employer or person.school or "",
            flags=tuple(each for each in flags if each in SPECIAL_FLAGS),
        )


def _incomes(data: HouseholdData) -> Iterator[CheckedIncome]:
    """A row for everybody who has income that counts, and one for what is the family's."""
    rows = [*((person.id, person.name) for _, person in data.people), (None, _SHARED)]
    for person_id, name in rows:
        mine = [
            each
            for each in data.incomes
            if each.person_id == person_id
            and each.counted is not False
            and each.monthly is not None
            and not is_deduction(each.kind)
        ]
        if mine:
            yield CheckedIncome(name=name, total=_sum(mine), **_by_column(mine))


def _by_column(incomes: Iterable[Income]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in incomes:
        column = _INCOME.get(each.kind or "", "other")
        found[column] = found.get(column, ZERO) + (each.monthly or ZERO)
    return found


def _sum(incomes: Iterable[Income]) -> Decimal:
    return sum((each.monthly or ZERO for each in incomes), ZERO)


def _obligor(each: Obligor) -> CheckedObligor:
    pays = f"每月给付{each.pay_amount.normalize():f}元" if each.pay_amount else ""
    ability = codes.OBLIGOR_ABILITY.label(each.ability)
    return CheckedObligor(
        name=each.name or "",
        relation=codes.RELATION.label(each.relation),
        sex=codes.SEX.label(each.sex),
        age=each.age,
        family_size=each.family_size,
        total=_monthly(each.family_income_total),
        per_head=_monthly(each.family_income_pc),
        employment=each.employ or "",
        remark=joined(
            ability, codes.NO_ABILITY_REASON.label(each.no_ability_reason), pays, each.remark
        ),
    )


def _monthly(year: Decimal | None) -> Decimal | None:
    return None if year is None else to_fen(year / _YEAR)


def _houses(press: Press, data: HouseholdData) -> Iterator[House]:
    household = data.household
    kind = joined(
        codes.HOUSE_KIND.label(household.house_kind),
        codes.HOUSE_STRUCTURE.label(household.house_structure),
        by="，",
    )
    entered = _assets(data, HOMES)
    for place, each in enumerate(entered):
        yield House(
            owner=_owner(data, each),
            area=each.area,
            address=each.detail or press.address(household),
            kind=kind if not place else codes.HOUSE_SAFETY.label(each.house_safety),
        )
    if not entered and (kind or household.house_area):
        yield House(
            owner=household.house_owner or "",
            area=household.house_area,
            address=press.address(household),
            kind=kind,
        )


def _assets(data: HouseholdData, kinds: frozenset[str]) -> list[Asset]:
    return [each for each in data.assets if each.kind in kinds]


def _owner(data: HouseholdData, asset: Asset) -> str:
    return data.names.get(asset.owner_id or "", "")


def _spending(data: HouseholdData, expenses: Iterable[Expense]) -> Iterator[str]:
    for each in expenses:
        if each.self_paid:
            who = data.names.get(each.person_id or "", "")
            yield f"{who}{codes.EXPENSE.label(each.kind)}一年自付{each.self_paid.normalize():f}元"


def _objection(work: UnitOfWork, visit: Visit | None) -> bool | None:
    """Of the case the visit was for; None as long as no notice was posted."""
    if visit is None or visit.case_id is None:
        return None
    case = work.get(AssistanceCase, visit.case_id, with_deleted=True)
    if case.notice_objection:
        return True
    return False if case.decision_date else None


def _photos(work: UnitOfWork, visit: Visit | None) -> str:
    """The photos by the beginning of their fingerprints, as the store of files knows them."""
    return listed(one.sha256[:8].upper() for one in photos_of(work, visit)) if visit else ""


def _conclusion(visit: Visit | None) -> str:
    if visit is None:
        return ""
    respondent = joined(visit.respondent, codes.RELATION.label(visit.respondent_relation), by="，")
    told = f"受访人：{respondent}。" if respondent else ""
    return told + joined(visit.findings, visit.problems, visit.measures)


def _visitors(signed: Mapping[str, Signature]) -> tuple[Signature, ...]:
    return tuple(signed.get(role, Signature()) for role in ("visitor1", "visitor2"))
