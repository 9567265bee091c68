"""流浪救助: those helped by the station, and those who came home."""

from __future__ import annotations

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.ui.filing.register import Register
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk
from app.ui.rescue.register import RescueRegister
from app.ui.rescue.returns import ReturnRegister


class RescuePage(RegisterPage):
    """Two books. ``role``: of the person at the desk, who may see one of them only."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        found: list[Register] = []
        if may(role, Action.VAGRANT_READ):
            found.append(RescueRegister(desk, pack=pack, role=role))
        if may(role, Action.RETURN_READ):
            found.append(ReturnRegister(desk, pack=pack, role=role))
        super().__init__(desk, "rescue", found)
