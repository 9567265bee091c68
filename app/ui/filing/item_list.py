"""A short list inside a file: members, incomes, visits. Enter opens, one button adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.ui.theme import row_height
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

MOST_SHOWN: Final = 12
"""Rows before the list scrolls by itself: a family of twelve is seen whole."""
BELOW_ROWS: Final = 6
"""Pixels of the frame around the rows."""


class ItemList(SectionCard):
    """``opened`` with a row, ``add_requested`` when the button beside the heading is pressed.

    ``paste_requested`` on its button, or Ctrl+V in the list; only with ``pastes``.
    """

    opened = Signal(object)
    add_requested = Signal()
    paste_requested = Signal()

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        *,
        add: str = "",
        pastes: bool = False,
        empty: str = "还没有登记。",
        actions: Sequence[RowAction] = (),
        help_key: str = "",
    ) -> None:
        super().__init__(title)
        self._name = title
        if pastes:
            paste = RowAction("粘贴从 WPS 复制的行 (Ctrl+V)", self._on_paste_chosen, "paste")
            actions = (*actions, paste)
        self.list = WorkList(columns, actions)
        self.list.setProperty("help_key", help_key or None)
        self.list.setAccessibleName(title)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.installEventFilter(self)
        self.list.row_opened.connect(self.opened)
        self.list.horizontalScrollBar().rangeChanged.connect(self._fit)
        self._empty = label(empty, "muted", wraps=True)
        self.body.addWidget(self.list)
        self.body.addWidget(self._empty)
        if pastes:
            self._take_paste()
        if add:
            self.add_action(add, "add").clicked.connect(self.add_requested)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the rows, as high as they need."""
        self.show_title(f"{self._name}（{len(rows)}）" if rows else self._name)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_rows(rows)
        if not self.list.hasFocus():
            self.list.clearSelection()  # one cursor on the screen, where the keyboard is
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and not self.list.selectedIndexes():
            self.list.selectRow(max(0, self.list.currentIndex().row()))
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as the rows, the header and, where it shows, the bar below them."""
        shown = min(len(self.list.rows()), MOST_SHOWN)
        is_whole = shown == len(self.list.rows())
        policies = Qt.ScrollBarPolicy
        self.list.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if is_whole else policies.ScrollBarAsNeeded
        )
        head = self.list.horizontalHeader()
        bar = self.list.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        high = head.sizeHint().height() + shown * row_height(self.list) + BELOW_ROWS + below
        if self.list.height() != high:
            self.list.setFixedHeight(high)

    def _take_paste(self) -> None:
        self.add_action("从 WPS 粘贴", "paste").clicked.connect(self.paste_requested)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.list)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.paste_requested)

    def _on_paste_chosen(self, _rows: Sequence[Any]) -> None:
        self.paste_requested.emit()
