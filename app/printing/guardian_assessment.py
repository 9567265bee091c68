"""E-23 未成年人家庭监护状况和监护能力评估表: twenty items of 0 to 3 points, and red lines.

The scale is ours until the county gives its own. A4 portrait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
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
from app.printing.parent_block import GuardianLines, guardian_row
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import TICKED, UNTICKED, number, ticks, written_date

VERSION: Final = "E-23 2026年第1版"
TITLE: Final = "未成年人家庭监护状况和监护能力评估表"

RISKS: Final = ("低风险", "中风险", "高风险")
STATES: Final = ("较好", "一般", "差")
TRIGGERS: Final = ("首次建档", "定期", "风险线索", "送回监护人前", "撤销或恢复监护")
RED_LINES: Final = ("正在遭受侵害", "无人监护", "监护人吸毒或服刑且无人照料", "不满8周岁独处")
GROUPS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    (
        "儿童",
        (
            "年龄不满8周岁",
            "残疾或重病",
            "辍学或不在学",
            "情绪行为异常",
            "既往受伤害史",
            "独居或有无人看护时段",
        ),
    ),
    (
        "照护人",
        (
            "照护人70岁以上或体弱",
            "照护人精神或智力障碍",
            "照护人酗酒、吸毒、赌博",
            "照护人打骂或忽视",
            "照护人拒绝配合",
            "照护人文化或沟通困难",
        ),
    ),
    (
        "家庭\n环境",
        (
            "危房或用电用火隐患",
            "经济断收",
            "与父母联系少于每周",
            "家庭暴力史",
            "人员混杂或有陌生异性",
            "缺少邻里支持",
        ),
    ),
    ("保障", ("未参加医保", "未落户或无证件")),
)


@dataclass(frozen=True, kw_only=True)
class ScoredItem:
    """One item and its points, 0 to 3; None while nobody has said."""

    name: str = ""
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class GuardianAssessmentSheet(Sheet):
    """All of E-23. ``items``: what has points; ``red_lines``: words of ``RED_LINES`` that hold."""

    child: str = ""
    age: int | None = None
    guardian: GuardianLines = field(default=GuardianLines())
    trigger: str = ""
    items: tuple[ScoredItem, ...] = ()
    red_lines: tuple[str, ...] = ()
    total: int | None = None
    level: str = ""
    state: str = ""
    opinion: str = ""
    measures: str = ""
    next_on: date | None = None
    assessed_on: date | None = None


def draw_assessment(pages: Pages, sheet: GuardianAssessmentSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    points = {one.name: one.points for one in sheet.items}
    tables = tuple(
        table(
            "评估项目",
            _ITEM,
            [ScoredItem(name=name, points=points.get(name)) for name in names],
            label=group,
            height=6 * MM,
        )
        for group, names in GROUPS
    )
    signs = (
        SignPlace("评估人1（签字）："),
        SignPlace("评估人2（签字）："),
        SignPlace("照护人（签字）："),
    )
    signed = Opinion("签字", "", signs, sheet.assessed_on, has_thumb=True)
    flow.add(
        _child(sheet),
        Block("评估\n项目", tables),
        _result(sheet),
        prose("评估\n意见", sheet.opinion, least=20 * MM),
        prose("帮扶\n措施", sheet.measures, least=20 * MM),
        signed.block(pages.fonts, frame.right - frame.left),
        remarks(_NOTES),
    )
    flow.end()


def _child(sheet: GuardianAssessmentSheet) -> Block:
    rows = (
        field_row(("儿童姓名", sheet.child, 24, 72), ("年龄", number(sheet.age), 16, 41)),
        *guardian_row(sheet.guardian, "照护人"),
        field_row(("评估缘由", ticks(TRIGGERS, sheet.trigger), 24, 129)),
    )
    return Block("基本\n情况", (Table(rows),), is_kept=True)


def _box(points: int | None, value: int) -> str:
    return TICKED if points == value else UNTICKED


def _points(value: int) -> Column[ScoredItem]:
    return Column(f"{value}分", 16, lambda one: _box(one.points, value), lines=1)


_ITEM: Final[Sequence[Column[ScoredItem]]] = (
    Column("风险项目", 72, lambda one: one.name, Align.LEFT, lines=1),
    *(_points(value) for value in range(4)),
)


def _result(sheet: GuardianAssessmentSheet) -> Block:
    rows = (
        field_row(("红线情形", ticks(RED_LINES, *sheet.red_lines), 24, 129)),
        field_row(
            ("总分（0至60）", number(sheet.total), 28, 20),
            ("风险等级", ticks(RISKS, sheet.level), 22, 83),
            lines=1,
        ),
        field_row(
            ("监护情况", ticks(STATES, sheet.state), 22, 60),
            ("下次评估", written_date(sheet.next_on), 22, 49),
        ),
    )
    return Block("评估\n结论", (Table(rows),), is_kept=True)


_NOTES: Final = (
    "每项0至3分，分数越高风险越大。0至14分为低风险，15至29分为中风险，30分以上或者有任一红线情形的为"
    "高风险。本量表为本系统默认量表，待县民政局确认。满24个月或者情况变化时重新评估。"
)

PAPER: Final = Paper(
    "E-23",
    TITLE,
    GuardianAssessmentSheet,
    draw_assessment,
    VERSION,
    below=("评估单位", "评估日期"),
)
