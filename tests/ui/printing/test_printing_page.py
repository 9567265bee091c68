"""打印: which papers there are, what is seen of them, and what is written down when one goes out."""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from app.models.household import Household
from app.models.print_log import PrintLog
from app.printing.papers import PRINTABLES
from app.services import papers, shipped
from app.services.press import Press
from app.ui.pages import Desk, Target
from app.ui.printing import printer_choice, sending
from app.ui.printing.page import PrintingPage
from app.ui.printing.printers import PrintOrder, paper_of
from app.ui.printing.register_view import NOTHING
from app.ui.printing.shown_paper import sizes
from tests import factories
from tests.stores import NOW
from tests.ui.hands import on_screen, press, write
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.unit.printing.looking import texts_of


@cache
def the_press() -> Press:
    return shipped.press(NOW.date())


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, PrintOrder]]:
    """What went to the one printer of this machine."""
    found: list[tuple[bytes, PrintOrder]] = []
    monkeypatch.setattr(printer_choice, "printers", lambda: ("办公室", "楼下"))

    def send(pdf: bytes, order: PrintOrder) -> None:
        found.append((pdf, order))

    monkeypatch.setattr(sending, "send", send)
    return found


@pytest.fixture
def household(store: RealStore) -> str:
    """A household with a case and a visit that was finished."""

    def make(work: Any) -> str:
        household = factories.a_household(work)
        factories.a_case(work, household)
        factories.a_visit(work, household)
        return household.id

    return store.do(make)


@pytest.fixture
def page(desk: Desk, sent: object, qtbot: QtBot) -> PrintingPage:
    made = PrintingPage(desk, make_press=the_press)
    made.resize(1160, 700)
    on_screen(qtbot, made)
    desk.changes.announced.connect(made.changed)
    made.activated()
    settle(made, qtbot)
    return made


def settle(page: PrintingPage, qtbot: QtBot) -> None:
    """Wait until both workers did what they were asked, and what follows from it."""
    for _ in range(4):
        done: list[object] = []
        page.desk.operation(page, lambda work: work.today).then(done.append).start()
        page.desk.background(page, gc.isenabled).then(done.append).start()
        qtbot.waitUntil(lambda done=done: len(done) == 2)


def opened(page: PrintingPage, household: str, qtbot: QtBot, part: str = "") -> PrintingPage:
    page.open(Target("paper", household, part))
    settle(page, qtbot)
    return page


def logs(store: RealStore) -> list[tuple[str, int | None, str | None]]:
    return store.do(
        lambda work: [(one.paper, one.copies, one.printer) for one in work.find(PrintLog)]
    )


def titles(page: PrintingPage) -> list[tuple[str, str | None]]:
    return [(one.code, one.record_noun) for one in page.papers.offers]


def said(page: PrintingPage) -> str:
    return page.bar.remark.text()


def test_without_a_household_there_are_the_blank_forms(page: PrintingPage):
    assert titles(page) == [(code, None) for code in PRINTABLES]
    assert page.sheet.viewer.isHidden()


def test_a_household_has_its_papers_and_the_blank_forms(
    page: PrintingPage, household: str, qtbot: QtBot
):
    opened(page, household, qtbot)
    assert titles(page) == [
        *(
            (code, "assistance_case")
            for code in ("E-07", "E-01", "E-02", "E-03", "E-35", "E-36", "E-06-2")
        ),
        *((code, "visit") for code in ("E-04", "V-01")),
        *(
            (code, "household")
            for code in ("E-04", "E-01", "E-02", "E-03", "E-10a", "E-30", "E-36")
        ),
        *((code, None) for code in PRINTABLES),
    ]
    assert page.sheet.viewer.isVisible()


def test_the_paper_that_is_asked_for_is_shown(page: PrintingPage, household: str, qtbot: QtBot):
    opened(page, household, qtbot, "E-04")
    assert "编号 E04" in said(page)


def test_the_blank_form_is_shown_where_a_household_has_no_such_record(
    page: PrintingPage, store: RealStore, qtbot: QtBot
):
    bare = store.do(lambda work: factories.a_household(work, number=7).id)
    opened(page, bare, qtbot, "E-07")
    assert said(page).startswith("空白表")


