"""Money beside 低保 and 特困: price subsidy, child allowances, subsidies for the disabled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.domain.household_facts import Disability
from app.domain.money import ZERO, to_fen, written
from app.domain.rule_pack import DIBAO_KIND, RulePack
from app.domain.steps import Step, step


@dataclass(frozen=True)
class Allowance:
    """``amount`` 元/月 for one person, 0 where there is none, and how it came about."""

    amount: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PriceRise:
    """A month's published rises over the year before, in % (3.6 for 3.6%)."""

    cpi: Decimal
    food: Decimal
    scpi: Decimal


def work_out_price_subsidy(
    area_kind: str, rise: PriceRise, pack: RulePack, month: date
) -> Allowance:
    """价格临时补贴 (元 per person for ``month``); raises ``Refused`` without a standard."""
    limits = pack.amount("price.cpi"), pack.amount("price.food_cpi")
    started = rise.cpi >= limits[0] or rise.food >= limits[1]
    formula = f"CPI {written(rise.cpi)}%（条件{written(limits[0])}%），"
    formula += f"食品{written(rise.food)}%（条件{written(limits[1])}%）"
    label = "已达到启动条件" if started else "未达到启动条件"
    check = step(pack, label, formula, None, "price_subsidy", "price.cpi", "price.food_cpi")
    if not started:
        return Allowance(ZERO, (check,))
    standard = pack.standard(DIBAO_KIND[area_kind], month)
    least = pack.amount("price.minimum")
    amount = max(to_fen(standard * rise.scpi / 100), least)
    formula = f"标准{written(standard)}×{written(rise.scpi)}%，最低{written(least)}"
    keys = ("price_subsidy", "price.minimum")
    return Allowance(amount, (check, step(pack, "价格补贴", formula, amount, *keys, adds=True)))


class ParentState(StrEnum):
    """A parent for the child schemes: gone, unable, able, or not known."""

    GONE = "死亡或失踪"
    UNABLE = "无法履行抚养义务"
    ABLE = "正常"
    UNKNOWN = "不详"


class ChildResult(StrEnum):
    """What the two parents' states make of the child."""

    ORPHAN = "孤儿"
    UNATTENDED = "事实无人抚养"
    NEITHER = "不符合"
    OPEN = "待查"


_ONE_ABLE: Final = frozenset({ParentState.ABLE})


def child_result(
    father: ParentState, mother: ParentState, *, only_lost: bool = False
) -> ChildResult:
    """孤儿 or 事实无人抚养 by the truth table; ``only_lost``: a parent is merely 失联.

    An able parent settles it, whatever the other is (渝民发〔2021〕5号).
    """
    both = {father, mother}
    if both & _ONE_ABLE:
        return ChildResult.NEITHER
    if ParentState.UNKNOWN in both:
        return ChildResult.OPEN
    if both == {ParentState.GONE} and not only_lost:
        return ChildResult.ORPHAN
    return ChildResult.UNATTENDED


def work_out_child_difference(
    kind: str, already: Decimal, pack: RulePack, month: date
) -> Allowance:
    """A child's allowance of standard ``kind`` less what it ``already`` gets (元/月)."""
    standard = pack.standard(kind, month)
    amount = max(standard - already, ZERO)
    formula = f"标准{written(standard)}－已领取{written(already)}"
    found = step(pack, "儿童生活费补差", formula, amount, "child_difference", adds=True)
    return Allowance(amount, (found,))


_CARE_BY_GRADE: Final[Mapping[str, str]] = {"1": "disability.care_1", "2": "disability.care_2"}


def work_out_disability_subsidies(
    disability: Disability, pack: RulePack, *, in_dibao: bool
) -> Allowance:
    """残疾人两项补贴 of one person: living subsidy in 低保 families, care for grades 1 and 2."""
    if not disability.certificate:
        return Allowance(ZERO, ())
    keys = ["disability.living"] if in_dibao else []
    keys += [_CARE_BY_GRADE[disability.grade]] if disability.grade in _CARE_BY_GRADE else []
    steps = tuple(
        step(
            pack,
            pack.parameters[key].label,
            "按月发放",
            pack.amount(key),
            "disability_subsidy",
            key,
            adds=True,
        )
        for key in keys
    )
    return Allowance(sum((pack.amount(key) for key in keys), ZERO), steps)
