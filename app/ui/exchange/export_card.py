"""导出: the roster as a workbook, of everything or one village; all records as JSON lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout

from app.domain.divisions import Divisions
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import label

EVERYWHERE: Final = "全部村（社区）"
WARNING: Final = "导出的文件没有加密，任何人都能打开。用完请删除，不要用微信、QQ 传。"


class ExportCard(SectionCard):
    """``roster_wanted`` with a village's code (empty: all) and whether numbers are masked;
    ``everything_wanted``."""

    roster_wanted = Signal(str, bool)
    everything_wanted = Signal()

    def __init__(self, places: Divisions) -> None:
        super().__init__("导出")
        self._places = places
        self.village = _Village()
        self.masks = QCheckBox("证件号打星号")
        roster = Button("导出花名册", icon_name="table")
        roster.clicked.connect(self._on_roster_pressed)
        everything = Button("导出全部资料（给信息员）", icon_name="file")
        everything.clicked.connect(lambda: self.everything_wanted.emit())
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.village)
        first.addWidget(self.masks)
        first.addWidget(roster)
        first.addStretch(1)
        second = QHBoxLayout()
        second.addWidget(everything)
        second.addStretch(1)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(label(WARNING, "muted", wraps=True))
        self.show_villages({})

    def show_villages(self, counts: Mapping[str, int]) -> None:
        """Offer the villages that have households; what was chosen stays chosen."""
        chosen = self.village.currentData()
        self.village.clear()
        self.village.addItem(EVERYWHERE, "")
        for code, count in counts.items():
            if code:
                self.village.addItem(f"{self._places.full_name(code)}（{count} 户）", code)
        self.village.setCurrentIndex(max(0, self.village.findData(chosen)))

    def _on_roster_pressed(self) -> None:
        code = str(self.village.currentData() or "")
        self.roster_wanted.emit(code, self.masks.isChecked())


class _Village(QComboBox):
    """Whose households; the wheel scrolls the page and never changes a choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("导出哪些村（社区）")
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
