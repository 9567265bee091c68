"""A small chart of one figure by years: a bar a year with its figure above it, the goal as a line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.chart_scale import ChartScale
from app.printing.fonts import Fonts
from app.printing.layout.pages import Pages
from app.printing.layout.text import Align, Text
from app.printing.layout.trace import Box
from app.printing.style import HEAD, MM, PAD, SIDE, SMALL

_HEIGHT: Final = 46 * MM
_LINE: Final = SMALL.leading + 2 * PAD
_GOAL_WIDTH: Final = 17 * MM
"""At the right, where the goal is written beside its line."""
_BAR: Final = 0.5
"""Of the width of a year."""


@dataclass(frozen=True)
class ChartBar:
    """One year. ``shown``: the figure as written; ``value`` None: not known."""

    year: int
    value: Decimal | None
    shown: str


@dataclass(frozen=True)
class Chart:
    """``title`` above, a bar a year, ``goal`` as a line across with its words at the right."""

    title: str
    bars: tuple[ChartBar, ...]
    goal: Decimal | None = None
    goal_text: str = ""

    def fit(self, fonts: Fonts, width: float) -> FittedChart:
        title = Text(self.title, "图题", HEAD, Align.CENTRE, 2).fit(fonts, width)
        return FittedChart(self, fonts, title.height)


@dataclass(frozen=True)
class FittedChart:
    """A chart of a fixed height."""

    chart: Chart
    fonts: Fonts
    head: float

    @property
    def height(self) -> float:
        return _HEIGHT

    def split(self, height: float) -> None:
        del height

    def draw(self, pages: Pages, box: Box) -> None:
        """Title; the figures in a row, so that no line crosses them; the bars; the years."""
        chart = self.chart
        self._say(pages, chart.title, Box(box.left, box.top, box.right, box.top + self.head))
        top, foot = box.top + self.head + _LINE, box.bottom - _LINE - PAD
        plot = Box(box.left + SIDE, top, box.right - _GOAL_WIDTH, foot)
        scale = ChartScale.of((*(bar.value for bar in chart.bars), chart.goal))
        wide = plot.width / max(len(chart.bars), 1)
        for place, bar in enumerate(chart.bars):
            left = plot.left + place * wide
            self._bar(pages, bar, scale, Box(left, plot.top, left + wide, plot.bottom))
        zero = _level(scale, Decimal(0), plot)
        pages.line(plot.left, zero, plot.right, zero)
        if chart.goal is not None:
            self._goal(pages, _level(scale, chart.goal, plot), plot, box)

    def _bar(self, pages: Pages, bar: ChartBar, scale: ChartScale, room: Box) -> None:
        above = Box(room.left, room.top - _LINE, room.right, room.top)
        below = Box(room.left, room.bottom, room.right, room.bottom + _LINE)
        self._small(pages, bar.shown, "数值", above)
        self._small(pages, f"{bar.year}", "年份", below)
        if bar.value:
            spare = room.width * (1 - _BAR) / 2
            ends = sorted((_level(scale, bar.value, room), _level(scale, Decimal(0), room)))
            pages.outline(Box(room.left + spare, ends[0], room.right - spare, ends[1]))

    def _goal(self, pages: Pages, level: float, plot: Box, box: Box) -> None:
        pages.line(plot.left, level, plot.right, level)
        beside = Box(plot.right, level - _LINE / 2, box.right, level + _LINE / 2)
        self._small(pages, self.chart.goal_text, "目标", beside)

    def _small(self, pages: Pages, text: str, name: str, box: Box) -> None:
        Text(text, name, SMALL, Align.CENTRE, side=1).fit(self.fonts, box.width).draw(pages, box)

    def _say(self, pages: Pages, text: str, box: Box) -> None:
        Text(text, "图题", HEAD, Align.CENTRE, 2).fit(self.fonts, box.width).draw(pages, box)


def _level(scale: ChartScale, value: Decimal, room: Box) -> float:
    return room.bottom - scale.height_of(value) * (room.bottom - room.top)
