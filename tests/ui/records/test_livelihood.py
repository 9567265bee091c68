"""收入财产: typed in, changed, taken away, from the lists of the file."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.household import Asset, Household, Income
from app.ui.filing.edit_pane import EditPane
from app.ui.records.page import RecordsPage
from tests.factories import an_income
from tests.ui import hands
from tests.ui.real_store import RealStore
from tests.ui.records.steps import (
    WAIT,
    a_home,
    cell_texts,
    editor,
    fill,
    first_line,
    list_called,
    menu_of,
    opened,
    press,
)

INCOMES = "收入和扣减"


def test_a_changed_income_shows_its_new_monthly_share(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    income = store.do(lambda work: an_income(work, work.get(Household, household)))
    opened(page, household, qtbot)
    press(page, "收入财产")
    hands.press(Qt.Key.Key_Return, widget=list_called(page, INCOMES))
    fill(page, "amount_total", "14400")
    total = lambda: store.do(lambda work: work.get(Income, income).amount_total)  # noqa: E731
    qtbot.waitUntil(lambda: total() == 14400, timeout=WAIT)
    assert page.step_back()
    qtbot.waitUntil(lambda: "1,200.00" in cell_texts(list_called(page, INCOMES))[0], timeout=WAIT)
    assert page.undo()
    qtbot.waitUntil(lambda: total() == 12000, timeout=WAIT)


def test_an_asset_is_added_with_whose_it_is(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store)
    opened(page, household, qtbot)
    press(page, "收入财产")
    press(page, "添加财产")
    pane = page.findChildren(EditPane)[0]
    owner = editor(page, "owner_id").description.choices[1]
    editor(page, "owner_id").committed.emit(owner.code)
    editor(page, "kind").committed.emit("1")
    fill(page, "detail", "顺昌村3组自建房")
    fill(page, "value", "8万")
    assert first_line(editor(page, "value")).text() == "8万"  # not guessed at
    fill(page, "value", "80000")
    pane.add_requested.emit(
        {"owner_id": owner.code, "kind": "1", "value": Decimal(80000), "detail": "自建房"}
    )
    kept = lambda: store.do(  # noqa: E731
        lambda work: [(one.owner_id, one.value) for one in work.find(Asset)]
    )
    qtbot.waitUntil(lambda: kept() == [(owner.code, Decimal(80000))], timeout=WAIT)
    qtbot.waitUntil(lambda: owner.label in cell_texts(list_called(page, "财产"))[0], timeout=WAIT)


def test_the_menu_of_an_item_leads_to_the_reason_for_taking_it_away(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    store.do(lambda work: an_income(work, work.get(Household, household)))
    opened(page, household, qtbot)
    press(page, "收入财产")
    menu_of(list_called(page, INCOMES))["作废这一项"]()
    assert hands.focused().accessibleName() == "作废原因"
