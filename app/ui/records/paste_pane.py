"""Rows copied from WPS: how they were read and what they would change, before anything is written."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.excel.clipboard import read_cells
from app.services import pasting
from app.services.pasting import Outcome, Pasted, PastePlan, PlannedRow
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import primary, quiet
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

TITLES: Final = {"member": "粘贴家庭成员", "income": "粘贴收入"}
OUTCOMES: Final = {
    Outcome.ADD: ("新增", "ok"),
    Outcome.CHANGE: ("修改", "info"),
    Outcome.SAME: ("不变", "muted"),
    Outcome.REFUSED: ("不收", "error"),
}
COLUMNS: Final = (
    Column("number", "行", lambda row: f"{row.number}", "200", is_number=True,
           order=lambda row: row.number),
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("outcome", "会怎样", lambda row: OUTCOMES[row.outcome][0], "新增",
           tone=lambda row: OUTCOMES[row.outcome][1]),
    Column("text", "改什么、为什么", lambda row: row.text, "联系电话：空 → *******0002"),
)  # fmt: skip


class PastePane(QWidget):
    """``closed`` when the person goes back; ``pasted`` with what was written."""

    closed = Signal()
    pasted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._plan: PastePlan | None = None
        self._title = label("", "heading")
        self._columns = label("", "muted", wraps=True)
        self._remark = Remark()
        self._whole_row = label("", wraps=True)
        self.list = WorkList(COLUMNS)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.write = primary("写入", icon_name="done")
        self.write.clicked.connect(self._on_write_pressed)
        back = quiet("不粘贴，返回档案 (Esc)", icon_name="back")
        back.clicked.connect(self.closed)
        foot = QHBoxLayout()
        foot.addWidget(self.write)
        foot.addWidget(back)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._columns):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        for widget in (self._whole_row, self._remark):
            column.addWidget(widget)
        column.addLayout(foot)

    def begin(self, noun: str, household_id: str) -> None:
        """Read the clipboard and show what pasting it would do."""
        self._title.setText(TITLES[noun])
        self._show_nothing()
        text = QGuiApplication.clipboard().text()

        def verb(work: Any) -> PastePlan:
            return pasting.plan_paste(work, noun, household_id, read_cells(text))

        self._desk.operation(self, verb).replacing("plan").then(self._show_plan).otherwise(
            self._on_refused
        ).start()

    def _show_plan(self, plan: PastePlan) -> None:
        self._plan = plan
        read = [f"第{place}列→{name}" for place, name in enumerate(plan.columns, 1) if name]
        unread = [f"第{place}列" for place, name in enumerate(plan.columns, 1) if not name]
        left_out = f"；{'、'.join(unread)}不用" if unread else ""
        self._columns.setText(f"这样读的：{'、'.join(read)}{left_out}。")
        self.list.show_rows(plan.rows)
        counts = [
            f"{words}{count}行"
            for outcome, (words, _) in OUTCOMES.items()
            if outcome in {Outcome.ADD, Outcome.CHANGE} and (count := plan.count(outcome))
        ]
        self.write.setText(f"写入：{'、'.join(counts)}" if counts else "没有要写入的")
        self.write.setEnabled(bool(counts))
        refused = plan.count(Outcome.REFUSED)
        sentence = f"有{refused}行不收，原因在表里。改好后可以再粘贴一次，不会重复。"
        self._remark.say(sentence if refused else "", "warn")
        (self.write if counts else self.list).setFocus()

    def _on_row_chosen(self, row: PlannedRow | None) -> None:
        self._whole_row.setText(f"第{row.number}行：{row.text}" if row else "")

    def _on_write_pressed(self) -> None:
        if self._plan is None:
            return
        self.write.setEnabled(False)
        verb = partial(pasting.paste, plan=self._plan)
        self._desk.operation(self, verb).then(self._on_pasted).otherwise(
            partial(self._on_not_written, self._plan)
        ).start()

    def _on_not_written(self, plan: PastePlan, problem: Problem) -> None:
        """What it would do now is shown in the place of what was; whoever looked writes it then."""
        if problem.code != pasting.CHANGED:
            self._on_refused(problem)
            return

        def verb(work: Any) -> PastePlan:
            return pasting.plan_paste(work, plan.noun, plan.household_id, plan.cells)

        self._desk.operation(self, verb).replacing("plan").then(
            partial(self._show_anew, plan)
        ).otherwise(self._on_refused).start()

    def _show_anew(self, before: PastePlan, now: PastePlan) -> None:
        self._show_plan(now)
        odd = [f"{row.number}" for row in now.rows if row not in before.rows]
        rows = f"第{'、'.join(odd)}行与刚才不同" if odd else "内容与刚才不同"
        self._remark.say(f"这一户刚刚在别处改过，什么也没有写：{rows}。请核对后再写入。", "warn")

    def _on_pasted(self, done: Pasted) -> None:
        self._plan = None
        self.pasted.emit(done)

    def _on_refused(self, problem: Problem) -> None:
        self.write.setEnabled(False)
        self._remark.say(problem.sentence)

    def _show_nothing(self) -> None:
        self._plan = None
        self._columns.setText("")
        self._whole_row.setText("")
        self.list.show_rows(())
        self.write.setText("写入")
        self.write.setEnabled(False)
        self._remark.say("")
