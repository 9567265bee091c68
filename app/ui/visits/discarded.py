"""Drafts that were given up and can still be brought back: folded to one line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.drafts import KEPT_DAYS, DraftLine
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.texts import label


class DiscardedList(QWidget):
    """Hidden while there is none. ``restore_requested`` with the id of a draft."""

    restore_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, Button] = {}
        self.fold_button = quiet("", icon_name="undo")
        self.fold_button.clicked.connect(self._on_fold_pressed)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(12, 0, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.fold_button, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._rows)
        self._rows.hide()
        self.hide()

    def show_drafts(self, lines: Sequence[DraftLine]) -> None:
        """Replace what is listed."""
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        for line in lines:
            self._column.addWidget(self._row(line))
        self.fold_button.setText(f"找回作废的走访（{len(lines)} 份，留{KEPT_DAYS}天）")
        self.setVisible(bool(lines))
        self._rows.setVisible(self._rows.isVisibleTo(self) and bool(lines))

    def _row(self, line: DraftLine) -> QWidget:
        restore = Button("恢复")
        restore.setAccessibleName(f"恢复{line.title}的走访")
        restore.clicked.connect(partial(self._on_restore_pressed, line.id))
        self.buttons[line.id] = restore
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(f"{line.title}　{line.about}", "muted", wraps=True), 1)
        row.addWidget(restore)
        return made

    def _on_fold_pressed(self) -> None:
        self._rows.setVisible(self._rows.isHidden())

    def _on_restore_pressed(self, draft_id: str, _is_on: bool = False) -> None:
        self.restore_requested.emit(draft_id)
