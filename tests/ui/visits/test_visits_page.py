"""入户走访 over a real store: on disk before 已保存, resumed where it was, finished for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.local import Draft
from app.models.visit import Visit
from app.services.form_files import shipped_forms
from app.ui.pages import Desk, Target
from app.ui.visits.about import MET, RESPONDENT, visitor
from app.ui.visits.page import VisitsPage
from app.ui.visits.start import StartVisit
from app.ui.visits.visit_page import VisitPage
from tests.factories import a_household
from tests.ui.real_store import RealStore, opened

WAIT = 10_000
REST = (
    (visitor(2), "陈副手"),
    (MET, "1"),
    (RESPONDENT, "本人"),
    ("@respondent_relation", "01"),
    ("loc/county", "a"),
    ("loc/town", "a1"),
    ("need/needs", "poor"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


def make(desk: Desk, qtbot: QtBot) -> VisitsPage:
    made = VisitsPage(desk, library=shipped_forms())
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> VisitsPage:
    return make(desk, qtbot)


def sees(page: QWidget, text: str) -> bool:
    every = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
    return any(one.isVisible() and text in one.text() for one in every)


def press(page: QWidget, text: str) -> None:
    next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and text in one.text()
    ).click()


def begun(store: RealStore, page: VisitsPage, qtbot: QtBot) -> VisitPage:
    household = store.do(lambda work: a_household(work).id)
    page.open(Target("visit", household, "start"))
    qtbot.waitUntil(lambda: sees(page, "户　"), timeout=WAIT)
    press(page, "入户走访登记表")
    press(page.findChildren(StartVisit)[0], "开始走访")
    qtbot.waitUntil(lambda: bool(page.findChildren(VisitPage)), timeout=WAIT)
    return page.findChildren(VisitPage)[0]


def draft(store: RealStore) -> Draft:
    return store.do(lambda work: work.session.scalars(select(Draft)).one())


def test_a_visit_is_on_disk_as_soon_as_it_is_begun(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    begun(store, page, qtbot)
    assert draft(store).form_id == "ruhu"


def test_saved_is_shown_only_when_the_answer_is_on_disk(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    visit.form.answer(visitor(2), "陈副手")
    assert visit.saved.text() == "正在保存…"
    qtbot.waitUntil(lambda: visit.saved.text().startswith("已保存"), timeout=WAIT)
    assert draft(store).about["values"][visitor(2)] == "陈副手"


def test_a_full_disk_is_said_and_what_was_typed_stays(
    store: RealStore, page: VisitsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    from app.errors import Unavailable

    visit = begun(store, page, qtbot)

    def full(*_args: object, **_more: object) -> object:
        raise Unavailable("磁盘已满，这一步没有保存。请清出空间。", code="disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "perform", full)
        patch.setattr("app.services.drafts.commit_answer", full)
        visit.form.answer(visitor(2), "陈副手")
        qtbot.waitUntil(lambda: "磁盘已满" in visit.saved.text(), timeout=WAIT)
    assert visit.sheet.values[visitor(2)] == "陈副手"


def test_another_start_of_the_program_goes_on_with_the_same_question(
    store: RealStore, page: VisitsPage, desk: Desk, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    for path, value in REST[:5]:
        visit.form.answer(path, value)
    qtbot.waitUntil(lambda: visit.saved.text().startswith("已保存"), timeout=WAIT)
    at = draft(store).at_path
    again = make(desk, qtbot)
    again.open(Target("draft", draft(store).id))
    qtbot.waitUntil(lambda: bool(again.findChildren(VisitPage)), timeout=WAIT)
    resumed = again.findChildren(VisitPage)[0]
    assert resumed.sheet.values[RESPONDENT] == "本人"
    assert resumed.sheet.filling.node("loc/county").value == "a"
    assert resumed.form.place == at


def test_a_finished_visit_can_be_read_and_not_be_changed(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    for path, value in REST:
        visit.form.answer(path, value)
    visit.form.show_page("@check")
    qtbot.waitUntil(lambda: sees(page, "全部填好了"), timeout=WAIT)
    visit.form.next_page()
    qtbot.waitUntil(lambda: sees(page, "已完成，不能改"), timeout=WAIT)
    done = store.do(lambda work: work.find(Visit))
    assert [one["name"] for one in done[0].visitors or ()] == ["周经办", "陈副手"]
    assert store.do(lambda work: list(work.session.scalars(select(Draft)))) == []
    assert not sees(page, "500231196")


def test_a_visit_with_one_visitor_is_not_finished(store: RealStore, page: VisitsPage, qtbot: QtBot):
    visit = begun(store, page, qtbot)
    for path, value in REST[1:]:
        visit.form.answer(path, value)
    visit.form.show_page("@check")
    assert any(visitor(2) == one.path for one in visit.form.problems())


def test_a_discarded_draft_comes_back_with_undo(
    store: RealStore, page: VisitsPage, desk: Desk, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    offers: list[object] = []
    desk.requests.undo_offered.connect(offers.append)
    visit.left.emit()
    qtbot.waitUntil(lambda: sees(page, "作废"), timeout=WAIT)
    press(page, "作废")
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT)
    assert draft(store).discarded_at is not None
    offers[0].take_back()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: draft(store).discarded_at is None, timeout=WAIT)
