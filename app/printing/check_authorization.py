"""E-02 重庆市社会救助家庭经济状况核查授权书: who lets the offices look up what. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM, TEXT
from app.printing.wording import ticks, written_date

VERSION: Final = "E-02 2026年第1版"
TITLE: Final = "重庆市社会救助家庭经济状况核查授权书"

SCHEMES: Final = ("最低生活保障", "特困人员", "低保边缘家庭", "刚性支出困难家庭", "临时救助")
BY_GUARDIAN: Final = "监护人代签："
_BLANKS: Final = 6
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class Authorizing:
    """Somebody who lets their data be looked up; a guardian signs for ``is_minor``."""

    name: str = ""
    relation: str = ""
    id_no: str = ""
    is_minor: bool = False
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AuthorizationSheet(Sheet):
    """All of E-02. ``scheme``: a word of ``SCHEMES``; ``until``: how long, blank: the form's own."""

    addressee: str = ""
    applicant: str = ""
    scheme: str = ""
    people: tuple[Authorizing, ...] = ()
    until: str = ""


def draw_authorization(pages: Pages, sheet: AuthorizationSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    blanks = _BLANKS * sheet.is_blank
    flow.add(
        _opening(sheet),
        Block("授权\n内容", (Table((_row(_SCOPE),)),), is_kept=True),
        Block("授权\n期限", (Table((_row(f"{sheet.until or _PERIOD}{_UNSURE}"),)),), is_kept=True),
        Block("告知\n事项", (Table((_row(_TOLD),)),), is_kept=True),
        Block(
            "授权人",
            (table("授权人", _PERSON, sheet.people, blanks=blanks, height=11 * MM),),
        ),
        _receipt().block(pages.fonts, frame.right - frame.left),
        prose("说明", _NOTES, least=9 * MM),
    )
    flow.end()


_SCOPE: Final = (
    "授权对象：公安户籍、税务、社会保险、住房公积金、不动产登记、市场主体登记、车辆和船舶登记、"
    "银行、保险、证券、互联网金融等部门和机构。\n"
    "授权用途：用于社会救助审核确认和动态核查，查询、核对本人家庭的户籍、收入、财产、支出等信息，"
    "不作他用。"
)
_PERIOD: Final = "自签署之日起，至不再享受社会救助之日止。"
_UNSURE: Final = "（期限待县民政局核对）"
_TOLD: Final = (
    "一、授权人可以书面撤回授权。撤回后不能核对家庭经济状况的，申请可能无法继续办理，"
    "已享受的救助可能需要重新核查。\n"
    "二、拒绝授权或者不配合核对的，按社会救助有关规定办理。\n"
    "三、核对中知悉的个人信息依法保密。"
)
_NOTES: Final = (
    "共同生活的成年家庭成员、配偶和法定赡养、扶养、抚养义务人均应签字或者按手印；未成年人和不能"
    "签字的人由监护人代签。已在“渝悦救助通”办理电子授权的，可以不再签署本授权书。"
    "一次签署，原件存档。"
)


def _row(text: str) -> Row:
    return Row(((Text(text, "正文", TEXT, lines=6, smallest=TEXT.size), 1),), flows=True)


def _opening(sheet: AuthorizationSheet) -> Block:
    whom = sheet.addressee or f"{'　' * 8}乡镇人民政府（街道办事处）"
    asked = (
        f"{whom}、垫江县民政局：\n　　授权人因本人家庭申请（享受）社会救助，自愿授权你们对本人家庭"
        "经济状况进行核查。"
    )
    rows = (
        _row(asked),
        field_row(("申请人", sheet.applicant, 22, 148), lines=1),
        field_row(("救助项目", ticks(SCHEMES, sheet.scheme), 22, 148), lines=2),
    )
    return Block("", (Table(rows),), is_kept=True)


def _signed(one: Authorizing) -> str:
    return BY_GUARDIAN if one.is_minor else ""


def _signing_day(one: Authorizing) -> str:
    return written_date(one.signed_on) if one.signed_on else ""


_PERSON: Final[Sequence[Column[Authorizing]]] = (
    Column("姓名", 28, lambda one: one.name),
    Column("与申请人\n关系", 19, lambda one: one.relation),
    Column("公民身份号码", 36, lambda one: one.id_no, lines=1),
    Column("签字（手印）", 42, _signed, Align.LEFT, lines=1),
    Column("日期", 28, _signing_day, lines=1),
)


def _receipt() -> Opinion:
    return Opinion("收存\n单位", "", (SignPlace("经办人（签字）："),), seal="（盖章）", a_line=1)


PAPER: Final = Paper("E-02", TITLE, AuthorizationSheet, draw_authorization, VERSION)
