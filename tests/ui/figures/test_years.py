"""年度监测 and reported tables in the window: seen by years, reported once, corrected with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.services import stat_reports
from app.services.month_table import TableRow
from app.services.shipped import rule_pack
from app.ui.figures.page import FiguresPage
from app.ui.pages import Desk, Target
from app.ui.theme import Colour, Look, Theme
from app.ui.widgets.bar_chart import Bar, BarChart
from tests.ui import pictures
from tests.ui.real_store import RealStore, opened
from tests.ui.register_steps import WAIT, press, until_seen
from tests.ui.visits.test_large_text import cut

PACK = rule_pack(date(2026, 11, 23))
AGREED = "分散供养失能特困人员照料协议签订率"


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


def reported(store: RealStore) -> None:
    """Two years ago 60%, last year 75%."""

    def keep(work: Any) -> None:
        for year, value in ((2024, "60.0"), (2025, "75.0")):
            rows = (TableRow("A122", AGREED, Decimal(value), "%", "未达标"),)
            stat_reports.keep_report(work, stat_reports.YEAR, date(year, 1, 1), f"{year}年度", rows)

    store.do(keep)


def shown(page: FiguresPage, register: str, entry: str, qtbot: QtBot) -> None:
    page.show_register(register)
    page.activated()
    qtbot.waitUntil(lambda: bool(page.pane.entries.list.rows()), timeout=WAIT)
    page.pane.show_entry(entry)


def test_an_indicator_is_drawn_by_years_and_read_aloud(
    store: RealStore, page: FiguresPage, qtbot: QtBot
):
    reported(store)
    shown(page, "indicator_year", "A122", qtbot)
    until_seen(page, "逐年变化", qtbot)
    [chart] = page.pane.view.findChildren(BarChart)
    assert "202460.0%，202575.0%" in chart.accessibleName()
    assert "不低于100%" in chart.accessibleName()
    pictures.take(page, "年度监测", (1188, 620))


def test_the_page_keeps_its_shape_in_large_type(
    store: RealStore, page: FiguresPage, theme: Theme, qtbot: QtBot
):
    theme.show_as(Look(18, 100))
    shown(page, "indicator_year", "A102", qtbot)
    until_seen(page, "逐年变化", qtbot)
    pictures.take(page, "年度监测_大字", (1188, 620))
    assert cut(page) == []


def test_the_year_is_reported_once_and_then_printed(
    store: RealStore, page: FiguresPage, desk: Desk, qtbot: QtBot
):
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    shown(page, "indicator_year", "A102", qtbot)
    until_seen(page, "定稿2026年度监测表", qtbot)
    press(page, "定稿2026年度监测表")
    until_seen(page, "定稿，以后不再改动", qtbot)
    press(page, "定稿，以后不再改动")
    until_seen(page, "打印年度监测表", qtbot)
    press(page, "打印年度监测表")
    kept = store.do(lambda work: stat_reports.latest(work, stat_reports.YEAR, date(2026, 1, 1)))
    assert kept is not None
    assert asked == [Target("paper", kept.id, "E-33d")]


def test_a_month_is_reported_and_says_when_and_by_whom(
    store: RealStore, page: FiguresPage, qtbot: QtBot
):
    shown(page, "month_table", "dibao/2026-10-01", qtbot)
    until_seen(page, "月报定稿", qtbot)
    press(page, "月报定稿")
    until_seen(page, "按现在的数定稿", qtbot)
    press(page, "按现在的数定稿")
    until_seen(page, "2026年11月23日由", qtbot)
    until_seen(page, "打印月报", qtbot)
    pictures.take(page, "月报定稿", (1188, 620))


@pytest.mark.parametrize("values", [(), (None,), (Decimal(0),), (Decimal(-5), Decimal(5), None)])
def test_a_chart_of_any_values_can_be_drawn(values: tuple[Decimal | None, ...], qtbot: QtBot):
    bars = [Bar(f"{2020 + place}", one, f"{one}%") for place, one in enumerate(values)]
    chart = BarChart("增速", bars, Decimal(85), "不低于85%")
    qtbot.addWidget(chart)
    chart.resize(300, 160)
    chart.show()
    picture = chart.grab().toImage()
    room = chart.width() - chart.fontMetrics().horizontalAdvance("不低于85%　")
    wide = room / max(len(bars), 1)
    strips = [range(int(place * wide), int((place + 1) * wide)) for place in range(len(bars))]
    bar = QColor(Colour.PRIMARY)
    drawn = [
        any(picture.pixelColor(x, y) == bar for x in strip for y in range(picture.height()))
        for strip in strips
    ]
    assert drawn == [bool(one) for one in values]
    assert bar != picture.pixelColor(0, 0)
