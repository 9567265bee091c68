"""What a household is entitled to: 低保 by difference or tier, 单人户, with every step shown.

Exact ``Decimal`` 元/月; the only rounding is the pack's, at the end. A result suggests; people
decide (民发〔2021〕57号).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.assets import judge_assets
from app.domain.household_facts import HouseholdFacts, Member
from app.domain.household_income import HouseholdIncome, count_income
from app.domain.money import ZERO, rounded, to_fen, written
from app.domain.months import month_name, month_of, next_month
from app.domain.rule_pack import RulePack
from app.domain.single_person import Route, single_routes
from app.domain.steps import Step, Suggestion, step
from app.domain.top_ups import TopUp, missing_for_top_up, top_up


class Scheme(StrEnum):
    """SCHEME codes of what is worked out here."""

    DIBAO = "1"
    TEKUN = "2"
    EDGE = "3"
    RIGID = "4"
    ORPHAN = "6"
    UNATTENDED = "7"


class Layer(StrEnum):
    """Where a household or person belongs."""

    DIBAO = "低保"
    EDGE = "低保边缘"
    SINGLE = "单人户"
    TEKUN = "特困"
    RIGID = "刚性支出困难"
    ORPHAN = "孤儿"
    UNATTENDED = "事实无人抚养"
    NONE = "未纳入"


@dataclass(frozen=True)
class Entitlement:
    """The result for one ``month``. Amounts in 元/月; ``per_capita`` is rounded for reading.

    ``eligible`` holds as far as is known; while ``missing`` is not empty, it is provisional.
    ``first_month`` is None until there is a decision. The steps that add sum to ``total``.
    """

    scheme: Scheme
    month: date
    eligible: bool
    layer: Layer
    per_capita: Decimal
    standard: Decimal
    benefit: Decimal
    top_ups: tuple[TopUp, ...]
    total: Decimal
    first_month: date | None
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be asked any more."""
        return not self.missing

    @property
    def top_up_total(self) -> Decimal:
        """All members' top-ups, 元/月."""
        return sum((each.amount for each in self.top_ups), ZERO)


def work_out_dibao(
    facts: HouseholdFacts, pack: RulePack, month: date, *, decided: date | None = None
) -> Entitlement:
    """低保 of a household in ``month`` (any day of it); ``decided`` gives the first pay month.

    Raises ``Refused`` where the pack has no standard for the month.
    """
    month = month_of(month)
    income = count_income(facts, pack, month)
    assets = judge_assets(facts, pack, month)
    below = income.is_below()
    steps = [*income.steps, _comparison(income, pack), *assets.steps]
    if not below or assets.within is False:
        return _without_benefit(facts, pack, month, income, steps)
    pay, missing = _benefit(facts, pack, income)
    top_ups = _top_ups(facts.protected(), pack, month)
    missing += [gap for member in facts.protected() for gap in missing_for_top_up(member)]
    return _paid(
        Layer.DIBAO,
        month,
        pack,
        income,
        [*steps, pay, *(each for _, each in top_ups)],
        [each for each, _ in top_ups],
        (*assets.missing, *missing),
        decided,
    )


def work_out_single_person(
    facts: HouseholdFacts,
    member_key: str,
    pack: RulePack,
    month: date,
    *,
    decided: date | None = None,
) -> Entitlement:
    """单人户低保 of one member of a family that is itself not in 低保 (routes R1–R5).

    ``benefit`` is 0 and ``eligible`` False where no route fits; the suggestions say why.
    """
    month = month_of(month)
    income = count_income(facts, pack, month)
    member = facts.member(member_key)
    routes = [route for route in single_routes(facts, pack, month) if route.member == member_key]
    fitting = [route for route in routes if route.suggestion.fits]
    own = facts.own_income(member_key)
    steps = [*income.steps, *(_route_step(route) for route in fitting)]
    if not fitting or own >= income.standard:
        return _refused_single(month, income, own, routes, steps)
    pays_full = pack.text("single.amount") == "full"
    amount = income.standard - (ZERO if pays_full else own)
    formula = f"标准{written(income.standard)}"
    formula += "（全额）" if pays_full else f"－本人收入{written(own)}"
    pay = step(
        pack,
        "单人户低保金",
        formula,
        rounded(amount, pack.text("rounding.benefit")),
        "single_amount",
        "single.amount",
        adds=True,
    )
    top_ups = _top_ups([member], pack, month)
    result = _paid(
        Layer.SINGLE,
        month,
        pack,
        income,
        [*steps, pay, *(each for _, each in top_ups)],
        [each for each, _ in top_ups],
        missing_for_top_up(member),
        decided,
    )
    return replace(
        result,
        per_capita=to_fen(own),
        suggestions=tuple(route.suggestion for route in routes),
    )


def first_pay_step(pack: RulePack, decided: date) -> Step:
    """From when a decision pays: the month after it."""
    day = f"{decided.year}年{decided.month}月{decided.day}日"
    formula = f"{day}确认，{month_name(next_month(decided))}起发放"
    return step(pack, "起发月份", formula, None, "first_month")


