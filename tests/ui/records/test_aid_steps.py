"""救助和金额: a step is not held up by what it asks for itself, and a working is kept by a button."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.models.assistance_case import AssistanceCase
from app.services import aid_cases
from app.services.shipped import rule_pack
from app.ui.pages import Target
from app.ui.records.page import RecordsPage
from tests.factories import a_family
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import WAIT, choose, fill, press, until_seen

PACK = rule_pack(date(2026, 11, 23))


@pytest.fixture
def case(store: RealStore, page: RecordsPage, qtbot: QtBot) -> str:
    """An application that was handed in, open in the window."""

    def enter(work: Any) -> tuple[str, str]:
        family = a_family(work, {"name": "李某福"}, {}, {}, monthly=900)
        found = aid_cases.open_case(work, PACK, family.id).id
        work.get(AssistanceCase, found).state = "APPLIED"
        return family.id, found

    home, found = store.do(enter)
    page.activated()
    page.open(Target("household", home, "cases"))
    until_seen(page, "受理", qtbot)
    return found


def test_the_question_of_kinship_is_answered_in_the_step_that_wants_it(
    store: RealStore, page: RecordsPage, case: str, qtbot: QtBot
):
    boxes = [one for one in page.findChildren(QCheckBox) if one.isVisible()]
    next(one for one in boxes if "必备材料" in one.accessibleDescription()).click()
    choose(page, "kin_filed", "否")
    press(page, "受理")
    qtbot.waitUntil(
        lambda: store.do(lambda work: work.get(AssistanceCase, case).state) == "ACCEPTED",
        timeout=WAIT,
    )


def test_the_working_is_kept_with_the_case_by_a_button(
    store: RealStore, page: RecordsPage, case: str, said: list[str], qtbot: QtBot
):
    until_seen(page, "每月990.00元", qtbot)
    press(page, "留存这次核算")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert "已留存这次核算" in said[-1]
    kept = store.do(lambda work: work.get(AssistanceCase, case).working)
    assert kept is not None
    assert kept["eligible"]


def test_another_income_is_tried_and_nothing_is_kept(
    store: RealStore, page: RecordsPage, case: str, qtbot: QtBot
):
    until_seen(page, "每月990.00元", qtbot)
    fill(page, "income", "600")
    press(page, "试算")
    until_seen(page, "试算：低保，每月1,290.00元（壹仟贰佰玖拾元整），比现在+300.00元", qtbot)
    take(page, "试一试", (1188, 620))
    until_seen(page, "每月990.00元", qtbot)
    assert store.do(lambda work: work.get(AssistanceCase, case).working) is None


def test_the_sheet_for_the_family_is_asked_for_with_its_case(
    store: RealStore, page: RecordsPage, case: str, qtbot: QtBot
):
    asked: list[Target] = []
    page.print_requested.connect(asked.append)
    until_seen(page, "每月990.00元", qtbot)
    press(page, "打印核算说明")
    home = store.do(lambda work: work.get(AssistanceCase, case).household_id) or ""
    assert asked == [Target("paper", home, "E-36", {"record": case})]


def test_the_approval_form_is_asked_for_with_its_case(
    store: RealStore, page: RecordsPage, case: str, qtbot: QtBot
):
    asked: list[Target] = []
    page.print_requested.connect(asked.append)
    until_seen(page, "打印审核确认表", qtbot)
    press(page, "打印审核确认表")
    home = store.do(lambda work: work.get(AssistanceCase, case).household_id) or ""
    assert asked == [Target("paper", home, "E-07", {"record": case})]


def test_how_a_refusal_was_delivered_is_entered_beside_the_case(
    store: RealStore, page: RecordsPage, case: str, said: list[str], qtbot: QtBot
):
    def refused(work: Any) -> str:
        found = work.get(AssistanceCase, case)
        found.state, found.decision, found.decision_date = "REFUSED", "2", date(2026, 11, 20)
        return found.household_id

    page.open(Target("household", store.do(refused), "cases"))
    until_seen(page, "登记送达", qtbot)
    choose(page, "notify_way", "书面送达")
    press(page, "登记送达")
    qtbot.waitUntil(lambda: "已登记送达" in said, timeout=WAIT)
    assert store.do(lambda work: work.get(AssistanceCase, case).notify_way) == "1"
