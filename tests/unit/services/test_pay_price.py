"""价格临时补贴: everybody in pay gets the month's rate of town or country, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.allowances import PriceRise
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.services import pay_runs
from app.services.dibao_month import dibao_table
from app.services.pay_runs import RunSheet
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_family
from tests.unit.services.conftest import Click, the_pack
from tests.unit.services.test_monthly_tables import LEADER, NOVEMBER

RISE = PriceRise(Decimal("3.6"), Decimal("2.0"), Decimal("4.0"))
QUIET = PriceRise(Decimal("3.4"), Decimal("5.9"), Decimal("4.0"))


def in_pay(work: UnitOfWork, *people: dict[str, Any], area: str = "2", **fields: Any) -> None:
    family = a_family(work, *people)
    family.dibao_area_type = area
    given = {"state": "ACTIVE", "total_month": Decimal(900), "benefit_from_month": date(2026, 1, 1)}
    a_case(work, family, **given | fields)


def draw(do: Click, rise: PriceRise | None = RISE) -> RunSheet:
    return do(lambda work: pay_runs.draw_up(work, the_pack(), "9", NOVEMBER, rise=rise))


def test_town_and_country_get_their_own_rate_for_each_protected_person(do: Click):
    """D.16 no. 26: 30.80 and 25.20."""
    do(lambda work: in_pay(work, {}, {}, {"protected": False}))
    do(lambda work: in_pay(work, {}, area="1"))
    run = draw(do)
    assert sorted(each.amount for each in run.lines) == [Decimal("30.80"), Decimal("50.40")]
    assert run.unexplained == 0
    assert {each.reason for each in run.lines} == {
        "2026年11月价格补贴，每人25.20元", "2026年11月价格补贴，每人30.80元",
    }  # fmt: skip


def test_below_both_limits_nothing_is_drawn_up(do: Click):
    """D.16 no. 28."""
    do(lambda work: in_pay(work, {}))
    with pytest.raises(Refused, match="没有达到启动条件") as refused:
        draw(do, QUIET)
    assert refused.value.code == "price_not_started"
    with pytest.raises(Refused) as unsaid:
        draw(do, None)
    assert unsaid.value.code == "price_rise_missing"


def test_a_roster_drawn_anew_keeps_its_rises_and_a_later_one_only_the_differences(
    store: Store, do: Click
):
    do(lambda work: in_pay(work, {}))
    first = draw(do)
    again = draw(do, None)
    assert again.id == first.id
    assert again.totals == first.totals
    store.perform(lambda work: pay_runs.confirm_run(work, first.id), LEADER)
    do(lambda work: in_pay(work, {}))
    later = draw(do, None)
    assert later.number == 2
    assert [each.amount for each in later.lines] == [Decimal("25.20")]


def test_who_is_not_in_pay_gets_none_and_last_month_s_is_nobody_s_loss(store: Store, do: Click):
    do(lambda work: in_pay(work, {}, state="STOPPED"))
    do(lambda work: in_pay(work, {}, scheme="3"))
    assert draw(do).lines == ()


def test_a_correction_drawn_anew_keeps_its_own_rises(store: Store, do: Click):
    do(lambda work: in_pay(work, {}))
    first = draw(do)
    store.perform(lambda work: pay_runs.confirm_run(work, first.id), LEADER)
    higher = PriceRise(Decimal("3.6"), Decimal("2.0"), Decimal("5.0"))
    second = draw(do, higher)
    assert [each.amount for each in second.lines] == [Decimal("6.30")]
    assert draw(do, None).totals == second.totals
    store.perform(lambda work: pay_runs.confirm_run(work, second.id), LEADER)
    do(lambda work: in_pay(work, {}))
    assert [each.amount for each in draw(do, None).lines] == [Decimal("31.50")]


def test_a_correction_takes_back_from_who_was_not_in_pay_in_that_month(store: Store, do: Click):
    do(lambda work: in_pay(work, {}))
    first = draw(do)
    store.perform(lambda work: pay_runs.confirm_run(work, first.id), LEADER)

    def mend(work: UnitOfWork) -> None:
        [case] = work.find(AssistanceCase)
        case.benefit_from_month, case.decision_reason = date(2026, 12, 1), "应从12月起"

    do(mend)
    [line] = draw(do, None).lines
    assert (line.amount, line.back_pay) == (Decimal("-25.20"), 0)


def test_an_earlier_month_s_subsidy_is_no_debt_of_a_later_one(store: Store, do: Click):
    do(lambda work: in_pay(work, {}))
    october = do(lambda work: pay_runs.draw_up(work, the_pack(), "9", date(2026, 10, 1), rise=RISE))
    store.perform(lambda work: pay_runs.confirm_run(work, october.id), LEADER)
    back_to = date(2026, 9, 1)
    run = do(
        lambda work: pay_runs.draw_up(work, the_pack(), "9", NOVEMBER, rise=RISE, back_to=back_to)
    )
    assert [(each.amount, each.back_pay) for each in run.lines] == [(Decimal("25.20"), 0)]


def test_what_families_in_dibao_got_stands_in_the_month_s_table(store: Store, do: Click):
    do(lambda work: in_pay(work, {}))
    run = draw(do)
    store.perform(lambda work: pay_runs.confirm_run(work, run.id), LEADER)
    table = do(lambda work: dibao_table(work, NOVEMBER))
    assert table.value("当月支出", "当月物价补贴") == Decimal("25.20")
