"""The first start, in three steps: who you are, a password, done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme import Colour
from app.ui.unlock.new_password import NewPassword
from app.ui.unlock.password_field import CheckPassword
from app.ui.unlock_frame import NAME, Sheet
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark, Sign, label

STEPS: Final = ("您是谁", "设置密码", "可以用了")


@dataclass(frozen=True)
class FirstRunAnswers:
    """What was typed: a name, the code of a unit, a role's code, and the password."""

    name: str
    unit_code: str
    role: str
    password: str = field(repr=False)


class FirstRunWizard(Sheet):
    """``vault_requested`` with ``FirstRunAnswers``: make the vault, then call ``show_done``, or
    ``show_problem`` and the person tries again with what is typed still there.

    ``finished`` when the person goes on to the window; ``practice_requested`` instead of a vault.
    ``units`` and ``roles`` are the choices; ``check_password`` says the rules.
    """

    vault_requested = Signal(object)
    finished = Signal()
    practice_requested = Signal()

    def __init__(
        self,
        units: Sequence[Choice],
        roles: Sequence[Choice],
        check_password: CheckPassword,
        today: Callable[[], date],
    ) -> None:
        super().__init__()
        self.setWindowTitle(f"{NAME} · 第一次使用")
        self._answers: dict[str, str] = {}
        self._place = label("", "muted")
        self._steps = QStackedWidget()
        self._person = _PersonStep(units, roles, today)
        self._choice = _PasswordStep(check_password)
        self._done = _DoneStep()
        for step in (self._person, self._choice, self._done):
            self._steps.addWidget(step)
        self.body.addWidget(self._place)
        self.body.addWidget(self._steps)
        self._person.answered.connect(self._on_person_answered)
        self._person.practice_requested.connect(self.practice_requested)
        self._choice.back_requested.connect(lambda: self._show_step(0))
        self._choice.answered.connect(self._on_password_answered)
        self._done.finished.connect(self.finished)
        self._show_step(0)

    def show_busy(self) -> None:
        """The vault is being made."""
        self._choice.say("正在建立保险柜，要几秒钟…", "muted")
        self._choice.setEnabled(False)

    def show_problem(self, sentence: str) -> None:
        """It could not be made."""
        self._choice.setEnabled(True)
        self._choice.say(sentence, "error")

    def show_done(self, sentences: Sequence[str]) -> None:
        """It was made; ``sentences`` say what the person should know or keep."""
        self._choice.wipe()
        self._done.show_sentences(sentences)
        self._show_step(2)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._steps.currentWidget().setFocus()

    def _on_person_answered(self, answers: dict[str, str]) -> None:
        self._answers = answers
        self._show_step(1)

    def _on_password_answered(self, password: str) -> None:
        self.vault_requested.emit(FirstRunAnswers(**self._answers, password=password))

    def _show_step(self, place: int) -> None:
        self._place.setText(f"第{place + 1}步，共{len(STEPS)}步 · {STEPS[place]}")
        self._steps.setCurrentIndex(place)
        self._steps.currentWidget().setFocus()


class _PersonStep(QWidget):
    """Name, unit, role."""

    answered = Signal(object)
    practice_requested = Signal()

    def __init__(
        self, units: Sequence[Choice], roles: Sequence[Choice], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._form = FieldForm(
            (
                FieldDescription(
                    "name", "您的姓名", most=40, is_required=True, help_key="first_run.name"
                ),
                FieldDescription(
                    "unit_code",
                    "您的单位",
                    Kind.PLACE,
                    tuple(units),
                    hint="输入乡镇或村名，也可以输拼音首字母",
                    is_required=True,
                    help_key="first_run.unit",
                ),
                FieldDescription(
                    "role",
                    "您的工作",
                    Kind.CODE,
                    tuple(roles),
                    is_required=True,
                    help_key="first_run.role",
                ),
            ),
            today,
            has_labels_above=True,
        )
        go_on = primary("下一步：设置密码", icon_name="right")
        go_on.clicked.connect(self._on_go_on)
        self._form.finished.connect(go_on.setFocus)
        practice = quiet("先用编好的数据练习一下", icon_name="practice")
        practice.clicked.connect(self.practice_requested)
        column = _column(self)
        column.addWidget(self._form)
        column.addWidget(go_on)
        column.addWidget(practice)
        self.setFocusProxy(self._form.editors["name"])

    def _on_go_on(self) -> None:
        if self._form.check():
            editors = self._form.editors
            self.answered.emit({name: str(editor.value) for name, editor in editors.items()})


class _PasswordStep(QWidget):
    """The new password."""

    answered = Signal(str)
    back_requested = Signal()

    def __init__(self, check: CheckPassword) -> None:
        super().__init__()
        self._password = NewPassword(check)
        self._remark = Remark()
        back = Button("上一步", icon_name="left")
        back.clicked.connect(self.back_requested)
        self._set = primary("建立我的保险柜", icon_name="shield")
        self._set.setEnabled(False)
        self._set.clicked.connect(self._on_set)
        self._password.changed.connect(self._on_changed)
        self._password.entered.connect(self._on_set)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(back)
        row.addWidget(self._set, 1)
        column = _column(self)
        column.addWidget(
            label(
                "资料都锁在您自己的保险柜里，只有这个密码能打开，别人拿走电脑也看不到。请记牢，不要写在电脑上。",
                wraps=True,
            )
        )
        column.addWidget(self._password)
        column.addWidget(self._remark)
        column.addLayout(row)
        self.setFocusProxy(self._password)

    def say(self, text: str, tone: str) -> None:
        self._remark.say(text, tone)

    def wipe(self) -> None:
        self._password.wipe()

    def _on_changed(self) -> None:
        self._set.setEnabled(self._password.is_ready)

    def _on_set(self) -> None:
        if self._password.is_ready:
            self.answered.emit(self._password.text())


class _DoneStep(QWidget):
    """What the person should know, and the way in."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.addWidget(Sign("done", Colour.OK, 1.4))
        head.addWidget(label("保险柜建好了，可以开始用了。", "heading"), 1)
        self._sentences = label("", wraps=True)
        go_in = primary("开始使用", icon_name="right")
        go_in.clicked.connect(self.finished)
        column = _column(self)
        column.addLayout(head)
        column.addWidget(self._sentences)
        column.addWidget(go_in)
        self.setFocusProxy(go_in)

    def show_sentences(self, sentences: Sequence[str]) -> None:
        self._sentences.setText("\n".join(sentences))


def _column(widget: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(14)
    return made
