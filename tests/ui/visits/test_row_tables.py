"""Rows of a repeat as lines of a table, where the form asks for it and they are simple enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.forms.definition import FormDefinition
from app.forms.prefill import Fact, Facts, carry_in, read_rules, rows_of_last
from app.ui.theme import Theme
from app.ui.visits.form_pages import CHECK
from app.ui.visits.form_view import FormView
from app.ui.visits.row_cards import RowCard, RowLine
from app.ui.visits.sections import RepeatPart
from app.ui.visits.sheet import Sheet
from tests.ui.pictures import settle, take
from tests.ui.visits.forms_made import form_with
from tests.ui.visits.hands import doors, filling, form_view, give, visit_page

FILE, LAST = "人员档案", "上次走访"
NAMES = ("name", "age", "work")
LABELS = ("姓名", "年龄", "在做什么")


def form(names: tuple[str, ...] = NAMES, appearance: str = "table") -> FormView:
    return form_view(form_of(names, appearance))


def form_of(names: tuple[str, ...], appearance: str) -> FormDefinition:
    inside = "".join(
        f'<input ref="/data/m/{name}"><label>{label}</label></input>'
        for name, label in zip(names, LABELS * 3, strict=False)
    )
    body = (
        '<group ref="/data/m"><label>成员</label>'
        f'<repeat nodeset="/data/m" appearance="{appearance}">{inside}</repeat></group>'
    )
    data = f"<m>{''.join(f'<{name}/>' for name in names)}</m>"
    binds = (
        '<bind nodeset="/data/m/age" type="int"/><bind nodeset="/data/m/name" required="true()"/>'
    )
    return form_with(binds, data, body)


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Callable[[FormView], FormView]:
    def show(view: FormView) -> FormView:
        qtbot.addWidget(view)
        view.resize(1188, 620)
        with qtbot.waitExposed(view):
            view.show()
        view.enter_first_page()
        return view

    return show


def press(where: QWidget, text: str) -> None:
    buttons = where.findChildren(QAbstractButton)
    next(one for one in buttons if one.isVisible() and text in one.text()).click()


def rows(view: FormView) -> list[RowCard]:
    return list(view.findChildren(RepeatPart)[0].cards.values())


def has_questions(line: RowCard) -> bool:
    """Whether what is asked stands above every answer; above none: False."""
    (is_said,) = {label in box.heading() for label, box in zip(LABELS, line.boxes(), strict=True)}
    return is_said


def test_lines_have_the_questions_above_the_first_only(shown: Callable[[FormView], FormView]):
    view = shown(form())
    repeat = view.findChildren(RepeatPart)[0]
    for _ in range(2):
        press(repeat, "再加一个")
    lines = rows(view)
    assert [type(one) for one in lines] == [RowLine] * 3
    assert [has_questions(one) for one in lines] == [True, False, False]
    boxes = [list(one.boxes()) for one in lines]
    assert len({box.x() for row in boxes for box in row}) == len(NAMES)
    take(view, "row_table", (1188, 620))


def test_what_is_typed_in_a_line_is_the_answer_of_its_row(shown: Callable[[FormView], FormView]):
    view = shown(form())
    press(view, "再加一个")
    second = list(rows(view)[1].boxes())
    second[0].answered.emit(second[0].state.path, "二娃")
    paths = view.sheet.filling.rows("m")
    assert view.sheet.filling.node(f"{paths[1]}/name").value == "二娃"


def test_when_the_first_line_goes_the_questions_stand_above_the_next(
    shown: Callable[[FormView], FormView],
):
    view = shown(form())
    press(view, "再加一个")
    press(rows(view)[0], "删除")
    (line,) = rows(view)
    assert has_questions(line)


def test_rows_with_many_questions_and_without_the_word_are_cards(
    shown: Callable[[FormView], FormView],
):
    many = shown(form(("name", "age", "work", "d", "e", "f", "g")))
    plain = shown(form(appearance=""))
    assert [type(one) for view in (many, plain) for one in rows(view)] == [RowCard] * 2


def test_the_focus_makes_no_line_lower(shown: Callable[[FormView], FormView]):
    view = shown(form())
    repeat = view.findChildren(RepeatPart)[0]
    for _ in range(2):
        press(repeat, "再加一个")
    settle()
    fields = [next(iter(line.boxes())).field for line in rows(view)]
    assert len({field.height() for field in fields}) == 1


def test_number_and_delete_stand_level_with_the_answers(shown: Callable[[FormView], FormView]):
    view = shown(form())
    press(view, "再加一个")
    view.show_page(CHECK)
    view.show_page("m")  # what is missing is said below the answers
    settle()
    for number, line in enumerate(rows(view), 1):
        top = next(iter(line.boxes())).field.mapTo(line, QPoint(0, 0)).y()
        assert heights(line, QLabel, str(number)) == {top}
        assert heights(line, QAbstractButton, "删除") == {top}


def heights(line: RowCard, kind: type[QLabel | QAbstractButton], text: str) -> set[int]:
    found = [one for one in line.findChildren(kind) if one.text() == text and one.isVisible()]
    return {one.y() for one in found}


def test_enter_goes_along_the_lines(shown: Callable[[FormView], FormView], qtbot: QtBot):
    view = shown(form())
    press(view, "再加一个")
    view.activateWindow()
    view.enter_first_page()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    visited = [view.place]
    for _ in range(len(NAMES) * 2 - 1):
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        QTest.keyClick(target, Qt.Key.Key_Return)
        visited.append(view.place)
    assert visited == [f"{row}/{name}" for row in view.sheet.filling.rows("m") for name in NAMES]


def test_what_records_know_stands_in_the_lines_marked_and_a_change_is_said(
    shown: Callable[[FormView], FormView],
):
    facts = Facts(
        rows={
            "member": [
                {"member.name": Fact("张建国", FILE)},
                {"member.name": Fact("李桂英", FILE)},
            ],
            rows_of_last("m"): [
                {"last.name": Fact("李桂英", LAST), "last.work": Fact("务农", LAST)},
            ],
        }
    )
    definition = form_of(NAMES, "table")
    blank = filling(definition)
    known = carry_in(
        blank, read_rules(definition, {"name": "member.name", "work": "last.work"}), facts
    )
    view = shown(FormView(Sheet(filling(definition, blank.state())), doors(), known))
    first, second = (list(line.boxes()) for line in rows(view))
    assert [box.state.value for box in (*first, *second)] == [
        "张建国",
        "",
        "",
        "李桂英",
        "",
        "务农",
    ]
    assert "已带入 · 人员档案" in first[0].heading()
    assert "已带入 · 上次走访" in second[2].heading()
    give(second[2], "打零工")
    assert "已改动，上次走访为：务农" in second[2].heading()
    assert "姓名" not in second[0].heading()
    settle()
    for boxes in (first, second):
        assert len({box.field.mapTo(view, QPoint(0, 0)).y() for box in boxes}) == 1
    take(view, "row_table_known", (1188, 620))


def test_after_a_kill_it_goes_on_in_the_line_where_it_was(qtbot: QtBot, theme: Theme):
    begun = filling(form_of(NAMES, "table"))
    place = f"{begun.add_row('m')}/age"
    page = visit_page(filling(begun.definition, begun.state()), at_path=place)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.resume()
    assert page.form.place == place


def test_a_line_that_was_deleted_comes_back_where_it_was(shown: Callable[[FormView], FormView]):
    view = shown(form())
    press(view, "再加一个")
    first = next(iter(rows(view)[0].boxes()))
    give(first, "张建国")
    press(rows(view)[0], "删除")
    view.undo()
    assert [type(one) for one in rows(view)] == [RowLine] * 2
    assert next(iter(rows(view)[0].boxes())).state.value == "张建国"
    assert [has_questions(one) for one in rows(view)] == [True, False]
