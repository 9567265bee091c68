"""临时救助: what a family in sudden need may be given, with every step shown (国发〔2014〕47号).

The county's tiers where it has set them, a multiple of the 低保 standard where one is named, and
else the amount that those who approve decide on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.allowances import Allowance
from app.domain.money import ZERO, rounded, written
from app.domain.months import months_later
from app.domain.rule_pack import DIBAO_KIND, RulePack
from app.domain.steps import step
from app.errors import Refused


@dataclass(frozen=True)
class ReliefQuestion:
    """What is known of the need. ``tier``: a name of ``temp_relief_tiers``; ``factor``: times the
    standard for each of ``persons``; ``amount``: as somebody proposes it, 元."""

    area_kind: str
    persons: int
    tier: str = ""
    factor: Decimal | None = None
    amount: Decimal | None = None


def work_out_relief(question: ReliefQuestion, pack: RulePack, month: date) -> Allowance:
    """The relief (元, once). Raises ``Refused``: tier_missing, tier_unknown, amount_negative,
    area_missing, and standard_missing."""
    if (question.amount or ZERO) < 0 or (question.factor or ZERO) < 0:
        raise Refused("救助金额不能是负数。请检查金额。", code="amount_negative")
    if question.tier or pack.amounts("temp_relief_tiers"):
        return _by_tier(question, pack)
    if question.factor is not None:
        return _by_factor(question, pack, month)
    amount = question.amount or ZERO
    found = step(pack, "临时救助金", "按困难程度拟定", amount, "relief_amount", adds=True)
    return Allowance(amount, (found,))


def _by_tier(question: ReliefQuestion, pack: RulePack) -> Allowance:
    tiers = {each.name: each.amount for each in pack.amounts("temp_relief_tiers")}
    if question.tier not in tiers:
        names = "、".join(tiers) or "（县里没有规定档次）"
        code = "tier_unknown" if question.tier else "tier_missing"
        raise Refused(f"请选择救助档次：{names}。", code=code)
    base, factor = tiers[question.tier], question.factor or Decimal(1)
    amount = rounded(base * factor, pack.text("rounding.benefit"))
    formula = f"{question.tier}{written(base)}元"
    formula += f"×{written(factor)}" if factor != 1 else ""
    keys = ("relief_amount", "temp_relief_tiers", "rounding.benefit")
    found = step(pack, "临时救助金（分档）", formula, amount, *keys, adds=True)
    return Allowance(amount, (found,))


def _by_factor(question: ReliefQuestion, pack: RulePack, month: date) -> Allowance:
    if question.area_kind not in DIBAO_KIND:
        sentence = "没有选择城市或农村标准。请在家庭档案里选择申请保障类型。"
        raise Refused(sentence, code="area_missing")
    factor = question.factor or ZERO
    standard = pack.standard(DIBAO_KIND[question.area_kind], month)
    amount = rounded(standard * factor * question.persons, pack.text("rounding.benefit"))
    formula = f"低保标准{written(standard)}×{written(factor)}倍×{question.persons}人"
    keys = ("relief_amount", "rounding.benefit")
    found = step(pack, "临时救助金（按标准倍数）", formula, amount, *keys, adds=True)
    return Allowance(amount, (found,))


def repeats_since(pack: RulePack, day: date) -> date:
    """From which day on relief for the same cause is a repetition on ``day``."""
    return months_later(day, -pack.whole("relief.repeat_months"))


def may_township_approve(pack: RulePack, amount: Decimal) -> bool:
    """Whether ``amount`` is within what the county has delegated to the township."""
    return amount <= pack.amount("township_limit")
