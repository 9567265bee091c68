"""儿童: one child, one file, however many categories; who has to be seen, and when; and the reports
of children in danger, for those who write or may know them."""

from __future__ import annotations

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.ui.children import reports
from app.ui.children.register import ChildRegister
from app.ui.children.reports import ReportRegister
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk, Target

BEGIN = "begin"
"""``Target.part``: a report is begun, about the child in ``more`` if it is one of the registers."""


class ChildrenPage(RegisterPage):
    """The children's list and file, and the reports. ``role``: of the person at the desk."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._reports = ReportRegister(desk, role=role)
        children = [ChildRegister(desk, pack=pack, role=role)]
        knows = may(role, Action.REPORT_CREATE) or may(role, Action.REPORT_READ)
        found = (
            *(children if may(role, Action.CHILD_READ) else ()),
            *([self._reports] if knows else ()),
        )
        super().__init__(desk, "children", found)

    def open(self, target: Target) -> None:
        if (target.noun, target.part) != (reports.NOUN, BEGIN):
            super().open(target)
            return
        self.show_register(reports.NOUN)
        act = self._reports.begin((target.more or {}).get("child"))
        self.pane.begin(act, is_addition=True)
