"""其他台账: the light registers, a chip each; only those that this person may look at."""

from __future__ import annotations

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.ui.filing.register import Register
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk
from app.ui.registers.directors import DirectorRegister
from app.ui.registers.kinds import KINDS
from app.ui.registers.meetings import MeetingRegister
from app.ui.registers.register import LightRegister


class RegistersPage(RegisterPage):
    """One pane a register. ``role``: of the person at the desk."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        kinds = [kind for kind in KINDS if may(role, kind.read)]
        found: list[Register] = [LightRegister(desk, kind, pack=pack, role=role) for kind in kinds]
        if may(role, Action.CASE_READ):
            found.append(MeetingRegister(desk, pack=pack, role=role))
        if may(role, Action.CHILD_READ) and may(role, Action.ACCOUNT_READ):
            found.append(DirectorRegister(desk, role=role))
        super().__init__(desk, "registers", found)
