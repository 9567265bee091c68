"""One task beside the list: why it is there, by which rule, and what can be pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.services.today_task import TodayTask
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid
from app.ui.widgets.texts import Remark

DRAFT: Final = "draft"
"""The kind of a visit that was begun and not finished."""
FILED: Final = frozenset(
    ("child", "vagrant", "return_entry", "wanderer", "monitored_household", "elder", "referral")
)
"""Nouns with a file of their own, on the page of their register."""


class TaskCard(SectionCard):
    """``open_requested`` with the task; for one that somebody noted, ``done_requested`` with the
    task and a word about it, or ``given_up`` with the task and the reason."""

    open_requested = Signal(object)
    done_requested = Signal(object, str)
    given_up = Signal(object, str)

    def __init__(self) -> None:
        super().__init__("")
        self._task: TodayTask | None = None
        self.values = ValueGrid()
        self.note = QLineEdit()
        self.note.setPlaceholderText("办理情况，或不办的原因")
        self.note.setAccessibleName("办理情况，或不办的原因")
        self._remark = Remark()
        self._open = primary("打开这一户", icon_name="people")
        self._open.clicked.connect(lambda: self.open_requested.emit(self._task))
        self._done = Button("已办结", icon_name="done")
        self._done.clicked.connect(self._on_done_pressed)
        self._give_up = Button("不再办理")
        self._give_up.clicked.connect(self._on_give_up_pressed)
        noted = QHBoxLayout()
        noted.addWidget(self._done)
        noted.addWidget(self._give_up)
        self.body.addWidget(self.values)
        self.body.addWidget(self.note)
        self.body.addWidget(self._remark)
        self.body.addLayout(noted)
        self.body.addWidget(self._open)
        self.show_task(None)

    def show_task(self, task: TodayTask | None) -> None:
        """Show ``task``, or nothing."""
        self._task = task
        self.setVisible(task is not None)
        if task is None:
            return
        self.show_title(task.title)
        self.values.show_values(
            (
                ShownValue("who", "谁家", task.who),
                ShownValue("place", "在哪里", task.place),
                ShownValue("due", "期限", _due(task)),
                ShownValue("why", "为什么", task.why),
                ShownValue("basis", "依据", task.basis),
            )
        )
        is_noted = task.noted_id is not None
        for widget in (self.note, self._done, self._give_up):
            widget.setVisible(is_noted)
        self.note.clear()
        self._remark.say("")
        is_draft = task.kind == DRAFT
        is_filed = task.about_noun in FILED
        words = "接着填写" if is_draft else "打开这份档案" if is_filed else "打开这一户"
        self._open.setText(words)
        self._open.setVisible(is_draft or is_filed or task.household_id is not None)

    def _on_done_pressed(self) -> None:
        self.done_requested.emit(self._task, self.note.text())

    def _on_give_up_pressed(self) -> None:
        if not self.note.text().strip():
            self._remark.say("请写明不办的原因。")
            self.note.setFocus()
            return
        self.given_up.emit(self._task, self.note.text())


def _due(task: TodayTask) -> str:
    if task.due is None:
        return task.left
    day = f"{task.due.year}年{task.due.month}月{task.due.day}日"
    about = "（估计，当年放假安排还没有公布）" if task.is_estimate else ""
    return f"{day}　{task.left}{about}"
