"""A short list inside a file: members, incomes, visits. Enter opens, one button adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal

from app.ui.theme import row_height
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

MOST_SHOWN: Final = 12
"""Rows before the list scrolls by itself: a family of twelve is seen whole."""


class ItemList(SectionCard):
    """``opened`` with a row, ``add_requested`` when the button beside the heading is pressed."""

    opened = Signal(object)
    add_requested = Signal()

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        *,
        add: str = "",
        empty: str = "还没有登记。",
        actions: Sequence[RowAction] = (),
    ) -> None:
        super().__init__(title)
        self._name = title
        self.list = WorkList(columns, actions)
        self.list.row_opened.connect(self.opened)
        self._empty = label(empty, "muted", wraps=True)
        self.body.addWidget(self.list)
        self.body.addWidget(self._empty)
        if add:
            self.add_action(add, "add").clicked.connect(self.add_requested)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the rows, as high as they need."""
        self.show_title(f"{self._name}（{len(rows)}）" if rows else self._name)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_rows(rows)
        shown = min(len(rows), MOST_SHOWN) + 1
        self.list.setFixedHeight(shown * row_height(self.list) + 26)
