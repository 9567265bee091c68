"""What a page of the window is, what it is handed, and the table of pages in the rail.

To write a page: subclass ``Page`` in a folder of its own (``app/ui/records/``), build the widgets
in ``__init__``, and override what applies::

    class RecordsPage(Page):
        def __init__(self, desk: Desk) -> None:
            super().__init__(desk)
            self._list = WorkList(COLUMNS)
            self._list.row_opened.connect(self._on_row_opened)
            ...

        def activated(self) -> None:
            self._search("")

        def changed(self, changes: ChangeSet) -> None:
            if changes.touches("household"):
                self._search(self._box.text())

        def _search(self, text: str) -> None:
            verb = partial(households.search, text=text)
            self.desk.operation(self, verb).replacing("search").then(self._list.show_rows).start()

The composition root hands the class itself, or any callable from a ``Desk`` to a ``Page``, to
``MainWindow`` under the key of its row in ``RAIL``; it is called when the page is first opened.
A page never imports another page: it asks with ``desk.open(Target("household", household_id))``
and the window finds the page whose row opens that noun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.clock import Clock
from app.domain.divisions import Divisions
from app.storage.change_set import ChangeSet
from app.ui.change_bus import ChangeBus
from app.ui.operation import LongVerb, Operation, Verb
from app.ui.problem import Problem
from app.ui.tasks import Tasks
from app.ui.theme import Theme, looks

T = TypeVar("T")


@dataclass(frozen=True)
class Target:
    """Something to be opened: a record's ``noun`` and id, and which ``part`` of it to show.

    ``part`` is a word between two pages: ``Target("paper", household_id, "E-04")`` prints that
    household's check sheet. ``more`` carries what else is needed to begin, never personal data
    that a record holds.
    """

    noun: str
    id: str = ""
    part: str = ""
    more: Mapping[str, str] | None = None


@dataclass(frozen=True)
class UndoOffer:
    """What was done, in the past tense, and how to take it back: offered for ten seconds."""

    sentence: str
    take_back: Callable[[], object]


class Requests(QObject):
    """What a page may ask of the window, as signals; pages use the verbs of ``Desk``."""

    open_requested = Signal(object)
    said = Signal(str)
    troubled = Signal(object)
    undo_offered = Signal(object)
    help_requested = Signal(str)
    unsaved_told = Signal(bool)


@dataclass(frozen=True)
class Desk:
    """What a page is handed when it is made. There is none while the vault is locked.

    ``tasks`` runs verbs of the services; ``changes`` tells what they changed (a page is told
    through ``Page.changed`` already); ``clock`` is the only time there is; ``divisions`` the
    county's townships and villages. ``read_setting(name, default)`` and
    ``write_setting(name, value)`` keep what a person chose in the window, never personal data;
    names begin with the page's key: ``records.columns``. ``theme`` is for the settings page.
    ``actor_name`` is the 经办人 who unlocked the vault; ``new_id`` makes ids for what is made in
    the window: rows of a form.
    """

    tasks: Tasks
    changes: ChangeBus
    clock: Clock
    divisions: Divisions
    read_setting: Callable[[str, str], str]
    write_setting: Callable[[str, str], None]
    theme: Theme
    requests: Requests
    actor_name: str
    is_practice: bool
    new_id: Callable[[], str]

    def operation(self, parent: QObject, verb: Verb[T]) -> Operation[T]:
        """``desk.operation(self, lambda work: …).then(self._on_done).start()``: one transaction."""
        return self.tasks.operation(parent, verb)

    def long_operation(self, parent: QObject, title: str, verb: LongVerb[T]) -> Operation[T]:
        """Work over a second, ``verb(work, report)``: the window shows its progress and 取消."""
        return self.tasks.long_operation(parent, title, verb)

    def background(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        """Work without a database on its own thread."""
        return self.tasks.background(parent, work)

    def open(self, target: Target) -> None:
        """Show ``target`` on the page that opens its noun."""
        self.requests.open_requested.emit(target)

    def say(self, sentence: str) -> None:
        """A short word at the bottom of the window, gone after a while: 已复制 12 行."""
        self.requests.said.emit(sentence)

    def show_problem(self, problem: Problem) -> None:
        """A banner above the page, or the dialog with its number if it is a bug."""
        self.requests.troubled.emit(problem)

    def offer_undo(self, sentence: str, take_back: Callable[[], object]) -> None:
        """After something was removed or moved on: 已删除“务工收入”, and 撤销 for ten seconds."""
        self.requests.undo_offered.emit(UndoOffer(sentence, take_back))

    def tell_unsaved(self, is_unsaved: bool) -> None:
        """Something typed could not be written, or all of it is on disk again: the line at the
        bottom must not say 已保存 meanwhile."""
        self.requests.unsaved_told.emit(is_unsaved)

    def show_help(self, key: str) -> None:
        """Open the help beside the page at ``key``: ``person.id_number``."""
        self.requests.help_requested.emit(key)


class Page(QWidget):
    """One page. Every method has a do-nothing default; override what applies.

    ``print_requested`` with a ``Target``: the window opens the printing page with it.
    """

    print_requested = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        looks(self, "page")

    def activated(self) -> None:
        """The page is in front now: load what is shown, put the focus where work begins."""

    def left(self) -> None:
        """Another page comes to the front, or the window closes. What was typed is committed."""

    def open(self, target: Target) -> None:
        """Show ``target``; called after ``activated``."""

    def changed(self, changes: ChangeSet) -> None:
        """Something was saved, here or on another page: ``if changes.touches("visit"): …``."""

    def begin_search(self) -> None:
        """Ctrl+F: put the focus into the search box."""

    def print_current(self) -> bool:
        """Ctrl+P: emit ``print_requested`` for what is shown; False if there is nothing to print."""
        return False

    def undo(self) -> bool:
        """Ctrl+Z outside a text field with no undo bar shown: whether something was taken back."""
        return False

    def step_back(self) -> bool:
        """Esc: close the innermost panel, without loss; False if there is none."""
        return False

    def help_key(self) -> str:
        """Help shown on F1 when the focused field has none of its own."""
        return ""


@dataclass(frozen=True)
class RailRow:
    """One row of the rail: ``key`` of the page, its title and icon, the nouns it opens."""

    key: str
    title: str
    icon: str
    opens: frozenset[str]


RAIL: Final = (
    RailRow("today", "今日待办", "today", frozenset({"task"})),
    RailRow(
        "records",
        "人员家庭",
        "people",
        frozenset({"household", "person", "member", "income", "asset", "assistance_case"}),
    ),
    RailRow("visits", "入户走访", "visit", frozenset({"visit", "draft"})),
    RailRow("children", "儿童", "person", frozenset({"child", "mandatory_report"})),
    RailRow("rescue", "流浪救助", "shield", frozenset({"vagrant", "return_entry"})),
    RailRow(
        "registers",
        "其他台账",
        "table",
        frozenset(
            (
                "wanderer",
                "monitored_household",
                "elder",
                "disability_subsidy",
                "left_behind_woman",
                "referral",
                "review_meeting",
            )
        ),
    ),
    RailRow(
        "payments",
        "发放",
        "money",
        frozenset({"pay_run", "pay_line", "temporary_relief", "fund_entry"}),
    ),
    RailRow(
        "figures",
        "指标",
        "case",
        frozenset({"indicator", "month_table", "indicator_year", "check"}),
    ),
    RailRow("printing", "打印", "print", frozenset({"paper"})),
    RailRow("exchange", "数据交换", "exchange", frozenset({"workbook"})),
    RailRow("sync", "同步", "sync", frozenset({"sync", "conflict", "letter"})),
    RailRow("settings", "设置", "settings", frozenset({"setting"})),
)
"""Each row has a key (``rail.KEYS``). A row without a page handed to the window is not shown."""

MakePage = Callable[[Desk], Page]
"""A page's class, or a function that makes it; called once, when it is first opened."""
