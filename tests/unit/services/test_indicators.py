"""Indicators: figures as the plan defines them, exact to the person, with the people behind them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.clock import CHINA
from app.errors import Refused
from app.models.account import Account
from app.models.homecoming import Departure, Resettlement
from app.models.registers import DisabilitySubsidy
from app.services.indicators import INDICATORS, IndicatorFigure, indicators, people_behind
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_family, a_name, a_vagrant
from tests.stores import VILLAGE
from tests.unit.services.conftest import Click, the_divisions, the_pack

PACK = the_pack()
DAY = date(2026, 11, 23)
BLIND = {"disab_cert": True, "disab_grade": "1", "disab_type": "1"}


def figure(do: Click, code: str, day: date = DAY) -> IndicatorFigure:
    found = do(lambda work: indicators(work, PACK, day, places=the_divisions()))
    [one] = [each for each in found if each.code == code]
    return one


def test_the_ratio_of_the_standards_is_said_to_be_short_of_the_plan(do: Click):
    """D.16 no. 40."""
    found = figure(do, "A102", date(2025, 12, 31))
    assert (found.shown, found.verdict) == ("81.8%", "未达标")
    assert (found.numerator, found.denominator) == (630, 770)
    assert figure(do, "A102", date(2020, 12, 31)).shown == "80.0%"


def test_helpless_tekun_who_wish_for_an_institution_and_live_in_one(do: Click):
    """D.16 no. 41: 12 wish, 11 live in one."""

    def arrange(work: UnitOfWork) -> None:
        for number in range(13):
            family = a_family(work, {"name": a_name(number)})
            a_case(
                work,
                family,
                scheme="2",
                state="ACTIVE",
                self_care_fails=6,
                wants_institution=number < 12,
                supply_mode="2" if number < 11 else "1",
            )
        family = a_family(work, {"name": "半护理"})
        a_case(work, family, scheme="2", state="ACTIVE", self_care_fails=3, wants_institution=True)

    do(arrange)
    found = figure(do, "A121")
    assert (found.shown, found.verdict, found.denominator) == ("91.7%", "未达标", 12)
    people = do(lambda work: people_behind(work, PACK, DAY, "A121"))
    assert (len(people), people[0].name, people[0].counts) == (12, a_name(11), False)


def test_an_agreement_counts_while_it_is_in_force(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for until in (date(2026, 12, 31), date(2026, 10, 31), None):
            family = a_family(work, {"name": "王某"})
            begun = date(2026, 1, 1) if until else None
            a_case(
                work,
                family,
                scheme="2",
                state="ACTIVE",
                self_care_fails=4,
                supply_mode="1",
                agreement_from=begun,
                agreement_to=until,
            )

    do(arrange)
    assert figure(do, "A122").shown == "33.3%"


def test_who_of_the_disabled_gets_which_subsidy(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for getting in (True, False):
            family = a_family(work, {"name": "赵某", **BLIND})
            family.class_now = "1"
            if getting:
                for kind in "12":
                    work.add(
                        DisabilitySubsidy(person_id=family.head_id or "", kind=kind, state="1")
                    )
        expired = BLIND | {"disab_expiry": date(2026, 1, 1)}
        a_family(work, {"name": "过期", **expired}).class_now = "1"

    do(arrange)
    assert (figure(do, "A103").shown, figure(do, "A104").shown) == ("50.0%", "50.0%")
    assert "不是全县数" in figure(do, "A103").note


def left(work: UnitOfWork, way: str, **fields: Any) -> None:
    vagrant = a_vagrant(work, identity_state="1", claimed_name="甲", **fields)
    at = datetime(2026, 5, 4, 9, tzinfo=CHINA)
    work.add(Departure(vagrant_id=vagrant.id, left_at=at, way=way))


def test_who_was_brought_home_in_both_readings(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for way in ("2", "3", "5", "11", "1", "12"):
            left(work, way)
        a_vagrant(work)

    do(arrange)
    strict, adjusted = figure(do, "A112-1"), figure(do, "A112-2")
    assert (strict.numerator, strict.denominator, strict.shown) == (3, 6, "50.0%")
    assert (adjusted.denominator, adjusted.shown) == (4, "75.0%")
    assert figure(do, "A112-1", date(2025, 12, 31)).value is None


def test_who_stayed_for_months_and_has_a_home_now(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for days, placed in ((200, True), (200, False), (20, False)):
            arrived = work.now - timedelta(days=days)
            vagrant = a_vagrant(work, arrived_at=arrived, state="STRANDED")
            if placed:
                day = date(2026, 10, 1)
                work.add(Resettlement(vagrant_id=vagrant.id, placed_on=day, hukou_approved=day))

    do(arrange)
    assert (figure(do, "A124").numerator, figure(do, "A124").denominator) == (1, 2)


def test_minors_in_the_street_are_counted_and_none_is_the_goal(do: Click):
    assert (figure(do, "A125").shown, figure(do, "A125").verdict) == ("0人", "达标")
    do(lambda work: (a_vagrant(work, is_minor=True), None)[1])
    assert (figure(do, "A125").shown, figure(do, "A125").verdict) == ("1人", "未达标")


def test_every_village_has_its_director_or_is_named(do: Click):
    do(lambda work: (work.add(Account(name="吴主任", role="6", villages=[VILLAGE])), None)[1])
    found = figure(do, "A126-1")
    assert found.numerator == 1
    assert found.denominator is not None
    assert 5 < found.denominator < 40  # the villages of the township, not of the county
    behind = do(lambda work: people_behind(work, PACK, DAY, "A126-1", places=the_divisions()))
    assert sum(each.counts for each in behind) == 1


def test_a_new_director_counts_who_was_trained_within_the_county_s_limit(do: Click):
    begun = date(2026, 3, 1)

    def arrange(work: UnitOfWork) -> None:
        for days in (180, 181, None):
            trained = None if days is None else begun + timedelta(days=days)
            given = {"appointed_on": begun, "trained_on": trained, "villages": [VILLAGE]}
            work.add(Account(name="吴主任", role="6", **given))
        work.add(Account(name="旧主任", role="6", appointed_on=date(2025, 12, 31)))

    do(arrange)
    found = figure(do, "A126-2")
    assert (found.numerator, found.denominator, found.shown) == (1, 3, "33.3%")


def test_the_county_says_in_its_rules_where_a_station_for_minors_runs(do: Click):
    pack = PACK.changed(**{"indicator.child_stations": ("500231102", "500231101")})
    [found] = [
        each
        for each in do(lambda work: indicators(work, pack, DAY, places=the_divisions()))
        if each.code == "A111"
    ]
    assert (found.numerator, found.denominator, found.verdict) == (2, 26, "未达标")


def test_the_growth_of_a_standard_beside_a_goal_that_the_county_types_in(do: Click):
    found = figure(do, "A101-1", date(2025, 12, 31))
    assert (found.shown, found.goal_text, found.verdict) == ("2.7%", "目标待填", "")


def test_nobody_is_nothing_and_not_a_hundred_percent(do: Click):
    found = figure(do, "A121")
    assert (found.value, found.shown, found.is_met) == (None, "—", None)
    assert found.note == "没有符合条件的对象"


@pytest.mark.parametrize("code", INDICATORS)
def test_every_figure_is_the_count_of_the_people_behind_it(do: Click, code: str):
    if INDICATORS[code].people is None:
        with pytest.raises(Refused) as refused:
            do(lambda work: people_behind(work, PACK, DAY, code))
        assert refused.value.code == "indicator_unlisted"
        return
    found = figure(do, code)
    people = do(lambda work: people_behind(work, PACK, DAY, code, places=the_divisions()))
    assert found.numerator == Decimal(sum(each.counts for each in people))


def test_an_assistant_of_a_village_does_not_see_the_county_s_figures(
    store: Store, assistant: Actor
):
    with pytest.raises(Refused, match="您的岗位不能"):
        store.read(lambda work: indicators(work, PACK, DAY), assistant)
