"""Every appearance there is: as it should be, alone by keys, whole at any size of text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import Look, Theme
from app.ui.visits.fields.choice_list import ChoiceListField
from app.ui.visits.fields.choices import ChoicesField
from app.ui.visits.fields.signatures import SignatureField
from app.ui.visits.form_pages import CHECK
from app.ui.visits.form_view import FormView
from app.ui.visits.question import QuestionBox
from app.ui.visits.row_cards import RowCard, RowLine
from app.ui.visits.sections import RepeatPart
from tests.ui.pictures import SMALL_LAPTOP, take
from tests.ui.visits.every_appearance import every_appearance
from tests.ui.visits.hands import WINDOW, filling, form_view, open_every_row, visit_page
from tests.ui.visits.test_large_text import cut, settle


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> FormView:
    view = form_view(every_appearance())
    qtbot.addWidget(view)
    view.resize(*WINDOW)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.enter_first_page()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return view


def box(view: FormView, path: str) -> QuestionBox:
    found = view.view_of(view.standing.page_of(path)).reveal(path)
    assert found is not None
    return found


def middle(view: FormView, widget: QWidget) -> int:
    return widget.mapTo(view, widget.rect().center()).x()


def test_each_group_is_one_page_under_its_own_heading(view: FormView):
    labels = [page.label for page in view.sheet.pages()]
    assert labels == [
        "一、打字的题", "二、日期和时间", "三、选一项", "四、选几项和排先后", "五、日常生活能力",
        "六、量表", "七、家庭成员", "八、子女", "九、照片和签名", "十、没有见过的样式",
    ]  # fmt: skip


def test_questions_of_a_field_list_stand_side_by_side_as_wide_as_they_say(view: FormView):
    view.show_page("typed")
    settle()
    in_a_line = [box(view, f"typed/{name}") for name in ("age", "income", "phone", "code")]
    assert len({one.y() for one in in_a_line}) == 1
    assert [one.x() for one in in_a_line] == sorted({one.x() for one in in_a_line})
    name, card = box(view, "typed/name"), box(view, "typed/card")
    assert (name.y(), name.width()) == (card.y(), card.width())


def test_the_headings_of_a_matrix_stand_over_its_columns_and_are_no_question(view: FormView):
    view.show_page("table")
    settle()
    headings = [
        one
        for path, one in view.boxes().items()
        if path.startswith("table/reserved_name_for_field_list_labels")
    ]
    (over,) = headings
    row = box(view, "table/eat").field
    assert isinstance(row, ChoicesField)
    middles = [middle(view, one) for one in over.field.findChildren(QLabel) if one.isVisible()]
    marks = [middle(view, one) for one in row.buttons]
    assert all(abs(one - other) <= 2 for one, other in zip(middles, marks, strict=True))
    assert view.standing.mark("table").asked == 3
    assert view.sheet.filling.completeness()[1] == view.count()[1]


@pytest.mark.parametrize("name", ["small", "village", "sought", "long"])
def test_one_of_a_long_list_is_searched(view: FormView, name: str):
    assert isinstance(box(view, f"one/{name}").field, ChoiceListField)


def test_several_of_a_long_list_are_searched(view: FormView):
    field = box(view, "many/went").field
    assert isinstance(field, ChoicesField)
    assert field.search is not None
    field.search.setText("dw")
    assert [one.text() for one in field.buttons if not one.isHidden()] == ["大湾村"]


def test_rows_are_a_table_or_cards_as_the_form_says(view: FormView):
    for page, kind in (("member", RowLine), ("child", RowCard)):
        (repeat,) = view.view_of(page).findChildren(RepeatPart)
        assert {type(one) for one in repeat.cards.values()} == {kind}


def test_a_drawing_asks_for_no_signature_and_no_fingerprint(view: FormView):
    view.show_page("seen")
    drawn, signed = box(view, "seen/drawn").field, box(view, "seen/signed").field
    assert isinstance(drawn, SignatureField)
    assert isinstance(signed, SignatureField)
    assert (drawn.print_box.isHidden(), signed.print_box.isHidden()) == (True, False)
    named = [
        any("签名" in one.text() for one in field.findChildren(QLabel)) for field in (drawn, signed)
    ]
    assert named == [False, True]


def test_an_answer_in_any_appearance_refreshes_its_question_alone(view: FormView):
    open_every_row(view)
    before = {path: one.refreshes for path, one in view.boxes().items()}
    given = {"typed/age": "300", "one/content": "likert4", "many/order": "needs3 needs1",
             "table/eat": "ability2", "scale/pain": "3", "days/month": "2026-11-01"}  # fmt: skip
    for path, value in given.items():
        view.answer(path, value)
    after = {path: one.refreshes - before[path] for path, one in view.boxes().items()}
    assert {path: number for path, number in after.items() if number} == dict.fromkeys(given, 1)


def test_enter_goes_through_every_appearance_to_the_end(view: FormView):
    asked = [path for page in view.sheet.pages() for path in view.standing.answerable(page.key)]
    visited = [view.place]
    view.place_changed.connect(visited.append)
    for _ in range(len(asked) + 4):
        if view.page_key == CHECK:
            break
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        is_text = isinstance(target, QPlainTextEdit)
        held = Qt.KeyboardModifier.ControlModifier if is_text else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, Qt.Key.Key_Return, held)
    assert visited == asked
    assert view.page_key == CHECK


def test_a_quick_choice_goes_on_by_itself(view: FormView):
    view.go_to("one/quick")
    view.boxes()["one/quick"].field.choose(2)
    assert view.sheet.filling.node("one/quick").value == "yn2"
    assert view.place == "one/content"


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("typed/age", ("很大",), "这里要填数字，例如"),
        ("typed/age", ("300",), "请核对"),
        ("typed/place", ("31.2", ""), "都要填"),
        ("days/day", ("某天",), "请"),
        ("days/month", ("某月",), "请"),
        ("days/year", ("去年",), "请写成“2026”的样子"),
        ("days/clock", ("99",), "请写成“9:30”"),
        ("days/moment", ("20261124", ""), "还缺时间，请补上"),
        ("one/village", ("没有的村",), "请"),
        ("scale/pain", ("11",), "请填 0 到 10 之间的数"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_to_do(
    view: FormView, path: str, typed: tuple[str, ...], words: str
):
    view.go_to(path)
    field = view.boxes()[path].field
    for line, text in zip(field.findChildren(QLineEdit), typed, strict=False):
        line.setFocus()
        line.selectAll()
        as_by_input_method = QInputMethodEvent()
        as_by_input_method.setCommitString(text)
        QApplication.sendEvent(line, as_by_input_method)
    view.next_question(path)
    said = [one.text() for one in field.findChildren(QLabel) if one.isVisibleTo(field)]
    assert any(words in text for text in said), said
    view.show_page(CHECK)
    assert words in next(one.text for one in view.problems() if one.path == path)


@pytest.mark.parametrize("points", [12, 15, 18])
def test_nothing_in_any_appearance_is_cut(points: int, qtbot: QtBot, theme: Theme):
    theme.show_as(Look(points))
    page = visit_page(filling(every_appearance()), kind="各种题型")
    qtbot.addWidget(page)
    page.resize(*SMALL_LAPTOP)
    with qtbot.waitExposed(page):
        page.show()
    page.form.answer("typed/age", "300")
    page.form.add_row("member")
    for number, key in enumerate([one.key for one in page.sheet.pages()] + [CHECK]):
        page.form.show_page(key)
        settle()
        assert cut(page) == []
        take(page, f"appearance_{points}_{number:02}")
