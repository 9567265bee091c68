"""A card of labels with values: masked numbers on request, and 修改."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from app.ui.filing.masked_values import Reveal
from app.ui.filing.shown import Facts
from app.ui.pages import Desk
from app.ui.theme import width_of
from app.ui.widgets.cards import SectionCard, ValueGrid

WIDE: Final = 46
"""Characters across that two columns of values need."""
ROOM: Final = 40
"""Pixels more before there are two: a scroll bar that comes and goes does not change them."""


class FactCard(SectionCard):
    """``edit_requested`` with the ``Facts``; ``act_requested`` with an ``Act``."""

    edit_requested = Signal(object)
    act_requested = Signal(object)

    def __init__(self, desk: Desk, facts: Facts, reveal: Reveal) -> None:
        super().__init__(facts.title)
        self._desk = desk
        self._facts = facts
        self._reveal = reveal
        self._columns = 0
        for act in facts.acts:
            button = self.add_action(act.text, act.icon)
            button.clicked.connect(partial(self.act_requested.emit, act))
        if facts.edits:
            edit = self.add_action(facts.edit or f"修改{facts.title}", "edit")
            edit.clicked.connect(lambda: self.edit_requested.emit(facts))
        self._set_columns(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = width_of(self, "宽" * WIDE)
        if event.size().width() >= wide + ROOM:
            self._set_columns(2)
        elif event.size().width() < wide:
            self._set_columns(1)

    def _set_columns(self, columns: int) -> None:
        if columns == self._columns:
            return
        if self._columns:
            self.body.removeWidget(self._values)
            self._values.hide()
            self._values.deleteLater()
        self._columns = columns
        self._values = ValueGrid(columns)
        self._values.show_values(self._facts.values)
        self._values.reveal_requested.connect(self._on_reveal_requested)
        self.body.addWidget(self._values)

    def _on_reveal_requested(self, name: str) -> None:
        record = self._facts.record
        if record is not None:
            self._desk.operation(
                self, lambda work: self._reveal(work, record.noun, record.id, name)
            ).then(partial(self._values.reveal, name)).start()
