"""临时救助 (B.12): what a case of it knows besides the case, and the township's 备用金 ledger."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes_registers as of_registers
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)


class TemporaryRelief(Record):
    """The emergency or expense behind a case of 临时救助. Amounts in 元."""

    __tablename__ = "temporary_relief"
    noun = "temporary_relief"
    title = "临时救助"

    case_id: Mapped[str] = c.ref("救助申请", "assistance_case", is_required=True)
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    person_id: Mapped[str | None] = c.ref("对象", "person")
    kind: Mapped[str | None] = c.code("救助类型", of_registers.RELIEF_KIND)
    object_kind: Mapped[str | None] = c.code("救助对象", of_registers.RELIEF_OBJECT, default="1")
    cause: Mapped[str | None] = _code("困难原因", of_registers.RELIEF_CAUSE, group="incident")
    incident_date: Mapped[date | None] = c.day("事发日期", group="incident")
    incident_area: Mapped[str | None] = c.place("事发地", group="incident")
    situation: Mapped[str | None] = _text("困难情况", 500, group="incident")
    residence: Mapped[str | None] = c.code("身份", of_registers.RESIDENCE, default="1")
    clue_at: Mapped[datetime | None] = c.moment("接到线索或申请的时间")
    self_paid: Mapped[Decimal | None] = c.amount("个人自付", "元", sensitivity=_SENSITIVE)
    repeat_reason: Mapped[str | None] = _text("一年内同一事由再次救助的理由", 200)
    first_pay_at: Mapped[datetime | None] = c.moment(
        "先行救助时间", group="first_pay", is_derived=True
    )
    first_pay_amount: Mapped[Decimal | None] = c.amount(
        "先行救助金额", "元", group="first_pay", is_derived=True
    )
    first_pay_source: Mapped[str | None] = c.code(
        "先行救助来源", of_registers.FIRST_PAY_SOURCE, group="first_pay", is_derived=True
    )
    emergency_end: Mapped[date | None] = c.day("急难缓解日期", group="paperwork", is_derived=True)
    paperwork_done: Mapped[date | None] = c.day("补齐手续日期", group="paperwork", is_derived=True)
    aid_forms: Mapped[list[str] | None] = c.many_codes("救助方式", of_registers.AID_FORM)
    tier: Mapped[str | None] = c.text("档次", 40, group="amount")
    months_factor: Mapped[Decimal | None] = c.amount("倍数", "倍", group="amount")
    amount: Mapped[Decimal | None] = c.amount("救助金额", "元", group="amount")
    goods: Mapped[str | None] = c.text("实物", 200, group="amount")
    approve_level: Mapped[str | None] = c.code(
        "审批层级", of_registers.APPROVE_LEVEL, is_derived=True
    )
    approver: Mapped[str | None] = c.text("批准人", 50, is_derived=True)
    pay_way: Mapped[str | None] = c.code("发放方式", of_registers.PAY_WAY, group="pay")
    pay_date: Mapped[date | None] = c.day("发放日期", group="pay", is_derived=True)
    receipt: Mapped[dict[str, Any] | None] = c.tree("签收", sensitivity=_SENSITIVE, group="pay")
    witnesses: Mapped[list[str] | None] = c.tree("现金发放见证人", group="pay")


class FundEntry(Record):
    """One line of the 备用金 ledger of a township. ``amount`` in 元, always positive; the balance
    is worked out from all lines. A line is never changed: a wrong one is put right by another."""

    __tablename__ = "fund_entry"
    noun = "fund_entry"
    title = "备用金台账"

    day: Mapped[date | None] = c.day("日期", is_derived=True)
    direction: Mapped[str | None] = c.code("收支", of_registers.FUND_DIRECTION, is_derived=True)
    amount: Mapped[Decimal | None] = c.amount("金额", "元", is_derived=True)
    case_id: Mapped[str | None] = c.ref("救助申请", "assistance_case", is_derived=True)
    handler: Mapped[str | None] = c.text("经手人", 50, is_derived=True)
    approver: Mapped[str | None] = c.text("批准人", 50, is_derived=True)
    note: Mapped[str | None] = c.text("摘要", 200, is_derived=True)


class FundCheck(Record):
    """月末核对 of the 备用金 of a township: what the books say and what was counted, in 元. A
    month that has one is closed."""

    __tablename__ = "fund_check"
    noun = "fund_check"
    title = "备用金核对"

    month: Mapped[date | None] = c.day("月份", is_derived=True)
    books: Mapped[Decimal | None] = c.amount("账面余额", "元", is_derived=True)
    counted: Mapped[Decimal | None] = c.amount("盘点余额", "元", is_derived=True)
    difference: Mapped[Decimal | None] = c.amount("差额", "元", is_derived=True)
    explanation: Mapped[str | None] = c.text("差额原因", 200, is_derived=True)
    checked_on: Mapped[date | None] = c.day("核对日期", is_derived=True)
    checked_by: Mapped[str | None] = c.text("核对人", 50, is_derived=True)
