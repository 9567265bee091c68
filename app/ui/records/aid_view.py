"""救助和金额: what the household or its case comes to, its cases, and the steps of the chosen one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.clock import today
from app.domain.entitlement import Scheme
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import aid, aid_cases, aid_steps, aid_trial
from app.services.aid_cases import CaseFile
from app.services.aid_result import AidResult
from app.services.aid_steps import StepTaken
from app.services.aid_trial import Trial
from app.services.household_file import CaseLine, HouseholdFile
from app.ui.filing.item_list import ItemList
from app.ui.pages import Desk, Target
from app.ui.problem import Problem
from app.ui.records import file_tabs
from app.ui.records.aid_card import AidCard
from app.ui.records.case_card import CaseCard
from app.ui.records.trial_card import TrialCard
from app.ui.widgets.cards import DetailPane


class AidView(DetailPane):
    """``print_requested`` with a ``Target``; ``case_requested`` when a new one is to be begun."""

    print_requested = Signal(object)
    case_requested = Signal()

    def __init__(self, desk: Desk, *, pack: RulePack, calendar: WorkingCalendar) -> None:
        super().__init__()
        self._desk = desk
        self._pack = pack
        self._calendar = calendar
        self._file: HouseholdFile | None = None
        self._case_id = ""
        self._card: CaseCard | None = None
        self._now: AidResult | None = None
        self.aid = AidCard()
        self.aid.keep_requested.connect(self._on_keep_requested)
        self.aid.print_requested.connect(self._on_sheet_requested)
        self.cases = ItemList(
            "救助申请",
            file_tabs.CASES,
            add="新的申请",
            empty="还没有申请过。",
            help_key="assistance_case",
        )
        self.cases.opened.connect(self._on_opened)
        self.cases.add_requested.connect(self.case_requested)
        place = _Place()
        self._place = place.column
        self.trial = TrialCard()
        self.trial.tried.connect(self._on_tried)
        self.add(self.cases, self.aid, self.trial, place)

    def show_file(self, file: HouseholdFile) -> None:
        """Take the file; ``refresh`` works out what it comes to."""
        is_same = self._file is not None and self._file.id == file.id
        self._file = file
        if not is_same or self._case_id not in {one.id for one in file.cases}:
            self._case_id = file.cases[0].id if file.cases else ""
            self._drop_card()
        self.cases.show_rows(file.cases)
        self.trial.show_members(file.members, today(self._desk.clock))

    def refresh(self) -> None:
        """Work out and show what is so now; called when the part is in front."""
        if self._file is None:
            return
        self._work_out(self._file.id)
        if self._case_id:
            self._load_case(is_click=self._card is None)

    # -- slots ---------------------------------------------------------------------------------

    def _on_opened(self, line: CaseLine) -> None:
        self._case_id = line.id
        self._drop_card()
        self.refresh()

    def _on_step_requested(self, action: str, values: Any, vouched: Any, reason: str) -> None:
        verb = partial(
            aid_steps.take_step,
            pack=self._pack,
            calendar=self._calendar,
            case_id=self._case_id,
            action=action,
            values=values,
            attested=vouched,
            reason=reason,
        )
        self._desk.operation(self, verb).then(self._on_stepped).otherwise(
            partial(self._on_step_refused, action)
        ).start()

    def _on_stepped(self, taken: StepTaken) -> None:
        self._desk.say(f"已办理，现在是“{taken.state_text}”")

    def _on_step_refused(self, action: str, problem: Problem) -> None:
        if problem.is_bug or self._card is None:
            self._desk.show_problem(problem)
        else:
            self._card.show_problem(action, problem)

    def _on_delivery_entered(self, values: Any) -> None:
        verb = partial(aid_cases.enter_delivery, case_id=self._case_id, values=values)
        self._desk.operation(self, verb).then(lambda _saved: self._desk.say("已登记送达")).start()

    def _on_keep_requested(self) -> None:
        verb = partial(aid.record_working, pack=self._pack, case_id=self._case_id)
        self._desk.operation(self, verb).then(self._on_kept).start()

    def _on_kept(self, result: AidResult) -> None:
        self.aid.show_result(result)
        self._desk.say("已留存这次核算，初审和审核确认以它为准")

    def _on_tried(self, trial: Trial) -> None:
        if self._file is None:
            return
        verb = partial(
            aid_trial.try_out,
            pack=self._pack,
            household_id=self._file.id,
            case_id=self._case_id,
            trial=trial,
        )
        self._desk.operation(self, verb).replacing("trial").then(
            lambda result: self.trial.show_result(result, self._now)
        ).otherwise(lambda problem: self.trial.show_problem(problem.sentence)).start()

    def _on_sheet_requested(self) -> None:
        if self._file is not None:
            more = {"record": self._case_id} if self._case_id else {}
            self.print_requested.emit(Target("paper", self._file.id, "E-36", more))

    def _on_worked_out(self, result: AidResult) -> None:
        self._now = result
        self.aid.show_result(result)

    def _on_print_requested(self) -> None:
        if self._file is not None:
            more = {"record": self._case_id}
            self.print_requested.emit(Target("paper", self._file.id, "E-07", more))

    # -- private -------------------------------------------------------------------------------

    def _work_out(self, household_id: str) -> None:
        if self._case_id:
            verb = partial(aid.work_out_case, pack=self._pack, case_id=self._case_id)
        else:
            verb = partial(aid.work_out, pack=self._pack, household_id=household_id)
        self.trial.forget()
        self._now = None
        self._desk.operation(self, verb).replacing("aid").then(self._on_worked_out).otherwise(
            lambda problem: self.aid.show_problem(problem.sentence)
        ).start()

    def _load_case(self, *, is_click: bool) -> None:
        """A click is audited; reading anew after a change is not another one."""
        verb = aid_cases.open_case_file if is_click else aid_cases.case_file
        bound = partial(verb, pack=self._pack, calendar=self._calendar, case_id=self._case_id)
        self._desk.operation(self, bound).replacing("case").then(self._show_case).start()

    def _show_case(self, case: CaseFile) -> None:
        if self._card is not None and self._card.case == case:
            return  # what is being typed into it stays
        was_here = self._card is not None and self._card.isAncestorOf(self._focused())
        self._drop_card()
        self.aid.offer_keeping(is_possible=case.may_keep and case.scheme in tuple(Scheme))
        card = CaseCard(self._desk, case)
        card.step_requested.connect(self._on_step_requested)
        card.print_requested.connect(self._on_print_requested)
        card.delivery_entered.connect(self._on_delivery_entered)
        self._place.addWidget(card)
        self._card = card
        if was_here:
            card.enter()  # who took the step goes on with the next one

    def _focused(self) -> QWidget:
        return self.window().focusWidget() or self

    def _drop_card(self) -> None:
        self.aid.offer_keeping(is_possible=False)
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None


class _Place(QWidget):
    """Where the chosen case stands."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
