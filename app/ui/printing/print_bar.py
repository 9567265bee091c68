"""Below the preview: which printer, how many copies, which pages; print, or save as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
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

from app.ui.printing.printer_settings import FeedingRow
from app.ui.printing.printers import PrintOrder, pages_of
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import Remark

MOST_COPIES: Final = 99
NO_PRINTER: Final = (
    "这台电脑还没有安装打印机。可以先“存成PDF”，拿到有打印机的电脑上打印；"
    "装好打印机后再打开这一页就能看到。"
)
NO_REASON: Final = "这份文书出过了。再次打印请先写明原因（如“遗失补打”）。"


class PrintBar(QWidget):
    """``print_requested`` with a ``PrintOrder``; ``save_requested``. The remark tells how it went.

    ``rest_requested`` with the copy or paper to go on from after a jam; ``stop_requested``;
    ``printer_chosen`` with its name.
    """

    print_requested = Signal(object)
    save_requested = Signal()
    rest_requested = Signal(int)
    stop_requested = Signal()
    printer_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._page_count = 0
        self._paper_count = 1
        self._is_busy = False
        self._is_rest_there = False
        self._needs_reason = False
        self.remark = Remark()
        self.printer = QComboBox()
        self.printer.setAccessibleName("打印机")
        self.printer.setPlaceholderText("没有安装打印机")
        self.printer.currentTextChanged.connect(self.printer_chosen)
        self.copies = _counter("份数", "打几份，按上下键增减")
        self.copies.setSuffix(" 份")
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部页")
        self.pages.setAccessibleName("打印哪几页")
        self.pages.setToolTip("只打几页时写成“1-3”或“1,3”；空着打全部")
        self.reason = QLineEdit()
        self.reason.setAccessibleName("再次打印的原因")
        self.reason.setPlaceholderText("再次打印的原因，如“遗失补打”")
        self.feeding = FeedingRow()
        self.print = primary("打印", icon_name="print")
        self.print.clicked.connect(self.ask_to_print)
        self.save = Button("存成PDF", icon_name="download")
        self.save.clicked.connect(self._ask_to_save)
        self.signs = QCheckBox("签署PDF")
        self.signs.setToolTip("存下的PDF带上这台电脑的签名，收件人用PDF阅读器就能看出改没改过")
        self.stop = Button("停下", icon_name="close")
        self.stop.clicked.connect(self.stop_requested)
        self.rest_from = _counter("从第几份接着打", "纸卡住时，从没打好的那一份接着打")
        self.rest_from.setPrefix("从第 ")
        self.rest = Button("卡纸了，接着打", icon_name="print")
        self.rest.clicked.connect(lambda: self.rest_requested.emit(self.rest_from.value()))
        self._lay_out()
        self.show_paper(0)
        self.show_rest(0)
        self.stop.hide()

    def show_printers(self, names: Sequence[str], usual: str) -> None:
        """The printers there are; the one chosen stays, at first ``usual``."""
        before = self.printer.currentText() or usual
        self.printer.clear()
        self.printer.addItems(list(names))
        self.printer.setCurrentIndex(max(self.printer.findText(before), 0) if names else -1)
        self.printer.setEnabled(bool(names))
        self.feeding.setVisible(bool(names))
        self._enable()

    def show_paper(self, page_count: int, *, is_reprint: bool = False) -> None:
        """What is shown has so many pages; 0: nothing is shown. A reprint asks for its reason."""
        self._page_count = page_count
        self.pages.clear()
        self.copies.setValue(1)
        self.reason.clear()
        self._needs_reason = is_reprint
        self._enable()

    def show_count(self, papers: int) -> None:
        """So many papers are selected."""
        self._paper_count = papers
        self.print.setText(f"打印选中的 {papers} 张表" if papers > 1 else "打印")
        self._enable()

    def show_rest(self, count: int, least: int = 2, unit: str = "份") -> None:
        """What went out last can be gone on with: copies, or papers (张), the ``least`` at the
        earliest; where there are fewer: nothing."""
        self._is_rest_there = count >= least
        self.rest_from.setSuffix(f" {unit}")
        self.rest_from.setRange(least, max(count, least))
        for widget in (self.rest_from, self.rest):
            widget.setVisible(self._is_rest_there and not self._is_busy)

    def show_busy(self, *, is_busy: bool) -> None:
        """Something is on its way to the printer: not twice."""
        self._is_busy = is_busy
        self.stop.setVisible(is_busy and self._paper_count > 1)
        for widget in (self.rest_from, self.rest):
            widget.setVisible(self._is_rest_there and not is_busy)
        self._enable()

    def say(self, text: str, tone: str = "error") -> None:
        """How it went."""
        self.remark.say(text, tone)

    def ask_why(self) -> None:
        """What was to go out is out already: ask for the reason."""
        self._needs_reason = True
        self._enable()
        self.reason.setFocus()

    def why(self) -> str:
        """The reason for printing again."""
        return self.reason.text().strip()

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
        if self._has_reason():
            self.print_requested.emit(self.order(pages if self._paper_count == 1 else ()))

    def order(self, pages: tuple[int, ...]) -> PrintOrder:
        """As everything stands."""
        feeding = self.feeding.feeding()
        return PrintOrder(
            self.printer.currentText(),
            self.copies.value(),
            pages,
            feeding.tray,
            feeding.right,
            feeding.down,
            feeding.dpi,
        )

    def _ask_to_save(self) -> None:
        if self._has_reason():
            self.save_requested.emit()

    def _has_reason(self) -> bool:
        """Whether it may go out; else it says what is missing."""
        if not self._needs_reason or self._paper_count > 1 or self.why():
            return True
        self.say(NO_REASON, "info")
        self.reason.setFocus()
        return False

    def _enable(self) -> None:
        is_there = self._page_count > 0
        self.copies.setEnabled(is_there)
        self.save.setEnabled(is_there and self._paper_count == 1 and not self._is_busy)
        self.pages.setEnabled(is_there and self._paper_count == 1)
        self.print.setEnabled(is_there and not self._is_busy)
        self.reason.setVisible(self._needs_reason or self._paper_count > 1)

    def _lay_out(self) -> None:
        row = FlowLayout(spacing=10)
        for widget in (
            self.printer,
            self.copies,
            self.pages,
            self.signs,
            self.save,
            self.print,
            self.stop,
        ):
            row.addWidget(widget)
        jam = QHBoxLayout()
        jam.setSpacing(10)
        jam.addWidget(self.reason, 1)
        jam.addWidget(self.rest_from)
        jam.addWidget(self.rest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.remark)
        column.addLayout(jam)
        column.addLayout(row)
        column.addWidget(self.feeding)


def _counter(name: str, tip: str) -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setRange(1, MOST_COPIES)
    made.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    made.setToolTip(tip)
    return made
