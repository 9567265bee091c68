"""R-01 文书收回清单: papers that are out and should not be, to be ticked off by pen. A4 landscape.

For the office only. It is a list of what the register says today, and takes no number of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, table
from app.printing.layout.text import Align
from app.printing.paper import A3, Paper
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM
from app.printing.wording import number, written_date

CODE: Final = "R-01"
VERSION: Final = "R-01 2026年第1版"
_BLANKS: Final = 10


@dataclass(frozen=True, kw_only=True)
class RecalledLine:
    """One paper. ``paper_number``: its 编号; ``whose``: the family or person it is about."""

    paper_number: str = ""
    title: str = ""
    whose: str = ""
    issued_on: date | None = None
    copies: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class _Counted:
    """A line and its place in the list."""

    place: int
    line: RecalledLine


@dataclass(frozen=True, kw_only=True)
class RecallSheet(Sheet):
    """All of R-01."""

    lines: tuple[RecalledLine, ...] = ()


def draw_recalls(pages: Pages, sheet: RecallSheet, frame: Frame) -> None:
    """Draw the list into ``frame``."""
    flow = Flow(pages, frame)
    counted = [_Counted(place, one) for place, one in enumerate(sheet.lines, 1)]
    blanks = _BLANKS * sheet.is_blank
    signs = [SignPlace(f"{who}（签字）：") for who in ("制表", "审核")]
    flow.add(
        Block("", (table("清单", _LINE, counted, blanks=blanks, height=8 * MM),)),
        Opinion("签字", "", signs, None).block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


_LINE: Final[Sequence[Column[_Counted]]] = (
    Column("序号", 12, lambda one: str(one.place), lines=1),
    Column("编号", 58, lambda one: one.line.paper_number),
    Column("名称", 46, lambda one: one.line.title, Align.LEFT),
    Column("对象", 28, lambda one: one.line.whose),
    Column("签发日期", 28, lambda one: _issued(one.line), lines=1),
    Column("份数", 11, lambda one: number(one.line.copies), lines=1),
    Column("收回原因", 40, lambda one: one.line.reason, Align.LEFT),
    Column("收回日期、经手人", 34, lambda one: _by_pen(one)),
)


def _issued(line: RecalledLine) -> str:
    return written_date(line.issued_on) if line.issued_on else ""


def _by_pen(_one: _Counted) -> str:
    return ""


PAPER: Final = Paper(
    CODE,
    "文书收回清单",
    RecallSheet,
    draw_recalls,
    VERSION,
    size=A4_LANDSCAPE,
    a3=A3.WIDER,
    watermark="内部资料",
    below=("填报单位", "制表日期"),
)
