"""月报 (E-33): 低保, 流浪救助, 儿童; each a table of rows with the number and, for money, the amount.

Counts are of what the records say at the month's end; money is what confirmed rosters paid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.domain.codes_children import CHILD_CATEGORY, LEFT_BEHIND
from app.domain.codes_vagrants import LEAVE_WAY
from app.domain.money import ZERO, to_fen
from app.domain.months import age_on, month_end, month_name, month_of
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.homecoming import Departure
from app.models.household import Household, Member
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.services.pay_due import due_of_case
from app.services.pay_runs import paid_by_month
from app.services.permitted import needs
from app.services.reach import within_reach
from app.services.rescues import KNOWN_STATES
from app.services.townships import require_township
from app.storage.unit_of_work import UnitOfWork

WOMAN, MAN = "2", "1"
ADULT, OLD = 18, 60
_PARTLY, _WHOLLY = "2", "3"
"""LABOR."""
_HARDSHIPS: Final[Mapping[str, str]] = {
    "1": "疾病", "2": "残疾", "3": "因学", "4": "灾害", "5": "缺乏劳动力",
}  # fmt: skip
"""HARDSHIP -> as the table calls it; the others are 其他."""
_SINGLE: Final = "2"
_BANDS: Final = ((0, 6), (7, 18), (19, 59), (60, 200))
_CHILD_BANDS: Final = ((0, 5), (6, 11), (12, 15), (16, 17))


@dataclass(frozen=True)
class TableRow:
    """One row. ``value`` a count, an amount in 元, or days; ``note`` what to know of it."""

    label: str
    value: Decimal
    unit: str
    note: str = ""


@dataclass(frozen=True)
class MonthlyTable:
    """One table of one month. ``checks``: sentences for what does not add up, nothing if all does."""

    title: str
    month: date
    rows: tuple[TableRow, ...]
    checks: tuple[str, ...] = ()

    def value(self, label: str) -> Decimal:
        """The value of the row ``label``; raises ``KeyError``."""
        return {each.label: each.value for each in self.rows}[label]


@dataclass(frozen=True)
class _Family:
    """A household in 低保 in the month, with those for whom it is paid."""

    case: AssistanceCase
    household: Household
    people: tuple[Person, ...]


@needs(Action.PAYMENT_READ)
def dibao_table(work: UnitOfWork, month: date, *, org: str | None = None) -> MonthlyTable:
    """低保月报 of a township. Reasons of hardship are several a family, so they may exceed it."""
    township, first = require_township(work, org), month_of(month)
    last = month_end(first)
    families = _families(work, first, township)
    people = [each for family in families for each in family.people]
    paid = _paid(work, township, first)
    rows = [
        _count("低保户数", families, "户"),
        _count("低保人数", people),
        *_of_people(people, last),
        *_hardships(families),
        *_moves(work, families, first, township),
        *_money(paid, first, len(people)),
    ]
    checks = _checks(families, people, paid.get(first, ZERO))
    return MonthlyTable(f"{month_name(first)}低保统计表", first, tuple(rows), checks)


@needs(Action.VAGRANT_READ)
def rescue_table(work: UnitOfWork, month: date) -> MonthlyTable:
    """流浪乞讨人员救助月报: who came in the month, by sex, age and health, and who left how."""
    first, last = month_of(month), month_end(month)
    came = [each for each in work.find(Vagrant) if _came_in(each, first, last)]
    left = _left_in(work, first, last)
    rows = [
        _count("受助总人数", came, "人次"),
        TableRow("平均在站天数", _average_stay(left), "天"),
        _count("男性", _where(came, lambda each: each.sex == MAN), "人次"),
        _count("女性", _where(came, lambda each: each.sex == WOMAN), "人次"),
        *(
            _count(_band(band), _where(came, lambda each, band=band: _age_in(each, band)), "人次")
            for band in _BANDS
        ),
        _count("未成年人", _where(came, lambda each: each.is_minor is True), "人次"),
        _count("精神障碍", _where(came, lambda each: _is_ill(each.mental_state)), "人次"),
        _count("智力障碍", _where(came, lambda each: _is_ill(each.intellect_state)), "人次"),
        _count(
            "无法查明身份",
            _where(came, lambda each: each.identity_state not in KNOWN_STATES),
            "人次",
        ),
        *(
            _count(label, [each for each, _ in left if each.way == code], "人次")
            for code, label in LEAVE_WAY
        ),
        _count("在站（滞站）", _staying(work, last), "人次"),
    ]
    return MonthlyTable(f"{month_name(first)}流浪乞讨人员救助情况表", first, tuple(rows))


@needs(Action.CHILD_READ)
def child_table(work: UnitOfWork, month: date) -> MonthlyTable:
    """儿童月报: 孤儿, 事实无人抚养, 留守, 困境 by age band and sex at the month's end."""
    last = month_end(month)
    wanted = (
        select(Child, Person)
        .join(Person, Person.id == Child.person_id)
        .where(Child.is_deleted.is_(False), Child.state == "1", within_reach(work, Child))
    )
    found = [(child, person) for child, person in work.session.execute(wanted)]
    rows = [_count("在册儿童", found)]
    for label, codes in _child_groups():
        those = [(child, person) for child, person in found if codes & set(child.categories or ())]
        rows.append(_count(label, those))
        rows += [
            _count(f"{label}·{name}", [1 for _, person in those if person.sex == sex])
            for sex, name in ((MAN, "男"), (WOMAN, "女"))
        ]
        rows += [
            _count(
                f"{label}·{low}至{high}岁",
                [1 for _, person in those if _is_aged(person, last, (low, high))],
            )
            for low, high in _CHILD_BANDS
        ]
    return MonthlyTable(f"{month_name(month)}儿童福利保障统计表", month_of(month), tuple(rows))


