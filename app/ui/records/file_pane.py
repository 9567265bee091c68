"""The file of one household: parts chosen by chips, and whatever of it is being typed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import (
    aid,
    aid_cases,
    aid_steps,
    history,
    household_file,
    households,
    livelihood,
    members,
)
from app.services.aid_cases import CaseFile
from app.services.household_file import CaseLine, HouseholdFile, MemberFile
from app.services.records import Saved
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Target
from app.ui.records import file_tabs
from app.ui.records.aid_card import AidCard, CaseCard
from app.ui.records.edit_pane import EditPane
from app.ui.records.fields_shown import FIELDS, NEW_HEAD, NEW_MEMBER, Spot, described, write
from app.ui.records.item_list import ItemList
from app.ui.records.overview import OverviewCard
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import DetailPane, EmptyState
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import RowAction
from app.ui.widgets.editors.description import Choice
from app.ui.widgets.texts import label

PARTS: Final = (
    Chip("home", "家庭和成员"),
    Chip("means", "收入财产"),
    Chip("cases", "救助和金额"),
    Chip("trail", "走访和打印"),
    Chip("history", "修改记录"),
)
ITEMS: Final[Mapping[str, tuple[str, Any, str]]] = {
    "income": ("收入和扣减", file_tabs.INCOMES, "添加收入"),
    "expense": ("刚性支出", file_tabs.EXPENSES, "添加支出"),
    "asset": ("财产", file_tabs.ASSETS, "添加财产"),
    "obligor": ("赡养、抚养、扶养义务人", file_tabs.OBLIGORS, "添加义务人"),
}
"""Noun -> heading, columns, the button's words."""
KEPT_UNDO: Final = 50


