"""E-33d 年度监测表: the indicators by years beside their goals, and a chart of each. A4 landscape.

Domain A.2 and A511. What an indicator comes to is worked out elsewhere; here it is only drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.printing.layout.charts import Chart, ChartBar
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM, TEXT

_YEARS: Final = 7
_ACROSS: Final = 2
_BLANKS: Final = 13


@dataclass(frozen=True, kw_only=True)
class YearFigure:
    """An indicator in one year; ``shown`` as written."""

    year: int = 0
    value: Decimal | None = None
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class YearItem:
    """An indicator through the years, the oldest first. ``goal_short``: ≥85%."""

    name: str = ""
    nature: str = ""
    goal: Decimal | None = None
    goal_text: str = ""
    goal_short: str = ""
    change: str = ""
    verdict: str = ""
    figures: tuple[YearFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class YearSheet(Sheet):
    """All of E-33d; the last of ``years`` is the one that is reported."""

    years: tuple[int, ...] = ()
    items: tuple[YearItem, ...] = ()
    note: str = ""


def draw_year(pages: Pages, sheet: YearSheet, frame: Frame) -> None:
    """Draw the table, the charts below it, and the places to sign."""
    flow = Flow(pages, frame)
    rows = table("指标", _columns(sheet), list(sheet.items), blanks=_BLANKS * sheet.is_blank)
    flow.add(Block("", (rows,)))
    charts = [_chart(each) for each in sheet.items if _is_drawn(each)]
    for group in _by(charts, _ACROSS):
        flow.add(Block("", (Table((_row(group),)),), is_kept=True))
    signed = field_row(
        *((who, "", 30, 55) for who in ("单位负责人", "复核人", "填表人")), height=11 * MM
    )
    flow.add(prose("说明", sheet.note, least=12 * MM))
    flow.add(Block("签字", (Table((signed,)),), is_kept=True))
    flow.end()


def _columns(sheet: YearSheet) -> tuple[Column[YearItem], ...]:
    years = sheet.years or (0,) * _YEARS
    return (
        Column("指标", 66, lambda one: one.name, Align.LEFT),
        Column("性质", 17, lambda one: one.nature, lines=1),
        Column("目标", 27, lambda one: one.goal_text, lines=1),
        *(_of_year(place, year) for place, year in enumerate(years)),
        Column("比上年", 18, lambda one: one.change, Align.RIGHT, lines=1),
        Column("达标情况", 21, lambda one: one.verdict, lines=1),
    )


def _of_year(place: int, year: int) -> Column[YearItem]:
    def shown(one: YearItem) -> str:
        return one.figures[place].shown if place < len(one.figures) else ""

    return Column(f"{year}年" if year else "　　年", 20, shown, Align.RIGHT, lines=1)


def _is_drawn(item: YearItem) -> bool:
    """One figure is no change by the year."""
    return sum(each.value is not None for each in item.figures) > 1


def _chart(item: YearItem) -> Chart:
    bars = tuple(ChartBar(each.year, each.value, each.shown) for each in item.figures)
    return Chart(item.name, bars, item.goal, item.goal_short)


def _row(charts: Sequence[Chart]) -> Row:
    spare = [(Text("", "", TEXT), 1.0)] * (_ACROSS - len(charts))
    return Row((*((each, 1.0) for each in charts), *spare))


def _by(charts: Sequence[Chart], count: int) -> Iterator[Sequence[Chart]]:
    for place in range(0, len(charts), count):
        yield charts[place : place + count]


PAPER: Final = Paper(
    "E-33d",
    "年度监测表",
    YearSheet,
    draw_year,
    "E-33d 2026年第1版",
    size=A4_LANDSCAPE,
    titled=lambda sheet: f"{sheet.years[-1]}年度民政事业监测表" if sheet.years else "年度监测表",
)
