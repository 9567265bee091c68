"""One register: its list at the left, the chosen file at the right, and what is typed for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services import people, register_people
from app.services.people import KnownPerson
from app.services.search import Hit
from app.services.seen import CHANGED, Meanwhile, Sight, changed_since, sight_of, upon
from app.storage.change_set import ChangeSet
from app.ui.filing.acts import Act
from app.ui.filing.edit_pane import MASKED, EditPane
from app.ui.filing.entry_list import EntryList
from app.ui.filing.fields_shown import Done, described
from app.ui.filing.file_view import FileView
from app.ui.filing.meanwhile import ChangedMeanwhile
from app.ui.filing.person_pane import PersonPane
from app.ui.filing.register import Listed, Register
from app.ui.filing.shown import Facts
from app.ui.filing.unseen import NOT_BACK, taking_back
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.search_box import SearchBox

KEPT_UNDO: Final = 50
PERSON: Final = "person"


class RegisterPane(QWidget):
    """``opened`` with the id of the entry whose file is shown."""

    opened = Signal(str)

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__()
        self._desk = desk
        self.register = register
        self._file: Any = None
        self._wanted = ""
        self._act: Act | None = None
        self._person: Hit | None = None
        self._sight: Sight = {}
        self.meanwhile = ChangedMeanwhile()
        self._done: list[Done] = []
        self._is_loaded = self._is_stale = False
        self.search = SearchBox("姓名、拼音首字母、村、类别（Ctrl+F）")
        self.entries = EntryList(register)
        self.view = FileView(desk, self._reveal)
        self.edit = EditPane(
            desk,
            register.write,
            known=self._known,
            join="就是这个人，用这份档案",
            reveal=self._reveal,
        )
        self.person = PersonPane(desk)
        self._stack = QStackedWidget()
        self._empty = EmptyState("people", "在左边选一条，这里显示它的档案。")
        for widget in (self._empty, self.view, self.edit, self.person):
            self._stack.addWidget(widget)
        self.adds = register.adds()
        self._listen()
        self._lay_out()

    # -- for the page --------------------------------------------------------------------------

    def activate(self) -> None:
        """The register is in front: load it the first time, or what has changed since."""
        if not self._is_loaded or self._is_stale:
            self.load(follows=not self._is_loaded)
        self.search.setFocus()

    def load(self, *, follows: bool = False) -> None:
        """Fill the list anew; ``follows``: the file becomes that of the row under the cursor."""
        self._is_loaded, self._is_stale = True, False
        verb = partial(self.register.rows, is_closed=self.entries.is_closed)
        operation = self._desk.operation(self, lambda work: verb(work)).replacing("list")
        operation.then(partial(self._show_listed, follows)).start()

    def show_entry(self, entry_id: str) -> None:
        """Open one entry's file."""
        if not self.edit.let_go():
            self.entries.mark(self._wanted)
            return
        self._wanted = entry_id
        self._load_file(is_click=True)

    def changed(self, changes: ChangeSet) -> None:
        """Something was saved: show what is so now."""
        if not any(changes.touches(noun) for noun in self.register.touched):
            return
        if self.isVisible():
            self.load()
        else:
            self._is_stale = True
        if self._file is not None:
            self._load_file(is_click=False)

    def settle(self) -> None:
        """Commit what is being typed."""
        self.edit.settle()

    def begin_add(self) -> None:
        """Ctrl+N: what is added first here."""
        if self.adds:
            self._begin_add(0)

    def _begin_add(self, place: int) -> None:
        """What is added is asked for anew: the month and the day in it are those of now."""
        self.begin(self.register.adds()[place], is_addition=True)

    def begin(self, act: Act, *, is_addition: bool = False) -> None:
        """Do ``act``, or ask what it needs first. An addition is not about the file in front."""
        if act.instead is not None:
            act.instead()
            return
        if not self.edit.let_go():
            return
        self._act, self._person = act, None
        self._sight = {} if is_addition else self._seen_now()
        self.meanwhile.forget()
        if act.asks_person:
            self.person.begin(
                self.register.noun, act.title or act.text, may_be_new=bool(act.new_person)
            )
            self._stack.setCurrentWidget(self.person)
        elif act.fields:
            self._ask(act)
        else:
            self._run(act, {})

    def undo(self) -> bool:
        """Put back the value before the last change made here."""
        if not self._done:
            return False
        done = self._done.pop()
        self.edit.offer_undo(is_possible=bool(self._done))
        if done.before is MASKED:
            self._desk.say("改过的证件号、电话、账号不能自动改回，请核对后重新填写。")
            return True
        self._desk.operation(self, taking_back(self.register.write, done)).then(
            lambda _saved: self._on_put_back(done)
        ).otherwise(self._on_not_put_back).start()
        return True

    def step_back(self) -> bool:
        """Esc: from the form to the file."""
        if self._stack.currentWidget() is self.edit:
            self.edit.close_gently()
        elif self._stack.currentWidget() is self.person:
            self._show_view()
        else:
            return False
        return True

    # -- list and file -------------------------------------------------------------------------

    def _show_listed(self, follows: bool, listed: Listed) -> None:
        self.entries.show_listed(listed, follows=follows)

    def _on_wanted(self, entry_id: str) -> None:
        if entry_id != self._wanted:
            self.show_entry(entry_id)

    def _on_entered(self, entry_id: str) -> None:
        self._on_wanted(entry_id)
        self.view.enter()

    def _on_closed_chosen(self, _is_closed: bool) -> None:
        self.load(follows=True)

    def _load_file(self, *, is_click: bool) -> None:
        wanted = self._wanted
        operation = self._desk.operation(
            self, lambda work: self.register.file(work, wanted, is_click=is_click)
        ).replacing("file")
        operation.then(partial(self._show_file, wanted, is_click))
        if not is_click:
            operation.otherwise(lambda _problem: self._close())  # 作废, or no longer theirs
        operation.start()

    def _show_file(self, wanted: str, is_click: bool, file: Any) -> None:
        if wanted != self._wanted:
            return
        self._file = file
        self.view.show_file(self.register.shown(file))
        records = self.register.records(file)
        self.edit.show_again(records)
        self.view.stage.look(self.register.noun, records)
        if is_click:
            self._done.clear()
            if self._stack.currentWidget() is not self.edit or not self.edit.is_adding:
                self._stack.setCurrentWidget(self.view)
            self.view.scroll_up()
            self.entries.mark(wanted)
            self.opened.emit(wanted)

    def _close(self) -> None:
        self._file, self._wanted = None, ""
        self._done.clear()
        self._stack.setCurrentWidget(self._empty)

    # -- typing in -----------------------------------------------------------------------------

    def _edit(self, facts: Facts) -> None:
        record = facts.record
        if record is None or not self.edit.let_go():
            return
        fields = described(
            record.noun,
            facts.edits,
            places=self._desk.divisions,
            people_here=self.register.people(self._file),
            record=record,
        )
        self.edit.show_record(facts.title, record, fields)
        self.edit.offer_undo(is_possible=bool(self._done))
        self._stack.setCurrentWidget(self.edit)

    def _on_saved(self, done: Done) -> None:
        self._done.append(done)
        del self._done[:-KEPT_UNDO]
        self.edit.offer_undo(is_possible=True)

    def _on_put_back(self, done: Done) -> None:
        self.edit.put_back(done.spot, done.before)
        self._desk.say("已改回原来的内容")

    def _on_not_put_back(self, problem: Problem) -> None:
        if problem.code == CHANGED:
            self._desk.say(NOT_BACK)
        else:
            self._desk.show_problem(problem)

    def _known(self, work: Any, id_no: str) -> KnownPerson | None:
        return register_people.known_person(work, self.register.noun, id_no)

    def _reveal(self, work: Any, noun: str, record_id: str, field: str) -> str:
        """A person's number by the leave of this register, anything else by its own."""
        if noun == PERSON:
            return register_people.reveal_person(work, self.register.noun, self._wanted, field)
        return people.reveal(work, noun, record_id, field)

    # -- acts ----------------------------------------------------------------------------------

    def _ask(self, act: Act) -> None:
        fields = act.fields
        title = act.title or act.text
        is_new = act.asks_person and self._person is None
        if is_new:
            fields = (*act.new_person, *fields)
        elif self._person is not None:
            title = f"{title}：{self._person.name}"
        self.edit.show_new(
            title,
            fields,
            act.button or act.text,
            joins=is_new,
            values=act.values,
            remark=act.remark,
        )
        self._stack.setCurrentWidget(self.edit)

    def _on_person_chosen(self, hit: Hit | None) -> None:
        self._person = hit
        if self._act is None:
            return
        if self._act.fields or hit is None:
            self._ask(self._act)
        else:
            self._run(self._act, {"person_id": hit.person_id, "household_id": hit.household_id})

    def _on_add_requested(self, typed: dict[str, Any]) -> None:
        if self._act is not None:
            hit = self._person
            if hit is not None:
                typed |= {"person_id": hit.person_id, "household_id": hit.household_id}
            self._run(self._act, typed)

    def _run(self, act: Act, typed: dict[str, Any]) -> None:
        """Do it, unless what was in front when it was begun changed meanwhile."""
        verb = upon(self._sight, act.verb(typed))
        self._desk.operation(self, verb).then(partial(self._on_done, act)).otherwise(
            partial(self._on_refused, act, typed)
        ).start()

    def _seen_now(self) -> Sight:
        return {} if self._file is None else sight_of(self.register.records(self._file).values())

    def _ask_again(self, act: Act, typed: dict[str, Any]) -> None:
        """Both stand above the file; whoever says so has seen what changed."""

        def show(changes: Sequence[Meanwhile]) -> None:
            self._sight = {**self._sight, **{one.place: one.now for one in changes}}
            self.meanwhile.ask(act.title or act.text, changes, partial(self._run, act, typed))

        verb = partial(changed_since, sight=self._sight)
        self._desk.operation(self, verb).replacing("meanwhile").then(show).start()

    def _on_refused(self, act: Act, typed: dict[str, Any], problem: Problem) -> None:
        if problem.code == CHANGED:
            self._ask_again(act, typed)
        elif problem.is_bug or self._stack.currentWidget() is not self.edit:
            self._desk.show_problem(problem)
        else:
            self.edit.show_problem(problem)

    def _on_done(self, act: Act, result: Any) -> None:
        self.edit.forget()
        remarks = [one.sentence for one in getattr(result, "remarks", ())]
        if act.back is not None:
            back = self._desk.operation(self, act.back(result))
            self._desk.offer_undo(act.said, back.start)
        elif act.said or remarks:
            self._desk.say("　".join(filter(None, (act.said, *remarks))))
        if act.opens:
            self._wanted = str(result.id)
            self._load_file(is_click=True)
        else:
            self._show_view()
        following = act.then(result) if act.then is not None else None
        if following is not None:
            self.begin(following)

    def _show_view(self) -> None:
        self._stack.setCurrentWidget(self.view if self._file is not None else self._empty)
        self.entries.list.setFocus()

    # -- private -------------------------------------------------------------------------------

    def _listen(self) -> None:
        self.search.searched.connect(self.entries.search)
        self.search.left_down.connect(lambda: self.entries.list.setFocus())
        self.entries.wanted.connect(self._on_wanted)
        self.entries.entered.connect(self._on_entered)
        self.entries.closed_chosen.connect(self._on_closed_chosen)
        self.view.act_requested.connect(self.begin)
        self.view.edit_requested.connect(self._edit)
        self.edit.closed.connect(self._show_view)
        self.edit.saved.connect(self._on_saved)
        self.edit.undo_requested.connect(self.undo)
        self.edit.add_requested.connect(self._on_add_requested)
        self.person.chosen.connect(self._on_person_chosen)
        self.person.new_chosen.connect(lambda: self._on_person_chosen(None))
        self.person.closed.connect(self._show_view)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.search, 1)
        for place, act in enumerate(self.adds):
            keys = "" if place else "Ctrl+N"
            button = Button(act.text, icon_name=act.icon or "add", shortcut=keys)
            button.clicked.connect(partial(self._begin_add, place))
            bar.addWidget(button)
        split = QSplitter()
        split.addWidget(self.entries)
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.meanwhile)
        inside.addWidget(self._stack, 1)
        split.addWidget(right)
        split.setSizes([470, 720])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(split, 1)
