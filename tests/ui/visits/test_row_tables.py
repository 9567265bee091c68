"""Rows of a repeat as lines of a table, where the form asks for it and they are simple enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.visits.form_view import FormView
from app.ui.visits.sections import RepeatPart, RowCard, RowLine
from tests.ui.pictures import take
from tests.ui.visits.forms_made import form_with
from tests.ui.visits.hands import form_view

NAMES = ("name", "age", "work")
LABELS = ("姓名", "年龄", "在做什么")


def form(names: tuple[str, ...] = NAMES, appearance: str = "table") -> FormView:
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
    return form_view(form_with(binds, data, body))


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
