"""价格补贴名册: drawn up from the three published rises, in one act."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pytestqt.qtbot import QtBot

from app.ui.payments.page import PaymentsPage
from tests.factories import a_case, a_family
from tests.ui.real_store import RealStore
from tests.ui.register_steps import fill, press, until_seen


def test_the_rises_are_typed_and_everybody_in_pay_is_in_the_roster(
    store: RealStore, page: PaymentsPage, qtbot: QtBot
):
    def enter(work: Any) -> None:
        family = a_family(work, {}, {})
        family.dibao_area_type = "2"
        given = {"total_month": Decimal(900), "benefit_from_month": date(2026, 1, 1)}
        a_case(work, family, state="ACTIVE", **given)

    store.do(enter)
    page.activated()
    until_seen(page, "编制价格补贴名册", qtbot)
    press(page, "编制价格补贴名册")
    for name, value in (("cpi", "3.6"), ("food", "2"), ("scpi", "4")):
        fill(page, name, value)
    press(page, "编制价格补贴名册")
    until_seen(page, "2026年11月价格临时补贴发放名册", qtbot)
    until_seen(page, "50.40", qtbot)
