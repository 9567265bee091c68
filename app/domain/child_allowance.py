"""基本生活费 of one child, 孤儿 or 事实无人抚养: the standard less what it gets already (D.14b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.child_route import CATEGORY_OF, ROUTE_TEXTS, ChildRoute
from app.domain.entitlement import Entitlement, Layer, Scheme, first_pay_step
from app.domain.money import ZERO, rounded, written
from app.domain.months import month_end, month_of, next_month
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, standard_step, step

IN_INSTITUTION: Final = "2"
"""LIVE_KIND."""
AGE_RULE: Final[Mapping[Scheme, str]] = {
    Scheme.ORPHAN: "orphan",
    Scheme.UNATTENDED: "unattended_child",
}
LAYERS: Final[Mapping[Scheme, Layer]] = {
    Scheme.ORPHAN: Layer.ORPHAN,
    Scheme.UNATTENDED: Layer.UNATTENDED,
}
_CATEGORIES: Final[Mapping[Scheme, str]] = {Scheme.ORPHAN: "1", Scheme.UNATTENDED: "2"}


@dataclass(frozen=True)
class ChildFacts:
    """What is known of one child. ``already`` (元/月) it gets from 低保, 特困 or a subsidy, which
    ``already_note`` names; ``school_stage``: SCHOOL_STAGE, for who is of age."""

    name: str
    birth_date: date | None
    route: ChildRoute
    live_kind: str = ""
    school_stage: str = ""
    already: Decimal = ZERO
    already_note: str = ""


def standard_kind(scheme: Scheme, live_kind: str) -> str:
    """Which standard of the pack is the child's."""
    if scheme == Scheme.UNATTENDED:
        return "unattended_child"
    return "orphan_institution" if live_kind == IN_INSTITUTION else "orphan_scattered"


def is_of_age(facts: ChildFacts, scheme: Scheme, pack: RulePack, month: date) -> bool | None:
    """Whether the child is too old at the end of the month, school considered; None: no date."""
    if facts.birth_date is None:
        return None
    rule = pack.ages[AGE_RULE[scheme]]
    return not rule.holds(facts.birth_date, month_end(month), facts.school_stage)


def work_out_child(
    facts: ChildFacts, scheme: Scheme, pack: RulePack, month: date, *, decided: date | None = None
) -> Entitlement:
    """The allowance in ``month``; nothing where the route or the age does not fit.

    Raises ``Refused`` standard_missing.
    """
    month = month_of(month)
    kind = standard_kind(scheme, facts.live_kind)
    standard = pack.standard(kind, month)
    route = step(pack, "父母情况", ROUTE_TEXTS[facts.route], None, "child_route")
    too_old = is_of_age(facts, scheme, pack, month)
    age = _age_step(scheme, pack, too_old=too_old)
    fits = CATEGORY_OF.get(facts.route) == _CATEGORIES[scheme]
    missing = _missing(facts, too_old)
    if too_old or not (fits or facts.route is ChildRoute.UNKNOWN):
        return _result(scheme, month, standard, ZERO, (route, age), missing, None, pays=False)
    exact = max(standard - facts.already, ZERO)
    amount = rounded(exact, pack.text("rounding.benefit"))
    pay = _pay_step(facts, pack, standard, amount)
    last = (first_pay_step(pack, decided),) if decided else ()
    steps = (route, age, standard_step(pack, kind, month), pay, *last)
    return _result(scheme, month, standard, amount, steps, missing, decided, pays=True)


def _pay_step(facts: ChildFacts, pack: RulePack, standard: Decimal, amount: Decimal) -> Step:
    if not facts.already:
        formula = f"标准{written(standard)}，全额发放"
        return step(pack, "基本生活费", formula, amount, "child_amount", adds=True)
    what = facts.already_note or "已领取"
    formula = f"标准{written(standard)}－{what}{written(facts.already)}"
    keys = ("child_amount", "child_difference", "rounding.benefit")
    return step(pack, "基本生活费（补差）", formula, amount, *keys, adds=True)


def _age_step(scheme: Scheme, pack: RulePack, *, too_old: bool | None) -> Step:
    rule = pack.ages[AGE_RULE[scheme]]
    limit = f"未满{rule.under}周岁，或年满后在规定学段就读"
    words = {None: "出生日期未登记", True: f"不符合：{limit}", False: f"符合：{limit}"}
    note = "" if rule.confirmed else "待县局确认"
    return Step("年龄和就学", words[too_old], None, rule.source, note)


def _missing(facts: ChildFacts, too_old: bool | None) -> tuple[str, ...]:
    gaps = ("父母情况",) if facts.route is ChildRoute.UNKNOWN else ()
    return (*gaps, *((f"{facts.name}的出生日期",) if too_old is None else ()))


def _result(
    scheme: Scheme,
    month: date,
    standard: Decimal,
    amount: Decimal,
    steps: tuple[Step, ...],
    missing: tuple[str, ...],
    decided: date | None,
    *,
    pays: bool,
) -> Entitlement:
    return Entitlement(
        scheme=scheme,
        month=month,
        eligible=pays,
        layer=LAYERS[scheme] if pays else Layer.NONE,
        per_capita=ZERO,
        standard=standard,
        benefit=amount,
        top_ups=(),
        total=amount,
        first_month=next_month(decided) if decided else None,
        steps=steps,
        missing=missing,
    )
