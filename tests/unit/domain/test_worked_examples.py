"""The trade's worked examples, by number: an officer can check each against the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain import bank_account, id_number
from app.domain.allowances import (
    PriceRise,
    work_out_disability_subsidies,
    work_out_price_subsidy,
)
from app.domain.arrears import work_out_back_pay
from app.domain.assets import judge_assets
from app.domain.classification import classify
from app.domain.deadlines import due_on
from app.domain.entitlement import Layer, work_out_dibao, work_out_single_person
from app.domain.fading import FadeKind, work_out_fade
from app.domain.household_facts import AssetLine, Disability, HouseholdFacts, IncomeLine, Member
from app.domain.household_size import Relative, suggest_counting
from app.domain.privacy import mask_name
from app.domain.public_words import require_public
from app.domain.rule_pack import rural_to_urban
from app.domain.tekun import FULL, HALF, SELF, TekunFacts, care_grade, work_out_tekun
from app.errors import Refused
from tests.unit.domain.rules import (
    JULY_2025,
    RURAL,
    URBAN,
    a_family,
    plain_members,
    shipped_calendar,
    shipped_pack,
    yuan,
)

PACK = shipped_pack()
ELDER = Member("tekun", "周大爷", birth_date=date(1950, 1, 1))


def example_1() -> None:
    found = work_out_dibao(a_family(RURAL, 3, 900), PACK, JULY_2025)
    assert (found.per_capita, found.benefit, found.layer) == (300, 990, Layer.DIBAO)


def example_2() -> None:
    found = work_out_dibao(a_family(URBAN, 3, 2309), PACK, JULY_2025)
    assert (found.per_capita, found.benefit) == (yuan("769.67"), yuan("1.00"))


def example_3() -> None:
    found = work_out_dibao(a_family(URBAN, 3, 2310), PACK, JULY_2025)
    assert (found.eligible, found.layer, found.per_capita) == (False, Layer.EDGE, 770)


def example_4() -> None:
    assert work_out_dibao(a_family(RURAL, 2, 1890), PACK, JULY_2025).layer is Layer.NONE
    below = work_out_dibao(a_family(RURAL, 2, "1889.99"), PACK, JULY_2025)
    assert below.layer is Layer.EDGE


def example_6() -> None:
    for decided, first in (
        (date(2025, 6, 30), date(2025, 7, 1)),
        (date(2025, 7, 1), date(2025, 8, 1)),
    ):
        found = work_out_dibao(a_family(), PACK, JULY_2025, decided=decided)
        assert found.first_month == first


def example_7() -> None:
    elder = Member("a", "甲", date(1953, 2, 1), disability=Disability("2", "4"))
    pupil = Member("b", "乙", date(2013, 2, 1), school_stage="2")
    facts = HouseholdFacts(RURAL, (elder, pupil), (IncomeLine("41", yuan(400), "a"),))
    found = work_out_dibao(facts, PACK, JULY_2025)
    assert [each.amount for each in found.top_ups] == [100, 100]
    assert (found.benefit, found.total) == (860, 1060)


def example_9() -> None:
    pack = PACK.changed(employment_cost__mode="pct_of_std", employment_cost__rate=Decimal("0.3"))
    found = work_out_dibao(a_family(RURAL, 3, 1500, kind="1"), pack, JULY_2025)
    deducted = [each.amount for each in found.steps if "就业成本" in each.label]
    assert deducted == [-189]
    assert (found.per_capita, found.benefit) == (437, yuan("579.00"))


def example_10() -> None:
    found = work_out_dibao(a_family(RURAL, 3, 1500, kind="1"), PACK, JULY_2025)
    assert (found.per_capita, found.benefit) == (500, yuan("390.00"))


def example_12() -> None:
    blind = Member("blind", "甲", date(1980, 1, 1), disability=Disability("1", "1"))
    facts = replace(a_family(RURAL, 3, 3200), members=(*plain_members(3), blind))
    assert work_out_dibao(facts, PACK, JULY_2025).layer is Layer.EDGE
    found = work_out_single_person(facts, "blind", PACK, JULY_2025)
    assert [each.rule for each in found.suggestions] == ["R1"]
    assert (found.layer, found.benefit, found.top_up_total, found.total) == (
        Layer.SINGLE,
        630,
        100,
        730,
    )


def example_13() -> None:
    kept = Member(
        "kept",
        "甲",
        date(1995, 1, 1),
        disability=Disability("3", "4"),
        labor="3",
        kin_supported=True,
    )
    facts = replace(a_family(RURAL, 3, 6000), members=(*plain_members(3), kept))
    found = work_out_single_person(facts, "kept", PACK, JULY_2025)
    assert [each.rule for each in found.suggestions if each.fits] == ["R4"]
    assert (found.benefit, found.total) == (630, 670)
    at_three_times = replace(facts, incomes=(IncomeLine("41", yuan(7560), "m0"),))
    assert work_out_single_person(at_three_times, "kept", PACK, JULY_2025).eligible
    over = replace(facts, incomes=(IncomeLine("41", yuan("7560.01"), "m0"),))
    assert not work_out_single_person(over, "kept", PACK, JULY_2025).eligible


def example_14() -> None:
    fade = work_out_fade(a_family(RURAL, 3, 3000, kind="1"), yuan(990), PACK, date(2025, 9, 10))
    assert (fade.kind, fade.amount, fade.from_month) == (FadeKind.STOP, 0, date(2025, 10, 1))


def example_15() -> None:
    fade = work_out_fade(a_family(RURAL, 3, 2100, kind="1"), yuan(990), PACK, date(2025, 9, 10))
    assert (fade.kind, fade.amount) == (FadeKind.KEEP, 990)
    assert (fade.from_month, fade.through_month) == (date(2025, 10, 1), date(2026, 3, 1))


def example_16() -> None:
    grades = [
        care_grade(TekunFacts(ELDER, failed), PACK, JULY_2025).grade for failed in (0, 1, 3, 4)
    ]
    assert grades == [SELF, HALF, HALF, FULL]


def _tekun_total(failed: int, month: date = JULY_2025) -> Decimal:
    facts = TekunFacts(ELDER, failed, no_income=True, no_obligor=True)
    return work_out_tekun(facts, PACK, month).total


def example_17() -> None:
    assert _tekun_total(4) == 1301


def example_18() -> None:
    assert _tekun_total(2) == 1201


def example_19() -> None:
    assert _tekun_total(0) == 1051


def example_21() -> None:
    assert _tekun_total(6, date(2024, 10, 1)) == 1275


def example_22() -> None:
    august = date(2025, 8, 1)
    assert PACK.standard("orphan_scattered", august) == 1651
    assert PACK.standard("orphan_institution", august) == 1851


def example_24() -> None:
    assert work_out_dibao(a_family(RURAL, 3, 1000), PACK, JULY_2025).benefit == yuan("890.00")


def example_25() -> None:
    family = a_family(RURAL, 3, 900)
    paid = {date(2018, month, 1): yuan(150) for month in range(1, 9)}
    assert work_out_dibao(family, PACK, date(2017, 12, 1)).total == 150
    arrears = work_out_back_pay(family, PACK, paid)
    assert {difference for *_, difference in arrears.months} == {180}
    assert (len(arrears.months), arrears.total) == (8, 1440)


def example_26() -> None:
    rise = PriceRise(cpi=yuan("3.6"), food=yuan(0), scpi=yuan("4.0"))
    amounts = [
        work_out_price_subsidy(area, rise, PACK, JULY_2025).amount for area in (URBAN, RURAL)
    ]
    assert amounts == [yuan("30.80"), yuan("25.20")]


def example_28() -> None:
    rise = PriceRise(cpi=yuan("3.4"), food=yuan("5.9"), scpi=yuan(4))
    assert work_out_price_subsidy(URBAN, rise, PACK, JULY_2025).amount == 0


def example_29() -> None:
    for deposit, within in ((45360, True), (45361, False)):
        facts = replace(a_family(), assets=(AssetLine("5", yuan(deposit), "m0"),))
        assert judge_assets(facts, PACK, JULY_2025).within is within


def example_30() -> None:
    ill = replace(plain_members(1)[0], serious_illness=True)
    facts = HouseholdFacts(
        RURAL, (ill, *plain_members(3)[1:]), assets=(AssetLine("5", yuan(150000), "m1"),)
    )
    assert judge_assets(facts, PACK, JULY_2025).within is True
    more = replace(facts, assets=(AssetLine("5", yuan(150001), "m1"),))
    assert judge_assets(more, PACK, JULY_2025).within is False


def example_32() -> None:
    vehicles = (AssetLine("3", yuan(8000), vehicle="4"), AssetLine("3", yuan(9000), vehicle="6"))
    facts = replace(a_family(), assets=vehicles)
    assert judge_assets(facts, PACK, JULY_2025).within is True


def example_33() -> None:
    family = (
        Relative("丈夫", "01"),
        Relative("妻子", "12", in_prison=True),
        Relative("儿子", "20", date(2005, 5, 1), school_stage="7"),
        Relative("女儿", "30", date(2013, 5, 1)),
        Relative("祖母", "62", date(1948, 5, 1), lives_along=True, legal_duty="1"),
    )
    answers = [suggest_counting(each, PACK, JULY_2025) for each in family]
    assert [each.counted for each in answers] == [True, False, True, True, True]
    assert answers[1].exclude_reason == "2"


def example_34() -> None:
    monk = suggest_counting(Relative("僧人", "21", clergy_years=3), PACK, JULY_2025)
    assert (monk.counted, monk.exclude_reason) == (False, "1")
    member = Member("monk", "僧人", date(1980, 1, 1), counted=False, clergy_years=3)
    facts = replace(a_family(RURAL, 2, 4000), members=(*plain_members(2), member))
    alone = work_out_single_person(facts, "monk", PACK, JULY_2025)
    assert [each.rule for each in alone.suggestions] == ["R3"]
    assert alone.benefit == 630


def example_35() -> None:
    pack = PACK.changed(rigid__ratio=Decimal("0.6"), rigid__disposable_income=yuan(30000))
    facts = replace(a_family(RURAL, 3, 6000), rigid_year=yuan(50000), income_year=yuan(72000))
    [rigid] = [each for each in classify(facts, pack, JULY_2025).fitting if each.rule == "rigid"]
    assert "69.4%" in rigid.note
    assert "不超过12个月" in rigid.note


def example_36() -> None:
    accepted = date(2026, 11, 23)
    calendar = shipped_calendar(2026, 2027)
    limits = {
        "DB-SURVEY-START": date(2026, 11, 26),
        "DB-SURVEY": date(2026, 12, 7),
        "TK-SURVEY": date(2026, 12, 14),
        "DB-NOTICE": date(2026, 11, 30),
        "DB-TOTAL": date(2027, 1, 5),
    }
    found = {rule: due_on(PACK.deadlines[rule], accepted, calendar) for rule in limits}
    assert {rule: each.day for rule, each in found.items()} == limits
    assert [rule for rule, each in found.items() if each.estimated] == ["DB-TOTAL"]
    without = due_on(PACK.deadlines["DB-TOTAL"], accepted, shipped_calendar(2026))
    assert without.day == date(2027, 1, 4)
    assert "节假日表缺失" in without.note


def example_38() -> None:
    due = due_on(PACK.deadlines["VG-DNA-REQ"], date(2026, 11, 23), shipped_calendar(2026))
    assert (due.day, due.estimated) == (date(2026, 12, 2), False)


def example_39() -> None:
    assert work_out_disability_subsidies(Disability("1", "4"), PACK, in_dibao=True).amount == 190


def example_40() -> None:
    assert rural_to_urban(PACK, date(2025, 12, 31)) == (yuan("81.8"), False)
    assert rural_to_urban(PACK, date(2020, 12, 31)) == (yuan("80.0"), False)


def example_44() -> None:
    found = id_number.parse("50023120120229003X", date(2026, 11, 23))
    assert (found.birth_date, found.sex) == (date(2012, 2, 29), "1")


def example_45() -> None:
    with pytest.raises(Refused, match="校验"):
        id_number.parse("500231201202290038", date(2026, 11, 23))


def example_46() -> None:
    assert not bank_account.looks_mistyped("6217000000000000004")
    assert bank_account.looks_mistyped("6217000000000000005")
    assert bank_account.parse("6217000000000000005") == "6217000000000000005"


def example_47() -> None:
    flow = PACK.workflow_of("1")
    met = {"decider_not_surveyor", "benefit_computed", "in_one_scheme"}
    with pytest.raises(Refused, match="县级必须先入户调查") as refusal:
        flow.move("SUBMITTED", "confirm_yes", actors={"decider"}, met=met)
    assert refusal.value.facts["guards"] == ("county_visit_if_kin",)


def example_48() -> None:
    assert [mask_name(each) for each in ("张三", "张小三")] == ["张*", "张*三"]
    with pytest.raises(Refused) as refusal:
        require_public({"公示内容": "张*三 500231198506150023 保障3人"})
    assert refusal.value.code == "notice_private"
    with pytest.raises(Refused):
        require_public({"公示内容": "张*三 6217000000000000004"})


def example_49() -> None:
    allowed = {scheme: PACK.may_post_notice(scheme) for scheme in ("1", "2", "6", "7")}
    assert allowed == {"1": True, "2": True, "6": False, "7": False}


def example_50() -> None:
    rule, born = PACK.ages["left_behind"], date(2010, 12, 20)
    assert rule.holds(born, date(2026, 11, 30))
    assert rule.ends_on(born) == date(2026, 12, 20)
    assert not rule.holds(born, date(2026, 12, 20))


EXAMPLES = {
    name.removeprefix("example_"): test
    for name, test in dict(globals()).items()
    if name.startswith("example_")
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_worked_example(example: Callable[[], None]) -> None:
    example()
