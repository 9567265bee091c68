"""E-11 特困人员生活自理能力评估表: six things done alone or not, and the grade that follows.

民发〔2021〕43号: none 全自理, one to three 半护理, four and more 全护理. A4 portrait, one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import TICKED, UNTICKED, number, ticks

VERSION: Final = "E-11 2026年第1版"
TITLE: Final = "特困人员生活自理能力评估表"

ITEMS: Final = {
    "自主吃饭": "饭菜备好后，能自己进食。",
    "自主穿衣": "能自己穿脱日常衣裤。",
    "自主上下床": "不用他人帮助，能自己上下床。",
    "自主如厕": "能自己到厕所并清洁。",
    "室内自主行走": "能自己在室内行走，可用手杖、助行器。",
    "自主洗澡": "能自己安全地洗澡。",
}
"""The six items -> what is looked at, in our words."""
RESULTS: Final = (
    "具备生活自理能力（全自理）", "部分丧失（半护理）", "完全丧失（全护理）",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AssessedItem:
    """One of the six: ``is_able`` None while nobody has said."""

    name: str = ""
    is_able: bool | None = None


@dataclass(frozen=True, kw_only=True)
class SelfCareSheet(Sheet):
    """All of E-11. ``items``: what is known of each; ``result``: a word of ``RESULTS``."""

    person: PersonLines = field(default=PersonLines())
    place: str = ""
    items: tuple[AssessedItem, ...] = ()
    failed: int | None = None
    result: str = ""
    reason: str = ""
    assessed_on: date | None = None


def draw_self_care(pages: Pages, sheet: SelfCareSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    items = sheet.items or tuple(AssessedItem(name=name) for name in ITEMS)
    rows = (
        field_row(
            ("不能自主\n完成", f"{number(sheet.failed) or '　　'}项", 20, 16),
            ("结论", ticks(RESULTS, sheet.result), 14, 103),
            height=11 * MM,
            lines=3,
        ),
    )
    signs = (
        SignPlace("评估人1（签字）："),
        SignPlace("评估人2（签字）："),
        SignPlace("本人或照料人（签字）："),
        SignPlace("村（居）见证人："),
    )
    signed = Opinion("评估\n签字", "", signs, sheet.assessed_on, has_thumb=True)
    flow.add(
        Block("评估\n对象", (Table((*person_rows(sheet.person), _place(sheet))),), is_kept=True),
        Block("评估\n指标", (table("评估指标", _ITEM, items, height=6 * MM),)),
        Block("评估\n结论", (Table(rows),), is_kept=True),
        signed.block(pages.fonts, width),
        _opinion("乡镇\n（街道）\n意见").block(pages.fonts, width),
        _opinion("县民政局\n意见").block(pages.fonts, width),
        remarks(_NOTES),
    )
    flow.end()


def _place(sheet: SelfCareSheet) -> Row:
    return field_row(("评估地点", sheet.place, 24, 53), ("评估原因", sheet.reason, 20, 56))


def _box(is_ticked: bool) -> str:
    return TICKED if is_ticked else UNTICKED


_ITEM: Final[Sequence[Column[AssessedItem]]] = (
    Column("指标", 32, lambda one: one.name, lines=1),
    Column("能自主完成", 24, lambda one: _box(one.is_able is True), lines=1),
    Column("不能自主完成", 26, lambda one: _box(one.is_able is False), lines=1),
    Column("评估要点", 71, lambda one: ITEMS.get(one.name, ""), Align.LEFT),
)


def _opinion(label: str) -> Opinion:
    """Filled in by pen: who agrees has the assessment in front of them."""
    return Opinion(label, "", (SignPlace("负责人（签字）："),), None, "（盖章）", a_line=1)


_NOTES: Final = (
    "6项全部能自主完成的为全自理，1至3项不能的为半护理，4项以上不能的为全护理。"
    "生活自理能力发生变化的，自发现之日起10个工作日内重新评估。“评估要点”由本系统归纳，供参考。"
)

PAPER: Final = Paper(
    "E-11", TITLE, SelfCareSheet, draw_self_care, VERSION, below=("评估单位", "评估日期")
)
