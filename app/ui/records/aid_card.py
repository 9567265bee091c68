"""What a household or a case comes to, step by step with the article; and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.amount_words import amount_words
from app.domain.clock import today
from app.domain.steps import Step
from app.services.aid_cases import CaseFile, NextStep
from app.services.aid_result import AidResult
from app.services.records import field_notes
from app.ui.pages import Desk
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid
from app.ui.widgets.editors.description import of_note
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark, label


class AidCard(SectionCard):
    """The working as a family can be shown it."""

    def __init__(self) -> None:
        super().__init__("能享受什么、怎么算的")
        self._result = label("", "heading", wraps=True)
        self._steps = QVBoxLayout()
        self._remark = Remark()
        self.body.addWidget(self._result)
        self.body.addWidget(self._remark)
        self.body.addLayout(self._steps)

    def show_result(self, result: AidResult) -> None:
        """Show what it comes to this month."""
        month = f"{result.month.year}年{result.month.month}月"
        if result.eligible:
            words = amount_words(result.total)
            text = f"{month} {result.layer}：每月{result.total:,.2f}元（{words}）"
        else:
            text = f"{month} 按现有资料：{result.layer}"
        self._result.setText(text)
        self._remark.say(
            f"还缺：{'、'.join(result.missing)}。补齐以后再算一次才算数。"
            if result.missing
            else "",
            "warn",
        )
        self._show_steps(result.steps)

    def show_problem(self, sentence: str) -> None:
        """Why it cannot be worked out yet."""
        self._result.setText("还不能核算")
        self._remark.say(sentence, "warn")
        self._show_steps(())

    def _show_steps(self, steps: Sequence[Step]) -> None:
        while item := self._steps.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for one in steps:
            amount = "" if one.amount is None else f"　{one.amount:,.2f}元"
            self._steps.addWidget(label(f"{one.label}：{one.formula}{amount}", wraps=True))
            note = f"；{one.note}" if one.note else ""
            self._steps.addWidget(label(f"　依据：{one.source}{note}", "muted", wraps=True))


class CaseCard(SectionCard):
    """One case: where it is, by when, and the buttons that this person may press now.

    ``step_requested`` with the case's id, the action, the values, the guards vouched for, the
    reason. ``print_requested`` with the case's id.
    """

    step_requested = Signal(str, str, object, object, str)
    print_requested = Signal(str)

    def __init__(self, desk: Desk, case: CaseFile) -> None:
        super().__init__(case.title)
        self._desk = desk
        self._case = case
        values = ValueGrid(columns=2)
        values.show_values(_facts(case))
        self.body.addWidget(values)
        self.add_action("打印审核确认表", "print").clicked.connect(
            lambda: self.print_requested.emit(case.id)
        )
        for one in case.next_steps:
            self.body.addWidget(self._step(one))

    def _step(self, step: NextStep) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 6, 0, 0)
        fields = {note.name: note for note in field_notes("assistance_case")}
        asked = tuple(
            found
            for name in step.asks
            if name in fields and (found := of_note(fields[name], "assistance_case")) is not None
        )
        form = FieldForm(asked, partial(today, self._desk.clock))
        typed: dict[str, Any] = {}
        form.committed.connect(typed.__setitem__)
        boxes = {
            one.guard: QCheckBox(f"{one.sentence}（{one.source}）")
            for one in step.wanting
            if one.may_attest
        }
        reason = QLineEdit()
        reason.setPlaceholderText("理由")
        button = Button(step.label if step.is_mine else f"{step.label}（由{step.who}办理）")
        button.setEnabled(step.is_mine and all(one.may_attest for one in step.wanting))
        button.clicked.connect(partial(self._on_pressed, step, form, typed, boxes, reason))
        if step.is_mine:
            for one in step.wanting:
                if not one.may_attest:
                    column.addWidget(label(f"还差：{one.sentence}", "warn", wraps=True))
            for box in boxes.values():
                column.addWidget(box)
            if asked:
                column.addWidget(form)
            if step.asks_reason:
                column.addWidget(reason)
        column.addWidget(button)
        return whole

    def _on_pressed(
        self,
        step: NextStep,
        form: FieldForm,
        typed: dict[str, Any],
        boxes: dict[str, QCheckBox],
        reason: QLineEdit,
        _checked: bool = False,
    ) -> None:
        if not form.settle():
            return
        vouched = tuple(guard for guard, box in boxes.items() if box.isChecked())
        self.step_requested.emit(self._case.id, step.action, dict(typed), vouched, reason.text())


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
