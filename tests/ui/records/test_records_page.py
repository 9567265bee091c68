"""人员家庭: finding, opening, changing in place, adding, taking away; over a real store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from app.models.audit import AuditEntry
from app.models.household import Household, Income, Member
from app.models.person import Person
from app.ui.filing.edit_pane import EditPane
from app.ui.pages import Desk, Target
from app.ui.records.page import RecordsPage
from tests.factories import an_id_number, an_income
from tests.ui.real_store import RealStore
from tests.ui.records.steps import WAIT, a_home, editor, fill, first_line, opened, press, sees


def test_one_character_finds_everybody_with_it(store: RealStore, page: RecordsPage, qtbot: QtBot):
    a_home(store, number=1)
    a_home(store, number=2)
    page.activated()
    page.search.setText("王")
    qtbot.waitUntil(lambda: page.hits.model().rowCount() > 1, timeout=WAIT)
    assert not page.list.isVisible()


def test_choosing_a_household_opens_its_file_and_leaves_a_line_in_the_audit(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    opened(page, household, qtbot)
    assert sees(page, "家庭成员（3）")
    views = store.do(
        lambda work: (
            work.session.query(AuditEntry)
            .filter(AuditEntry.action == "user:household:view")
            .count()
        )
    )
    assert views == 1


def test_a_field_is_on_disk_as_soon_as_it_is_left(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    opened(page, household, qtbot)
    press(page, "修改家庭情况")
    fill(page, "live_addr", "顺昌村3组大坪8号")

    def saved() -> None:
        assert store.do(lambda work: work.get(Household, household).live_addr) == "顺昌村3组大坪8号"

    qtbot.waitUntil(saved, timeout=WAIT)


def test_ctrl_z_puts_the_value_back(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store)
    opened(page, household, qtbot)
    press(page, "修改家庭情况")
    fill(page, "house_owner", "别人")
    owner = lambda: store.do(lambda work: work.get(Household, household).house_owner)  # noqa: E731
    qtbot.waitUntil(lambda: owner() == "别人", timeout=WAIT)
    qtbot.waitUntil(page.undo, timeout=WAIT)
    qtbot.waitUntil(lambda: owner() is None, timeout=WAIT)


def test_what_the_rules_refuse_is_said_beside_the_field_and_stays_typed(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    opened(page, household, qtbot)
    members = page.findChildren(QTableView)
    list_ = next(one for one in members if one.isVisible() and one.model().rowCount() == 3)
    QTest.keyClick(list_, Qt.Key.Key_Return)
    wrong = "500231197012314010"
    fill(page, "id_no", wrong)
    qtbot.waitUntil(lambda: sees(page, "校验码不对"), timeout=WAIT)
    assert first_line(editor(page, "id_no")).text() == wrong


def test_a_masked_number_is_shown_on_request_and_that_is_written_down(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    opened(page, household, qtbot)
    qtbot.waitUntil(lambda: sees(page, "********"), timeout=WAIT)
    show = next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.accessibleName() == "显示完整的户主公民身份号码"
    )
    show.click()
    number = an_id_number(1, date(1961, 2, 2))
    qtbot.waitUntil(lambda: sees(page, number), timeout=WAIT)
    reveals = store.do(
        lambda work: (
            work.session.query(AuditEntry).filter(AuditEntry.action.like("%reveal%")).count()
        )
    )
    assert reveals == 1


def test_a_new_member_is_added_with_the_button(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store)
    opened(page, household, qtbot)
    press(page, "添加成员")
    fill(page, "name", "吴小妹")
    pane = page.findChildren(EditPane)[0]
    press(pane, "添加这位成员")
    count = lambda: len(  # noqa: E731
        store.do(lambda work: [one.id for one in work.find(Member)])
    )
    qtbot.waitUntil(lambda: count() == 4, timeout=WAIT)
    assert store.do(lambda work: bool(work.find(Person, Person.name == "吴小妹")))


def test_nothing_is_taken_away_without_a_reason(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store)
    income = store.do(lambda work: an_income(work, work.get(Household, household)))
    opened(page, household, qtbot)
    press(page, "收入财产")
    lists = [one for one in page.findChildren(QTableView) if one.isVisible()]
    row = next(one for one in lists if one.model().rowCount() == 1)
    QTest.keyClick(row, Qt.Key.Key_Return)
    pane = page.findChildren(EditPane)[0]
    qtbot.waitUntil(pane.isVisible, timeout=WAIT)
    press(pane, "作废这一项")
    assert sees(pane, "请先写明作废原因")
    reason = next(
        one for one in pane.findChildren(QLineEdit) if one.placeholderText() == "作废原因"
    )
    reason.setText("登记错了")
    press(pane, "作废这一项")
    gone = lambda: store.do(  # noqa: E731
        lambda work: work.get(Income, income, with_deleted=True).is_deleted
    )
    qtbot.waitUntil(gone, timeout=WAIT)


def test_the_amount_is_shown_with_every_step_and_its_source(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    store.do(lambda work: _rural(work.get(Household, household)))
    store.do(
        lambda work: an_income(
            work, work.get(Household, household), amount_total=Decimal(10800), months=12
        )
    )
    opened(page, household, qtbot)
    press(page, "救助和金额")
    qtbot.waitUntil(lambda: sees(page, "依据：民发〔2021〕57号"), timeout=WAIT)
    assert sees(page, "每月")


def _rural(household: Household) -> None:
    household.dibao_area_type = "2"


def test_typing_goes_on_while_the_list_is_filled_anew(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    opened(page, household, qtbot)
    press(page, "修改家庭情况")
    for name, text in (("live_addr", "甲地"), ("house_owner", "乙"), ("helper_name", "丙")):
        fill(page, name, text)
        qtbot.wait(150)
    assert editor(page, "helper_name").isVisible()
    assert store.do(lambda work: work.get(Household, household).helper_name) == "丙"


def test_esc_goes_back_from_the_form_to_the_file(store: RealStore, page: RecordsPage, qtbot: QtBot):
    opened(page, a_home(store), qtbot)
    press(page, "修改家庭情况")
    assert page.step_back()
    assert not page.step_back()


def test_a_new_household_is_made_from_its_head(store: RealStore, page: RecordsPage, qtbot: QtBot):
    page.activated()
    page.open(Target("household", part="new"))
    pane = page.findChildren(EditPane)[0]
    editor(page, "village_code").committed.emit("500231102201")
    fill(page, "name", "卫小明")
    pane.add_requested.emit({"village_code": "500231102201", "name": "卫小明"})
    found = lambda: store.do(lambda work: len(work.find(Household)))  # noqa: E731
    qtbot.waitUntil(lambda: found() == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: sees(page, "卫小明户"), timeout=WAIT)


@pytest.mark.parametrize("points", [12, 15, 18])
def test_a_household_of_twelve_is_seen_without_cutting_at_any_size(
    store: RealStore, page: RecordsPage, desk: Desk, qtbot: QtBot, points: int
):
    from app.ui.theme import Look

    desk.theme.show_as(Look(points))
    opened(page, a_home(store, members=12), qtbot)
    assert sees(page, "家庭成员（12）")
    assert page.width() <= 1366
