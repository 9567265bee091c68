"""Where the roster and the files differ: a person says which holds, one by one or all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.import_plan import Difference, ImportPlan, taken_keys
from app.ui.exchange.undertaking import DifferenceKey
from app.ui.widgets.buttons import Button
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

THEIRS: Final = "用花名册的"
OURS: Final = "留档案的"
NEITHER: Final = "只能办变更手续"
NOTHING: Final = "没有不同：花名册上写的，和档案里的一样。"
ABOUT: Final = "档案里已经有的，不会悄悄改掉。选“用花名册的”才改；“留档案的”不改，给这一户记一条待办，以后核对。"


@dataclass(frozen=True)
class DifferenceRow:
    """One difference, in whose file, and whether it is taken."""

    id: str
    head: str
    who: str
    difference: Difference
    is_taken: bool

    @property
    def answer(self) -> str:
        """What is used of the two."""
        if not self.difference.may_be_taken:
            return NEITHER
        return THEIRS if self.is_taken else OURS


COLUMNS: Final = (
    Column("answer", "用哪个", lambda row: row.answer, NEITHER,
           tone=lambda row: "info" if row.is_taken else "muted"),
    Column("head", "户主", lambda row: row.head, "买买提·艾力"),
    Column("who", "是谁的", lambda row: row.who, "买买提·艾力"),
    Column("label", "项目", lambda row: row.difference.label, "月保障金额"),
    Column("ours", "档案里", lambda row: row.difference.ours or "空", "砚台镇顺昌社区12组"),
    Column("theirs", "花名册上", lambda row: _theirs(row.difference), "砚台镇顺昌社区12组"),
)  # fmt: skip


class DifferenceList(QWidget):
    """``taken_changed`` with the set of keys that shall be written."""

    taken_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self.taken: frozenset[DifferenceKey] = frozenset()
        self.list = _Toggled(COLUMNS)
        self.list.toggled.connect(self._on_toggled)
        self.list.row_opened.connect(self._on_toggled)
        one = Button("换一个（空格键）")
        one.clicked.connect(self._on_toggled)
        theirs = Button("全部用花名册的")
        theirs.clicked.connect(self._on_all_pressed)
        ours = Button("全部留档案的")
        ours.clicked.connect(lambda: self._take(frozenset()))
        self._buttons = (one, theirs, ours)
        self._about = label(NOTHING, "muted", wraps=True)
        row = QHBoxLayout()
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._about)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.setFocusProxy(self.list)

    def show_plan(self, plan: ImportPlan, taken: Collection[DifferenceKey]) -> None:
        """Show what differs by ``plan``; ``taken``: what was chosen before."""
        self._plan, self.taken = plan, frozenset(taken)
        self._about.setText(ABOUT if plan.differences else NOTHING)
        for button in self._buttons:
            button.setEnabled(bool(plan.differences))
        self._show()

    def _show(self) -> None:
        if self._plan is not None:
            self.list.show_rows([*_rows(self._plan, self.taken)])

    def _on_toggled(self, _row: object = None) -> None:
        keys = {row.difference.key for row in self.list.chosen_rows() if _may(row)}
        self._take(self.taken - keys if keys <= self.taken else self.taken | keys)

    def _on_all_pressed(self) -> None:
        if self._plan is not None:
            self._take(taken_keys(self._plan.differences, "all"))

    def _take(self, taken: frozenset[DifferenceKey]) -> None:
        self.taken = taken
        self._show()
        self.taken_changed.emit(taken)


class _Toggled(WorkList):
    """``toggled`` on the space bar."""

    toggled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)


def _theirs(difference: Difference) -> str:
    """What the roster says; two numbers that look the same when masked are told apart."""
    is_alike = difference.theirs == difference.ours
    return difference.theirs + ("（遮住的几位不同）" if is_alike else "")


def _may(row: DifferenceRow) -> bool:
    return row.difference.may_be_taken


def _rows(plan: ImportPlan, taken: Collection[DifferenceKey]) -> Iterator[DifferenceRow]:
    for household in plan.households:
        told = [("（这一户）", each) for each in household.differences]
        told += [(row.row.person.name, each) for row in household.rows for each in row.differences]
        for who, each in told:
            name = "|".join(each.key)
            yield DifferenceRow(name, household.head_name, who, each, each.key in taken)
