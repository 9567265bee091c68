"""低保月报 (E-33) of a township and a month.

Once the month's roster is confirmed, the families are those that it and its corrections pay:
what was decided since then does not change a month that is over. Until then they are those whom
today's decisions would pay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.domain.money import ZERO, to_fen
from app.domain.months import month_end, month_name, month_of
from app.domain.permissions import Action
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.services.month_table import WOMAN, MonthlyTable, TableRow, aged, counted, of_sex
from app.services.pay_due import PRICE, due_of_case
from app.services.pay_runs import CONFIRMED, paid_by_month
from app.services.permitted import needs
from app.services.townships import DIGITS, require_township
from app.storage.unit_of_work import UnitOfWork

DIBAO: Final = "1"
"""SCHEME."""
ADULT, OLD = 18, 60
_LONGEST: Final = 200
_PARTLY, _WHOLLY = "2", "3"
"""LABOR."""
_HARDSHIPS: Final[Mapping[str, str]] = {
    "1": "疾病", "2": "残疾", "3": "因学", "4": "灾害", "5": "缺乏劳动力",
}  # fmt: skip
"""HARDSHIP -> as the table calls it; the others are 其他原因."""
_SINGLE: Final = "2"
_ELSEWHERE: Final = "不在本系统发放"
_Paid = Mapping[str, Mapping[date, Decimal]]
"""Case -> month -> 元 that confirmed rosters paid for it."""


@dataclass(frozen=True)
class _Family:
    """A household in 低保 in the month, with those for whom it is paid."""

    case: AssistanceCase
    household: Household
    people: tuple[Person, ...]


@needs(Action.PAYMENT_READ)
def dibao_table(work: UnitOfWork, month: date, *, org: str | None = None) -> MonthlyTable:
    """低保月报 of a township; for the county of all of them, unless it chose one (``org``).

    Reasons of hardship are several a family, so they may exceed it. Raises ``Refused`` out_of_reach.
    """
    first, townships = month_of(month), _townships(work, org)
    rosters = {one: paid_by_month(work, DIBAO, one) for one in townships}
    families = [each for one, kept in rosters.items() for each in _families(work, first, one, kept)]
    people = [each for family in families for each in family.people]
    paid = _paid(rosters.values(), first)
    rows = [
        counted("保障对象", "低保户数", families, "户"),
        counted("保障对象", "低保人数", people),
        *_of_people(people, month_end(first)),
        *_hardships(families),
        *_moves(work, families, first, townships),
        *_money(paid, _price_paid(work, townships, first), first, len(people)),
    ]
    checks = _checks(families, people, paid.get(first, ZERO))
    return MonthlyTable(f"{month_name(first)}低保统计表", first, tuple(rows), checks)


def _townships(work: UnitOfWork, org: str | None) -> list[str]:
    """One, or for the county every one that has a case."""
    if len(org or work.actor.org_code or "") >= DIGITS:
        return [require_township(work, org)]
    wanted = select(AssistanceCase.org_code).where(AssistanceCase.scheme == DIBAO).distinct()
    return sorted(code for (code,) in work.session.execute(wanted) if code)


def _families(work: UnitOfWork, month: date, township: str, kept: _Paid) -> list[_Family]:
    last, paid = month_end(month), _paid_cases(work, month, township, kept)
    return [
        _Family(case, household, _protected(work, case, household, last))
        for case, household in _cases(work, township)
        if (due_of_case(case, month) if paid is None else case.id in paid)
    ]


def _paid_cases(work: UnitOfWork, month: date, township: str, kept: _Paid) -> set[str] | None:
    """The cases to which the month's confirmed rosters and what put them right come to some money;
    None where the month's own is not confirmed."""
    run = work.find(
        PayRun,
        PayRun.scheme == DIBAO,
        PayRun.month == month,
        PayRun.number == 1,
        PayRun.org_code == township,
        PayRun.state == CONFIRMED,
        limit=1,
    )
    if not run:
        return None
    return {case for case, months in kept.items() if months.get(month, ZERO) > 0}


def _cases(work: UnitOfWork, township: str) -> list[tuple[AssistanceCase, Household]]:
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == DIBAO,
            AssistanceCase.org_code == township,
        )
        .order_by(AssistanceCase.rowid_)
    )
    return [(case, household) for case, household in work.session.execute(wanted)]


def _protected(
    work: UnitOfWork, case: AssistanceCase, household: Household, last: date
) -> tuple[Person, ...]:
    """Whom a case is for at the end of the month: those who came later or had left are not."""
    wanted = (
        select(Member, Person)
        .join(Person, Person.id == Member.person_id)
        .where(Member.household_id == household.id, Member.is_deleted.is_(False))
    )
    living = [
        (member, person)
        for member, person in work.session.execute(wanted)
        if (member.left is None or member.left > last)
        and (member.joined is None or member.joined <= last)
    ]
    if case.case_kind == _SINGLE:
        return tuple(person for _, person in living if person.id == case.person_id)
    return tuple(person for member, person in living if member.protected is not False)


