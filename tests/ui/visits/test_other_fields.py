"""Scales, orders, parts, tables: what the shipped forms do not use yet and county forms may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.errors import Refused
from app.forms.states import Choice, NodeState
from app.ui.theme import Theme
from app.ui.visits.fields.choice_list import ChoiceListField
from app.ui.visits.fields.choices import ChoicesField, choose_several
from app.ui.visits.fields.choosing import maker_for
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.numbers import read_number
from app.ui.visits.fields.parts import MomentField, PartsField, PlaceField, TimeField, read_clock
from app.ui.visits.fields.ranges import RangeField
from app.ui.visits.fields.simple_choices import AgreedField
from app.ui.visits.fields.typed import TypedField
from tests.ui.hands import focused, on_screen, press, type_keys
from tests.ui.visits.forms_made import form_with
from tests.ui.visits.hands import doors, form_view, give, type_into
from tests.ui.visits.test_photos_and_signatures import answering

PLAIN = NodeState(path="q", name="q", kind="question", label="题", control="input")
ABC = tuple(Choice(value, f"选{value}") for value in "abc")
SCALE = {"start": "0", "end": "10", "step": "2"}


def made(field: type[Field], qtbot: QtBot, **more: object) -> tuple[Field, list[str]]:
    state = replace(PLAIN, **more)  # pyright: ignore[reportArgumentType]
    shown = field(state, doors())  # pyright: ignore[reportCallIssue]
    qtbot.addWidget(shown)
    return shown, answering(shown)


# -- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１２", "12"),
        ("1,200", "1200"),
        ("1,200元", "1200"),
        (" 7 人", "7"),
        ("05", "5"),
        ("-3", "-3"),
        ("", ""),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(typed: str, value: str):
    assert read_number(typed, is_whole=True) == value


@pytest.mark.parametrize(
    ("typed", "value"), [("85.50", "85.5"), (".5", "0.5"), ("3.", "3"), ("0.0", "0")]
)
def test_a_number_is_read_as_people_write_it(typed: str, value: str):
    assert read_number(typed, is_whole=False) == value


@pytest.mark.parametrize("typed", ["六十", "1.5.2", "12a", "1e5", "9" * 30, "٣"])
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(Refused, match="例如"):
        read_number(typed, is_whole=False)


@given(st.integers(min_value=-(2**31) + 1, max_value=2**31 - 1))
def test_a_canonical_number_is_read_as_itself(number: int):
    assert read_number(str(number), is_whole=True) == str(number)


# -- parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("9:30", "09:30"), ("0930", "09:30"), ("930", "09:30"), ("９：３０", "09:30"), ("9点半", "09:30"), ("14时5分", "14:05"), ("9点", "09:00"), ("", "")],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, clock: str):
    assert read_clock(typed) == clock


@pytest.mark.parametrize("typed", ["25:00", "9:75", "上午", "99999"])
def test_what_is_no_time_is_refused(typed: str):
    with pytest.raises(Refused, match="请写成"):
        read_clock(typed)


@pytest.mark.parametrize(
    ("kind", "type_", "lines", "value"),
    [
        (TimeField, "time", ["14:05"], "14:05:00.000+08:00"),
        (MomentField, "dateTime", ["20261123", "9点"], "2026-11-23T09:00:00.000+08:00"),
        (PlaceField, "geopoint", ["31.23", "108.39"], "31.23 108.39 0 0"),
    ],
)
def test_parts_make_one_answer(
    kind: type[PartsField], type_: str, lines: list[str], value: str, qtbot: QtBot, theme: Theme
):
    field, given_ = made(kind, qtbot, type=type_)
    assert isinstance(field, PartsField)
    for line, text in zip(field.lines, lines, strict=True):
        line.setText(text)
        line.setModified(True)
    field.commit()
    assert given_ == [value]
    form = form_view(form_with(f'<bind nodeset="/data/q" type="{type_}"/>'))
    qtbot.addWidget(form)
    form.answer("q", value)
    assert form.sheet.filling.node("q").value


def test_enter_goes_from_part_to_part_and_on_from_the_last(qtbot: QtBot, theme: Theme):
    field, given_ = made(MomentField, qtbot, type="dateTime")
    assert isinstance(field, PartsField)
    moved: list[bool] = []
    field.moved_on.connect(lambda: moved.append(True))
    on_screen(qtbot, field)
    field.lines[0].setFocus()
    type_keys("20261123")
    press(Qt.Key.Key_Return)
    assert (focused(), moved) == (field.lines[1], [])
    type_keys("930")
    press(Qt.Key.Key_Return)
    assert (given_, moved) == (["2026-11-23T09:30:00.000+08:00"], [True])


def test_half_a_place_says_what_is_missing(qtbot: QtBot, theme: Theme):
    field, given_ = made(PlaceField, qtbot, type="geopoint")
    assert isinstance(field, PartsField)
    field.lines[0].setText("31.2")
    field.lines[0].setModified(True)
    field.commit()
    assert (given_, field.unreadable) == ([], "纬度和经度都要填；不清楚就都空着。")
    assert field.lines[0].text() == "31.2"


# -- scales and orders ------------------------------------------------------------------------------


def test_a_range_takes_only_what_is_on_its_scale(qtbot: QtBot, theme: Theme):
    field, given_ = made(RangeField, qtbot, control="range", type="int", attributes=SCALE)
    assert isinstance(field, RangeField)
    for typed in ("5", "12", "8"):
        field.line.setText(typed)
        field.line.setModified(True)
        field.commit()
    assert given_ == ["8"]
    assert field.slider.value() == 4


def test_a_range_is_moved_by_keys(qtbot: QtBot, theme: Theme):
    field, given_ = made(RangeField, qtbot, control="range", type="int", attributes=SCALE)
    assert isinstance(field, RangeField)
    QTest.keyClick(field.slider, Qt.Key.Key_Right)
    QTest.keyClick(field.slider, Qt.Key.Key_Right)
    assert given_ == ["2", "4"]


def test_a_range_nobody_touched_is_no_answer(qtbot: QtBot, theme: Theme):
    field, given_ = made(RangeField, qtbot, control="range", type="int", attributes=SCALE)
    field.commit()
    assert given_ == []


def test_an_order_is_given_by_pressing_one_after_the_other(qtbot: QtBot, theme: Theme):
    field = ChoicesField(replace(PLAIN, control="rank", choices=ABC), doors(), press=choose_several)
    qtbot.addWidget(field)
    given_ = answering(field)
    for place in (2, 0, 1):
        field.buttons[place].click()
    assert given_[-1] == "c a b"
    assert [button.badge for button in field.buttons] == ["2", "3", "1"]


def test_something_is_confirmed_and_taken_back(qtbot: QtBot, theme: Theme):
    field, given_ = made(AgreedField, qtbot, control="trigger")
    assert isinstance(field, AgreedField)
    field.buttons[0].click()
    field.buttons[0].click()
    assert given_ == ["OK", ""]


# -- lists ------------------------------------------------------------------------------------------


def test_a_long_list_is_searched_by_a_part_or_by_initials(qtbot: QtBot, theme: Theme):
    villages = tuple(
        Choice(str(n), name) for n, name in enumerate("大湾村 小河村 新店村 桑坪村".split())
    )
    field = ChoiceListField(replace(PLAIN, control="select1", choices=villages), doors())
    qtbot.addWidget(field)
    given_ = answering(field)
    type_into(field, "小河")
    type_into(field, "spc")
    assert given_ == ["1", "3"]
    type_into(field, "北京")
    assert given_ == ["1", "3"]
    assert "请换个说法" in field.unreadable


def test_a_question_that_gets_many_choices_becomes_a_list(qtbot: QtBot, theme: Theme):
    few = replace(PLAIN, control="select1", choices=ABC)
    many = replace(few, choices=tuple(Choice(str(n), f"村{n}") for n in range(30)))
    assert maker_for(few) is not maker_for(many)
    assert maker_for(few) is maker_for(replace(few, choices=()))


def test_many_choices_can_be_searched_and_what_is_chosen_stays_in_sight(qtbot: QtBot, theme: Theme):
    names = tuple(Choice(f"v{n}", f"第{n}类") for n in range(14))
    field = ChoicesField(
        replace(PLAIN, control="select", choices=names), doors(), press=choose_several
    )
    qtbot.addWidget(field)
    answering(field)
    field.buttons[3].click()
    assert field.search is not None
    field.search.setText("第12")
    assert [one.text() for one in field.buttons if not one.isHidden()] == ["第3类", "第12类"]


def test_pressing_the_chosen_one_again_keeps_it(qtbot: QtBot, theme: Theme):
    field = ChoicesField(replace(PLAIN, control="select1", choices=ABC), doors())
    qtbot.addWidget(field)
    given_ = answering(field)
    field.buttons[1].click()
    field.buttons[1].click()
    assert given_ == ["b"]
    assert field.buttons[1].isChecked()


def test_rows_of_a_table_are_answered_like_any_choice(qtbot: QtBot, theme: Theme):
    choices = "".join(
        f"<item><label>{one.label}</label><value>{one.value}</value></item>" for one in ABC
    )
    rows = "".join(
        f'<select1 ref="/data/{name}" appearance="{kind}"><label>{name}</label>{choices}</select1>'
        for name, kind in (("h", "label"), ("a", "list-nolabel"), ("b", "list-nolabel"))
    )
    form = form_view(form_with("", "<h/><a/><b/>", rows))
    qtbot.addWidget(form)
    form.go_to("a")
    give(form.boxes()["a"], "c")
    give(form.boxes()["b"], "a")
    node = form.sheet.filling.node
    assert (node("a").value, node("b").value) == ("c", "a")


@pytest.mark.parametrize(
    ("appearance", "typed", "value", "shown"),
    [
        ("month-year", "2026年3月", "2026-03-01", "2026年3月"),
        ("year", "2026", "2026-01-01", "2026年"),
    ],
)
def test_a_month_or_a_year_is_kept_as_its_first_day(
    appearance: str, typed: str, value: str, shown: str, qtbot: QtBot, theme: Theme
):
    state = replace(PLAIN, type="date", appearance=appearance)
    field = maker_for(state)(state, doors())
    qtbot.addWidget(field)
    given_ = answering(field)
    assert isinstance(field, TypedField)
    type_into(field, typed)
    assert given_ == [value]
    line = field.stops()[0]
    assert isinstance(line, QLineEdit)
    assert line.text() == shown
