"""今日待办: what has to be done, the most urgent first, with the reason and the law beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.domain.deadlines import Urgency
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import tasks, today
from app.services.today_task import Today, TodayTask
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.today.task_card import TaskCard
from app.ui.widgets.cards import CountCard, EmptyState
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.work_list import WorkList

TONES: Final = {
    Urgency.OVERDUE: "error",
    Urgency.RED: "error",
    Urgency.AMBER: "warn",
    Urgency.GREEN: "",
}
COUNTS: Final = (
    ("已经超期", (Urgency.OVERDUE,), True),
    ("今天到期", (Urgency.RED,), True),
    ("快到期", (Urgency.AMBER,), False),
    ("要补全或留意", (Urgency.GREEN,), False),
)
"""The cards above the list: words, which tasks they count, whether a number is a warning."""

COLUMNS: Final = (
    Column("left", "期限", lambda row: row.left or "—", "超期12个工作日",
           tone=lambda row: TONES[row.urgency], order=lambda row: str(row.due or "9999")),
    Column("title", "要办的事", lambda row: row.title, "残疾人证快到期"),
    Column("who", "谁家", lambda row: row.who, "买买提·艾力户"),
    Column("place", "在哪里", lambda row: row.place, "砚台镇顺昌村3组"),
)  # fmt: skip


class TodayPage(Page):
    """The day's list. Enter opens the household; a noted task can be ticked off here."""

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__(desk)
        self._pack = pack
        self._calendar = calendar
        self._every: Sequence[TodayTask] = ()
        self._wanted: tuple[Urgency, ...] = ()
        self.list = WorkList(COLUMNS, (RowAction("打开这一户", self._open_rows, "people"),))
        self.list.row_chosen.connect(self._on_row_chosen)
        self.list.row_opened.connect(self._open_task)
        self.card = TaskCard()
        self.card.open_requested.connect(self._open_task)
        self.card.done_requested.connect(self._on_done_requested)
        self.card.given_up.connect(self._on_given_up)
        self._counts = [CountCard(words, is_warning=warns) for words, _, warns in COUNTS]
        self._empty = EmptyState("done", "今天没有要办的事。", "去看看各家各户")
        self._empty.action_requested.connect(lambda: self.desk.open(Target("household")))
        self._lay_out()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._load()
        self.list.setFocus()

    def changed(self, changes: ChangeSet) -> None:
        del changes
        if self.isVisible():
            self._load()

    def print_current(self) -> bool:
        row = self.list.current_row()
        if row is None or row.household_id is None:
            return False
        self.print_requested.emit(Target("paper", row.household_id))
        return True

    def help_key(self) -> str:
        return "today"

    # -- slots ---------------------------------------------------------------------------------

    def _load(self) -> None:
        verb = partial(
            today.today, pack=self._pack, calendar=self._calendar, places=self.desk.divisions
        )
        self.desk.operation(self, verb).replacing("today").then(self._show).start()

    def _show(self, found: Today) -> None:
        self._every = found.tasks
        for card, (_, urgencies, _) in zip(self._counts, COUNTS, strict=True):
            card.show_count(sum(each.urgency in urgencies for each in found.tasks))
        self._show_wanted()

    def _show_wanted(self) -> None:
        rows = [each for each in self._every if not self._wanted or each.urgency in self._wanted]
        self._split.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.list.show_rows(rows)
        self._on_row_chosen(self.list.current_row())

    def _on_count_opened(self, urgencies: tuple[Urgency, ...]) -> None:
        self._wanted = () if self._wanted == urgencies else urgencies
        self._show_wanted()
        self.list.setFocus()

    def _on_row_chosen(self, row: TodayTask | None) -> None:
        self.card.show_task(row)

    def _open_rows(self, rows: Sequence[TodayTask]) -> None:
        self._open_task(rows[0])

    def _open_task(self, row: TodayTask) -> None:
        if row.about_noun == "draft":
            self.desk.open(Target("draft", row.about_id))
        elif row.household_id is not None:
            part = "cases" if row.case_id else ""
            self.desk.open(Target("household", row.household_id, part))

    def _on_done_requested(self, task: TodayTask, note: str) -> None:
        done = task.noted_id or ""
        self.desk.operation(self, lambda work: tasks.finish_task(work, done, note)).then(
            lambda _saved: self._offer_undo(f"“{task.title}”已办结", done)
        ).start()

    def _on_given_up(self, task: TodayTask, reason: str) -> None:
        done = task.noted_id or ""
        self.desk.operation(self, lambda work: tasks.give_up_task(work, done, reason)).then(
            lambda _saved: self._offer_undo(f"“{task.title}”不再办理", done)
        ).start()

    def _offer_undo(self, sentence: str, task_id: str) -> None:
        def take_back() -> None:
            self.desk.operation(self, lambda work: tasks.reopen_task(work, task_id)).start()

        QTimer.singleShot(0, lambda: self.desk.offer_undo(sentence, take_back))

    # -- private -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        counts = QHBoxLayout()
        counts.setSpacing(12)
        for card, (_, urgencies, _) in zip(self._counts, COUNTS, strict=True):
            card.opened.connect(partial(self._on_count_opened, urgencies))
            counts.addWidget(card)
        self._split = QSplitter()
        self._split.addWidget(self.list)
        self._split.addWidget(self._right())
        self._split.setSizes([720, 430])
        self._split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(counts)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)
        return right
