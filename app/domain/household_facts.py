"""What is known of a household when its benefit is worked out: values only, nothing decided.

Amounts are ``Decimal`` 元 (元/月 where it says monthly). Codes are those of ``codes``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain import codes
from app.domain.money import ZERO
from app.domain.months import age_on
from app.errors import Refused


@dataclass(frozen=True)
class Disability:
    """A disability by its certificate: DISABILITY_GRADE and DISABILITY_KIND."""

    grade: str
    kind: str = ""
    certificate: bool = True

    def fits(self, patterns: Collection[str]) -> bool:
        """Whether it is one of ``patterns``: ``"1"`` any kind of grade 1, ``"3/5"`` 三级智力."""
        own = {self.grade, f"{self.grade}/{self.kind}"}
        return self.certificate and not own.isdisjoint(patterns)


@dataclass(frozen=True)
class Member:
    """A member of the household; ``key`` is what lines refer to.

    ``counted``: 计入家庭人口; ``protected``: 保障对象 (only among the counted). ``school_stage``
    and ``labor`` are codes, empty when unknown. ``kin_supported``: 靠父母或兄弟姐妹供养.
    ``clergy_years``: years apart from the family in a religious place, None for others.
    """

    key: str
    name: str = ""
    birth_date: date | None = None
    counted: bool = True
    protected: bool = True
    disability: Disability | None = None
    serious_illness: bool = False
    long_bedridden: bool = False
    school_stage: str = ""
    labor: str = ""
    kin_supported: bool = False
    clergy_years: int | None = None

    def age(self, day: date) -> int | None:
        """周岁 on ``day``, None when the date of birth is not known."""
        return None if self.birth_date is None else age_on(self.birth_date, day)

    def called(self) -> str:
        """The name, or the key where no name is given."""
        return self.name or self.key

    def is_disabled_as(self, patterns: Collection[str]) -> bool:
        """Whether a certified disability is one of ``patterns``."""
        return self.disability is not None and self.disability.fits(patterns)


@dataclass(frozen=True)
class IncomeLine:
    """One income, ``monthly`` 元/月. INCOME kind below 50; ``member`` empty: the whole family's."""

    kind: str
    monthly: Decimal
    member: str = ""
    counted: bool = True
    reason: str = ""
    label: str = ""

    def called(self) -> str:
        """The label, or what the code list says."""
        return self.label or codes.INCOME.label(self.kind)


@dataclass(frozen=True)
class Deduction:
    """One deduction asked for, ``monthly`` 元/月, positive. INCOME kind 51–59."""

    kind: str
    monthly: Decimal
    member: str = ""
    label: str = ""

    def called(self) -> str:
        """The label, or what the code list says."""
        return self.label or codes.INCOME.label(self.kind)


@dataclass(frozen=True)
class AssetLine:
    """One asset. ``value`` in 元, ``area`` in square metres; None where not known.

    ``vehicle``: VEHICLE code; ``house_safety``: HOUSE_SAFETY code; ``exempt``: the office holds
    the proof and says why in ``exempt_reason``.
    """

    kind: str
    value: Decimal | None = None
    owner: str = ""
    detail: str = ""
    area: Decimal | None = None
    use: str = ""
    vehicle: str = ""
    house_safety: str = ""
    exempt: bool = False
    exempt_reason: str = ""

    def called(self) -> str:
        """Kind and detail for people."""
        kind = codes.VEHICLE.label(self.vehicle) or codes.ASSET.label(self.kind)
        return f"{kind}（{self.detail}）" if self.detail else kind


@dataclass(frozen=True)
class HouseholdFacts:
    """A household as it stands. ``area_kind``: AREA_KIND, 1 urban, 2 rural.

    ``tier``: the tier's name where the county pays by tiers. ``rigid_year``, ``income_year``: 元
    in the last 12 months, for 刚性支出困难. Raises ``Refused`` for facts that cannot be.
    """

    area_kind: str
    members: tuple[Member, ...]
    incomes: tuple[IncomeLine, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    assets: tuple[AssetLine, ...] = ()
    tier: str = ""
    major_disaster: bool = False
    sudden_event: bool = False
    consumption_signs: tuple[str, ...] = ()
    rigid_year: Decimal | None = None
    income_year: Decimal | None = None
    obligors_unable: bool | None = None

    def __post_init__(self) -> None:
        if self.area_kind not in codes.AREA_KIND:
            raise Refused("没有填申请保障类型。请选择城市低保或农村低保。", code="area_missing")
        if not self.counted():
            raise Refused("没有计入家庭人口的成员。请先登记家庭成员。", code="no_member")
        self._check_members()
        self._check_lines()

    def counted(self) -> tuple[Member, ...]:
        """The members that the income is divided by."""
        return tuple(member for member in self.members if member.counted)

    def protected(self) -> tuple[Member, ...]:
        """The members that the benefit is for."""
        return tuple(member for member in self.members if member.counted and member.protected)

    def member(self, key: str) -> Member:
        """The member called ``key``; raises ``Refused`` when there is none."""
        for member in self.members:
            if member.key == key:
                return member
        raise Refused("家庭成员里没有这个人。请先登记为家庭成员。", code="member_unknown")

    def counts(self, key: str) -> bool:
        """Whether a line of ``key`` belongs to the counted family; the whole family's does."""
        return not key or self.member(key).counted

    def own_income(self, key: str) -> Decimal:
        """The counted income (元/月) in the name of one member."""
        lines = (line for line in self.incomes if line.counted and line.member == key)
        return sum((line.monthly for line in lines), ZERO)

    def _check_members(self) -> None:
        keys = [member.key for member in self.members]
        if len(keys) != len(set(keys)):
            raise Refused("同一个人登记了两次。请删去重复的成员。", code="member_twice")

    def _check_lines(self) -> None:
        for line in (*self.incomes, *self.deductions):
            if not line.monthly.is_finite() or line.monthly < 0:
                sentence = f"“{line.called()}”的金额不能是负数。请检查；扣减项也填正数。"
                raise Refused(sentence, code="amount_negative", kind=line.kind)
            self._check_known(line.member)
        if any(line.kind.startswith("5") for line in self.incomes):
            raise Refused("收入里混有扣减项。请把扣减填在扣减栏。", code="deduction_as_income")
        for asset in self.assets:
            self._check_known(asset.owner)
            if asset.value is not None and not asset.value >= 0:
                sentence = f"“{asset.called()}”的金额不能是负数。请检查。"
                raise Refused(sentence, code="amount_negative", kind=asset.kind)

    def _check_known(self, key: str) -> None:
        if key:
            _ = self.member(key)
