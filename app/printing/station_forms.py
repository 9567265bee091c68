"""E-27b: what a 救助站 gives and keeps: refusal, going of one's own will, services, end, handover.

Five papers after the annexes of 民政部 132号, E-27b-1 to E-27b-5. A4 portrait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import ticks, written_moment

REFUSALS: Final = (
    "不属于救助对象", "拒不提供个人情况", "提供虚假情况", "拒绝安全检查", "其他",
)  # fmt: skip
LEAVING: Final = (
    "自行离站", "提供乘车凭证返乡", "亲属接领", "单位接领", "护送返乡", "移送外站", "送医", "安置",
    "终止救助", "擅自离站", "其他",
)  # fmt: skip
_ROWS: Final = 4
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class StationNoticeSheet(Sheet):
    """E-27b-1 不予救助通知书 and E-27b-4 终止救助通知书. ``reason``: of a refusal, a word of
    ``REFUSALS``."""

    name: str = ""
    at: datetime | None = None
    story: str = ""
    reason: str = ""
    other_ways: str = ""


@dataclass(frozen=True, kw_only=True)
class LeavingSheet(Sheet):
    """E-27b-2 自行离站声明书."""

    name: str = ""
    id_no: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    whereto: str = ""
    things: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """What was done, when: a call to relatives, a round."""

    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class StaySheet(Sheet):
    """E-27b-3 在站服务及离站登记表. ``way``: a word of ``LEAVING``."""

    name: str = ""
    arrived_at: datetime | None = None
    board: str = ""
    clothes: str = ""
    medical: str = ""
    counselling: str = ""
    contacts: tuple[ServiceLine, ...] = ()
    rounds: tuple[ServiceLine, ...] = ()
    stored: str = ""
    left_at: datetime | None = None
    way: str = ""
    whereto: str = ""
    ticket: str = ""


@dataclass(frozen=True, kw_only=True)
class HandoverSheet(Sheet):
    """E-27b-5 公安机关护送流浪乞讨人员交接表."""

    unit: str = ""
    officers: str = ""
    at: datetime | None = None
    place: str = ""
    story: str = ""
    identity: str = ""
    features: str = ""
    health: str = ""
    things: str = ""
    is_checked: bool | None = None


def draw_refused(pages: Pages, sheet: StationNoticeSheet, frame: Frame) -> None:
    """Draw E-27b-1 into ``frame``."""
    rows = (
        field_row(("求助人", sheet.name, 24, 53), ("求助时间", written_moment(sheet.at), 22, 71)),
        field_row(("不予救助原因", ticks(REFUSALS, sheet.reason), 28, 142)),
    )
    blocks = (
        Block("", (Table(rows),), is_kept=True),
        prose("求助\n事由", sheet.story, least=24 * MM),
        prose("告知的\n其他途径", sheet.other_ways, least=24 * MM),
    )
    _notice(pages, frame, blocks, ("求助人（签字）：", "拒签说明：", "站长（签字）："))


def draw_ended(pages: Pages, sheet: StationNoticeSheet, frame: Frame) -> None:
    """Draw E-27b-4 into ``frame``."""
    row = field_row(("受助人", sheet.name, 24, 53), ("终止时间", written_moment(sheet.at), 22, 71))
    blocks = (
        Block("", (Table((row,)),), is_kept=True),
        prose("入站\n情况", sheet.story, least=20 * MM),
        prose("终止\n原因", sheet.reason, least=28 * MM),
        prose("其他\n途径", sheet.other_ways, least=20 * MM),
    )
    _notice(pages, frame, blocks, ("受助人签收：", "拒签说明：", "站长（签字）："))


def _notice(pages: Pages, frame: Frame, blocks: Sequence[Block], captions: Sequence[str]) -> None:
    flow = Flow(pages, frame)
    signs = [SignPlace(caption) for caption in captions]
    signed = Opinion("签收和\n盖章", "", signs, None, "（盖章）", least=52 * MM, a_line=1)
    flow.add(*blocks, signed.block(pages.fonts, frame.right - frame.left))
    flow.end()


_SAID: Final = "本人自愿离开救助站，离站后的行为和后果由本人承担。工作人员已经告知我可以再次求助。"


def draw_leaving(pages: Pages, sheet: LeavingSheet, frame: Frame) -> None:
    """Draw E-27b-2 into ``frame``."""
    flow = Flow(pages, frame)
    rows = (
        field_row(("姓名", sheet.name, 22, 55), ("证件号码", sheet.id_no, 22, 71)),
        field_row(("入站时间", written_moment(sheet.arrived_at), 22, 148)),
        field_row(("离站时间", written_moment(sheet.left_at), 22, 148)),
        field_row(("去向", sheet.whereto, 22, 148)),
        field_row(("已领取的物品、车票", sheet.things, 40, 130), lines=4, height=16 * MM),
    )
    signs = (
        SignPlace("声明人（签字）："),
        SignPlace("工作人员1（签字）："),
        SignPlace("工作人员2（签字）："),
    )
    signed = Opinion("声明", _SAID, signs, None, has_thumb=True, least=60 * MM)
    flow.add(
        Block("", (Table(rows),), is_kept=True),
        signed.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


_LINE: Final[Sequence[Column[ServiceLine]]] = (
    Column("时间", 46, lambda one: written_moment(one.at) if one.at else "", lines=1),
    Column("情况", 107, lambda one: one.text, Align.LEFT),
)


def draw_stay(pages: Pages, sheet: StaySheet, frame: Frame) -> None:
    """Draw E-27b-3 into ``frame``."""
    flow = Flow(pages, frame)
    blanks = _ROWS * sheet.is_blank
    given = (
        field_row(
            ("姓名", sheet.name, 16, 44), ("入站时间", written_moment(sheet.arrived_at), 22, 71)
        ),
        field_row(("饮食住宿", sheet.board, 22, 55), ("衣物", sheet.clothes, 16, 60)),
        field_row(("医疗", sheet.medical, 22, 55), ("心理教育", sheet.counselling, 22, 54)),
    )
    left = (
        field_row(("离站时间", written_moment(sheet.left_at), 22, 131)),
        field_row(("离站方式", ticks(LEAVING, sheet.way), 22, 131), lines=3),
        field_row(("去向", sheet.whereto, 22, 55), ("车票信息", sheet.ticket, 22, 54)),
        field_row(("寄存物品", sheet.stored, 22, 131), lines=3),
    )
    signs = (SignPlace("受助人（物品已发还）："), SignPlace("工作人员（签字）："))
    signed = Opinion("签字", "", signs, None, has_thumb=True)
    flow.add(
        Block("在站\n服务", (Table(given),), is_kept=True),
        Block("联系\n亲友", (table("联系亲友", _LINE, sheet.contacts, blanks=blanks),)),
        Block("每日\n巡视", (table("每日巡视", _LINE, sheet.rounds, blanks=2 * blanks),)),
        Block("离站", (Table(left),), is_kept=True),
        signed.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


def draw_handover(pages: Pages, sheet: HandoverSheet, frame: Frame) -> None:
    """Draw E-27b-5 into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    checked = ticks(("是", "否"), {None: "", True: "是", False: "否"}[sheet.is_checked])
    rows = (
        field_row(("护送单位", sheet.unit, 24, 129)),
        field_row(("民警（辅警）姓名及警号", sheet.officers, 48, 105)),
        field_row(("交接时间", written_moment(sheet.at), 24, 66), ("地点", sheet.place, 14, 49)),
    )
    person = (
        field_row(("身份", sheet.identity, 24, 129)),
        field_row(("体貌", sheet.features, 24, 129), lines=3),
        field_row(("健康", sheet.health, 24, 129), lines=3),
        field_row(("物品", sheet.things, 24, 129), lines=3),
        field_row(("是否已核查身份", checked, 34, 119)),
    )
    flow.add(
        Block("护送", (Table(rows),), is_kept=True),
        prose("发现\n经过", sheet.story, least=30 * MM),
        Block("人员\n情况", (Table(person),), is_kept=True),
        _side("护送\n单位", "移交人（签字）：").block(pages.fonts, width),
        _side("救助站", "接收人（签字）：").block(pages.fonts, width),
    )
    flow.end()


def _side(label: str, caption: str) -> Opinion:
    return Opinion(label, "", (SignPlace(caption),), None, "（盖章）", a_line=1)


def _paper(
    number: int, title: str, sheet: type[Sheet], draw: Callable[[Pages, Any, Frame], None]
) -> Paper:
    code = f"E-27b-{number}"
    version = f"{code} 2026年第1版"
    return Paper(code, title, sheet, draw, version, below=("救助站", "日期"))


PAPERS: Final[Sequence[Paper]] = (
    _paper(1, "不予救助通知书", StationNoticeSheet, draw_refused),
    _paper(2, "自行离站声明书", LeavingSheet, draw_leaving),
    _paper(3, "在站服务及离站登记表", StaySheet, draw_stay),
    _paper(4, "终止救助通知书", StationNoticeSheet, draw_ended),
    _paper(5, "公安机关护送流浪乞讨人员交接表", HandoverSheet, draw_handover),
)
