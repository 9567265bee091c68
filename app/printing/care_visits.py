"""E-29 老年人探访, E-30 转办单 and E-32 易流浪走失人员登记表. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_date

ELDER_VERSION: Final = "E-29 2026年第1版"
ELDER_TITLE: Final = "特殊困难老年人探访记录表"
REFERRAL_VERSION: Final = "E-30 2026年第1版"
REFERRAL_TITLE: Final = "社会救助转办（转介）单"
WANDERER_VERSION: Final = "E-32 2026年第1版"
WANDERER_TITLE: Final = "易流浪走失人员信息登记表"

ELDER_KINDS: Final = ("独居", "空巢", "农村留守", "失能", "重残", "计划生育特殊家庭")
WANDERER_KINDS: Final = (
    "精神障碍", "智力残疾", "肢体残疾", "阿尔茨海默症", "困境未成年人", "孤寡老人",
    "反复外出流浪乞讨人员", "其他",
)  # fmt: skip
MEASURES: Final = ("防走失手环", "联系卡", "门锁", "落实照料人")
_CALLS: Final = 4
"""Rows for calls, two a year."""


@dataclass(frozen=True, kw_only=True)
class ElderVisitSheet(Sheet):
    """All of E-29. ``kinds``: words of ``ELDER_KINDS``; ``turn``: which call of the month."""

    person: PersonLines = field(default=PersonLines())
    kinds: tuple[str, ...] = ()
    visited_on: date | None = None
    way: str = ""
    turn: int | None = None
    body: str = ""
    mind: str = ""
    safety: str = ""
    care: str = ""
    relatives: str = ""
    unusual: str = ""
    emergency: str = ""
    emergency_phone: str = ""


def draw_elder_visit(pages: Pages, sheet: ElderVisitSheet, frame: Frame) -> None:
    """Draw E-29 into ``frame``."""
    flow = Flow(pages, frame)
    rows = (
        *person_rows(sheet.person),
        field_row(("类别", ticks(ELDER_KINDS, *sheet.kinds), 24, 129)),
        field_row(("探访方式", sheet.way, 24, 53), ("本月第几次", number(sheet.turn), 26, 50)),
        field_row(
            ("紧急联系人", sheet.emergency, 24, 53), ("联系电话", sheet.emergency_phone, 22, 54)
        ),
    )
    signed = Opinion(
        "签名",
        "",
        (SignPlace("老年人（签名）："), SignPlace("探访人（签名）：")),
        sheet.visited_on,
        has_thumb=True,
    )
    flow.add(
        Block("老年人", (Table(rows),), is_kept=True),
        prose("身体\n状况", sheet.body, least=16 * MM),
        prose("心理\n状况", sheet.mind, least=16 * MM),
        prose("居家\n安全", sheet.safety, least=18 * MM),
        prose("生活\n照料", sheet.care, least=16 * MM),
        prose("联系\n亲属", sheet.relatives, least=16 * MM),
        prose("异常及\n处置", sheet.unusual, least=22 * MM),
        signed.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


@dataclass(frozen=True, kw_only=True)
class ReferralSheet(Sheet):
    """All of E-30."""

    source: str = ""
    subject: str = ""
    phone: str = ""
    home_address: str = ""
    need: str = ""
    receiver: str = ""
    due_on: date | None = None
    papers: str = ""
    result: str = ""
    feedback: str = ""


def draw_referral(pages: Pages, sheet: ReferralSheet, frame: Frame) -> None:
    """Draw E-30 into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    rows = (
        field_row(("来源", sheet.source, 24, 129)),
        field_row(("对象", sheet.subject, 24, 53), ("联系电话", sheet.phone, 22, 54)),
        field_row(("居住地址", sheet.home_address, 24, 129)),
        field_row(
            ("转办单位", sheet.receiver, 24, 53), ("办理期限", written_date(sheet.due_on), 22, 54)
        ),
    )
    flow.add(
        Block("转办\n事项", (Table(rows),), is_kept=True),
        prose("需求", sheet.need, least=30 * MM),
        prose("随附\n材料", sheet.papers, least=16 * MM),
        _stamped("转办\n单位").block(pages.fonts, width),
        prose("办理\n结果", sheet.result, least=28 * MM),
        prose("反馈", sheet.feedback, least=20 * MM),
        _stamped("承办\n单位").block(pages.fonts, width),
    )
    flow.end()


def _stamped(label: str) -> Opinion:
    return Opinion(label, "", (SignPlace("经办人（签字）："),), None, "（盖章）", a_line=1)


@dataclass(frozen=True, kw_only=True)
class WandererCall:
    """A call in January or July."""

    day: date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WandererSheet(Sheet):
    """All of E-32. ``kinds``: words of ``WANDERER_KINDS``; ``taken``: of ``MEASURES``."""

    person: PersonLines = field(default=PersonLines())
    kinds: tuple[str, ...] = ()
    guardian: str = ""
    guardian_phone: str = ""
    losses: str = ""
    features: str = ""
    cause: str = ""
    taken: tuple[str, ...] = ()
    measures: str = ""
    responsible: str = ""
    surveyed_on: date | None = None
    entered_on: date | None = None
    calls: tuple[WandererCall, ...] = ()


def draw_wanderer(pages: Pages, sheet: WandererSheet, frame: Frame) -> None:
    """Draw E-32 into ``frame``."""
    flow = Flow(pages, frame)
    calls = sheet.calls or (WandererCall(),) * _CALLS
    person = (
        *person_rows(sheet.person),
        field_row(("类别", ticks(WANDERER_KINDS, *sheet.kinds), 24, 129)),
        field_row(("监护人", sheet.guardian, 24, 53), ("联系电话", sheet.guardian_phone, 22, 54)),
    )
    kept = (
        field_row(("已采取措施", ticks(MEASURES, *sheet.taken), 26, 127)),
        field_row(("其他措施", sheet.measures, 26, 127), lines=3),
        field_row(
            ("责任人", sheet.responsible, 24, 42),
            ("调查日期", written_date(sheet.surveyed_on), 20, 67),
        ),
        field_row(("上报（录入）日期", written_date(sheet.entered_on), 36, 117)),
    )
    signed = Opinion(
        "签字",
        "",
        (SignPlace("监护人（签字）："), SignPlace("调查人（签字）：")),
        None,
        has_thumb=True,
    )
    flow.add(
        Block("人员\n情况", (Table(person),), is_kept=True),
        prose("走失史", sheet.losses, least=22 * MM),
        prose("体貌\n特征", sheet.features, least=18 * MM),
        prose("易走失\n原因", sheet.cause, least=16 * MM),
        Block("防走失\n措施", (Table(kept),), is_kept=True),
        Block("回访", (table("回访", _CALL, calls, height=9 * MM),)),
        signed.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


_CALL: Final[Sequence[Column[WandererCall]]] = (
    Column("日期", 40, lambda one: written_date(one.day), lines=1),
    Column("情况", 113, lambda one: one.text, Align.LEFT),
)

PAPERS: Final[Sequence[Paper]] = (
    Paper(
        "E-29",
        ELDER_TITLE,
        ElderVisitSheet,
        draw_elder_visit,
        ELDER_VERSION,
        below=("探访单位", "探访日期"),
    ),
    Paper(
        "E-30",
        REFERRAL_TITLE,
        ReferralSheet,
        draw_referral,
        REFERRAL_VERSION,
        below=("转办单位", "转办日期"),
    ),
    Paper("E-32", WANDERER_TITLE, WandererSheet, draw_wanderer, WANDERER_VERSION),
)
