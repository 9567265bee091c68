"""From the form about one person to what finishing changes: told on the last page, then done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.models.person import Person
from app.models.registers import Elder
from app.models.task import Task
from app.services.form_files import shipped_forms
from app.services.outcome_fields import PlannedChange
from app.ui.pages import Desk
from app.ui.visits.about import MET, RESPONDENT, visitor
from app.ui.visits.form_pages import CHECK
from app.ui.visits.outcome_card import OutcomeCard
from app.ui.visits.page import VisitsPage
from app.ui.visits.visit_page import VisitPage
from tests.factories import a_household
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.services.conftest import the_calendar, the_pack

WAIT = 10_000
ANSWERS = {
    "who/trigger": "3", "who/place": "家中", "who/assessor2": "陈副手", "items/eat": "0",
    "items/dress": "1", "items/bed": "1", "items/toilet": "1", "items/walk": "1", "items/bath": "1",
    "result/agrees": "1", visitor(2): "陈副手", MET: "1", RESPONDENT: "本人",
    "@respondent_relation": "01",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def page(store: RealStore, desk: Desk, qtbot: QtBot) -> VisitsPage:
    made = VisitsPage(desk, library=shipped_forms(), pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(made)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    qtbot.waitUntil(lambda: len(made.lists.start.buttons) == 10, timeout=WAIT)
    return made


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def choose(page: VisitsPage, form_id: str) -> None:
    next(one for one in page.lists.start.buttons if one.choice.value == form_id).click()


def test_a_clerk_is_not_offered_what_is_for_those_who_look_after_children(page: VisitsPage):
    offered = {one.choice.value for one in page.lists.start.buttons}
    assert not offered & {"ertong_zoufang", "jianhu_pinggu", "qiangzhi_baogao"}


def test_a_form_about_one_person_asks_whom(store: RealStore, page: VisitsPage, qtbot: QtBot):
    household = store.do(lambda work: a_household(work, 3).id)
    page.lists.household_chosen.emit(household)
    start = page.lists.start
    choose(page, "dibao_ruhu")
    assert not start.whom.isVisible()
    choose(page, "tekun_zili")
    qtbot.waitUntil(lambda: start.whom.box.count() == 4, timeout=WAIT)
    assert start.whom.isVisible()
    start.start_button.click()
    assert "先选走访谁" in start.remark.text()


def test_what_finishing_changes_is_told_and_then_done(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    household = store.do(lambda work: a_household(work, 2).id)
    page.lists.household_chosen.emit(household)
    choose(page, "tekun_zili")
    start = page.lists.start
    qtbot.waitUntil(lambda: start.whom.box.count() == 3, timeout=WAIT)
    start.whom.box.setCurrentIndex(1)
    chosen = start.whom.person_id
    start.start_button.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(VisitPage)), timeout=WAIT)
    visit = page.findChildren(VisitPage)[0]
    for path, value in ANSWERS.items():
        visit.form.answer(path, value)
    visit.form.show_page(CHECK)
    qtbot.waitUntil(lambda: "完成后将更新" in texts(visit.form.check), timeout=WAIT)
    assert "的生活自理能力：部分丧失（半护理）" in texts(visit.form.check)
    assert "不会更新" in texts(visit.form.check)
    visit.form.next_page()
    qtbot.waitUntil(lambda: page.finished.isVisible(), timeout=WAIT)
    graded = store.do(lambda work: work.find(Person, Person.self_care == "2"))
    assert [one.id for one in graded] == [chosen]
    assert store.do(lambda work: work.find(Task)) == []


def test_what_is_newer_in_the_files_is_kept_unless_it_is_ticked(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    card = OutcomeCard()
    card.setParent(window)
    change = PlannedChange("person:1:self_care", "person", "王某才", "自理", "全护理", "半护理")
    newer = PlannedChange("x", "person", "王某才", "健康", "健康", "患病", is_newer=True)
    card.show_changes([change, newer])
    window.show()
    assert "王某才的自理：全护理 → 半护理" in texts(card)
    assert "档案里现在是“健康”" in texts(card)
    assert card.overwritten() == ()
    card.boxes["x"].setChecked(True)
    assert card.overwritten() == ("x",)


ELDER = {
    "who/elder_kind": "1 7", "who/way": "1", "who/contact": "赵某",
    "who/contact_phone": "13900000001", "check/body": "2", "check/spirit": "1",
    "check/care": "1", "check/hazards": "1", "check/relatives": "2", "result/risk": "2",
    "result/told": "都好", visitor(2): "陈副手", MET: "1", RESPONDENT: "本人",
    "@respondent_relation": "01",
}  # fmt: skip


def test_what_is_done_in_a_register_is_told_in_plain_words_and_done(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    household = store.do(lambda work: a_household(work, 2).id)
    page.lists.household_chosen.emit(household)
    choose(page, "laonian_tanfang")
    start = page.lists.start
    qtbot.waitUntil(lambda: start.whom.box.count() == 3, timeout=WAIT)
    start.whom.box.setCurrentIndex(1)
    start.start_button.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(VisitPage)), timeout=WAIT)
    visit = page.findChildren(VisitPage)[0]
    for path, value in ELDER.items():
        visit.form.answer(path, value)
    visit.form.show_page(CHECK)
    qtbot.waitUntil(lambda: "完成后将更新" in texts(visit.form.check), timeout=WAIT)
    told = texts(visit.form.check)
    assert "特殊困难老年人：新登记（类别：独居、高龄（80岁以上）；紧急联系人：赵某" in told
    assert "老年人探访：记入特殊困难老年人名册（" in told
    assert "13900000001" not in told
    take(page.window(), "outcome_registers")
    visit.form.next_page()
    qtbot.waitUntil(lambda: page.finished.isVisible(), timeout=WAIT)
    assert [one.risk for one in store.do(lambda work: work.find(Elder))] == ["2"]
