"""发放: a month's run of one scheme in one township, and its lines. Amounts in 元.

A run that was confirmed is never changed: what was wrong in it a later run puts right.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes, codes_payment
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_amount = partial(c.amount, is_derived=True)


class PayRun(Record):
    """One run. ``number`` counts the runs of a scheme and month, 1 is the month's own, later ones
    correct it. ``rise`` (价格临时补贴 alone): the published rises in %, the rates in 元 a person."""

    __tablename__ = "pay_run"
    noun = "pay_run"
    title = "发放名册"

    scheme: Mapped[str | None] = c.code("救助项目", codes.SCHEME, is_derived=True)
    month: Mapped[date | None] = c.day("发放月份", is_derived=True)
    number: Mapped[int | None] = c.number("批次", is_derived=True)
    state: Mapped[str | None] = c.code(
        "状态", codes_payment.PAY_RUN_STATE, default="1", group="state", is_derived=True
    )
    households: Mapped[int | None] = c.number("户数", "户", group="totals", is_derived=True)
    persons: Mapped[int | None] = c.number("人数", "人", group="totals", is_derived=True)
    total: Mapped[Decimal | None] = _amount("合计", "元", group="totals")
    drawn_on: Mapped[date | None] = c.day("制表日期", group="drawn", is_derived=True)
    drawn_by: Mapped[str | None] = c.text("制表人", 50, group="drawn", is_derived=True)
    confirmed_on: Mapped[date | None] = c.day("确认日期", group="state", is_derived=True)
    confirmed_by: Mapped[str | None] = c.text("确认人", 50, group="state", is_derived=True)
    rule_pack: Mapped[str | None] = c.text("所用规则包", 40, group="drawn", is_derived=True)
    rise: Mapped[dict[str, Any] | None] = c.tree(
        "物价涨幅和每人金额", group="drawn", is_derived=True
    )


class PayLine(Record):
    """What one family or person gets in one run: ``amount`` for the month, ``back_pay`` for earlier
    months (less than nothing: taken back), ``former`` as in the last month's run."""

    __tablename__ = "pay_line"
    noun = "pay_line"
    title = "发放明细"

    run_id: Mapped[str] = c.ref("发放名册", "pay_run", is_required=True)
    household_id: Mapped[str | None] = c.ref("家庭", "household", is_derived=True)
    person_id: Mapped[str | None] = c.ref("领款人", "person", is_derived=True)
    case_id: Mapped[str | None] = c.ref("救助申请", "assistance_case", is_derived=True)
    about_noun: Mapped[str | None] = c.text("依据种类", 40, is_derived=True)
    about_id: Mapped[str | None] = c.text("依据", 36, is_derived=True)
    persons: Mapped[int | None] = c.number("保障人数", "人", is_derived=True)
    former: Mapped[Decimal | None] = _amount("上月金额", "元/月", sensitivity=_SENSITIVE)
    amount: Mapped[Decimal | None] = _amount("本月金额", "元/月", sensitivity=_SENSITIVE)
    back_pay: Mapped[Decimal | None] = _amount("补发", "元", sensitivity=_SENSITIVE)
    back_months: Mapped[list[dict[str, Any]] | None] = c.tree(
        "补发明细", sensitivity=_SENSITIVE, is_derived=True
    )
    change: Mapped[str | None] = c.code("变动", codes_payment.PAY_CHANGE, is_derived=True)
    reason: Mapped[str | None] = c.text("变动原因", 200, is_derived=True)
