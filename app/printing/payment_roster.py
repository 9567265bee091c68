"""E-31 困难群众救助资金发放名册: who gets what into which account. A4 landscape, for the office only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import A3, Paper
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM
from app.printing.wording import figures, number, total, words, written_month

VERSION: Final = "E-31 2026年第1版"
TITLE: Final = "困难群众救助资金发放名册"
_BLANKS: Final = 12
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """One line. Amounts in 元: ``standard`` of a month, ``amount`` what is paid now."""

    name: str = ""
    id_no: str = ""
    bank: str = ""
    bank_no: str = ""
    item: str = ""
    persons: int | None = None
    standard: Decimal | None = None
    back_pay: Decimal | None = None
    amount: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True)
class _Counted:
    """A line and its place in the list."""

    place: int
    line: PaidLine


@dataclass(frozen=True, kw_only=True)
class RosterSheet(Sheet):
    """All of E-31; the sums are worked out from the lines."""

    scheme: str = ""
    month: date | None = None
    batch: int | None = None
    lines: tuple[PaidLine, ...] = ()


SIGNED: Final = Opinion(
    "签字\n盖章",
    "",
    [SignPlace(f"{who}（签字）：") for who in ("制表", "审核", "领导")],
    None,
    "（盖章）",
    a_line=3,
)
"""Who signs a month's payments, below the roster and below what changed."""


def head_of_run(scheme: str, month: date | None, batch: int | None) -> Block:
    """What is paid, for which month, in which batch."""
    row = field_row(
        ("项目", scheme, 16, 74),
        ("发放月份", written_month(month), 22, 58),
        ("批次", number(batch), 14, 26),
        ("单位", "元", 14, 33),
        lines=1,
    )
    return Block("", (Table((row,)),), is_kept=True)


def draw_roster(pages: Pages, sheet: RosterSheet, frame: Frame) -> None:
    """Draw the rows of the roster into ``frame``; raises ``Refused`` for a sum below nothing."""
    flow = Flow(pages, frame)
    counted = [_Counted(place, one) for place, one in enumerate(sheet.lines, 1)]
    paid = total(one.amount for one in sheet.lines)
    people = sum(one.persons or 0 for one in sheet.lines)
    summed = field_row(
        ("合计户数", number(len(sheet.lines) or None), 22, 24),
        ("合计人数", number(people or None), 22, 24),
        ("合计金额", figures(paid), 22, 40),
        ("大写", words(paid), 14, 89),
        lines=2,
    )
    flow.add(
        head_of_run(sheet.scheme, sheet.month, sheet.batch),
        Block("", (table("名册", _LINE, counted, blanks=_BLANKS * sheet.is_blank, height=7 * MM),)),
        Block("", (Table((summed,)),), is_kept=True),
        SIGNED.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


_LINE: Final[Sequence[Column[_Counted]]] = (
    Column("序号", 12, lambda one: str(one.place), lines=1),
    Column("姓名", 26, lambda one: one.line.name),
    Column("公民身份号码", 35, lambda one: one.line.id_no, lines=1),
    Column("开户行", 31, lambda one: one.line.bank),
    Column("账号", 41, lambda one: one.line.bank_no, lines=1),
    Column("项目", 22, lambda one: one.line.item),
    Column("人数", 11, lambda one: number(one.line.persons), lines=1),
    Column("标准", 21, lambda one: figures(one.line.standard), Align.RIGHT, lines=1),
    Column("补发", 19, lambda one: figures(one.line.back_pay), Align.RIGHT, lines=1),
    Column("金额", 21, lambda one: figures(one.line.amount), Align.RIGHT, lines=1),
    Column("备注", 18, lambda one: one.line.remark, Align.LEFT),
)

PAPER: Final = Paper(
    "E-31",
    TITLE,
    RosterSheet,
    draw_roster,
    VERSION,
    size=A4_LANDSCAPE,
    a3=A3.WIDER,
    watermark="内部资料",
    below=("填报单位", "制表日期"),
)
