"""单人户: by which route a member of a family above the 低保 standard may apply alone (R1–R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.assets import judge_assets
from app.domain.household_facts import HouseholdFacts, Member
from app.domain.household_income import count_income
from app.domain.months import month_of
from app.domain.rule_pack import RulePack
from app.domain.steps import Suggestion, suggestion

_LAYER: Final = "单人户"
_NO_LABOR: Final = "3"
_UNKNOWN_LABOR: Final = ("", "99")


@dataclass(frozen=True)
class Route:
    """One route for one member (``member`` is the key) as a suggestion."""

    member: str
    suggestion: Suggestion


@dataclass(frozen=True)
class _Family:
    """What the routes ask of the family: None where assets are not known yet."""

    pack: RulePack
    month: date
    edge: bool | None
    edge_missing: tuple[str, ...]
    is_dibao: bool
    is_within_wide: bool


def single_routes(facts: HouseholdFacts, pack: RulePack, month: date) -> tuple[Route, ...]:
    """The routes that fit, or would with what is missing; empty for a family in 低保 itself."""
    family = _family(facts, pack, month_of(month))
    if family.is_dibao:
        return ()
    routes: list[Route] = []
    for member in facts.members:
        for found in (*_edge_routes(member, family), *_wide(member, family)):
            routes.append(Route(member.key, found))
        routes += [Route(member.key, found) for found in _clergy(member, facts, family)]
    return tuple(routes)


def _family(facts: HouseholdFacts, pack: RulePack, month: date) -> _Family:
    income = count_income(facts, pack, month)
    is_edge = not income.is_below() and income.is_below(pack.amount("edge.ratio"))
    edge_assets = judge_assets(facts, pack, month, edge=True)
    is_dibao = income.is_below() and judge_assets(facts, pack, month).within is not False
    return _Family(
        pack,
        month,
        edge_assets.within if is_edge else False,
        edge_assets.missing if is_edge else (),
        is_dibao,
        income.is_within(pack.amount("single.wide_ratio")),
    )


def _edge_routes(member: Member, family: _Family) -> list[Suggestion]:
    """R1, R2 and R5 all start from a family in 低保边缘."""
    if family.edge is False or not member.counted:
        return []
    pack = family.pack
    is_disabled = member.is_disabled_as(pack.codes("single.grades"))
    is_severe = member.is_disabled_as(pack.codes("single.child_grades"))
    age = member.age(family.month)
    is_child = age is not None and age < pack.whole("adult_age")
    rules = {
        "R1": is_disabled,
        "R2": member.serious_illness,
        "R5": is_child and (member.serious_illness or is_severe),
    }
    return [
        suggestion(
            pack, rule, _LAYER, family.edge, missing=family.edge_missing, member=member.called()
        )
        for rule, applies in rules.items()
        if applies
    ]


def _wide(member: Member, family: _Family) -> list[Suggestion]:
    """R4: an adult kept by parents or siblings in a family up to three times the standard."""
    is_candidate = member.disability is not None or (
        member.serious_illness and member.long_bedridden
    )
    if not (member.counted and member.kin_supported and is_candidate and family.is_within_wide):
        return []
    missing: list[str] = []
    age = member.age(family.month)
    if age is None:
        missing.append(f"{member.called()}的出生日期")
    elif age < family.pack.whole("adult_age"):
        return []
    if not (member.serious_illness and member.long_bedridden):
        if member.labor in _UNKNOWN_LABOR:
            missing.append(f"{member.called()}的劳动能力")
        elif member.labor != _NO_LABOR:
            return []
    fits = None if missing else True
    note = "财产要求未写明，请县局把关"
    return [
        suggestion(
            family.pack,
            "R4",
            _LAYER,
            fits,
            missing=tuple(missing),
            member=member.called(),
            note=note,
        )
    ]


def _clergy(member: Member, facts: HouseholdFacts, family: _Family) -> list[Suggestion]:
    """R3: looks at the own income only; such a member is not counted in the family."""
    pack = family.pack
    if member.clergy_years is None or member.clergy_years < pack.whole("single.clergy_years"):
        return []
    standard = count_income(facts, pack, family.month).standard
    if facts.own_income(member.key) >= standard:
        return []
    return [suggestion(pack, "R3", _LAYER, True, member=member.called())]
