"""E-16 最低生活保障家庭定期核查表: what has changed since last time, and what follows. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import figures, number, ticks, written_date

VERSION: Final = "E-16 2026年第1版"
TITLE: Final = "最低生活保障家庭定期核查表"

AREA_KINDS: Final = ("城市低保", "农村低保")
CYCLES: Final = ("每年", "每半年", "每季度")
PROPOSALS: Final = ("不变", "增发", "减发", "停发", "渐退")
_LINES: Final = ("家庭月总收入", "月人均收入", "金融资产", "机动车辆（辆）", "住房（处）")


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """One of the things compared, in the words that stand on the form."""

    label: str = ""
    last: str = ""
    now: str = ""
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewSheet(Sheet):
    """All of E-16. Amounts in 元/月; ``lines``: last time's and this time's income and assets.

    ``proposal``: a word of ``PROPOSALS``; ``cycle``: one of ``CYCLES``.
    """

    head: str = ""
    household_no: str = ""
    area_kind: str = ""
    cycle: str = ""
    home_address: str = ""
    phone: str = ""
    member_count: int | None = None
    protected_count: int | None = None
    benefit: Decimal | None = None
    due_on: date | None = None
    lines: tuple[ReviewLine, ...] = ()
    population_change: str = ""
    health_change: str = ""
    findings: str = ""
    proposal: str = ""
    new_amount: Decimal | None = None
    reviewed_on: date | None = None
    respondent: Signature = field(default=Signature())
    staff: tuple[Signature, ...] = field(default=(Signature(), Signature()))


def draw_review(pages: Pages, sheet: ReviewSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    lines = tuple(ReviewLine(label=one) for one in _LINES) if sheet.is_blank else sheet.lines
    flow.add(
        _household(sheet),
        Block("收入\n财产\n变化", (table("收入财产变化", _LINE, lines),)),
        prose("人口\n变化", sheet.population_change),
        prose("健康\n变化", sheet.health_change),
        _proposal(sheet).block(pages.fonts, frame.right - frame.left, before=(_result(sheet),)),
    )
    flow.end()


def _household(sheet: ReviewSheet) -> Block:
    rows = (
        field_row(("户主", sheet.head, 24, 52), ("家庭编号", sheet.household_no, 24, 53)),
        field_row(
            ("保障类型", ticks(AREA_KINDS, sheet.area_kind), 24, 52),
            ("核查周期", ticks(CYCLES, sheet.cycle), 24, 53),
        ),
        field_row(("现居住地", sheet.home_address, 24, 129)),
        field_row(
            ("联系电话", sheet.phone, 24, 52), ("应核查日期", written_date(sheet.due_on), 24, 53)
        ),
        field_row(
            ("家庭人口", number(sheet.member_count), 22, 15),
            ("保障人口", number(sheet.protected_count), 22, 15),
            ("现月保障金额（元）", figures(sheet.benefit), 42, 37),
        ),
    )
    return Block("家庭\n情况", (Table(rows),), is_kept=True)


_LINE: Final[Sequence[Column[ReviewLine]]] = (
    Column("项目", 38, lambda one: one.label),
    Column("上次核查", 36, lambda one: one.last, Align.RIGHT),
    Column("本次核查", 36, lambda one: one.now, Align.RIGHT),
    Column("变化说明", 43, lambda one: one.change, Align.LEFT),
)


def _result(sheet: ReviewSheet) -> Row:
    return field_row(
        ("核查建议", ticks(PROPOSALS, sheet.proposal), 24, 78),
        ("建议月金额", figures(sheet.new_amount), 26, 25),
        lines=1,
    )


def _proposal(sheet: ReviewSheet) -> Opinion:
    places = [
        SignPlace(f"核查人{place}（签字）：", signature)
        for place, signature in enumerate(sheet.staff, 1)
    ]
    places.append(SignPlace("被核查人（签字）：", sheet.respondent))
    places.append(SignPlace("见证人（签字）："))
    return Opinion(
        "核查\n结论", sheet.findings, places, sheet.reviewed_on, has_thumb=True, least=55 * MM
    )


PAPER: Final = Paper("E-16", TITLE, ReviewSheet, draw_review, VERSION)
