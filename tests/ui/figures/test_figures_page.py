"""指标: who is behind a number, a month's table, and what the sixteen checks find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.services.shipped import rule_pack
from app.ui.figures.page import FiguresPage
from app.ui.filing.item_list import ItemList
from app.ui.pages import Desk, Target
from tests.factories import a_case, a_family
from tests.ui.real_store import RealStore, opened
from tests.ui.register_steps import WAIT, until_seen

PACK = rule_pack(date(2026, 11, 23))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> FiguresPage:
    made = FiguresPage(desk, pack=PACK, role="2")
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


def a_disabled_family(store: RealStore) -> str:
    def enter(work: Any) -> str:
        card = {"disab_cert": True, "disab_grade": "1"}
        family = a_family(work, {"name": "李某福"} | card, monthly=900)
        given = {"total_month": Decimal(990), "benefit_from_month": date(2026, 1, 1)}
        a_case(work, family, state="ACTIVE", **given)
        return family.id

    return store.do(enter)


def shown(page: FiguresPage, entry: str, qtbot: QtBot) -> None:
    page.activated()
    qtbot.waitUntil(lambda: bool(page.pane.entries.list.rows()), timeout=WAIT)
    page.pane.show_entry(entry)


def test_an_indicator_says_numerator_denominator_and_who_is_behind_it(
    store: RealStore, page: FiguresPage, desk: Desk, qtbot: QtBot
):
    home = a_disabled_family(store)
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    shown(page, "A104", qtbot)
    until_seen(page, "在册一级、二级残疾人数：1", qtbot)
    until_seen(page, "背后的人员（1）", qtbot)
    until_seen(page, "未达标", qtbot)
    [people] = page.pane.view.findChildren(ItemList)
    people.opened.emit(people.list.rows()[0])
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert asked == [Target("household", home)]


def test_a_month_s_table_counts_its_families(store: RealStore, page: FiguresPage, qtbot: QtBot):
    a_disabled_family(store)
    page.show_register("month_table")
    shown(page, "dibao/2026-11-01", qtbot)
    until_seen(page, "2026年11月低保统计表", qtbot)
    until_seen(page, "各项（", qtbot)
    until_seen(page, "有1户没有填写致困原因", qtbot)
    [rows] = page.pane.view.findChildren(ItemList)
    said = {row.label: row.value for row in rows.list.rows()}
    assert (said["低保户数"], said["残疾人"]) == (1, 1)


def test_the_checks_list_what_was_found_and_what_to_do(
    store: RealStore, page: FiguresPage, qtbot: QtBot
):
    a_disabled_family(store)
    page.show_register("check")
    shown(page, "4", qtbot)
    until_seen(page, "补办备案，县级入户。", qtbot)
    until_seen(page, "1处疑点", qtbot)
