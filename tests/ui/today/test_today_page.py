"""今日待办: the ranked list, why each is there, and what can be done about it here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.deadlines import Urgency
from app.models.homecoming import ReturnEntry
from app.models.task import Task
from app.services import shipped, tasks
from app.services.records import Saved
from app.services.today_task import TodayTask
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Target, UndoOffer
from app.ui.theme import Look, Theme
from app.ui.today.page import TodayPage
from app.ui.widgets.buttons import Button
from tests import factories
from tests.stores import VILLAGE
from tests.ui import pictures
from tests.ui.hands import on_screen, press, write
from tests.ui.real_store import RealStore

TODAY = date(2026, 11, 23)
PACK = shipped.rule_pack(TODAY)
CALENDAR = shipped.calendar()


@pytest.fixture
def household(store: RealStore) -> str:
    """A household with an overdue review."""
    return store.do(
        lambda work: factories.a_household(work, class_now="1", next_review=date(2026, 11, 2)).id
    )


@pytest.fixture
def opened_targets(desk: Desk) -> list[Target]:
    found: list[Target] = []
    desk.requests.open_requested.connect(found.append)
    return found


@pytest.fixture
def offers(desk: Desk) -> list[UndoOffer]:
    found: list[UndoOffer] = []
    desk.requests.undo_offered.connect(found.append)
    return found


def shown(desk: Desk, qtbot: QtBot) -> TodayPage:
    page = TodayPage(desk, pack=PACK, calendar=CALENDAR)
    page.resize(1160, 700)
    on_screen(qtbot, page)
    desk.changes.announced.connect(page.changed)
    page.activated()
    settle(page, desk, qtbot)
    return page


def settle(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    """Wait until all that was asked so far, and what follows from it, is done."""
    for _ in range(3):
        done: list[object] = []
        desk.operation(page, lambda work: work.today).then(done.append).start()
        qtbot.waitUntil(lambda done=done: bool(done))


def noted(store: RealStore, household_id: str | None = None, **values: Any) -> Saved:
    given = {"kind": "带残疾人证去复印", "due_date": TODAY} | values
    return store.do(lambda work: tasks.add_task(work, given, household_id))


def row_of(page: TodayPage, noted_id: str) -> TodayTask:
    return next(row for row in page.list.rows() if row.noted_id == noted_id)


def button(page: TodayPage, text: str) -> Button:
    return next(one for one in page.findChildren(Button) if one.text() == text)


def words(page: TodayPage, name: str) -> str:
    return page.card.values.text_of(name)


def test_the_most_urgent_stands_first_with_its_day_and_the_rule_beside_it(
    desk: Desk, store: RealStore, household: str, qtbot: QtBot
):
    noted(store)
    page = shown(desk, qtbot)
    first = page.list.rows()[0]
    assert (first.title, first.household_id) == ("定期核查", household)
    assert words(page, "due").startswith("2026年11月2日")
    assert "超期" in words(page, "due")
    assert words(page, "why")
    assert words(page, "basis") == first.basis


def test_each_card_counts_the_tasks_it_shows(
    desk: Desk, store: RealStore, household: str, qtbot: QtBot
):
    noted(store)
    page = shown(desk, qtbot)
    page.counts[0].opened.emit()
    assert {row.urgency for row in page.list.rows()} == {Urgency.OVERDUE}
    page.counts[0].opened.emit()
    assert len({row.urgency for row in page.list.rows()}) > 1


def test_escape_shows_all_again(desk: Desk, store: RealStore, household: str, qtbot: QtBot):
    page = shown(desk, qtbot)
    every = len(page.list.rows())
    page.counts[2].opened.emit()
    assert len(page.list.rows()) < every
    assert page.step_back()
    assert len(page.list.rows()) == every
    assert not page.step_back()


def test_enter_opens_the_household(
    desk: Desk, household: str, opened_targets: list[Target], qtbot: QtBot
):
    page = shown(desk, qtbot)
    page.list.setFocus()
    press(Qt.Key.Key_Return)
    assert opened_targets == [Target("household", household)]


def test_who_came_home_is_opened_in_the_ledger(
    desk: Desk, store: RealStore, opened_targets: list[Target], qtbot: QtBot
):
    def came_home(work: UnitOfWork) -> str:
        person = factories.a_person(work, name="欧阳建国").id
        entry = ReturnEntry(person_id=person, village_code=VILLAGE)
        entry.returned_on, entry.next_call = date(2026, 9, 1), date(2026, 10, 1)
        return work.add(entry).id

    entry = store.do(came_home)
    page = shown(desk, qtbot)
    page.list.setFocus()
    press(Qt.Key.Key_Return)
    assert opened_targets == [Target("return_entry", entry)]


def test_a_visit_that_was_begun_is_opened_where_it_stopped(
    desk: Desk, store: RealStore, household: str, opened_targets: list[Target], qtbot: QtBot
):
    def begin(work: Any) -> str:
        draft = factories.a_draft(work, household)
        work.session.add(draft)
        return draft.id

    draft_id = store.do(begin)
    page = shown(desk, qtbot)
    row = next(row for row in page.list.rows() if row.kind == "draft")
    page.list.select(row.id)
    button(page, "接着填写").click()
    assert opened_targets == [Target("draft", draft_id)]


def test_a_noted_task_is_ticked_off_and_can_be_taken_back(
    desk: Desk, store: RealStore, offers: list[UndoOffer], qtbot: QtBot
):
    saved = noted(store, note="上次说好的")
    page = shown(desk, qtbot)
    page.list.select(row_of(page, saved.id).id)
    page.card.note.setText("已复印")
    button(page, "已办结").click()
    settle(page, desk, qtbot)
    assert not any(row.noted_id == saved.id for row in page.list.rows())
    task = store.do(lambda work: (work.get(Task, saved.id).state, work.get(Task, saved.id).note))
    assert task == (tasks.DONE, "上次说好的；已复印")
    offers[0].take_back()
    settle(page, desk, qtbot)
    assert row_of(page, saved.id)


def test_giving_up_asks_for_the_reason_first(
    desk: Desk, store: RealStore, offers: list[UndoOffer], qtbot: QtBot
):
    saved = noted(store)
    page = shown(desk, qtbot)
    page.list.select(row_of(page, saved.id).id)
    button(page, "不再办理").click()
    settle(page, desk, qtbot)
    assert row_of(page, saved.id)
    page.card.note.setText("本人不需要")
    button(page, "不再办理").click()
    settle(page, desk, qtbot)
    assert len(offers) == 1
    assert store.do(lambda work: work.get(Task, saved.id).state) == tasks.GIVEN_UP


def test_what_is_worked_out_cannot_be_ticked_off(desk: Desk, household: str, qtbot: QtBot):
    page = shown(desk, qtbot)
    assert page.list.current_row().noted_id is None
    assert button(page, "已办结").isHidden()


def test_a_task_is_noted_for_the_household_of_the_chosen_row(
    desk: Desk, store: RealStore, household: str, qtbot: QtBot
):
    page = shown(desk, qtbot)
    page.note.form.start()
    write("带残疾人证去复印")
    page.note.for_household.setChecked(True)
    button(page, "记下").click()
    settle(page, desk, qtbot)
    row = page.list.current_row()
    assert (row.title, row.household_id) == ("带残疾人证去复印", household)
    assert page.note.form.editors["kind"].value is None


def test_a_task_without_words_is_not_noted(desk: Desk, store: RealStore, qtbot: QtBot):
    page = shown(desk, qtbot)
    button(page, "记下").click()
    settle(page, desk, qtbot)
    assert store.do(lambda work: work.find(Task)) == []
    assert page.note.form.editors["kind"].has_error()


def test_a_change_anywhere_is_seen_and_the_cursor_stays(
    desk: Desk, store: RealStore, household: str, qtbot: QtBot
):
    first = noted(store)
    page = shown(desk, qtbot)
    page.list.select(row_of(page, first.id).id)
    again = {"kind": "带户口本", "due_date": TODAY}
    desk.operation(page, lambda work: tasks.add_task(work, again)).start()
    settle(page, desk, qtbot)
    assert any(row.title == "带户口本" for row in page.list.rows())
    assert page.list.current_row().noted_id == first.id


def test_a_day_without_work_says_so_and_a_task_can_still_be_noted(desk: Desk, qtbot: QtBot):
    page = shown(desk, qtbot)
    assert not page.list.isVisible()
    assert page.note.isVisible()


def test_a_task_that_is_asked_for_has_the_cursor(
    desk: Desk, store: RealStore, household: str, qtbot: QtBot
):
    saved = noted(store)
    page = shown(desk, qtbot)
    page.activated()
    page.open(Target("task", saved.id))
    settle(page, desk, qtbot)
    assert page.list.current_row().noted_id == saved.id


def test_what_it_prints_is_the_household_of_the_chosen_row(
    desk: Desk, household: str, qtbot: QtBot
):
    page = shown(desk, qtbot)
    asked: list[Target] = []
    page.print_requested.connect(asked.append)
    assert page.print_current()
    assert asked == [Target("paper", household)]


def test_the_visits_of_these_days_are_asked_for_by_keyboard(
    desk: Desk, household: str, qtbot: QtBot
):
    page = shown(desk, qtbot)
    pictures.take(page, "today-with-plan", (1160, 700))
    asked: list[Target] = []
    page.print_requested.connect(asked.append)
    page.plan.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Space)
    assert asked == [Target("paper", part="W-01")]


@pytest.mark.parametrize("may_print", [True, False])
def test_who_may_not_print_is_not_offered_the_list_of_visits(
    desk: Desk, may_print: bool, qtbot: QtBot
):
    page = TodayPage(desk, pack=PACK, calendar=CALENDAR, may_print=may_print)
    on_screen(qtbot, page)
    assert page.plan.isVisible() is may_print


@pytest.mark.parametrize("points", [12, 15])
def test_the_list_needs_no_sideways_scrolling(
    desk: Desk, household: str, points: int, theme: Theme, qtbot: QtBot
):
    theme.show_as(Look(points))
    page = shown(desk, qtbot)
    assert page.list.horizontalScrollBar().maximum() == 0
