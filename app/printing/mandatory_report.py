"""E-24 侵害未成年人案件强制报告登记表: what was found, that the police was told, what came of it.

One copy, printed once, and kept sealed. A4 portrait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_moment

VERSION: Final = "E-24 2026年第1版"
TITLE: Final = "侵害未成年人案件强制报告登记表"
SEALED: Final = "严禁外泄"

SITUATIONS: Final = (
    "生殖器官或隐私部位遭受或疑似遭受非正常损伤",
    "不满14周岁女性遭受或疑似遭受性侵害、怀孕、流产",
    "14周岁以上女性遭受或疑似遭受性侵害所致怀孕、流产",
    "身体存在多处损伤、严重营养不良、意识不清，存在或疑似存在受到家庭暴力、欺凌、虐待、殴打或被麻醉",
    "因自杀、自残、工伤、中毒、被人麻醉、殴打等非正常原因导致伤残、死亡",
    "被遗弃或长期处于无人照料状态",
    "来源不明、失踪或被拐卖、收买",
    "被组织乞讨",
    "其他严重侵害身心健康的情形或正在面临不法侵害危险",
)
ALSO_TOLD: Final = ("检察", "民政", "教育", "卫健")
_BLANKS: Final = 3
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class ReportStep:
    """What came of it, when."""

    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MandatoryReportSheet(Sheet):
    """All of E-24. ``situations``: words of ``SITUATIONS``; ``told``: of ``ALSO_TOLD``."""

    reporter_unit: str = ""
    reporter: str = ""
    reporter_phone: str = ""
    found_at: datetime | None = None
    found_place: str = ""
    child: str = ""
    child_sex: str = ""
    child_age: int | None = None
    child_address: str = ""
    situations: tuple[str, ...] = ()
    story: str = ""
    measures: str = ""
    police_at: datetime | None = None
    police_station: str = ""
    officer: str = ""
    receipt_no: str = ""
    told: tuple[str, ...] = ()
    evidence: str = ""
    steps: tuple[ReportStep, ...] = ()


def draw_report(pages: Pages, sheet: MandatoryReportSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    signs = (SignPlace("报告人（签字）："), SignPlace("单位负责人（签字）："))
    signed = Opinion("报告\n单位", "", signs, None, "（盖章）", a_line=1)
    chosen = "\n".join(ticks((each,), *sheet.situations) for each in SITUATIONS)
    flow.add(
        _report(sheet),
        prose("疑似\n情形", chosen, least=9 * MM),
        prose("经过", sheet.story, least=16 * MM),
        prose("已采取\n措施", sheet.measures),
        _police(sheet),
        Block(
            "处理\n进展",
            (table("处理进展", _STEP, sheet.steps, blanks=_BLANKS * sheet.is_blank),),
        ),
        signed.block(pages.fonts, frame.right - frame.left),
        remarks("严禁外泄报告人及未成年人信息。本表只打印一份，密封保存。"),
    )
    flow.end()


def _report(sheet: MandatoryReportSheet) -> Block:
    rows = (
        field_row(("报告单位", sheet.reporter_unit, 22, 131)),
        field_row(("报告人", sheet.reporter, 22, 54), ("联系电话", sheet.reporter_phone, 22, 55)),
        field_row(
            ("发现时间", written_moment(sheet.found_at), 22, 66),
            ("地点", sheet.found_place, 14, 51),
        ),
        field_row(
            ("未成年人", sheet.child, 22, 66),
            ("性别", sheet.child_sex, 14, 14),
            ("年龄", number(sheet.child_age), 14, 23),
        ),
        field_row(("住址或特征", sheet.child_address, 26, 127)),
    )
    return Block("报告\n情况", (Table(rows),), is_kept=True)


def _police(sheet: MandatoryReportSheet) -> Block:
    rows = (
        field_row(
            ("报警时间", written_moment(sheet.police_at), 22, 66),
            ("派出所", sheet.police_station, 18, 47),
        ),
        field_row(("接警民警", sheet.officer, 22, 40), ("接报回执号", sheet.receipt_no, 26, 65)),
        field_row(
            ("同时报送", ticks(ALSO_TOLD, *sheet.told), 22, 66),
            ("物证保存", sheet.evidence, 22, 43),
        ),
    )
    return Block("报警和\n报送", (Table(rows),), is_kept=True)


_STEP: Final[Sequence[Column[ReportStep]]] = (
    Column("时间", 46, lambda one: written_moment(one.at), lines=1),
    Column("进展", 107, lambda one: one.text, Align.LEFT),
)

PAPER: Final = Paper(
    "E-24",
    TITLE,
    MandatoryReportSheet,
    draw_report,
    VERSION,
    watermark=SEALED,
    below=("报告单位", "报告日期"),
)
