"""A visit as a page: visitors, saved or not, finish, and going on after the program was killed."""

from __future__ import annotations

import json

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app import resources
from app.forms.prefill import Fact, Facts, carry_in, read_rules, value_kinds
from app.ui.theme import Theme
from app.ui.visits.about import (
    MET,
    PHOTOS,
    photos_of,
    signature,
    signatures_of,
    visitor,
    visitors_of,
)
from app.ui.visits.form_pages import CHECK
from app.ui.visits.visit_page import Committed, VisitPage
from tests.ui.visits.hands import NOW, WINDOW, filling, give, shipped, visit_page

RUHU = shipped("ruhu")


def shown(page: VisitPage, qtbot: QtBot) -> VisitPage:
    qtbot.addWidget(page)
    page.resize(*WINDOW)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.resume()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return page


def problems_of(page: VisitPage) -> set[str]:
    return {one.path for one in page.form.problems()}


def test_a_new_visit_begins_with_who_came_and_knows_the_user(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    assert page.form.place == visitor(2)
    assert page.sheet.values[visitor(1)] == "王芳"


def test_a_dibao_survey_needs_two_visitors(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    assert visitor(2) in problems_of(page)
    page.form.answer(visitor(2), "李强")
    assert visitor(2) not in problems_of(page)


def test_the_same_visitor_twice_is_not_two(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    page.form.answer(visitor(2), "王芳")
    assert visitor(2) in problems_of(page)


def test_other_visits_may_be_made_alone(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(least_visitors=1), qtbot)
    assert visitor(2) not in problems_of(page)


def test_the_record_gets_visitors_photos_and_signatures(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    page.form.answer(visitor(2), "村干部")
    page.form.answer(PHOTOS, "aa bb")
    page.form.answer(signature("visitor1"), "cc")
    values = page.sheet.values
    assert visitors_of(values, {"王芳": "u1"}) == [
        {"name": "王芳", "user_id": "u1"},
        {"name": "村干部", "user_id": ""},
    ]
    assert photos_of(values) == ["aa", "bb"]
    assert signatures_of(values) == [{"role": "visitor1", "name": "王芳", "signature": "cc"}]


# -- saved ------------------------------------------------------------------------------------------


def test_saved_is_said_only_of_what_is_on_disk(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    given: list[Committed] = []
    page.answer_given.connect(given.append)
    page.form.answer(visitor(2), "李强")
    page.form.answer(MET, "1")
    assert page.saved.text() == "正在保存…"
    page.show_saved(given[0].step.number, NOW)
    assert page.saved.text() == "正在保存…"
    page.show_saved(given[1].step.number, NOW)
    assert page.saved.text() == "已保存 09:30"


def test_what_could_not_be_saved_is_said_with_what_to_do(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    page.form.answer(MET, "1")
    page.show_unsaved("磁盘已满，刚才的答案还没有存上。请清出空间。")
    assert page.saved.text() == "没有保存"
    assert "请清出空间" in page.unsaved.text()


# -- killed and resumed -----------------------------------------------------------------------------


def test_after_a_kill_it_goes_on_at_the_same_question_with_the_same_answers(
    qtbot: QtBot, theme: Theme
):
    page = shown(visit_page(), qtbot)
    disk: list[str] = []
    places: list[str] = []

    def write(one: Committed) -> None:
        disk.append(json.dumps([one.state, one.about]))

    page.answer_given.connect(write)
    page.place_changed.connect(places.append)
    page.form.answer(visitor(2), "李强")
    page.form.add_row("member")
    row = page.sheet.filling.rows("member")[1]
    page.form.go_to(f"{row}/mname")
    give(page.form.boxes()[f"{row}/mname"], "李桂英")
    page.form.go_to(f"{row}/mage")
    state, about = json.loads(disk[-1])

    again = shown(visit_page(filling(RUHU, state), about=about, at_path=places[-1]), qtbot)
    assert again.form.place == f"{row}/mage"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert again.form.boxes()[f"{row}/mage"].isAncestorOf(focus)
    assert again.sheet.filling.state() == page.sheet.filling.state()
    assert again.sheet.values == page.sheet.values


def test_a_place_that_is_gone_begins_at_the_first_blank_question(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(about={visitor(1): "王芳"}, at_path="member/gone/mname"), qtbot)
    assert page.form.place == visitor(2)


def test_leaving_commits_what_is_typed(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    page.form.go_to("head/hname")
    field = page.form.boxes()["head/hname"].field
    line = field.stops()[0]
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Zhang")
    page.commit()
    assert page.sheet.filling.node("head/hname").value == "Zhang"


# -- carried in, finished ---------------------------------------------------------------------------


def test_what_records_know_is_there_and_marked(qtbot: QtBot, theme: Theme):
    blank = filling(RUHU)
    rules = read_rules(RUHU, resources.read_yaml("forms", "ruhu", "prefill.yaml"))
    facts = Facts(
        {"head.name": Fact("张建国", "人员档案"), "visit.date": Fact("2026-11-24", "今天")}
    )
    known = carry_in(blank, rules, facts)
    form = filling(RUHU, blank.state())
    page = shown(visit_page(form, known=known, kinds=value_kinds(rules)), qtbot)
    assert not page.sheet.can_undo
    page.form.go_to("head/hname")
    assert "已带入 · 人员档案" in page.form.boxes()["head/hname"].heading()


def test_a_finished_visit_hands_over_everything(qtbot: QtBot, theme: Theme):
    page = shown(visit_page(), qtbot)
    row = page.sheet.filling.rows("member")[0]
    answers = {
        visitor(2): "李强", MET: "1", "loc/county": "a", "loc/town": "a1", "head/hname": "张建国",
        "head/hid": "11010519491231002X", f"{row}/mname": "张建国", "need/needs": "none",
    }  # fmt: skip
    for path, value in answers.items():
        page.form.answer(path, value)
    assert page.form.problems() == ()
    page.form.show_page(CHECK)
    handed: list[Committed] = []
    page.finish_requested.connect(handed.append)
    page.form.next_button.click()
    assert handed[0].about[MET] == "1"
    assert handed[0].state["answers"]["head"]["hname"] == "张建国"
