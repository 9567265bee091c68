"""今日待办: what has to be done, the most urgent first, with the reason and the law beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.domain.clock import today as on_day
from app.domain.deadlines import Urgency
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import tasks, today
from app.services.records import Saved
from app.services.today_task import Today, TodayTask
from app.storage.change_set import ChangeSet
from app.ui.operation import Verb
from app.ui.pages import Desk, Page, Target
from app.ui.today.note_card import NoteCard
from app.ui.today.task_card import DRAFT, FILED, TaskCard
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.cards import CountCard, DetailPane, EmptyState
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

TONES: Final = {
    Urgency.OVERDUE: "error",
    Urgency.RED: "error",
    Urgency.AMBER: "warn",
    Urgency.GREEN: "",
}
COUNTS: Final = (
    ("已经超期", Urgency.OVERDUE, True),
    ("今天到期", Urgency.RED, True),
    ("快到期", Urgency.AMBER, False),
    ("要补全或留意", Urgency.GREEN, False),
)
"""The cards above the list: words, which tasks they count, whether a number is a warning."""
WORDS: Final = {urgency: words for words, urgency, _ in COUNTS}
MOST: Final = 1000
"""Tasks that are listed; nobody does more in a day, and the cards are to count all of them."""
VISIT_PLAN: Final = "W-01"
"""The paper of the visits of these days."""
NOTHING: Final = "今天没有要办的事。"


_PLAN: Final = Target("paper", part=VISIT_PLAN)


def unknown_text(years: Sequence[int]) -> str:
    """2027年放假安排还没有公布… where dates rest on such a year."""
    named = "、".join(f"{year}年" for year in years)
    return f"{named}放假安排还没有公布，期限按周一至周五估算。" if years else ""


def _day(row: TodayTask) -> str:
    return f"{row.due.month}月{row.due.day}日" if row.due else ""


COLUMNS: Final = (
    Column("left", "期限", lambda row: row.left or "—", "超期12个工作日",
           tone=lambda row: TONES[row.urgency], order=lambda row: str(row.due or "9999")),
    Column("due", "哪天", _day, "11月30日", order=lambda row: str(row.due or "9999")),
    Column("title", "要办的事", lambda row: row.title, "启动入户调查"),
    Column("who", "谁家", lambda row: row.who, "欧阳建国"),
    Column("place", "在哪里", lambda row: row.place, "沙坪镇顺昌村3"),
)  # fmt: skip


class TodayPage(Page):
    """The day's list. Enter opens the household; a noted task can be ticked off here."""

    def __init__(
        self,
        desk: Desk,
        *,
        pack: RulePack,
        calendar: WorkingCalendar,
        may_print: bool = True,
    ) -> None:
        super().__init__(desk)
        self._pack = pack
        self._calendar = calendar
        self._found: Today | None = None
        self._only: Urgency | None = None
        self._wanted_id = ""
        self.list = WorkList(COLUMNS, (RowAction("打开这一户", self._open_rows, "people"),))
        self.list.setAccessibleName("要办的事")
        self.card = TaskCard()
        self.note = NoteCard(partial(on_day, desk.clock))
        self.counts = [CountCard(words, is_warning=warns) for words, _, warns in COUNTS]
        self._only_text = label()
        self._every = quiet("看全部")
        self.plan = Button("打印走访安排单", icon_name="print")
        if not may_print:  # never shown without a parent: it would be a window of its own
            self.plan.hide()
        self.plan.setToolTip("把到期的走访按村、组排好，打印带下去")
        self._empty = EmptyState("done", NOTHING, "去看看各家各户")
        self._lay_out()
        self._listen()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._load()
        self.list.setFocus()

    def open(self, target: Target) -> None:
        """Put the cursor on a noted task."""
        self._only = None
        self._wanted_id = target.id

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

    def step_back(self) -> bool:
        was_filtered = self._only is not None
        self._show_only(None)
        return was_filtered

    def help_key(self) -> str:
        return "page.today"

    # -- slots ---------------------------------------------------------------------------------

    def _load(self) -> None:
        verb = partial(
            today.today,
            pack=self._pack,
            calendar=self._calendar,
            places=self.desk.divisions,
            limit=MOST,
        )
        self.desk.operation(self, verb).replacing("today").then(self._show).start()

    def _show(self, found: Today) -> None:
        self._found = found
        for card, (_, urgency, _) in zip(self.counts, COUNTS, strict=True):
            card.show_count(sum(each.urgency == urgency for each in found.tasks))
        self._show_rows()

    def _show_rows(self) -> None:
        every = self._found.tasks if self._found else ()
        rows = [each for each in every if self._only in (None, each.urgency)]
        self.list.setVisible(bool(every))
        self._empty.setVisible(not every)
        self.list.show_rows(rows)
        self._show_row(self.list.current_row())
        self._say_what_is_shown(len(rows))
        self._find_wanted(rows)

    def _say_what_is_shown(self, count: int) -> None:
        left_out = self._found.total - len(self._found.tasks) if self._found else 0
        text = f"还有 {left_out} 件没有列出，先办上面这些。" if left_out else ""
        text += unknown_text(self._found.unknown_years) if self._found else ""
        if self._only is not None:
            text = f"只看“{WORDS[self._only]}”的，{count} 件"
        self._only_text.setText(text)
        self._only_text.setVisible(bool(text))
        self._every.setVisible(self._only is not None)

    def _find_wanted(self, rows: Sequence[TodayTask]) -> None:
        wanted, self._wanted_id = self._wanted_id, ""
        row = next((each for each in rows if wanted and each.noted_id == wanted), None)
        if row is not None:
            self.list.select(row.id)

    def _show_only(self, urgency: Urgency | None) -> None:
        self._only = None if self._only == urgency else urgency
        self._show_rows()
        self.list.setFocus()

    def _show_row(self, row: TodayTask | None) -> None:
        self.card.show_task(row)
        self.note.show_household(*((row.household_id, row.who) if row else (None, "")))

    def _open_rows(self, rows: Sequence[TodayTask]) -> None:
        self._open_task(rows[0])

    def _open_task(self, row: TodayTask) -> None:
        if row.kind == DRAFT:
            self.desk.open(Target("draft", row.about_id))
        elif row.about_noun in FILED:
            self.desk.open(Target(row.about_noun, row.about_id))
        elif row.household_id is not None:
            part = "cases" if row.case_id else ""
            self.desk.open(Target("household", row.household_id, part))

    def _on_done_requested(self, task: TodayTask, words: str) -> None:
        task_id = task.noted_id or ""
        verb = partial(tasks.finish_task, task_id=task_id, note=words)
        self._close(verb, task_id, f"“{task.title}”已办结")

    def _on_given_up(self, task: TodayTask, reason: str) -> None:
        task_id = task.noted_id or ""
        verb = partial(tasks.give_up_task, task_id=task_id, reason=reason)
        self._close(verb, task_id, f"“{task.title}”不再办理")

    def _close(self, verb: Verb[Saved], task_id: str, sentence: str) -> None:
        take_back = self.desk.operation(self, partial(tasks.reopen_task, task_id=task_id)).start
        offer = partial(self.desk.offer_undo, sentence, take_back)
        self.desk.operation(self, verb).then(lambda _saved: offer()).start()

    def _on_note_requested(self, values: Mapping[str, Any], household_id: str | None) -> None:
        verb = partial(tasks.add_task, values=values, household_id=household_id)
        self.desk.operation(self, verb).then(self._on_noted).start()

    def _on_noted(self, saved: Saved) -> None:
        self._only = None
        self._wanted_id = saved.id
        self.note.clear()
        self.desk.say("记下了")
        self._load()

    # -- private -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        counts = QHBoxLayout()
        counts.setSpacing(12)
        for card in self.counts:
            counts.addWidget(card)
        self._split = QSplitter()
        self._split.addWidget(self._left())
        self._split.addWidget(self._right())
        self._split.setSizes([720, 430])
        self._split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(counts)
        column.addWidget(self._split, 1)

    def _left(self) -> QWidget:
        what = QHBoxLayout()
        what.addWidget(self._only_text, 1)
        what.addWidget(self._every)
        what.addStretch(0)
        what.addWidget(self.plan)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(what)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()
        return left

    def _right(self) -> QWidget:
        pane = DetailPane()
        pane.add(self.card, self.note)
        return pane

    def _listen(self) -> None:
        self.list.row_chosen.connect(self._show_row)
        self.list.row_opened.connect(self._open_task)
        self.card.open_requested.connect(self._open_task)
        self.card.done_requested.connect(self._on_done_requested)
        self.card.given_up.connect(self._on_given_up)
        self.note.note_requested.connect(self._on_note_requested)
        self._empty.action_requested.connect(lambda: self.desk.open(Target("household")))
        self._every.clicked.connect(lambda: self._show_only(None))
        self.plan.clicked.connect(lambda: self.print_requested.emit(_PLAN))
        for card, (_, urgency, _) in zip(self.counts, COUNTS, strict=True):
            card.opened.connect(partial(self._show_only, urgency))
