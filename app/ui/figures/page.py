"""指标: the indicators, the monthly tables, the years and the sixteen checks behind chips."""

from __future__ import annotations

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.ui.figures.registers import CheckRegister, IndicatorRegister, TableRegister
from app.ui.figures.years import YearRegister
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk


class FiguresPage(RegisterPage):
    """``role``: of the person at the desk."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        sees = may(role, Action.CASE_READ)
        checks = [CheckRegister(desk, pack)] if sees else []
        found = (
            IndicatorRegister(desk, pack),
            TableRegister(desk, pack, role),
            YearRegister(desk, pack, role),
            *checks,
        )
        super().__init__(desk, "figures", found)
