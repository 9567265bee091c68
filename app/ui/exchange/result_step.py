"""Step 结果: what was added, completed and left out; the rows left out go out to be mended."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.import_plan import RowPlan
from app.services.imports import ImportOutcome
from app.ui.exchange import row_list
from app.ui.exchange.row_list import CHIPS, RowList
from app.ui.exchange.words import DONE, counts_said
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.texts import Remark, label

KEPT: Final = "没有导入的行已经留下，原因写在最后一列。导出来改好，再导一次，不会重复。"


class ResultStep(QWidget):
    """``person_opened`` with a person's id; ``person_chosen`` with whether the row under the
    cursor has one; ``kept_wanted`` with the id of a batch."""

    person_opened = Signal(str)
    person_chosen = Signal(bool)
    kept_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._outcome: ImportOutcome | None = None
        self._said = label("", wraps=True)
        self._kept = Remark()
        self.export = Button("导出没有导入的行", icon_name="table")
        self.export.clicked.connect(self._on_export_pressed)
        self._card = SectionCard("已导入")
        buttons = QHBoxLayout()
        buttons.addWidget(self.export)
        buttons.addStretch(1)
        self._card.body.addWidget(self._said)
        self._card.body.addWidget(self._kept)
        self._card.body.addLayout(buttons)
        self.chips = ChipBar(CHIPS, is_single=True)
        self.chips.chosen.connect(self._show_rows)
        self.rows = RowList(DONE)
        self.rows.row_opened.connect(self._on_row_opened)
        self.rows.list.row_chosen.connect(self._on_row_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._card)
        column.addWidget(self.chips)
        column.addWidget(self.rows, 1)

    def show_outcome(self, outcome: ImportOutcome, taken: int) -> None:
        """Show what was done; ``taken``: differences that were written."""
        self._outcome = outcome
        counts = outcome.counts
        is_in = counts["created"] + counts["updated"] + taken > 0
        self._card.show_title("已导入" if is_in else "没有人需要导入")
        self._said.setText(f"{_said(outcome, taken)}。")
        self._kept.say(KEPT if outcome.kept else "", "warn")
        self.export.setVisible(outcome.kept is not None)
        self.chips.choose({row_list.ALL})
        self.chips.show_counts(row_list.counts(outcome.plan.rows))
        self._show_rows(self.chips.keys())

    def begin(self) -> None:
        """Put the focus into the list."""
        self.rows.setFocus()

    def open_current(self) -> None:
        """Open the file of the person under the cursor."""
        self._on_row_opened(self.rows.list.current_row())

    def _show_rows(self, keys: frozenset[str]) -> None:
        key = next(iter(keys), row_list.ALL)
        rows = self._outcome.plan.rows if self._outcome else ()
        self.rows.show_rows([row for row in rows if row_list.fits(row, key)])

    def _of(self, row: RowPlan | None) -> str:
        """The id of the row's person; empty for a row that was not taken in."""
        if row is None or self._outcome is None:
            return ""
        return self._outcome.persons.get((row.row.sheet, row.row.row), "")

    def _on_row_chosen(self, row: RowPlan | None) -> None:
        self.person_chosen.emit(bool(self._of(row)))

    def _on_row_opened(self, row: RowPlan | None) -> None:
        if person := self._of(row):
            self.person_opened.emit(person)

    def _on_export_pressed(self) -> None:
        if self._outcome and self._outcome.kept:
            self.kept_wanted.emit(self._outcome.kept)


def _said(outcome: ImportOutcome, taken: int) -> str:
    left = outcome.counts["differences"] - taken
    parts = [counts_said(outcome.counts, is_done=True)]
    parts += [f"按花名册改了 {taken} 处"] if taken else []
    parts += [f"{left} 处不同没有改，已记入待办"] if left else []
    return "，".join(parts)
