"""发放: the rosters, 临时救助 and the 备用金 behind chips."""

from __future__ import annotations

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk, Target
from app.ui.payments import runs
from app.ui.payments.fund import FundRegister
from app.ui.payments.reliefs import ReliefRegister
from app.ui.payments.runs import RunRegister


class PaymentsPage(RegisterPage):
    """``role``: of the person at the desk; ``org``: their township, None for the county."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str, org: str | None) -> None:
        self.runs = RunRegister(desk, pack=pack, role=role, org=org)
        reliefs = ReliefRegister(desk, pack=pack, role=role)
        fund = FundRegister(desk, role=role, org=org)
        sees = may(role, Action.CASE_READ)
        super().__init__(desk, "payments", (self.runs, *([reliefs] if sees else []), fund))

    def open(self, target: Target) -> None:
        """A line of a roster is shown in its roster: ``part`` is the run."""
        if target.noun != runs.LINE:
            super().open(target)
            return
        self.runs.line_id = target.id
        self.show_register(runs.NOUN)
        self.pane.show_entry(target.part)
        self.pane.view.scroll_up()

    def print_current(self) -> bool:
        """Ctrl+P: the roster in front."""
        run_id = self.pane.entries.current
        if self.pane.register.noun != runs.NOUN or not run_id:
            return False
        self.print_requested.emit(Target("paper", run_id, "E-31"))
        return True
