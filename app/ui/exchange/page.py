"""数据交换: bring in a roster, step by step; take out rosters and everything there is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.excel.clipboard import read_pasted
from app.excel.reader import Workbook, read_workbook
from app.excel.roster.columns import ColumnMap
from app.services import people
from app.services.import_kept import KeptBatch
from app.services.imports import ImportOutcome
from app.services.seen import CHANGED
from app.storage.change_set import ChangeSet
from app.ui.exchange.alike_list import AlikeRow, candidates
from app.ui.exchange.columns_step import ColumnsStep
from app.ui.exchange.file_step import FileStep
from app.ui.exchange.foot import COLUMNS, FILE, IMPORTING, RESULT, ROWS, Foot
from app.ui.exchange.importing_step import ImportingStep
from app.ui.exchange.notice import Notice
from app.ui.exchange.outgoing import Outgoing
from app.ui.exchange.recent import remember_file
from app.ui.exchange.result_step import ResultStep
from app.ui.exchange.rows_step import RowsStep
from app.ui.exchange.step_bar import StepBar
from app.ui.exchange.undertaking import DifferenceKey, Understood, Undertaking, remember_columns
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.tasks import Running

PEOPLE: Final = ("household", "person", "member", "assistance_case")
"""What a plan is made from."""


class ExchangePage(Page):
    """The steps of an import in one place; nothing is written before 导入 is pressed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._step = FILE
        self._begun: Undertaking | None = None
        self._running: Running | None = None
        self._is_stale = False
        self._bar = StepBar()
        self.notice = Notice()
        self.file_step = FileStep(desk)
        self.columns_step = ColumnsStep(desk.divisions)
        self.rows_step = RowsStep()
        self.importing_step = ImportingStep()
        self.result_step = ResultStep()
        self.outgoing = Outgoing(desk, self)
        self._foot = Foot()
        self._lay_out()
        self._listen()
        self._show_step(FILE)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self.file_step.load()
        if self._is_stale:
            self._understand_anew()
        self._focus()

    def left(self) -> None:
        self.notice.say("")

    def changed(self, changes: ChangeSet) -> None:
        """Somebody's file was changed: what an import would do is worked out anew."""
        if any(changes.touches(noun) for noun in PEOPLE):
            self._is_stale = True
            if self.isVisible() and self._running is None:
                self._understand_anew()

    def open(self, target: Target) -> None:
        more = target.more or {}
        if path := more.get("path"):
            self.bring_in(Path(path))
        elif "pasted" in more:
            self.paste()
        elif self._running is None:
            self._go(FILE)

    def step_back(self) -> bool:
        if self._step == FILE:
            return False
        if self._step == IMPORTING:
            self.importing_step.cancel()
        else:
            self._go(FILE if self._step == RESULT else self._step - 1)
        return True

    def help_key(self) -> str:
        return "page.exchange"

    # -- reading -------------------------------------------------------------------------------

    def bring_in(self, path: Path) -> None:
        """Read the workbook at ``path`` and show how it was understood."""
        self._read(path.name, str(path), partial(read_workbook, path))

    def paste(self) -> None:
        """Read what was copied in WPS or Excel, as a workbook: looked at before anything changes."""
        text = QGuiApplication.clipboard().text()
        self._read("粘贴的表格", "", partial(read_pasted, text))

    def _read(self, name: str, path: str, read: Callable[[], Workbook]) -> None:
        if self._running is not None:
            self.notice.say("正在导入，请等导入完了再选下一个文件。", "warn")
            return
        self.notice.say(f"正在读“{name}”…", "info")
        self.desk.background(self, read).replacing("read").then(
            lambda workbook: self._understand(Undertaking(name, path, workbook))
        ).otherwise(self._on_unreadable).start()

    def _on_file_chosen(self, path: str) -> None:
        self.bring_in(Path(path))

    def _understand(self, one: Undertaking) -> None:
        """Work out what importing ``one`` would do; what was begun before stays until that is known."""
        verb = one.understanding(self.desk.divisions)
        self.desk.operation(self, verb).replacing("plan").then(
            partial(self._on_understood, one)
        ).otherwise(self._on_unreadable).start()

    def _understand_anew(self) -> None:
        self._is_stale = False
        if self._begun is not None:
            self._understand(self._begun)

    def _on_understood(self, one: Undertaking, understood: Understood) -> None:
        if self._running is not None:
            return
        one.take_in(understood)
        if is_new := one is not self._begun:
            self._begun = one
            self.columns_step.begin_anew()
            self.rows_step.begin_anew()
        self.columns_step.show_reading(understood[0], one.asked_villages())
        self.rows_step.show_undertaking(one)
        self._show_coming(one)
        if is_new:
            self.file_step.show_begun(one.name)
            self._go(COLUMNS)
            self._remember(one)

    def _on_unreadable(self, problem: Problem) -> None:
        """Said in place; what was begun before, and every choice in it, stays."""
        self.notice.say(problem.sentence)

    def _remember(self, one: Undertaking) -> None:
        if one.path:
            verb = partial(remember_file, path=one.path)
            self.desk.operation(self, verb).then(lambda _none: self.file_step.load()).start()

    # -- deciding ------------------------------------------------------------------------------

    def _on_columns_settled(self, block: ColumnMap) -> None:
        if self._begun is not None:
            self._begun.settle_columns(block)
            self._settle(self._begun)

    def _on_village_chosen(self, sheet: str, code: str) -> None:
        if self._begun is not None:
            self._begun.settle_village(sheet, code)
            self._settle(self._begun)

    def _settle(self, one: Undertaking) -> None:
        """Something was settled: nothing can be imported until what follows from it is known."""
        self._show_coming(one)
        self._understand(one)

    def _on_columns_right(self) -> None:
        """The columns were looked at: from now on these headers are read so."""
        if self._begun is not None and (settled := self._begun.settled_columns()):
            self.desk.operation(self, partial(remember_columns, columns=settled)).start()
        self._go(ROWS)

    def _on_decided(self, household: str, chosen: str) -> None:
        if self._begun is not None:
            self._begun.settle_household(household, chosen)
            self._settle(self._begun)

    def _on_taken_changed(self, taken: frozenset[DifferenceKey]) -> None:
        if self._begun is not None:
            self._begun.taken = set(taken)
            self._show_coming(self._begun)

    def _on_candidates_wanted(self, row: AlikeRow) -> None:
        verb = partial(candidates, ids=row.suggestion.candidates, places=self.desk.divisions)
        self.desk.operation(self, verb).replacing("candidates").then(
            partial(self.rows_step.alike.show_candidates, row)
        ).start()

    def _show_coming(self, one: Undertaking) -> None:
        """Say at the foot what the button would do."""
        if one.plan is not None:
            self._foot.show_coming(one.plan.counts(), len(one.taken), is_current=one.is_current)

    # -- importing -----------------------------------------------------------------------------

    def _on_import_pressed(self) -> None:
        one = self._begun
        if one is None or not one.is_current or self._running is not None:
            return
        self._running = (
            self.desk.long_operation(
                self, f"正在导入“{one.name}”", one.importing(self.desk.divisions)
            )
            .with_progress(self.importing_step.show_progress)
            .afterwards(self._on_ended)
            .then(partial(self._on_imported, len(one.taken)))
            .otherwise(self._on_not_imported)
            .when_cancelled(self._on_cancelled)
            .start()
        )
        self._go(IMPORTING)

    def _on_cancel_requested(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _on_ended(self) -> None:
        self._running = None

    def _on_imported(self, taken: int, outcome: ImportOutcome) -> None:
        self._begun = None
        self.file_step.show_begun("")
        self.result_step.show_outcome(outcome, taken)
        self._go(RESULT)
        self.file_step.load()

    def _on_not_imported(self, problem: Problem) -> None:
        self._return_to_rows()
        if problem.code == CHANGED and self._begun is not None:
            self._understand_anew()
        self.notice.say(f"{problem.sentence}（一行也没有导入，选好的都还在。）")

    def _on_cancelled(self) -> None:
        self._return_to_rows()
        self.notice.say("已取消，一行也没有导入。选好的都还在，可以再按导入。", "warn")

    def _return_to_rows(self) -> None:
        """Nothing went in; what others changed meanwhile is taken into account."""
        self._go(ROWS)
        if self._is_stale:
            self._understand_anew()

    # -- afterwards ----------------------------------------------------------------------------

    def _on_person_opened(self, person: str) -> None:
        if not person:
            self.notice.say("这个人还没有档案，导入以后才能打开。", "info")
            return
        verb = partial(people.home_of, person_id=person)
        self.desk.operation(self, verb).replacing("home").then(self._open_household).start()

    def _open_household(self, household: str | None) -> None:
        if household is None:
            self.notice.say("这个人现在不在任何一户里。请到“人员家庭”里查找。", "warn")
        else:
            self.desk.open(Target("household", household))

    def _on_kept_wanted(self, batch: KeptBatch) -> None:
        self.outgoing.ask_kept(batch.id)

    def _on_roster_wanted(self, village: str, masks_ids: bool) -> None:
        self.outgoing.ask_roster(village, masks_ids=masks_ids)

    # -- private -------------------------------------------------------------------------------

    def _on_gone_on(self, step: int) -> None:
        """The filled button of a step was pressed."""
        go_on = {
            COLUMNS: self._on_columns_right,
            ROWS: self._on_import_pressed,
            RESULT: self.result_step.open_current,
        }
        go_on[step]()

    def _go(self, step: int) -> None:
        """Show a step; the focus goes where work goes on."""
        self.notice.say("")
        self._show_step(step)
        self._focus()

    def _show_step(self, step: int) -> None:
        self._step = step
        self._stack.setCurrentIndex(step)
        name = self._begun.name if self._begun is not None and step != FILE else ""
        self._bar.show_step(step, name)
        self._foot.show_step(step)

    def _focus(self) -> None:
        if self._step == COLUMNS and not self.columns_step.begin():
            self._foot.begin(COLUMNS)
        elif self._step == IMPORTING and self._begun is not None:
            self.importing_step.begin(self._begun.name)
        else:
            begin = {FILE: self.file_step, ROWS: self.rows_step, RESULT: self.result_step}
            if step := begin.get(self._step):
                step.begin()

    def _listen(self) -> None:
        first, exports = self.file_step, self.file_step.exports
        first.file_chosen.connect(self._on_file_chosen)
        first.paste_wanted.connect(self.paste)
        first.resume_wanted.connect(lambda: self._go(COLUMNS))
        first.kept.export_wanted.connect(self._on_kept_wanted)
        exports.roster_wanted.connect(self._on_roster_wanted)
        exports.everything_wanted.connect(self.outgoing.ask_everything)
        self.columns_step.columns_settled.connect(self._on_columns_settled)
        self.columns_step.village_chosen.connect(self._on_village_chosen)
        self.rows_step.decided.connect(self._on_decided)
        self.rows_step.taken_changed.connect(self._on_taken_changed)
        self.rows_step.candidates_wanted.connect(self._on_candidates_wanted)
        self.rows_step.person_opened.connect(self._on_person_opened)
        self.importing_step.cancel_requested.connect(self._on_cancel_requested)
        self.result_step.person_opened.connect(self._on_person_opened)
        self.result_step.person_chosen.connect(self._foot.allow_opening)
        self.result_step.kept_wanted.connect(self.outgoing.ask_kept)
        self.outgoing.said.connect(self.notice.say)
        self._foot.back_pressed.connect(self.step_back)
        self._foot.gone_on.connect(self._on_gone_on)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for step in (
            self.file_step,
            self.columns_step,
            self.rows_step,
            self.importing_step,
            self.result_step,
        ):
            self._stack.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._bar)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)
