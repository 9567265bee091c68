"""E-35 社会救助家庭经济状况核查认定委托书: a township asks the centre to look families up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.check_authorization import SCHEMES
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import ticks, written_date

VERSION: Final = "E-35 2026年第1版"
TITLE: Final = "社会救助家庭经济状况核查认定委托书"

ASKED: Final = (
    "户籍人口", "就业和工资", "社会保险", "住房公积金", "不动产", "车辆船舶", "市场主体", "银行存款",
    "证券保险", "其他",
)  # fmt: skip
_BLANKS: Final = 8
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class CheckedPerson:
    """Somebody to be looked up, and when they let it be done."""

    name: str = ""
    id_no: str = ""
    relation: str = ""
    authorized_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CheckRequestSheet(Sheet):
    """All of E-35. ``scheme``: a word of ``SCHEMES``; ``asked``: words of ``ASKED``."""

    centre: str = ""
    scheme: str = ""
    case_no: str = ""
    people: tuple[CheckedPerson, ...] = ()
    asked: tuple[str, ...] = ()
    note: str = ""
    requested_on: date | None = None
    returned_on: date | None = None
    report_no: str = ""


def draw_check_request(pages: Pages, sheet: CheckRequestSheet, frame: Frame) -> None:
    """Draw the rows of the request into ``frame``."""
    flow = Flow(pages, frame)
    asked = Opinion(
        "委托\n单位",
        "",
        (SignPlace("经办人（签字）："), SignPlace("负责人（签字）：")),
        sheet.requested_on,
        "（盖章）",
        a_line=1,
    )
    flow.add(
        _request(sheet),
        Block(
            "核查\n对象",
            (table("核查对象", _PERSON, sheet.people, blanks=_BLANKS * sheet.is_blank),),
        ),
        Block(
            "核查\n事项",
            (Table((field_row(("事项", ticks(ASKED, *sheet.asked), 22, 131), lines=3),)),),
        ),
        prose("说明", sheet.note, least=16 * MM),
        asked.block(pages.fonts, frame.right - frame.left),
        _answer(sheet),
    )
    flow.end()


def _request(sheet: CheckRequestSheet) -> Block:
    rows = (
        field_row(("受托机构", sheet.centre, 24, 146)),
        field_row(("救助项目", ticks(SCHEMES, sheet.scheme), 24, 146), lines=2),
        field_row(("受理编号", sheet.case_no, 24, 146)),
    )
    return Block("", (Table(rows),), is_kept=True)


_PERSON: Final[Sequence[Column[CheckedPerson]]] = (
    Column("姓名", 38, lambda one: one.name),
    Column("公民身份号码", 45, lambda one: one.id_no, lines=1),
    Column("与申请人关系", 30, lambda one: one.relation),
    Column(
        "授权日期",
        40,
        lambda one: written_date(one.authorized_on) if one.authorized_on else "",
        lines=1,
    ),
)


def _answer(sheet: CheckRequestSheet) -> Block:
    row = field_row(
        ("报告返回日期", written_date(sheet.returned_on), 28, 50),
        ("报告编号", sheet.report_no, 22, 53),
    )
    return Block("核查\n报告", (Table((row,)),), is_kept=True)


PAPER: Final = Paper(
    "E-35", TITLE, CheckRequestSheet, draw_check_request, VERSION, below=("委托单位", "委托日期")
)
