"""A page of one register, or of several behind chips at its top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.storage.change_set import ChangeSet
from app.ui.filing.register import Register
from app.ui.filing.register_pane import RegisterPane
from app.ui.pages import Desk, Page, Target
from app.ui.widgets.chips import Chip, ChipBar


class RegisterPage(Page):
    """Each register's pane is there from the start; its list is loaded when it comes to the front."""

    def __init__(self, desk: Desk, key: str, registers: Sequence[Register]) -> None:
        super().__init__(desk)
        self._key = key
        self.panes = {one.noun: RegisterPane(desk, one) for one in registers}
        self._chips = ChipBar((Chip(one.noun, one.title) for one in registers), is_single=True)
        if len(registers) == 1:  # shown before it has a place, it would be a window of its own
            self._chips.hide()
        self._chips.chosen.connect(self._on_chosen)
        self._stack = QStackedWidget()
        for pane in self.panes.values():
            self._stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._chips)
        column.addWidget(self._stack, 1)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._step, by))

    @property
    def pane(self) -> RegisterPane:
        """The register in front."""
        return self.panes[next(iter(self._chips.keys()))]

    def show_register(self, noun: str) -> None:
        """Bring a register to the front."""
        self._chips.choose({noun})
        self._on_chosen({noun})

    def activated(self) -> None:
        self.pane.activate()

    def left(self) -> None:
        for pane in self.panes.values():
            pane.settle()

    def open(self, target: Target) -> None:
        if target.noun not in self.panes:
            return
        self.show_register(target.noun)
        if target.part == "new":
            self.pane.begin_add()
        elif target.id:
            self.pane.show_entry(target.id)

    def changed(self, changes: ChangeSet) -> None:
        for pane in self.panes.values():
            pane.changed(changes)

    def begin_search(self) -> None:
        self.pane.search.start()

    def undo(self) -> bool:
        return self.pane.undo()

    def step_back(self) -> bool:
        return self.pane.step_back()

    def help_key(self) -> str:
        return f"page.{self._key}"

    def _on_chosen(self, keys: Any) -> None:
        self._stack.setCurrentWidget(self.panes[next(iter(keys))])
        if self.isVisible():
            self.pane.activate()

    def _step(self, by: int) -> None:
        nouns = list(self.panes)
        self.show_register(nouns[(nouns.index(self.pane.register.noun) + by) % len(nouns)])