def _child_groups() -> Iterator[tuple[str, frozenset[str]]]:
    yield CHILD_CATEGORY.label("1"), frozenset("1")
    yield CHILD_CATEGORY.label("2"), frozenset("2")
    yield "留守儿童", LEFT_BEHIND
    others = {code for code, _ in CHILD_CATEGORY} - {"1", "2"} - set(LEFT_BEHIND)
    yield "困境儿童", frozenset(others)


# -- 低保 ------------------------------------------------------------------------------------------


def _families(work: UnitOfWork, month: date, township: str) -> list[_Family]:
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == "1",
            AssistanceCase.org_code == township,
        )
        .order_by(AssistanceCase.rowid_)
    )
    return [
        _Family(case, household, _protected(work, case, household))
        for case, household in work.session.execute(wanted)
        if due_of_case(case, month)
    ]


def _protected(work: UnitOfWork, case: AssistanceCase, household: Household) -> tuple[Person, ...]:
    wanted = (
        select(Member, Person)
        .join(Person, Person.id == Member.person_id)
        .where(
            Member.household_id == household.id,
            Member.is_deleted.is_(False),
            Member.left.is_(None),
        )
    )
    living = [(member, person) for member, person in work.session.execute(wanted)]
    if case.case_kind == _SINGLE:
        return tuple(person for _, person in living if person.id == case.person_id)
    return tuple(person for member, person in living if member.protected is not False)


def _of_people(people: Iterable[Person], last: date) -> Iterator[TableRow]:
    rows = list(people)
    yield _count("女性", [each for each in rows if each.sex == WOMAN])
    yield _count("老年人", [each for each in rows if _is_aged(each, last, (OLD, 200))])
    yield _count("未成年人", [each for each in rows if _is_aged(each, last, (0, ADULT - 1))])
    yield _count("残疾人", [each for each in rows if each.disab_cert])
    yield _count("部分丧失劳动能力", [each for each in rows if each.labor == _PARTLY])
    yield _count("完全丧失劳动能力", [each for each in rows if each.labor == _WHOLLY])


def _hardships(families: Iterable[_Family]) -> Iterator[TableRow]:
    rows = [set(each.household.hardship or ()) for each in families]
    for code, label in _HARDSHIPS.items():
        yield _count(f"致贫原因·{label}", [each for each in rows if code in each], "户")
    yield _count("致贫原因·其他", [each for each in rows if each - set(_HARDSHIPS)], "户")


def _moves(
    work: UnitOfWork, families: Collection[_Family], month: date, township: str
) -> Iterator[TableRow]:
    new = [each for each in families if each.case.benefit_from_month == month]
    gone = [
        (case, household)
        for case, household in _stopped(work, township)
        if case.state_since and month_of(case.state_since) == month
    ]
    yield _count("当月新增户数", new, "户")
    yield _count("当月新增人数", [one for each in new for one in each.people])
    yield _count("当月退出户数", gone, "户")
    left = [one for case, household in gone for one in _protected(work, case, household)]
    yield _count("当月退出人数", left)


