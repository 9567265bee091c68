"""E-31b 发放变动表: only what of a month's roster is not as the month before, and why. A4 landscape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.payment import total_words
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import A3, Paper
from app.printing.payment_roster import SIGNED, head_of_run
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM
from app.printing.wording import figures, number, total

VERSION: Final = "E-31b 2026年第1版"
TITLE: Final = "困难群众救助资金发放变动表"
_BLANKS: Final = 8
"""Empty rows of a form to be filled in by pen."""
_NOTHING: Final = "与上月相比没有变动"


@dataclass(frozen=True, kw_only=True)
class ChangedLine:
    """One change. Amounts in 元: ``former`` and ``amount`` of a month, None where a correction pays
    only a difference; ``difference`` between them; ``back_pay`` for ``months``, less than nothing:
    taken back."""

    name: str = ""
    village: str = ""
    change: str = ""
    persons: int | None = None
    former: Decimal | None = None
    amount: Decimal | None = None
    difference: Decimal | None = None
    back_pay: Decimal | None = None
    months: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Counted:
    """A line and its place in the list."""

    place: int
    line: ChangedLine


@dataclass(frozen=True)
class _Sum:
    """All lines with one kind of change."""

    change: str
    count: str
    difference: Decimal | None
    back_pay: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ChangesSheet(Sheet):
    """All of E-31b; the sums are worked out from the lines. ``paid``: by the whole roster, 元."""

    scheme: str = ""
    month: date | None = None
    batch: int | None = None
    households: int | None = None
    paid: Decimal | None = None
    lines: tuple[ChangedLine, ...] = ()


def draw_changes(pages: Pages, sheet: ChangesSheet, frame: Frame) -> None:
    """Draw the changes into ``frame``; raises ``Refused`` for a sum that cannot be paid."""
    flow = Flow(pages, frame)
    counted = [_Counted(place, one) for place, one in enumerate(sheet.lines, 1)]
    blanks = _BLANKS * sheet.is_blank
    flow.add(
        head_of_run(sheet.scheme, sheet.month, sheet.batch),
        Block("", (table("变动", _LINE, counted, blanks=blanks, height=7 * MM),)),
        *_nothing(sheet),
        Block(
            "", (table("分类合计", _SUM, tuple(_sums(sheet.lines)), blanks=int(sheet.is_blank)),)
        ),
        Block("", (Table(_totals(sheet)),), is_kept=True),
        SIGNED.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


def _nothing(sheet: ChangesSheet) -> Iterator[Block]:
    if not sheet.lines and not sheet.is_blank:
        yield Block("", (Table((field_row(("变动", _NOTHING, 22, 231), lines=1),)),), is_kept=True)


def _sums(lines: Sequence[ChangedLine]) -> Iterator[_Sum]:
    """In the order in which the kinds come up."""
    for change in dict.fromkeys(each.change for each in lines):
        those = [each for each in lines if each.change == change]
        yield _Sum(
            change,
            str(len(those)),
            total(each.difference for each in those),
            total(each.back_pay for each in those),
        )


def _totals(sheet: ChangesSheet) -> tuple[Row, ...]:
    difference = total(each.difference for each in sheet.lines)
    back = total(each.back_pay for each in sheet.lines)
    whole = total((difference, back))
    changed = field_row(
        ("变动项数", number(len(sheet.lines) or None), 20, 14),
        ("月增减额", signed_figures(difference), 20, 27),
        ("补发追回", signed_figures(back), 20, 27),
        ("合计", signed_figures(whole), 14, 27),
        ("大写", "" if whole is None else total_words(whole), 14, 70),
        lines=2,
    )
    paid = field_row(
        ("发放户数", number(sheet.households), 20, 14),
        ("名册总额", figures(sheet.paid), 20, 115),
        ("大写", "" if sheet.paid is None else total_words(sheet.paid), 14, 70),
        lines=2,
    )
    return changed, paid


def signed_figures(amount: Decimal | None) -> str:
    """+30.00, -30.00, 0.00."""
    return f"{'+' if amount is not None and amount > 0 else ''}{figures(amount)}"


_LINE: Final[Sequence[Column[_Counted]]] = (
    Column("序号", 12, lambda one: str(one.place), lines=1),
    Column("姓名", 26, lambda one: one.line.name),
    Column("村（社区）", 26, lambda one: one.line.village),
    Column("变动", 14, lambda one: one.line.change, lines=1),
    Column("人数", 11, lambda one: number(one.line.persons), lines=1),
    Column("原金额", 21, lambda one: figures(one.line.former), Align.RIGHT, lines=1),
    Column("现金额", 21, lambda one: figures(one.line.amount), Align.RIGHT, lines=1),
    Column("月增减", 21, lambda one: signed_figures(one.line.difference), Align.RIGHT, lines=1),
    Column("补发追回", 21, lambda one: signed_figures(one.line.back_pay), Align.RIGHT, lines=1),
    Column("补发追回的月份", 30, lambda one: one.line.months, Align.LEFT),
    Column("变动原因", 54, lambda one: one.line.reason, Align.LEFT),
)
_SUM: Final[Sequence[Column[_Sum]]] = (
    Column("变动", 64, lambda one: one.change, lines=1),
    Column("项数", 43, lambda one: one.count, lines=1),
    Column("月增减额", 75, lambda one: signed_figures(one.difference), Align.RIGHT, lines=1),
    Column("补发追回额", 75, lambda one: signed_figures(one.back_pay), Align.RIGHT, lines=1),
)

PAPER: Final = Paper(
    "E-31b",
    TITLE,
    ChangesSheet,
    draw_changes,
    VERSION,
    size=A4_LANDSCAPE,
    a3=A3.WIDER,
    watermark="内部资料",
    below=("填报单位", "制表日期"),
)
