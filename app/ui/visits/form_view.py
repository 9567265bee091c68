"""A filling as pages of fields: shows what changed and nothing else, by mouse or by keys alone.

Keys: Enter goes to the next question, PageDown and PageUp to the next and previous page, Alt+1 to
Alt+9 choose, Ctrl+Z takes back the last step, Alt+N adds a row where the focus is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton

from app.errors import Refused
from app.forms.prefill import KnownAnswer
from app.forms.states import Changes, NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import ENTER
from app.ui.visits.form_keys import listen_for
from app.ui.visits.form_pages import CHECK, FormPages
from app.ui.visits.making import Making
from app.ui.visits.notice_bar import NoticeBar
from app.ui.visits.question import QuestionBox
from app.ui.visits.sections import ADD_KEY
from app.ui.visits.sheet import Sheet
from app.ui.visits.shortfalls import Shortfalls
from app.ui.visits.standing import Standing
from app.ui.visits.wording import in_words

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


class FormView(FormPages):
    """Shows one sheet and takes answers.

    ``stepped`` with a ``Step`` as soon as an answer is committed: put it on disk.
    ``older_undo_requested`` when there is nothing to take back here but may be in the journal.
    """

    stepped = Signal(object)
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
        self._doors = doors
        self._known = known or {}
        self._kinds = kinds or {}
        self._steps = 0
        standing = Standing(sheet)
        labels = {page.key: page.label for page in sheet.pages()}
        super().__init__(
            sheet,
            standing,
            Shortfalls(sheet, standing, self._kinds, labels, doors.today),
            Making(
                question=self._make_box,
                now=lambda state: standing.states.get(state.path, state),
                add_row=self.add_row,
                remove_row=self.remove_row,
                unfolded=lambda: None,
            ),
            NoticeBar(self._on_taken_back),
            finish_text,
        )
        self.undo_requested.connect(self.undo)
        listen_for(self, self._keys_of_form())

    # -- changing ------------------------------------------------------------------------------

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

    # -- inside: what follows from a step --------------------------------------------------------

    def _take(self, changes: Changes, kind: Kind, path: str, value: str) -> None:
        self.show_changes(changes)
        self._tell(kind, path, value)

    def _tell(self, kind: Kind, path: str, value: str) -> None:
        self._steps += 1
        self.stepped.emit(Step(self._steps, kind, path, value, *self.count()))

    def _on_taken_back(self, changes: Changes) -> None:
        before = {path: self.standing.states.get(path) for path in changes.paths}
        self.show_changes(changes)
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

    def _make_box(self, state: NodeState) -> QuestionBox:
        box = QuestionBox(
            state, self._doors, self._known.get(state.path), self._kinds.get(state.name, "")
        )
        box.answered.connect(self.answer)
        box.moved_on.connect(self.next_question)
        box.doubted.connect(self._on_doubted)
        return box
