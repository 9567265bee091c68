"""儿童: one child, one file, however many categories; who has to be seen, and when."""

from __future__ import annotations

from app.domain.rule_pack import RulePack
from app.ui.children.register import ChildRegister
from app.ui.filing.register_page import RegisterPage
from app.ui.pages import Desk


class ChildrenPage(RegisterPage):
    """The children's list and file. ``role``: of the person at the desk."""

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        super().__init__(desk, "children", (ChildRegister(desk, pack=pack, role=role),))
