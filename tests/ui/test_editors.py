"""What is typed into a field, and what becomes of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from app import resources
from app.domain.clock import CHINA
from app.domain.codes import DISABILITY_KIND, MARRIAGE, NATION
from app.domain.divisions import Divisions
from app.errors import Refused
from app.ui.theme import Theme
from app.ui.widgets.editors.codes import ButtonsEditor, ListEditor
from app.ui.widgets.editors.description import Choice, FieldDescription, Finding, Kind, choices_of
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.editors.form import FieldForm, editor_for
from app.ui.widgets.editors.initials import initials
from app.ui.widgets.editors.reading import read, read_date, read_moment, write, write_moment
from tests.ui.hands import CONTROL, NONE, focused, on_screen, press, type_keys
from tests.ui.hands import write as write_chinese

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def today() -> date:
    return TODAY


def shown(qtbot: QtBot, description: FieldDescription) -> FieldEditor:
    """An editor on the screen, with the focus."""
    editor = on_screen(qtbot, editor_for(description, today))
    editor.setFocus()
    return editor


def committed(editor: FieldEditor) -> list[Any]:
    """What the editor commits from now on."""
    values: list[Any] = []
    editor.committed.connect(values.append)
    return values


def line_of(editor: FieldEditor) -> QLineEdit:
    return editor.findChild(QLineEdit)  # pyright: ignore[reportReturnType]


# -- reading ------------------------------------------------------------------------------------


@given(DAYS)
def test_a_date_is_read_however_it_is_written(day: date):
    padded = f"{day:%m}", f"{day:%d}"
    for month, of_month in (padded, (str(day.month), str(day.day))):
        for form in ("{}.{}.{}", "{}-{}-{}", "{}/{}/{}", "{}年{}月{}日", " {} . {} . {} "):
            assert read_date(form.format(day.year, month, of_month)) == day
    assert read_date(f"{day:%Y%m%d}") == day


@given(DAYS)
def test_a_date_that_is_shown_is_read_back(day: date):
    description = FieldDescription("day", "日期", Kind.DAY)
    assert read(description, write(description, day)) == day


@given(DAYS, st.times())
def test_a_moment_that_is_shown_is_read_back_and_a_time_alone_is_of_today(day: date, at: time):
    moment = datetime.combine(day, at.replace(second=0, microsecond=0), CHINA)
    assert read_moment(write_moment(moment), TODAY) == moment
    alone = read_moment(f"{at:%H:%M}", day)
    assert alone == moment


@pytest.mark.parametrize("typed", ["25:00", "2026.11.23", "昨天下午", "11.23 9:00"])
def test_what_is_no_moment_is_refused_with_the_way_to_write_it(typed: str):
    with pytest.raises(Refused, match="请写"):
        read_moment(typed, TODAY)


@given(st.text())
def test_typing_never_raises_anything_but_a_refusal(typed: str):
    for kind in (Kind.TEXT, Kind.NUMBER, Kind.AMOUNT, Kind.DAY, Kind.MONTH):
        with suppress(Refused):
            read(FieldDescription("x", "某项", kind), typed)


@given(st.decimals(0, 99_999_999, places=2))
def test_an_amount_that_is_shown_is_read_back(amount: Decimal):
    description = FieldDescription("amount", "金额", Kind.AMOUNT)
    assert read(description, write(description, amount)) == amount


@pytest.mark.parametrize("typed", ["11.23", "1123", "2026", "11月23日", "2026.13.1", "46349"])
def test_a_date_that_could_mean_something_else_is_asked_about(typed: str):
    with pytest.raises(Refused):
        read_date(typed)


def test_amounts_are_shown_with_commas_and_no_more_digits_than_they_have():
    description = FieldDescription("amount", "金额", Kind.AMOUNT)
    amounts = ("1008.5", "445", "0.05", "12345678.10", "3.125")
    assert [write(description, Decimal(text)) for text in amounts] == [
        "1,008.50",
        "445",
        "0.05",
        "12,345,678.10",
        "3.125",
    ]


def test_initials_of_every_division_and_code_agree_with_a_dictionary():
    """Where the character is in level one of GB 2312; a second opinion, readings aside."""
    from pypinyin import Style, pinyin

    rows = Divisions.from_rows(resources.read_table("divisions.csv")).by_code.values()
    texts = [row.short_name for row in rows] + [label for _, label in NATION]
    wrong = [
        (character, found)
        for text in texts
        for character in text
        if (found := initials(character)).isascii() and found.isalpha()
        if found
        not in {
            reading[0]
            for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]
            if reading
        }
    ]
    assert wrong == []


# -- committing ---------------------------------------------------------------------------------


def test_a_field_is_committed_when_it_is_left(qtbot: QtBot, theme: Theme):
    descriptions = FieldDescription("a", "甲", Kind.NUMBER), FieldDescription("b", "乙")
    form = on_screen(qtbot, FieldForm(descriptions, today))
    values: dict[str, Any] = {}
    form.committed.connect(values.__setitem__)
    form.start()
    type_keys("12")
    assert values == {}
    press(Qt.Key.Key_Tab)
    assert values == {"a": 12}


def test_a_value_that_did_not_change_is_not_committed(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("a", "甲", Kind.AMOUNT))
    editor.show_value(Decimal("1008.5"))
    values = committed(editor)
    line = line_of(editor)
    line.selectAll()
    type_keys("1008.50", line)
    press(Qt.Key.Key_Return, widget=line)
    assert values == []
    assert line.text() == "1,008.50"


def test_what_cannot_be_read_stays_as_typed_with_a_sentence(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("a", "日期", Kind.DAY))
    values = committed(editor)
    line = line_of(editor)
    type_keys("11.23", line)
    assert not editor.commit()
    assert line.text() == "11.23"
    assert editor.remark.text() == "还缺年份，请写成“2026.11.23”的样子。"
    assert not editor.remark.isHidden()
    type_keys("x", line)
    line.setText("2026.11.23")
    assert editor.commit()
    assert editor.remark.isHidden()
    assert values == [date(2026, 11, 23)]
    assert line.text() == "2026年11月23日"


def test_a_pause_commits_what_can_be_read_and_is_silent_about_the_rest(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("a", "日期", Kind.DAY))
    values = committed(editor)
    line = line_of(editor)
    type_keys("202611", line)
    editor.commit_quietly()
    assert values == []
    assert editor.remark.isHidden()
    type_keys("23", line)
    editor.commit_quietly()
    assert values == [date(2026, 11, 23)]
    assert line.text() == "20261123"  # not rewritten under the hands of who types


def test_what_is_being_typed_is_not_replaced_by_a_refresh(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("a", "甲"))
    type_keys("abc", line_of(editor))
    editor.show_value("xyz")
    assert line_of(editor).text() == "abc"


def test_chinese_typed_with_an_input_method_is_committed(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("name", "姓名", most=4))
    values = committed(editor)
    write_chinese("欧阳㛃𬱖")
    assert editor.commit()  # four characters, though Qt counts five
    assert values == ["欧阳㛃𬱖"]


def test_an_error_stops_and_a_remark_does_not(qtbot: QtBot, theme: Theme):
    findings = {
        "500231": Finding("还差12位，请补全。"),
        "x": Finding("少见的写法，请核对。", False),
    }
    editor = shown(qtbot, FieldDescription("a", "证件号", check=findings.get))
    values = committed(editor)
    line = line_of(editor)
    type_keys("500231", line)
    assert not editor.commit()
    line.selectAll()
    type_keys("x", line)
    assert editor.commit()
    assert values == ["x"]
    assert editor.remark.text() == "少见的写法，请核对。"


def test_a_required_field_left_empty_is_the_first_problem(qtbot: QtBot, theme: Theme):
    form = on_screen(
        qtbot,
        FieldForm(
            (FieldDescription("a", "甲"), FieldDescription("b", "乙", is_required=True)), today
        ),
    )
    form.start()
    assert not form.check()
    assert form.editors["b"].remark.text() == "还没有填“乙”，请填写。"
    assert form.editors["b"].isAncestorOf(focused())


# -- codes --------------------------------------------------------------------------------------


def nations(qtbot: QtBot) -> ListEditor:
    editor = shown(qtbot, FieldDescription("nation", "民族", Kind.CODE, choices_of(NATION)))
    assert isinstance(editor, ListEditor)
    return editor


def test_a_code_is_found_by_its_pinyin_initials(qtbot: QtBot, theme: Theme):
    editor = nations(qtbot)
    values = committed(editor)
    type_keys("tjz", editor.line)
    press(Qt.Key.Key_Return, widget=editor.line)
    assert values == ["15"]
    assert editor.line.text() == "土家族"


def test_a_code_is_chosen_with_the_arrows(qtbot: QtBot, theme: Theme):
    editor = nations(qtbot)
    values = committed(editor)
    for _ in range(3):
        press(Qt.Key.Key_Down, widget=editor.line)
    press(Qt.Key.Key_Return, widget=editor.line)
    assert values == ["03"]


def test_a_text_that_is_no_code_is_said_to_be_none(qtbot: QtBot, theme: Theme):
    editor = nations(qtbot)
    values = committed(editor)
    type_keys("qqq", editor.line)
    assert not editor.commit()
    assert values == []
    assert editor.remark.text().startswith("列表中没有这一项")


def test_a_code_of_a_newer_version_is_kept(qtbot: QtBot, theme: Theme):
    editor = nations(qtbot)
    editor.show_value("ZZ")
    values = committed(editor)
    editor.note_edit()
    assert editor.commit()
    assert (values, editor.line.text()) == ([], "ZZ")


def test_a_few_choices_are_buttons_and_a_digit_presses_one(qtbot: QtBot, theme: Theme):
    choices = choices_of(list(MARRIAGE)[:4])
    editor = shown(qtbot, FieldDescription("marriage", "婚姻", Kind.CODE, choices))
    assert isinstance(editor, ButtonsEditor)
    values = committed(editor)
    type_keys("2")
    type_keys("2")
    assert values == ["20", None]


def test_yes_and_no_and_not_known(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("flag", "寄宿", Kind.FLAG))
    values = committed(editor)
    for key in "122":
        type_keys(key)
    assert values == [True, False, None]


def test_several_codes_keep_the_order_of_the_list(qtbot: QtBot, theme: Theme):
    editor = shown(
        qtbot, FieldDescription("kinds", "残疾类别", Kind.CODES, choices_of(DISABILITY_KIND))
    )
    editor.show_value(["4", "99"])
    values = committed(editor)
    press(Qt.Key.Key_Space)
    assert values == [("1", "4", "99")]  # and a code this version does not know stays


def test_a_tick_as_long_as_a_sentence_goes_on_in_the_next_line(qtbot: QtBot, theme: Theme):
    sentence = "多处损伤、严重营养不良、意识不清，存在或疑似受到家庭暴力、欺凌、虐待、殴打"
    editor = shown(
        qtbot, FieldDescription("kinds", "疑似情形", Kind.CODES, (Choice("1", sentence),))
    )
    tick: Any = editor.findChild(QCheckBox)
    assert tick.text().split("\n") == [sentence[:22], sentence[22:]]
    assert tick.accessibleName() == sentence


def test_a_date_is_picked_from_the_calendar(qtbot: QtBot, theme: Theme):
    editor = shown(qtbot, FieldDescription("day", "日期", Kind.DAY))
    values = committed(editor)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, line_of(editor))
    calendar: Any = editor.findChild(QCalendarWidget)
    assert calendar.selectedDate().toPython() == TODAY
    calendar.clicked.emit(calendar.selectedDate())
    assert values == [TODAY]


# -- the whole form by keyboard -------------------------------------------------------------------


def test_a_form_is_filled_without_the_mouse(qtbot: QtBot, theme: Theme):
    descriptions = (
        FieldDescription("name", "姓名"),
        FieldDescription("birth", "出生日期", Kind.DAY),
        FieldDescription("nation", "民族", Kind.CODE, choices_of(NATION)),
        FieldDescription("marriage", "婚姻", Kind.CODE, choices_of(list(MARRIAGE)[:4])),
        FieldDescription("income", "收入", Kind.AMOUNT),
        FieldDescription("is_shared", "共同生活", Kind.FLAG),
        FieldDescription("note", "备注", Kind.LONG_TEXT),
    )
    form = on_screen(qtbot, FieldForm(descriptions, today))
    values: dict[str, Any] = {}
    form.committed.connect(values.__setitem__)
    form.start()
    typed = ("wang fang", "19620504", "tjz", "2", "1,008.5", "1", "ok")
    with qtbot.waitSignal(form.finished):
        for keys in typed:
            type_keys(keys)
            is_last = keys == "ok"
            modifier = CONTROL if is_last else NONE
            press(Qt.Key.Key_Return, modifier)
    assert values == {
        "name": "wang fang",
        "birth": date(1962, 5, 4),
        "nation": "15",
        "marriage": "20",
        "income": Decimal("1008.5"),
        "is_shared": True,
        "note": "ok",
    }


def test_tab_goes_from_field_to_field_whatever_kinds_they_are(qtbot: QtBot):
    many = choices_of(NATION)
    kinds = {Kind.CODE: many, Kind.PLACE: many, Kind.CODES: choices_of(DISABILITY_KIND)}
    fields = [FieldDescription(kind, kind, kind, kinds.get(kind, ())) for kind in Kind]
    form = on_screen(qtbot, FieldForm([*fields, FieldDescription("last", "末")], today))
    form.start()
    reached: set[str] = set()
    for _ in range(60):
        reached |= {name for name, one in form.editors.items() if one.isAncestorOf(focused())}
        press(Qt.Key.Key_Tab)
    assert reached == set(form.editors)
