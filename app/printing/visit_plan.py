"""W-01 走访安排单: whom to visit these days, village by village and group by group. A4 landscape.

For whoever goes out with it: telephone numbers are masked, the last column is ticked by pen. It is a
list of what 今日待办 says today, and takes no number of its own.
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
from app.printing.wording import UNTICKED

CODE: Final = "W-01"
TITLE: Final = "走访安排单"
VERSION: Final = "W-01 2026年第1版"
NO_VILLAGE: Final = "村未定"
_BLANKS: Final = 12


@dataclass(frozen=True, kw_only=True)
class PlannedStop:
    """One call. ``head``: of the household; ``who``: whom it is about; ``phone``: masked.

    ``due_on`` is the earliest of what is due there, ``why`` all of it.
    """

    group: str = ""
    head: str = ""
    who: str = ""
    why: str = ""
    due_on: date | None = None
    is_estimate: bool = False
    phone: str = ""
    home_address: str = ""


@dataclass(frozen=True, kw_only=True)
class VillageRound:
    """The calls of one village, in the order in which they are walked."""

    township: str = ""
    village: str = ""
    stops: tuple[PlannedStop, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VisitPlanSheet(Sheet):
    """All of W-01."""

    rounds: tuple[VillageRound, ...] = ()


def draw_visit_plan(pages: Pages, sheet: VisitPlanSheet, frame: Frame) -> None:
    """Draw the list into ``frame``: a block for each village."""
    flow = Flow(pages, frame)
    if not sheet.rounds:
        blanks = _BLANKS * sheet.is_blank
        flow.add(Block("", (table("走访", _STOP, (), blanks=blanks, height=_HEIGHT),)))
    for one in sheet.rounds:
        label = f"{one.township}\n{one.village or NO_VILLAGE}".strip()
        flow.add(Block(label, (table("走访", _STOP, one.stops, height=_HEIGHT),)))
    signs = [SignPlace(f"{who}（签字）：") for who in ("安排人", "走访人")]
    flow.add(Opinion("签字", "", signs, None).block(pages.fonts, frame.right - frame.left))
    flow.end()


def _due(stop: PlannedStop) -> str:
    if stop.due_on is None:
        return ""
    about = "（估计）" if stop.is_estimate else ""
    return f"{stop.due_on.month}月{stop.due_on.day}日{about}"


_HEIGHT: Final = 9 * MM
_STOP: Final[Sequence[Column[PlannedStop]]] = (
    Column("组", 14, lambda one: one.group),
    Column("户主", 24, lambda one: one.head),
    Column("走访对象", 24, lambda one: one.who),
    Column("为什么走访", 78, lambda one: one.why, Align.LEFT, lines=4),
    Column("期限", 22, _due),
    Column("联系电话", 26, lambda one: one.phone, lines=1),
    Column("住址", 38, lambda one: one.home_address, Align.LEFT),
    Column("走访\n情况", 28, lambda _one: f"{UNTICKED}见到　{UNTICKED}未见"),
)

PAPER: Final = Paper(
    CODE,
    TITLE,
    VisitPlanSheet,
    draw_visit_plan,
    VERSION,
    size=A4_LANDSCAPE,
    a3=A3.WIDER,
    watermark="内部资料",
    below=("走访单位", "安排日期"),
)
