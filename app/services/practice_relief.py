"""练习模式: 临时救助 in every state, and a year of the 备用金 with its monthly reconciliations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from app.domain.clock import CHINA
from app.domain.money import ZERO
from app.domain.months import month_end, month_of, months_later
from app.domain.rule_pack import RulePack
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.temporary_relief import FundCheck, FundEntry, TemporaryRelief
from app.services.practice_year import LEADER
from app.storage.unit_of_work import UnitOfWork

LIMIT: Final = Decimal(2000)
"""What the invented county lets a township decide by itself; the real one has not said."""
IN, OUT, BACK = "1", "2", "3"


@dataclass(frozen=True)
class _Need:
    """One need: how many days ago, where it is, what it was, how much; ``fund``: paid out of it."""

    ago: int
    state: str
    kind: str
    cause: str
    amount: int
    situation: str
    fund: bool = False


NEEDS: Final = (
    _Need(300, "FILED", "2", "9", 1500, "户主住院手术，自付医疗费较高", fund=True),
    _Need(262, "FILED", "1", "1", 1200, "厨房失火，衣被和口粮烧毁", fund=True),
    _Need(221, "FILED", "2", "9", 4000, "肾透析，年自付医疗费五万余元"),
    _Need(187, "REFUSED", "2", "9", 3000, "申请购房借款，不属于临时救助范围"),
    _Need(160, "FILED", "1", "2", 2000, "务工途中车祸，肇事方未赔付", fund=True),
    _Need(122, "FILED", "2", "8", 1800, "子女上大学，学费不足", fund=True),
    _Need(94, "FILED", "1", "5", 1000, "突发脑出血，抢救费用不足", fund=True),
    _Need(66, "PAID", "2", "9", 3500, "癌症化疗，家庭积蓄用尽"),
    _Need(31, "RECOVER", "1", "4", 800, "称被人打伤，后查明另有赔偿", fund=True),
    _Need(12, "PAPERWORK", "1", "1", 800, "住房失火，暂住亲戚家", fund=True),
    _Need(9, "NOTICE", "2", "9", 3000, "重病住院，自付两万余元"),
    _Need(6, "APPROVED", "2", "9", 1600, "骨折住院，无人照料"),
    _Need(4, "SURVEY", "2", "9", 2500, "尿毒症透析，交通食宿开支大"),
    _Need(2, "ACCEPTED", "2", "9", 1000, "冬季取暖和口粮困难"),
    _Need(1, "FIRST_PAY", "1", "5", 900, "突发心肌梗死，已送县医院", fund=True),
    _Need(0, "DRAFT", "1", "1", 700, "今日凌晨柴房失火"),
)
_PAID: Final = frozenset(("FILED", "PAID", "PAPERWORK", "FIRST_PAY", "RECOVER"))
_DECIDED: Final = frozenset((*_PAID, "APPROVED", "REFUSED"))


def practice_rules(pack: RulePack) -> RulePack:
    """The rules as the invented county has them: it has let its townships decide small amounts."""
    return pack.changed(township_limit=LIMIT)


def fill(work: UnitOfWork) -> None:
    """Needs of families that are there, and the ledger beside them."""
    homes = list(work.session.scalars(select(Household).order_by(Household.rowid_)))[5::9]
    lines = [_line(work, work.today - timedelta(days=330), IN, Decimal(20000), "县级拨入备用金")]
    for number, (need, home) in enumerate(zip(NEEDS, homes, strict=False)):
        lines += _one(work, number, need, home)
    if len(homes) >= len(NEEDS):
        lines.append(
            _line(work, work.today - timedelta(days=20), BACK, Decimal(800), "先行救助追回")
        )
    for each in sorted(lines, key=lambda one: one.day or date.min):
        work.add(each)
    _reconcile(work, lines)


def _one(work: UnitOfWork, number: int, need: _Need, home: Household) -> list[FundEntry]:
    """One need with its case; the lines of the ledger that it made."""
    day = work.today - timedelta(days=need.ago)
    where = {"org_code": home.org_code, "village_code": home.village_code}
    is_decided, is_paid = need.state in _DECIDED, need.state in _PAID
    paid_on = min(day + timedelta(days=0 if need.kind == "1" else 14), work.today)
    case: AssistanceCase = work.add(
        AssistanceCase(
            **where, household_id=home.id, scheme="5", state=need.state, apply_date=day,
            state_since=min(day + timedelta(days=18), work.today) if is_decided else day,
            case_no=None if need.state == "DRAFT" else f"{day.year}102{90000 + number:08d}",
            accept_date=None if need.state == "DRAFT" else day, apply_way="3",
            decision=("2" if need.state == "REFUSED" else "1") if is_decided else None,
            decision_date=paid_on if is_decided else None, decision_level="2",
            decision_reason="不属于临时救助范围" if need.state == "REFUSED" else None,
        )
    )  # fmt: skip
    by_hand = need.fund and is_paid
    work.add(
        TemporaryRelief(
            **where, case_id=case.id, household_id=home.id, kind=need.kind, object_kind="1",
            cause=need.cause, situation=need.situation, residence="1", aid_forms=["1"],
            clue_at=datetime.combine(day, time(7, 40), CHINA), incident_date=day,
            self_paid=Decimal(18000) if need.kind == "2" else None, amount=Decimal(need.amount),
            pay_way="2" if by_hand else "1", pay_date=paid_on if is_paid else None,
            approver=LEADER if is_decided else None,
            approve_level=("1" if need.amount <= LIMIT else "2") if is_decided else None,
            receipt={"name": "户主"} if by_hand else None,
            witnesses=["周某", "吴某"] if by_hand else None, **_first_pay(need, day),
        )
    )  # fmt: skip
    if not by_hand:
        return []
    note = "先行救助" if need.kind == "1" else "小额临时救助"
    return [_line(work, paid_on, OUT, Decimal(need.amount), note, case.id)]


def _first_pay(need: _Need, day: date) -> Mapping[str, Any]:
    if need.kind != "1" or need.state not in _PAID:
        return {}
    return {
        "first_pay_at": datetime.combine(day, time(15, 10), CHINA),
        "first_pay_amount": Decimal(need.amount),
        "first_pay_source": "1",
    }


def _line(
    work: UnitOfWork, day: date, direction: str, amount: Decimal, note: str, case: str | None = None
) -> FundEntry:
    return FundEntry(
        org_code=(work.actor.org_code or "")[:9], day=day, direction=direction, amount=amount,
        case_id=case, handler=work.actor.name, approver=LEADER if direction == OUT else None,
        note=note,
    )  # fmt: skip


def _reconcile(work: UnitOfWork, lines: Sequence[FundEntry]) -> None:
    """Every month up to the last but one was counted."""
    month = month_of(min(each.day or work.today for each in lines))
    while month < months_later(month_of(work.today), -1):
        last = month_end(month)
        books = sum((_signed(each) for each in lines if (each.day or last) <= last), ZERO)
        work.add(
            FundCheck(
                org_code=(work.actor.org_code or "")[:9], month=month, books=books, counted=books,
                difference=ZERO, checked_on=last + timedelta(days=2), checked_by=LEADER,
            )
        )  # fmt: skip
        month = months_later(month, 1)


def _signed(entry: FundEntry) -> Decimal:
    amount = entry.amount or ZERO
    return -amount if entry.direction == OUT else amount
