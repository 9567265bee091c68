"""Who is behind each indicator: the people of its denominator, and which of them count (A.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.domain.codes_vagrants import LEAVE_WAY
from app.domain.divisions import Divisions
from app.domain.months import age_on, months_later
from app.domain.rule_pack import RulePack
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.homecoming import Departure, Resettlement
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registers import DisabilitySubsidy
from app.models.vagrant import Vagrant
from app.services.reach import within_reach
from app.services.rescues import KNOWN_STATES
from app.services.townships import DIGITS
from app.storage.unit_of_work import UnitOfWork

DIBAO: Final = "1"
TEKUN: Final = "2"
SCATTERED, CONCENTRATED = "1", "2"
"""SUPPLY_MODE."""
LIVING, CARE = "1", "2"
"""SUBSIDY_KIND."""
PAID: Final = "1"
"""SUBSIDY_STATE."""
STREET: Final = frozenset(("2", "3", "4", "5"))
"""FOUND_WAY that means: seen in the street."""
_CHILD_SCHEMES: Final = ("6", "7")
_STANDING: Final = ("APPROVED", "ACTIVE", "DIFF")
FED: Final = ("APPROVED", "ACTIVE", "REASSESS", "TERMINATING")
"""CASE_STATE of 特困 in supply."""
_SEVERE: Final = ("1", "2")
DIRECTOR: Final = "6"
_WITH_STUDY_AID: Final = "1"
_ADULT: Final = 18


@dataclass(frozen=True)
class Behind:
    """One person (household, village) behind an indicator. ``counts``: in the numerator;
    ``why``: what says so."""

    name: str
    counts: bool
    why: str
    noun: str
    record_id: str
    village_code: str | None = None


@dataclass(frozen=True)
class IndicatorLook:
    """What an indicator looks at: the period is ``first`` to ``day``."""

    work: UnitOfWork
    pack: RulePack
    places: Divisions | None
    first: date
    day: date


def disabled_in_dibao(look: IndicatorLook) -> Iterator[Behind]:
    """A103: with a valid card in 低保 households; less children paid in full as such."""
    children = _paid_children(look)
    getting = _subsidised(look, LIVING)
    for person, household in _disabled(look):
        if household.class_now == DIBAO and person.id not in children:
            yield _person(person, person.id in getting, "困难残疾人生活补贴")


def severely_disabled(look: IndicatorLook) -> Iterator[Behind]:
    """A104: of grade 1 or 2, as far as this program has them."""
    getting = _subsidised(look, CARE)
    for person, _ in _disabled(look):
        if person.disab_grade in _SEVERE:
            yield _person(person, person.id in getting, "重度残疾人护理补贴")


def returned(look: IndicatorLook) -> Iterator[Behind]:
    """A112 strict: identity found, left in the period; home by being fetched, escorted or sent."""
    yield from _returned(look, frozenset())


def returned_adjusted(look: IndicatorLook) -> Iterator[Behind]:
    """A112 adjusted: without those who left by themselves, into hospital, or died."""
    yield from _returned(look, frozenset(look.pack.codes("indicator.return_exempt")))


def _returned(look: IndicatorLook, without: frozenset[str]) -> Iterator[Behind]:
    ways = look.pack.codes("indicator.return_ways")
    for departure, vagrant, person in _departures(look):
        known = vagrant.identity_state in KNOWN_STATES
        if known and departure.way not in without:
            name = person.name if person else vagrant.claimed_name or vagrant.reg_no or ""
            told = LEAVE_WAY.label(departure.way)
            yield Behind(name, departure.way in ways, told, Vagrant.noun, vagrant.id)


def concentrated(look: IndicatorLook) -> Iterator[Behind]:
    """A121: 特困 who cannot care for themselves and wish for an institution."""
    for case, person in _helpless(look):
        if case.wants_institution:
            is_there = case.supply_mode == CONCENTRATED
            yield _case(case, person, is_there, "集中供养" if is_there else "分散供养")


def with_agreement(look: IndicatorLook) -> Iterator[Behind]:
    """A122: 特困 living at home who cannot care for themselves, with an agreement in force."""
    for case, person in _helpless(look):
        if case.supply_mode == SCATTERED:
            until = case.agreement_to
            begun = case.agreement_from is not None and case.agreement_from <= look.day
            is_valid = begun and (until is None or until >= look.day)
            yield _case(case, person, is_valid, "照料协议有效" if is_valid else "没有有效协议")


def settled(look: IndicatorLook) -> Iterator[Behind]:
    """A124: unknown, in the station for more than three months; placed and registered."""
    months = look.pack.deadlines["VG-RESETTLE"].limit
    wanted = (
        select(Vagrant, Resettlement)
        .outerjoin(Resettlement, Resettlement.vagrant_id == Vagrant.id)
        .where(Vagrant.is_deleted.is_(False), Vagrant.arrived_at.is_not(None))
    )
    for vagrant, placing in look.work.session.execute(wanted):
        arrived = vagrant.arrived_at.date() if vagrant.arrived_at else look.day
        stayed = months_later(arrived, months) < look.day
        if not stayed or vagrant.identity_state in KNOWN_STATES or _has_left(look, vagrant):
            continue
        is_done = bool(placing and placing.hukou_approved and placing.placed_on)
        name = (placing.given_name if placing else None) or vagrant.claimed_name or "无名氏"
        yield Behind(name, is_done, "已落户安置" if is_done else "未落户", "vagrant", vagrant.id)


def minors_in_the_street(look: IndicatorLook) -> Iterator[Behind]:
    """A125: minors found in the street in the period."""
    wanted = (Vagrant.is_minor.is_(True), Vagrant.arrived_at.is_not(None))
    for vagrant in look.work.find(Vagrant, *wanted):
        day = vagrant.arrived_at.date() if vagrant.arrived_at else look.day
        if look.first <= day <= look.day and vagrant.found_way in STREET:
            name = vagrant.claimed_name or "未成年人"
            yield Behind(name, True, f"{day.month}月{day.day}日发现", Vagrant.noun, vagrant.id)


def villages_with_director(look: IndicatorLook) -> Iterator[Behind]:
    """A126: villages of the address list with a 儿童主任; a township's own are its own."""
    if look.places is None:
        return
    own = (look.work.actor.org_code or "")[:DIGITS]
    served: dict[str, str] = {}
    for account in look.work.find(Account, Account.role == DIRECTOR):
        for village in account.villages or ():
            served[village] = account.name
    for each in look.places.by_code.values():
        if each.level == "village" and each.code.startswith(own):
            name = served.get(each.code, "")
            told = name or "没有儿童主任"
            yield Behind(each.short_name, bool(name), told, "division", each.code, each.code)


