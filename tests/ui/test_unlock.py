"""The windows before the vault is open: they ask for what is needed and know no keys."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.clock import FixedClock
from app.ui.curtain import Curtain
from app.ui.theme import Theme
from app.ui.unlock.first_run import FirstRunAnswers, FirstRunWizard
from app.ui.unlock.password_dialog import PasswordDialog
from app.ui.unlock.password_field import PasswordRule
from app.ui.unlock.unlock_window import UnlockWindow, VaultEntry
from app.ui.widgets.editors.description import Choice
from tests.ui.conftest import NOON
from tests.ui.hands import NONE, focused, on_screen, press, type_keys, write

ONE = (VaultEntry("v1", "王芳", "砚台镇"),)
TWO = (*ONE, VaultEntry("v2", "陈静", "顺昌村"))
UNITS = (Choice("500231107", "砚台镇"), Choice("500231107207", "砚台镇顺昌村"))
ROLES = (Choice("V", "村社区经办"), Choice("T", "乡镇经办"))


def check_password(password: str) -> Sequence[PasswordRule]:
    return (PasswordRule("至少10个字", len(password) >= 10),)


def words(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def button(window: QWidget, text: str) -> QPushButton:
    return next(one for one in window.findChildren(QPushButton) if one.text() == text)


@pytest.fixture
def unlock(qtbot: QtBot, theme: Theme, clock: FixedClock) -> UnlockWindow:
    return on_screen(qtbot, UnlockWindow(ONE, clock))


def asked(window: UnlockWindow) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    window.unlock_requested.connect(lambda vault, password: said.append((vault, password)))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    return said


def test_typing_and_enter_is_all_it_takes(unlock: UnlockWindow):
    said = asked(unlock)
    type_keys("correct horse")
    press(Qt.Key.Key_Return)
    assert said == [("v1", "correct horse")]


def test_an_empty_password_is_not_tried(unlock: UnlockWindow):
    said = asked(unlock)
    press(Qt.Key.Key_Return)
    assert said == []
    assert "请输入密码。" in words(unlock)


def test_after_a_wrong_password_the_delay_is_counted_down(
    qtbot: QtBot, unlock: UnlockWindow, clock: FixedClock
):
    said = asked(unlock)
    type_keys("wrong")
    press(Qt.Key.Key_Return)
    unlock.show_refused("密码不对。", 8)
    assert "密码不对。请等 8 秒再试。" in words(unlock)
    button(unlock, "打开").click()
    clock.advance(7.5)
    assert unlock.waits == 1
    clock.advance(0.5)
    qtbot.waitUntil(button(unlock, "打开").isEnabled, timeout=3000)
    assert focused().isEnabled()
    assert said == [("v1", "wrong")]
    assert unlock.findChildren(QLineEdit)[0].text() == ""


def test_on_a_shared_laptop_each_has_a_vault(qtbot: QtBot, theme: Theme, clock: FixedClock):
    unlock = on_screen(qtbot, UnlockWindow(TWO, clock))
    said = asked(unlock)
    button(unlock, "陈静 · 顺昌村").click()
    type_keys("secret")
    press(Qt.Key.Key_Return)
    assert said == [("v2", "secret")]


def test_what_one_person_typed_is_not_left_for_the_other(
    qtbot: QtBot, theme: Theme, clock: FixedClock
):
    unlock = on_screen(qtbot, UnlockWindow(TWO, clock))
    type_keys("secret")
    button(unlock, "陈静 · 顺昌村").click()
    assert unlock.findChildren(QLineEdit)[0].text() == ""


def test_capitals_without_shift_mean_caps_lock(unlock: UnlockWindow):
    shift = Qt.KeyboardModifier.ShiftModifier
    for text, modifier, is_hinted in (
        ("A", shift, False),
        ("A", NONE, True),
        ("1", NONE, True),
        ("a", NONE, False),
        ("a", shift, True),
    ):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text)
        QApplication.sendEvent(focused(), event)
        assert any("Caps Lock" in said for said in words(unlock)) is is_hinted


def test_a_password_leaves_no_trace_in_a_hidden_window(unlock: UnlockWindow):
    type_keys("secret")
    unlock.hide()
    assert unlock.findChildren(QLineEdit)[0].text() == ""


def test_the_first_run_is_three_steps_by_keyboard(qtbot: QtBot, theme: Theme):
    wizard = on_screen(qtbot, FirstRunWizard(UNITS, ROLES, check_password, lambda: NOON.date()))
    answers: list[FirstRunAnswers] = []
    wizard.vault_requested.connect(answers.append)
    write("王芳")
    press(Qt.Key.Key_Return)
    type_keys("ytzsc")
    press(Qt.Key.Key_Return)
    type_keys("1")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Space)  # 下一步
    assert "第2步，共3步 · 设置密码" in words(wizard)
    type_keys("long enough 1")
    press(Qt.Key.Key_Return)
    type_keys("long enough 1")
    press(Qt.Key.Key_Return)
    assert answers == [FirstRunAnswers("王芳", "500231107207", "V", "long enough 1")]
    assert "long enough" not in repr(answers)
    wizard.show_busy()
    wizard.show_problem("这个文件夹不能写。请换一个再试。")
    assert "这个文件夹不能写。请换一个再试。" in words(wizard)
    press(Qt.Key.Key_Return, widget=wizard.findChildren(QLineEdit)[-1])
    assert len(answers) == 2  # what was typed is still there
    wizard.show_done(["忘记密码时，请找县民政局。"])
    with qtbot.waitSignal(wizard.finished):
        press(Qt.Key.Key_Space)


def test_the_first_run_goes_on_only_when_it_knows_who(qtbot: QtBot, theme: Theme):
    wizard = on_screen(qtbot, FirstRunWizard(UNITS, ROLES, check_password, lambda: NOON.date()))
    button(wizard, "下一步：设置密码").click()
    assert "还没有填“您的姓名”，请填写。" in words(wizard)
    assert "第1步，共3步 · 您是谁" in words(wizard)


def test_the_rules_of_a_password_are_said_while_it_is_typed(qtbot: QtBot, theme: Theme):
    dialog = on_screen(qtbot, PasswordDialog(check_password))
    old, new, again = dialog.findChildren(QLineEdit)
    said: list[tuple[str, str]] = []
    dialog.change_requested.connect(lambda *typed: said.append(typed))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    type_keys("old", old)
    type_keys("short", new)
    type_keys("short", again)
    assert not button(dialog, "更换密码").isEnabled()
    type_keys(" but longer", new)
    assert "两遍不一样，请从头再输一遍。" not in words(dialog)
    assert "还没输完" in words(dialog)
    type_keys(" but lonely", again)
    assert "两遍不一样，请从头再输一遍。" in words(dialog)
    again.setText(new.text())
    assert "两遍一样" in words(dialog)
    button(dialog, "更换密码").click()
    assert said == [("old", "short but longer")]
    dialog.show_problem("现在用的密码不对。请再输一遍。")
    assert "现在用的密码不对。请再输一遍。" in words(dialog)
    dialog.reject()
    assert {line.text() for line in (old, new, again)} == {""}


def test_the_curtain_paints_before_it_begins(qtbot: QtBot, theme: Theme, clock: FixedClock):
    begun: list[bool] = []
    curtain = Curtain(lambda: begun.append(curtain.isVisible()))
    assert begun == []
    on_screen(qtbot, curtain)
    qtbot.waitUntil(lambda: begun == [True])
    first, second = UnlockWindow(ONE, clock), UnlockWindow(TWO, clock)
    curtain.put(first)
    assert first.isVisible()
    curtain.put(second)
    assert second.isVisible()
    assert not first.isVisible()
    assert begun == [True]