def test_a_household_is_found_by_typing_and_taken_with_enter(
    page: PrintingPage, household: str, store: RealStore, qtbot: QtBot
):
    page.begin_search()
    write(factories.a_name(1))
    qtbot.waitUntil(lambda: len(page.search.hits.rows()) > 0)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    settle(page, qtbot)
    assert page.household_id == household
    assert page.search.hits.isHidden()
    assert page.papers.hasFocus()


def test_nobody_found_is_said(page: PrintingPage, qtbot: QtBot):
    page.begin_search()
    write("查无此人")
    qtbot.waitUntil(lambda: "没有找到" in page.search.nobody.text())
    assert page.step_back()
    assert page.search.nobody.isHidden()


def test_what_is_printed_is_what_is_shown_and_is_written_down(
    page: PrintingPage,
    household: str,
    store: RealStore,
    sent: list[tuple[bytes, PrintOrder]],
    settings: dict[str, str],
    qtbot: QtBot,
):
    opened(page, household, qtbot)
    page.bar.printer.setCurrentText("楼下")
    page.bar.copies.setValue(2)
    page.bar.pages.setText("2")
    page.bar.print.click()
    settle(page, qtbot)
    [(pdf, order)] = sent
    assert page.paper is not None
    assert pdf is page.paper.pdf
    assert order == PrintOrder("楼下", 2, (2,))
    assert logs(store) == [("E-07", 2, "楼下")]
    assert settings["printing.printer"] == "楼下"


def test_a_second_printing_knows_of_the_first(page: PrintingPage, household: str, qtbot: QtBot):
    opened(page, household, qtbot)
    assert "出过" not in said(page)
    page.print_current()
    settle(page, qtbot)
    assert "出过1次" in page.papers.item(0).text()
    opened(page, household, qtbot, "E-04")
    opened(page, household, qtbot, "E-07")
    assert "出过 1 次，最近 2026年11月23日" in said(page)


