"""A household's income as it counts: the lines, less deductions, per counted member.

The quotient is only for reading. Comparisons multiply instead, so nothing hangs on a rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.codes import INCOME_EXEMPT
from app.domain.deductions import deduction_steps
from app.domain.household_facts import HouseholdFacts, IncomeLine
from app.domain.money import ZERO, to_fen, written
from app.domain.rule_pack import DIBAO_KIND, RulePack
from app.domain.steps import Step, standard_step, step

_ONCE: Final = Decimal(1)


@dataclass(frozen=True)
class HouseholdIncome:
    """``net`` 元/月 of ``members`` people beside the ``standard`` (元/月·人) of their area."""

    net: Decimal
    members: int
    standard: Decimal
    steps: tuple[Step, ...]

    @property
    def per_capita(self) -> Decimal:
        """元/月·人, half-up to 0.01: to be read, never compared."""
        return to_fen(self.net / self.members)

    def is_below(self, times: Decimal = _ONCE) -> bool:
        """Whether the income per head is strictly below ``times`` the standard."""
        return self.net < self.standard * times * self.members

    def is_within(self, times: Decimal) -> bool:
        """Whether the income per head is at most ``times`` the standard (“以内”)."""
        return self.net <= self.standard * times * self.members


def count_income(facts: HouseholdFacts, pack: RulePack, month: date) -> HouseholdIncome:
    """Work out what counts in ``month``; raises ``Refused`` where the standard is not known."""
    kind = DIBAO_KIND[facts.area_kind]
    standard = pack.standard(kind, month)
    lines = [_line_step(line, facts, pack) for line in facts.incomes]
    lines += deduction_steps(facts, pack, standard)
    total = sum((each.amount or ZERO for each in lines), ZERO)
    net = max(total, ZERO)
    members = len(facts.counted())
    summed = step(
        pack,
        "家庭月收入",
        "各项收入合计减去扣减",
        net,
        "income",
        note="扣减超过收入，按0元计" if total < 0 else "",
    )
    divided = step(
        pack,
        "家庭月人均收入",
        f"{written(net)}÷{members}人",
        to_fen(net / members),
        "per_capita",
    )
    return HouseholdIncome(
        net, members, standard, (*lines, summed, divided, standard_step(pack, kind, month))
    )


def _line_step(line: IncomeLine, facts: HouseholdFacts, pack: RulePack) -> Step:
    who = f"（{facts.member(line.member).called()}）" if line.member else ""
    label = f"{line.called()}{who}"
    formula = f"月均{written(line.monthly)}元"
    if not facts.counts(line.member):
        return step(pack, label, f"{formula}，不计入", None, "income", note="该成员不计入家庭人口")
    if not line.counted:
        why = INCOME_EXEMPT.label(line.reason) or "按规定不计入"
        return step(pack, label, f"{formula}，不计入", None, "income", note=why)
    return step(pack, label, formula, line.monthly, "income")
