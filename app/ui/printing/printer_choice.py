"""Which printers there are, and what is remembered of the one that is chosen."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from app.ui.pages import Desk
from app.ui.printing.print_bar import PrintBar
from app.ui.printing.printer_settings import Feeding, setting_of
from app.ui.printing.printers import printers, trays

PRINTER: Final = "printing.printer"
"""The setting with the printer that was used last."""


class PrinterChoice(QObject):
    """Fills the bar with printers and, for each that is chosen, its tray and its millimetres."""

    def __init__(self, desk: Desk, bar: PrintBar, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bar = bar
        bar.printer_chosen.connect(self._on_chosen)
        bar.feeding.changed.connect(self._on_feeding_changed)

    def load(self) -> None:
        """Ask which printers there are now."""
        usual = self._desk.read_setting(PRINTER, "")
        self._desk.background(self, printers).replacing("printers").then(
            partial(self._bar.show_printers, usual=usual)
        ).start()

    def _on_chosen(self, printer: str) -> None:
        if printer:
            feeding = Feeding.of(self._desk.read_setting(setting_of(printer), ""))
            self._bar.feeding.show_feeding(feeding)
            self._desk.background(self, partial(trays, printer)).replacing("trays").then(
                self._bar.feeding.show_trays
            ).start()

    def _on_feeding_changed(self, feeding: Feeding) -> None:
        self._desk.write_setting(setting_of(self._bar.printer.currentText()), feeding.written())