def _comparison(income: HouseholdIncome, pack: RulePack) -> Step:
    """The test as a family can check it; multiplied out, so that no rounding decides."""
    limit = income.standard * income.members
    edge = limit * pack.amount("edge.ratio")
    sign = "低于" if income.is_below() else "不低于"
    formula = (
        f"家庭月收入{written(income.net)}元{sign}{written(income.standard)}"
        f"×{income.members}人＝{written(limit)}元"
    )
    if income.is_below():
        return step(pack, "与低保标准比较", formula, None, "dibao")
    sign = "低于" if income.is_below(pack.amount("edge.ratio")) else "不低于"
    formula += f"；{sign}{written(pack.amount('edge.ratio'))}倍{written(edge)}元"
    return step(pack, "与低保标准比较", formula, None, "dibao", "edge")


def _benefit(
    facts: HouseholdFacts, pack: RulePack, income: HouseholdIncome
) -> tuple[Step, list[str]]:
    protected = len(facts.protected())
    if pack.text("benefit_mode") == "tiers":
        return _tier_benefit(facts, pack, protected)
    gap = income.standard * income.members - income.net
    formula = f"标准{written(income.standard)}×{income.members}人－家庭月收入{written(income.net)}"
    if protected != income.members:
        formula = f"（{formula}）÷{income.members}人×保障{protected}人"
    amount = rounded(gap * protected / income.members, pack.text("rounding.benefit"))
    keys = ("dibao_amount", "rounding.benefit")
    return step(pack, "低保金（补差）", formula, amount, *keys, adds=True), []


def _tier_benefit(facts: HouseholdFacts, pack: RulePack, protected: int) -> tuple[Step, list[str]]:
    for tier in pack.amounts("dibao_tiers"):
        if tier.name == facts.tier:
            amount = rounded(tier.amount * protected, pack.text("rounding.benefit"))
            formula = f"{tier.name}{written(tier.amount)}×保障{protected}人"
            found = step(pack, "低保金（分档）", formula, amount, "dibao_tiers", adds=True)
            return found, []
    label = "低保金（分档）"
    return step(pack, label, "还没有选档", ZERO, "dibao_tiers", adds=True), ["保障档次"]


def _top_ups(members: Sequence[Member], pack: RulePack, month: date) -> list[tuple[TopUp, Step]]:
    found = (top_up(member, pack, month) for member in members)
    return [each for each in found if each]


def _paid(
    layer: Layer,
    month: date,
    pack: RulePack,
    income: HouseholdIncome,
    steps: list[Step],
    top_ups: list[TopUp],
    missing: tuple[str, ...],
    decided: date | None,
) -> Entitlement:
    adding = [each.amount for each in steps if each.adds and each.amount is not None]
    total = sum(adding, ZERO)
    benefit = total - sum((each.amount for each in top_ups), ZERO)
    formula = "＋".join(written(amount) for amount in adding)
    summed = step(pack, "每月合计", formula, total, "dibao_amount")
    last = [first_pay_step(pack, decided)] if decided else []
    return Entitlement(
        scheme=Scheme.DIBAO,
        month=month,
        eligible=True,
        layer=layer,
        per_capita=income.per_capita,
        standard=income.standard,
        benefit=benefit,
        top_ups=tuple(top_ups),
        total=total,
        first_month=next_month(decided) if decided else None,
        steps=(*steps, summed, *last),
        missing=missing,
    )


def _without_benefit(
    facts: HouseholdFacts,
    pack: RulePack,
    month: date,
    income: HouseholdIncome,
    steps: list[Step],
) -> Entitlement:
    """Over the standard or the assets: perhaps 低保边缘, perhaps a single person."""
    is_edge = not income.is_below() and income.is_below(pack.amount("edge.ratio"))
    edge_assets = judge_assets(facts, pack, month, edge=True)
    layer = Layer.EDGE if is_edge and edge_assets.within is not False else Layer.NONE
    routes = single_routes(facts, pack, month)
    return Entitlement(
        scheme=Scheme.DIBAO,
        month=month,
        eligible=False,
        layer=layer,
        per_capita=income.per_capita,
        standard=income.standard,
        benefit=ZERO,
        top_ups=(),
        total=ZERO,
        first_month=None,
        steps=tuple(steps),
        missing=edge_assets.missing if is_edge else (),
        suggestions=tuple(route.suggestion for route in routes),
    )


def _refused_single(
    month: date,
    income: HouseholdIncome,
    own: Decimal,
    routes: list[Route],
    steps: list[Step],
) -> Entitlement:
    return Entitlement(
        scheme=Scheme.DIBAO,
        month=month,
        eligible=False,
        layer=Layer.NONE,
        per_capita=to_fen(own),
        standard=income.standard,
        benefit=ZERO,
        top_ups=(),
        total=ZERO,
        first_month=None,
        steps=tuple(steps),
        missing=tuple(gap for route in routes for gap in route.suggestion.missing),
        suggestions=tuple(route.suggestion for route in routes),
    )


def _route_step(route: Route) -> Step:
    found = route.suggestion
    return Step(f"单独申请（{found.rule}）", found.text, None, found.source, found.note)
