"""儿童: who has to be seen, a call written down in seconds, the file, and who may do what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.models.child import Child
from app.models.child_care import ChildCheckIn
from app.models.person import Person
from app.services.shipped import rule_pack
from app.storage.unit_of_work import UnitOfWork
from app.ui.children.page import ChildrenPage
from app.ui.pages import Desk, Target, UndoOffer
from tests.factories import a_child, a_household, members_of
from tests.stores import NOW, an_actor
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

LATE = NOW.date() - timedelta(days=12)


def child_of(store: RealStore, child_id: str) -> Child:
    return store.do(lambda work: work.get(Child, child_id))


def calls(store: RealStore) -> list[ChildCheckIn]:
    return store.do(lambda work: work.find(ChildCheckIn))


def test_the_child_that_is_overdue_stands_first_and_says_for_how_long(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    store.do(lambda work: a_child(work).id)
    late = store.do(lambda work: a_child(work, next_visit=LATE).id)
    pane = opened(page, qtbot, 2)
    assert pane.entries.list.rows()[0].id == late
    assert sees(page, "超期12天")
    assert [sees(page, who) for who in ("报县民政局", "报儿童督导员")] == [True, False]


def test_a_childs_file_says_how_far_it_has_come(store: RealStore, page: ChildrenPage, qtbot: QtBot):
    store.do(lambda work: a_child(work).id)
    opened(page, qtbot)
    until_seen(page, "在本机", qtbot)


def test_a_call_is_written_down_with_four_presses(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    child = store.do(lambda work: a_child(work, next_visit=LATE).id)
    opened(page, qtbot)
    press(page, "登记走访")
    choose(page, "met", "见到")
    fill(page, "guardian_words", "孩子上学正常，奶奶照看")
    press(page, "登记这次走访")
    until_seen(page, "走访记录（1）", qtbot)
    call = calls(store)[0]
    assert (call.way, call.met, call.counts) == ("1", "1", True)
    assert child_of(store, child).next_visit == NOW.date() + timedelta(days=90 - 60)


def test_a_call_that_says_not_whether_the_child_was_met_is_not_written(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    store.do(lambda work: a_child(work).id)
    opened(page, qtbot)
    press(page, "登记走访")
    press(page, "登记这次走访")
    assert calls(store) == []
    assert page.pane.edit.isVisible()


def test_who_left_can_be_taken_back_for_ten_seconds(
    store: RealStore, page: ChildrenPage, desk: Desk, qtbot: QtBot
):
    offers: list[UndoOffer] = []
    desk.requests.undo_offered.connect(offers.append)
    child = store.do(lambda work: a_child(work).id)
    opened(page, qtbot)
    press(page, "退出")
    field(page, "reason").take_now("12")
    press(page, "退出名册")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert child_of(store, child).state == "2"
    offers[0].take_back()
    qtbot.waitUntil(lambda: child_of(store, child).state == "1", timeout=WAIT)
    assert child_of(store, child).next_visit is not None


def test_a_child_of_a_known_household_is_registered_with_the_file_there_is(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    def prepared(work: UnitOfWork) -> tuple[str, str]:
        person = members_of(work, a_household(work, 3))[2].person_id
        return person, work.get(Person, person).name

    clerk = an_actor(role="2", village_codes=None)
    person, name = store.store.perform(prepared, clerk)[0]
    listed(page, qtbot, 0)
    pane = page.pane
    pane.begin_add()
    pane.person.search.setText(name)
    qtbot.waitUntil(lambda: len(pane.person.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    choose(page, "categories", "农村留守儿童")
    press(page, "登记这名儿童")
    qtbot.waitUntil(lambda: pane.view.isVisible(), timeout=WAIT)
    child = store.do(lambda work: work.find(Child))[0]
    assert child.person_id == person
    assert child.household_id is not None


@pytest.mark.parametrize(("role", "can"), [("6", True), ("2", False)])
def test_the_township_clerk_reads_and_presses_nothing(
    store: RealStore, desk: Desk, qtbot: QtBot, role: str, can: bool
):
    store.do(lambda work: a_child(work).id)
    page = ChildrenPage(desk, pack=rule_pack(date(2026, 11, 23)), role=role)
    qtbot.addWidget(page)
    page.resize(1188, 620)
    page.show()
    opened(page, qtbot)
    buttons = [one.text() for one in page.findChildren(QAbstractButton) if one.isVisible()]
    for act in ("登记儿童", "登记走访", "退出", "监护评估"):
        assert any(one.startswith(act) for one in buttons) is can, act


def test_the_guardian_is_assessed_and_the_line_of_risk_says_so(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    child = store.do(lambda work: a_child(work).id)
    opened(page, qtbot)
    press(page, "监护评估")
    fill(page, "assessors", "吴主任、周经办")
    choose(page, "G1", "3")
    choose(page, "red_lines", "无人监护")
    press(page, "完成监护评估")
    until_seen(page, "高风险", qtbot)
    assert child_of(store, child).risk_level == "3"
    take(page, "children")


def test_the_grandparents_who_live_are_entered_in_one_form(
    store: RealStore, page: ChildrenPage, qtbot: QtBot
):
    child = store.do(lambda work: a_child(work).id)
    opened(page, qtbot)
    press(page, "登记祖辈")
    fill(page, "name_2", "王某")
    field(page, "born_2").take_now(date(1955, 3, 2))
    take(page, "child_grandparents_form")
    press(page, "登记祖辈情况")
    until_seen(page, "祖父母、外祖父母（1）", qtbot)
    assert child_of(store, child).grandparents == [
        {"which": "祖母", "name": "王某", "birth_date": "1955-03-02"}
    ]
    take(page, "child_grandparents")


def test_the_papers_of_a_child_are_reached_from_its_file(
    store: RealStore, page: ChildrenPage, desk: Desk, qtbot: QtBot
):
    child = store.do(lambda work: a_child(work).id)
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    opened(page, qtbot)
    press(page, "打印表格")
    assert asked == [Target("paper", child)]