def test_a_printer_that_refuses_leaves_no_entry(
    page: PrintingPage,
    household: str,
    store: RealStore,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    def refuse(_pdf: bytes, _order: PrintOrder) -> None:
        raise Unavailable("没有纸。请加纸后再打印。", code="printer_refused")

    monkeypatch.setattr(sending, "send", refuse)
    opened(page, household, qtbot)
    page.print_current()
    settle(page, qtbot)
    assert said(page) == "没有纸。请加纸后再打印。"
    assert page.bar.print.isEnabled()
    assert logs(store) == []


def test_pages_that_are_not_there_are_not_printed(
    page: PrintingPage, household: str, sent: list[object], qtbot: QtBot
):
    opened(page, household, qtbot)
    page.bar.pages.setText("1-9")
    page.print_current()
    settle(page, qtbot)
    assert "共 2 页" in said(page)
    assert sent == []


def test_without_a_printer_it_says_what_to_do(
    page: PrintingPage, household: str, sent: list[object], qtbot: QtBot
):
    opened(page, household, qtbot)
    page.bar.show_printers((), "")
    page.print_current()
    assert "存成PDF" in said(page)
    assert sent == []


def test_a_saved_file_is_what_is_shown_and_is_written_down(
    page: PrintingPage, household: str, store: RealStore, tmp_path: Path, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.save_to(tmp_path / "表.pdf")
    settle(page, qtbot)
    assert page.paper is not None
    assert (tmp_path / "表.pdf").read_bytes() == page.paper.pdf
    assert logs(store) == [("E-07", 1, None)]
    assert not list(tmp_path.glob("*.tmp"))


def test_a_saved_file_is_signed_where_that_is_wanted_and_the_wish_is_remembered(
    desk: Desk, sent: object, household: str, settings: dict[str, str], tmp_path: Path, qtbot: QtBot
):
    page = PrintingPage(desk, make_press=the_press, sign=lambda pdf: pdf + b"%signed\n")
    on_screen(qtbot, page)
    page.activated()
    opened(page, household, qtbot)
    assert not page.bar.signs.isChecked()
    page.bar.signs.click()
    page.save_to(tmp_path / "表.pdf")
    settle(page, qtbot)
    assert page.paper is not None
    assert (tmp_path / "表.pdf").read_bytes() == page.paper.pdf + b"%signed\n"
    assert "签署" in said(page)
    assert PrintingPage(desk, make_press=the_press, sign=bytes).bar.signs.isChecked()


def test_who_cannot_sign_is_not_asked(page: PrintingPage):
    assert page.bar.signs.isHidden()


def test_a_folder_that_cannot_be_written_leaves_no_entry(
    page: PrintingPage, household: str, store: RealStore, tmp_path: Path, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.save_to(tmp_path / "不在" / "表.pdf")
    settle(page, qtbot)
    assert "换一个文件夹" in said(page)
    assert logs(store) == []


def test_the_file_dialog_speaks_chinese(page: PrintingPage, household: str, qtbot: QtBot):
    opened(page, household, qtbot)
    page.bar.save.click()
    [dialog] = page.findChildren(QFileDialog)
    assert dialog.windowTitle() == "存成PDF"
    assert dialog.selectedFiles()[0].endswith(".pdf")
    dialog.close()


def test_a_character_that_no_font_has_is_named_and_nothing_is_shown(
    page: PrintingPage, household: str, store: RealStore, qtbot: QtBot
):
    opened(page, household, qtbot)

    def make(work: Any) -> str:
        household = factories.a_household(work, live_addr="\U00034567沟边上", number=9)
        factories.a_case(work, household)
        return household.id

    opened(page, store.do(make), qtbot, "E-07")
    assert page.sheet.viewer.isHidden()
    assert "U+34567" in said(page)
    assert not page.bar.save.isEnabled()


def test_nothing_of_a_paper_stays_when_the_page_is_left(
    page: PrintingPage, household: str, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.left()
    assert page.paper is None
    assert page.papers.offers == ()
    page.activated()
    settle(page, qtbot)
    assert "编号 E07" in said(page)


def test_a_paper_that_comes_after_the_page_was_left_is_not_shown(
    page: PrintingPage, household: str, qtbot: QtBot
):
    page.open(Target("paper", household))
    page.left()
    settle(page, qtbot)
    assert page.paper is None


def test_pages_are_drawn_as_they_come_into_sight(page: PrintingPage, household: str, qtbot: QtBot):
    opened(page, household, qtbot)
    with qtbot.waitSignal(page.sheet.viewer.page_wanted):
        page.resize(1000, 700)
    settle(page, qtbot)
    middle = page.sheet.viewer.grab().toImage().copy(100, 120, 500, 300)
    colours = {middle.pixel(x, y) for x in range(0, 500, 3) for y in range(0, 300, 3)}
    assert len(colours) > 8


def test_a_certificate_may_go_onto_a_booklet_that_is_printed_already(
    page: PrintingPage,
    store: RealStore,
    sent: list[tuple[bytes, PrintOrder]],
    household: str,
    qtbot: QtBot,
):
    def confirm(work: Any) -> None:
        household_of = work.get(Household, household)
        factories.a_case(work, household_of, state="ACTIVE", decision_date=NOW.date())

    store.do(confirm)
    opened(page, household, qtbot, "E-09-2")
    filling = page.bar.feeding.filling
    assert filling.isVisibleTo(page)
    filling.click()
    settle(page, qtbot)
    page.bar.print.click()
    settle(page, qtbot)
    assert "户主姓名" not in "".join("".join(texts_of(sent[-1][0])).split())
    assert page.paper is not None
    page.bar.feeding.calibrate.click()
    settle(page, qtbot)
    assert sizes(sent[-1][0]) == sizes(page.paper.pdf)[:1]
    page.papers.pick(None)
    opened(page, household, qtbot, "E-07")
    assert not filling.isVisibleTo(page)


# -- the register --------------------------------------------------------------------------------


@pytest.fixture
def stopped(store: RealStore, household: str) -> str:
    """A case whose certificate is out and whose support has stopped since."""

    def make(work: Any) -> str:
        home = work.get(Household, household)
        case = factories.a_case(work, home, state="ACTIVE", decision_date=NOW.date())
        paper = papers.render(work, the_press(), "E-09-2", case.id)
        papers.log_print(work, paper, printer="办公室")
        case.state = "STOPPED"
        return case.id

    return store.do(make)


def test_what_should_come_back_is_listed_and_taken_back_by_keyboard(
    page: PrintingPage, stopped: str, qtbot: QtBot
):
    page.activated()
    settle(page, qtbot)
    assert "要收回 1 份" in page.show_register.text()
    page.show_register.click()
    settle(page, qtbot)
    view = page.register
    [row] = view.list.rows()
    assert (row.line.paper, row.why, bool(row.whose)) == ("E-09-2", "ended", True)
    view.taken.click()
    assert "先写明情况" in view.remark.text()
    write("户主已交回", view.reason)
    view.taken.setFocus()
    press(Qt.Key.Key_Space)
    settle(page, qtbot)
    assert "已收回" in view.remark.text()
    assert list(view.list.rows()) == []
    view.all.click()
    settle(page, qtbot)
    assert [one.line.state for one in view.list.rows()] == ["3"]
    assert page.step_back()
    assert not page.step_back()


def test_the_recall_list_is_printed_as_it_stands(
    page: PrintingPage,
    stopped: str,
    store: RealStore,
    sent: list[tuple[bytes, PrintOrder]],
    qtbot: QtBot,
):
    page.activated()
    page.open_register()
    settle(page, qtbot)
    page.register.print.click()
    settle(page, qtbot)
    page.bar.print.click()
    settle(page, qtbot)
    text = "".join("".join(texts_of(sent[-1][0])).split())
    assert "文书收回清单" in text
    assert "救助已停发或终止" in text
    assert ("R-01", 1, "办公室") in logs(store)


def test_the_visits_of_these_days_are_printed_when_the_days_list_asks(
    page: PrintingPage, store: RealStore, sent: list[tuple[bytes, PrintOrder]], qtbot: QtBot
):
    store.do(
        lambda work: (
            factories.a_household(work, 1, number=7, class_now="1", next_review=NOW.date()).id
        )
    )
    page.open(Target("paper", part="W-01"))
    settle(page, qtbot)
    assert page.print_current()
    settle(page, qtbot)
    text = "".join("".join(texts_of(sent[-1][0])).split())
    assert "走访安排单" in text
    assert "定期核查" in text
    assert ("W-01", 1, "办公室") in logs(store)


@pytest.mark.parametrize("code", ["R-01", "W-01"])
def test_a_list_stays_the_real_one_on_a3(
    page: PrintingPage, code: str, sent: list[tuple[bytes, PrintOrder]], qtbot: QtBot
):
    page.open(Target("paper", part=code))
    settle(page, qtbot)
    assert page.paper is not None
    assert page.paper.number
    page.bar.feeding.a3.click()
    settle(page, qtbot)
    page.bar.print.click()
    settle(page, qtbot)
    assert page.paper.number
    assert sent[-1][0] == page.paper.pdf
    assert paper_of(sent[-1][0]) == "A3"
    page.bar.feeding.a3.click()
    settle(page, qtbot)
    assert page.paper.number
    assert paper_of(page.paper.pdf) == "A4"


def test_the_register_stops_saying_that_it_is_empty_once_it_is_not(
    page: PrintingPage, store: RealStore, qtbot: QtBot, request: pytest.FixtureRequest
):
    page.open_register()
    settle(page, qtbot)
    assert page.register.remark.text() == NOTHING
    request.getfixturevalue("stopped")
    page.register.load()
    settle(page, qtbot)
    assert list(page.register.list.rows())
    assert page.register.remark.text() == ""


def test_a_notice_is_printed_on_a3_where_it_is_ticked(
    page: PrintingPage, sent: list[tuple[bytes, PrintOrder]], qtbot: QtBot
):
    offer = next(one for one in page.papers.offers if one.code == "E-08")
    page.papers.setCurrentRow(page.papers.offers.index(offer))
    settle(page, qtbot)
    assert page.bar.feeding.a3.isVisibleTo(page)
    page.bar.feeding.a3.click()
    settle(page, qtbot)
    page.bar.print.click()
    settle(page, qtbot)
    assert paper_of(sent[-1][0]) == "A3"


def test_a_stamped_paper_is_written_down_by_keyboard(
    page: PrintingPage, stopped: str, store: RealStore, qtbot: QtBot
):
    page.activated()
    page.open_register()
    settle(page, qtbot)
    view = page.register
    view.list.setFocus()
    assert (view.stamped.isEnabled(), view.copies.value()) == (True, 1)
    view.stamped.setFocus()
    press(Qt.Key.Key_Space)
    settle(page, qtbot)
    assert "已登记用印：镇街公章 1 份" in view.remark.text()
    [row] = view.list.rows()
    assert [one.seal_text for one in row.seals] == ["镇街公章"]
    take(page, "用印登记", (1188, 620))
