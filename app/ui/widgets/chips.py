"""Filters as chips: one or several of a few, with a count; and a small mark for a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import SIGNS, Sign, label


@dataclass(frozen=True)
class Chip:
    """One filter: ``key`` for programs, ``text`` for people."""

    key: str
    text: str


class ChipBar(QWidget):
    """A row of filters. ``chosen`` with the set of keys whenever it changes.

    With ``is_single`` exactly one is chosen, the first at the start: 全部.
    """

    chosen = Signal(object)

    def __init__(self, chips: Iterable[Chip], *, is_single: bool = False) -> None:
        super().__init__()
        self._is_single = is_single
        self._buttons: dict[str, Button] = {}
        self._texts: dict[str, str] = {}
        row = FlowLayout(self)
        for chip in chips:
            button = Button(chip.text, look="chip")
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_clicked, chip.key))
            self._buttons[chip.key] = button
            self._texts[chip.key] = chip.text
            row.addWidget(button)
        if is_single and self._buttons:
            next(iter(self._buttons.values())).setChecked(True)

    def keys(self) -> frozenset[str]:
        """What is chosen now."""
        return frozenset(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, keys: Iterable[str]) -> None:
        """Choose these and no others, without a signal."""
        wanted = set(keys)
        for key, button in self._buttons.items():
            button.setChecked(key in wanted)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many each filter would leave."""
        for key, button in self._buttons.items():
            number = f" {counts[key]}" if key in counts else ""
            button.setText(self._texts[key] + number)

    def _on_clicked(self, key: str) -> None:
        if self._is_single:
            self.choose({key})
        self.chosen.emit(self.keys())


class Mark(QWidget):
    """A state in a word with its sign: ✓ 已提交. ``tone``: error, warn, ok or info."""

    def __init__(self, text: str, tone: str) -> None:
        super().__init__()
        sign, colour = SIGNS[tone]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(Sign(sign, colour))
        row.addWidget(label(text, tone))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
