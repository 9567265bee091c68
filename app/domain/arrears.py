"""补发: what is owed to a family after a standard was raised for months already paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.entitlement import work_out_dibao
from app.domain.household_facts import HouseholdFacts
from app.domain.money import ZERO, written
from app.domain.months import month_name, month_of
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, step


@dataclass(frozen=True)
class BackPay:
    """Arrears: ``months`` of (month, due, paid, difference), 元, and their ``total``."""

    months: tuple[tuple[date, Decimal, Decimal, Decimal], ...]
    total: Decimal
    step: Step


def work_out_back_pay(
    facts: HouseholdFacts, pack: RulePack, paid: Mapping[date, Decimal]
) -> BackPay:
    """Arrears after a standard was raised: what was due less what was ``paid``, month by month.

    A month in which more was paid than due counts as nothing: taking back is another decision.
    """
    rows: list[tuple[date, Decimal, Decimal, Decimal]] = []
    for month, amount in sorted(paid.items()):
        due = work_out_dibao(facts, pack, month).total
        rows.append((month_of(month), due, amount, max(due - amount, ZERO)))
    total = sum((difference for *_, difference in rows), ZERO)
    formula = "＋".join(
        f"{month_name(month)}{written(difference)}" for month, _, _, difference in rows
    )
    return BackPay(tuple(rows), total, step(pack, "补发", formula, total, "arrears"))
