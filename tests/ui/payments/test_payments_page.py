"""发放: a roster is drawn up, explained line by line, confirmed by the leader and corrected; needs and
the 备用金 beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from pytestqt.qtbot import QtBot

from app.models.assistance_case import AssistanceCase
from app.models.temporary_relief import FundEntry, TemporaryRelief
from app.services import aid, aid_cases, pay_list, pay_runs, relief_fund
from app.ui.pages import Desk, Target
from app.ui.payments.page import PaymentsPage
from app.ui.sync.finding import open_record
from tests.factories import a_case, a_family
from tests.stores import an_actor
from tests.ui.payments.conftest import PACK, TOWNSHIP, MakePage
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import (
    WAIT,
    choose,
    field,
    fill,
    listed,
    opened,
    press,
    sees,
    until_seen,
)

LEADER = an_actor(
    id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
)


def in_benefit(store: RealStore, name: str = "李某福") -> str:
    def enter(work: Any) -> str:
        family = a_family(work, {"name": name}, {}, {}, monthly=900)
        case = a_case(
            work,
            family,
            state="ACTIVE",
            total_month=Decimal(990),
            benefit_from_month=date(2026, 1, 1),
        )
        aid.record_working(work, PACK, case.id)
        return case.id

    return store.do(enter)


def paid(store: RealStore, month: date) -> None:
    run = store.do(lambda work: pay_runs.draw_up(work, PACK, "1", month))
    store.store.perform(lambda work: pay_runs.confirm_run(work, run.id), LEADER)


def changed(store: RealStore, case: str, total: int) -> None:
    def change(work: Any) -> None:
        work.get(AssistanceCase, case).total_month = Decimal(total)

    store.do(change)


def test_a_roster_is_drawn_up_with_its_total_in_words(
    store: RealStore, page: PaymentsPage, qtbot: QtBot
):
    in_benefit(store)
    listed(page, qtbot, 0)
    press(page, "编制名册")
    press(page, "编制这份名册")
    until_seen(page, "玖佰玖拾元整", qtbot)
    assert sees(page, "2026年11月低保发放名册")
    assert sees(page, "编制中，还没有确认")
    assert sees(page, "变动表（1）")
    assert not sees(page, "确认发放")  # the clerk drew it up


def test_enter_on_a_line_shows_how_it_was_worked_out(
    store: RealStore, page: PaymentsPage, desk: Desk, qtbot: QtBot
):
    in_benefit(store)
    run = store.do(lambda work: pay_runs.draw_up(work, PACK, "1", date(2026, 11, 1)))
    opened(page, qtbot)
    desk.open(Target("pay_line", run.lines[0].id, run.id))
    until_seen(page, "李某福：怎么算的", qtbot)
    assert sees(page, "依据：民发〔2021〕57号")
    take(page, "payments", (1188, 620))


def test_a_change_wants_its_reason_before_the_leader_can_confirm(
    store: RealStore, make_page: MakePage, qtbot: QtBot
):
    case = in_benefit(store)
    paid(store, date(2026, 10, 1))
    changed(store, case, 800)
    store.do(lambda work: pay_runs.draw_up(work, PACK, "1", date(2026, 11, 1)))
    page = make_page("2")
    opened(page, qtbot, 2)
    assert sees(page, "1项变动没有写明原因")
    press(page, "写明变动原因（1）")
    fill(page, "reason", "长子就业")
    press(page, "保存原因")
    until_seen(page, "和上月比", qtbot)
    qtbot.waitUntil(lambda: not sees(page, "没有写明原因"), timeout=WAIT)
    page.hide()

    store.actor = replace(LEADER)
    leaders = make_page("3")
    opened(leaders, qtbot, 2)
    press(leaders, "确认发放")
    until_seen(leaders, "已由钱主任确认", qtbot)
    heads = store.do(pay_list.run_heads)
    assert [one.is_confirmed for one in heads if one.month == date(2026, 11, 1)] == [True]


def test_a_confirmed_roster_is_corrected_by_another(
    store: RealStore, page: PaymentsPage, qtbot: QtBot
):
    case = in_benefit(store)
    paid(store, date(2026, 11, 1))
    changed(store, case, 940)
    opened(page, qtbot)
    press(page, "编制更正名册")
    until_seen(page, "负伍拾元整", qtbot)
    assert sees(page, "2026年11月低保发放名册（更正第1次）")


def test_the_fund_takes_money_in_and_says_the_balance(
    store: RealStore, page: PaymentsPage, qtbot: QtBot
):
    listed(page, qtbot, 0)
    page.show_register("fund_entry")
    opened(page, qtbot)
    press(page, "登记拨入")
    fill(page, "amount", "5000")
    press(page, "登记这笔拨入")
    until_seen(page, "伍仟元整", qtbot)
    assert store.do(relief_fund.fund_balance) == 5000
    assert sees(page, "这个月还没有结束，月末以后核对")


def test_a_need_is_filled_in_beside_its_rules(store: RealStore, page: PaymentsPage, qtbot: QtBot):
    def enter(work: Any) -> None:
        family = a_family(work, {"name": "王素"}, monthly=900)
        aid_cases.open_case(work, PACK, family.id, scheme="5")

    store.do(enter)
    page.show_register("temporary_relief")
    opened(page, qtbot)
    press(page, "填写困难情况")
    choose(page, "kind", "急难型")
    fill(page, "situation", "柴房失火")
    fill(page, "amount", "700")
    editor = field(page, "cause")
    editor.show_value("1")
    editor.committed.emit("1")
    press(page, "保存困难情况")
    until_seen(page, "按小额救助由乡镇（街道）审批", qtbot)
    until_seen(page, "柴房失火", qtbot)
    assert sees(page, "办理这份申请")


# -- from a letter, which knows a record only by its noun and id ------------------------------------


def test_a_line_of_a_roster_is_found_by_itself(
    store: RealStore, page: PaymentsPage, desk: Desk, qtbot: QtBot
):
    in_benefit(store)
    run = store.do(lambda work: pay_runs.draw_up(work, PACK, "1", date(2026, 11, 1)))
    listed(page, qtbot)
    open_record(desk, page, "pay_line", run.lines[0].id)
    until_seen(page, "李某福：怎么算的", qtbot)


def test_a_need_is_found_by_itself(store: RealStore, page: PaymentsPage, desk: Desk, qtbot: QtBot):
    def enter(work: Any, name: str, situation: str) -> str:
        family = a_family(work, {"name": name}, monthly=900)
        case = aid_cases.open_case(work, PACK, family.id, scheme="5")
        return work.add(TemporaryRelief(case_id=case.id, situation=situation)).id

    situations = ("柴房失火", "水淹了田")
    needs = [store.do(partial(enter, name="王素", situation=one)) for one in situations]
    listed(page, qtbot, 0)
    for need, situation in zip(needs, situations, strict=True):
        open_record(desk, page, "temporary_relief", need)
        until_seen(page, situation, qtbot)


def test_a_line_of_the_fund_is_found_in_its_month(
    store: RealStore, page: PaymentsPage, desk: Desk, qtbot: QtBot
):
    def enter(work: Any) -> str:
        line = FundEntry(direction="1", amount=Decimal(5000), day=date(2026, 11, 2))
        line.org_code = TOWNSHIP
        return work.add(line).id

    entry = store.do(enter)
    listed(page, qtbot, 0)
    open_record(desk, page, "fund_entry", entry)
    until_seen(page, "伍仟元整", qtbot)


def test_what_is_no_longer_here_is_said_to_be_gone(page: PaymentsPage, desk: Desk, qtbot: QtBot):
    heard: list[str] = []
    desk.requests.said.connect(heard.append)
    listed(page, qtbot, 0)
    open_record(desk, page, "fund_entry", "019ab000-0000-7000-8000-0000000000ff")
    qtbot.waitUntil(lambda: heard == ["这份档案现在不在本机，打不开。"], timeout=WAIT)