def new_directors(look: IndicatorLook) -> Iterator[Behind]:
    """A126: appointed in the period, and trained within the county's limit."""
    limit = timedelta(days=look.pack.whole("indicator.training_days"))
    wanted = (Account.role == DIRECTOR, within_reach(look.work, Account))
    for each in look.work.find(Account, *wanted):
        begun, trained = each.appointed_on, each.trained_on
        if begun is None or not look.first <= begun <= look.day:
            continue
        is_in_time = trained is not None and trained <= begun + limit
        told = f"{trained.month}月{trained.day}日培训" if trained else "没有培训"
        village = (each.villages or [None])[0]
        yield Behind(each.name, is_in_time, told, Account.noun, each.id, village)


def townships_with_station(look: IndicatorLook) -> Iterator[Behind]:
    """A111: townships of the address list, and those where the county says a 未保站 runs."""
    if look.places is None:
        return
    running = frozenset(look.pack.codes("indicator.child_stations"))
    for each in look.places.by_code.values():
        if each.level == "township":
            runs = each.code[:DIGITS] in running
            yield Behind(each.name, runs, "已运行" if runs else "未运行", "division", each.code)


def students(look: IndicatorLook) -> Iterator[Behind]:
    """A129: 孤儿 and 事实无人抚养 of age and at school, with 助学."""
    wanted = (
        select(Child, Person)
        .join(Person, Person.id == Child.person_id)
        .where(Child.is_deleted.is_(False), within_reach(look.work, Child))
    )
    for child, person in look.work.session.execute(wanted):
        born = person.birth_date
        is_grown = born is not None and age_on(born, look.day) >= _ADULT
        if is_grown and {"1", "2"} & set(child.categories or ()) and child.after18_study:
            helped = _WITH_STUDY_AID in (child.programs or ())
            yield _person(person, helped, "助学" if helped else "没有助学")