def _of_people(people: list[Person], last: date) -> Iterator[TableRow]:
    among = {
        "女性": of_sex(people, WOMAN),
        "老年人": aged(people, last, OLD, _LONGEST),
        "未成年人": aged(people, last, 0, ADULT - 1),
        "残疾人": [each for each in people if each.disab_cert],
    }
    yield from (counted("其中", label, found) for label, found in among.items())
    for label, code in (("部分丧失", _PARTLY), ("完全丧失", _WHOLLY)):
        yield counted("劳动能力", label, [each for each in people if each.labor == code])


def _hardships(families: Collection[_Family]) -> Iterator[TableRow]:
    rows = [set(each.household.hardship or ()) for each in families]
    for code, label in _HARDSHIPS.items():
        yield counted("致贫原因", label, [each for each in rows if code in each], "户")
    others = [each for each in rows if each - set(_HARDSHIPS)]
    yield counted("致贫原因", "其他原因", others, "户")


def _moves(
    work: UnitOfWork, families: Collection[_Family], month: date, townships: Iterable[str]
) -> Iterator[TableRow]:
    new = [each for each in families if each.case.benefit_from_month == month]
    gone = [
        (case, household)
        for township in townships
        for case, household in _cases(work, township)
        if _left_in(case) == month
    ]
    left = [each for one in gone for each in _protected(work, *one, month)]
    yield counted("当月变动", "新增户数", new, "户")
    yield counted("当月变动", "新增人数", [one for each in new for one in each.people])
    yield counted("当月变动", "退出户数", gone, "户")
    yield counted("当月变动", "退出人数", left)


def _left_in(case: AssistanceCase) -> date | None:
    """The first month without; of one that was stopped before that was kept, that of stopping."""
    if case.ended_from is not None:
        return month_of(case.ended_from)
    return month_of(case.state_since) if case.state == "STOPPED" and case.state_since else None


def _price_paid(work: UnitOfWork, townships: Collection[str], month: date) -> dict[date, Decimal]:
    """价格临时补贴 of confirmed rosters to families in 低保, for each month of the year so far."""
    wanted = (
        select(PayRun.month, PayLine.amount)
        .join(PayLine, PayLine.run_id == PayRun.id)
        .join(AssistanceCase, AssistanceCase.id == PayLine.case_id)
        .where(
            PayRun.scheme == PRICE,
            PayRun.state == CONFIRMED,
            PayRun.org_code.in_(townships),
            PayRun.month <= month,
            PayRun.month >= date(month.year, 1, 1),
            PayRun.is_deleted.is_(False),
            PayLine.is_deleted.is_(False),
            AssistanceCase.scheme == DIBAO,
        )
    )
    sums: dict[date, Decimal] = {}
    for of, amount in work.session.execute(wanted):
        if of is not None:
            sums[of] = sums.get(of, ZERO) + (amount or ZERO)
    return sums


def _paid(rosters: Iterable[_Paid], month: date) -> dict[date, Decimal]:
    """What confirmed rosters paid for each month of the year so far."""
    sums: dict[date, Decimal] = {}
    for months in (each for one in rosters for each in one.values()):
        for of, amount in months.items():
            if of.year == month.year and of <= month:
                sums[of] = sums.get(of, ZERO) + amount
    return sums


def _money(
    paid: Mapping[date, Decimal], price: Mapping[date, Decimal], month: date, people: int
) -> Iterator[TableRow]:
    """What is paid elsewhere is left open: the totals are of what we know."""
    this = paid.get(month, ZERO)
    unpaid = "" if this else "当月名册还没有确认"
    for group, word, own, rise, note in (
        (
            "累计支出",
            "",
            sum(paid.values(), ZERO),
            sum(price.values(), ZERO),
            f"1至{month.month}月",
        ),
        ("当月支出", "当月", this, price.get(month, ZERO), unpaid),
    ):
        yield TableRow(group, f"{word}总支出", own + rise, "元", "只计低保金和物价补贴")
        yield TableRow(group, f"{word}低保金", own, "元", note)
        yield TableRow(group, f"{word}物价补贴", rise, "元")
        for label in ("高龄补贴", "其他补贴"):
            yield TableRow(group, word + label, None, "元", _ELSEWHERE)
    yield TableRow("人均", "当月人均补助额", to_fen(this / people) if people else ZERO, "元")


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
