"""E-09 确认通知书: that a family is provided for, with what, from when. A4 portrait.

Given instead of a certificate (``certificates``), as the county has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import articles
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.paper import Paper
from app.printing.schemes import DIBAO, TEKUN, WORDS, basis
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
from app.printing.wording import number, written_date, written_month

VERSION: Final = "E-09 2026年第1版"
_PARTS: Final = {DIBAO: ("保障金", "分类救助金"), TEKUN: ("基本生活费", "照料护理费")}
"""What the month's money is made of."""
_BLANKS: Final = 3
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class ProvidedMember:
    """One of those the decision is about."""

    name: str = ""
    relation: str = ""
    born: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmSheet(Sheet):
    """All of E-09. ``scheme``: a name of ``schemes.WORDS``; amounts in 元/月."""

    scheme: str = DIBAO
    applicant: str = ""
    decision_no: str = ""
    decided_on: date | None = None
    kind: str = ""
    members: tuple[ProvidedMember, ...] = ()
    protected_count: int | None = None
    benefit: Decimal | None = None
    top_up: Decimal | None = None
    month_total: Decimal | None = None
    from_month: date | None = None
    valid_to: date | None = None
    review_body: str = ""
    contact: str = ""
    delivery: Delivery = field(default=Delivery())


def draw_confirm(pages: Pages, sheet: ConfirmSheet, frame: Frame) -> None:
    """Draw the rows of the notice into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    said = f"根据{basis(sheet.scheme, '')}{UNCHECKED}，您（户）申请的{sheet.scheme}经审核符合条件，现予确认。"
    flow.add(
        addressed(sheet.applicant, said),
        Block("确认\n内容", (Table(tuple(_rows(sheet))),), is_kept=True),
        Block(
            "保障\n对象",
            (table("保障对象", _MEMBER, sheet.members, blanks=_BLANKS * sheet.is_blank),),
        ),
        articles("告知\n事项", _TOLD),
        remedies("本决定", sheet.review_body),
        issued(pages.fonts, width, sheet.contact, sheet.decided_on),
        receipt(pages.fonts, width, sheet.delivery),
    )
    flow.end()


def _rows(sheet: ConfirmSheet) -> Sequence[Row]:
    named = (
        field_row(
            ("文号", sheet.decision_no, 24, 61),
            ("确认日期", written_date(sheet.decided_on), 24, 44),
        ),
        field_row(
            ("类别", sheet.kind, 24, 61), ("保障人数", number(sheet.protected_count), 24, 44)
        ),
    )
    one, other = _PARTS.get(sheet.scheme, ("", ""))
    paid = (
        amount_row(one, sheet.benefit),
        amount_row(other, sheet.top_up),
        amount_row("月合计", sheet.month_total),
    )
    since = field_row(
        ("起始月份", f"{written_month(sheet.from_month)}起", 24, 61),
        ("有效期至", written_date(sheet.valid_to) if sheet.valid_to else "", 24, 44),
    )
    return (*named, *(paid if WORDS[sheet.scheme].money else ()), since)


_MEMBER: Final[Sequence[Column[ProvidedMember]]] = (
    Column("姓名", 60, lambda one: one.name),
    Column("与申请人关系", 45, lambda one: one.relation),
    Column("出生年月", 48, lambda one: written_month(one.born) if one.born else "", lines=1),
)
_TOLD: Final = (
    "家庭人口、收入、财产发生变化的，应当及时告知乡镇人民政府（街道办事处）。",
    "请配合定期核查。经核查不再符合条件的，将调整或者停止，并书面告知您。",
)


def _titled(sheet: ConfirmSheet) -> str:
    return f"{sheet.scheme}确认通知书"


PAPER: Final = Paper(
    "E-09",
    _titled(ConfirmSheet()),
    ConfirmSheet,
    draw_confirm,
    VERSION,
    below=NOTICE_BELOW,
    titled=_titled,
)
