"""Where a person is: only where a move ends is a place to go on at."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.visits.visit_page import VisitPage
from tests.ui.visits.hands import WINDOW, visit_page


def shown(page: VisitPage, qtbot: QtBot) -> list[str]:
    """Show it; the places it tells of from then on."""
    qtbot.addWidget(page)
    page.resize(*WINDOW)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.resume()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    places: list[str] = []
    page.place_changed.connect(places.append)
    return places


def test_what_has_the_focus_on_the_way_to_a_question_is_no_place(qtbot: QtBot, theme: Theme):
    page = visit_page()
    places = shown(page, qtbot)
    page.form.go_to("head/phone")
    page.form.go_to("@respondent")
    page.form.go_to("head/hname")
    page.form.go_to("@visitor/2")
    assert places == ["head/phone", "@respondent", "head/hname", "@visitor/2"]


def test_a_page_that_is_turned_to_has_one_place(qtbot: QtBot, theme: Theme):
    page = visit_page()
    places = shown(page, qtbot)
    page.form.go_to("head/phone")
    page.form.previous_page()
    page.form.next_page()
    assert places[0] == "head/phone"
    assert len(places) == 3
    assert places[-1] == page.form.place
