"""Filling in: what is refreshed, keys alone, undo, notices, rows, errors beside the field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.forms.prefill import KnownAnswer
from app.ui.theme import Theme
from app.ui.visits.fields.typed import TypedField
from app.ui.visits.form_pages import CHECK
from app.ui.visits.form_view import FormView, Step
from app.ui.visits.question import QuestionBox
from app.ui.visits.row_cards import RowCard
from app.ui.visits.sheet import Sheet
from tests.ui.visits.hands import (
    WINDOW,
    doors,
    filling,
    form_view,
    give,
    open_every_row,
    shipped,
    type_into,
)

RUHU, ERTONG = shipped("ruhu"), shipped("ertong")


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> FormView:
    return shown(form_view(RUHU), qtbot)


def shown(view: FormView, qtbot: QtBot) -> FormView:
    """On screen, with the keyboard."""
    qtbot.addWidget(view)
    view.resize(*WINDOW)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.enter_first_page()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return view


def key(which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget)
    QTest.keyClick(target, which, modifier)


def refreshes(view: FormView) -> dict[str, int]:
    return {path: box.refreshes for path, box in view.boxes().items()}


def first_row(view: FormView) -> str:
    return view.sheet.filling.rows("member")[0]


# -- only what changed ----------------------------------------------------------------------------


def test_an_answer_refreshes_only_what_it_changes(view: FormView):
    open_every_row(view)
    before = refreshes(view)
    give(view.boxes()["head/phone"], "13896212345")
    changed = {path for path, number in refreshes(view).items() if number != before[path]}
    assert changed == {"head/phone"}


def test_an_answer_that_others_depend_on_refreshes_those(view: FormView):
    open_every_row(view)
    row = first_row(view)
    before = refreshes(view)
    give(view.boxes()[f"{row}/mdis"], "yes")
    changed = {path for path, number in refreshes(view).items() if number != before[path]}
    assert changed == {f"{row}/mdis", f"{row}/mdislv", f"{row}/mdist", "summary"}


def test_a_new_row_leaves_the_others_as_they_are(view: FormView):
    open_every_row(view)
    old = view.boxes()
    view.add_row("member")
    assert {path: box for path, box in view.boxes().items() if path in old} == old


# -- keys alone -----------------------------------------------------------------------------------


def test_enter_goes_through_every_question_and_every_page_to_the_end(view: FormView, qtbot: QtBot):
    asked = [path for page in view.sheet.pages() for path in view.standing.answerable(page.key)]
    visited: list[str] = [view.place]
    view.place_changed.connect(visited.append)
    for _ in range(len(asked) + 4):
        if view.page_key == CHECK:
            break
        is_text = isinstance(QApplication.focusWidget(), QPlainTextEdit)
        control = Qt.KeyboardModifier.ControlModifier if is_text else Qt.KeyboardModifier.NoModifier
        key(Qt.Key.Key_Return, control)
    assert view.page_key == CHECK
    assert visited == asked


def test_the_whole_form_can_be_filled_in_without_a_mouse(view: FormView, qtbot: QtBot):
    view.go_to("loc/county")
    key(Qt.Key.Key_1)
    key(Qt.Key.Key_Return)
    assert view.place == "loc/town"
    key(Qt.Key.Key_Down)
    assert view.sheet.filling.node("loc/town").value == "a1"
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert view.sheet.filling.node("loc/village").value == "a12"
    key(Qt.Key.Key_PageDown)
    assert view.page_key == "head"
    key(Qt.Key.Key_PageUp)
    assert view.page_key == "loc"


def test_enter_never_answers(view: FormView):
    begun = view.place
    for _ in range(30):
        key(Qt.Key.Key_Return)
    assert view.place != begun
    assert not view.sheet.can_undo


def test_keys_choose_several(view: FormView):
    view.go_to("need/needs")
    key(Qt.Key.Key_2)
    key(Qt.Key.Key_4)
    key(Qt.Key.Key_2)
    assert view.sheet.filling.node("need/needs").value == "house"
    key(Qt.Key.Key_Delete)
    assert view.sheet.filling.node("need/needs").value == ""


def test_alt_digits_do_nothing_in_a_text(view: FormView):
    view.go_to("head/hname")
    key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert view.sheet.filling.node("head/hname").value == ""


def test_tab_stops_in_the_order_of_the_page(view: FormView):
    view.go_to("member")
    view.show_page("member")
    view.go_to(f"{first_row(view)}/mname")
    places: list[str] = []
    view.place_changed.connect(places.append)
    for _ in range(3):
        key(Qt.Key.Key_Tab)
    assert [path.rpartition("/")[2] for path in places] == ["mrel", "mage", "mdis"]


def test_a_row_is_added_by_key_where_the_focus_is(view: FormView):
    view.go_to(f"{first_row(view)}/mname")
    key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    rows = view.sheet.filling.rows("member")
    assert len(rows) == 2
    assert view.place == f"{rows[1]}/mname"


# -- undo and notices -----------------------------------------------------------------------------


def test_undo_goes_back_to_the_question_it_takes_back(view: FormView):
    view.go_to("head/hname")
    give(view.boxes()["head/hname"], "张三")
    view.next_page()
    assert view.undo()
    assert view.sheet.filling.node("head/hname").value == ""
    assert (view.page_key, view.place) == ("head", "head/hname")


def test_ctrl_z_in_a_text_first_undoes_typing_and_then_the_answer(view: FormView):
    view.go_to("head/phone")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "138")
    key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""
    QTest.keyClicks(line, "139")
    key(Qt.Key.Key_Return)
    assert view.sheet.filling.node("head/phone").value == "139"
    view.go_to("head/phone")
    key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.sheet.filling.node("head/phone").value == ""


def test_without_a_step_of_this_session_the_journal_is_asked(view: FormView, qtbot: QtBot):
    with qtbot.waitSignal(view.older_undo_requested):
        assert not view.undo()


def test_what_the_logic_clears_is_told_in_words_and_can_be_taken_back(view: FormView):
    for path, value in (("loc/county", "a"), ("loc/town", "a1"), ("loc/village", "a11")):
        view.go_to(path)
        give(view.boxes()[path], value)
    view.go_to("loc/county")
    give(view.boxes()["loc/county"], "b")
    assert view.bar.text() == "乡镇（街道）：选项“甲一镇”不再可选，已清除"
    give(view.boxes()["loc/visit_date"], "2026-10-01")
    view.bar.undo_button.click()
    node = view.sheet.filling.node
    assert [node(f"loc/{name}").value for name in ("county", "town", "visit_date")] == [
        "a", "a1", "2026-10-01",
    ]  # fmt: skip
    assert view.bar.isHidden()


def test_a_removed_row_comes_back_with_all_that_was_in_it(view: FormView):
    view.add_row("member")
    row = view.sheet.filling.rows("member")[1]
    give(view.boxes()[f"{row}/mname"], "李桂英")
    view.remove_row(row)
    assert f"{row}/mname" not in view.boxes()
    view.bar.undo_button.click()
    assert view.sheet.filling.node(f"{row}/mname").value == "李桂英"
    assert view.view_of("member").reveal(f"{row}/mname") is not None


# -- rows -----------------------------------------------------------------------------------------


def test_twelve_members_are_folded_and_any_can_be_gone_to(qtbot: QtBot, theme: Theme):
    form = filling(RUHU)
    for _ in range(11):
        form.add_row("member")
    for number, row in enumerate(form.rows("member"), 1):
        form.answer(f"{row}/mname", f"成员{number}")
        form.answer(f"{row}/mage", str(number))
    view = shown(FormView(Sheet(form), doors()), qtbot)
    view.show_page("member")
    cards = view.view_of("member").findChildren(RowCard)
    assert [card.is_folded for card in cards] == [True] * 12
    last = form.rows("member")[-1]
    assert view.go_to(f"{last}/mage")
    assert [card.is_folded for card in cards] == [True] * 11 + [False]
    give(view.boxes()[f"{last}/mage"], "40")
    assert form.node("summary").label.startswith("共12人，未成年11人")


def test_a_new_row_is_in_sight_with_its_first_question(view: FormView, qtbot: QtBot):
    view.show_page("member")
    for _ in range(5):
        view.add_row("member")
    box = view.boxes()[view.place]
    page = view.view_of("member").viewport()

    def is_in_sight() -> bool:
        top = box.mapTo(page, QPoint(0, 0)).y()
        return top >= 0 and top + box.height() <= page.height()

    qtbot.waitUntil(is_in_sight, timeout=2000)


def test_rows_that_an_answer_counts_have_no_buttons_to_add_or_remove(qtbot: QtBot, theme: Theme):
    view = shown(form_view(ERTONG), qtbot)
    give(view.boxes()["nchild"], "2")
    view.show_page("child")
    assert len(view.view_of("child").findChildren(RowCard)) == 2
    texts = visible_texts(view.view_of("child"))
    assert not [text for text in texts if "删除" in text or "再加" in text]


def test_a_row_unfolded_late_shows_what_was_answered_meanwhile(qtbot: QtBot, theme: Theme):
    view = shown(form_view(ERTONG), qtbot)
    view.answer("nchild", "6")
    view.show_page("child")
    last = view.sheet.filling.rows("child")[-1]
    assert f"{last}/ctype" not in view.boxes()
    view.answer(f"{last}/ctype", "left")
    assert view.go_to(f"{last}/guard/gname")
    assert view.boxes()[f"{last}/guard/gname"].isVisible()


def visible_texts(widget: QWidget) -> list[str]:
    found = widget.findChildren(QAbstractButton)
    return [one.text() for one in found if one.isVisible()]


# -- what is wrong --------------------------------------------------------------------------------


def test_what_breaks_a_rule_is_kept_and_said_beside_the_field(view: FormView):
    box = at(view, "head/phone")
    give(box, "12345")
    assert view.sheet.filling.node("head/phone").value == "12345"
    view.go_to("head/hname")
    assert "手机号" in box.field.remark.text()


def test_nothing_is_called_wrong_while_it_is_typed(view: FormView, qtbot: QtBot):
    box = at(view, "head/phone")
    assert isinstance(box.field, TypedField)
    pause = box.field.editor.findChild(QTimer)
    assert pause is not None
    pause.setInterval(1)
    QTest.keyClicks(box.field.stops()[0], "138")
    qtbot.waitUntil(lambda: view.sheet.filling.node("head/phone").value == "138")
    assert box.field.remark.text() == ""


def test_an_id_number_is_told_what_is_missing(qtbot: QtBot, theme: Theme):
    view = shown(form_view(RUHU, kinds={"hid": "id_no"}), qtbot)
    box = at(view, "head/hid")
    give(box, "50023519590307123")
    view.go_to("head/hname")
    assert box.field.remark.text() == "证件号应为18位，现有17位。请对照证件补全。"


def test_what_cannot_be_read_stays_as_typed_and_stops_finishing(view: FormView):
    row = first_row(view)
    box = at(view, f"{row}/mage")
    assert isinstance(box.field, TypedField)
    type_into(box.field, "六十多")
    line = box.field.stops()[0]
    assert isinstance(line, QLineEdit)
    assert line.text() == "六十多"
    assert box.field.remark.text() == "这里要填数字，例如 4。"
    assert ("unreadable", f"{row}/mage") in [(one.kind, one.path) for one in view.problems()]
    give(box, "65")
    assert "unreadable" not in [one.kind for one in view.problems()]


def test_a_missing_answer_is_said_only_after_its_page_was_left(view: FormView):
    view.show_page("head")
    box = view.boxes()["head/hname"]
    assert box.field.remark.text() == ""
    view.next_page()
    assert box.field.remark.text() == "请填写户主姓名"


def test_what_is_asked_only_later_is_given_a_chance_first(view: FormView):
    view.go_to("loc/county")
    view.show_page("member")
    view.show_page("loc")
    give(view.boxes()["loc/county"], "a")
    assert view.boxes()["loc/town"].field.remark.text() == ""
    view.show_page("member")
    view.add_row("member")
    assert view.boxes()[view.place].field.remark.text() == ""
    view.show_page("loc")
    assert view.boxes()["loc/town"].field.remark.text() == "还没有选，请选一项。"


def at(view: FormView, path: str) -> QuestionBox:
    view.go_to(path)
    return view.boxes()[path]


def test_the_last_page_leads_to_everything_that_is_missing(view: FormView):
    view.show_page(CHECK)
    assert len(view.check.buttons) == len(view.problems()) == 5
    view.check.buttons[1].click()
    assert view.place == view.problems()[1].path
    view.show_page(CHECK)
    view.next_button.click()
    assert view.place == view.problems()[0].path


def test_the_last_page_says_which_row_and_what_to_do(view: FormView):
    view.add_row("member")
    view.show_page(CHECK)
    texts = [button.text() for button in view.check.buttons]
    assert "三、家庭成员 第 2 个　成员2姓名：还没有填，请填写。" in texts
    assert "四、需求　存在困难（多选）：还没有选，请至少选一项。" in texts


def test_a_finished_form_asks_to_be_finished(view: FormView, qtbot: QtBot):
    row = first_row(view)
    answers = {
        "loc/county": "a", "loc/town": "a1", "head/hname": "张建国", "head/hid": "500235195903071239",
        f"{row}/mname": "张建国", "need/needs": "none",
    }  # fmt: skip
    for path, value in answers.items():
        give(at(view, path), value)
    problems = view.problems()
    if problems:  # the check digit of the made-up number
        give(at(view, "head/hid"), "11010519491231002X")
    view.show_page(CHECK)
    with qtbot.waitSignal(view.finish_requested):
        view.next_button.click()


# -- carried in, resumed --------------------------------------------------------------------------


def test_a_known_answer_is_marked_until_it_is_changed(qtbot: QtBot, theme: Theme):
    form = filling(RUHU)
    form.answer("head/hname", "张建国")
    known = {"head/hname": KnownAnswer("张建国", "人员档案")}
    view = shown(FormView(Sheet(form), doors(), known), qtbot)
    box = at(view, "head/hname")
    assert "已带入 · 人员档案" in box.heading()
    give(box, "张建军")
    assert "已改动，人员档案为：张建国" in box.heading()


def test_a_label_is_never_read_as_markup(qtbot: QtBot, theme: Theme):
    form = filling(RUHU)
    form.answer("head/hname", "<b>张</b>")
    view = shown(FormView(Sheet(form), doors(), {"head/hname": KnownAnswer("<i>", "<u>")}), qtbot)
    assert "<i>" not in at(view, "head/hname").heading()
    assert "&lt;i&gt;" in at(view, "head/hname").heading()


def test_each_step_is_told_at_once_with_a_number(view: FormView):
    steps: list[Step] = []
    view.stepped.connect(steps.append)
    give(at(view, "loc/county"), "a")
    view.add_row("member")
    view.remove_row(view.sheet.filling.rows("member")[1])
    view.undo()
    assert [(one.number, one.kind) for one in steps] == [
        (1, "answer"), (2, "add_row"), (3, "remove_row"), (4, "undo"),
    ]  # fmt: skip
    assert (steps[0].path, steps[0].value) == ("loc/county", "a")


def test_a_click_on_a_choice_answers_it(view: FormView, qtbot: QtBot):
    box = at(view, "loc/county")
    button = box.field.stops()[1]
    for _ in range(2):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert view.sheet.filling.node("loc/county").value == "b"
