"""The file of one household: read, typed into, added to; and the last changes put back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import history, household_file, pasting, records, timeline
from app.services.fields import RecordFile
from app.services.household_file import HouseholdFile, MemberFile
from app.services.pasting import Pasted
from app.services.records import Saved
from app.services.search import Hit
from app.services.seen import CHANGED, Sight, require_seen
from app.services.timeline import Happening
from app.storage.change_set import ChangeSet
from app.ui.filing.edit_pane import MASKED, EditPane
from app.ui.filing.fields_shown import Done, described
from app.ui.filing.person_pane import PersonPane
from app.ui.filing.unseen import NOT_BACK, taking_back
from app.ui.pages import Desk, Target
from app.ui.problem import Problem
from app.ui.records import household_acts
from app.ui.records.additions import Addition, Additions
from app.ui.records.fields_shown import FIELDS, write
from app.ui.records.file_tabs import Item
from app.ui.records.file_view import ITEMS, PARTS, FileView
from app.ui.records.household_acts import HouseholdAct
from app.ui.records.member_menu import MemberMenu, records_of
from app.ui.records.member_moves import Move
from app.ui.records.move_pane import MovePane
from app.ui.records.paste_pane import PastePane
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.editors.description import Choice

KEPT_UNDO: Final = 50
SHOWN_HERE: Final = frozenset(
    ("household", "person", "member", "income", "expense", "asset", "obligor", "visit",
     "assistance_case", "print_log", "task", "draft")
)  # fmt: skip
"""What a file is made of: a change of anything else is none of its own."""
TOLD_HERE: Final = {
    "assistance_case": "cases", "temporary_relief": "cases", "issued_paper": "trail",
    "task": "trail", "member": "home", "person": "home", "rearrangement": "history",
}  # fmt: skip
"""Noun of a line of the timeline -> the part of this file that tells more."""


class FilePane(QWidget):
    """``print_requested`` with a ``Target`` of a paper. ``shown`` with a household's id."""

    print_requested = Signal(object)
    shown = Signal(str)

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__()
        self._desk = desk
        self._file: HouseholdFile | None = None
        self._wanted = ""
        self._done: list[Done] = []
        self._adding: Addition | None = None
        self._additions = Additions(desk.divisions, pack)
        self._menu = MemberMenu(desk, lambda: self._file, self)
        self._view = FileView(desk, self._menu.actions_, pack=pack, calendar=calendar)
        self._edit = EditPane(desk, write)
        self._paste = PastePane(desk)
        self._move = MovePane(desk)
        self._find = PersonPane(desk)
        self._act: HouseholdAct | None = None
        self._joining: MemberFile | None = None
        self._sight: Sight = {}
        self._empty = EmptyState("people", "在左边选一户，这里显示它的档案。")
        self._stack = QStackedWidget()
        for widget in (
            self._view, self._edit, self._paste, self._move, self._find, self._empty
        ):  # fmt: skip
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._menu.meanwhile)
        column.addWidget(self._stack)
        self._listen()

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
        if not self._edit.let_go():
            self.shown.emit(self._wanted)  # the list's cursor goes back to what is still open
            return
        self._wanted = household_id
        if part in {chip.key for chip in PARTS}:
            self._view.show_part(part)
        self._load(opens=True)

    def begin_household(self) -> None:
        """Type in a household that is not there yet: its place and its head."""
        self._begin(self._additions.household())

    def enter(self) -> None:
        """Put the keyboard into the file: its members, from which Enter opens one."""
        if self._stack.currentWidget() is self._view:
            self._view.go_to_members()

    def changed(self, changes: ChangeSet) -> None:
        """Something was saved: show what is so now."""
        if self._file is not None and any(changes.touches(noun) for noun in SHOWN_HERE):
            self._load(opens=False)

    def settle(self) -> None:
        """Commit what is being typed."""
        self._edit.settle()

    def undo(self) -> bool:
        """Put back the value before the last change made here."""
        if not self._done:
            return False
        done = self._done.pop()
        self._edit.offer_undo(is_possible=bool(self._done))
        if done.before is MASKED:
            self._desk.say("改过的证件号、电话、账号不能自动改回，请核对后重新填写。")
            return True
        self._desk.operation(self, taking_back(write, done)).then(
            partial(self._on_put_back, done)
        ).otherwise(self._on_not_put_back).start()
        return True

    def step_back(self) -> bool:
        """Esc: from the form or the preview to the file."""
        if self._stack.currentWidget() is self._edit:
            self._edit.close_gently()
        elif self._stack.currentWidget() in {self._paste, self._move, self._find}:
            self._show_view()
        else:
            return False
        return True

    # -- loading -------------------------------------------------------------------------------

    def _load(self, *, opens: bool) -> None:
        verb = household_file.open_household if opens else household_file.household_file
        bound = partial(verb, household_id=self._wanted, places=self._desk.divisions)
        operation = self._desk.operation(self, bound).replacing("file")
        operation.then(self._show_opened if opens else self._show)
        if not opens:
            operation.otherwise(lambda _problem: self._close())  # 作废, or no longer theirs
        operation.start()

    def _show_opened(self, file: HouseholdFile) -> None:
        self._done.clear()
        self._stack.setCurrentWidget(self._view)
        self._show(file)
        self._view.scroll_up()
        self.shown.emit(file.id)

    def _show(self, file: HouseholdFile) -> None:
        if file.id != self._wanted:
            return
        self._file = file
        self._view.show_file(file)
        records_here = records_of(file)
        self._edit.show_again(records_here)
        self._view.stage.look("household", records_here)
        self._show_part(self._view.part)

    def _show_part(self, part: str) -> None:
        if self._file is None:
            return
        if part == "cases":
            self._view.aid.refresh()
        elif part == "timeline":
            verb = partial(timeline.timeline, household_id=self._file.id)
            self._desk.operation(self, verb).replacing("timeline").then(
                self._view.timeline.show_rows
            ).start()
        elif part == "history":
            verb = partial(history.household_history, household_id=self._file.id)
            self._desk.operation(self, verb).replacing("history").then(
                self._view.history.show_lines
            ).start()

    def _close(self) -> None:
        self._file, self._wanted = None, ""
        self._done.clear()
        self._stack.setCurrentWidget(self._empty)

    # -- editing -------------------------------------------------------------------------------

    def _edit_record(self, title: str, record: RecordFile, removal: str = "") -> None:
        if not self._edit.let_go():
            return
        fields = described(
            record.noun,
            FIELDS[record.noun],
            places=self._desk.divisions,
            people_here=self._people_here(),
            record=record,
        )
        self._edit.show_record(title, record, fields, removal=removal)
        self._edit.offer_undo(is_possible=bool(self._done))
        self._stack.setCurrentWidget(self._edit)

    def _edit_household(self) -> None:
        if self._file is not None:
            self._edit_record("家庭情况", self._file.household, "作废这一户")

    def _edit_member(self, row: MemberFile) -> None:
        self._edit_record(f"{row.name}（{row.relation_text}）", row.person)

    def _edit_place(self, row: MemberFile) -> None:
        removal = "" if row.is_head else "从这一户作废"
        self._edit_record(f"{row.name}在这一户", row.member, removal)

    def _edit_item(self, noun: str, row: Item) -> None:
        self._edit_record(ITEMS[noun][0], row.record, "作废这一项")

    def _ask_removal(self, noun: str, row: Item) -> None:
        self._edit_item(noun, row)
        self._edit.ask_removal()

    def _on_saved(self, done: Done) -> None:
        self._done.append(done)
        del self._done[:-KEPT_UNDO]
        self._edit.offer_undo(is_possible=True)

    def _on_put_back(self, done: Done, _saved: Saved) -> None:
        self._edit.put_back(done.spot, done.before)
        self._desk.say("已改回原来的内容")

    def _on_not_put_back(self, problem: Problem) -> None:
        if problem.code == CHANGED:
            self._desk.say(NOT_BACK)
        else:
            self._desk.show_problem(problem)

    def _on_remove_requested(self, noun: str, record_id: str, reason: str) -> None:
        def done() -> None:
            self._edit.forget()
            if noun == "household":
                self._on_household_removed()
            else:
                self._show_view()

        seen = self._edit.seen()

        def remove(work: Any) -> None:
            require_seen(work, noun, record_id, seen)
            records.remove(work, noun, record_id, reason)

        self._desk.operation(self, remove).then(lambda _none: done()).otherwise(
            self._edit.show_problem
        ).start()

    def _on_household_removed(self) -> None:
        self._close()
        self._desk.say("这一户已作废；改动记在操作记录里")

    # -- adding --------------------------------------------------------------------------------

    def _begin(self, addition: Addition) -> None:
        if not self._edit.let_go():
            return
        self._adding, self._act = addition, None
        self._edit.show_new(addition.title, addition.fields, addition.button, joins=addition.joins)
        self._stack.setCurrentWidget(self._edit)

    def _begin_member(self) -> None:
        self._begin(self._additions.member(self._wanted))

    def _begin_item(self, noun: str) -> None:
        title, _, button, _ = ITEMS[noun]
        self._begin(self._additions.item(noun, self._wanted, title, button, self._people_here()))

    def _begin_case(self) -> None:
        self._begin(self._additions.case(self._wanted, self._people_here()))

    def _on_add_requested(self, typed: dict[str, Any]) -> None:
        if self._act is not None:
            shows = self._act.shows
            self._menu.run(
                replace(self._act.move(typed), title=self._act.title),
                self._edit.show_problem,
                partial(self._on_acted, shows),
                sight=self._sight,
            )
        elif self._adding is not None:
            self._desk.operation(self, self._adding.verb(typed)).then(self._on_added).otherwise(
                self._edit.show_problem
            ).start()

    def _on_added(self, saved: Saved) -> None:
        self._edit.forget()
        for one in saved.remarks:
            self._desk.say(one.sentence)
        if saved.noun == "household":
            self._wanted = saved.id
            self._load(opens=True)
        else:
            self._show_view()

    def _begin_paste(self, noun: str) -> None:
        self._stack.setCurrentWidget(self._paste)
        self._paste.begin(noun, self._wanted)

    def _on_pasted(self, done: Pasted) -> None:
        self._show_view()
        back = self._desk.operation(self, partial(pasting.take_back, pasted=done))
        self._desk.offer_undo(f"已写入粘贴的{done.count}行", back.start)

    # -- members -------------------------------------------------------------------------------

    def _edit_death(self, row: MemberFile) -> None:
        self._edit_member(row)
        self._edit.go_to("death_date")

    def _begin_move(self, row: MemberFile) -> None:
        if self._file is not None:
            self._sight = self._menu.seen_now()
            self._stack.setCurrentWidget(self._move)
            self._move.begin(row, self._file.id)

    def _on_move_requested(self, move: Move) -> None:
        self._menu.run(move, self._move.show_problem, self._show_view, sight=self._sight)

    # -- the household as a whole --------------------------------------------------------------

    def _on_act_chosen(self, key: str) -> None:
        if self._file is None:
            return
        self._joining = None
        self._sight = self._menu.seen_now()
        if key == "merge":
            self._stack.setCurrentWidget(self._find)
            self._find.begin("household", "并入哪一户？找那一户的任何一个人", may_be_new=False)
        elif key == "split" and len(self._file.members) < 2:
            self._desk.say("这一户只有户主一人，不能分户。")
        elif key == "split":
            self._begin_act(household_acts.split(self._file))
        else:
            self._begin_act(household_acts.move_away(self._file, self._desk.divisions))

    def _begin_join(self, row: MemberFile) -> None:
        self._joining = row
        self._sight = self._menu.seen_now()
        self._stack.setCurrentWidget(self._find)
        title = f"{row.name}的另一份档案是哪一份？归并后用那一份，这一份也保留"
        self._find.begin("household", title, may_be_new=False)

    def _on_other_found(self, hit: Hit) -> None:
        if self._file is None:
            return
        if self._joining is not None:
            self._begin_act(household_acts.join(self._file, self._joining, hit))
            return
        if hit.household_id is None or hit.household_id == self._file.id:
            self._desk.say("请选另一户的人。")
            return
        self._begin_act(household_acts.merge(self._file, hit))

    def _begin_act(self, act: HouseholdAct) -> None:
        if not self._edit.let_go():
            return
        self._adding, self._act = None, act
        self._edit.show_new(act.title, act.fields, act.button)
        self._stack.setCurrentWidget(self._edit)

    def _on_acted(self, shows: str) -> None:
        self._edit.forget()
        self._wanted = shows
        self._load(opens=True)

    # -- private -------------------------------------------------------------------------------

    def _show_view(self) -> None:
        self._menu.meanwhile.forget()
        self._stack.setCurrentWidget(self._view if self._file else self._empty)
        self._view.members.list.setFocus()

    def _people_here(self) -> tuple[Choice, ...]:
        members_here = self._file.members if self._file else ()
        return tuple(Choice(one.person_id, one.name) for one in members_here)

    def _open_elsewhere(self, noun: str, row: Any) -> None:
        self._desk.open(Target(noun, row.id))

    def _on_visit_pressed(self) -> None:
        self._desk.open(Target("visit", self._wanted, "start"))

    def _on_happening_opened(self, row: Happening) -> None:
        """To where more is told; what belongs to this household stands in its own parts."""
        if part := TOLD_HERE.get(row.noun):
            self._view.show_part(part)
        else:
            self._desk.open(Target(row.noun, row.record_id))

    def _on_print_pressed(self) -> None:
        self.print_requested.emit(Target("paper", self._wanted))

    def _listen(self) -> None:
        view, edit = self._view, self._edit
        view.part_chosen.connect(self._show_part)
        view.visit_requested.connect(self._on_visit_pressed)
        view.print_requested.connect(self._on_print_pressed)
        view.timeline.opened.connect(self._on_happening_opened)
        view.removal_requested.connect(self._ask_removal)
        view.overview.edit_requested.connect(self._edit_household)
        view.members.opened.connect(self._edit_member)
        view.members.add_requested.connect(self._begin_member)
        view.members.paste_requested.connect(partial(self._begin_paste, "member"))
        view.former.opened.connect(self._edit_member)
        for noun, items in view.items.items():
            items.opened.connect(partial(self._edit_item, noun))
            items.add_requested.connect(partial(self._begin_item, noun))
            items.paste_requested.connect(partial(self._begin_paste, noun))
        view.aid.case_requested.connect(self._begin_case)
        view.aid.print_requested.connect(self.print_requested)
        view.visits.opened.connect(partial(self._open_elsewhere, "visit"))
        view.drafts.opened.connect(partial(self._open_elsewhere, "draft"))
        edit.closed.connect(self._show_view)
        edit.saved.connect(self._on_saved)
        edit.undo_requested.connect(self.undo)
        edit.add_requested.connect(self._on_add_requested)
        edit.remove_requested.connect(self._on_remove_requested)
        self._paste.closed.connect(self._show_view)
        self._paste.pasted.connect(self._on_pasted)
        view.act_chosen.connect(self._on_act_chosen)
        self._find.closed.connect(self._show_view)
        self._find.chosen.connect(self._on_other_found)
        self._menu.place_requested.connect(self._edit_place)
        self._menu.death_requested.connect(self._edit_death)
        self._menu.move_requested.connect(self._begin_move)
        self._menu.join_requested.connect(self._begin_join)
        self._move.closed.connect(self._show_view)
        self._move.move_requested.connect(self._on_move_requested)
