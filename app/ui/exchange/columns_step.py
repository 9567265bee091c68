"""Step 看列: how each table was read, every column changeable; villages for sheets that name none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.domain.divisions import VILLAGE, Divisions
from app.excel.roster.columns import CHOOSABLE, ColumnMap
from app.excel.roster.reading import RosterReading, SheetReading
from app.ui.theme import row_height
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.texts import label

NOWHERE = -1
ACROSS = 2
"""Fields side by side."""
ONLY_ONCE = 40
"""Rows passed over that are named one by one."""


class ColumnsStep(DetailPane):
    """``columns_changed`` with a header's fingerprint and field -> column;
    ``village_changed`` with a sheet's name and a village's code."""

    columns_changed = Signal(str, object)
    village_changed = Signal(str, str)

    def __init__(self, places: Divisions) -> None:
        super().__init__()
        self._villages = [
            (one.code, places.full_name(one.code))
            for one in places.by_code.values()
            if one.level == VILLAGE
        ]

    def show_reading(self, reading: RosterReading, unknown: frozenset[str]) -> None:
        """Show every sheet; ``unknown`` names those with rows whose village is not known."""
        cards: list[QWidget] = []
        for sheet in reading.sheets:
            cards.append(self._sheet(sheet, asks_village=sheet.name in unknown))
        if reading.hidden:
            cards.append(_said("隐藏的工作表没有读", "、".join(reading.hidden)))
        self.show_only(cards)

    def _sheet(self, sheet: SheetReading, *, asks_village: bool) -> SectionCard:
        card = SectionCard(f"工作表“{sheet.name}”")
        if sheet.title:
            card.body.addWidget(label(sheet.title, "muted", wraps=True))
        for note in sheet.notes:
            card.body.addWidget(label(note, "muted", wraps=True))
        if asks_village:
            card.body.addWidget(label("有的行没有写村（社区），请选这张表是哪个村：", "warn"))
            card.body.addWidget(self._village(sheet.name))
        for block in sheet.blocks:
            card.body.addWidget(self._block(block))
        for one in sheet.skipped[:ONLY_ONCE]:
            text = f"第{one.row}行没有导入（{one.why}）：{one.text}"
            card.body.addWidget(label(text, "muted", wraps=True))
        return card

    def _village(self, sheet: str) -> QComboBox:
        box = QComboBox()
        box.addItem("请选择", "")
        for code, name in self._villages:
            box.addItem(name, code)
        box.activated.connect(partial(self._on_village, sheet, box))
        return box

    def _on_village(self, sheet: str, box: QComboBox, _at: int) -> None:
        self.village_changed.emit(sheet, str(box.currentData()))

    def _block(self, block: ColumnMap) -> QWidget:
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 6, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, (field, name) in enumerate(_read_ones_first(block)):
            row, column = divmod(place, ACROSS)
            box = QComboBox()
            box.setMinimumHeight(row_height(box))
            box.setAccessibleName(name)
            box.addItem("（这张表没有）", NOWHERE)
            for at, text in enumerate(block.labels):
                box.addItem(text or f"第{at + 1}列", at)
            box.setCurrentIndex(block.columns.get(field, NOWHERE) + 1)
            box.activated.connect(partial(self._on_chosen, block, field, box))
            grid.addWidget(label(name, "" if field in block.columns else "muted"), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        if block.unread:
            unread = label("没有用到的列：" + "、".join(block.unread), "muted", wraps=True)
            grid.addWidget(unread, grid.rowCount(), 0, 1, 2 * ACROSS)
        return whole

    def _on_chosen(self, block: ColumnMap, field: str, box: QComboBox, _at: int) -> None:
        chosen = int(box.currentData())
        columns: Mapping[str, int] = {
            name: at for name, at in block.columns.items() if name != field and at != chosen
        }
        if chosen != NOWHERE:
            columns = {**columns, field: chosen}
        self.columns_changed.emit(block.fingerprint, dict(columns))


def _read_ones_first(block: ColumnMap) -> list[tuple[str, str]]:
    """The fields with their labels; those that a column was found for come first."""
    return sorted(CHOOSABLE.items(), key=lambda one: one[0] not in block.columns)


def _said(title: str, text: str) -> SectionCard:
    card = SectionCard(title)
    card.body.addWidget(label(text, wraps=True))
    return card


def unknown_villages(reading: RosterReading) -> frozenset[str]:
    """The sheets with rows that name no village that is known."""
    found: Any = {
        row.sheet
        for row in reading.rows
        if any(one.code == "village_unknown" for one in row.problems)
    }
    return frozenset(found)