class FilePane(QWidget):
    """``print_requested`` with a ``Target`` of a paper."""

    print_requested = Signal(object)

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__()
        self._desk = desk
        self._pack = pack
        self._calendar = calendar
        self._file: HouseholdFile | None = None
        self._wanted = ""
        self._done: list[tuple[Spot, Any]] = []
        self._make()
        self._lay_out()
        self._listen()
        self._stack.setCurrentWidget(self._empty)

    # -- for the page --------------------------------------------------------------------------

    @property
    def household_id(self) -> str | None:
        """The household shown."""
        return self._file.id if self._file else None

    @property
    def wanted(self) -> str:
        """The household that was asked for last; blank before the first."""
        return self._wanted

    def show_household(self, household_id: str, part: str = "") -> None:
        """Open a household's file, at ``part`` if it is named."""
        if not self._edit.settle():
            return
        self._wanted = household_id
        if part in {chip.key for chip in PARTS}:
            self._parts.choose({part})
        self._load(opens=True)

    def begin_household(self) -> None:
        """Type in a household that is not there yet: its place and its head."""
        fields = described("household", ("village_code", "group_name"), places=self._desk.divisions)
        fields += described("person", NEW_HEAD, places=self._desk.divisions)
        self._begin("新的一户", fields, "建立这一户的档案", self._add_household)

    def enter(self) -> None:
        """Put the keyboard into the file: its members, from which Enter opens one."""
        self._parts.choose({PARTS[0].key})
        self._show_part(self._parts.keys())
        self._members.list.setFocus()

    def changed(self, changes: ChangeSet) -> None:
        """Something was saved: show what is so now."""
        if self._file is not None and changes:
            self._load(opens=False)

    def settle(self) -> None:
        """Commit what is being typed."""
        self._edit.settle()

    def undo(self) -> bool:
        """Put back the value before the last change made here."""
        if not self._done:
            return False
        spot, before = self._done.pop()
        self._desk.operation(self, partial(write, spot=spot, value=before)).then(
            lambda _saved: self._desk.say("已改回原来的内容")
        ).start()
        return True

    def step_back(self) -> bool:
        if self._stack.currentWidget() is not self._edit:
            return False
        self._edit.close_gently()
        return True

    # -- loading -------------------------------------------------------------------------------

    def _load(self, *, opens: bool) -> None:
        verb = household_file.open_household if opens else household_file.household_file
        bound = partial(verb, household_id=self._wanted, places=self._desk.divisions)
        operation = self._desk.operation(self, bound).replacing("file")
        if opens:
            operation.then(self._show_opened).start()
        else:
            operation.then(self._show).start()

    def _show_opened(self, file: HouseholdFile) -> None:
        self._done.clear()
        self._stack.setCurrentWidget(self._whole)
        self._show(file)

    def _show(self, file: HouseholdFile) -> None:
        self._file = file
        head = file.head.name if file.head else "（没有户主）"
        self._title.setText(f"{head}户　{file.place}")
        self._overview.show_file(file)
        self._members.show_rows(file.members)
        for noun, rows in self._rows_by_noun(file).items():
            self._items[noun].show_rows(rows)
        self._cases.show_rows(file.cases)
        self._visits.show_rows(file.visits)
        self._drafts.show_rows(file.drafts)
        self._drafts.setVisible(bool(file.drafts))
        self._papers.show_rows(file.papers)
        self._show_part(self._parts.keys())

    def _show_part(self, keys: frozenset[str]) -> None:
        part = next(iter(keys))
        self._tabs.setCurrentWidget(self._panes[part])
        if self._file is None:
            return
        if part == "cases":
            self._work_out()
        elif part == "history":
            verb = partial(history.household_history, household_id=self._file.id)
            self._desk.operation(self, verb).replacing("history").then(
                self._history.show_rows
            ).start()

    def _work_out(self) -> None:
        assert self._file is not None
        verb = partial(aid.work_out, pack=self._pack, household_id=self._file.id)
        self._desk.operation(self, verb).replacing("aid").then(self._aid.show_result).otherwise(
            lambda problem: self._aid.show_problem(problem.sentence)
        ).start()
        if self._file.cases:
            self._open_case(self._file.cases[0])

    def _open_case(self, line: CaseLine) -> None:
        verb = partial(
            aid_cases.open_case_file, pack=self._pack, calendar=self._calendar, case_id=line.id
        )
        self._desk.operation(self, verb).replacing("case").then(self._show_case).start()

    def _show_case(self, case: CaseFile) -> None:
        card = CaseCard(self._desk, case)
        card.step_requested.connect(self._on_step_requested)
        card.print_requested.connect(partial(self._on_case_print, case.household_id))
        while item := self._case_place.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._case_place.addWidget(card)

    # -- doing ---------------------------------------------------------------------------------

    def _on_step_requested(
        self, case_id: str, action: str, values: Any, vouched: Any, reason: str
    ) -> None:
        verb = partial(
            aid_steps.take_step,
            pack=self._pack,
            calendar=self._calendar,
            case_id=case_id,
            action=action,
            values=values,
            attested=vouched,
            reason=reason,
        )
        self._desk.operation(self, verb).start()

    def _on_case_print(self, household_id: str, case_id: str) -> None:
        more = {"record": case_id}
        self.print_requested.emit(Target("paper", household_id, "E-07", more))

    def _open_elsewhere(self, noun: str, row: Any) -> None:
        self._desk.open(Target(noun, row.id))

    def _begin_case(self) -> None:
        if self._file is None:
            return
        verb = partial(aid_cases.open_case, pack=self._pack, household_id=self._file.id)
        self._desk.operation(self, verb).start()

    def _edit_household(self) -> None:
        if self._file is None:
            return
        record = self._file.household
        fields = described(
            "household", FIELDS["household"], places=self._desk.divisions, record=record
        )
        self._edit.show_record("家庭情况", record, fields)
        self._stack.setCurrentWidget(self._edit)

    def _edit_member(self, row: MemberFile) -> None:
        fields = described(
            "person", FIELDS["person"], places=self._desk.divisions, record=row.person
        )
        self._edit.show_record(f"{row.name}（{row.relation_text}）", row.person, fields)
        self._stack.setCurrentWidget(self._edit)

    def _edit_place(self, rows: Any) -> None:
        row: MemberFile = rows[0]
        fields = described(
            "member", FIELDS["member"], places=self._desk.divisions, record=row.member
        )
        removal = "" if row.is_head else "从这一户作废"
        self._edit.show_record(f"{row.name}在这一户", row.member, fields, removal=removal)
        self._stack.setCurrentWidget(self._edit)

    def _edit_item(self, noun: str, row: Any) -> None:
        fields = described(
            noun,
            FIELDS[noun],
            places=self._desk.divisions,
            people_here=self._people_here(),
            record=row,
        )
        self._edit.show_record(ITEMS[noun][0], row, fields, removal="作废这一项")
        self._stack.setCurrentWidget(self._edit)

    def _begin_member(self) -> None:
        fields = described("member", ("relation",), places=self._desk.divisions)
        fields += described("person", NEW_MEMBER, places=self._desk.divisions)
        self._begin("新成员", fields, "添加这位成员", self._add_member)

    def _begin_item(self, noun: str) -> None:
        fields = described(
            noun, FIELDS[noun], places=self._desk.divisions, people_here=self._people_here()
        )
        self._begin(ITEMS[noun][0], fields, ITEMS[noun][2], partial(self._add_item, noun))

    def _begin(
        self,
        title: str,
        fields: Any,
        button: str,
        add: Callable[[dict[str, Any]], Callable[[Any], Saved]],
    ) -> None:
        if not self._edit.settle():
            return
        self._adding = add
        self._edit.show_new(title, fields, button, {})
        self._stack.setCurrentWidget(self._edit)

    def _on_add_requested(self, typed: dict[str, Any]) -> None:
        self._desk.operation(self, self._adding(typed)).then(self._on_added).otherwise(
            self._edit.show_problem
        ).start()

    def _on_added(self, saved: Saved) -> None:
        if saved.noun == "household":
            self._wanted = saved.id
        for one in saved.remarks:
            self._desk.say(one.sentence)
        self._load(opens=True)

    def _add_household(self, typed: dict[str, Any]) -> Callable[[Any], Saved]:
        values, head = _parted(typed, NEW_HEAD)
        return partial(households.add_household, values=values, head=head)

    def _add_member(self, typed: dict[str, Any]) -> Callable[[Any], Saved]:
        values, person = _parted(typed, NEW_MEMBER)
        return partial(members.add_member, household_id=self._wanted, values=values, person=person)

    def _add_item(self, noun: str, typed: dict[str, Any]) -> Callable[[Any], Saved]:
        return partial(livelihood.add_item, noun=noun, household_id=self._wanted, values=typed)

    def _on_saved(self, spot: Spot, before: Any) -> None:
        self._done.append((spot, before))
        del self._done[:-KEPT_UNDO]

    def _on_remove_requested(self, noun: str, record_id: str, reason: str) -> None:
        if noun == "member":
            verb = partial(members.remove_member, member_id=record_id, reason=reason)
        else:
            verb = partial(livelihood.remove_item, noun=noun, item_id=record_id, reason=reason)
        self._desk.operation(self, verb).then(lambda _none: self._on_closed()).otherwise(
            self._edit.show_problem
        ).start()

    def _on_closed(self) -> None:
        self._stack.setCurrentWidget(self._whole if self._file else self._empty)
        self._members.list.setFocus()

    def _on_visit_pressed(self) -> None:
        if self._file is not None:
            self._desk.open(Target("visit", self._file.id, "start"))

    def _on_print_pressed(self) -> None:
        if self._file is not None:
            self.print_requested.emit(Target("paper", self._file.id))

    # -- private -------------------------------------------------------------------------------

    @staticmethod
    def _rows_by_noun(file: HouseholdFile) -> Mapping[str, Any]:
        return {
            "income": file.incomes,
            "expense": file.expenses,
            "asset": file.assets,
            "obligor": file.obligors,
        }

    def _people_here(self) -> tuple[Choice, ...]:
        members_here = self._file.members if self._file else ()
        return tuple(Choice(one.person_id, one.name) for one in members_here)

    def _make(self) -> None:
        self._title = label("", "title", wraps=True)
        self._parts = ChipBar(PARTS, is_single=True)
        self._overview = OverviewCard(self._desk)
        place = RowAction("改在这一户的关系、计入、保障", self._edit_place, "edit")
        self._members = ItemList("家庭成员", file_tabs.MEMBERS, add="添加成员", actions=(place,))
        self._items = {
            noun: ItemList(title, columns, add=add) for noun, (title, columns, add) in ITEMS.items()
        }
        self._aid = AidCard()
        self._cases = ItemList("救助申请", file_tabs.CASES, add="申请低保")
        self._case_place = QVBoxLayout()
        self._visits = ItemList("入户走访", file_tabs.VISITS, empty="还没有走访过。")
        self._drafts = ItemList("没填完的走访", file_tabs.DRAFTS)
        self._papers = ItemList("打印过的表", file_tabs.PAPERS, empty="还没有打印过。")
        self._history = ItemList("修改记录", file_tabs.HISTORY)
        self._edit = EditPane(self._desk)
        self._empty = EmptyState("people", "在左边选一户，这里显示它的档案。")
        self._adding: Callable[[dict[str, Any]], Callable[[Any], Saved]] = self._add_household

    def _lay_out(self) -> None:
        visit = primary("入户走访", icon_name="visit")
        visit.clicked.connect(self._on_visit_pressed)
        print_ = Button("打印", icon_name="print")
        print_.clicked.connect(self._on_print_pressed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(print_)
        head.addWidget(visit)
        case = QWidget()
        case.setLayout(self._case_place)
        self._case_place.setContentsMargins(0, 0, 0, 0)
        contents: Mapping[str, tuple[QWidget, ...]] = {
            "home": (self._overview, self._members),
            "means": tuple(self._items.values()),
            "cases": (self._aid, self._cases, case),
            "trail": (self._drafts, self._visits, self._papers),
            "history": (self._history,),
        }
        self._tabs = QStackedWidget()
        self._panes = {key: DetailPane() for key in contents}
        for key, widgets in contents.items():
            self._panes[key].add(*widgets)
            self._tabs.addWidget(self._panes[key])
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(self._parts)
        whole.addWidget(self._tabs, 1)
        self._stack = QStackedWidget()
        for widget in (self._whole, self._edit, self._empty):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _listen(self) -> None:
        self._parts.chosen.connect(self._show_part)
        self._overview.edit_requested.connect(self._edit_household)
        self._members.opened.connect(self._edit_member)
        self._members.add_requested.connect(self._begin_member)
        for noun, items in self._items.items():
            items.opened.connect(partial(self._edit_item, noun))
            items.add_requested.connect(partial(self._begin_item, noun))
        self._cases.opened.connect(self._open_case)
        self._cases.add_requested.connect(self._begin_case)
        self._visits.opened.connect(partial(self._open_elsewhere, "visit"))
        self._drafts.opened.connect(partial(self._open_elsewhere, "draft"))
        self._edit.closed.connect(self._on_closed)
        self._edit.saved.connect(self._on_saved)
        self._edit.add_requested.connect(self._on_add_requested)
        self._edit.remove_requested.connect(self._on_remove_requested)


def _parted(
    typed: Mapping[str, Any], names: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the first record, and those of the person (``names``)."""
    own = {name: value for name, value in typed.items() if name not in names}
    return own, {name: value for name, value in typed.items() if name in names}
