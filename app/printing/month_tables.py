"""E-33 月报: 低保, 流浪乞讨救助 and 儿童 of one month, item by item. A4 landscape.

Items and checks: domain E-33. What a table says is worked out elsewhere; here it is only drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.domain.month_items import CHILD_ITEMS, DIBAO_ITEMS, RESCUE_ITEMS, Items
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM
from app.printing.wording import written_month

_ACROSS: Final = 4
"""Items on a line."""
_SIDE: Final = 2
"""Letters of a group's name on a line."""


@dataclass(frozen=True, kw_only=True)
class MonthFigure:
    """One item of a table and what it comes to, as written."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthGroup:
    """What is known of one group of items."""

    name: str = ""
    figures: tuple[MonthFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MonthSheet(Sheet):
    """All of a month's table; ``groups``: what is known of its items."""

    month: date | None = None
    groups: tuple[MonthGroup, ...] = ()
    note: str = ""


def _drawing(items: Items) -> Callable[[Pages, Any, Frame], None]:
    """What draws a table of these items."""

    def draw(pages: Pages, sheet: MonthSheet, frame: Frame) -> None:
        flow = Flow(pages, frame)
        known = {one.name: {each.name: each.value for each in one.figures} for one in sheet.groups}
        month = field_row(("报表月份", written_month(sheet.month), 24, 233))
        flow.add(Block("", (Table((month,)),), is_kept=True))
        for group, names in items.items():
            flow.add(_group(group, names, known.get(group, {})))
        signed = field_row(
            *((who, "", 30, 55) for who in ("单位负责人", "复核人", "填表人")), height=11 * MM
        )
        flow.add(prose("说明", sheet.note, least=12 * MM))
        flow.add(Block("签字", (Table((signed,)),), is_kept=True))
        flow.end()

    return draw


def _group(group: str, names: Sequence[str], known: Mapping[str, str]) -> Block:
    lines = [MonthFigure(name=each, value=known.get(each, "")) for each in names]
    rows = table(group, _FIGURE, list(_lines(lines)))
    return Block(side(group), (Table(rows.rows),), is_kept=True)


def _lines(figures: Sequence[MonthFigure]) -> Iterator[Sequence[MonthFigure]]:
    for place in range(0, len(figures), _ACROSS):
        some = figures[place : place + _ACROSS]
        yield (*some, *(MonthFigure(),) * (_ACROSS - len(some)))


def side(group: str) -> str:
    """A group's name as it stands beside its rows, two letters a line."""
    return "\n".join(group[place : place + _SIDE] for place in range(0, len(group), _SIDE))


def _columns(place: int) -> Iterator[Column[Sequence[MonthFigure]]]:
    yield Column("项目", 32, lambda line: line[place].name, Align.LEFT, lines=1)
    yield Column("数值", 26.5, lambda line: line[place].value, Align.RIGHT, lines=1)


_FIGURE: Final = tuple(each for place in range(_ACROSS) for each in _columns(place))

PAPERS: Final[Sequence[Paper]] = tuple(
    Paper(code, title, MonthSheet, _drawing(items), version, size=A4_LANDSCAPE)
    for code, title, items, version in (
        ("E-33", "最低生活保障月报表", DIBAO_ITEMS, "E-33 2026年第3版"),
        ("E-33b", "流浪乞讨人员救助月报表", RESCUE_ITEMS, "E-33b 2026年第3版"),
        ("E-33c", "儿童福利保障月报表", CHILD_ITEMS, "E-33c 2026年第2版"),
    )
)
