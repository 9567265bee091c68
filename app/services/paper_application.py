"""E-01 申请书 and E-02 核查授权书 out of the records: what the applicant is given to sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from app.domain import codes
from app.domain.money import ZERO
from app.domain.months import age_on
from app.models.assistance_case import AssistanceCase
from app.models.household import Asset, Household, Obligor
from app.models.person import Person
from app.printing.application_form import INCOME_KINDS
from app.printing.application_form_sheet import (
    ApplicationSheet,
    ApplyingMember,
    DeclaredIncome,
    DeclaredObligor,
)
from app.printing.check_authorization import AuthorizationSheet, Authorizing
from app.printing.schemes import DIBAO
from app.services.aid_facts import ADULT, HouseholdData, is_deduction, own_income, read_household
from app.services.paper_economic_check import (
    FINANCIAL,
    HEALTH_WORDS,
    HOMES,
    HUKOU_WORDS,
    MARRIAGE_WORDS,
    VEHICLES,
)
from app.services.paper_family import SCHEME_WORDS, applicant
from app.services.paper_schemes import SCHEME_NAMES
from app.services.press import Press, disability_of, joined, listed, paper_number, relation_of
from app.storage.unit_of_work import UnitOfWork

APPLICATION: Final = "E-01"
AUTHORIZATION: Final = "E-02"

_KINDS: Final[Mapping[str, str]] = {"1": "新申请", "2": "单人户", "4": "增加成员"}
_MEDICAL: Final = "2"
_EDUCATION: Final = "3"
_OTHERS: Final = frozenset(codes.ASSET.labels) - HOMES - VEHICLES - FINANCIAL


# -- E-01 ----------------------------------------------------------------------------------------


def application_of_case(work: UnitOfWork, press: Press, case: AssistanceCase) -> ApplicationSheet:
    """The application that a case began with."""
    return _application(work, press, read_household(work, case.household_id or ""), case)


def application_of_household(
    work: UnitOfWork, press: Press, household: Household
) -> ApplicationSheet:
    """An application to be signed, before there is a case."""
    return _application(work, press, read_household(work, household.id), None)


def _application(
    work: UnitOfWork, press: Press, data: HouseholdData, case: AssistanceCase | None
) -> ApplicationSheet:
    household = data.household
    place = household.village_code or household.org_code
    about = case.id if case else household.id
    day = (case.apply_date if case else None) or work.today
    who = applicant(work, household, case)
    office = press.office(place)
    return ApplicationSheet(
        number=paper_number(APPLICATION, household.org_code, about, day),
        day=day,
        office=office,
        record=about,
        made_at=work.now,
        scheme=SCHEME_NAMES[case.scheme or ""] if case else DIBAO,
        addressee=office,
        applicant=who.name if who else "",
        sex=codes.SEX.label(who.sex) if who else "",
        nation=codes.NATION.label(who.nation) if who else "",
        born=who.birth_date if who else None,
        id_no=(who.id_no if who else None) or "",
        head_relation=_head_relation(data, who),
        hukou_address=(who.hukou_addr if who else None) or household.hukou_addr or "",
        home_address=press.address(household),
        phone=(who.phone if who else None) or "",
        agent=household.agent_name or "",
        agent_relation=codes.RELATION.label(household.agent_relation),
        agent_id_no=household.agent_id_no or "",
        agent_phone=household.agent_phone or "",
        area_kind=codes.AREA_KIND.label(household.dibao_area_type),
        case_kind=_KINDS.get((case.case_kind if case else None) or "", ""),
        members=tuple(_members(data)),
        hardships=tuple(codes.HARDSHIP.label(each) for each in household.hardship or ()),
        hardship=household.hardship_note or "",
        incomes=tuple(_incomes(data)),
        houses=_houses(data),
        vehicles=_told(data, VEHICLES),
        deposits=_told(data, FINANCIAL),
        other_assets=_told(data, _OTHERS),
        medical=_spent(data, _MEDICAL),
        education=_spent(data, _EDUCATION),
        obligors=tuple(_obligor(each) for each in data.obligors),
        has_kin=case.kin_filed if case else None,
        applied_on=case.apply_date if case else None,
        received_on=case.accept_date if case else None,
    )


def _head_relation(data: HouseholdData, who: Person | None) -> str:
    found = (
        relation_of(member, person, data.household)
        for member, person in data.people
        if who is not None and person.id == who.id
    )
    return next(found, "")


def _members(data: HouseholdData) -> Iterator[ApplyingMember]:
    for member, person in data.people:
        yield ApplyingMember(
            name=person.name,
            relation=relation_of(member, person, data.household),
            sex=codes.SEX.label(person.sex),
            born=person.birth_date,
            id_no=person.id_no or "",
            hukou=HUKOU_WORDS.get(person.hukou_type or "", ""),
            education=codes.EDUCATION.label(person.education),
            marriage=MARRIAGE_WORDS.get(person.marriage or "", ""),
            health=HEALTH_WORDS.get(person.health or "", ""),
            disability=disability_of(person),
            employment=codes.EMPLOYMENT.label(person.employ),
            employer=person.employer or person.school or "",
            income=own_income(data, person.id) or None,
            phone=person.phone or "",
        )


def _incomes(data: HouseholdData) -> Iterator[DeclaredIncome]:
    """By the kind's first digit: 1 to 4, and what is none of them."""
    sums: dict[str, Decimal] = {}
    for each in data.incomes:
        if each.monthly is None or each.counted is False or is_deduction(each.kind):
            continue
        digit = (each.kind or "9")[0]
        kind = INCOME_KINDS[int(digit) - 1] if digit in "1234" else INCOME_KINDS[-1]
        sums[kind] = sums.get(kind, ZERO) + each.monthly
    for kind, month in sums.items():
        yield DeclaredIncome(kind=kind, year=month * 12, month=month)


