"""人员家庭: find a household or a person, see the whole file, change it in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.records.file_pane import FilePane
from app.ui.records.finder import Finder, household_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.columns import RowAction
from app.ui.widgets.search_box import SearchBox

LISTED: Final = ("household", "member", "person", "assistance_case")
"""Nouns whose change the list shows."""


class RecordsPage(Page):
    """The finder at the left, the file of the chosen household at the right."""

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__(desk)
        self._has_loaded = False
        self._is_stale = False
        self.search = SearchBox("姓名、一个字、拼音首字母、证件号或电话后4位、村、组（Ctrl+F）")
        self.finder = Finder(
            desk,
            (
                RowAction("打印核查表", partial(self._print_rows, "E-04"), "print"),
                RowAction("打印审核确认表", partial(self._print_rows, "E-07"), "print"),
                RowAction("入户走访", self._visit_rows, "visit"),
                RowAction("粘贴从 WPS 复制的花名册", self._paste_roster, "paste"),
            ),
        )
        self.list, self.hits = self.finder.list, self.finder.hits
        self.file = FilePane(desk, pack=pack, calendar=calendar)
        self._listen()
        self._lay_out()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        if not self._has_loaded:
            self._has_loaded = True
            self.finder.load(follows=True)
        elif self._is_stale:
            self.finder.load()
        self._is_stale = False
        self.search.setFocus()

    def left(self) -> None:
        self.file.settle()

    def open(self, target: Target) -> None:
        if target.part == "new":
            self.file.begin_household()
        elif target.id:
            self.finder.show_chosen(target.id)
            self.file.show_household(target.id, target.part)

    def changed(self, changes: ChangeSet) -> None:
        if any(changes.touches(noun) for noun in LISTED):
            if self.isVisible():
                self.finder.load()
            else:
                self._is_stale = True
        self.file.changed(changes)

    def begin_search(self) -> None:
        self.search.start()

    def print_current(self) -> bool:
        if self.file.household_id is None:
            return False
        self.print_requested.emit(Target("paper", self.file.household_id))
        return True

    def undo(self) -> bool:
        return self.file.undo()

    def step_back(self) -> bool:
        return self.file.step_back()

    def help_key(self) -> str:
        return "page.records"

    # -- slots ---------------------------------------------------------------------------------

    def _on_household_wanted(self, household_id: str) -> None:
        """Open another file; the list is filled anew after every save, with the same row chosen."""
        if household_id != self.file.wanted:
            self.file.show_household(household_id)

    def _on_entered(self, household_id: str) -> None:
        self._on_household_wanted(household_id)
        self.file.enter()

    def _on_left_down(self) -> None:
        self.finder.shown_list.setFocus()

    def _print_rows(self, paper: str, rows: Sequence[Any]) -> None:
        if household := household_of(rows[0]):
            self.print_requested.emit(Target("paper", household, paper))

    def _visit_rows(self, rows: Sequence[Any]) -> None:
        if household := household_of(rows[0]):
            self.desk.open(Target("visit", household, "start"))

    def _paste_roster(self, _rows: Sequence[Any]) -> None:
        self.desk.open(Target("workbook", more={"pasted": "yes"}))

    # -- private -------------------------------------------------------------------------------

    def _listen(self) -> None:
        self.search.searched.connect(self.finder.search)
        self.search.left_down.connect(self._on_left_down)
        self.finder.household_wanted.connect(self._on_household_wanted)
        self.finder.entered.connect(self._on_entered)
        self.file.shown.connect(self.finder.show_opened)
        self.file.print_requested.connect(self.print_requested)

    def _lay_out(self) -> None:
        new = Button("新建一户", icon_name="add", shortcut="Ctrl+N")
        new.clicked.connect(self.file.begin_household)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.search, 1)
        bar.addWidget(new)
        split = QSplitter()
        split.addWidget(self.finder)
        split.addWidget(self.file)
        split.setSizes([420, 770])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(split, 1)
