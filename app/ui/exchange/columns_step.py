"""Step 看列: how each sheet was read, every column changeable; villages for sheets that name none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.divisions import VILLAGE, Divisions
from app.excel.roster.reading import RosterReading
from app.ui.exchange.sheet_card import SheetCard, structure
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.editors.description import Choice
from app.ui.widgets.texts import label


class ColumnsStep(QWidget):
    """``columns_settled`` with a ``ColumnMap`` as a person changed it;
    ``village_chosen`` with a sheet's name and a village's code."""

    columns_settled = Signal(object)
    village_chosen = Signal(str, str)

    def __init__(self, places: Divisions) -> None:
        super().__init__()
        self._villages = tuple(
            Choice(one.code, places.full_name(one.code), one.short_name)
            for one in places.by_code.values()
            if one.level == VILLAGE
        )
        self._built_for: object = None
        self.cards: list[SheetCard] = []
        self._pane = DetailPane()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pane)

    def show_reading(self, reading: RosterReading, asked: Collection[str]) -> None:
        """Show every sheet; ``asked``: those whose village a person is asked for.

        While the tables are the same ones, the place and the focus stay.
        """
        wanted = tuple(structure(sheet) for sheet in reading.sheets)
        if wanted != self._built_for:
            self._built_for = wanted
            self._build(reading)
        people = Counter(row.sheet for row in reading.rows)
        for card, sheet in zip(self.cards, reading.sheets, strict=True):
            card.show_sheet(sheet, people[sheet.name], asks_village=sheet.name in asked)

    def begin_anew(self) -> None:
        """Another workbook comes: nothing of this one stays on the screen."""
        self._built_for = None

    def begin(self) -> bool:
        """Put the focus where somebody is asked something; False if nobody is."""
        asking = (card.village for card in self.cards if not card.village.isHidden())
        editor = next((each for each in asking if each.value is None), None)
        if editor is not None:
            editor.setFocus()
            QTimer.singleShot(0, editor, partial(self._pane.ensureWidgetVisible, editor))
        return editor is not None

    def _build(self, reading: RosterReading) -> None:
        self.cards = []
        for sheet in reading.sheets:
            rows = [row for row in reading.rows if row.sheet == sheet.name]
            card = SheetCard(sheet, rows, self._villages)
            card.columns_settled.connect(self.columns_settled)
            card.village_chosen.connect(self.village_chosen)
            self.cards.append(card)
        hidden = [_hidden(reading.hidden)] if reading.hidden else []
        self._pane.show_only([*self.cards, *hidden])


def _hidden(names: tuple[str, ...]) -> SectionCard:
    card = SectionCard("隐藏的工作表没有读")
    text = f"{'、'.join(names)}。要导入它们，请先在 WPS 里取消隐藏，保存后再选这个文件。"
    card.body.addWidget(label(text, wraps=True))
    return card
