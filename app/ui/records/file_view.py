"""The file of one household as it is read: a heading, parts chosen by chips, a list each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services.household_file import HouseholdFile
from app.ui.filing.item_list import ItemList
from app.ui.filing.stage_sign import StageSign
from app.ui.pages import Desk
from app.ui.records import file_tabs
from app.ui.records.aid_view import AidView
from app.ui.records.history_card import HistoryCard
from app.ui.records.overview import OverviewCard
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import DetailPane
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import RowAction
from app.ui.widgets.texts import label

PARTS: Final = (
    Chip("home", "家庭和成员"),
    Chip("means", "收入财产"),
    Chip("cases", "救助和金额"),
    Chip("trail", "走访和打印"),
    Chip("timeline", "经过"),
    Chip("history", "修改记录"),
)
ITEMS: Final[Mapping[str, tuple[str, Any, str, str]]] = {
    "income": ("收入和扣减", file_tabs.INCOMES, "添加收入", "person_id"),
    "expense": ("刚性支出", file_tabs.EXPENSES, "添加支出", "person_id"),
    "asset": ("财产", file_tabs.ASSETS, "添加财产", "owner_id"),
    "obligor": ("赡养、抚养、扶养义务人", file_tabs.OBLIGORS, "添加义务人", "for_person_id"),
}
"""Noun -> heading, columns, the button's words, the field that says whose it is."""


ACTS: Final = (("split", "分户"), ("merge", "并入另一户"), ("move", "迁到另一个村"))
"""What is done with a household as a whole."""


class FileView(QWidget):
    """``part_chosen`` with the part's key; what else happens is said by the lists themselves.

    ``print_requested`` and ``visit_requested`` when the buttons at the top are pressed.
    ``removal_requested`` with noun and row from an item's right-click menu. ``act_chosen`` with a
    key of ``ACTS``.
    """

    part_chosen = Signal(str)
    print_requested = Signal()
    visit_requested = Signal()
    removal_requested = Signal(str, object)
    act_chosen = Signal(str)

    def __init__(
        self,
        desk: Desk,
        member_actions: tuple[RowAction, ...],
        *,
        pack: RulePack,
        calendar: WorkingCalendar,
    ) -> None:
        super().__init__()
        self.title = label("", "title", wraps=True)
        self.stage = StageSign(desk)
        self.overview = OverviewCard(desk)
        self.members = ItemList(
            "家庭成员",
            file_tabs.MEMBERS,
            add="添加成员",
            pastes=True,
            actions=member_actions,
            help_key="person",
        )
        self.former = ItemList("已离开的成员", file_tabs.FORMER, help_key="person")
        self.items = {noun: self._item_list(noun) for noun in ITEMS}
        self.aid = AidView(desk, pack=pack, calendar=calendar)
        self.visits = ItemList(
            "入户走访", file_tabs.VISITS, empty="还没有走访过。", help_key="visit"
        )
        self.drafts = ItemList("没填完的走访", file_tabs.DRAFTS, help_key="visit")
        self.tasks = ItemList("记下的待办", file_tabs.TASKS)
        self.papers = ItemList("打印过的表", file_tabs.PAPERS, empty="还没有打印过。")
        self.timeline = ItemList("这一户的经过", file_tabs.TIMELINE, empty="还没有发生过什么。")
        self.history = HistoryCard()
        self._parts = ChipBar(PARTS, is_single=True)
        self._parts.chosen.connect(self._on_part_chosen)
        self._lay_out()
        self._take_keys()

    @property
    def part(self) -> str:
        """The key of the part in front."""
        return next(iter(self._parts.keys()))

    def show_part(self, key: str) -> None:
        """Bring a part to the front."""
        self._parts.choose({key})
        self._on_part_chosen({key})

    def go_to_members(self) -> None:
        """Put the keyboard into the list of members, and it where it is seen."""
        self.show_part("home")
        self._panes["home"].verticalScrollBar().setValue(self.members.y())
        self.members.list.setFocus()

    def scroll_up(self) -> None:
        """Show every part from its beginning: another file is not read from the middle."""
        for pane in self._panes.values():
            pane.verticalScrollBar().setValue(0)

    def show_file(self, file: HouseholdFile) -> None:
        """Show what the file says."""
        head = file.head.name if file.head else "（没有户主）"
        self.title.setText(f"{head}户　{file.place}")
        self.overview.show_file(file)
        self.members.show_rows(file.members)
        self._show_if_any(self.former, file.former)
        names = {one.person_id: one.name for one in (*file.members, *file.former)}
        for noun, rows in (
            ("income", file.incomes),
            ("expense", file.expenses),
            ("asset", file.assets),
            ("obligor", file.obligors),
        ):
            self.items[noun].show_rows(file_tabs.items_of(rows, ITEMS[noun][3], names))
        self.aid.show_file(file)
        self._show_if_any(self.drafts, file.drafts)
        self.visits.show_rows(file.visits)
        self._show_if_any(self.tasks, file.tasks)
        self.papers.show_rows(file.papers)

    def acts_menu(self) -> QMenu:
        """What is done with the household as a whole."""
        menu = QMenu(self)
        for key, text in ACTS:
            menu.addAction(text, partial(self.act_chosen.emit, key))
        return menu

    def _on_acts_pressed(self, button: Button) -> None:
        menu = self.acts_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _on_part_chosen(self, keys: Any) -> None:
        key = next(iter(keys))
        self._tabs.setCurrentWidget(self._panes[key])
        self.part_chosen.emit(key)

    def _step_part(self, by: int) -> None:
        keys = [chip.key for chip in PARTS]
        self.show_part(keys[(keys.index(self.part) + by) % len(keys)])

    @staticmethod
    def _show_if_any(shown: ItemList, rows: Any) -> None:
        shown.show_rows(rows)
        shown.setVisible(bool(rows))

    def _item_list(self, noun: str) -> ItemList:
        title, columns, add, _ = ITEMS[noun]
        remove = RowAction("作废这一项", partial(self._on_removal_chosen, noun), "remove")
        return ItemList(
            title,
            columns,
            add=add,
            pastes=noun == "income",
            actions=(remove,),
            help_key=noun,
        )

    def _on_removal_chosen(self, noun: str, rows: Any) -> None:
        self.removal_requested.emit(noun, rows[0])

    def _take_keys(self) -> None:
        for key, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._step_part, by))

    def _lay_out(self) -> None:
        visit = primary("入户走访", icon_name="visit")
        visit.clicked.connect(self.visit_requested)
        print_ = Button("打印", icon_name="print")
        print_.clicked.connect(self.print_requested)
        head = QHBoxLayout()
        acts = Button("家庭变动", icon_name="down")
        acts.clicked.connect(partial(self._on_acts_pressed, acts))
        head.addWidget(self.title, 1)
        head.addWidget(acts)
        head.addWidget(print_)
        head.addWidget(visit)
        contents: Mapping[str, tuple[QWidget, ...]] = {
            "home": (self.overview, self.members, self.former),
            "means": tuple(self.items.values()),
            "trail": (self.drafts, self.visits, self.tasks, self.papers),
            "timeline": (self.timeline,),
            "history": (self.history,),
        }
        self._panes = {"cases": self.aid} | {key: DetailPane() for key in contents}
        self._tabs = QStackedWidget()
        for key, pane in self._panes.items():
            pane.add(*contents.get(key, ()))
            self._tabs.addWidget(pane)
        self._tabs.setCurrentWidget(self._panes["home"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.stage)
        column.addWidget(self._parts)
        column.addWidget(self._tabs, 1)
