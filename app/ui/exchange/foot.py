"""Below the step: back, what would become of the file, and the one filled button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.exchange.words import NOTHING, button_said, counts_said
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import label

FILE, COLUMNS, ROWS, IMPORTING, RESULT = range(5)
"""The steps, by their place in the bar."""
_KEY: Final = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
_FILLED: Final = {
    COLUMNS: ("列都对，去核对每一行", "right"),
    ROWS: ("导入", "download"),
    RESULT: ("打开这一户的档案", "people"),
}


class Foot(QWidget):
    """``back_pressed``; ``gone_on`` with the step whose filled button was pressed.

    Ctrl+Enter presses the filled button, Esc goes back.
    """

    back_pressed = Signal()
    gone_on = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._back = Button("", icon_name="back")
        self._back.clicked.connect(lambda: self.back_pressed.emit())
        self._told = label("", "muted", wraps=True)
        self._filled = {
            step: primary(text, icon_name=icon, shortcut="Ctrl+Return")
            for step, (text, icon) in _FILLED.items()
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._back)
        row.addWidget(self._told, 1)
        for step, button in self._filled.items():
            button.clicked.connect(lambda _checked=False, step=step: self.gone_on.emit(step))
            row.addWidget(button)

    def show_step(self, step: int) -> None:
        """Show what belongs to ``step``; nothing at all while there is nothing to go back to."""
        self._back.setText("导下一个文件 (Esc)" if step == RESULT else "上一步 (Esc)")
        if step == RESULT:
            self._told.setText("")
        for each, button in self._filled.items():
            button.setVisible(each == step)
        self.setVisible(step in _FILLED)

    def show_coming(self, counts: Mapping[str, int], taken: int, *, is_current: bool) -> None:
        """Say what importing would do; ``taken``: differences to be written.

        While it is worked out anew (not ``is_current``), the button waits.
        """
        said = button_said(counts, taken)
        self._filled[ROWS].setText(said if said == NOTHING else f"{said} ({_KEY})")
        self._filled[ROWS].setEnabled(is_current and said != NOTHING)
        self._told.setText(f"{counts_said(counts)}。")

    def allow_opening(self, is_possible: bool) -> None:
        """Whether the row under the cursor has a file."""
        self._filled[RESULT].setEnabled(is_possible)

    def begin(self, step: int) -> None:
        """Put the focus on the filled button."""
        self._filled[step].setFocus()
