"""Step 核对: every row and what becomes of it, what differs, which household may be one there is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.import_plan import ImportPlan, RowPlan
from app.ui.exchange import row_list
from app.ui.exchange.alike_list import AlikeList, AlikeRow
from app.ui.exchange.difference_list import DifferenceList
from app.ui.exchange.row_list import CHIPS, RowList
from app.ui.exchange.undertaking import Undertaking
from app.ui.exchange.words import COMING
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.texts import Remark

DIFFERS: Final = "differs"
ALIKE: Final = "alike"


class RowsStep(QWidget):
    """``decided`` with household key and an id or ``NEW``; ``taken_changed`` with keys of
    differences; ``candidates_wanted`` with an ``AlikeRow``; ``person_opened`` with the id of the
    person a row is about, empty if there is none yet."""

    decided = Signal(str, str)
    taken_changed = Signal(object)
    candidates_wanted = Signal(object)
    person_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self._asked: frozenset[str] = frozenset()
        self.chips = ChipBar(
            (*CHIPS, Chip(DIFFERS, "有不同"), Chip(ALIKE, "疑似同户")), is_single=True
        )
        self.chips.chosen.connect(self._show_chosen)
        self.remark = Remark()
        self.rows = RowList(COMING)
        self.rows.row_opened.connect(self._on_row_opened)
        self.differences = DifferenceList()
        self.differences.taken_changed.connect(self.taken_changed)
        self.alike = AlikeList()
        self.alike.decided.connect(self.decided)
        self.alike.shown.connect(self.candidates_wanted)
        self._stack = QStackedWidget()
        for each in (self.rows, self.differences, self.alike):
            self._stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.remark)
        column.addWidget(self._stack, 1)

    def show_undertaking(self, one: Undertaking) -> None:
        """Show what would become of ``one`` as it was understood last."""
        if one.plan is None or one.reading is None:
            return
        self._plan = one.plan
        self._asked = frozenset(one.asked)
        self.chips.show_counts(
            {
                **row_list.counts(one.plan.rows),
                DIFFERS: len(one.plan.differences),
                ALIKE: len(one.asked),
            }
        )
        self.differences.show_plan(one.plan, one.taken)
        self.alike.show_rows(_alike(one))
        self.remark.say(_asked(len(one.plan.suggestions)), "warn")
        self._show_chosen(self.chips.keys())

    def begin(self) -> None:
        """Put the focus into what is shown."""
        self._stack.currentWidget().setFocus()

    def begin_anew(self) -> None:
        """Another workbook comes: all of its rows are shown."""
        self.chips.choose({row_list.ALL})

    def _on_row_opened(self, row: RowPlan) -> None:
        """To what there is to decide about its household, or to the person's file."""
        if row.row.household not in self._asked:
            self.person_opened.emit(row.person_id or "")
            return
        self.chips.choose({ALIKE})
        self._show_chosen(self.chips.keys())
        self.alike.list.select(row.row.household)
        self.begin()

    def _show_chosen(self, keys: frozenset[str]) -> None:
        key = next(iter(keys), row_list.ALL)
        pane = {DIFFERS: self.differences, ALIKE: self.alike}.get(key, self.rows)
        self._stack.setCurrentWidget(pane)
        if pane is self.rows and self._plan is not None:
            self.rows.show_rows([row for row in self._plan.rows if row_list.fits(row, key)])


def _alike(one: Undertaking) -> list[AlikeRow]:
    if one.reading is None:
        return []
    households = one.reading.households
    return [
        AlikeRow(each, households.get(key, ()), one.decisions.get(key, ""))
        for key, each in one.asked.items()
    ]


def _asked(undecided: int) -> str:
    if not undecided:
        return ""
    return f"有 {undecided} 户可能已经有档案。请点“疑似同户”逐户选定；没有选的这次先不导入。"