def _stopped(work: UnitOfWork, township: str) -> list[tuple[AssistanceCase, Household]]:
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == "1",
            AssistanceCase.state == "STOPPED",
            AssistanceCase.org_code == township,
        )
    )
    return [(case, household) for case, household in work.session.execute(wanted)]


def _paid(work: UnitOfWork, township: str, month: date) -> dict[date, Decimal]:
    """What confirmed rosters paid for each month of the year so far."""
    sums: dict[date, Decimal] = {}
    for months in paid_by_month(work, "1", township).values():
        for of, amount in months.items():
            if of.year == month.year and of <= month:
                sums[of] = sums.get(of, ZERO) + amount
    return sums


def _money(paid: Mapping[date, Decimal], month: date, people: int) -> Iterator[TableRow]:
    this = paid.get(month, ZERO)
    yield TableRow(f"1至{month.month}月低保金支出", sum(paid.values(), ZERO), "元")
    yield TableRow("当月低保金支出", this, "元", "" if this else "当月名册还没有确认")
    yield TableRow("当月人均补助", to_fen(this / people) if people else ZERO, "元")


def _checks(
    families: Collection[_Family], people: Collection[Person], paid: Decimal
) -> tuple[str, ...]:
    """人均 = 当月低保金 ÷ 人数 is how it is made; what else can be seen to be wrong is said."""
    found: list[str] = []
    if paid and not people:
        found.append("当月有低保金支出，但没有在保人员，请核对名册。")
    empty = [each for each in families if not each.people]
    if empty:
        found.append(f"有{len(empty)}户没有保障对象，请核对家庭成员。")
    unsaid = [each for each in families if not each.household.hardship]
    if unsaid:
        found.append(f"有{len(unsaid)}户没有填写致困原因。")
    return tuple(found)


# -- 流浪 ------------------------------------------------------------------------------------------


def _came_in(vagrant: Vagrant, first: date, last: date) -> bool:
    at = vagrant.arrived_at
    return at is not None and first <= at.date() <= last


def _left_in(work: UnitOfWork, first: date, last: date) -> list[tuple[Departure, Vagrant]]:
    wanted = (
        select(Departure, Vagrant)
        .join(Vagrant, Vagrant.id == Departure.vagrant_id)
        .where(Departure.is_deleted.is_(False), Departure.left_at.is_not(None))
    )
    return [
        (departure, vagrant)
        for departure, vagrant in work.session.execute(wanted)
        if departure.left_at and first <= departure.left_at.date() <= last
    ]


def _average_stay(left: Iterable[tuple[Departure, Vagrant]]) -> Decimal:
    days = [
        (departure.left_at - vagrant.arrived_at).days
        for departure, vagrant in left
        if departure.left_at and vagrant.arrived_at
    ]
    return (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1")) if days else ZERO


def _staying(work: UnitOfWork, last: date) -> list[Vagrant]:
    """Came by the month's end and had not left by then."""
    gone = {
        each.vagrant_id
        for each in work.find(Departure, Departure.left_at.is_not(None))
        if each.left_at and each.left_at.date() <= last
    }
    outside = {"FOUND", "REFUSED"}
    return [
        each
        for each in work.find(Vagrant, Vagrant.arrived_at.is_not(None))
        if each.id not in gone
        and each.state not in outside
        and each.arrived_at
        and each.arrived_at.date() <= last
    ]


def _age_in(vagrant: Vagrant, band: tuple[int, int]) -> bool:
    age = vagrant.age_from if vagrant.age_to is None else vagrant.age_to
    return age is not None and band[0] <= age <= band[1]


def _is_ill(state: str | None) -> bool:
    return state in {"2", "3"}


def _band(band: tuple[int, int]) -> str:
    low, high = band
    if not low:
        return f"{high}岁以下"
    return f"{low}至{high}岁" if high < max(high for _, high in _BANDS) else f"{low}岁以上"


# -- rows ------------------------------------------------------------------------------------------


def _where(found: Iterable[Vagrant], test: Callable[[Vagrant], bool]) -> list[Vagrant]:
    return [each for each in found if test(each)]


def _count(label: str, found: Collection[object], unit: str = "人") -> TableRow:
    return TableRow(label, Decimal(len(found)), unit)


def _is_aged(person: Person, day: date, band: tuple[int, int]) -> bool:
    born = person.birth_date
    return born is not None and band[0] <= age_on(born, day) <= band[1]
