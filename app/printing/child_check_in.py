"""E-22 儿童走访（入户探访）记录表: one call at a child's home. A4 portrait, one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_date, written_moment

VERSION: Final = "E-22 2026年第1版"
TITLE: Final = "儿童走访（入户探访）记录表"

WAYS: Final = ("上门", "视频", "电话", "到校")
MET: Final = ("见到", "未见到")
ATTITUDES: Final = ("配合", "一般", "拒绝")
HOME_RISKS: Final = ("用电用火", "燃气", "溺水", "交通", "危房", "独居", "其他")
BEHAVIOURS: Final = ("沉迷网络", "夜不归宿", "打架", "偷窃", "吸烟饮酒", "其他")
HARM_SIGNS: Final = ("伤痕", "来历不明的财物", "恐惧某人", "性知识异常", "怀孕迹象", "其他")
TRENDS: Final = ("变好", "不变", "变差")
NEEDS: Final = ("生活", "医疗", "康复", "教育", "心理", "监护", "户口", "法律", "其他")
RISKS: Final = ("低风险", "中风险", "高风险")


@dataclass(frozen=True, kw_only=True)
class ChildCheckInSheet(Sheet):
    """All of E-22; ticks are words of the tuples above."""

    child: str = ""
    age: int | None = None
    home_address: str = ""
    called_at: datetime | None = None
    way: str = ""
    place: str = ""
    visitors: str = ""
    met: str = ""
    guardian: str = ""
    attitude: str = ""
    guardian_words: str = ""
    life: str = ""
    home_risks: tuple[str, ...] = ()
    health: str = ""
    absent_days: int | None = None
    trend: str = ""
    emotion: str = ""
    peers: str = ""
    behaviours: tuple[str, ...] = ()
    contacts_week: int | None = None
    contacts_month: int | None = None
    harm_signs: tuple[str, ...] = ()
    child_opinion: str = ""
    needs: tuple[str, ...] = ()
    service: str = ""
    risk_before: str = ""
    risk_after: str = ""
    next_on: date | None = None
    guardian_signature: Signature = field(default=Signature())
    director_signature: Signature = field(default=Signature())


def draw_check_in(pages: Pages, sheet: ChildCheckInSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    signs = (
        SignPlace("照护人（签字）：", sheet.guardian_signature),
        SignPlace("儿童主任（签字）：", sheet.director_signature),
        SignPlace("儿童督导员审核："),
    )
    signed = Opinion("签字", "", signs, None)
    flow.add(
        _call(sheet),
        Block("走访\n情况", (Table(_found(sheet)),)),
        Block("处理", (Table(_done(sheet)),), is_kept=True),
        signed.block(pages.fonts, frame.right - frame.left),
        remarks(_NOTES),
    )
    flow.end()


def _call(sheet: ChildCheckInSheet) -> Block:
    rows = (
        field_row(
            ("儿童姓名", sheet.child, 22, 48),
            ("年龄", number(sheet.age), 14, 15),
            ("走访方式", ticks(WAYS, sheet.way), 20, 34),
        ),
        field_row(("居住地址", sheet.home_address, 22, 131)),
        field_row(
            ("走访时间", written_moment(sheet.called_at), 22, 64), ("地点", sheet.place, 14, 53)
        ),
        field_row(("走访人", sheet.visitors, 22, 64), ("见到儿童", ticks(MET, sheet.met), 22, 45)),
        field_row(
            ("照护人", sheet.guardian, 22, 64), ("态度", ticks(ATTITUDES, sheet.attitude), 14, 53)
        ),
    )
    return Block("基本\n情况", (Table(rows),), is_kept=True)


def _found(sheet: ChildCheckInSheet) -> tuple[Row, ...]:
    week = f"近一周{number(sheet.contacts_week) or '　　'}次"
    contacts = f"{week}，近一月{number(sheet.contacts_month) or '　　'}次"
    school = f"旷课{number(sheet.absent_days) or '　　'}天，{ticks(TRENDS, sheet.trend)}"
    return (
        field_row(("衣食住所", sheet.life, 26, 127), lines=3),
        field_row(("居家安全", ticks(HOME_RISKS, *sheet.home_risks), 26, 127)),
        field_row(("健康", sheet.health, 26, 127), lines=3),
        field_row(("学习", school, 26, 127)),
        field_row(
            ("情绪和同伴", "；".join(filter(None, (sheet.emotion, sheet.peers))), 26, 127), lines=3
        ),
        field_row(("行为", ticks(BEHAVIOURS, *sheet.behaviours), 26, 127)),
        field_row(("与父母联系", contacts, 26, 127)),
        field_row(("疑似受侵害", ticks(HARM_SIGNS, *sheet.harm_signs), 26, 127)),
        field_row(("照护人谈话", sheet.guardian_words, 26, 127), lines=4, height=12 * MM),
        field_row(("儿童本人意愿", sheet.child_opinion, 26, 127), lines=4, height=12 * MM),
    )


def _done(sheet: ChildCheckInSheet) -> tuple[Row, ...]:
    return (
        field_row(("需求", ticks(NEEDS, *sheet.needs), 26, 127)),
        field_row(("处理和转介", sheet.service, 26, 127), lines=4, height=12 * MM),
        field_row(
            ("走访前风险", ticks(RISKS, sheet.risk_before), 24, 53),
            ("走访后风险", ticks(RISKS, sheet.risk_after), 24, 52),
            lines=1,
        ),
        field_row(("下次走访", written_date(sheet.next_on), 26, 127)),
    )


_NOTES: Final = (
    "发现儿童疑似受到侵害的，立即报警并填写《侵害未成年人案件强制报告登记表》。"
    "一般不拍摄儿童照片；拍摄住所的，应征得同意。走访人员不少于2人。"
)

PAPER: Final = Paper(
    "E-22", TITLE, ChildCheckInSheet, draw_check_in, VERSION, below=("走访单位", "走访日期")
)
