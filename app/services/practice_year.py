"""练习模式: a year of money. Children's allowances, cases that ended or changed, and the rosters of the
last months, confirmed by somebody else; this month's is drawn up and waits.

The same seed on the same day makes the same year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.domain import payment
from app.domain.money import ZERO
from app.domain.months import month_name, month_of, months_later, next_month
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.household import Household
from app.models.payment import PayLine, PayRun
from app.services import aid, pay_runs
from app.services.pay_due import MONTHLY, SUBSIDIES, Due, due_in
from app.storage.unit_of_work import UnitOfWork

MONTHS: Final = 12
"""Months with a confirmed roster, before this one."""
LEADER: Final = "钱主任"
CHILD_SCHEMES: Final[Mapping[str, str]] = {"1": "6", "2": "7"}
"""CHILD_CATEGORY -> SCHEME."""
CHILD_STATES: Final = ("ACTIVE", "ACTIVE", "VERIFY", "ACTIVE", "CONFIRM", "ACTIVE")
ENDS: Final = (
    (1, "家庭人均收入超过低保标准"), (2, "户主死亡，家庭成员另行申请"), (2, "自愿退出"),
    (3, "全家迁出本县"), (4, "家庭人均收入超过低保标准"),
)  # fmt: skip
"""Months ago, and why, a family's 低保 ended."""
RISES: Final = (
    (0, Decimal(90), "新增重度残疾成员，分类救助金增加"), (0, Decimal(-120), "长子就业，收入增加"),
    (0, Decimal(60), ""), (1, Decimal(45), "成员年满70周岁"), (2, Decimal(-80), "成员外出务工"),
    (3, Decimal(150), "新增一名成员"),
)  # fmt: skip
"""From how many months ago on a family gets more or less than before, and why."""


@dataclass(frozen=True)
class _Change:
    """Before ``month`` a case was paid ``before``; ``why`` it is another amount since."""

    month: date
    before: Decimal
    why: str


@dataclass(frozen=True)
class _End:
    """From ``month`` on a case is paid nothing; ``due`` what it was until then."""

    month: date
    due: Due
    why: str


def fill(work: UnitOfWork, pack: RulePack) -> None:
    """Make the year out of the cases there are."""
    _children(work, pack)
    work.session.flush()
    Year(work, pack).fill()


class Year:
    """Writes the rosters of a township. ``ends`` and ``changes`` are by case."""

    def __init__(self, work: UnitOfWork, pack: RulePack) -> None:
        self._work = work
        self._pack = pack
        self._this = month_of(work.today)
        self._org = (work.actor.org_code or "")[:9]

    def fill(self) -> None:
        """Some cases end or change; then the rosters of each scheme, month by month."""
        for scheme in (*MONTHLY, SUBSIDIES):
            due = due_in(self._work, scheme, self._this, self._org)
            is_dibao = scheme == "1"
            ends = self._end(due) if is_dibao else []
            changes = self._change(due) if is_dibao else {}
            if due:
                self._rosters(scheme, due, ends, changes)

    # -- what happened -------------------------------------------------------------------------

    def _end(self, due: Sequence[Due]) -> list[_End]:
        """Families whose 低保 ended in an earlier month; their file says why."""
        old = [each for each in due if each.since and each.since < months_later(self._this, -6)]
        ends: list[_End] = []
        for (ago, why), each in zip(ENDS, old[3::7], strict=False):
            month = months_later(self._this, -ago)
            case = self._work.get(AssistanceCase, each.case_id or "")
            case.state, case.state_since = "STOPPED", month - timedelta(days=6)
            case.decision_reason, case.ended_from = why, month
            home = self._work.get(Household, each.household_id or "")
            home.class_now, home.benefit_month, home.next_review = "0", None, None
            ends.append(_End(month, each, why))
        return ends

    def _change(self, due: Sequence[Due]) -> dict[str, _Change]:
        """Families that got another amount before."""
        month = {ago: months_later(self._this, -ago) for ago, _, _ in RISES}
        old = [each for each in due if each.since and each.since < months_later(self._this, -6)]
        spare = [each for each in old[1::5] if each.amount > 200]
        return {
            each.key: _Change(month[ago], max(each.amount - by, Decimal(30)), why)
            for (ago, by, why), each in zip(RISES, spare, strict=False)
        }

    # -- the rosters ---------------------------------------------------------------------------

    def _rosters(
        self, scheme: str, due: Sequence[Due], ends: Sequence[_End], changes: Mapping[str, _Change]
    ) -> None:
        ended = {each.due.key: each for each in ends}
        before: dict[str, Decimal] = {}
        for ago in range(MONTHS, 0, -1):
            month = months_later(self._this, -ago)
            amounts = {each.key: _amount(each, month, ended, changes) for each in due}
            self._roster(scheme, month, due, amounts, before, ended, changes)
            before = amounts
        try:
            run = pay_runs.draw_up(self._work, self._pack, scheme, self._this)
        except Refused:
            return
        for line in run.changes:
            change = changes.get(self._work.get(PayLine, line.id).about_id or "")
            if change is not None and change.why:
                self._work.get(PayLine, line.id).reason = change.why

    def _roster(
        self,
        scheme: str,
        month: date,
        due: Sequence[Due],
        amounts: Mapping[str, Decimal],
        before: Mapping[str, Decimal],
        ended: Mapping[str, _End],
        changes: Mapping[str, _Change],
    ) -> None:
        drawn = months_later(month, 0) + timedelta(days=4)
        run = self._work.add(
            PayRun(
                org_code=self._org, scheme=scheme, month=month, number=1, state=pay_runs.CONFIRMED,
                drawn_on=drawn, drawn_by=self._work.actor.name, confirmed_by=LEADER,
                confirmed_on=drawn + timedelta(days=2),
                rule_pack=f"{self._pack.id} 第{self._pack.version}版",
            )
        )  # fmt: skip
        lines = list(self._lines(run, month, due, amounts, before, ended, changes))
        paid = [each for each in lines if each.amount]
        run.households = len({each.household_id or each.person_id for each in paid})
        run.persons = sum(each.persons or 0 for each in paid)
        run.total = sum((each.amount or ZERO for each in paid), ZERO)

    def _lines(
        self,
        run: PayRun,
        month: date,
        due: Sequence[Due],
        amounts: Mapping[str, Decimal],
        before: Mapping[str, Decimal],
        ended: Mapping[str, _End],
        changes: Mapping[str, _Change],
    ) -> Iterator[PayLine]:
        is_first = not before
        for each in due:
            former, amount = before.get(each.key, ZERO), amounts[each.key]
            former = amount if is_first else former
            if not (former or amount):
                continue
            change = payment.change_of(former or None, amount)
            yield self._work.add(
                PayLine(
                    run_id=run.id, org_code=self._org, village_code=each.village_code,
                    household_id=each.household_id, person_id=each.person_id,
                    case_id=each.case_id, about_noun=each.about_noun, about_id=each.key,
                    persons=each.persons if amount else 0, former=former, amount=amount,
                    back_pay=ZERO, change=change,
                    reason=_reason(each, change, month, ended, changes),
                )
            )  # fmt: skip


