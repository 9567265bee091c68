"""Which layer: suggestions, never decisions; gaps are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.classification import classify
from app.domain.household_facts import AssetLine, HouseholdFacts, Member
from tests.unit.domain.rules import JULY_2025, RURAL, a_family, shipped_pack, yuan

PACK = shipped_pack()


def _rules(facts: HouseholdFacts) -> dict[str, bool | None]:
    return {each.rule: each.fits for each in classify(facts, PACK, JULY_2025).suggestions}


def test_an_old_person_alone_without_obligors_may_be_tekun() -> None:
    alone = HouseholdFacts(RURAL, (Member("a", "周", date(1950, 1, 1)),), obligors_unable=True)
    assert _rules(alone)["tekun"] is True
    assert _rules(replace(alone, obligors_unable=False))["tekun"] is False
    [asked] = classify(replace(alone, obligors_unable=None), PACK, JULY_2025).open
    assert asked.missing == ("法定义务人情况",)


def test_a_family_that_can_work_is_not_suggested_for_tekun() -> None:
    assert "tekun" not in _rules(replace(a_family(), obligors_unable=True))


def test_the_layers_follow_the_income() -> None:
    below, edge, above = (a_family(RURAL, 2, income) for income in (1200, 1260, 1890))
    assert (_rules(below)["dibao"], _rules(below)["edge"]) == (True, False)
    assert (_rules(edge)["dibao"], _rules(edge)["edge"]) == (False, True)
    assert (_rules(above)["dibao"], _rules(above)["edge"]) == (False, False)


def test_unknown_assets_leave_the_suggestion_open() -> None:
    facts = replace(a_family(), assets=(AssetLine("5"),))
    [asked] = classify(facts, PACK, JULY_2025).open
    assert (asked.layer, asked.missing) == ("低保", ("存款的金额",))


def test_rigid_expense_names_what_the_county_and_the_family_have_to_say() -> None:
    [asked] = classify(a_family(RURAL, 2, 5000), PACK, JULY_2025).open
    assert asked.rule == "rigid"
    assert asked.missing == (
        "近12个月刚性支出",
        "近12个月家庭总收入",
        "当地刚性支出比例",
        "上年当地人均可支配收入",
    )


def test_a_ratio_just_at_the_limit_is_not_above_it() -> None:
    pack = PACK.changed(rigid__ratio=yuan("0.6"), rigid__disposable_income=yuan(40000))
    facts = replace(a_family(RURAL, 2, 5000), rigid_year=yuan(36000), income_year=yuan(60000))
    found = {each.rule: each.fits for each in classify(facts, pack, JULY_2025).suggestions}
    assert found["rigid"] is False


def test_a_sudden_event_suggests_temporary_relief_whatever_the_layer() -> None:
    assert _rules(replace(a_family(), sudden_event=True))["temporary"] is True


def test_every_suggestion_quotes_its_rule() -> None:
    found = classify(a_family(), PACK, JULY_2025).suggestions
    assert found
    for each in found:
        assert each.text.endswith("。")
        assert each.source
