"""儿童主任 in the window: a village without one is seen, and filled in one act."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from app.models.account import Account
from app.ui.registers.page import RegistersPage
from tests.stores import VILLAGE
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import WAIT, fill, press, until_seen


def test_a_village_without_one_is_filled_from_its_own_row(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    page.show_register("account")
    page.activated()
    qtbot.waitUntil(lambda: bool(page.pane.entries.list.rows()), timeout=WAIT)
    page.pane.show_entry(VILLAGE)
    until_seen(page, "还没有登记", qtbot)
    take(page, "儿童主任_没有", (1188, 620))
    press(page, "登记儿童主任")
    fill(page, "name", "吴主任")
    press(page, "登记这位儿童主任")
    until_seen(page, "不再担任", qtbot)
    take(page, "儿童主任", (1188, 620))
    [made] = store.do(_directors)
    assert (made.name, made.villages) == ("吴主任", [VILLAGE])


def _directors(work: Any) -> list[Account]:
    return work.find(Account, Account.role == "6")
