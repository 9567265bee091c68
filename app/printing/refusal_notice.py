"""E-06b 不予确认告知书: why a family does not get 最低生活保障, and how to object. A4 portrait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.approval_form import CALCULATION
from app.printing.approval_form_sheet import CalculationLine
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import field_row, table
from app.printing.layout.text import Text
from app.printing.paper import Paper
from app.printing.schemes import DIBAO, WORDS, basis
from app.printing.served import (
    NOTICE_BELOW,
    UNCHECKED,
    Delivery,
    addressed,
    issued,
    receipt,
    remedies,
)
from app.printing.sheets import Sheet
from app.printing.style import MM, TEXT
from app.printing.wording import figures, ticks, written_date

VERSION: Final = "E-06b 2026年第1版"

GROUNDS: Final = ("人均收入超过标准", "家庭财产超标", "材料不真实", "拒绝核查", "其他")
_BLANKS: Final = 5
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class RefusalSheet(Sheet):
    """All of E-06b. ``scheme``: a name of ``schemes.WORDS``; ``grounds``: words of ``GROUNDS``; amounts in 元/月.

    ``review_body``: where an administrative review is asked for.
    """

    scheme: str = DIBAO
    applicant: str = ""
    decision_no: str = ""
    applied_on: date | None = None
    grounds: tuple[str, ...] = ()
    reason: str = ""
    calculation: tuple[CalculationLine, ...] = ()
    income_total: Decimal | None = None
    per_capita: Decimal | None = None
    standard: Decimal | None = None
    review_body: str = ""
    contact: str = ""
    delivery: Delivery = field(default=Delivery())


def draw_refusal(pages: Pages, sheet: RefusalSheet, frame: Frame) -> None:
    """Draw the rows of the notice into ``frame``."""
    said = (
        f"经审核，您（户）于{written_date(sheet.applied_on)}提出的申请不符合{sheet.scheme}条件，"
        f"决定{WORDS[sheet.scheme].refused}。"
    )
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        addressed(sheet.applicant, said),
        Block("", (Table((field_row(("文号", sheet.decision_no, 24, 146)),)),), is_kept=True),
        _grounds(sheet),
        Block("收入\n核算", (_calculation(sheet),)),
        prose("依据", f"{basis(sheet.scheme, '第十九条')}{UNCHECKED}", least=9 * MM),
        remedies("本决定", sheet.review_body),
        issued(pages.fonts, width, sheet.contact, sheet.day),
        receipt(pages.fonts, width, sheet.delivery),
    )
    flow.end()


def _grounds(sheet: RefusalSheet) -> Block:
    chosen = field_row(("理由", ticks(GROUNDS, *sheet.grounds), 24, 129))
    text = Text(sheet.reason, "理由说明", TEXT, lines=4, smallest=TEXT.size, is_top=True)
    return Block("不予确\n认理由", (Table((chosen, Row(((text, 1),), 18 * MM, flows=True))),))


def _calculation(sheet: RefusalSheet) -> Table:
    summed = field_row(
        ("月总收入（元）", figures(sheet.income_total), 30, 21),
        ("月人均（元）", figures(sheet.per_capita), 26, 21),
        ("标准（元/人·月）", figures(sheet.standard), 32, 23),
        lines=1,
    )
    blanks = _BLANKS * sheet.is_blank
    return table("收入核算", CALCULATION, sheet.calculation, blanks=blanks, last=(summed,))


def _titled(sheet: RefusalSheet) -> str:
    return f"{WORDS[sheet.scheme].refused}告知书"


PAPER: Final = Paper(
    "E-06b",
    _titled(RefusalSheet()),
    RefusalSheet,
    draw_refusal,
    VERSION,
    below=NOTICE_BELOW,
    titled=_titled,
)
