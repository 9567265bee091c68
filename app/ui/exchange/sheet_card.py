"""One sheet: its title, where its tables begin, its columns, its village, the rows passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal

from app.excel.roster.reading import RosterRow, SheetReading
from app.ui.exchange.column_table import ColumnTable, samples_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.editors.codes import ListEditor
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind
from app.ui.widgets.texts import Remark, label

MOST_NAMED: Final = 200
"""Rows passed over that are named one by one."""
ASK: Final = "有的行没有写村（社区），或写得认不出。请说明这张表是哪个村："


class SheetCard(SectionCard):
    """``columns_settled`` with a ``ColumnMap``; ``village_chosen`` with the sheet's name and a code."""

    columns_settled = Signal(object)
    village_chosen = Signal(str, str)

    def __init__(
        self, sheet: SheetReading, rows: Sequence[RosterRow], villages: tuple[Choice, ...]
    ) -> None:
        super().__init__(f"工作表“{sheet.name}”")
        self._name = sheet.name
        self._about = label("", "muted", wraps=True)
        self._notes = Remark()
        self._ask = Remark()
        place = FieldDescription("village", "村（社区）", Kind.PLACE, villages)
        self.village = ListEditor(place)
        self.village.committed.connect(self._on_village)
        self.tables: list[ColumnTable] = []
        self._skipped = label("", "muted", wraps=True)
        self._each = label("", "muted", wraps=True)
        self._each.hide()
        self._more = Button("逐行看没有当人读的行", look="inline")
        self._more.clicked.connect(self._on_more_pressed)
        for widget in (self._about, self._notes, self._ask, self.village):
            self.body.addWidget(widget)
        for number, block in enumerate(sheet.blocks):
            if len(sheet.blocks) > 1:
                self.body.addWidget(label(f"第{number + 1}张表", "strong"))
            table = ColumnTable(block, samples_of(block, [r for r in rows if r.block == number]))
            table.settled.connect(self.columns_settled)
            self.tables.append(table)
            self.body.addWidget(table)
        self.body.addWidget(self._skipped)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._each)

    def show_sheet(self, sheet: SheetReading, people: int, *, asks_village: bool) -> None:
        """Show how it is read now: ``people`` rows with persons."""
        self._about.setText(_about(sheet, people))
        self._about.setVisible(bool(self._about.text()))
        self._notes.say("\n".join(sheet.notes), "warn")
        self._ask.say(ASK if asks_village else "", "warn")
        self.village.setVisible(asks_village)
        self.village.show_value(sheet.village_code)
        for table, block in zip(self.tables, sheet.blocks, strict=True):
            table.show_block(block)
        whys = Counter(each.why for each in sheet.skipped)
        told = "、".join(f"{why} {count} 行" for why, count in whys.items())
        self._skipped.setText(f"没有当人读的行：{told}。" if told else "")
        self._skipped.setVisible(bool(told))
        self._more.setVisible(bool(told) and self._each.isHidden())
        named = sheet.skipped[:MOST_NAMED]
        self._each.setText("\n".join(f"第{one.row}行（{one.why}）：{one.text}" for one in named))

    def _on_village(self, code: str | None) -> None:
        if code:
            self.village_chosen.emit(self._name, code)

    def _on_more_pressed(self) -> None:
        self._each.show()
        self._more.hide()


def _about(sheet: SheetReading, people: int) -> str:
    """砚台镇…花名册。表头到第3行，下面读到 102 人。"""
    title = f"{sheet.title}。" if sheet.title else ""
    if not sheet.blocks:
        return title
    if sheet.blocks[0].is_headless:
        return f"{title}没有表头，读到 {people} 人。"
    rows = "、".join(f"{row}" for row in sheet.header_rows)
    return f"{title}表头到第{rows}行为止，下面读到 {people} 人。"


def structure(sheet: SheetReading) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What a card is built for: while this is the same, the card is filled anew and not replaced."""
    return sheet.name, tuple(block.labels for block in sheet.blocks)
