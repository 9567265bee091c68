"""其他台账: the registers behind chips, each with its list, its file, its calls and its progress."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.assistance_case import AssistanceCase
from app.models.care_call import CareCall
from app.models.registers import Elder, MonitoredHousehold, Referral, Wanderer
from app.services import light_registers, paper_subjects, review_meetings
from app.services.shipped import rule_pack
from app.ui.pages import Desk, Target, UndoOffer
from app.ui.registers.kinds import KINDS
from app.ui.registers.page import RegistersPage
from tests.factories import a_case, a_household, a_person
from tests.stores import NOW, VILLAGE
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import (
    WAIT,
    button,
    choose,
    field,
    fill,
    listed,
    opened,
    press,
    sees,
    until_seen,
)

PACK = rule_pack(date(2026, 11, 23))


def an_entry(store: RealStore, noun: str, name: str = "李桂兰", **values: Any) -> str:
    """Somebody in a register."""

    def enter(work: Any) -> str:
        person = a_person(work, name=name, birth_date=date(1946, 3, 3)).id
        return light_registers.enter(work, noun, PACK, {"person_id": person, **values}).id

    return store.do(enter)


def test_a_survey_moves_the_round_on_and_marks_who_was_seen(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    entry = an_entry(store, "wanderer", categories=["4"])
    an_entry(store, "wanderer", "王㛃", categories=["1"])
    opened(page, qtbot, 2)
    assert sees(page, "2026年下半年易流浪走失人员排查：0/2（0.0%）")
    press(page, "登记半年排查")
    choose(page, "met", "见到")
    press(page, "登记半年排查")
    until_seen(page, "1/2（50.0%）", qtbot)
    until_seen(page, "本半年已排查", qtbot)
    assert store.do(lambda work: work.get(Wanderer, entry).survey_round) == "2026H2"


def test_a_call_at_an_elder_plans_the_next(store: RealStore, page: RegistersPage, qtbot: QtBot):
    entry = an_entry(store, "elder", categories=["1"])
    page.show_register("elder")
    opened(page, qtbot)
    assert not sees(page, "打印探访表")  # nobody called yet: there is nothing on it
    press(page, "登记探访")
    choose(page, "met", "见到")
    fill(page, "living", "身体尚可")
    press(page, "登记探访")
    until_seen(page, "探访记录（1）", qtbot)
    until_seen(page, "打印探访表", qtbot)
    found = store.do(lambda work: work.get(Elder, entry))
    assert found.last_call == date(2026, 11, 23)
    assert store.do(lambda work: work.find(CareCall))[0].living == "身体尚可"


def test_who_leaves_a_register_can_be_taken_back(
    store: RealStore, page: RegistersPage, desk: Desk, qtbot: QtBot
):
    offers: list[UndoOffer] = []
    desk.requests.undo_offered.connect(offers.append)
    entry = an_entry(store, "elder", categories=["1"])
    page.show_register("elder")
    opened(page, qtbot)
    press(page, "退出名册")
    fill(page, "reason", "搬去外地子女家")
    press(page, "退出名册")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert store.do(lambda work: work.get(Elder, entry).state) == "2"
    offers[0].take_back()
    qtbot.waitUntil(
        lambda: store.do(lambda work: work.get(Elder, entry).state) == "1", timeout=WAIT
    )


def test_an_act_waits_for_a_look_at_what_changed_since_it_was_begun(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    entry = an_entry(store, "elder", categories=["1"])
    page.show_register("elder")
    pane = opened(page, qtbot)
    press(page, "退出名册")
    store.do(lambda work: setattr(work.get(Elder, entry), "categories", ["2"]))
    fill(page, "reason", "迁出")
    press(page, "退出名册")
    qtbot.waitUntil(pane.meanwhile.isVisible, timeout=WAIT)
    assert sees(page, "还没有办，填的都还在。")
    assert store.do(lambda work: work.get(Elder, entry)).end_reason is None
    QTest.keyClick(pane.meanwhile.go_on, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: store.do(lambda work: work.get(Elder, entry)).end_reason == "迁出", timeout=WAIT
    )


def test_a_household_is_put_under_watch_by_anybody_who_lives_there(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    home = store.do(lambda work: a_household(work, 3, village_code="500231102203").id)
    page.show_register("monitored_household")
    pane = listed(page, qtbot, 0)
    press(page, "登记返贫监测")
    pane.person.search.setText("13900000001"[-4:])
    qtbot.waitUntil(lambda: len(pane.person.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    field(page, "flag").take_now("2")
    press(page, "登记这一户监测户")
    qtbot.waitUntil(lambda: pane.view.isVisible(), timeout=WAIT)
    entry = store.do(lambda work: work.find(MonitoredHousehold))[0]
    assert entry.household_id == home


def test_a_changed_field_is_saved_when_it_is_left_and_put_back_by_undo(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    entry = an_entry(store, "wanderer", categories=["4"], features="左额有疤")
    opened(page, qtbot)
    press(page, "修改登记情况")
    fill(page, "features", "左额有疤，戴银镯")

    def features() -> str | None:
        return store.do(lambda work: work.get(Wanderer, entry).features)

    qtbot.waitUntil(lambda: features() == "左额有疤，戴银镯", timeout=WAIT)
    qtbot.waitUntil(page.undo, timeout=WAIT)  # the answer of the save comes a moment later
    qtbot.waitUntil(lambda: features() == "左额有疤", timeout=WAIT)
    assert page.step_back()
    assert page.pane.view.isVisible()


@pytest.mark.parametrize("kind", KINDS, ids=[kind.noun for kind in KINDS])
def test_every_register_opens_and_closes_by_the_keyboard_alone(
    page: RegistersPage, kind: Any, qtbot: QtBot
):
    page.open(Target(kind.noun, part="new"))
    assert page.pane.register.noun == kind.noun
    qtbot.waitUntil(lambda: page.pane.person.isVisible(), timeout=WAIT)
    assert page.step_back()
    assert not page.step_back()


@pytest.mark.parametrize(("role", "count"), [("2", 8), ("7", 1), ("8", 5)])
def test_only_registers_that_a_role_may_read_are_there(
    desk: Desk, qtbot: QtBot, role: str, count: int
):
    page = RegistersPage(desk, pack=PACK, role=role)
    qtbot.addWidget(page)
    assert len(page.panes) == count


def test_the_page_fits_the_small_laptop(store: RealStore, page: RegistersPage, qtbot: QtBot):
    an_entry(
        store,
        "wanderer",
        "买买提·艾力江·吐尔逊",
        categories=["1", "2", "3", "4", "5"],
        features="左额有疤，" * 40,
        guardian_name="阿依古丽·买买提",
        guardian_phone="13900000001",
        measures="配防走失手环，" * 30,
    )
    opened(page, qtbot)
    take(page, "registers")


def test_a_household_is_referred_to_another_office_and_settled(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    home = store.do(lambda work: a_household(work, 3, village_code="500231102203").id)
    page.show_register("referral")
    pane = listed(page, qtbot, 0)
    press(page, "登记转办")
    pane.person.search.setText("0001")
    qtbot.waitUntil(lambda: len(pane.person.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    fill(page, "receiver", "县医保局")
    fill(page, "needs", "申请医疗救助")
    press(page, "登记这项转办")
    qtbot.waitUntil(lambda: pane.view.isVisible(), timeout=WAIT)
    entry = store.do(lambda work: work.find(Referral))[0]
    assert (entry.household_id, entry.receiver, entry.sent_on) == (home, "县医保局", NOW.date())
    take(page, "referral")
    press(page, "办结")
    fill(page, "reason", "已纳入医疗救助")
    press(page, "办结")
    qtbot.waitUntil(
        lambda: store.do(lambda work: work.get(Referral, entry.id)).state == "2", timeout=WAIT
    )


def test_a_meeting_about_an_application_is_written_down(
    store: RealStore, page: RegistersPage, qtbot: QtBot
):
    case = store.do(lambda work: a_case(work, a_household(work), state="OBJECTION").id)
    page.show_register("review_meeting")
    pane = listed(page, qtbot, 0)
    press(page, "登记民主评议")
    field(page, "held_at").take_now(NOW)
    fill(page, "place", "顺昌社区会议室")
    press(page, "登记这次评议")
    assert field(page, "village_code").has_error()
    field(page, "village_code").take_now(VILLAGE)
    press(page, "登记这次评议")
    qtbot.waitUntil(lambda: pane.view.isVisible(), timeout=WAIT)
    until_seen(page, "参会0人，不足7人", qtbot)
    press(page, "添加参会人")
    fill(page, "name", "李代表")
    field(page, "role").take_now("3")
    press(page, "添加这名参会人")
    until_seen(page, "参会人员（1）", qtbot)
    press(page, "登记票数")
    field(page, "case_id").take_now(case)
    field(page, "votes_for").take_now(1)
    fill(page, "opinion", "情况属实")
    press(page, "登记这一户的票数")
    until_seen(page, "评议对象（1）", qtbot)
    take(page, "review_meeting")
    assert store.do(lambda work: work.get(AssistanceCase, case)).votes_for == 1


def the_paper(page: RegistersPage, desk: Desk, qtbot: QtBot, words: str) -> list[Target]:
    """What the button ``words`` of the first file asks for, pressed by the keyboard."""
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    opened(page, qtbot)
    one = button(page, words)
    assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)
    return asked


def test_the_record_of_a_meeting_is_printed_from_its_file(
    store: RealStore, page: RegistersPage, desk: Desk, qtbot: QtBot
):
    values = {"village_code": VILLAGE, "place": "顺昌社区会议室"}
    held = store.do(lambda work: review_meetings.hold(work, values).id)
    page.show_register("review_meeting")
    assert the_paper(page, desk, qtbot, "打印评议记录") == [Target("paper", held, "E-05")]
    assert offered(store, desk, held) == ["E-05"]


def test_the_paper_of_a_referral_is_printed_from_its_file(
    store: RealStore, page: RegistersPage, desk: Desk, qtbot: QtBot
):
    values = {"receiver": "县医保局", "needs": "申请医疗救助"}

    def refer(work: Any) -> str:
        home = a_household(work, 3).id
        return light_registers.enter(work, "referral", PACK, {"household_id": home, **values}).id

    entry = store.do(refer)
    page.show_register("referral")
    assert the_paper(page, desk, qtbot, "打印转办单") == [Target("paper", entry, "E-30")]
    assert offered(store, desk, entry) == ["E-30"]


def test_the_paper_of_a_wanderer_is_printed_from_its_file(
    store: RealStore, page: RegistersPage, desk: Desk, qtbot: QtBot
):
    entry = an_entry(store, "wanderer", categories=["4"])
    assert the_paper(page, desk, qtbot, "打印登记表") == [Target("paper", entry, "E-32")]
    assert offered(store, desk, entry) == ["E-32"]


def test_who_may_not_print_is_not_offered_a_paper(
    store: RealStore, desk: Desk, qtbot: QtBot
):  # fmt: skip
    an_entry(store, "wanderer", categories=["4"])
    page = RegistersPage(desk, pack=PACK, role="9")
    qtbot.addWidget(page)
    page.show()
    opened(page, qtbot)
    assert not sees(page, "打印")


def offered(store: RealStore, desk: Desk, record_id: str) -> list[str]:
    found = store.do(lambda work: paper_subjects.subject(work, record_id, desk.divisions))
    return [offer.code for offer in found.offers]
