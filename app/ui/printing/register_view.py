"""文书登记与收回清单: papers that should come back, why, and what became of each; all numbers on wish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain import codes_papers as states
from app.domain.months import day_text
from app.services import paper_recalls, paper_register, seal_uses
from app.services.paper_recalls import Recall
from app.services.paper_register import IssuedLine
from app.services.seal_uses import SealUse
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

Step = Callable[[UnitOfWork, str, str], IssuedLine]

NOTHING: Final = "没有要收回的文书。重复的、县里没有接受的、停发后还在外面的，会列在这里。"
NO_REASON: Final = "请先写明情况，如“户主已交回”“第二次打印的交回作废”。"
_STAMPED: Final = "编号 {number} 已登记用印：{seal} {copies} 份。"
_MOST_COPIES: Final = 999
_DONE: Final = "编号 {number} 已记为“{state}”。"


class RegisterView(QWidget):
    """``counted`` with how many are to be asked back; ``closed``; ``print_requested``: the list."""

    counted = Signal(int)
    closed = Signal()
    print_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = WorkList(_COLUMNS)
        self.list.setAccessibleName("收回清单")
        self.list.row_chosen.connect(self._on_row_chosen)
        self.all = QCheckBox("登记过的文书也列出")
        self.all.toggled.connect(self._on_all_toggled)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("情况")
        self.reason.setPlaceholderText("情况，如“户主已交回”")
        self.taken = primary("已收回", icon_name="done")
        self.taken.clicked.connect(lambda: self._take_step(paper_recalls.take_back))
        self.asked = Button("要收回或作废", icon_name="warning")
        self.asked.clicked.connect(lambda: self._take_step(paper_register.withdraw))
        self.lost = Button("遗失", icon_name="search")
        self.lost.clicked.connect(lambda: self._take_step(paper_register.report_lost))
        self.seal = QComboBox()
        self.seal.setAccessibleName("印章")
        for code, text in states.SEAL_KIND:
            self.seal.addItem(text, code)
        self.copies = QSpinBox()
        self.copies.setAccessibleName("用印份数")
        self.copies.setSuffix(" 份")
        self.copies.setToolTip("盖了几份，按上下键增减")
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setRange(1, _MOST_COPIES)
        self.stamped = Button("登记用印", icon_name="edit")
        self.stamped.clicked.connect(self._stamp)
        self.print = Button("打印清单", icon_name="print")
        self.print.clicked.connect(self.print_requested)
        self.back = Button("返回打印", icon_name="left")
        self.back.clicked.connect(self.closed)
        self.remark = Remark()
        self._lay_out()

    def load(self) -> None:
        """What there is now."""
        verb = paper_recalls.register if self.all.isChecked() else paper_recalls.to_recall
        self._desk.operation(self, verb).replacing("recalls").then(self._show).start()

    def begin(self) -> None:
        """Put the focus into the list."""
        self.remark.say("", "muted")
        self.list.setFocus()

    def _on_all_toggled(self, _is_on: bool) -> None:
        self.load()

    def _show(self, found: Sequence[Recall]) -> None:
        self.list.show_rows(found)
        count = sum(bool(one.why) for one in found)
        self.counted.emit(count)
        self.print.setEnabled(bool(count))
        if self.remark.text() in ("", NOTHING):
            self.remark.say("" if found else NOTHING, "muted")

    def _on_row_chosen(self, row: Recall | None) -> None:
        state = row.line.state if row else ""
        self.taken.setEnabled(state in (states.IN_FORCE, states.TO_RECALL))
        for button in (self.asked, self.lost):
            button.setEnabled(state == states.IN_FORCE)
        may_stamp = state == states.IN_FORCE and row is not None and not row.line.is_draft
        for part in (self.seal, self.copies, self.stamped):
            part.setEnabled(may_stamp)
        self.copies.setValue(row.line.copies if row else 1)

    def _take_step(self, step: Step) -> None:
        row: Recall | None = self.list.current_row()
        reason = self.reason.text().strip()
        if row is None:
            return
        if not reason:
            self.remark.say(NO_REASON, "info")
            self.reason.setFocus()
            return
        self._desk.operation(self, lambda work: step(work, row.id, reason)).then(
            self._on_taken
        ).otherwise(self._on_refused).start()

    def _stamp(self) -> None:
        row: Recall | None = self.list.current_row()
        if row is None:
            return
        verb = partial(
            seal_uses.stamp,
            line_id=row.id,
            seal_kind=str(self.seal.currentData()),
            copies=self.copies.value(),
            purpose=self.reason.text(),
        )
        self._desk.operation(self, verb).then(self._on_stamped).otherwise(self._on_refused).start()

    def _on_stamped(self, use: SealUse) -> None:
        self.reason.clear()
        said = _STAMPED.format(number=use.number, seal=use.seal_text, copies=use.copies)
        self.remark.say(said, "ok")
        self.load()

    def _on_taken(self, line: IssuedLine) -> None:
        self.reason.clear()
        said = _DONE.format(number=line.number, state=states.PAPER_STATE.label(line.state))
        self.remark.say(said, "ok")
        self.load()

    def _on_refused(self, problem: Problem) -> None:
        self.remark.say(problem.sentence)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("文书登记与收回清单", "heading"))
        head.addStretch(1)
        head.addWidget(self.all)
        head.addWidget(self.print)
        head.addWidget(self.back)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.reason, 1)
        for button in (self.taken, self.asked, self.lost):
            row.addWidget(button)
        stamping = QHBoxLayout()
        stamping.setSpacing(10)
        stamping.addWidget(label("盖了章的文书："))
        stamping.addWidget(self.seal)
        stamping.addWidget(self.copies)
        stamping.addWidget(self.stamped)
        stamping.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.remark)
        whole.addLayout(row)
        whole.addLayout(stamping)


def _seals(row: Recall) -> str:
    return "、".join(f"{one.seal_text}{one.copies}份" for one in row.seals)


_COLUMNS: Final = (
    Column("reason", "为什么收回", lambda row: row.reason, "救助已停发或终止，证件要收回",
           tone=lambda row: "error" if row.why else ""),
    Column("title", "文书", lambda row: row.line.title, "最低生活保障申请审核确认表"),
    Column("whose", "对象", lambda row: row.whose, "欧阳建国"),
    Column("number", "编号", lambda row: row.line.number, "E092-2026-101-7K2M9Q-0001"),
    Column("issued", "签发", lambda row: day_text(row.line.issued_at), "2026年11月23日", order=lambda row: row.line.issued_at or 0),
    Column("copies", "份数", lambda row: str(row.line.copies), "12"),
    Column("state", "状态", lambda row: states.PAPER_STATE.label(row.line.state), "待收回"),
    Column("seals", "用印", _seals, "镇街公章12份"),
)  # fmt: skip
