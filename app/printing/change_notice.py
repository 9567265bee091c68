"""E-17 增发、减发、停发告知书 with its 送达回证: what changes, from when, why. A4 portrait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import field_row
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
from app.printing.wording import ticks, written_month

VERSION: Final = "E-17 2026年第1版"

KINDS: Final = ("增发", "减发", "停发", "渐退")
GROUNDS: Final = (
    "家庭人口变化", "家庭收入变化", "家庭财产变化", "保障标准调整", "死亡", "户籍迁出",
    "纳入特困或孤儿保障", "主动放弃", "拒不配合核查", "其他",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChangeSheet(Sheet):
    """All of E-17. ``scheme``: one of ``schemes.WORDS`` that pays; ``kind``: a word of ``KINDS``; ``grounds``: words of ``GROUNDS``; 元/月.

    ``review_body``: where an administrative review is asked for.
    """

    scheme: str = DIBAO
    applicant: str = ""
    decision_no: str = ""
    kind: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    month: date | None = None
    grounds: tuple[str, ...] = ()
    reason: str = ""
    review_body: str = ""
    contact: str = ""
    delivery: Delivery = field(default=Delivery())


def draw_change(pages: Pages, sheet: ChangeSheet, frame: Frame) -> None:
    """Draw the rows of the notice into ``frame``."""
    said = f"经核查，您家庭的{WORDS[sheet.scheme].money}作如下变更，现予告知。"
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        addressed(sheet.applicant, said),
        _change(sheet),
        _grounds(sheet),
        prose("依据", f"{basis(sheet.scheme, '第三十一条')}{UNCHECKED}", least=9 * MM),
        remedies("本决定", sheet.review_body),
        issued(pages.fonts, width, sheet.contact, sheet.day),
        receipt(pages.fonts, width, sheet.delivery),
    )
    flow.end()


def _change(sheet: ChangeSheet) -> Block:
    rows = (
        field_row(
            ("变更类型", ticks(KINDS, sheet.kind), 24, 67), ("文号", sheet.decision_no, 16, 46)
        ),
        amount_row("原月保障金额", sheet.before, width=30),
        amount_row("新月保障金额", sheet.after, width=30),
        field_row(("起始月份", f"{written_month(sheet.month)}起", 24, 129)),
    )
    return Block("变更\n内容", (Table(rows),), is_kept=True)


def _grounds(sheet: ChangeSheet) -> Block:
    chosen = field_row(("原因", ticks(GROUNDS, *sheet.grounds), 24, 129), lines=2)
    text = Text(sheet.reason, "原因说明", TEXT, lines=4, smallest=TEXT.size, is_top=True)
    return Block("变更\n原因", (Table((chosen, Row(((text, 1),), 22 * MM, flows=True))),))


def _titled(sheet: ChangeSheet) -> str:
    return f"{WORDS[sheet.scheme].money}变更（停发）告知书"


PAPER: Final = Paper(
    "E-17",
    _titled(ChangeSheet()),
    ChangeSheet,
    draw_change,
    VERSION,
    below=NOTICE_BELOW,
    titled=_titled,
)
