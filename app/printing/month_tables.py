"""E-33 月报: 低保, 流浪乞讨救助 and 儿童 of one month, item by item. A4 portrait.

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
from app.printing.style import MM
from app.printing.wording import written_month

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


@dataclass(frozen=True)
class _Pair:
    """Two items on one line."""

    left: MonthFigure
    right: MonthFigure = MonthFigure()


def _drawing(items: Items) -> Callable[[Pages, Any, Frame], None]:
    """What draws a table of these items."""

    def draw(pages: Pages, sheet: MonthSheet, frame: Frame) -> None:
        flow = Flow(pages, frame)
        known = {one.name: {each.name: each.value for each in one.figures} for one in sheet.groups}
        month = field_row(("报表月份", written_month(sheet.month), 24, 146))
        flow.add(Block("", (Table((month,)),), is_kept=True))
        for group, names in items.items():
            flow.add(_group(group, names, known.get(group, {})))
        signed = field_row(
            *((who, "", 22, 29) for who in ("单位负责人", "复核人", "填表人")), height=11 * MM
        )
        flow.add(prose("说明", sheet.note, least=12 * MM))
        flow.add(Block("签字", (Table((signed,)),), is_kept=True))
        flow.end()

    return draw


def _group(group: str, names: Sequence[str], known: Mapping[str, str]) -> Block:
    lines = [MonthFigure(name=each, value=known.get(each, "")) for each in names]
    rows = table(group, _FIGURE, list(_pairs(lines)))
    return Block(side(group), (Table(rows.rows),), is_kept=True)


def _pairs(lines: Sequence[MonthFigure]) -> Iterator[_Pair]:
    for place in range(0, len(lines), 2):
        yield _Pair(*lines[place : place + 2])


def side(group: str) -> str:
    """A group's name as it stands beside its rows, two letters a line."""
    return "\n".join(group[place : place + _SIDE] for place in range(0, len(group), _SIDE))


_FIGURE: Final[Sequence[Column[_Pair]]] = (
    Column("项目", 42, lambda two: two.left.name, Align.LEFT, lines=1),
    Column("数值", 34.5, lambda two: two.left.value, Align.RIGHT, lines=1),
    Column("项目", 42, lambda two: two.right.name, Align.LEFT, lines=1),
    Column("数值", 34.5, lambda two: two.right.value, Align.RIGHT, lines=1),
)

PAPERS: Final[Sequence[Paper]] = (
    Paper("E-33", "最低生活保障月报表", MonthSheet, _drawing(DIBAO_ITEMS), "E-33 2026年第2版"),
    Paper(
        "E-33b", "流浪乞讨人员救助月报表", MonthSheet, _drawing(RESCUE_ITEMS), "E-33b 2026年第2版"
    ),
    Paper("E-33c", "儿童福利保障月报表", MonthSheet, _drawing(CHILD_ITEMS), "E-33c 2026年第1版"),
)
