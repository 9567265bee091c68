"""E-36 核算说明单: how an amount comes about, step by step with its article, for the family. A4 portrait.

Nothing is decided by it: it shows a working as 民发〔2021〕57号 asks to make it public to the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.approval_form_sheet import CalculationLine
from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import figures, number, written_month

_BLANKS: Final = 14
"""Empty rows of a form to be filled in by pen."""
NOTICE: Final = (
    "　　这是按现有资料核算的结果，供您了解金额怎么来，不是审核确认决定。家庭人口、收入或财产有变化，"
    "请及时告诉村（社区）或乡镇（街道），金额会按新的情况重新核算。"
)


@dataclass(frozen=True, kw_only=True)
class CalculationSheet(Sheet):
    """All of E-36. Amounts in 元/月; ``missing``: what is still wanting for the amount to hold."""

    applicant: str = ""
    address: str = ""
    scheme: str = ""
    layer: str = ""
    month: date | None = None
    members: int | None = None
    protected: int | None = None
    income_total: Decimal | None = None
    per_capita: Decimal | None = None
    standard: Decimal | None = None
    steps: tuple[CalculationLine, ...] = ()
    total: Decimal | None = None
    missing: str = ""
    rules: str = ""


def draw_calculation(pages: Pages, sheet: CalculationSheet, frame: Frame) -> None:
    """Draw the rows into ``frame``; raises ``Refused`` for an amount that cannot be paid."""
    flow = Flow(pages, frame)
    rows = (
        field_row(
            ("户主或本人", sheet.applicant, 26, 60),
            ("核算月份", written_month(sheet.month), 24, 60),
        ),
        field_row(("家庭住址", sheet.address, 26, 144), lines=2),
        field_row(("救助项目", sheet.scheme, 26, 60), ("核算结果", sheet.layer, 24, 60)),
        field_row(
            ("家庭人口", number(sheet.members), 26, 17),
            ("保障人口", number(sheet.protected), 24, 19),
            ("月总收入（元）", figures(sheet.income_total), 28, 22),
            ("月人均（元）", figures(sheet.per_capita), 24, 10 + 10),
            lines=1,
        ),
        field_row(("标准（元/人·月）", figures(sheet.standard), 34, 136)),
    )
    steps = table("核算步骤", _STEP, sheet.steps, blanks=_BLANKS * sheet.is_blank)
    flow.add(
        Block("", (Table(rows),), is_kept=True),
        Block("", (steps,)),
        Block("", (Table((amount_row("每月金额", sheet.total),)),), is_kept=True),
        prose("还缺\n什么", sheet.missing, least=12 * MM),
        prose("所用\n规则", sheet.rules, least=10 * MM),
        prose("告知", NOTICE, least=18 * MM),
    )
    signed = field_row(("家庭代表签字", "", 30, 55), ("经办人", "", 30, 55), height=11 * MM)
    flow.add(Block("签字", (Table((signed,)),), is_kept=True))
    flow.end()


_STEP: Final[Sequence[Column[CalculationLine]]] = (
    Column("核算项目", 42, lambda one: one.label, Align.LEFT),
    Column("怎么算的", 58, lambda one: one.formula, Align.LEFT, lines=3),
    Column("金额（元/月）", 24, lambda one: figures(one.amount), Align.RIGHT, lines=1),
    Column("依据", 46, lambda one: one.basis, Align.LEFT, lines=3),
)

PAPER: Final = Paper(
    "E-36", "社会救助金额核算说明单", CalculationSheet, draw_calculation, "E-36 2026年第1版"
)
