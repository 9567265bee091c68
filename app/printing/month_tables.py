"""E-33 月报: 低保 and 流浪乞讨救助 of one month, item by item. A4 portrait.

Items and checks: domain E-33. What a table says is worked out elsewhere; here it is only drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import written_month

DIBAO_ITEMS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("保障\n对象", ("低保户数", "低保人数")),
    ("其中", ("女性", "老年人", "未成年人", "残疾人")),
    ("劳动\n能力", ("部分丧失", "完全丧失")),
    ("致贫\n原因", ("疾病", "残疾", "因学", "灾害", "缺乏劳动力", "其他原因")),
    ("当月\n变动", ("新增户数", "新增人数", "退出户数", "退出人数")),
    ("累计\n支出", ("总支出", "低保金", "物价补贴", "高龄补贴", "其他补贴")),
    ("当月\n支出", ("当月总支出", "当月低保金", "当月物价补贴", "当月高龄补贴", "当月其他补贴")),
    ("人均", ("当月人均补助额",)),
)
RESCUE_ITEMS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("受助", ("受助总人数", "平均在站天数")),
    ("性别", ("男", "女")),
    ("年龄", ("6岁以下", "7至18岁", "19至59岁", "60岁以上", "未成年男性")),
    ("健康", ("健康", "危重病人", "精神障碍", "智力残疾", "肢体残疾")),
    ("来源", ("本省籍", "外省籍", "无法查明")),
    (
        "离站\n方式",
        (
            "安置",
            "提供乘车凭证",
            "自行返乡",
            "终止救助",
            "擅自离站",
            "护送返乡",
            "其中跨省护送",
            "接领返乡",
            "其中跨省接领",
            "死亡",
            "滞站",
            "其他方式",
        ),
    ),
    ("特殊\n人员", ("打拐解救", "家暴受害", "服刑人员子女", "留守儿童", "港澳台", "外籍")),
)


@dataclass(frozen=True, kw_only=True)
class MonthFigure:
    """One item of a table and what it comes to, as written."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthSheet(Sheet):
    """All of a month's table; ``figures``: what is known, by the names of its items."""

    month: date | None = None
    figures: tuple[MonthFigure, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class _Pair:
    """Two items on one line."""

    left: MonthFigure
    right: MonthFigure = MonthFigure()


def draw_dibao_month(pages: Pages, sheet: MonthSheet, frame: Frame) -> None:
    """Draw the 低保 table into ``frame``."""
    _draw(pages, sheet, frame, DIBAO_ITEMS)


def draw_rescue_month(pages: Pages, sheet: MonthSheet, frame: Frame) -> None:
    """Draw the 流浪乞讨救助 table into ``frame``."""
    _draw(pages, sheet, frame, RESCUE_ITEMS)


def _draw(
    pages: Pages,
    sheet: MonthSheet,
    frame: Frame,
    groups: Sequence[tuple[str, Sequence[str]]],
) -> None:
    flow = Flow(pages, frame)
    known = {one.name: one.value for one in sheet.figures}
    month = field_row(("报表月份", written_month(sheet.month), 24, 146))
    flow.add(Block("", (Table((month,)),), is_kept=True))
    for group, names in groups:
        lines = [MonthFigure(name=name, value=known.get(name, "")) for name in names]
        pairs = [_Pair(*lines[place : place + 2]) for place in range(0, len(lines), 2)]
        rows = table(group.replace("\n", ""), _FIGURE, pairs)
        flow.add(Block(group, (Table(rows.rows),), is_kept=True))
    signed = field_row(
        *((who, "", 22, 29) for who in ("单位负责人", "复核人", "填表人")), height=11 * MM
    )
    flow.add(prose("说明", sheet.note, least=12 * MM))
    flow.add(Block("签字", (Table((signed,)),), is_kept=True))
    flow.end()


_FIGURE: Final[Sequence[Column[_Pair]]] = (
    Column("项目", 42, lambda two: two.left.name, Align.LEFT, lines=1),
    Column("数值", 34.5, lambda two: two.left.value, Align.RIGHT, lines=1),
    Column("项目", 42, lambda two: two.right.name, Align.LEFT, lines=1),
    Column("数值", 34.5, lambda two: two.right.value, Align.RIGHT, lines=1),
)

PAPERS: Final[Sequence[Paper]] = (
    Paper("E-33", "最低生活保障月报表", MonthSheet, draw_dibao_month, "E-33 2026年第1版"),
    Paper("E-33b", "流浪乞讨人员救助月报表", MonthSheet, draw_rescue_month, "E-33b 2026年第1版"),
)
