"""Which layer of relief a household may belong to: suggestions with rule, source and gaps.

Never a decision. ``fits`` is None where inputs are missing, and the missing ones are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.assets import judge_assets
from app.domain.household_facts import HouseholdFacts, Member
from app.domain.household_income import HouseholdIncome, count_income
from app.domain.money import written
from app.domain.months import month_of
from app.domain.rule_pack import RulePack
from app.domain.single_person import single_routes
from app.domain.steps import Suggestion, suggestion
from app.domain.tekun import no_labor

_TENTH: Final = Decimal("0.1")
_YEAR: Final = 12


@dataclass(frozen=True)
class Classification:
    """All suggestions, in the order of the rule: 特困 first, 临时救助 last."""

    suggestions: tuple[Suggestion, ...]

    @property
    def fitting(self) -> tuple[Suggestion, ...]:
        """Those that fit on what is known."""
        return tuple(each for each in self.suggestions if each.fits)

    @property
    def open(self) -> tuple[Suggestion, ...]:
        """Those that would need more facts."""
        return tuple(each for each in self.suggestions if each.fits is None)


def classify(facts: HouseholdFacts, pack: RulePack, month: date) -> Classification:
    """Suggest layers for a household in ``month``; raises ``Refused`` without a standard."""
    month = month_of(month)
    income = count_income(facts, pack, month)
    return Classification(
        (
            *_tekun(facts, pack, month, income),
            _dibao(facts, pack, month, income),
            *(route.suggestion for route in single_routes(facts, pack, month)),
            _edge(facts, pack, month, income),
            _rigid(facts, pack, month, income),
            suggestion(pack, "temporary", "临时救助", facts.sudden_event),
        )
    )


def _tekun(
    facts: HouseholdFacts, pack: RulePack, month: date, income: HouseholdIncome
) -> list[Suggestion]:
    """Only for households in which nobody can work and no income reaches the standard."""
    members = facts.counted()
    if not income.is_below() or any(no_labor(each, pack, month) is False for each in members):
        return []
    return [_tekun_of(each, facts, pack, month) for each in members]


def _tekun_of(member: Member, facts: HouseholdFacts, pack: RulePack, month: date) -> Suggestion:
    missing: list[str] = []
    if no_labor(member, pack, month) is None:
        missing.append(f"{member.called()}的出生日期")
    if facts.obligors_unable is None:
        missing.append("法定义务人情况")
    assets = judge_assets(facts, pack, month)
    missing += assets.missing
    fits: bool | None = None if missing else True
    if facts.obligors_unable is False or assets.within is False:
        fits, missing = False, []
    return suggestion(pack, "tekun", "特困", fits, missing=tuple(missing), member=member.called())


def _dibao(
    facts: HouseholdFacts, pack: RulePack, month: date, income: HouseholdIncome
) -> Suggestion:
    assets = judge_assets(facts, pack, month)
    fits = assets.within if income.is_below() else False
    missing = assets.missing if fits is None else ()
    return suggestion(pack, "dibao", "低保", fits, missing=missing, note=_income_note(income))


def _edge(
    facts: HouseholdFacts, pack: RulePack, month: date, income: HouseholdIncome
) -> Suggestion:
    assets = judge_assets(facts, pack, month, edge=True)
    is_edge = not income.is_below() and income.is_below(pack.amount("edge.ratio"))
    fits = assets.within if is_edge else False
    missing = assets.missing if fits is None else ()
    return suggestion(pack, "edge", "低保边缘", fits, missing=missing, note=_income_note(income))


def _rigid(
    facts: HouseholdFacts, pack: RulePack, month: date, income: HouseholdIncome
) -> Suggestion:
    """刚性支出困难: above 低保边缘, and the year's ratio strictly above the local one."""
    assets = judge_assets(facts, pack, month, edge=True)
    ratio = pack.optional_amount("rigid.ratio")
    disposable = pack.optional_amount("rigid.disposable_income")
    gaps = {
        "近12个月刚性支出": facts.rigid_year is None,
        "近12个月家庭总收入": facts.income_year is None,
        "当地刚性支出比例": ratio is None,
        "上年当地人均可支配收入": disposable is None,
    }
    missing = (*(name for name, is_gap in gaps.items() if is_gap), *assets.missing)
    note = f"有效期不超过{pack.whole('rigid.valid_months')}个月"
    if income.is_below(pack.amount("edge.ratio")) or assets.within is False:
        return suggestion(pack, "rigid", "刚性支出困难", False)
    if facts.rigid_year is None or facts.income_year is None or ratio is None or disposable is None:
        return suggestion(pack, "rigid", "刚性支出困难", None, missing=missing, note=note)
    members = len(facts.counted())
    holds = (
        facts.rigid_year > ratio * facts.income_year and income.net * _YEAR < disposable * members
    )
    if facts.income_year:
        share = (facts.rigid_year * 100 / facts.income_year).quantize(_TENTH)
        note = f"刚性支出占收入{share}%；{note}"
    fits = None if holds and missing else holds
    return suggestion(
        pack, "rigid", "刚性支出困难", fits, missing=missing if fits is None else (), note=note
    )


def _income_note(income: HouseholdIncome) -> str:
    return f"人均收入{written(income.per_capita)}元，标准{written(income.standard)}元"
