"""渐退: what a family in 低保 keeps, and how long, when a member has found work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.entitlement import work_out_dibao
from app.domain.household_facts import HouseholdFacts
from app.domain.household_income import count_income
from app.domain.money import ZERO, written
from app.domain.months import month_name, months_later, next_month
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, step


class FadeKind(StrEnum):
    """What happens to a family in 低保 whose income has changed."""

    RECOMPUTE = "重新核算"
    KEEP = "渐退"
    STOP = "停发"


@dataclass(frozen=True)
class Fade:
    """``amount`` 元/月 is paid from ``from_month`` through ``through_month``; then nothing.

    For RECOMPUTE ``through_month`` is None; for STOP the amount is 0.
    """

    kind: FadeKind
    amount: Decimal
    from_month: date
    through_month: date | None
    step: Step


def work_out_fade(
    facts: HouseholdFacts,
    former: Decimal,
    pack: RulePack,
    decided: date,
    *,
    through_work: bool = True,
) -> Fade:
    """What follows for a family that got ``former`` 元/月, decided on ``decided``.

    ``through_work``: the rise comes from employment; only then is there a fade.
    """
    start = next_month(decided)
    income = count_income(facts, pack, decided)
    formula = f"人均收入{written(income.per_capita)}元，标准{written(income.standard)}元"
    if income.is_below():
        amount = work_out_dibao(facts, pack, decided).total
        found = step(pack, "重新核算", f"{formula}，仍低于标准", amount, "dibao_amount")
        return Fade(FadeKind.RECOMPUTE, amount, start, None, found)
    months = pack.whole("fade_months")
    if not through_work or not months or not income.is_below(pack.amount("edge.ratio")):
        formula += f"，{month_name(start)}起停发"
        return Fade(FadeKind.STOP, ZERO, start, None, step(pack, "停发", formula, ZERO, "fade"))
    last = months_later(start, months - 1)
    formula += f"，原金额保留{months}个月，到{month_name(last)}止"
    found = step(pack, "渐退", formula, former, "fade", "fade_months")
    return Fade(FadeKind.KEEP, former, start, last, found)
