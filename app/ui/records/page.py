"""人员家庭: find a household or a person, see the whole file, change it in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.domain.codes import HOUSEHOLD_CLASS
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import household_list, search
from app.services.household_list import HouseholdFilter, HouseholdPage, HouseholdRow
from app.services.search import Hit
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.records.file_pane import FilePane
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.work_list import WorkList

STRETCH: Final = 100
"""Rows asked for at a time."""
ALL: Final = "all"

HOUSEHOLD_COLUMNS: Final = (
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("place", "村（社区）", lambda row: row.place, "沙坪镇顺昌社区"),
    Column("group", "组", lambda row: row.group, "12组"),
    Column("class", "类别", lambda row: row.class_text, "低保边缘"),
    Column("count", "人口", lambda row: f"{row.member_count}", "12", is_number=True,
           order=lambda row: row.member_count),
    Column("benefit", "金额（元/月）", lambda row: _amount(row.benefit_month), "1,201.00",
           is_number=True, order=lambda row: row.benefit_month or 0),
)  # fmt: skip

HIT_COLUMNS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("person", "性别年龄", lambda row: _person(row), "女 83岁"),
    Column("id_no", "证件号", lambda row: row.id_masked, "500231********1234"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
    Column(
        "head", "户主", lambda row: f"{row.head_name} {row.relation_text}".strip(), "欧阳建国 儿媳"
    ),
    Column("matched", "按什么找到", lambda row: row.matched, "证件号"),
)


class RecordsPage(Page):
    """A list at the left, the file of the chosen household at the right."""

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__(desk)
        self._filter = HouseholdFilter()
        self._has_loaded = False
        self.search = SearchBox("姓名、一个字、拼音首字母、证件号或电话后4位、村、组（Ctrl+F）")
        self.chips = ChipBar(
            (Chip(ALL, "全部"), *(Chip(code, text) for code, text in HOUSEHOLD_CLASS)),
            is_single=True,
        )
        actions = (
            RowAction("打印核查表", partial(self._print_rows, "E-04"), "print"),
            RowAction("入户走访", self._visit_rows, "visit"),
            RowAction("粘贴从 WPS 复制的花名册", self._paste, "paste"),
        )
        self.list = WorkList(HOUSEHOLD_COLUMNS, actions)
        self.hits = WorkList(HIT_COLUMNS, actions)
        self.file = FilePane(desk, pack=pack, calendar=calendar)
        self.file.print_requested.connect(self.print_requested)
        self._listen()
        self._lay_out()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        if not self._has_loaded:
            self._has_loaded = True
            self._load()
        self.search.setFocus()

    def left(self) -> None:
        self.file.settle()

    def open(self, target: Target) -> None:
        if target.part == "new":
            self.file.begin_household()
        elif target.id:
            self.file.show_household(target.id, target.part)

    def changed(self, changes: ChangeSet) -> None:
        if any(changes.touches(noun) for noun in ("household", "member", "person")):
            self._load()
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

    def _on_searched(self, text: str) -> None:
        self.hits.setVisible(bool(text))
        self.list.setHidden(bool(text))
        self.chips.setHidden(bool(text))
        if text:
            verb = partial(search.find, text=text, places=self.desk.divisions)
            self.desk.operation(self, verb).replacing("search").then(self.hits.show_rows).start()

    def _on_chip_chosen(self, keys: frozenset[str]) -> None:
        chosen = next(iter(keys), ALL)
        self._filter = replace(self._filter, class_now=None if chosen == ALL else chosen)
        self._load()

    def _load(self) -> None:
        self.desk.operation(self, self._stretch(0)).replacing("list").then(self._show).start()
        count = partial(household_list.count_households, by="class", wanted=self._filter)
        self.desk.operation(self, count).replacing("count").then(self._show_counts).start()

    def _show(self, page: HouseholdPage) -> None:
        self.list.show_rows(page.rows, page.total)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.chips.show_counts({ALL: sum(counts.values()), **counts})

    def _on_more_requested(self, shown: int) -> None:
        self.desk.operation(self, self._stretch(shown)).replacing("more").then(
            lambda page: self.list.add_rows(page.rows)
        ).start()

    def _on_household_chosen(self, row: HouseholdRow | None) -> None:
        if row is not None and self.list.isVisible():
            self._show_file(row.id)

    def _on_hit_chosen(self, row: Hit | None) -> None:
        if row is not None and row.household_id is not None and self.hits.isVisible():
            self._show_file(row.household_id)

    def _show_file(self, household_id: str) -> None:
        """Open another file; the list is filled anew after every save, with the same row chosen."""
        if household_id != self.file.wanted:
            self.file.show_household(household_id)

    def _on_row_opened(self, row: object) -> None:
        del row
        self.file.enter()

    def _on_left_down(self) -> None:
        (self.hits if self.hits.isVisible() else self.list).setFocus()

    def _print_rows(self, paper: str, rows: Sequence[Any]) -> None:
        if household := _household(rows[0]):
            self.print_requested.emit(Target("paper", household, paper))

    def _paste(self, _rows: Sequence[Any]) -> None:
        self.desk.open(Target("workbook", more={"pasted": "yes"}))

    def _visit_rows(self, rows: Sequence[Any]) -> None:
        if household := _household(rows[0]):
            self.desk.open(Target("visit", household, "start"))

    # -- private -------------------------------------------------------------------------------

    def _stretch(self, offset: int) -> Any:
        return partial(
            household_list.list_households,
            wanted=self._filter,
            offset=offset,
            limit=STRETCH,
            places=self.desk.divisions,
        )

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_down.connect(self._on_left_down)
        self.chips.chosen.connect(self._on_chip_chosen)
        self.list.row_chosen.connect(self._on_household_chosen)
        self.list.row_opened.connect(self._on_row_opened)
        self.list.more_requested.connect(self._on_more_requested)
        self.hits.row_chosen.connect(self._on_hit_chosen)
        self.hits.row_opened.connect(self._on_row_opened)

    def _lay_out(self) -> None:
        new = Button("新建一户", icon_name="add", shortcut="Ctrl+N")
        new.clicked.connect(self.file.begin_household)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.search, 1)
        bar.addWidget(new)
        left = QWidget()
        lists = QVBoxLayout(left)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.addWidget(self.chips)
        lists.addWidget(self.list, 1)
        lists.addWidget(self.hits, 1)
        self.hits.hide()
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self.file)
        split.setSizes([440, 750])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(split, 1)


def _amount(value: object) -> str:
    return f"{value:,.2f}" if value is not None else ""


def _person(row: Hit) -> str:
    age = f"{row.age}岁" if row.age is not None else ""
    return f"{row.sex_text} {age}{' 已故' if row.is_dead else ''}".strip()


def _household(row: HouseholdRow | Hit) -> str | None:
    return row.household_id if isinstance(row, Hit) else row.id
