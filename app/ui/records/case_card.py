"""One case: where it is, by when, and the buttons that this person may press now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.clock import today
from app.services.aid_cases import DELIVERY, CaseFile, NextStep
from app.services.records import field_notes
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid
from app.ui.widgets.editors.description import FieldDescription, Finding, of_note
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark, label

E07_SCHEMES: Final = frozenset(("1",))
"""Schemes whose approval form we print."""


class CaseCard(SectionCard):
    """``step_requested`` with the action, the values, the guards vouched for, the reason.

    ``print_requested`` when 打印审核确认表 is pressed. ``delivery_entered`` with how and when the
    family was told.
    """

    step_requested = Signal(str, object, object, str)
    print_requested = Signal()
    delivery_entered = Signal(object)

    def __init__(self, desk: Desk, case: CaseFile) -> None:
        super().__init__(case.title)
        self._desk = desk
        self.case = case
        values = ValueGrid()
        values.show_values(_facts(case))
        self.body.addWidget(values)
        if case.scheme in E07_SCHEMES:
            self.add_action("打印审核确认表", "print").clicked.connect(self.print_requested)
        self._remark = Remark()
        self._steps = {one.action: StepForm(desk, one) for one in case.next_steps}
        for one in self._steps.values():
            one.pressed.connect(self._on_pressed)
            self.body.addWidget(one)
        if case.may_deliver:
            self._add_delivery()
        self.body.addWidget(self._remark)

    def _add_delivery(self) -> None:
        typed: dict[str, Any] = {}
        form = FieldForm(_fields(DELIVERY), partial(today, self._desk.clock))
        form.committed.connect(typed.__setitem__)

        def enter() -> None:
            if form.settle():
                self.delivery_entered.emit(dict(typed))

        button = Button("登记送达")
        button.clicked.connect(enter)
        self.body.addWidget(form)
        self.body.addWidget(button)

    def show_problem(self, action: str, problem: Problem) -> None:
        """Why the step was not taken; everything typed is still there."""
        self._remark.say(problem.sentence)
        self._steps[action].show_problem(problem)

    def enter(self) -> None:
        """Put the keyboard on the first thing of the next step that this person may take."""
        for one in self._steps.values():
            if one.enter():
                return
        self.setFocus()

    def _on_pressed(self, action: str, values: object, vouched: object, reason: str) -> None:
        self._remark.say("")
        self.step_requested.emit(action, values, vouched, reason)


class StepForm(QWidget):
    """One step: what is wanting, what to vouch for, what to fill in, and its button.

    ``pressed`` with the action, the values, the guards vouched for, the reason.
    """

    pressed = Signal(str, object, object, str)

    def __init__(self, desk: Desk, step: NextStep) -> None:
        super().__init__()
        self._step = step
        self._typed: dict[str, Any] = {}
        self._form = FieldForm(_asked(step), partial(today, desk.clock))
        self._form.committed.connect(self._typed.__setitem__)
        self._boxes: dict[str, QCheckBox] = {}
        self._reason = QLineEdit()
        self._reason.setPlaceholderText("理由")
        self._reason.setAccessibleName(f"{step.label}的理由")
        self._lay_out()

    def show_problem(self, problem: Problem) -> None:
        """Say it beside the field it is about."""
        if editor := self._form.editors.get(problem.field):
            editor.show_finding(Finding(problem.sentence))

    def enter(self) -> bool:
        """Put the keyboard on the first thing to be filled in, ticked or pressed, if any."""
        if not self._step.is_mine or not self._button.isEnabled():
            return False
        first = next(iter(self._boxes.values()), None) or next(
            iter(self._form.editors.values()), None
        )
        (first or (self._reason if self._step.asks_reason else self._button)).setFocus()
        return True

    def _lay_out(self) -> None:
        step = self._step
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        self._button = button = Button(
            step.label if step.is_mine else f"{step.label}（由{step.who}办理）"
        )
        wanting = [one for one in step.wanting if not one.is_asked]
        button.setEnabled(step.is_mine and all(one.may_attest for one in wanting))
        button.setToolTip(f"依据：{step.source}" if step.source else "")
        button.clicked.connect(self._on_clicked)
        for one in wanting if step.is_mine else ():
            text = f"还差：{one.sentence}（{one.source}）"
            column.addWidget(label(text, "" if one.may_attest else "warn", wraps=True))
            if one.may_attest:
                box = QCheckBox("已补齐，我确认")
                box.setAccessibleDescription(one.sentence)
                self._boxes[one.guard] = box
                column.addWidget(box)
        if step.is_mine:
            column.addWidget(self._form)
            if step.asks_reason:
                column.addWidget(self._reason)
        column.addWidget(button)

    def _on_clicked(self, _checked: bool) -> None:
        if self._form.settle():
            vouched = tuple(guard for guard, box in self._boxes.items() if box.isChecked())
            self.pressed.emit(self._step.action, dict(self._typed), vouched, self._reason.text())


def _asked(step: NextStep) -> tuple[FieldDescription, ...]:
    return _fields(step.asks)


def _fields(names: Iterable[str]) -> tuple[FieldDescription, ...]:
    fields: Mapping[str, Any] = {note.name: note for note in field_notes("assistance_case")}
    found = (of_note(fields[name], "assistance_case") for name in names if name in fields)
    return tuple(one for one in found if one is not None)


def _facts(case: CaseFile) -> list[ShownValue]:
    since = f"，从{case.since.month}月{case.since.day}日起" if case.since else ""
    shown = [
        ShownValue("state", "到了哪一步", f"{case.state_text}{since}"),
        ShownValue("charge", "由谁办", case.in_charge),
    ]
    for number, one in enumerate(case.deadlines):
        tone = "error" if one.left.startswith("超期") else ""
        about = "（估计）" if one.is_estimate else ""
        day = f"{one.due.month}月{one.due.day}日"
        shown.append(ShownValue(f"due{number}", one.name, f"{day}　{one.left}{about}", tone=tone))
    return shown
