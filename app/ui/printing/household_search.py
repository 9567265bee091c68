"""Finding the household whose papers are wanted: one box, and who it finds below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import search
from app.services.search import Hit
from app.ui.pages import Desk
from app.ui.theme import row_height
from app.ui.widgets.columns import Column
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

HINT: Final = "姓名、拼音首字母或证件号后4位（Ctrl+F）"
ROWS: Final = 5
"""Shown before the list scrolls: the papers stand below it."""


def _home(hit: Hit) -> str:
    whose = "" if hit.head_name in ("", hit.name) else f"（{hit.head_name}户）"
    return f"{hit.place}{hit.group}{whose}" if hit.household_id else "不在任何一户里"


COLUMNS: Final = (
    Column("name", "姓名", lambda row: row.name, "欧阳建国"),
    Column("home", "住在", _home, "沙坪镇顺昌社区12组"),
)


class HouseholdSearch(QWidget):
    """``household_chosen`` with an id as the cursor moves over who was found; ``left`` when one
    was taken with Enter."""

    household_chosen = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.box = SearchBox(HINT)
        self.hits = WorkList(COLUMNS)
        self.hits.setAccessibleName("找到的人")
        self.nobody = label("", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.box, self.hits, self.nobody):
            column.addWidget(widget)
        self.box.searched.connect(self._on_searched)
        self.box.left_down.connect(self.hits.setFocus)
        self.hits.row_chosen.connect(self._on_row_chosen)
        self.hits.row_opened.connect(self._on_row_opened)
        self._fit()
        self.put_away()

    def put_away(self) -> bool:
        """Hide who was found; whether anything was shown."""
        was_shown = not (self.hits.isHidden() and self.nobody.isHidden())
        self.hits.hide()
        self.nobody.hide()
        return was_shown

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "hits"):
            self._fit()

    def _on_searched(self, text: str) -> None:
        verb = partial(search.find, text=text, places=self._desk.divisions)
        self._desk.operation(self, verb).replacing("find").then(
            partial(self._show_hits, text)
        ).start()

    def _show_hits(self, text: str, hits: Sequence[Hit]) -> None:
        self.hits.setVisible(bool(hits))
        self.nobody.setVisible(bool(text) and not hits)
        self.nobody.setText(f"没有找到“{text}”。换一个字、拼音首字母或证件号后4位试试。")
        self.hits.show_rows(hits)

    def _on_row_chosen(self, hit: Hit | None) -> None:
        if hit is not None and hit.household_id is not None:
            self.household_chosen.emit(hit.household_id)

    def _on_row_opened(self, hit: Hit) -> None:
        self._on_row_chosen(hit)
        self.put_away()
        self.left.emit()

    def _fit(self) -> None:
        self.hits.setFixedHeight(row_height(self.hits) * (ROWS + 1) + 8)
