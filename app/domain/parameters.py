"""What a rule pack must say: the keys the rules need, and the shape of each value.

No number of a rule stands here; the values, their sources and whether the county has confirmed
them are rows of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from app.domain.money import ROUNDINGS
from app.domain.pack_row import Row


@dataclass(frozen=True)
class NamedAmount:
    """One line of a small table in a parameter: an industry's wage, a tier's amount (元)."""

    name: str
    amount: Decimal


ParameterValue = Decimal | int | bool | str | tuple[str, ...] | tuple[NamedAmount, ...] | None


class Shape(Enum):
    """How a parameter's value is read."""

    AMOUNT = auto()
    OPTIONAL_AMOUNT = auto()
    WHOLE = auto()
    FLAG = auto()
    TEXT = auto()
    CODES = auto()
    AMOUNTS = auto()


@dataclass(frozen=True)
class Parameter:
    """One value of the county: what it is called, its unit, where it comes from."""

    key: str
    label: str
    value: ParameterValue
    unit: str
    source: str
    confirmed: bool


EMPLOYMENT_MODES: Final = ("none", "fixed", "pct_of_wage", "pct_of_std", "receipts")

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "rounding.benefit": tuple(ROUNDINGS),
    "benefit_mode": ("difference", "tiers"),
    "employment_cost.mode": EMPLOYMENT_MODES,
    "single.amount": ("own_income", "full"),
    "topup.elder_age_day": ("month_start", "month_end"),
    "decision_level": ("1", "2"),
}

_BY_SHAPE: Final[Mapping[Shape, str]] = {
    Shape.AMOUNT: """
        employment_cost.rate edge.ratio single.wide_ratio
        topup.disabled topup.severe_disabled topup.serious_illness topup.elder topup.child
        care.full care.half care.self
        asset.months asset.edge_months asset.sick_cap asset.vehicle_exempt_value
        asset.housing_ratio asset.avg_housing_ratio township_limit
        price.cpi price.food_cpi price.minimum
        disability.living disability.care_1 disability.care_2 indicator.rural_urban_ratio
        indicator.coverage indicator.child_station_share
        """,
    Shape.OPTIONAL_AMOUNT: """
        rigid_deduct.monthly_cap asset.min_housing_area asset.avg_housing_area
        rigid.ratio rigid.disposable_income funeral_months indicator.consumption_growth
        """,
    Shape.WHOLE: """
        income_window.rural income_window.urban single.clergy_years
        topup.elder_age topup.preschool_age
        care.half_from care.full_from care.items care.half_bedridden_months care.half_under_age
        tekun.elder_age tekun.minor_age asset.homes fade_months
        review_cycle.stable review_cycle.unstable deadline.amber_days
        emergency_pay_hours emergency_paperwork_days rigid.valid_months adult_age
        child_recheck_months
        child_visit.high child_visit.medium child_visit.low child_visit.allowance
        child_missed.supervisor child_missed.county
        child_overdue.supervisor child_overdue.county
        child_file_months guardian_assess_months guardian_scale.medium guardian_scale.high
        entrust.contact_days entrust.elder_age lost_contact_months
        relief.repeat_months relief.cash_witnesses edge.valid_months
        tekun_visit_days elder_visit_days return_visit.first return_visit.second
        indicator.training_days meeting.least_people meeting.villager_percent
        """,
    Shape.FLAG: "asset.company_bars notice_in_clock notice.mask_names",
    Shape.TEXT: "disabled_tekun_def paper_number.pattern " + " ".join(CHOICES),
    Shape.CODES: """
        rigid_deduct.kinds single.grades single.child_grades topup.disabled_grades
        topup.severe_grades topup.school_stages care.half_grades tekun.no_labor_grades
        asset.vehicles_barred asset.vehicles_free notice_schemes wanderer_months
        indicator.return_ways indicator.return_exempt indicator.child_stations
        price.schemes
        """,
    Shape.AMOUNTS: "industry_avg_wage farm_income_rate dibao_tiers temp_relief_tiers",
}

SHAPES: Final[Mapping[str, Shape]] = {
    key: shape for shape, keys in _BY_SHAPE.items() for key in keys.split()
}
"""Every key a rule pack may have; those of ``SINCE`` it may leave out, no other."""

SINCE: Final = frozenset(("meeting.least_people", "meeting.villager_percent", "notice.mask_names"))
"""Keys that packs written before there were any do not have: a pack that the county published stays in
force when the program learns another key. What they say then is what the shipped pack says."""
NOT_SAID: Final = "这份规则包没有写，用程序附带的值"
"""The source of such a value."""


def read_parameter(row: Row) -> Parameter:
    """One row of the pack; raises ``Unreadable`` for an unknown key or a value out of shape."""
    row.only("key", "label", "value", "unit", "source", "confirmed")
    key = row.text("key")
    if key not in SHAPES:
        raise row.wrong(f"有不认识的参数“{key}”")
    return Parameter(
        key,
        row.text("label"),
        _value(row, key),
        row.text("unit"),
        row.text("source"),
        row.flag("confirmed"),
    )


def _value(row: Row, key: str) -> ParameterValue:
    if key in CHOICES:
        return row.choice("value", CHOICES[key])
    match SHAPES[key]:
        case Shape.AMOUNT:
            return row.amount("value")
        case Shape.OPTIONAL_AMOUNT:
            return row.optional_amount("value")
        case Shape.WHOLE:
            return row.whole("value")
        case Shape.FLAG:
            return row.flag("value")
        case Shape.TEXT:
            return row.text("value")
        case Shape.CODES:
            return row.texts("value")
        case Shape.AMOUNTS:
            return tuple(_named_amount(each) for each in row.rows("value", "“value”"))


def _named_amount(row: Row) -> NamedAmount:
    row.only("name", "amount")
    return NamedAmount(row.text("name"), row.amount("amount"))
