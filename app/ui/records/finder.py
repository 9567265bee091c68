"""The left side: households by filter, or the persons that what was typed finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import household_list, search
from app.services.household_list import HouseholdFilter, HouseholdPage, HouseholdRow
from app.services.search import Hit
from app.ui.pages import Desk
from app.ui.records.filter_bar import FilterBar
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.work_list import WorkList

STRETCH: Final = 100
"""Rows asked for at a time."""
MOST_SORTED: Final = 5000
"""Households that are fetched all at once to be sorted by a column."""
REST_MS: Final = 250
"""A row that the search put under the cursor is opened when typing rests: each opening is audited."""
STEP_MS: Final = 60
"""The same while the cursor is moved by hand."""

Facts = tuple[Mapping[str, int], Mapping[str, int]]


class Finder(QWidget):
    """``household_wanted`` with the id under the cursor once it rests there; ``entered`` on Enter."""

    household_wanted = Signal(str)
    entered = Signal(str)

    def __init__(self, desk: Desk, actions: Sequence[RowAction]) -> None:
        super().__init__()
        self._desk = desk
        self._filter = HouseholdFilter()
        self._text = ""
        self._is_one_township = True
        self._follows = True
        self._wanted = ""
        self._current = ""
        self.filters = FilterBar(desk.divisions)
        self.list = WorkList(self._household_columns(), actions)
        self.hits = WorkList(self._hit_columns(), actions)
        self.nobody = EmptyState("search", "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        self._lay_out()
        self._listen()

    @property
    def shown_list(self) -> WorkList:
        """The list in front."""
        return self.hits if self._text else self.list

    def load(self, *, follows: bool = False) -> None:
        """Fill anew; ``follows``: the file beside it becomes that of the row under the cursor."""
        self._follows = follows
        self._desk.operation(self, self._stretch(0)).replacing("list").then(
            self._show_households
        ).start()
        self._desk.operation(self, partial(_facts, wanted=self._filter)).replacing("count").then(
            self._show_facts
        ).start()
        if self._text:
            self._search()

    def search(self, text: str) -> None:
        """Show whom ``text`` finds; the households again if it is empty."""
        self._text = text
        self._follows = True
        if text:
            self._search()
        else:
            self._rest.stop()
            self._mark_current()
            self._show_in_front()

    def show_chosen(self, household_id: str) -> None:
        """Put the cursor on the household whose file is open; on nothing where it is not listed."""
        self._rest.stop()
        self._follows = False
        self._current = household_id
        self._mark_current()

    def show_opened(self, household_id: str) -> None:
        """A file was opened: the cursor goes there, unless it is the one that was asked for here:
        who asked may be typing or moving on already."""
        if household_id != self._current:
            self.show_chosen(household_id)

    def _mark_current(self) -> None:
        for shown in (self.list, self.hits):
            if household_of(shown.current_row()) == self._current:
                continue
            row = next((one for one in shown.rows() if household_of(one) == self._current), None)
            with QSignalBlocker(shown):
                if row is None:
                    shown.clearSelection()
                else:
                    shown.selectRow(list(shown.rows()).index(row))

    # -- slots ---------------------------------------------------------------------------------

    def _search(self) -> None:
        verb = partial(search.find, text=self._text, places=self._desk.divisions)
        self._desk.operation(self, verb).replacing("search").then(self._show_hits).start()

    def _show_hits(self, hits: tuple[Hit, ...]) -> None:
        if not self._text:
            return
        with self._quiet(self.hits):
            self.hits.show_rows(hits)
        self._mark_unless_following()
        if not hits:
            self.nobody.show_sentence(
                f"没有找到“{self._text}”。可以试试名字里的一个字、拼音首字母，或证件号后4位。"
            )
        self._show_in_front()

    def _show_households(self, page: HouseholdPage) -> None:
        with self._quiet(self.list):
            self.list.show_rows(page.rows, page.total)
        self._mark_unless_following()

    def _show_facts(self, facts: Facts) -> None:
        villages, classes = facts
        townships = {code[:9] for code in villages if code}
        self._is_one_township = len(townships) < 2
        self.filters.show_counts(villages, classes)

    def _on_filtered(self, wanted: HouseholdFilter) -> None:
        self._filter = wanted
        self.load(follows=True)

    def _on_more_requested(self, shown: int) -> None:
        self._desk.operation(self, self._stretch(shown)).replacing("more").then(
            lambda page: self.list.add_rows(page.rows)
        ).start()

    def _on_sort_requested(self, _key: str, _descending: bool) -> None:
        verb = self._stretch(0, MOST_SORTED)
        self._desk.operation(self, verb).replacing("list").then(self._show_sorted).start()

    def _show_sorted(self, page: HouseholdPage) -> None:
        head = self.list.horizontalHeader()
        place, order = head.sortIndicatorSection(), head.sortIndicatorOrder()
        with QSignalBlocker(self.list):
            self.list.show_rows(page.rows, page.total)
        if len(page.rows) < page.total:
            sentence = f"有{page.total}户，太多了，不能排序。先按村筛选，再点表头。"
            self._desk.say(sentence)
            return
        head.setSortIndicator(-1, order)
        head.setSortIndicator(place, order)

    def _on_chosen(self, shown: WorkList, row: HouseholdRow | Hit | None) -> None:
        household = household_of(row)
        if household is not None and shown is self.shown_list:
            self._wanted = household
            self._rest.start(STEP_MS if self.shown_list.hasFocus() else REST_MS)

    def _on_rested(self) -> None:
        self._current = self._wanted
        self.household_wanted.emit(self._wanted)

    def _on_opened(self, row: HouseholdRow | Hit) -> None:
        if household := household_of(row):
            self._rest.stop()
            self._current = household
            self.entered.emit(household)
        elif isinstance(row, Hit):
            self._desk.say(
                f"{row.name}不在任何一户里。打开一户，点“添加成员”，输入证件号就能用这份档案。"
            )

    # -- private -------------------------------------------------------------------------------

    def _quiet(self, shown: WorkList) -> AbstractContextManager[object]:
        """What is filled anew because something was saved opens no other file."""
        return nullcontext() if self._follows else QSignalBlocker(shown)

    def _show_in_front(self) -> None:
        self.list.setHidden(bool(self._text))
        self.filters.setHidden(bool(self._text))
        is_empty = bool(self._text) and not self.hits.rows()
        self.hits.setVisible(bool(self._text) and not is_empty)
        self.nobody.setVisible(is_empty)

    def _mark_unless_following(self) -> None:
        if not self._follows:
            self._mark_current()

    def _stretch(self, offset: int, limit: int = STRETCH) -> Any:
        return partial(
            household_list.list_households,
            wanted=self._filter,
            offset=offset,
            limit=limit,
            places=self._desk.divisions,
        )

    def _place(self, row: HouseholdRow | Hit) -> str:
        """The village; with its township where the list is of several."""
        village = self._desk.divisions.get(row.village_code)
        return village.short_name if village and self._is_one_township else row.place

    def _household_columns(self) -> tuple[Column, ...]:
        return (
            Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
            Column("place", "村社区", self._place, "顺昌社区"),
            Column("group", "组", lambda row: row.group, "12组"),
            Column("class", "类别", lambda row: row.class_text, "低保边缘"),
            Column("count", "人口", lambda row: f"{row.member_count}", "12", is_number=True,
                   order=lambda row: row.member_count),
            Column("benefit", "元/月", lambda row: _amount(row.benefit_month), "1,201.00",
                   is_number=True, order=lambda row: row.benefit_month or 0),
        )  # fmt: skip

    def _hit_columns(self) -> tuple[Column, ...]:
        return (
            Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
            Column("place", "住在", lambda row: f"{self._place(row)}{row.group}", "顺昌社区12组"),
            Column("person", "性别年龄", _person, "女 83岁",
                   tone=lambda row: "muted" if row.is_dead else ""),
            Column("head", "户主", _head, "欧阳建国 儿媳"),
            Column("id_no", "证件号", lambda row: row.id_masked, "500231********1234"),
            Column("matched", "按什么找到", lambda row: row.matched, "证件号"),
        )  # fmt: skip

    def _listen(self) -> None:
        self.filters.changed.connect(self._on_filtered)
        self.list.more_requested.connect(self._on_more_requested)
        self.list.sort_requested.connect(self._on_sort_requested)
        for shown in (self.list, self.hits):
            shown.row_chosen.connect(partial(self._on_chosen, shown))
            shown.row_opened.connect(self._on_opened)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filters)
        for widget in (self.list, self.hits, self.nobody):
            column.addWidget(widget, 1)
        self.hits.hide()
        self.nobody.hide()


def household_of(row: HouseholdRow | Hit | None) -> str | None:
    """The household that a row of either list is about."""
    return row.household_id if isinstance(row, Hit) else row.id if row else None


def _facts(work: Any, wanted: HouseholdFilter) -> Facts:
    """How many households are in each village and each class."""
    return (
        household_list.count_households(work, by="village", wanted=wanted),
        household_list.count_households(work, by="class", wanted=wanted),
    )


def _amount(value: Any) -> str:
    return f"{value:,.2f}" if value is not None else ""


def _person(row: Hit) -> str:
    age = f"{row.age}岁" if row.age is not None else ""
    return f"{row.sex_text} {age}{' 已故' if row.is_dead else ''}".strip()


def _head(row: Hit) -> str:
    return f"{row.head_name} {row.relation_text}".strip()
