"""经过: the days of a household in one list; Enter goes to where more is told."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.services import light_registers
from app.services.shipped import rule_pack
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Target
from app.ui.records.page import RecordsPage
from tests.factories import a_case, a_visit, members_of
from tests.ui import pictures
from tests.ui.real_store import RealStore
from tests.ui.records.steps import WAIT, a_home, list_called, opened


def test_the_days_of_a_household_are_read_and_opened(
    store: RealStore, desk: Desk, page: RecordsPage, qtbot: QtBot
):
    home = a_home(store, 2)

    def lived(work: UnitOfWork) -> None:
        household = work.get(Household, home)
        a_case(work, household, state="SURVEY", apply_date=date(2026, 11, 2))
        a_visit(work, household)
        values = {"person_id": members_of(work, household)[1].person_id, "categories": ["1"]}
        light_registers.enter(work, "elder", rule_pack(date(2026, 11, 23)), values)

    store.do(lived)
    wanted: list[Target] = []
    desk.requests.open_requested.connect(wanted.append)
    opened(page, home, qtbot)
    page.file._view.show_part("timeline")  # pyright: ignore[reportPrivateUsage]
    shown = list_called(page, "这一户的经过")
    qtbot.waitUntil(lambda: len(shown.rows()) > 2, timeout=WAIT)
    pictures.take(page, "household_timeline", (1188, 620))
    assert {"申请低保", "受理低保申请"} <= {one.text for one in shown.rows()}
    shown.row_opened.emit(next(one for one in shown.rows() if one.noun == "elder"))
    assert [one.noun for one in wanted] == ["elder"]
    shown.row_opened.emit(next(one for one in shown.rows() if one.noun == "assistance_case"))
    assert page.file._view.part == "cases"  # pyright: ignore[reportPrivateUsage]
