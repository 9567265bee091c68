"""修改记录: what happened to this household, newest first; who merely looked is shown on request."""

from __future__ import annotations

from typing import Any

from app.services.history import HistoryLine
from app.ui.filing.item_list import ItemList
from app.ui.records import file_tabs
from app.ui.widgets.texts import label

ALL = "连同查看、打印的记录"
ONLY = "只看改动"
CHOOSE = "选一行，这里显示改动的全文。"


class HistoryCard(ItemList):
    """The lines of one household."""

    def __init__(self) -> None:
        super().__init__("修改记录", file_tabs.HISTORY, empty="还没有改动。")
        self._lines: tuple[HistoryLine, ...] = ()
        self._has_readings = False
        self._whole = label(CHOOSE, "muted", wraps=True)
        self.body.insertWidget(self.body.indexOf(self.list), self._whole)
        self.list.row_chosen.connect(self._on_row_chosen)
        self._toggle = self.add_action(ALL, "show")
        self._toggle.clicked.connect(self._on_toggled)

    def show_lines(self, lines: tuple[HistoryLine, ...]) -> None:
        """Show ``lines``, without readings unless they were asked for."""
        self._lines = lines
        self.show_rows([one for one in lines if self._has_readings or not one.is_reading])

    def _on_row_chosen(self, line: HistoryLine | None) -> None:
        """The whole of what the list cuts off."""
        changes = file_tabs.changes_text(line) if line else ""
        self._whole.setText(f"{line.text}　{changes}".strip() if line else CHOOSE)

    def _on_toggled(self, _checked: Any) -> None:
        self._has_readings = not self._has_readings
        self._toggle.setText(ONLY if self._has_readings else ALL)
        self.show_lines(self._lines)
