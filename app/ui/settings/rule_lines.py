"""The standards and parameters of a rule pack as lines that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain import codes
from app.domain.codes import CodeList
from app.domain.parameters import NamedAmount, Parameter, ParameterValue
from app.domain.rule_pack import STANDARD_KINDS, RulePack

OPEN: Final = "未定"
WORDS: Final[Mapping[str, str]] = {
    "fen_half_up": "四舍五入到分",
    "jiao_half_up": "四舍五入到角",
    "yuan_half_up": "四舍五入到元",
    "jiao_up": "见分进角",
    "yuan_up": "见角进元",
    "difference": "补差",
    "tiers": "分档",
    "none": "不扣减",
    "fixed": "定额",
    "pct_of_wage": "按工资的比例",
    "pct_of_std": "按低保标准的比例",
    "receipts": "凭票据",
    "own_income": "按本人收入补差",
    "full": "按标准全额",
    "month_start": "当月1日",
    "month_end": "当月最后一日",
}
"""How a choice in the pack is said."""
LISTS: Final[Mapping[str, CodeList]] = {
    "rigid_deduct.kinds": codes.INCOME,
    "topup.school_stages": codes.SCHOOL_STAGE,
    "asset.vehicles_barred": codes.VEHICLE,
    "asset.vehicles_free": codes.VEHICLE,
    "notice_schemes": codes.SCHEME,
    "price.schemes": codes.SCHEME,
    "decision_level": codes.DECISION_LEVEL,
}
"""Parameter -> the list its codes are of; other codes are grades of disability, 3/5 with a kind."""


@dataclass(frozen=True)
class RuleLine:
    """One line; ``value`` with its unit where a number has one."""

    id: str
    label: str
    value: str
    source: str
    is_confirmed: bool


def lines_of(pack: RulePack, day: date) -> tuple[RuleLine, ...]:
    """The standards in force on ``day``, then every parameter, as the pack orders them."""
    row = pack.standard_row(day)
    note = pack.standard_note(day)
    source = f"{row.source}；{note}" if note else row.source
    standards = (
        RuleLine(kind, title, _amount(row.amounts.get(kind), "元/月·人"), source, not note)
        for kind, title in STANDARD_KINDS.items()
    )
    return (*standards, *map(_line, pack.parameters.values()))


def _line(one: Parameter) -> RuleLine:
    return RuleLine(one.key, one.label, said(one), one.source, one.confirmed)


def said(one: Parameter) -> str:
    """The value of a parameter as people say it."""
    value = one.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        return _amount(Decimal(value), one.unit)
    if isinstance(value, str):
        return _choice(one.key, value)
    return _several(one.key, value)


def _several(key: str, values: ParameterValue) -> str:
    if not isinstance(values, tuple) or not values:
        return OPEN
    parts = [
        f"{each.name}{each.amount:f}元" if isinstance(each, NamedAmount) else _code(key, each)
        for each in values
    ]
    return "、".join(parts)


def _choice(key: str, value: str) -> str:
    return LISTS[key].label(value) if key in LISTS else WORDS.get(value, value)


def _code(key: str, code: str) -> str:
    """务工收入, 肢体一级."""
    if key in LISTS:
        return LISTS[key].label(code) or code
    grade, _, kind = code.partition("/")
    kind_text = codes.DISABILITY_KIND.label(kind).removesuffix("残疾") if kind else ""
    return kind_text + codes.DISABILITY_GRADE.label(grade)


def _amount(value: Decimal | None, unit: str) -> str:
    if value is None:
        return OPEN
    return f"{value.normalize():f} {unit}" if unit not in ("比例", "编码") else f"{value:f}"


def unconfirmed(lines: Sequence[RuleLine]) -> int:
    """How many the county has still to confirm."""
    return sum(not line.is_confirmed for line in lines)
