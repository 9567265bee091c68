"""The rules' own words: each with its source, and the age limits of the schemes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.months import age_on, turns
from app.domain.pack_row import Row

RULE_IDS: Final = frozenset(
    """
    income employment_cost rigid_deduction per_capita dibao dibao_amount first_month top_up edge
    R1 R2 R3 R4 R5 single_amount
    assets.financial assets.sick assets.housing assets.housing_disaster assets.shop
    assets.vehicle assets.company assets.consumption
    tekun tekun_labor tekun_amount tekun_care tekun_half
    child_route child_difference child_amount rigid temporary relief_amount fade arrears price_subsidy disability_subsidy
    counted.member counted.excluded
    """.split()
)
"""The rules that code refers to; a pack must word each of them."""


@dataclass(frozen=True)
class RuleText:
    """One rule in words a family can read, and the notice and article it comes from."""

    id: str
    text: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class AgeRule:
    """Below ``under`` 周岁, or at school in one of ``in_school`` (SCHOOL_STAGE) afterwards."""

    id: str
    label: str
    under: int
    in_school: tuple[str, ...]
    source: str
    confirmed: bool

    def holds(self, birth_date: date, day: date, school_stage: str = "") -> bool:
        """Whether a person is still within the rule on ``day``."""
        return age_on(birth_date, day) < self.under or school_stage in self.in_school

    def ends_on(self, birth_date: date) -> date:
        """The birthday from which only schooling can extend the rule."""
        return turns(birth_date, self.under)


def read_rule_text(row: Row) -> RuleText:
    """One row of ``rules``."""
    row.only("id", "text", "source", "confirmed")
    return RuleText(row.text("id"), row.text("text"), row.text("source"), row.flag("confirmed"))


def read_age_rule(row: Row) -> AgeRule:
    """One row of ``ages``."""
    row.only("id", "label", "under", "in_school", "source", "confirmed")
    return AgeRule(
        row.text("id"),
        row.text("label"),
        row.whole("under"),
        row.texts("in_school"),
        row.text("source"),
        row.flag("confirmed"),
    )
