"""The pages of a filling, one in front: going about them, and what is still missing in them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.forms.states import Changes, Problem
from app.ui.visits.check_page import CheckPage
from app.ui.visits.form_foot import FormFoot
from app.ui.visits.making import Making
from app.ui.visits.notice_bar import NoticeBar
from app.ui.visits.page_list import PageList
from app.ui.visits.page_stack import PageStack
from app.ui.visits.page_view import PageView
from app.ui.visits.places import Places
from app.ui.visits.question import QuestionBox
from app.ui.visits.sheet import Sheet, SheetPage
from app.ui.visits.shortfalls import Shortfalls
from app.ui.visits.standing import Standing

CHECK: Final = "@check"
"""The key of the last page."""


class FormPages(QWidget):
    """``place_changed`` with the path of the question that has the focus now.
    ``finish_requested`` when everything is filled in and the last button is pressed.
    ``checked`` when the last page shows that nothing is missing: say what finishing will change.
    ``undo_requested`` when 撤销 is pressed.
    ``standing`` is how everything stands now; not to be changed from outside.
    """

    place_changed = Signal(str)
    finish_requested = Signal()
    checked = Signal()
    undo_requested = Signal()

    def __init__(
        self,
        sheet: Sheet,
        standing: Standing,
        shortfalls: Shortfalls,
        making: Making,
        bar: NoticeBar,
        finish_text: str,
    ) -> None:
        """``shortfalls`` and ``making`` are those of ``sheet``; ``bar`` stands below the pages."""
        super().__init__()
        self.sheet = sheet
        self.standing = standing
        self.bar = bar
        self._shortfalls = shortfalls
        self._finish_text = finish_text
        self._pages = sheet.pages()
        self._places = Places(self)
        self._places.changed.connect(self.place_changed)
        self._lay_out(making)
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

    def commit(self) -> None:
        """Give what is being typed: before the page is left, the vault locked, the form finished."""
        box = self._stack.box(self.place)
        if box is not None:
            box.left()

    # -- how it stands -------------------------------------------------------------------------

    def problems(self) -> tuple[Problem, ...]:
        """Why the form cannot be finished yet; what is typed but unreadable too."""
        return self._shortfalls.problems()

    def count(self) -> tuple[int, int]:
        """How many questions are answered, and how many can be."""
        marks = [self.standing.mark(page.key) for page in self._pages]
        return sum(one.answered for one in marks), sum(one.asked for one in marks)

    def show_changes(self, changes: Changes) -> None:
        """Show what changed and nothing else."""
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

    # -- inside --------------------------------------------------------------------------------

    def _lay_out(self, making: Making) -> None:
        self._list = PageList()
        self._list.show_pages((*self._pages, SheetPage(CHECK, "检查并完成")))
        self._list.chosen.connect(self._enter)
        self._stack = PageStack(self.standing, self._shortfalls.labels, making)
        self.check = CheckPage(self._shortfalls.where)
        self.check.jump_requested.connect(self.go_to)
        self._stack.addWidget(self.check)
        self._foot = FormFoot(self.bar)
        self._foot.previous_requested.connect(self.previous_page)
        self._foot.undo_requested.connect(self.undo_requested)
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

    def _view(self, key: str) -> QWidget:
        return self.check if key == CHECK else self.view_of(key)

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

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._places.follow(old, new)