def _amount(
    due: Due, month: date, ended: Mapping[str, _End], changes: Mapping[str, _Change]
) -> Decimal:
    """What was paid to somebody for a month."""
    if due.since is not None and month < due.since:
        return ZERO
    if due.key in ended and month >= ended[due.key].month:
        return ZERO
    change = changes.get(due.key)
    return change.before if change is not None and month < change.month else due.amount


def _reason(
    due: Due,
    change: str,
    month: date,
    ended: Mapping[str, _End],
    changes: Mapping[str, _Change],
) -> str | None:
    if change == payment.SAME:
        return None
    if change == payment.NEW:
        return f"{month_name(month)}起发放"
    if change == payment.STOPPED:
        return ended[due.key].why
    return changes[due.key].why or "家庭情况变化，重新核算"


def _children(work: UnitOfWork, pack: RulePack) -> None:
    """孤儿 and 事实无人抚养: each with a case, most of them in pay."""
    found = work.find(
        Child, Child.main_category.in_(tuple(CHILD_SCHEMES)), order_by=(Child.rowid_,)
    )
    for number, child in enumerate(found):
        state = CHILD_STATES[number % len(CHILD_STATES)]
        days = 60 + 41 * number if state == "ACTIVE" else 4 + number
        applied = work.today - timedelta(days=days)
        case = _child_case(work, child, applied, state)
        try:
            result = aid.record_working(work, pack, case.id)
        except Refused:
            continue
        if state == "ACTIVE" and result.eligible:
            case.total_month = case.benefit_amount = result.total
            case.decision, case.decision_level = "1", "1"
            decided = applied + timedelta(days=40)
            case.decision_date, case.benefit_from_month = decided, next_month(decided)
            if next_month(decided) > month_of(work.today):
                case.state = "APPROVED"
        elif state == "ACTIVE":
            case.state, case.decision = "REFUSED", "2"


def _child_case(work: UnitOfWork, child: Child, applied: date, state: str) -> AssistanceCase:
    return work.add(
        AssistanceCase(
            org_code=child.org_code, village_code=child.village_code,
            household_id=child.household_id, person_id=child.person_id,
            scheme=CHILD_SCHEMES[child.main_category or ""], apply_date=applied, apply_way="3",
            accept_date=applied + timedelta(days=1), state=state,
            state_since=applied + timedelta(days=45 if state == "ACTIVE" else 3), kin_filed=False,
        )
    )  # fmt: skip
