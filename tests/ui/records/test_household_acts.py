"""A household splits, is merged into another, moves to another village; each can be taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.household import Household, Member
from app.models.person import Person
from app.storage.unit_of_work import UnitOfWork
from app.ui.filing.person_pane import PersonPane
from app.ui.pages import Desk, UndoOffer
from app.ui.problem import Problem
from app.ui.records.page import RecordsPage
from tests.factories import a_person, members_of
from tests.stores import VILLAGE
from tests.ui import pictures
from tests.ui.real_store import RealStore
from tests.ui.records.steps import (
    WAIT,
    a_home,
    editor,
    list_called,
    menu_of,
    opened,
    press,
    sees,
)

ELSEWHERE = "500231102001"


def people_of(store: RealStore, household: str) -> list[str]:
    """Who lives there now, by name."""

    def names(work: UnitOfWork) -> list[str]:
        found = members_of(work, work.get(Household, household, with_deleted=True))
        now = [one for one in found if one.left is None]
        return [work.get(Person, one.person_id).name for one in now]

    return store.do(names)


def second(store: RealStore, household: str) -> str:
    def found(work: UnitOfWork) -> str:
        return members_of(work, work.get(Household, household))[1].person_id

    return store.do(found)


def act(page: RecordsPage, text: str) -> None:
    """Choose an entry of 家庭变动."""
    menu = page.file._view.acts_menu()  # pyright: ignore[reportPrivateUsage]
    next(one for one in menu.actions() if one.text() == text).trigger()


def test_a_split_leaves_two_households_and_can_be_taken_back(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], qtbot: QtBot
):
    home = a_home(store, 3)
    opened(page, home, qtbot)
    before = people_of(store, home)
    act(page, "分户")
    editor(page, "head_id").take_now(second(store, home))
    press(page, "办理分户")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert people_of(store, home) == [before[0], before[2]]
    assert before[1] in offers[0].sentence
    offers[0].take_back()
    qtbot.waitUntil(lambda: people_of(store, home) == before, timeout=WAIT)


def test_a_move_to_another_village_takes_everybody_along_and_can_be_taken_back(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], qtbot: QtBot
):
    home = a_home(store, 2)
    opened(page, home, qtbot)
    act(page, "迁到另一个村")
    editor(page, "village_code").take_now(ELSEWHERE)
    press(page, "办理迁村")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)

    def villages() -> set[str | None]:
        persons = store.do(lambda work: work.find(Person))
        return {one.village_code for one in persons} | {
            store.do(lambda work: work.get(Household, home).village_code)
        }

    assert villages() == {ELSEWHERE}
    offers[0].take_back()
    qtbot.waitUntil(lambda: villages() == {VILLAGE}, timeout=WAIT)


def test_a_merge_shows_the_household_that_stays_and_can_be_taken_back(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], qtbot: QtBot
):
    home, other = a_home(store, 2), a_home(store, 1, number=2)
    page.activated()
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 2, timeout=WAIT)
    page.file.show_household(home)
    qtbot.waitUntil(lambda: page.file.household_id == home, timeout=WAIT)
    act(page, "并入另一户")
    finder = page.file._find  # pyright: ignore[reportPrivateUsage]
    finder.search.setText(people_of(store, other)[0])
    qtbot.waitUntil(lambda: len(finder.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    editor(page, f"relation_{second(store, home)}").take_now("99")
    press(page, "并入")
    qtbot.waitUntil(lambda: page.file.household_id == other, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert len(people_of(store, other)) == 3
    offers[0].take_back()
    qtbot.waitUntil(lambda: len(people_of(store, home)) == 2, timeout=WAIT)
    left = store.do(lambda work: work.find(Member, Member.household_id == other))
    assert len([one for one in left if one.left is None]) == 1


def test_who_lives_alone_has_nobody_to_split_off(
    store: RealStore, page: RecordsPage, said: list[str], qtbot: QtBot
):
    opened(page, a_home(store, 1), qtbot)
    act(page, "分户")
    assert said == ["这一户只有户主一人，不能分户。"]
    assert sees(page, "家庭成员")


def test_one_cannot_be_merged_into_the_household_one_lives_in(
    store: RealStore, page: RecordsPage, said: list[str], qtbot: QtBot
):
    home = a_home(store, 2)
    opened(page, home, qtbot)
    act(page, "并入另一户")
    finder = page.file._find  # pyright: ignore[reportPrivateUsage]
    finder.search.setText(people_of(store, home)[0])
    qtbot.waitUntil(lambda: len(finder.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    assert said == ["请选另一户的人。"]
    assert page.step_back()
    assert sees(page, "家庭成员")


def test_two_files_of_one_person_are_joined_and_neither_is_lost(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], qtbot: QtBot
):
    home = a_home(store, 2)
    twin = store.do(lambda work: a_person(work, name="卫另档").id)
    wife = second(store, home)
    opened(page, home, qtbot)
    menu_of(list_called(page, "家庭成员"), 1)["和另一份档案是同一个人"]()
    finder = page.findChildren(PersonPane)[0]
    finder.search.setText("卫另档")
    qtbot.waitUntil(lambda: len(finder.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    press(page, "归并这两份档案")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert second(store, home) == twin
    assert store.do(lambda work: work.get(Person, wife).same_as_id) == twin
    offers[0].take_back()
    qtbot.waitUntil(lambda: second(store, home) == wife, timeout=WAIT)


def test_what_changed_since_it_was_seen_is_shown_before_an_act_goes_over_it(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], qtbot: QtBot
):
    home = a_home(store, 3)
    opened(page, home, qtbot)
    before = people_of(store, home)
    act(page, "分户")
    editor(page, "head_id").take_now(second(store, home))

    def elsewhere(work: UnitOfWork) -> None:
        work.get(Household, home).live_addr = "新街9号"

    store.do(elsewhere)
    press(page, "办理分户")
    meanwhile = page.file._menu.meanwhile  # pyright: ignore[reportPrivateUsage]
    qtbot.waitUntil(meanwhile.isVisible, timeout=WAIT)
    pictures.take(page, "act-meanwhile", (1160, 700))
    assert people_of(store, home) == before
    assert not offers
    QTest.keyClick(meanwhile.go_on, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert people_of(store, home) == [before[0], before[2]]


def test_what_was_sent_to_the_county_is_not_taken_back_and_it_is_said(
    store: RealStore, page: RecordsPage, offers: list[UndoOffer], desk: Desk, qtbot: QtBot
):
    problems: list[Problem] = []
    desk.tasks.troubled.connect(problems.append)
    home = a_home(store, 2)
    opened(page, home, qtbot)
    act(page, "迁到另一个村")
    editor(page, "village_code").take_now(ELSEWHERE)
    press(page, "办理迁村")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    store.store.apply(lambda connection: connection.execute("DELETE FROM outbox"))
    offers[0].take_back()
    qtbot.waitUntil(lambda: bool(problems), timeout=WAIT)
    assert problems[0].code == "already_sent"
    assert "已经上传，不能撤销" in problems[0].sentence
    assert store.do(lambda work: work.get(Household, home).village_code) == ELSEWHERE
