"""Members of a household: changed, moved, gone, dead; each with the way back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.household import Household, Member
from app.models.person import Person
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, UndoOffer
from app.ui.records.move_pane import MovePane
from app.ui.records.page import RecordsPage
from tests.factories import a_household, members_of
from tests.ui import hands
from tests.ui.real_store import RealStore
from tests.ui.records.steps import (
    WAIT,
    a_home,
    cell_texts,
    editor,
    fill,
    list_called,
    menu_of,
    opened,
    press,
    sees,
)

MEMBERS = "家庭成员"


def second_of(store: RealStore, household: str) -> tuple[str, str]:
    """Membership and person of the member after the head."""

    def found(work: UnitOfWork) -> tuple[str, str]:
        one = members_of(work, work.get(Household, household))[1]
        return one.id, one.person_id

    return store.do(found)


def test_the_menu_of_a_member_offers_what_happens_to_a_member(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    opened(page, a_home(store), qtbot)
    offered = menu_of(list_called(page, MEMBERS), 1)
    assert {"打开 (Enter)", "登记去世", "设为户主", "移到另一户", "不再是本户成员"} <= set(offered)


def test_a_member_who_died_stays_in_the_list_and_says_so(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    _, person = second_of(store, household)
    opened(page, household, qtbot)
    menu_of(list_called(page, MEMBERS), 1)["登记去世"]()
    assert editor(page, "death_date").isAncestorOf(hands.focused())
    fill(page, "death_date", "20261120")
    died = lambda: store.do(lambda work: work.get(Person, person).death_date)  # noqa: E731
    qtbot.waitUntil(lambda: died() == date(2026, 11, 20), timeout=WAIT)
    assert page.step_back()
    qtbot.waitUntil(lambda: "已故" in cell_texts(list_called(page, MEMBERS))[1][2], timeout=WAIT)


def test_a_member_leaves_from_the_menu_and_comes_back_with_undo(
    store: RealStore, page: RecordsPage, qtbot: QtBot, offers: list[UndoOffer]
):
    household = a_home(store)
    member, _ = second_of(store, household)
    left = lambda: store.do(lambda work: work.get(Member, member).left)  # noqa: E731
    opened(page, household, qtbot)
    menu_of(list_called(page, MEMBERS), 1)["不再是本户成员"]()
    qtbot.waitUntil(lambda: left() is not None and bool(offers), timeout=WAIT)
    qtbot.waitUntil(lambda: sees(page, "已离开的成员（1）"), timeout=WAIT)
    offers[-1].take_back()
    qtbot.waitUntil(lambda: left() is None, timeout=WAIT)


def test_another_head_and_back_leaves_every_relation_as_it_was(
    store: RealStore, page: RecordsPage, qtbot: QtBot, offers: list[UndoOffer]
):
    household = a_home(store)
    _, person = second_of(store, household)
    before = relations(store, household)
    opened(page, household, qtbot)
    menu_of(list_called(page, MEMBERS), 1)["设为户主"]()
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert store.do(lambda work: work.get(Household, household).head_id) == person
    offers[-1].take_back()
    qtbot.waitUntil(lambda: relations(store, household) == before, timeout=WAIT)


def test_a_member_moves_to_a_household_found_by_name_without_the_mouse(
    store: RealStore, page: RecordsPage, qtbot: QtBot, offers: list[UndoOffer]
):
    household = a_home(store)
    other = store.do(lambda work: a_household(work, 1, number=7, village_code="500231102202").id)
    member, person = second_of(store, household)
    head = store.do(lambda work: work.get(Household, other).head_id or "")
    whose = store.do(lambda work: work.get(Person, head).name)
    page.activated()
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 2, timeout=WAIT)
    page.file.show_household(household)
    qtbot.waitUntil(lambda: page.file.household_id == household, timeout=WAIT)
    menu_of(list_called(page, MEMBERS), 1)["移到另一户"]()
    pane = page.findChildren(MovePane)[0]
    hands.write(whose, pane.search)
    qtbot.waitUntil(lambda: pane.list.model().rowCount() == 1, timeout=WAIT)
    hands.press(Qt.Key.Key_Down, widget=pane.search)
    hands.press(Qt.Key.Key_Return, widget=pane.list)
    fill(page, "relation", "子")
    press(pane, f"移到{whose}户")
    qtbot.waitUntil(lambda: homes_of(store, person) == [other], timeout=WAIT)
    assert store.do(lambda work: work.get(Person, person).village_code) == "500231102202"
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    offers[-1].take_back()
    qtbot.waitUntil(lambda: homes_of(store, person) == [household], timeout=WAIT)
    assert store.do(lambda work: work.get(Member, member).left) is None


def test_the_head_cannot_be_moved_and_hears_why(store: RealStore, page: RecordsPage, qtbot: QtBot):
    household = a_home(store, members=2, number=1)
    store.do(lambda work: a_household(work, 1, number=7).id)
    page.activated()
    page.file.show_household(household)
    qtbot.waitUntil(lambda: page.file.household_id == household, timeout=WAIT)
    menu_of(list_called(page, MEMBERS), 0)["移到另一户"]()
    pane = page.findChildren(MovePane)[0]
    hands.write("3组", pane.search)
    qtbot.waitUntil(lambda: pane.list.model().rowCount() == 1, timeout=WAIT)
    press(pane, "移到")
    qtbot.waitUntil(lambda: sees(pane, "请先更换户主"), timeout=WAIT)
    assert page.step_back()
    assert list_called(page, MEMBERS).isVisible()


def test_one_member_at_a_time(store: RealStore, page: RecordsPage, qtbot: QtBot, said: list[str]):
    household = a_home(store)
    opened(page, household, qtbot)
    list_ = list_called(page, MEMBERS)
    leave = menu_of(list_, 1)["不再是本户成员"]
    list_.selectAll()
    leave()
    assert "一次只能办一位" in said[-1]
    assert len(homes_of(store, second_of(store, household)[1])) == 1


def test_a_member_s_field_is_opened_with_enter_changed_and_put_back(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store)
    _, person = second_of(store, household)
    school = lambda: store.do(lambda work: work.get(Person, person).school)  # noqa: E731
    opened(page, household, qtbot)
    list_ = list_called(page, MEMBERS)
    list_.selectRow(1)
    hands.press(Qt.Key.Key_Return, widget=list_)
    fill(page, "school", "沙坪中学")
    qtbot.waitUntil(lambda: school() == "沙坪中学", timeout=WAIT)
    qtbot.waitUntil(lambda: sees(page, "改回上一处"), timeout=WAIT)
    press(page, "改回上一处")
    qtbot.waitUntil(lambda: school() is None, timeout=WAIT)


def test_somebody_with_a_file_joins_with_that_file_instead_of_a_second_one(
    store: RealStore, page: RecordsPage, qtbot: QtBot
):
    household = a_home(store, members=1)
    known = store.do(lambda work: work.get(Household, a_household(work, 2, number=7).id).head_id)
    number = store.do(lambda work: work.get(Person, known or "").id_no)
    page.activated()
    page.file.show_household(household)
    qtbot.waitUntil(lambda: page.file.household_id == household, timeout=WAIT)
    press(page, "添加成员")
    fill(page, "id_no", number or "")
    qtbot.waitUntil(lambda: sees(page, "这个证件号已有档案"), timeout=WAIT)
    press(page, "用这份档案，加入本户")
    qtbot.waitUntil(lambda: household in homes_of(store, known or ""), timeout=WAIT)


@pytest.mark.parametrize("what", ["红字", "没有保存"])
def test_what_is_not_on_disk_holds_the_file_and_the_window_says_so(
    store: RealStore, page: RecordsPage, desk: Desk, qtbot: QtBot, what: str
):
    household = a_home(store, members=2, number=1)
    other = a_home(store, number=7)
    told: list[bool] = []
    desk.requests.unsaved_told.connect(told.append)
    page.activated()
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 2, timeout=WAIT)
    page.file.show_household(household)
    qtbot.waitUntil(lambda: page.file.household_id == household, timeout=WAIT)
    if what == "红字":
        menu_of(list_called(page, MEMBERS), 1)["打开 (Enter)"]()
        fill(page, "phone", "12")
    else:
        press(page, "添加成员")
        fill(page, "name", "吴小妹")
    qtbot.waitUntil(lambda: told[-1:] == [True], timeout=WAIT)
    page.finder.household_wanted.emit(other)
    assert sees(page, what)
    assert page.file.wanted == household
    assert page.list.current_row().id == household
    assert page.step_back()
    assert told[-1] is False


def relations(store: RealStore, household: str) -> dict[str, str | None]:
    return store.do(
        lambda work: {
            one.person_id: one.relation for one in members_of(work, work.get(Household, household))
        }
    )


def homes_of(store: RealStore, person: str) -> list[str]:
    return store.do(
        lambda work: [
            one.household_id
            for one in work.find(Member, Member.person_id == person, Member.left.is_(None))
        ]
    )
