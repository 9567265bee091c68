"""E-15 “一事一议”会议纪要: a family no rule reaches, and what was agreed for it. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import written_date, written_moment

VERSION: Final = "E-15 2026年第1版"
TITLE: Final = "困难群众基本生活保障“一事一议”会议纪要"
_PEOPLE: Final = 6
"""Rows for those who were there; they sign in any case."""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Somebody at the meeting, of which office."""

    name: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesSheet(Sheet):
    """All of E-15. ``amount`` in 元."""

    met_at: datetime | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    people: tuple[Participant, ...] = ()
    subject: str = ""
    hardship: str = ""
    gap: str = ""
    discussion: str = ""
    way: str = ""
    amount: Decimal | None = None
    since: date | None = None
    until: date | None = None
    responsible: str = ""
    attachments: str = ""


def draw_minutes(pages: Pages, sheet: MinutesSheet, frame: Frame) -> None:
    """Draw the rows of the minutes into ``frame``."""
    flow = Flow(pages, frame)
    people = sheet.people or (Participant(),) * _PEOPLE
    ended = Opinion(
        "审定",
        "",
        (SignPlace("主持人（签字）："), SignPlace("记录人（签字）：")),
        None,
        "（盖章）",
        a_line=1,
    )
    flow.add(
        _meeting(sheet),
        Block("参会\n人员", (table("参会人员", _PERSON, people, height=9 * MM),)),
        _subject(sheet),
        prose("讨论\n意见", sheet.discussion, least=26 * MM),
        _agreed(sheet),
        ended.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


def _meeting(sheet: MinutesSheet) -> Block:
    rows = (
        field_row(("会议时间", written_moment(sheet.met_at), 22, 131)),
        field_row(("会议地点", sheet.place, 22, 131)),
        field_row(("主持人", sheet.chair, 22, 55), ("记录人", sheet.recorder, 22, 54)),
    )
    return Block("会议\n情况", (Table(rows),), is_kept=True)


_PERSON: Final[Sequence[Column[Participant]]] = (
    Column("单位", 55, lambda one: one.unit),
    Column("姓名", 40, lambda one: one.name),
    Column("签字", 58, lambda _: ""),
)


def _subject(sheet: MinutesSheet) -> Block:
    rows = (
        field_row(("对象", sheet.subject, 30, 123)),
        field_row(("困难情况", sheet.hardship, 30, 123), lines=4, height=16 * MM),
        field_row(("现行政策不能\n覆盖的原因", sheet.gap, 30, 123), lines=4, height=16 * MM),
    )
    return Block("议题", (Table(rows),), is_kept=True)


def _agreed(sheet: MinutesSheet) -> Block:
    until = f"{written_date(sheet.since)}至{written_date(sheet.until)}"
    rows = (
        field_row(("救助方式", sheet.way, 24, 129)),
        amount_row("金额", sheet.amount),
        field_row(("期限", until, 24, 129)),
        field_row(("责任单位", sheet.responsible, 24, 129)),
        field_row(("附件", sheet.attachments, 24, 129)),
    )
    return Block("议定\n事项", (Table(rows),), is_kept=True)


PAPER: Final = Paper(
    "E-15", TITLE, MinutesSheet, draw_minutes, VERSION, below=("议事单位", "印发日期")
)
