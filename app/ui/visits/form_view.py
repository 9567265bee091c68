"""A filling as pages of fields: shows what changed and nothing else, by mouse or by keys alone.

Keys: Enter goes to the next question, PageDown and PageUp to the next and previous page, Alt+1 to
Alt+9 choose, Ctrl+Z takes back the last step, Alt+N adds a row where the focus is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.errors import Refused
from app.forms.prefill import KnownAnswer
from app.forms.states import Changes, NodeState, Problem
from app.ui.visits.check_page import CheckPage
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import ENTER
from app.ui.visits.form_foot import FormFoot
from app.ui.visits.form_keys import listen_for
from app.ui.visits.making import Making
from app.ui.visits.notice_bar import NoticeBar
from app.ui.visits.page_list import PageList
from app.ui.visits.page_stack import PageStack
from app.ui.visits.page_view import PageView
from app.ui.visits.places import Places
from app.ui.visits.question import QuestionBox
from app.ui.visits.sections import ADD_KEY
from app.ui.visits.sheet import Sheet, SheetPage
from app.ui.visits.shortfalls import Shortfalls
from app.ui.visits.standing import Standing
from app.ui.visits.wording import in_words

CHECK: Final = "@check"
"""The key of the last page."""

Kind = Literal["answer", "add_row", "remove_row", "undo"]


@dataclass(frozen=True)
class Step:
    """One committed step. ``number`` counts from 1; ``path`` and ``value`` are of the question or
    row; ``answered`` of ``asked`` questions are answered after it."""

    number: int
    kind: Kind
    path: str
    value: str
    answered: int
    asked: int


class FormView(QWidget):
    """Shows one sheet.

    ``stepped`` with a ``Step`` as soon as an answer is committed: put it on disk.
    ``place_changed`` with the path of the question that has the focus now.
    ``finish_requested`` when everything is filled in and the last button is pressed.
    ``checked`` when the last page shows that nothing is missing: say what finishing will change.
    ``older_undo_requested`` when there is nothing to take back here but may be in the journal.
    ``standing`` is how everything stands now; not to be changed from outside.
    """

    stepped = Signal(object)
    place_changed = Signal(str)
    finish_requested = Signal()
    checked = Signal()
    older_undo_requested = Signal()

    def __init__(
        self,
        sheet: Sheet,
        doors: Doors,
        known: Mapping[str, KnownAnswer] | None = None,
        *,
        kinds: Mapping[str, str] | None = None,
        finish_text: str = "完成走访",
    ) -> None:
        """``kinds`` says by question name which questions are an ``id_no`` or a ``phone``."""
        super().__init__()
        self.sheet = sheet
        self._doors = doors
        self._known = known or {}
        self._kinds = kinds or {}
        self._finish_text = finish_text
        self.standing = Standing(sheet)
        self._pages = sheet.pages()
        self._labels = {page.key: page.label for page in self._pages}
        self._steps = 0
        self._places = Places(self)
        self._places.changed.connect(self.place_changed)
        self._shortfalls = Shortfalls(sheet, self.standing, self._kinds, self._labels, doors.today)
        self._making = Making(
            question=self._make_box,
            now=lambda state: self.standing.states.get(state.path, state),
            add_row=self.add_row,
            remove_row=self.remove_row,
            unfolded=lambda: None,
        )
        self._lay_out()
        listen_for(self, self._keys_of_form())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self._mark_all()
        self._key = ""
        self.show_page(self._keys()[0])

    # -- going about ---------------------------------------------------------------------------

    @property
    def page_key(self) -> str:
        """The page in front."""
        return self._key

    @property
    def place(self) -> str:
        """The question that has, or last had, the focus."""
        return self._places.place

    def show_page(self, key: str) -> None:
        """Bring a page to the front; from then on the one before says what is missing in it."""
        if key == self._key:
            return
        self.commit()
        self.bar.dismiss()
        if self._key and self._key != CHECK:
            self._be_strict(self._key)
        self._key = key
        if key == CHECK:
            self._show_check()
        self._stack.setCurrentWidget(self._view(key))
        self._list.show_current(key)
        self._show_foot()

    def go_to(self, path: str) -> bool:
        """Put the focus on a question, wherever it is; False if it is not there (any more)."""
        key = self.standing.page_of(path)
        if not key:
            return False
        with self._places.one_move():
            self.show_page(key)
            box = self.view_of(key).reveal(path)
            if box is None or not box.state.relevant:
                return False
            (box.field.entry() or box).setFocus(Qt.FocusReason.OtherFocusReason)
        self._places.note(path)
        return True

    def next_page(self) -> None:
        """The next page, its first question; on the last page finish, or go to what is missing."""
        if self._key == CHECK:
            self._finish()
            return
        keys = self._keys()
        self._enter(keys[keys.index(self._key) + 1])

    def enter_first_page(self) -> None:
        """The first page, its first blank question."""
        self._enter(self._keys()[0])

    def previous_page(self) -> None:
        keys = self._keys()
        place = keys.index(self._key)
        if place:
            self._enter(keys[place - 1])

    def next_question(self, path: str) -> None:
        """From one question to the next that can be answered; from the last to the next page."""
        key = self.standing.page_of(path)
        paths = self.standing.answerable(key)
        place = paths.index(path) + 1 if path in paths else 0
        if place < len(paths):
            self.go_to(paths[place])
        else:
            self.next_page()

    def view_of(self, key: str) -> PageView:
        """A page, built if it has not been shown yet."""
        return self._stack.view_of(key)

    def boxes(self) -> dict[str, QuestionBox]:
        """The questions that are built, by path."""
        return self._stack.boxes()

    # -- changing ------------------------------------------------------------------------------

    def commit(self) -> None:
        """Give what is being typed: before the page is left, the vault locked, the form finished."""
        box = self._stack.box(self.place)
        if box is not None:
            box.left()

    def answer(self, path: str, value: str) -> None:
        """Store an answer and show what follows from it."""
        self.bar.dismiss(only_passing=True)
        before = dict(self.standing.states)
        changes = self.sheet.answer(path, value)
        self._take(changes, "answer", path, value)
        self.bar.tell([in_words(notice, before.get(notice.path)) for notice in changes.notices])

    def add_row(self, repeat_path: str) -> None:
        """Add a row and go to its first question."""
        self.commit()
        try:
            row, changes = self.sheet.add_row(repeat_path)
        except Refused as refused:
            self.bar.say(refused.sentence)
            return
        self.bar.dismiss(only_passing=True)
        key = self.standing.page_of(repeat_path)
        self._stack.spare(key, row)
        self._take(changes, "add_row", row, "")
        first = next(
            (one for one in self.standing.answerable(key) if one.startswith(f"{row}/")), ""
        )
        self.go_to(first)

    def remove_row(self, row_path: str) -> None:
        """Take a row away; the bar and Ctrl+Z bring it back."""
        self.commit()
        changes = self.sheet.remove_row(row_path)
        self._take(changes, "remove_row", row_path, "")
        self.bar.offer("已删除一行。", self.sheet.undo, is_passing=True)

    def undo(self) -> bool:
        """Take back the last step and go where it was; False when there is nothing to take back."""
        self.bar.dismiss()
        if not self.sheet.can_undo:
            self.older_undo_requested.emit()
            return False
        self._on_taken_back(self.sheet.undo())
        return True

    def problems(self) -> tuple[Problem, ...]:
        """Why the form cannot be finished yet; what is typed but unreadable too."""
        return self._shortfalls.problems()

    def count(self) -> tuple[int, int]:
        """How many questions are answered, and how many can be."""
        marks = [self.standing.mark(page.key) for page in self._pages]
        return sum(one.answered for one in marks), sum(one.asked for one in marks)

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in ENTER and isinstance(button := self.focusWidget(), QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def _keys_of_form(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            ("PgDown", self.next_page),
            ("PgUp", self.previous_page),
            (ADD_KEY, self._add_row_here),
            *((f"Alt+{number}", partial(self._choose, number)) for number in range(1, 10)),
        ]

    # -- set up --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._list = PageList()
        self._list.show_pages((*self._pages, SheetPage(CHECK, "检查并完成")))
        self._list.chosen.connect(self._enter)
        self._stack = PageStack(self.standing, self._labels, self._making)
        self.check = CheckPage(self._shortfalls.where)
        self.check.jump_requested.connect(self.go_to)
        self._stack.addWidget(self.check)
        self.bar = NoticeBar(self._on_taken_back)
        self._foot = FormFoot(self.bar)
        self._foot.previous_requested.connect(self.previous_page)
        self._foot.undo_requested.connect(self.undo)
        self._foot.next_requested.connect(self.next_page)
        self.next_button = self._foot.next_button
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._stack, 1)
        right.addWidget(self._foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._list)
        whole.addLayout(right, 1)

    # -- inside: pages -------------------------------------------------------------------------

    def _view(self, key: str) -> QWidget:
        return self.check if key == CHECK else self.view_of(key)

    def _make_box(self, state: NodeState) -> QuestionBox:
        box = QuestionBox(
            state, self._doors, self._known.get(state.path), self._kinds.get(state.name, "")
        )
        box.answered.connect(self.answer)
        box.moved_on.connect(self.next_question)
        box.doubted.connect(self._on_doubted)
        return box

    def _enter(self, key: str) -> None:
        """Show a page with the focus on its first blank question, or else its first."""
        with self._places.one_move():
            self.show_page(key)
            if key == CHECK:
                self.next_button.setFocus()
                return
            paths = self.standing.answerable(key)
            states = self.standing.states
            blank = [path for path in paths if not states[path].value]
            if not paths or not self.go_to((blank or paths)[0]):
                self.next_button.setFocus()

    def _keys(self) -> list[str]:
        """The pages that have something to show now, the one in front in any case; the check."""
        keys = [page.key for page in self._pages]
        shown = [key for key in keys if key == self._key or self.standing.mark(key).is_shown]
        return [*shown, CHECK]

    def _be_strict(self, key: str) -> None:
        self._stack.be_strict(key)
        self._mark(key)

    def _mark_all(self) -> None:
        for page in self._pages:
            self._mark(page.key)

    def _mark(self, key: str) -> None:
        self._list.show_mark(key, self.standing.mark(key), is_strict=key in self._stack.strict)

    def _show_check(self) -> None:
        for page in self._pages:
            self._be_strict(page.key)
        answered, asked = self.count()
        problems = self.problems()
        self.check.show_problems(problems, answered, asked)
        if not problems:
            self.checked.emit()

    def _show_foot(self) -> None:
        keys = self._keys()
        place = keys.index(self._key)
        self._foot.show_next(self._what_comes_next(keys, place), is_first=place == 0)

    def _what_comes_next(self, keys: list[str], place: int) -> str:
        if self._key != CHECK:
            name = "检查并完成" if keys[place + 1] == CHECK else "下一页"
            return f"{name} (PageDown)"
        problems = self.problems()
        return f"去补第一处（共 {len(problems)} 处）" if problems else self._finish_text

    def _finish(self) -> None:
        problems = self.problems()
        if problems:
            self.go_to(problems[0].path)
        else:
            self.finish_requested.emit()

    # -- inside: what follows from a step --------------------------------------------------------

    def _take(self, changes: Changes, kind: Kind, path: str, value: str) -> None:
        self._show_changes(changes)
        self._tell(kind, path, value)

    def _tell(self, kind: Kind, path: str, value: str) -> None:
        self._steps += 1
        self.stepped.emit(Step(self._steps, kind, path, value, *self.count()))

    def _on_taken_back(self, changes: Changes) -> None:
        before = {path: self.standing.states.get(path) for path in changes.paths}
        self._show_changes(changes)
        states = self.standing.states
        changed = [
            path
            for key in self._keys()[:-1]
            for path in self.standing.answerable(key)
            if path in changes.paths
            and (old := before.get(path)) is not None
            and old.value != states[path].value
        ]
        self._tell("undo", changed[0] if changed else "", "")
        if changed:
            self.go_to(changed[0])

    def _show_changes(self, changes: Changes) -> None:
        update = self.standing.take(changes)
        self._stack.show_rows(update.new_rows)
        self._stack.show_states(update.paths)
        self._shortfalls.forget_gone()
        for key in update.pages:
            self._mark(key)
        if self._key == CHECK:
            self._show_check()
        if self._key:
            self._show_foot()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._places.follow(old, new)

    def _on_doubted(self, path: str) -> None:
        box = self._stack.box(path)
        self._shortfalls.note(path, box.field.unreadable if box is not None else "")

    def _choose(self, number: int) -> None:
        box = self._stack.box(self.place)
        if box is not None:
            box.field.choose(number)

    def _add_row_here(self) -> None:
        """Add a row to the repeat the focus is in, or to the only one of the page."""
        ranges = [
            one
            for one in (self.standing.nodes(self._key) if self._key != CHECK else ())
            if one.kind == "repeat" and one.may_add_rows and one.relevant
        ]
        around = [one for one in ranges if self.place.startswith(f"{one.path}/")]
        if around or len(ranges) == 1:
            self.add_row((around or ranges)[-1].path)
