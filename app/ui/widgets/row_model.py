"""The rows of a list as Qt asks for them: by cell, and only for the cells on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.ui.theme import Colour
from app.ui.widgets.columns import Column

TONES: Final = {
    "error": QColor(Colour.ERROR),
    "warn": QColor(Colour.WARN),
    "ok": QColor(Colour.OK),
    "info": QColor(Colour.INFO),
    "muted": QColor(Colour.MUTED),
}
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class RowModel(QAbstractTableModel):
    """``more_requested`` with the number of rows here, when the view comes near their end."""

    more_requested = Signal(int)

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self.rows: list[Any] = []
        self._columns = columns
        self._total = 0
        self._asked = -1

    @property
    def is_complete(self) -> bool:
        return len(self.rows) >= self._total

    def replace(self, rows: Sequence[Any], total: int | None) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self._total = len(rows) if total is None else total
        self._asked = -1
        self.endResetModel()

    def extend(self, rows: Sequence[Any]) -> None:
        if rows:
            first = len(self.rows)
            self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def sort_by(self, column: Column, *, is_descending: bool) -> None:
        self.beginResetModel()
        self.rows.sort(key=column.order or column.text, reverse=is_descending)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self._columns[index.column()]
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(row)
        if role == Qt.ItemDataRole.ForegroundRole and column.tone:
            return TONES.get(column.tone(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.shown(row)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self.is_complete and self._asked != len(self.rows)

    def fetchMore(self, parent: _Index) -> None:
        if not parent.isValid():
            self._asked = len(self.rows)
            self.more_requested.emit(len(self.rows))