# -- reading ---------------------------------------------------------------------------------------


def _person(person: Person, counts: bool, why: str) -> Behind:
    told = why if counts else f"没有{why.removeprefix('没有')}"
    return Behind(person.name, counts, told, Person.noun, person.id, person.village_code)


def _case(case: AssistanceCase, person: Person, counts: bool, why: str) -> Behind:
    return Behind(person.name, counts, why, AssistanceCase.noun, case.id, case.village_code)


def _disabled(look: IndicatorLook) -> Iterator[tuple[Person, Household]]:
    wanted = (
        select(Person, Household)
        .join(Member, Member.person_id == Person.id)
        .join(Household, Household.id == Member.household_id)
        .where(
            Person.is_deleted.is_(False),
            Person.death_date.is_(None),
            Person.disab_cert.is_(True),
            Member.is_deleted.is_(False),
            Member.left.is_(None),
            within_reach(look.work, Person),
        )
        .order_by(Person.rowid_)
    )
    for person, household in look.work.session.execute(wanted):
        if person.disab_expiry is None or person.disab_expiry >= look.day:
            yield person, household


def _subsidised(look: IndicatorLook, kind: str) -> set[str]:
    wanted = (DisabilitySubsidy.kind == kind, DisabilitySubsidy.state == PAID)
    return {each.person_id for each in look.work.find(DisabilitySubsidy, *wanted)}


def _paid_children(look: IndicatorLook) -> set[str | None]:
    wanted = (AssistanceCase.scheme.in_(_CHILD_SCHEMES), AssistanceCase.state.in_(_STANDING))
    return {each.person_id for each in look.work.find(AssistanceCase, *wanted)}


def _departures(look: IndicatorLook) -> Iterator[tuple[Departure, Vagrant, Person | None]]:
    wanted = (
        select(Departure, Vagrant, Person)
        .join(Vagrant, Vagrant.id == Departure.vagrant_id)
        .outerjoin(Person, Person.id == Vagrant.person_id)
        .where(Departure.is_deleted.is_(False), Departure.left_at.is_not(None))
    )
    for departure, vagrant, person in look.work.session.execute(wanted):
        if departure.left_at and look.first <= departure.left_at.date() <= look.day:
            yield departure, vagrant, person


def _has_left(look: IndicatorLook, vagrant: Vagrant) -> bool:
    wanted = (Departure.vagrant_id == vagrant.id, Departure.left_at.is_not(None))
    return bool(look.work.find(Departure, *wanted, limit=1))


def _helpless(look: IndicatorLook) -> Iterator[tuple[AssistanceCase, Person]]:
    """特困 in supply who fail so many of the six items that care is full."""
    full = look.pack.whole("care.full_from")
    wanted = (
        select(AssistanceCase, Person)
        .join(Household, Household.id == AssistanceCase.household_id)
        .join(Person, Person.id == Household.head_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == TEKUN,
            AssistanceCase.state.in_(FED),
            within_reach(look.work, AssistanceCase),
        )
    )
    for case, head in look.work.session.execute(wanted):
        person = look.work.get(Person, case.person_id) if case.person_id else head
        if (case.self_care_fails or 0) >= full and person.death_date is None:
            yield case, person
