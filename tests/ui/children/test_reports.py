"""强制报告 in the window: three pages by hand, sealed page by page; read by those who may know."""

from __future__ import annotations

from datetime import date
from typing import Any

from pytestqt.qtbot import QtBot

from app.models.mandatory_report import MandatoryReport
from app.services import mandatory_reports
from app.services.shipped import rule_pack
from app.ui.children.page import ChildrenPage
from app.ui.pages import Desk, Target
from tests.factories import a_child
from tests.stores import an_actor
from tests.ui.children.conftest import DIRECTOR
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import WAIT, choose, fill, opened, press, sees, until_seen

SUPERVISOR = an_actor(
    id="019ab000-0000-7000-8000-00000000a005", name="郑督导", role="5", village_codes=None
)


def the_page(desk: Desk, qtbot: QtBot, role: str) -> ChildrenPage:
    made = ChildrenPage(desk, pack=rule_pack(date(2026, 11, 23)), role=role)
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    desk.requests.open_requested.connect(made.open)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


def filled_first_page(page: ChildrenPage, qtbot: QtBot) -> None:
    until_seen(page, "请立即拨打110", qtbot)
    choose(page, "situations", "多处损伤")
    fill(page, "description", "手臂有新旧不一的伤痕")
    press(page, "保存，下一页")
    until_seen(page, "强制报告 2/3", qtbot)


def the_report(store: RealStore) -> MandatoryReport:
    return store.do(lambda work: work.find(MandatoryReport)[0])


def test_a_call_with_signs_of_harm_leads_to_the_report_which_is_done_in_three_pages(
    store: RealStore, desk: Desk, qtbot: QtBot
):
    store.do(lambda work: a_child(work).id)
    page = the_page(desk, qtbot, DIRECTOR)
    opened(page, qtbot)
    press(page, "登记走访")
    choose(page, "met", "见到")
    fill(page, "guardian_words", "奶奶说是摔的")
    choose(page, "harm_signs", "伤痕")
    press(page, "登记这次走访")
    until_seen(page, "强制报告 1/3", qtbot)
    filled_first_page(page, qtbot)
    take(page, "强制报告_第二页")
    press(page, "保存，下一页")  # the child is known, nothing else is needed
    until_seen(page, "强制报告 3/3", qtbot)
    fill(page, "police_at", "14:47")
    choose(page, "emergency", "无")
    press(page, "提交强制报告")
    until_seen(page, "已报告", qtbot)
    found = the_report(store)
    assert (found.state, found.village_code) == ("2", "500231102201")
    assert not sees(page, "手臂有新旧不一的伤痕")  # who wrote it does not read it
    said = store.store.perform(
        lambda work: mandatory_reports.open_report(work, found.id), SUPERVISOR
    )[0]
    assert said.texts["description"] == "手臂有新旧不一的伤痕"
    assert said.minutes == 15


def test_a_page_that_was_saved_is_there_when_the_writing_goes_on(
    store: RealStore, desk: Desk, qtbot: QtBot
):
    page = the_page(desk, qtbot, DIRECTOR)
    page.show_register("mandatory_report")
    page.activated()
    press(page, "登记强制报告")
    filled_first_page(page, qtbot)
    assert page.step_back()
    until_seen(page, "接着填第2页", qtbot)
    press(page, "接着填第2页")
    fill(page, "child_description", "约七岁女孩，红棉衣")
    press(page, "保存，下一页")
    until_seen(page, "强制报告 3/3", qtbot)
    assert set(the_report(store).filled or ()) >= {"situations", "child_description"}


def _sent(work: Any) -> str:
    begun = mandatory_reports.begin_report(work)
    values: dict[str, Any] = {
        "situations": ["4"],
        "description": "有伤痕",
        "child_description": "小明",
        "police_at": work.now,
        "emergency": ["1"],
    }
    mandatory_reports.save_page(work, begun.id, values)
    return mandatory_reports.submit_report(work, begun.id).id


def test_who_may_know_opens_it_and_closes_it(store: RealStore, desk: Desk, qtbot: QtBot):
    store.do(_sent)
    store.actor = SUPERVISOR
    page = the_page(desk, qtbot, "5")
    page.activated()
    page.show_register("mandatory_report")
    until_seen(page, "有伤痕", qtbot)
    press(page, "登记处理进展")
    fill(page, "text", "派出所已立案")
    press(page, "登记这次进展")
    qtbot.waitUntil(lambda: the_report(store).state == "3", timeout=WAIT)
    until_seen(page, "办结", qtbot)
    press(page, "办结")
    fill(page, "reason", "已转移监护")
    press(page, "办结这份报告")
    qtbot.waitUntil(lambda: the_report(store).state == "4", timeout=WAIT)


def test_the_paper_is_offered_until_it_went_out(store: RealStore, desk: Desk, qtbot: QtBot):
    report = store.do(_sent)
    store.actor = SUPERVISOR
    page = the_page(desk, qtbot, "5")
    page.activated()
    page.show_register("mandatory_report")
    until_seen(page, "有伤痕", qtbot)
    take(page, "强制报告_能看的人")
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    press(page, "打印登记表（只打一份）")
    assert asked == [Target("paper", report, "E-24")]
    changes = store.store.perform(
        lambda work: mandatory_reports.note_printing(work, report), SUPERVISOR
    )[1]
    page.changed(changes)
    qtbot.waitUntil(lambda: not sees(page, "打印登记表"), timeout=WAIT)


def test_who_wrote_it_is_told_what_to_do_while_nobody_can_open_it(
    store: RealStore, desk: Desk, qtbot: QtBot
):
    store.actor = an_actor(role="6")
    _ = store.do(_sent)
    page = the_page(desk, qtbot, "6")
    page.activated()
    page.show_register("mandatory_report")
    until_seen(page, "这份报告还没有送到能看的人", qtbot)
    take(page, "强制报告_还没有送到")
