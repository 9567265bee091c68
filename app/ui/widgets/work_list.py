"""The work list: a table over frozen rows, moved by keyboard, copied as TSV, opened with Enter.

Only what is seen is asked for: a hundred thousand rows cost no more than the fifty on the screen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView

from app.ui.icons import icon
from app.ui.theme import row_height, width_of
from app.ui.widgets.clipboard_table import to_clipboard_text
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.lent_clipboard import ROWS_MS, VALUE_MS, LentClipboard
from app.ui.widgets.row_model import RowModel

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WorkList(QTableView):
    """Shows rows of any frozen type.

    ``row_chosen`` with the row under the cursor (None if the list is empty) when it changes.
    ``row_opened`` with a row on Enter or double click. ``more_requested`` with the number of rows
    shown when the end comes near and ``total`` says there are more: answer with ``add_rows``.
    ``sort_requested`` with a column's key and whether descending, when not all rows are here.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    more_requested = Signal(int)
    sort_requested = Signal(str, bool)

    def __init__(self, columns: Sequence[Column], actions: Sequence[RowAction] = ()) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._actions = tuple(actions)
        self._rows = RowModel(self._columns)
        self.setModel(self._rows)
        self._behave()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self._rows.more_requested.connect(self.more_requested)
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.horizontalHeader().sortIndicatorChanged.connect(self._on_sort_changed)
        self._fit()

    # -- rows ----------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Any], total: int | None = None) -> None:
        """Replace the rows. The cursor stays on the row with the same ``id``, if it is there."""
        before = getattr(self.current_row(), "id", None)
        self._rows.replace(rows, total)
        if rows:
            self.select(before)
        else:
            self.row_chosen.emit(None)

    def add_rows(self, rows: Sequence[Any]) -> None:
        """Add the next rows at the end."""
        self._rows.extend(rows)

    def rows(self) -> Sequence[Any]:
        """The rows that are here now."""
        return self._rows.rows

    def current_row(self) -> Any:
        """The row under the cursor, or None."""
        place = self.currentIndex().row()
        return self._rows.rows[place] if 0 <= place < len(self._rows.rows) else None

    def chosen_rows(self) -> list[Any]:
        """The selected rows from top to bottom."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.rows[place] for place in places]

    def select(self, row_id: str | None) -> None:
        """Put the cursor on the row with this ``id``; on the first if there is none."""
        rows = self._rows.rows
        places = (place for place, row in enumerate(rows) if getattr(row, "id", None) == row_id)
        self.selectRow(next(places, 0) if row_id else 0)

    # -- copy ----------------------------------------------------------------------------------

    def copied_text(self, *, has_header: bool = False) -> str:
        """The chosen rows as a worksheet takes them; what is masked here is masked there."""
        head = [[column.label for column in self._columns]] if has_header else []
        body = [[column.shown(row) for column in self._columns] for row in self.chosen_rows()]
        return to_clipboard_text(head + body)

    def copy(self, *, has_header: bool = False) -> None:
        """Put the chosen rows on the clipboard."""
        LentClipboard.here().lend(self.copied_text(has_header=has_header), ROWS_MS)

    def _copy_cell(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        LentClipboard.here().lend(self._columns[index.column()].shown(row), VALUE_MS)

    # -- the person's arrangement --------------------------------------------------------------

    def arrangement(self) -> str:
        """Column widths in px as a text for ``write_setting``."""
        widths = {column.key: self.columnWidth(place) for place, column in enumerate(self._columns)}
        return json.dumps(widths)

    def arrange(self, text: str) -> None:
        """Restore what ``arrangement`` gave; what it does not name keeps its own width."""
        known: dict[str, int] = json.loads(text) if text else {}
        for place, column in enumerate(self._columns):
            if column.key in known:
                self.setColumnWidth(place, known[column.key])

    # -- slots ---------------------------------------------------------------------------------

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(self._rows.rows[current.row()])

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_opened.emit(self._rows.rows[index.row()])

    def _on_sort_changed(self, place: int, order: Qt.SortOrder) -> None:
        is_descending = order == Qt.SortOrder.DescendingOrder
        if place < 0:
            return
        if not self._rows.is_complete:
            self.sort_requested.emit(self._columns[place].key, is_descending)
            return
        before = getattr(self.current_row(), "id", None)
        self._rows.sort_by(self._columns[place], is_descending=is_descending)
        if before is not None:
            self.select(before)

    def _on_menu_requested(self, point: QPoint) -> None:
        menu = self.menu_at(self.indexAt(point))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(point))

    def menu_at(self, index: QModelIndex) -> QMenu:
        """The right-click menu over one cell."""
        menu = QMenu(self)
        row = self._rows.rows[index.row()] if index.isValid() else None
        if row is not None:
            menu.addAction(icon("right"), "打开 (Enter)", partial(self.row_opened.emit, row))
            for action in self._actions:
                act = partial(self._act, action)
                menu.addAction(icon(action.icon_name or "more"), action.text, act)
            menu.addSeparator()
            menu.addAction("复制这一格", partial(self._copy_cell, index))
            menu.addAction(icon("copy"), "复制选中的行 (Ctrl+C)", self.copy)
            menu.addAction("连同表头复制", partial(self.copy, has_header=True))
        menu.addAction("全部选中 (Ctrl+A)", self.selectAll)
        return menu

    def _act(self, action: RowAction) -> None:
        rows = self.chosen_rows() or [self.current_row()]  # Ctrl may have let the last one go
        action.act(rows)

    # -- Qt ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() is not None
        ):
            self.row_opened.emit(self.current_row())
        elif event.key() == Qt.Key.Key_Menu:
            self._on_menu_requested(self.visualRect(self.currentIndex()).center())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_columns"):
            self._fit()

    def _behave(self) -> None:
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setDefaultAlignment(_LEFT)

    def _fit(self) -> None:
        """Row height and column widths from the text's size."""
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        room = width_of(self, "宽")
        for place, column in enumerate(self._columns):
            widest = max(width_of(self, column.sample), width_of(self, column.label) + room)
            self.setColumnWidth(place, widest + room + 4)
