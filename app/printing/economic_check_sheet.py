"""What stands on an E-04 核查表."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.printing.layout.signing import Signature
from app.printing.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class CheckedMember:
    """A member as the form asks; ``flags`` are words of ``SPECIAL_FLAGS``."""

    name: str = ""
    relation: str = ""
    hukou: str = ""
    education: str = ""
    marriage: str = ""
    health: str = ""
    disability: str = ""
    employment: str = ""
    employer: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckedIncome:
    """One member's income, 元/月, by the form's columns."""

    name: str = ""
    total: Decimal | None = None
    wages: Decimal | None = None
    farming: Decimal | None = None
    business: Decimal | None = None
    property: Decimal | None = None
    land_transfer: Decimal | None = None
    pension: Decimal | None = None
    support: Decimal | None = None
    allowance: Decimal | None = None
    other: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class CheckedObligor:
    """Somebody who must support a member; ``total`` and ``per_head`` of the whole family,
    ``member_total`` and ``member_per_head`` of those who work; 元/月."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    age: int | None = None
    family_size: int | None = None
    total: Decimal | None = None
    per_head: Decimal | None = None
    employment: str = ""
    member_total: Decimal | None = None
    member_per_head: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class House:
    """住房; ``area`` in square metres."""

    owner: str = ""
    area: Decimal | None = None
    address: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """机动车辆; ``kind`` a word of ``VEHICLE_KINDS``, ``detail`` what it is."""

    owner: str = ""
    kind: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FinancialAsset:
    """金融资产; ``value`` in 元."""

    kind: str = ""
    value: Decimal | None = None
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherAsset:
    """门面（店铺）、企业（公司）."""

    kind: str = ""
    owner: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """邻里访问: who was asked, and what they said."""

    name: str = ""
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class EconomicCheckSheet(Sheet):
    """All of E-04. Amounts in 元/月 but for assets; words are those people read, not codes.

    ``has_objection``: 民主评议有异议, None when there was none yet or no review.
    """

    county: str = ""
    township: str = ""
    village: str = ""
    area_kind: str = ""
    members: tuple[CheckedMember, ...] = ()
    incomes: tuple[CheckedIncome, ...] = ()
    obligors: tuple[CheckedObligor, ...] = ()
    houses: tuple[House, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    financial_assets: tuple[FinancialAsset, ...] = ()
    other_assets: tuple[OtherAsset, ...] = ()
    utilities: Decimal | None = None
    communication: Decimal | None = None
    property_fee: Decimal | None = None
    luxuries: str = ""
    other_spending: str = ""
    has_objection: bool | None = None
    review_findings: str = ""
    visited_at: datetime | None = None
    photo_numbers: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    conclusion: str = ""
    visitors: tuple[Signature, ...] = field(default=(Signature(), Signature()))
    visited: Signature = field(default=Signature())
    witness: Signature = field(default=Signature())
    visit_day: date | None = None
