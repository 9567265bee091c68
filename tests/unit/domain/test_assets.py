"""The limits of what a family may own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.assets import AssetVerdict, judge_assets
from app.domain.household_facts import AssetLine
from app.domain.rule_pack import RulePack
from tests.unit.domain.rules import JULY_2025, a_family, shipped_pack, yuan

PACK = shipped_pack()
MEASURED = PACK.changed(asset__min_housing_area=yuan(10), asset__avg_housing_area=yuan(50))


def _judge(*lines: AssetLine, pack: RulePack = PACK, disaster: bool = False) -> AssetVerdict:
    facts = replace(a_family(), assets=lines, major_disaster=disaster)
    return judge_assets(facts, pack, JULY_2025)


def _home(area: str | None, safety: str = "") -> AssetLine:
    return AssetLine("1", area=yuan(area) if area else None, house_safety=safety)


@pytest.mark.parametrize(
    ("line", "within"),
    [
        (AssetLine("3", yuan(80000), vehicle="1"), False),
        (AssetLine("3", yuan(20000), vehicle="1", exempt=True), True),
        (AssetLine("3", yuan(20000), vehicle="1"), None),
        (AssetLine("3", yuan(30001), vehicle="1", exempt=True, exempt_reason="旧车"), False),
        (AssetLine("3", None, vehicle="1"), None),
        (AssetLine("3", yuan(50000), vehicle="7"), None),
        (AssetLine("3", yuan(50000), vehicle="1", use="5"), True),
        (AssetLine("4", yuan(90000), vehicle="10"), False),
        (AssetLine("2", use="2"), False),
        (AssetLine("2", use="4"), False),
        (AssetLine("2", use="3"), True),
        (AssetLine("2"), None),
        (AssetLine("11"), False),
        (AssetLine("11", exempt=True, exempt_reason="已注销"), True),
        (AssetLine("12", yuan(90000)), True),
    ],
)
def test_each_kind_has_its_rule(line: AssetLine, within: bool | None) -> None:
    verdict = _judge(line)
    assert verdict.within is within
    assert bool(verdict.missing) == (within is None)


def test_one_home_is_within_whatever_its_size() -> None:
    assert _judge(_home("300")).within is True


def test_two_homes_are_judged_by_their_room_per_head() -> None:
    assert _judge(_home("60"), _home("30"), pack=MEASURED).within is True
    assert _judge(_home("60"), _home("31"), pack=MEASURED).within is False


def test_a_dangerous_house_does_not_count() -> None:
    assert _judge(_home("60"), _home("200", "4"), pack=MEASURED).within is True


def test_a_family_after_a_disaster_is_measured_by_the_average() -> None:
    homes = (_home("100"), _home("95"))
    assert _judge(*homes, pack=MEASURED, disaster=True).within is True
    assert _judge(*homes, _home("1"), pack=MEASURED, disaster=True).within is False


def test_two_homes_cannot_be_judged_without_the_county_figure() -> None:
    verdict = _judge(_home("60"), _home(None))
    assert verdict.within is None
    assert verdict.missing == ("住房的面积", "住房困难标准（平方米/人），由县局填写")


def test_assets_of_somebody_not_counted_do_not_count() -> None:
    family = a_family()
    away = replace(family.members[2], counted=False)
    facts = replace(
        family,
        members=(*family.members[:2], away),
        assets=(AssetLine("3", yuan(90000), "m2", vehicle="1"),),
    )
    assert judge_assets(facts, PACK, JULY_2025).within is True


def test_consumption_signs_are_shown_and_block_nothing() -> None:
    facts = replace(a_family(), consumption_signs=("三年内自建房",))
    verdict = judge_assets(facts, PACK, JULY_2025)
    assert verdict.within is True
    assert verdict.steps[-1].formula == "三年内自建房"