def _spent(data: HouseholdData, kind: str) -> Decimal | None:
    paid = [each.self_paid for each in data.expenses if each.kind == kind and each.self_paid]
    return sum(paid, ZERO) if paid else None


def _houses(data: HouseholdData) -> str:
    household = data.household
    entered = _told(data, HOMES)
    if entered:
        return entered
    area = f"{household.house_area.normalize():f}平方米" if household.house_area else ""
    return joined(
        codes.HOUSE_KIND.label(household.house_kind),
        codes.HOUSE_STRUCTURE.label(household.house_structure),
        area,
        by="，",
    )


def _told(data: HouseholdData, kinds: Iterable[str]) -> str:
    wanted = frozenset(kinds)
    return joined(*(_asset(data, each) for each in data.assets if each.kind in wanted))


def _asset(data: HouseholdData, each: Asset) -> str:
    area = f"{each.area.normalize():f}平方米" if each.area else ""
    value = f"{each.value.normalize():f}元" if each.value else ""
    what = codes.VEHICLE.label(each.vehicle) or codes.ASSET.label(each.kind)
    return joined(data.names.get(each.owner_id or "", ""), what, each.detail, area, value, by="，")


def _obligor(each: Obligor) -> DeclaredObligor:
    return DeclaredObligor(
        name=each.name or "",
        relation=codes.RELATION.label(each.relation),
        sex=codes.SEX.label(each.sex),
        age=each.age,
        family_size=each.family_size,
        employment=each.employ or "",
        pays=each.pay_amount,
        remark=joined(codes.NO_ABILITY_REASON.label(each.no_ability_reason), each.remark),
    )


# -- E-02 ----------------------------------------------------------------------------------------


def authorization_of_case(
    work: UnitOfWork, press: Press, case: AssistanceCase
) -> AuthorizationSheet:
    """The authorisation that a case needs."""
    return _authorization(work, press, read_household(work, case.household_id or ""), case)


def authorization_of_household(
    work: UnitOfWork, press: Press, household: Household
) -> AuthorizationSheet:
    """An authorisation to be signed, before there is a case."""
    return _authorization(work, press, read_household(work, household.id), None)


def _authorization(
    work: UnitOfWork, press: Press, data: HouseholdData, case: AssistanceCase | None
) -> AuthorizationSheet:
    household = data.household
    about = case.id if case else household.id
    day = (case.apply_date if case else None) or work.today
    who = applicant(work, household, case)
    office = press.office(household.village_code or household.org_code)
    return AuthorizationSheet(
        number=paper_number(AUTHORIZATION, household.org_code, about, day),
        day=day,
        office=office,
        record=about,
        made_at=work.now,
        addressee=office,
        applicant=who.name if who else "",
        scheme=SCHEME_WORDS.get((case.scheme if case else None) or "", ""),
        people=(*_signing(work, data), *(_bound(each) for each in data.obligors)),
    )


def _signing(work: UnitOfWork, data: HouseholdData) -> Iterator[Authorizing]:
    for member, person in data.people:
        yield Authorizing(
            name=person.name,
            relation=relation_of(member, person, data.household),
            id_no=person.id_no or "",
            is_minor=bool(person.birth_date and age_on(person.birth_date, work.today) < ADULT),
        )


def _bound(each: Obligor) -> Authorizing:
    relation = listed((codes.RELATION.label(each.relation), "义务人"))
    return Authorizing(name=each.name or "", relation=relation, id_no=each.id_no or "")
