"""The work list of one register: found by a few letters, filtered by chips, opened at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.filing.filter_chip import FilterChip, Pick
from app.ui.filing.progress_line import ProgressLine
from app.ui.filing.register import Filter, Listed, Register
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.columns import RowAction
from app.ui.widgets.editors.initials import initials
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

REST_MS: Final = 250
"""A row under the cursor is opened when typing rests: each opening is audited."""
STEP_MS: Final = 60
"""The same while the cursor is moved by hand."""
CLOSED: Final = "closed"


class EntryList(QWidget):
    """``wanted`` with an id once the cursor rests there; ``entered`` on Enter; ``closed_chosen``
    when the closed ones are to be listed, or the open ones again."""

    wanted = Signal(str)
    entered = Signal(str)
    closed_chosen = Signal(bool)

    def __init__(self, register: Register, actions: Sequence[RowAction] = ()) -> None:
        super().__init__()
        self._register = register
        self._listed = Listed(())
        self._text = ""
        self.current = ""
        self.progress = ProgressLine()
        self._chips = [FilterChip(one.subject, one.name) for one in register.filters]
        self._state = FilterChip("在册", "在册或已退出")
        self._state.show_picks((Pick(CLOSED, "已退出（已结）"),))
        if not register.has_closed:
            self._state.hide()
        self._count = label("", "muted")
        self.list = WorkList(register.columns, actions)
        self.list.setAccessibleName(register.title)
        self._nobody = EmptyState("people", register.empty)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        self._lay_out()
        self._listen()

    @property
    def is_closed(self) -> bool:
        """Whether those that left are listed."""
        return self._state.key == CLOSED

    def show_listed(self, listed: Listed, *, follows: bool) -> None:
        """Fill anew; ``follows``: what the cursor is on is opened."""
        self._listed = listed
        self.progress.show_progress(listed.words, listed.done, listed.total)
        for one, chip in zip(self._register.filters, self._chips, strict=True):
            chip.show_picks(_counted(one, listed.rows))
        self._show_rows(follows=follows)

    def search(self, text: str) -> None:
        """Show whom ``text`` finds: part of a name, its initials, or what a column says."""
        self._text = text.lower()
        self._show_rows(follows=bool(text))

    def mark(self, entry_id: str) -> None:
        """The file of ``entry_id`` is open: the cursor goes there, or nowhere if it is not listed."""
        self._rest.stop()
        self.current = entry_id
        row = next((at for at, one in enumerate(self.list.rows()) if one.id == entry_id), None)
        with QSignalBlocker(self.list):
            if row is None:
                self.list.clearSelection()
            else:
                self.list.selectRow(row)

    def _show_rows(self, *, follows: bool) -> None:
        rows = [row for row in self._listed.rows if self._is_shown(row)]
        with QSignalBlocker(self.list):
            self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._nobody.setVisible(not rows)
        self._nobody.show_sentence(self._empty_words())
        self._count.setText(f"{len(rows)}条")
        if any(row.id == self.current for row in rows) or not (follows and rows):
            self.mark(self.current)
        else:
            self.list.select(None)
            self._wait(rows[0])

    def _empty_words(self) -> str:
        if self._listed.rows:
            return "没有符合的。去掉筛选，或换一个字再找。"
        return "没有已退出的。" if self.is_closed else self._register.empty

    def _is_shown(self, row: Any) -> bool:
        chips = zip(self._register.filters, self._chips, strict=True)
        if not all(chip.key is None or chip.key in one.keys(row) for one, chip in chips):
            return False
        return not self._text or self._is_found(row)

    def _is_found(self, row: Any) -> bool:
        if self._text in initials(row.name):
            return True
        return any(self._text in column.shown(row).lower() for column in self._register.columns)

    def _wait(self, row: Any) -> None:
        if row is not None:
            self._asked = row.id
            self._rest.start(STEP_MS if self.list.hasFocus() else REST_MS)

    def _on_rested(self) -> None:
        self.current = self._asked
        self.wanted.emit(self._asked)

    def _on_opened(self, row: Any) -> None:
        self._rest.stop()
        self.current = row.id
        self.entered.emit(row.id)

    def _on_picked(self, _key: object) -> None:
        self._show_rows(follows=True)

    def _on_state_picked(self, _key: object) -> None:
        self.closed_chosen.emit(self.is_closed)

    def _listen(self) -> None:
        self._asked = ""
        self.list.row_chosen.connect(self._wait)
        self.list.row_opened.connect(self._on_opened)
        for chip in self._chips:
            chip.picked.connect(self._on_picked)
        self._state.picked.connect(self._on_state_picked)

    def _lay_out(self) -> None:
        bar = QWidget()
        row = FlowLayout(bar)
        for widget in (*self._chips, self._state, self._count):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.progress)
        column.addWidget(bar)
        column.addWidget(self.list, 1)
        column.addWidget(self._nobody, 1)
        self._nobody.hide()


def _counted(one: Filter, rows: Sequence[Any]) -> list[Pick]:
    """The choices with how many rows each would leave; without ``picks``, those that rows have."""
    counts = Counter(key for row in rows for key in one.keys(row))
    return [replace(pick, count=counts[pick.key]) for pick in one.picks if counts[pick.key]]
