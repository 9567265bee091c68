"""One table of a sheet: for each of its columns the label, some values, and what it is read as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from app.domain.loose_values import Typed, as_text, has_lost_digits, is_blank
from app.domain.privacy import mask_id, mask_tail
from app.excel.roster.columns import CHOOSABLE, ColumnMap, letters
from app.excel.roster.reading import RosterRow
from app.ui.theme import sounds
from app.ui.widgets.texts import label

SAMPLES: Final = 3
LONGEST: Final = 14
"""Characters of one value."""
LOST: Final = "（数字，后几位已丢）"
UNUSED: Final = "不用这一列"
_LONG_DIGITS: Final = re.compile(r"\d{7,}[\dXx]?")
_ID_LENGTHS: Final = range(15, 19)


class ColumnBox(QComboBox):
    """What a column is read as. The wheel scrolls the page and never changes a choice."""

    def __init__(self, accessible_name: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.setMaxVisibleItems(14)
        self.addItem(UNUSED, "")
        for field, text in CHOOSABLE.items():
            self.addItem(text, field)

    def show_field(self, field: str) -> None:
        """Choose ``field`` without a signal."""
        self.setCurrentIndex(max(0, self.findData(field)))

    def field(self) -> str:
        """What is chosen; empty: nothing."""
        return str(self.currentData())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnTable(QWidget):
    """``settled`` with the ``ColumnMap`` as it was changed."""

    settled = Signal(object)

    def __init__(self, block: ColumnMap, samples: Mapping[int, str]) -> None:
        super().__init__()
        self._block = block
        self._boxes: dict[int, ColumnBox] = {}
        self._whys = {at: label("", "small") for at in samples}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 6, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(4, 1)
        for column, text in {0: "列", 1: "表头", 2: "读作", 4: "表里写的"}.items():
            self._grid.addWidget(label(text, "strong"), 0, column)
        for row, (at, sample) in enumerate(samples.items(), 1):
            self._add(row, at, sample)
        self.show_block(block)

    def show_block(self, block: ColumnMap) -> None:
        """Show how the columns are read now; the focus stays where it is."""
        self._block = block
        field_at = {at: field for field, at in block.columns.items()}
        for at, box in self._boxes.items():
            field = field_at.get(at, "")
            box.show_field(field)
            sounds(box, "" if field in CHOOSABLE else "muted")
            self._whys[at].setText(_why(block, field))

    def _add(self, row: int, at: int, sample: str) -> None:
        title = self._block.labels[at].strip() or "（没有写）"
        box = ColumnBox(f"{letters(at)}列“{title}”读作")
        box.activated.connect(partial(self._on_chosen, at))
        self._boxes[at] = box
        text = label(sample or "（空）", "" if sample else "muted", wraps=True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(label(letters(at), "muted"), row, 0)
        self._grid.addWidget(label(_short(title)), row, 1)
        self._grid.addWidget(box, row, 2)
        self._grid.addWidget(self._whys[at], row, 3)
        self._grid.addWidget(text, row, 4)

    def _on_chosen(self, at: int, _place: int) -> None:
        field = self._boxes[at].field()
        before = next((one for one, where in self._block.columns.items() if where == at), "")
        if field == before or (not field and before not in CHOOSABLE):
            return
        self.settled.emit(self._block.changed(field or before, at if field else None))


def samples_of(block: ColumnMap, rows: Sequence[RosterRow]) -> Mapping[int, str]:
    """Column -> its first different values, for every column with a label or a value."""
    found: dict[int, str] = {}
    for at, title in enumerate(block.labels):
        values = (row.raw[at] for row in rows if at < len(row.raw))
        texts = dict.fromkeys(_sample(each) for each in values if not is_blank(each))
        if texts or title.strip():
            found[at] = "　".join(list(texts)[:SAMPLES])
    return found


def _sample(value: Typed) -> str:
    """One value as a screen may show it: numbers of people are masked."""
    if has_lost_digits(value):
        return LOST
    masked = _LONG_DIGITS.sub(_masked, " ".join(as_text(value).split()))
    return masked if len(masked) <= max(LONGEST, 20) else f"{masked[:LONGEST]}…"


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    return mask_id(number) if len(number) in _ID_LENGTHS else mask_tail(number)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _why(block: ColumnMap, field: str) -> str:
    """Why it is read so, where the label alone does not say it."""
    why = block.evidence.get(field, "")
    return "" if why.startswith("表头") or field not in CHOOSABLE else why
