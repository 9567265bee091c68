"""E-05 民主评议会议记录: who met, which families were spoken about, how they voted. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_moment

VERSION: Final = "E-05 2026年第1版"
TITLE: Final = "民主评议会议记录及结论"

RESULTS: Final = ("属实", "不属实")
_HOMES: Final = 4
_PEOPLE: Final = 8
"""Empty rows to be filled in by pen; people sign in any case."""


@dataclass(frozen=True, kw_only=True)
class ReviewedHousehold:
    """A family that was spoken about; ``result``: a word of ``RESULTS``."""

    head: str = ""
    summary: str = ""
    agree: int | None = None
    against: int | None = None
    abstain: int | None = None
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Attendant:
    """Somebody at the meeting, and as what: 村（居）委会成员, 村（居）民代表."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class VillageReviewSheet(Sheet):
    """All of E-05. ``reason``: why the families are reviewed at all."""

    met_at: datetime | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    attendance: int | None = None
    reason: str = ""
    households: tuple[ReviewedHousehold, ...] = ()
    discussion: str = ""
    people: tuple[Attendant, ...] = ()
    photos: str = ""


def draw_village_review(pages: Pages, sheet: VillageReviewSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    people = sheet.people or (Attendant(),) * _PEOPLE
    homes = sheet.households or (ReviewedHousehold(),) * (_HOMES * sheet.is_blank)
    signs = (
        SignPlace(
            "主持人（签字）：",
        ),
        SignPlace("记录人（签字）："),
    )
    ended = Opinion("村（居）\n委会", "", signs, None, "（盖章）", a_line=1)
    flow.add(
        _meeting(sheet),
        Block("评议\n对象", (table("评议对象", _HOME, homes),)),
        prose("评议\n意见", sheet.discussion, least=24 * MM),
        Block("参会\n人员", (table("参会人员", _PERSON, people, height=9 * MM),)),
        ended.block(pages.fonts, frame.right - frame.left),
        remarks(_NOTES),
    )
    flow.end()


def _meeting(sheet: VillageReviewSheet) -> Block:
    rows = (
        field_row(
            ("会议时间", written_moment(sheet.met_at), 22, 68),
            ("参会人数", number(sheet.attendance), 22, 41),
        ),
        field_row(("会议地点", sheet.place, 22, 131)),
        field_row(("主持人", sheet.chair, 22, 55), ("记录人", sheet.recorder, 22, 54)),
        field_row(("评议原因", sheet.reason, 22, 68), ("照片编号", sheet.photos, 22, 41)),
    )
    return Block("会议\n情况", (Table(rows),), is_kept=True)


_HOME: Final[Sequence[Column[ReviewedHousehold]]] = (
    Column("户主", 26, lambda one: one.head),
    Column("家庭情况摘要", 55, lambda one: one.summary, Align.LEFT, lines=4),
    Column("同意", 12, lambda one: number(one.agree), lines=1, group="票数"),
    Column("不同意", 14, lambda one: number(one.against), lines=1, group="票数"),
    Column("弃权", 12, lambda one: number(one.abstain), lines=1, group="票数"),
    Column("评议结论", 34, lambda one: ticks(RESULTS, one.result)),
)
_PERSON: Final[Sequence[Column[Attendant]]] = (
    Column("姓名", 40, lambda one: one.name),
    Column("身份", 50, lambda one: one.role),
    Column("签字", 63, lambda _: ""),
)
_NOTES: Final = (
    "只对公示有异议的、或者县民政局要求评议的申请进行评议。评议对象的近亲属应当回避。"
    "评议记录和会议照片一并存档。"
)

PAPER: Final = Paper(
    "E-05", TITLE, VillageReviewSheet, draw_village_review, VERSION, below=("评议单位", "评议日期")
)
