"""E-10a 特困人员救助供养申请书: who applies, why nobody else can help, where they wish to live."""

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
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import figures, number, ticks

VERSION: Final = "E-10a 2026年第1版"
TITLE: Final = "特困人员救助供养申请书"

CATEGORIES: Final = ("老年人", "残疾人", "未成年人")
SUPPLY_MODES: Final = ("入住供养服务机构（集中供养）", "在家分散供养")
ATTACHMENTS: Final = (
    "身份证、户口簿复印件", "核查授权书", "承诺书", "残疾证复印件", "其他",
)  # fmt: skip
_BLANKS: Final = 3
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class UnableObligor:
    """赡养、抚养、扶养义务人, and why they cannot."""

    name: str = ""
    relation: str = ""
    age: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TekunApplicationSheet(Sheet):
    """All of E-10a. ``category``: a word of ``CATEGORIES``; ``mode``: one of ``SUPPLY_MODES``;
    ``income`` in 元/月."""

    person: PersonLines = field(default=PersonLines())
    category: str = ""
    disability: str = ""
    agent: str = ""
    agent_relation: str = ""
    agent_phone: str = ""
    labor: str = ""
    income: Decimal | None = None
    income_note: str = ""
    obligors: tuple[UnableObligor, ...] = ()
    assets: str = ""
    reason: str = ""
    mode: str = ""
    signature: Signature = field(default=Signature())
    applied_on: date | None = None
    attachments: tuple[str, ...] = ()
    received_on: date | None = None


def draw_tekun_application(pages: Pages, sheet: TekunApplicationSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    blanks = _BLANKS * sheet.is_blank
    flow.add(
        _applicant(sheet),
        _means(sheet),
        Block("法定\n义务人", (table("法定义务人", _OBLIGOR, sheet.obligors, blanks=blanks),)),
        prose("财产\n声明", sheet.assets, least=12 * MM),
        prose("申请\n理由", sheet.reason, least=16 * MM),
        _declaration(sheet).block(pages.fonts, width, before=(_wish(sheet),)),
        _receipt(sheet).block(pages.fonts, width),
    )
    flow.end()


def _applicant(sheet: TekunApplicationSheet) -> Block:
    rows = (
        *person_rows(sheet.person, "申请人"),
        field_row(
            ("对象类别", ticks(CATEGORIES, sheet.category), 24, 68),
            ("残疾等级", sheet.disability, 22, 39),
        ),
        field_row(
            ("代办人", sheet.agent, 24, 33),
            ("关系", sheet.agent_relation, 14, 28),
            ("联系电话", sheet.agent_phone, 20, 34),
        ),
    )
    return Block("申请人", (Table(rows),), is_kept=True)


def _means(sheet: TekunApplicationSheet) -> Block:
    rows = (
        field_row(("劳动能力", sheet.labor, 24, 129)),
        field_row(
            ("月收入（元）", figures(sheet.income), 28, 30),
            ("收入来源", sheet.income_note, 22, 73),
        ),
    )
    return Block("劳动能\n力收入", (Table(rows),), is_kept=True)


_OBLIGOR: Final[Sequence[Column[UnableObligor]]] = (
    Column("姓名", 30, lambda one: one.name),
    Column("关系", 28, lambda one: one.relation),
    Column("年龄", 14, lambda one: number(one.age), lines=1),
    Column("无履行义务能力的理由", 81, lambda one: one.reason, Align.LEFT),
)


def _wish(sheet: TekunApplicationSheet) -> Row:
    return field_row(("供养方式意愿", ticks(SUPPLY_MODES, sheet.mode), 28, 125), lines=1)


_SAID: Final = (
    "本人声明：以上情况和提交的材料真实、完整；同意并配合入户调查、生活自理能力评估和家庭经济状况"
    "信息核对；情况发生变化时及时报告；如有隐瞒或者虚报，愿意承担相应后果。"
)


def _declaration(sheet: TekunApplicationSheet) -> Opinion:
    places = (
        SignPlace("申请人（签字）：", sheet.signature),
        SignPlace("监护人（签字）："),
        SignPlace("代办人（签字）："),
        SignPlace("见证人（签字）："),
    )
    return Opinion("申请人\n声明", _SAID, places, sheet.applied_on, has_thumb=True)


def _receipt(sheet: TekunApplicationSheet) -> Opinion:
    told = ticks(ATTACHMENTS, *sheet.attachments)
    return Opinion("随附材料\n收件", told, (SignPlace("收件人（签字）："),), sheet.received_on)


PAPER: Final = Paper("E-10a", TITLE, TekunApplicationSheet, draw_tekun_application, VERSION)
