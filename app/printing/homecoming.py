"""E-27 护送返乡人员交接单 and E-28 返乡人员回访记录表. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import articles, prose, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import ticks, written_date, written_moment

ESCORT_VERSION: Final = "E-27 2026年第1版"
ESCORT_TITLE: Final = "护送返乡人员交接单（接领登记）"
VISIT_VERSION: Final = "E-28 2026年第1版"
VISIT_TITLE: Final = "返乡人员回访记录表"

RISKS: Final = ("低", "中", "高")
YES_NO: Final = ("是", "否")


@dataclass(frozen=True, kw_only=True)
class EscortSheet(Sheet):
    """All of E-27."""

    station: str = ""
    escorts: str = ""
    vehicle: str = ""
    departed_at: datetime | None = None
    reached_at: datetime | None = None
    name: str = ""
    sex: str = ""
    id_no: str = ""
    home_address: str = ""
    health: str = ""
    things: str = ""
    receiver: str = ""
    receiver_relation: str = ""
    receiver_id_no: str = ""
    receiver_phone: str = ""
    receiver_unit: str = ""


def draw_escort(pages: Pages, sheet: EscortSheet, frame: Frame) -> None:
    """Draw the rows of E-27 into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        _journey(sheet),
        _escorted(sheet),
        prose("移交\n物品", sheet.things, least=18 * MM),
        _receiver(sheet),
        articles("监护责\n任告知", _DUTIES),
        _half("移交方", "护送人1（签字）：", "护送人2（签字）：").block(pages.fonts, width),
        _half("接收方", "接收人（签字）：", "见证人（签字）：").block(pages.fonts, width),
        remarks(
            "本单一式三份：移交方、接收方、乡镇人民政府（街道办事处）各一份。附接收人证件复印件。"
        ),
    )
    flow.end()


def _journey(sheet: EscortSheet) -> Block:
    rows = (
        field_row(("移交方", sheet.station, 22, 131)),
        field_row(("护送人员", sheet.escorts, 22, 66), ("交通工具", sheet.vehicle, 22, 43)),
        field_row(("出发时间", written_moment(sheet.departed_at), 22, 131)),
        field_row(("到达时间", written_moment(sheet.reached_at), 22, 131)),
    )
    return Block("护送", (Table(rows),), is_kept=True)


def _escorted(sheet: EscortSheet) -> Block:
    rows = (
        field_row(
            ("姓名", sheet.name, 16, 45),
            ("性别", sheet.sex, 14, 14),
            ("证件号码", sheet.id_no, 22, 42),
        ),
        field_row(("返乡地址", sheet.home_address, 22, 131)),
        field_row(("健康状况", sheet.health, 22, 131)),
    )
    return Block("返乡\n人员", (Table(rows),), is_kept=True)


def _receiver(sheet: EscortSheet) -> Block:
    rows = (
        field_row(("姓名", sheet.receiver, 22, 54), ("关系", sheet.receiver_relation, 22, 55)),
        field_row(
            ("身份证号", sheet.receiver_id_no, 22, 54), ("电话", sheet.receiver_phone, 22, 55)
        ),
        field_row(("接收单位", sheet.receiver_unit, 22, 131)),
    )
    return Block("接收人", (Table(rows),), is_kept=True)


_DUTIES: Final = (
    "接收人依法承担监护、赡养、抚养、扶养责任，妥善照料返乡人员，不得虐待、遗弃、放任外出流浪。",
    "返乡人员患病或者有精神障碍的，及时送医治疗；生活困难的，可以向乡镇人民政府（街道办事处）申请救助。",
    "返乡人员再次走失的，立即报警，并告知村（居）民委员会。",
)


def _half(label: str, *captions: str) -> Opinion:
    signs = [SignPlace(caption) for caption in captions]
    return Opinion(label, "", signs, None, "（盖章）", a_line=1)


# -- E-28 ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReturnVisitSheet(Sheet):
    """All of E-28. ``risk``: a word of ``RISKS``."""

    name: str = ""
    id_no: str = ""
    home_address: str = ""
    returned_on: date | None = None
    station: str = ""
    visited_on: date | None = None
    way: str = ""
    visitors: str = ""
    at_home: bool | None = None
    guardian: str = ""
    living: str = ""
    medical: str = ""
    housing: str = ""
    aid: str = ""
    risk: str = ""
    difficulties: str = ""
    measures: str = ""
    next_on: date | None = None


def draw_return_visit(pages: Pages, sheet: ReturnVisitSheet, frame: Frame) -> None:
    """Draw the rows of E-28 into ``frame``."""
    flow = Flow(pages, frame)
    signs = (
        SignPlace("家属（签字）："),
        SignPlace("回访人1（签字）："),
        SignPlace("回访人2（签字）："),
    )
    signed = Opinion("签字", "", signs, sheet.visited_on, has_thumb=True)
    flow.add(
        _returned(sheet),
        prose("生活\n情况", sheet.living, least=18 * MM),
        prose("医疗\n情况", sheet.medical, least=18 * MM),
        prose("住房\n情况", sheet.housing, least=18 * MM),
        prose("困难和\n诉求", sheet.difficulties, least=20 * MM),
        prose("处理\n措施", sheet.measures, least=20 * MM),
        _found(sheet),
        signed.block(pages.fonts, frame.right - frame.left),
    )
    flow.end()


def _returned(sheet: ReturnVisitSheet) -> Block:
    at_home = ticks(YES_NO, {None: "", True: "是", False: "否"}[sheet.at_home])
    rows = (
        field_row(("姓名", sheet.name, 22, 54), ("证件号码", sheet.id_no, 22, 55)),
        field_row(("居住地址", sheet.home_address, 22, 131)),
        field_row(
            ("返乡日期", written_date(sheet.returned_on), 22, 54),
            ("原救助站", sheet.station, 22, 55),
        ),
        field_row(("回访方式", sheet.way, 22, 54), ("回访人", sheet.visitors, 22, 55)),
        field_row(("是否在家", at_home, 22, 54), ("监护人", sheet.guardian, 22, 55)),
    )
    return Block("基本\n情况", (Table(rows),), is_kept=True)


def _found(sheet: ReturnVisitSheet) -> Block:
    rows = (
        field_row(("已享受救助", sheet.aid, 24, 129)),
        field_row(
            ("再流出风险", ticks(RISKS, sheet.risk), 24, 53),
            ("下次回访", written_date(sheet.next_on), 22, 54),
        ),
    )
    return Block("结论", (Table(rows),), is_kept=True)


PAPERS: Final[Sequence[Paper]] = (
    Paper("E-27", ESCORT_TITLE, EscortSheet, draw_escort, ESCORT_VERSION, below=("救助站", "日期")),
    Paper(
        "E-28",
        VISIT_TITLE,
        ReturnVisitSheet,
        draw_return_visit,
        VISIT_VERSION,
        below=("回访单位", "回访日期"),
    ),
)
