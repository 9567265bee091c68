"""入户走访 over a real store: on disk before 已保存, resumed where it was, finished for ever."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.errors import Unavailable
from app.models.local import Draft
from app.models.person import Person
from app.models.visit import Visit
from app.services import visits
from app.services.form_files import shipped_forms
from app.services.visit_around import FINGERPRINT
from app.ui.pages import Desk, Target
from app.ui.problem import Problem
from app.ui.tasks import Tasks
from app.ui.visits.about import MET, RESPONDENT, visitor
from app.ui.visits.kept_pictures import PictureCard
from app.ui.visits.page import AT_HAND, VisitsPage
from app.ui.visits.start import StartVisit
from app.ui.visits.visit_page import VisitPage
from app.ui.widgets.pictures import as_jpeg
from tests.factories import a_household
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.services.conftest import the_calendar, the_pack

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
    made = VisitsPage(desk, library=shipped_forms(), pack=the_pack(), calendar=the_calendar())
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


FullDisk = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    """While it lasts no answer can be written."""

    def full(*_args: object, **_more: object) -> object:
        raise Unavailable("磁盘已满，这一步没有保存。请清出空间。", code="disk_full")

    @contextmanager
    def lasting() -> Generator[None]:
        with monkeypatch.context() as patch:
            patch.setattr("app.services.drafts.commit_answer", full)
            yield

    return lasting


def in_front(page: VisitsPage) -> VisitPage | None:
    return next((one for one in page.findChildren(VisitPage) if one.isVisible()), None)


def value_in(page: VisitsPage, path: str) -> str:
    visit = in_front(page)
    return visit.sheet.values.get(path, "") if visit is not None else ""


def finished(
    page: VisitsPage,
    visit: VisitPage,
    qtbot: QtBot,
    more: Sequence[tuple[str, str]] = (),
    presses: int = 1,
) -> None:
    """Fill in what is asked, and finish."""
    for path, value in (*REST, *more):
        visit.form.answer(path, value)
    visit.form.show_page("@check")
    for _ in range(presses):
        visit.form.next_page()
    qtbot.waitUntil(lambda: sees(page, "已完成，不能改"), timeout=WAIT)


def a_picture(colour: str) -> bytes:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return as_jpeg(image)


def pictures(page: VisitsPage) -> list[bool]:
    """Whether each photo and drawn signature is there."""
    cards = page.finished.findChildren(PictureCard)
    frames = [one for card in cards for some in card.frames.values() for one in some]
    return [not one.pixmap().isNull() for one in frames]


def phone(store: RealStore) -> str | None:
    return store.do(lambda work: work.find(Person, order_by=(Person.rowid_,))[0].phone)


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
    store: RealStore, page: VisitsPage, qtbot: QtBot, full_disk: FullDisk
):
    visit = begun(store, page, qtbot)
    told: list[bool] = []
    page.desk.requests.unsaved_told.connect(told.append)
    with full_disk():
        visit.form.answer(visitor(2), "陈副手")
        qtbot.waitUntil(lambda: "磁盘已满" in visit.unsaved.text(), timeout=WAIT)
    assert told[-1] is True
    assert visit.saved.text() == "没有保存"
    assert visit.sheet.values[visitor(2)] == "陈副手"
    visit.unsaved.retry_button.click()
    qtbot.waitUntil(lambda: visit.saved.text().startswith("已保存"), timeout=WAIT)
    assert draft(store).about["values"][visitor(2)] == "陈副手"
    assert visit.unsaved.text() == ""
    assert told[-1] is False


def test_the_next_answer_brings_one_that_was_not_saved_along(
    store: RealStore, page: VisitsPage, qtbot: QtBot, full_disk: FullDisk
):
    visit = begun(store, page, qtbot)
    with full_disk():
        visit.form.answer(visitor(2), "陈副手")
        qtbot.waitUntil(lambda: bool(visit.unsaved.text()), timeout=WAIT)
    visit.form.answer(RESPONDENT, "本人")
    qtbot.waitUntil(lambda: visit.saved.text().startswith("已保存"), timeout=WAIT)
    assert draft(store).about["values"][visitor(2)] == "陈副手"


def test_a_visit_is_not_left_before_everything_is_on_disk(
    store: RealStore, page: VisitsPage, qtbot: QtBot, full_disk: FullDisk
):
    visit = begun(store, page, qtbot)
    with full_disk():
        visit.form.answer(visitor(2), "陈副手")
        assert page.step_back()
        qtbot.waitUntil(lambda: "磁盘已满" in visit.unsaved.text(), timeout=WAIT)
        page.open(Target("visit", "", "start"))
        qtbot.waitUntil(lambda: visit.saved.text() == "没有保存", timeout=WAIT)
        assert visit.isVisible()
    assert page.step_back()
    qtbot.waitUntil(lambda: sees(page, "没填完的走访"), timeout=WAIT)
    assert draft(store).about["values"][visitor(2)] == "陈副手"


def test_what_is_being_typed_when_the_visit_is_left_is_on_disk_first(
    store: RealStore, page: VisitsPage, qtbot: QtBot, full_disk: FullDisk
):
    visit = begun(store, page, qtbot)
    visit.form.go_to(RESPONDENT)
    line = visit.form.boxes()[RESPONDENT].field.stops()[0]
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Wang")
    with full_disk():
        assert page.step_back()
        qtbot.waitUntil(lambda: "磁盘已满" in visit.unsaved.text(), timeout=WAIT)
        assert in_front(page) is visit
    assert page.step_back()
    qtbot.waitUntil(lambda: sees(page, "没填完的走访"), timeout=WAIT)
    assert draft(store).about["values"][RESPONDENT] == "Wang"


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


def test_a_refused_finish_says_why_and_the_draft_stays(
    store: RealStore, page: VisitsPage, desk: Desk, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    said: list[Problem] = []
    desk.requests.troubled.connect(said.append)
    for path, value in (*REST, ("@started_at", "2026-12-01T09:00:00.000+08:00")):
        visit.form.answer(path, value)
    visit.form.show_page("@check")
    visit.form.next_page()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert "走访时间晚于现在" in said[0].sentence
    assert visit.isVisible()
    assert draft(store).about["values"][visitor(2)] == "陈副手"


def test_finish_pressed_twice_makes_one_visit(
    store: RealStore, page: VisitsPage, desk: Desk, qtbot: QtBot
):
    said: list[Problem] = []
    desk.requests.troubled.connect(said.append)
    visit = begun(store, page, qtbot)
    finished(page, visit, qtbot, presses=2)
    assert said == []
    assert len(store.do(lambda work: work.find(Visit))) == 1


def test_a_finished_visit_is_listed_and_opened_with_photos_and_signatures(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    photo, drawn = (
        store.do(partial(visits.store_picture, content=a_picture(colour)))
        for colour in ("#204060", "#604020")
    )
    visit = begun(store, page, qtbot)
    more = (
        ("@photos", photo),
        ("@signature/visitor1", drawn),
        ("@signature/respondent", FINGERPRINT),
    )
    finished(page, visit, qtbot, more)
    qtbot.waitUntil(lambda: pictures(page) == [True, True], timeout=WAIT)
    assert sees(page, "走访人（一）　周经办")
    assert sees(page, "按了指印")
    page.finished.left.emit()
    qtbot.waitUntil(lambda: len(page.lists.visits.rows()) == 1, timeout=WAIT)
    assert page.lists.visits.rows()[0].visitors == "周经办、陈副手"
    page.lists.visits.row_opened.emit(page.lists.visits.rows()[0])
    qtbot.waitUntil(lambda: sees(page, "已完成，不能改"), timeout=WAIT)


def test_the_files_change_only_when_the_person_says_so(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    finished(page, visit, qtbot, (("head/phone", "13811112222"),))
    changes = page.finished.changes
    qtbot.waitUntil(lambda: changes.isVisible(), timeout=WAIT)
    assert phone(store) == "13900000001"
    assert list(changes.boxes)
    for box in changes.boxes.values():
        box.setChecked(False)
    assert not changes.apply_button.isEnabled()
    for box in changes.boxes.values():
        box.setChecked(True)
    changes.apply_button.click()
    qtbot.waitUntil(lambda: not changes.isVisible(), timeout=WAIT)
    assert phone(store) == "13811112222"


def test_a_draft_prints_what_is_taken_along_and_a_finished_visit_prints_itself(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    asked: list[Target] = []
    page.print_requested.connect(asked.append)
    visit = begun(store, page, qtbot)
    household = draft(store).household_id or ""
    assert page.print_current()
    finished(page, visit, qtbot)
    assert page.print_current()
    page.finished.check_button.click()
    visit_id = page.finished.visit_id
    of_visit = [Target("paper", visit_id, one, {"record": visit_id}) for one in ("V-01", "E-04")]
    assert asked == [Target("paper", household, "E-04"), *of_visit]
    assert page.finished.print_button.isVisible()
    take(page, "finished_visit_printing", (1188, 620))
    page.finished.left.emit()
    qtbot.waitUntil(lambda: sees(page, "没填完的走访"), timeout=WAIT)
    assert not page.print_current()
    assert not page.step_back()


def test_undo_goes_back_before_this_start_of_the_program(
    store: RealStore, page: VisitsPage, desk: Desk, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    for name in ("陈副手", "赵副手"):
        visit.form.answer(visitor(2), name)
    assert page.step_back()
    qtbot.waitUntil(lambda: sees(page, "没填完的走访"), timeout=WAIT)
    assert not page.undo()
    qtbot.waitUntil(lambda: sees(page, "继续填写"), timeout=WAIT)
    press(page, "继续填写")
    qtbot.waitUntil(lambda: in_front(page) is not None, timeout=WAIT)
    assert page.undo()
    qtbot.waitUntil(lambda: value_in(page, visitor(2)) == "陈副手", timeout=WAIT)
    assert draft(store).about["values"][visitor(2)] == "陈副手"
    assert draft(store).step == 1


def test_after_a_kill_the_draft_at_hand_is_offered_first(
    store: RealStore, page: VisitsPage, desk: Desk, settings: dict[str, str], qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    visit.form.answer(RESPONDENT, "本人")
    qtbot.waitUntil(lambda: visit.saved.text().startswith("已保存"), timeout=WAIT)
    at = draft(store).at_path
    again = make(desk, qtbot)
    qtbot.waitUntil(lambda: sees(again, "恢复这次走访"), timeout=WAIT)
    press(again, "恢复这次走访")
    qtbot.waitUntil(lambda: in_front(again) is not None, timeout=WAIT)
    resumed = in_front(again)
    assert resumed is not None
    assert (resumed.form.place, resumed.sheet.values[RESPONDENT]) == (at, "本人")
    assert again.step_back()
    qtbot.waitUntil(lambda: sees(again, "没填完的走访"), timeout=WAIT)
    assert settings[AT_HAND] == ""
    third = make(desk, qtbot)
    qtbot.waitUntil(lambda: sees(third, "继续填写"), timeout=WAIT)
    assert not sees(third, "恢复这次走访")


def test_a_household_with_a_visit_begun_is_pointed_out(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    begun(store, page, qtbot)
    page.open(Target("visit", draft(store).household_id or "", "start"))
    qtbot.waitUntil(lambda: sees(page, "没填完的走访，可以接着填"), timeout=WAIT)


def test_a_visit_is_started_once_however_often_the_button_is_pressed(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    household = store.do(lambda work: a_household(work).id)
    for _ in range(2):
        page.lists.start.started.emit("ruhu", household)
    qtbot.waitUntil(lambda: in_front(page) is not None, timeout=WAIT)
    assert draft(store).household_id == household


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


def test_a_discarded_draft_can_be_found_again_later(
    store: RealStore, page: VisitsPage, qtbot: QtBot
):
    visit = begun(store, page, qtbot)
    visit.left.emit()
    qtbot.waitUntil(lambda: sees(page, "作废"), timeout=WAIT)
    press(page, "作废")
    qtbot.waitUntil(lambda: sees(page, "找回作废的走访（1 份"), timeout=WAIT)
    press(page, "找回作废的走访")
    press(page, "恢复")
    qtbot.waitUntil(lambda: sees(page, "继续填写"), timeout=WAIT)
    assert draft(store).discarded_at is None


def test_who_only_reads_sees_the_finished_visits_alone(tmp_path: Path, desk: Desk, qtbot: QtBot):
    with opened(tmp_path / "other", role="3", village_codes=None) as reading:
        tasks = Tasks(reading.perform, desk.changes, lambda: "E1")
        page = make(replace(desk, tasks=tasks), qtbot)
        qtbot.waitUntil(lambda: not page.lists.start.isVisible(), timeout=WAIT)
        assert sees(page, "已完成的走访")
        assert not sees(page, "没填完的走访")
        tasks.stop()
