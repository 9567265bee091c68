"""备用金: a ledger that only grows, never holds less than nothing, and closes month by month."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.services import relief_fund as fund
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import TOWNSHIP, a_store, an_actor
from tests.unit.services.conftest import Click

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def put(amount: int | str, day: date | None = None) -> Callable[[UnitOfWork], str]:
    return partial(fund.put_into_fund, amount=Decimal(amount), note="拨入", day=day)


def pay(amount: int | str) -> Callable[[UnitOfWork], str]:
    def verb(work: UnitOfWork) -> str:
        return fund.pay_from(
            work, TOWNSHIP, Decimal(amount), work.new_id(), approver="钱主任", note="支出"
        )

    return verb


def back(amount: int | str, day: date | None = None) -> Callable[[UnitOfWork], str]:
    return partial(fund.give_back_to_fund, amount=Decimal(amount), note="多登记", day=day)


def test_nothing_is_paid_that_is_not_there(do: Click):
    do(put(100))
    with pytest.raises(Refused, match="余额不足"):
        do(pay("100.01"))
    do(pay(100))
    assert do(fund.fund_balance) == 0


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_amount_is_more_than_nothing_and_whole_in_fen(do: Click, amount: str):
    with pytest.raises(Refused) as refused:
        do(put(amount))
    assert refused.value.code == "fund_amount"


def test_no_more_comes_back_than_went_out(do: Click):
    do(put(100))
    do(pay(60))
    with pytest.raises(Refused) as refused:
        do(back(61))
    assert refused.value.code == "fund_back_too_much"
    do(back(60))
    assert do(fund.fund_balance) == 100


def test_nothing_is_entered_into_days_to_come(do: Click):
    with pytest.raises(Refused) as refused:
        do(put(1, date(2026, 11, 24)))
    assert refused.value.code == "day_future"


def test_a_month_is_reconciled_once_and_then_closed(do: Click):
    do(put(1000, date(2026, 10, 9)))
    ledger = do(lambda work: fund.reconcile_fund(work, OCTOBER, Decimal(1000)))
    assert ledger.check is not None
    assert (ledger.closing, ledger.check.difference) == (1000, 0)
    with pytest.raises(Refused, match="已经核对"):
        do(put(5, date(2026, 10, 30)))
    with pytest.raises(Refused, match="已经核对"):
        do(lambda work: fund.reconcile_fund(work, OCTOBER, Decimal(1000)))
    do(put(5))
    november = do(lambda work: fund.fund_ledger(work, NOVEMBER))
    assert (november.opening, november.closing) == (1000, 1005)


def test_a_month_that_runs_is_not_reconciled(do: Click):
    with pytest.raises(Refused) as refused:
        do(lambda work: fund.reconcile_fund(work, NOVEMBER, Decimal(0)))
    assert refused.value.code == "fund_month_open"


def test_no_month_is_passed_over(do: Click):
    do(put(1000, date(2026, 9, 9)))
    with pytest.raises(Refused, match="2026年9月的备用金还没有核对"):
        do(lambda work: fund.reconcile_fund(work, OCTOBER, Decimal(1000)))


def test_a_difference_wants_a_word(do: Click):
    do(put(1000, date(2026, 10, 9)))
    with pytest.raises(Refused, match="写明原因"):
        do(lambda work: fund.reconcile_fund(work, OCTOBER, Decimal(990)))
    ledger = do(
        lambda work: fund.reconcile_fund(work, OCTOBER, Decimal(990), explanation="找零误差")
    )
    assert ledger.check is not None
    assert ledger.check.difference == -10


def test_a_township_sees_its_own_fund_only(store: Store, do: Click):
    do(put(1000))
    other = an_actor(role="2", org_code="500231103", village_codes=None)
    assert store.read(fund.fund_balance, other) == 0
    with pytest.raises(Refused):
        store.read(lambda work: fund.fund_balance(work, TOWNSHIP), other)


def test_a_village_does_not_keep_the_ledger(store: Store, assistant: Actor):
    with pytest.raises(Refused, match="您的岗位不能"):
        store.perform(put(1), assistant)


_LINES = st.lists(
    st.tuples(st.sampled_from("123"), st.integers(1, 50000), st.integers(1, 22)), max_size=12
)


@settings(max_examples=25, deadline=None)
@given(lines=_LINES)
def test_whatever_is_entered_no_day_ends_below_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, int, int]]
):
    folder: Path = tmp_path_factory.mktemp("fund")
    store, clerk = a_store(folder), an_actor(role="2", village_codes=None)
    try:
        for direction, fen, day in lines:
            amount, on = Decimal(fen) / 100, date(2026, 11, day)
            verb = {"1": put(str(amount), on), "2": pay(str(amount)), "3": back(str(amount), on)}
            with contextlib.suppress(Refused):
                store.perform(verb[direction], clerk)
        ledger = store.read(fund.fund_ledger, clerk)
    finally:
        store.close()
    assert all(each.balance >= 0 for each in ledger.lines)
    assert ledger.closing == ledger.opening + ledger.came_in - ledger.went_out + ledger.came_back
