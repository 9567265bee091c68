"""Below the preview: which printer, how many copies, which pages; print, or save as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.ui.printing.printers import PrintOrder, pages_of
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark

MOST_COPIES: Final = 99
NO_PRINTER: Final = (
    "这台电脑还没有安装打印机。可以先“存成PDF”，拿到有打印机的电脑上打印；"
    "装好打印机后再打开这一页就能看到。"
)


class PrintBar(QWidget):
    """``print_requested`` with a ``PrintOrder``; ``save_requested``. The remark tells how it went."""

    print_requested = Signal(object)
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page_count = 0
        self._is_busy = False
        self.remark = Remark()
        self.printer = QComboBox()
        self.printer.setAccessibleName("打印机")
        self.printer.setPlaceholderText("没有安装打印机")
        self.copies = QSpinBox()
        self.copies.setAccessibleName("份数")
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setSuffix(" 份")
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setToolTip("打几份，按上下键增减")
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部页")
        self.pages.setAccessibleName("打印哪几页")
        self.pages.setToolTip("只打几页时写成“1-3”或“1,3”；空着打全部")
        self.print = primary("打印", icon_name="print")
        self.print.clicked.connect(self.ask_to_print)
        self.save = Button("存成PDF", icon_name="download")
        self.save.clicked.connect(self.save_requested)
        self._lay_out()
        self.show_paper(0)

    def show_printers(self, names: Sequence[str], usual: str) -> None:
        """The printers there are; the one chosen stays, at first ``usual``."""
        before = self.printer.currentText() or usual
        self.printer.clear()
        self.printer.addItems(list(names))
        self.printer.setCurrentIndex(max(self.printer.findText(before), 0) if names else -1)
        self.printer.setEnabled(bool(names))
        self._enable()

    def show_paper(self, page_count: int) -> None:
        """What is shown has so many pages; 0: nothing is shown."""
        self._page_count = page_count
        self.pages.clear()
        self.copies.setValue(1)
        self._enable()

    def show_busy(self, *, is_busy: bool) -> None:
        """Something is on its way to the printer: not twice."""
        self._is_busy = is_busy
        self._enable()

    def say(self, text: str, tone: str = "error") -> None:
        """How it went."""
        self.remark.say(text, tone)

    def ask_to_print(self) -> None:
        """As if 打印 was pressed."""
        if not self._page_count or self._is_busy:
            return
        if not self.printer.currentText():
            self.say(NO_PRINTER, "info")
            return
        pages = pages_of(self.pages.text(), self._page_count)
        if pages is None:
            self.say(f"看不懂页码。请写成“1-3”或“1,3”，这份表共 {self._page_count} 页。")
            self.pages.setFocus()
            return
        self.print_requested.emit(
            PrintOrder(self.printer.currentText(), self.copies.value(), pages)
        )

    def _enable(self) -> None:
        is_there = self._page_count > 0
        for widget in (self.save, self.copies, self.pages):
            widget.setEnabled(is_there)
        self.print.setEnabled(is_there and not self._is_busy)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.printer, 1)
        for widget in (self.copies, self.pages, self.save, self.print):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.remark)
        column.addLayout(row)
