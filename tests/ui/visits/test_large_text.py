"""With text of up to 18 pt on a screen of 1366 × 768, nothing on a page is cut off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.forms.definition import FormDefinition
from app.ui.theme import Look, Theme
from app.ui.visits.drafts import DraftRow, DraftsList
from app.ui.visits.fields.choice_button import ChoiceButton
from app.ui.visits.form_pages import CHECK
from app.ui.visits.page_list import PageRow
from app.ui.visits.start import FormOffer, StartVisit
from app.ui.visits.visit_page import VisitPage
from tests.shared_data import shared_file
from tests.ui.visits.hands import (
    NOW,
    WINDOW,
    filling,
    from_workbook,
    open_every_row,
    shipped,
    visit_page,
)


@pytest.mark.parametrize("look", [Look(12), Look(15), Look(18)], ids=["12pt", "15pt", "18pt"])
@pytest.mark.parametrize("form", ["ruhu", "ertong", "zili"])
def test_nothing_on_any_page_is_cut(form: str, look: Look, qtbot: QtBot, theme: Theme):
    theme.show_as(look)
    page = visit_page(filling(definition_of(form)))
    qtbot.addWidget(page)
    page.resize(*WINDOW)
    with qtbot.waitExposed(page):
        page.show()
    fill_in(page, form)
    open_every_row(page.form)
    for key in [one.key for one in page.sheet.pages()] + [CHECK]:
        page.form.show_page(key)
        settle(qtbot)
        assert cut(page) == []
        assert (page.width(), page.height()) == WINDOW  # else it grew beyond the screen


def definition_of(form: str) -> FormDefinition:
    if form == "zili":
        return from_workbook(shared_file("forms", "xlsforms", "zili.xlsx"))
    return shipped(form)


def fill_in(page: VisitPage, form: str) -> None:
    """So that what depends on answers is shown too, with errors."""
    if form == "ruhu":
        row = page.sheet.filling.rows("member")[0]
        given = {
            "@visitor/2": "欧阳建国", "@respondent": "李桂英", "loc/county": "a", "loc/town": "a1",
            "head/hid": "50023519590307123", f"{row}/mdis": "yes", f"{row}/mage": "300",
            "need/needs": "poor other", "need/want_apply": "no",
        }  # fmt: skip
    else:
        given = {"nchild": "2"} if form == "ertong" else {"eage": "200", "g_self/eat": "4"}
    for path, value in given.items():
        page.form.answer(path, value)


def settle(_qtbot: QtBot | None = None) -> None:
    """Let layouts come to rest."""
    QApplication.processEvents()
    QApplication.processEvents()


def cut(page: QWidget) -> list[str]:
    """What is shown smaller than its text needs, or beyond what holds it."""
    found: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, QLineEdit):
            continue
        words = text_of(widget)
        if words and (is_too_small(widget) or sticks_out(widget)):
            found.append(f"{type(widget).__name__} {words[:30]!r} {widget.geometry()}")
    return found


def text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def is_too_small(widget: QWidget) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, PageRow):
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, QLabel | QPushButton | ChoiceButton):
        wanted = widget.sizeHint()
        return widget.width() < wanted.width() or widget.height() < wanted.height()
    return False


def sticks_out(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    return holder is not None and not QRect(
        0, -1, holder.width() + 1, holder.height() + 2
    ).contains(widget.geometry())


def test_drafts_and_starting_are_not_cut(qtbot: QtBot, theme: Theme):
    theme.show_as(Look(15))
    drafts, start = DraftsList(), StartVisit()
    rows = [
        DraftRow(str(n), "欧阳建国户", "低保入户调查 · 桑坪镇 大湾村 2组", n, 30, NOW)
        for n in range(3)
    ]
    drafts.show_drafts(rows, NOW)
    start.show_forms(
        [
            FormOffer("ruhu", "入户走访登记表", "低保入户调查、定期核查"),
            FormOffer("ertong", "儿童走访"),
        ]
    )
    start.show_household("h1", "张建国户　桑坪镇 大湾村 2组")
    for widget in (drafts, start):
        qtbot.addWidget(widget)
        widget.resize(760, 480)
        with qtbot.waitExposed(widget):
            widget.show()
        settle(qtbot)
        assert cut(widget) == []
