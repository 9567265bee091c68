"""What comes off a household's income before it is divided: employment cost, rigid expenses.

Ways and limits are the county's (rule pack, 就业成本扣减 and 刚性支出扣减).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.domain.household_facts import Deduction, HouseholdFacts, Member
from app.domain.money import ZERO, written
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, step

WAGE: Final = "1"
EMPLOYMENT_COST: Final = "51"
_RECEIPTS: Final = "receipts"


def deduction_steps(facts: HouseholdFacts, pack: RulePack, standard: Decimal) -> list[Step]:
    """The deductions as steps with negative 元/月; those not allowed are shown without amount."""
    return [*_employment(facts, pack, standard), *_rigid(facts, pack)]


def _employment(facts: HouseholdFacts, pack: RulePack, standard: Decimal) -> list[Step]:
    mode = pack.text("employment_cost.mode")
    claimed = [line for line in facts.deductions if line.kind == EMPLOYMENT_COST]
    if mode == _RECEIPTS:
        return [_allowed(line, facts, pack, "employment_cost") for line in claimed]
    refused = [_not_allowed(line, pack, "employment_cost") for line in claimed]
    if mode == "none":
        return refused
    workers = [(member, _wage(facts, member)) for member in facts.counted()]
    return [
        _worker_step(pack, member, wage, mode, standard) for member, wage in workers if wage > 0
    ] + refused


def _worker_step(
    pack: RulePack, member: Member, wage: Decimal, mode: str, standard: Decimal
) -> Step:
    """One worker's cost; never more than the wage it was spent to earn."""
    rate = pack.amount("employment_cost.rate")
    cost, formula = {
        "fixed": (rate, f"每名就业成员{written(rate)}元"),
        "pct_of_wage": (wage * rate, f"工资{written(wage)}×{_percent(rate)}"),
        "pct_of_std": (standard * rate, f"标准{written(standard)}×{_percent(rate)}"),
    }[mode]
    note = "以本人工资为限" if cost > wage else ""
    return step(
        pack,
        f"就业成本扣减（{member.called()}）",
        formula,
        -min(cost, wage),
        "employment_cost",
        "employment_cost.mode",
        note=note,
    )


def _rigid(facts: HouseholdFacts, pack: RulePack) -> list[Step]:
    kinds = pack.codes("rigid_deduct.kinds")
    claimed = [line for line in facts.deductions if line.kind != EMPLOYMENT_COST]
    steps = [
        _allowed(line, facts, pack, "rigid_deduction")
        if line.kind in kinds
        else _not_allowed(line, pack, "rigid_deduct.kinds")
        for line in claimed
    ]
    cap = pack.optional_amount("rigid_deduct.monthly_cap")
    total = -sum((each.amount or ZERO for each in steps), ZERO)
    if cap is not None and total > cap:
        formula = f"每户每月最多扣{written(cap)}元，已列{written(total)}元"
        over = total - cap
        steps.append(step(pack, "超过扣减上限", formula, over, "rigid_deduct.monthly_cap"))
    return steps


def _allowed(line: Deduction, facts: HouseholdFacts, pack: RulePack, rule: str) -> Step:
    if not facts.counts(line.member):
        return _not_allowed(line, pack, rule, "该成员不计入家庭人口")
    formula = f"月均{written(line.monthly)}元"
    return step(pack, _title(facts, line), formula, -line.monthly, rule)


def _not_allowed(
    line: Deduction, pack: RulePack, rule: str, why: str = "本县规则不扣减此项"
) -> Step:
    return step(pack, line.called(), f"月均{written(line.monthly)}元，不扣", None, rule, note=why)


def _title(facts: HouseholdFacts, line: Deduction) -> str:
    return (
        f"{line.called()}（{facts.member(line.member).called()}）"
        if line.member
        else (line.called())
    )


def _wage(facts: HouseholdFacts, member: Member) -> Decimal:
    lines = (
        line
        for line in facts.incomes
        if line.counted and line.kind == WAGE and line.member == member.key
    )
    return sum((line.monthly for line in lines), ZERO)


def _percent(rate: Decimal) -> str:
    return f"{written(rate * 100)}%"
