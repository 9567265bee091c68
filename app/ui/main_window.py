"""The window while the vault is open: rail, page, help beside it, and what stands at the edges.

Knows no topic: pages are handed in. It hears what pages ask for and what operations changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.storage.change_set import ChangeSet
from app.ui.help import HelpPanel, focused_key
from app.ui.pages import RAIL, Desk, MakePage, Page, RailRow, Target
from app.ui.problem import Problem
from app.ui.problem_dialog import ProblemBanner, ProblemDialog
from app.ui.progress_bar import ProgressStrip
from app.ui.rail import KEYS, Rail
from app.ui.status_bar import StatusBar, Upload
from app.ui.theme import Colour, looks, written
from app.ui.undo_bar import UndoBar
from app.ui.widgets.buttons import quiet
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.texts import Sign, label

T = TypeVar("T")
TITLE: Final = "入户通"
LOOK_SETTING: Final = "window.look"
PRACTICE: Final = "练习模式：这里的人和数据都是编的，放心试，不会影响真实数据。"
WORKBOOKS: Final = (".xlsx", ".xls", ".et", ".csv")


class MainWindow(QMainWindow):
    """``pages`` by the key of their row in ``RAIL``; each is made when it is first opened.
    ``renamed``: by the same key, title and icon where they are other than the row's.

    ``lock_requested``: the person asked to lock. ``colleague_requested``: in practice, somebody
    else is to sit down here. ``closed``: the window is gone; whoever made it
    stops the tasks. The composition root calls ``show_upload`` with what waits for the county.
    """

    lock_requested = Signal()
    colleague_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        pages: Mapping[str, MakePage],
        renamed: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self._makers = dict(pages)
        self._rows = tuple(_renamed(row, renamed or {}) for row in RAIL if row.key in pages)
        self._pages: dict[str, Page] = {}
        self._key = ""
        self.setWindowTitle(f"{TITLE} · 练习模式" if desk.is_practice else TITLE)
        self.setAcceptDrops(True)
        self._rail = Rail(self._rows)
        self._stack = QStackedWidget()
        self._banner = ProblemBanner()
        self._undo = UndoBar()
        self._help = HelpPanel()
        self._progress = ProgressStrip()
        self._status = StatusBar(desk.actor_name, may_open_sync="sync" in pages)
        self._lay_out()
        self._listen()
        self._take_shortcuts()

    # -- for the composition root --------------------------------------------------------------

    def open_page(self, key: str) -> Page:
        """Bring a page to the front, made if it is not yet."""
        if key != self._key:
            self._settle()
            if before := self._pages.get(self._key):
                before.left()
            self._banner.hide()
        page = self._page(key)
        self._key = key
        self._stack.setCurrentWidget(page)
        self._rail.show_page(key)
        page.activated()
        if not self._help.isHidden():
            self._on_help_pressed()
        return page

    def open(self, target: Target) -> None:
        """Show ``target`` on the page that opens its noun; where this person has no such page,
        say who has it."""
        row = next((row for row in RAIL if target.noun in row.opens), None)
        if row is None or row.key not in self._makers:
            title = f"“{row.title}”" if row else "能打开它的页面"
            self._status.say(f"您的岗位没有{title}，这份材料在这里打不开。请与民政办联系。")
            return
        self.open_page(row.key).open(target)

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self._pages.get(self._key)

    def show_upload(self, upload: Upload) -> None:
        """Show when the county was last met and how much waits for it."""
        self._status.show_upload(upload, self.desk.clock.now())

    def show_problem(self, problem: Problem) -> None:
        """A banner for what was foreseen, the dialog with its number for a bug."""
        if problem.is_bug:
            ProblemDialog(problem, self).open()
        else:
            self._banner.show_problem(problem)

    def warn(self, sentence: str) -> None:
        """A banner for what should be done soon and holds up nothing."""
        self._banner.say(sentence, "warn")

    def offer_colleagues(
        self, people: Sequence[tuple[str, T]], sit_down: Callable[[T], object]
    ) -> None:
        """A menu of who may sit down here, below the button that asked for it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, one in people:
            menu.addAction(text, partial(sit_down, one))
        menu.popup(self._colleague.mapToGlobal(QPoint(0, self._colleague.height())))

    def show_help(self, key: str) -> None:
        """Open the help panel at ``key``."""
        self._help.show_help(key)

    # -- slots ---------------------------------------------------------------------------------

    def _on_announced(self, changes: ChangeSet) -> None:
        if changes.saved_at is not None:
            self._status.show_saved(changes.saved_at)
        self._banner.hide()
        self._tell_pages(changes)

    def _tell_pages(self, changes: ChangeSet) -> None:
        for page in self._pages.values():
            page.changed(changes)

    def _on_help_pressed(self) -> None:
        page = self.page
        self.show_help(focused_key((page.help_key() if page else "") or f"page.{self._key}"))

    def _on_find_pressed(self) -> None:
        if page := self.page:
            page.begin_search()

    def _on_print_pressed(self) -> None:
        page = self.page
        if page is None or not page.print_current():
            self._status.say("这一页没有可打印的内容；先打开一户或一份材料，再按 Ctrl+P。")

    def _on_undo_pressed(self) -> None:
        if self._undo.take_back():
            return
        page = self.page
        if page is None or not page.undo():
            self._status.say("没有可以撤销的操作。")

    def _on_save_pressed(self) -> None:
        """Saving needs no key; whoever presses it gets an answer all the same."""
        if not self._settle():
            return
        if self._status.is_unsaved:
            self._status.say("有内容没有保存：请按页面上的“再存一次”。")
        else:
            self._status.say("填好的内容都已自动保存，不用再按保存。")

    def _on_escape_pressed(self) -> None:
        page = self.page
        if not self._help.isHidden():
            self._help.put_away()
        elif page is None or not page.step_back():
            self._banner.hide()

    def _on_theme_changed(self) -> None:
        look = self.desk.theme.look
        self.desk.write_setting(LOOK_SETTING, written(look))
        self._status.say(f"文字大小：{look.point_size}号，放大到{look.zoom}%")

    def _on_sync_pressed(self) -> None:
        self.open(Target("sync"))

    def _on_decide_pressed(self) -> None:
        self.open(Target("sync", part="decide"))

    # -- Qt ------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settle()
        if page := self.page:
            page.left()
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _workbooks(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := _workbooks(event):
            event.acceptProposedAction()
            self.open(Target("workbook", more={"path": paths[0]}))

    # -- private -------------------------------------------------------------------------------

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            page = self._makers[key](self.desk)
            page.print_requested.connect(self.open)
            self._stack.addWidget(page)
            self._pages[key] = page
        return self._pages[key]

    def _settle(self) -> bool:
        """Commit what is being typed; False if it cannot be read."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, FieldEditor):
            widget = widget.parentWidget()
        return widget.commit() if widget is not None else True

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(14, 12, 14, 10)
        middle.setSpacing(10)
        middle.addWidget(self._banner)
        middle.addWidget(self._stack, 1)
        middle.addWidget(self._undo)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._rail)
        across.addLayout(middle, 1)
        across.addWidget(self._help)
        whole = QWidget()
        looks(whole, "window")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.desk.is_practice:
            column.addWidget(self._practice_banner())
        column.addLayout(across, 1)
        column.addWidget(self._progress)
        column.addWidget(self._status)
        self.setCentralWidget(whole)

    def _practice_banner(self) -> QFrame:
        banner = QFrame()
        looks(banner, "practice")
        row = QHBoxLayout(banner)
        row.setContentsMargins(14, 4, 14, 4)
        row.addStretch(1)
        row.addWidget(Sign("practice", Colour.WARN))
        row.addWidget(label(PRACTICE), 0, Qt.AlignmentFlag.AlignVCenter)
        self._colleague = quiet("换一位同事来办", icon_name="people")
        self._colleague.setToolTip("经办、审核要由两个人办：练习时可以换岗位")
        self._colleague.clicked.connect(lambda: self.colleague_requested.emit())
        row.addWidget(self._colleague)
        row.addStretch(1)
        return banner

    def _listen(self) -> None:
        requests, tasks = self.desk.requests, self.desk.tasks
        requests.open_requested.connect(self.open)
        requests.said.connect(self._status.say)
        requests.troubled.connect(self.show_problem)
        requests.undo_offered.connect(self._undo.offer)
        requests.help_requested.connect(self.show_help)
        requests.unsaved_told.connect(self._status.show_unsaved)
        tasks.troubled.connect(self.show_problem)
        tasks.long_work_began.connect(self._progress.follow)
        self.desk.changes.announced.connect(self._on_announced)
        self.desk.changes.arrived.connect(self._tell_pages)
        self.desk.theme.changed.connect(self._on_theme_changed)
        self._status.sync_requested.connect(self._on_sync_pressed)
        self._status.decide_requested.connect(self._on_decide_pressed)
        self._rail.page_chosen.connect(self.open_page)
        self._rail.help_requested.connect(self._on_help_pressed)
        self._rail.lock_requested.connect(self.lock_requested)

    def _take_shortcuts(self) -> None:
        theme = self.desk.theme
        keys = {
            "Ctrl+F": self._on_find_pressed,
            "Ctrl+P": self._on_print_pressed,
            "Ctrl+Z": self._on_undo_pressed,
            "Ctrl+S": self._on_save_pressed,
            "Ctrl+L": self.lock_requested.emit,
            "Ctrl++": theme.zoom_in,
            "Ctrl+=": theme.zoom_in,
            "Ctrl+-": theme.zoom_out,
            "Ctrl+0": theme.zoom_back,
            "F1": self._on_help_pressed,
            "Esc": self._on_escape_pressed,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)
        for row, key in zip(self._rows, KEYS, strict=False):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda name=row.key: self.open_page(name))


def _workbooks(event: QDropEvent) -> list[str]:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.lower().endswith(WORKBOOKS)]


def _renamed(row: RailRow, renamed: Mapping[str, tuple[str, str]]) -> RailRow:
    title, icon = renamed.get(row.key, (row.title, row.icon))
    return replace(row, title=title, icon=icon)
