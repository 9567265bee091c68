"""A list of what somebody must look at, and beside it the one he is at: conflicts and letters alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.pages import Desk
from app.ui.sync.finding import open_record
from app.ui.widgets.cards import DetailPane, EmptyState
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.work_list import WorkList


class PostView(QWidget):
    """``settled`` when one was dealt with. ``verb`` of the subclass reads what is listed, ``show``
    makes the pane of one; rows have ``id``, ``noun`` and ``record_id``."""

    settled = Signal()
    slot = "post"
    """Readings of this name replace one another."""

    def __init__(
        self,
        desk: Desk,
        *,
        name: str,
        nothing: str,
        others: str,
        columns: Sequence[Column],
        actions: Sequence[RowAction] = (),
        sizes: tuple[int, int] = (480, 700),
    ) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        self.list = WorkList(tuple(columns), tuple(actions))
        self.list.setAccessibleName(name)
        self.list.row_chosen.connect(self._show_row)
        self.list.row_opened.connect(self.open_row)
        self.all = QCheckBox(others)
        self.all.toggled.connect(self._on_all_toggled)
        self._empty = EmptyState("done", nothing)
        self._pane = DetailPane()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._pane)
        self._lay_out(sizes)

    def _on_all_toggled(self, _is_on: bool) -> None:
        self.load()

    def verb(self, work: Any) -> Sequence[Any]:
        """What there is to be listed."""
        raise NotImplementedError

    def card(self, row: Any) -> QWidget | None:
        """The pane of one row; None where the one that stands there is it already."""
        raise NotImplementedError

    def leave(self) -> None:
        """No row is chosen any more."""

    def load(self) -> None:
        """What there is now."""
        self._desk.operation(self, self.verb).replacing(self.slot).then(self._show_rows).start()

    def begin(self) -> None:
        """Put the focus into the list."""
        self.list.setFocus()

    def show_one(self, row_id: str) -> None:
        """Put the cursor on one, once it is here."""
        self._wanted = row_id
        self.load()

    def open_row(self, row: Any) -> None:
        """Open the page where its record is."""
        if row.noun and row.record_id:
            open_record(self._desk, self, row.noun, row.record_id)

    def was_settled(self) -> None:
        """One was dealt with: list what is left, and say so."""
        self.load()
        self.settled.emit()

    def _show_rows(self, rows: Sequence[Any]) -> None:
        self.list.show_rows(rows)
        if self._wanted:
            self.list.select(self._wanted)
            self._wanted = ""

    def _show_row(self, row: Any) -> None:
        if row is None:
            self.leave()
            self._stack.setCurrentWidget(self._empty)
            return
        card = self.card(row)
        if card is not None:
            self._pane.show_only((card,))
        self._stack.setCurrentWidget(self._pane)

    def _lay_out(self, sizes: tuple[int, int]) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.all)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self._stack)
        split.setSizes(list(sizes))
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
