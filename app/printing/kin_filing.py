"""E-14 近亲属享受低保备案表: an applicant is kin of somebody who decides. A4 portrait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.served import UNCHECKED
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_date

VERSION: Final = "E-14 2026年第1版"
TITLE: Final = "经办人员近亲属享受低保（申请）备案表"

STATES: Final = ("正在申请", "已享受")
WITHDRAWN: Final = ("是", "否")


@dataclass(frozen=True, kw_only=True)
class KinFilingSheet(Sheet):
    """All of E-14. ``state``: a word of ``STATES``; ``amount`` as text: 元/月."""

    official: str = ""
    official_unit: str = ""
    official_post: str = ""
    relation: str = ""
    applicant: str = ""
    id_no: str = ""
    home_address: str = ""
    member_count: int | None = None
    state: str = ""
    applied_on: date | None = None
    amount: str = ""
    withdrew: str = ""
    township_opinion: str = ""
    township_day: date | None = None


def draw_kin_filing(pages: Pages, sheet: KinFilingSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    said = Opinion(
        "备案人\n声明", _SAID, (SignPlace("备案人（签字）："),), None, least=30 * MM, a_line=1
    )
    flow.add(
        _official(sheet),
        _applicant(sheet),
        said.block(pages.fonts, width),
        _opinion("乡镇\n（街道）\n意见", sheet.township_opinion, sheet.township_day).block(
            pages.fonts, width
        ),
        _opinion("县民政局\n入户结论").block(pages.fonts, width),
        remarks(_NOTES),
    )
    flow.end()


def _official(sheet: KinFilingSheet) -> Block:
    rows = (
        field_row(("姓名", sheet.official, 22, 50), ("与申请人关系", sheet.relation, 28, 53)),
        field_row(("单位", sheet.official_unit, 22, 50), ("职务", sheet.official_post, 28, 53)),
    )
    return Block("经办人员\n村（居）\n干部", (Table(rows),), is_kept=True)


def _applicant(sheet: KinFilingSheet) -> Block:
    rows = (
        field_row(("申请人", sheet.applicant, 22, 50), ("公民身份号码", sheet.id_no, 28, 53)),
        field_row(("现居住地", sheet.home_address, 22, 131)),
        field_row(
            ("状态", ticks(STATES, sheet.state), 22, 50),
            ("申请日期", written_date(sheet.applied_on), 28, 53),
        ),
        field_row(
            ("家庭人口", number(sheet.member_count), 22, 20),
            ("月保障金额", sheet.amount, 24, 30),
            ("是否回避", ticks(WITHDRAWN, sheet.withdrew), 22, 35),
        ),
    )
    return Block("申请\n家庭", (Table(rows),), is_kept=True)


_SAID: Final = "以上情况属实。本人在该家庭的受理、调查、评议、审核中回避，不打听、不干预办理。"


def _opinion(label: str, text: str = "", day: date | None = None) -> Opinion:
    signs = (SignPlace("经办人（签字）："), SignPlace("负责人（签字）："))
    return Opinion(label, text, signs, day, "（盖章）", least=50 * MM, a_line=1)


_NOTES: Final = (
    "近亲属：配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女等。县民政局对备案家庭"
    f"逐户入户核查。依据《最低生活保障审核确认办法》第十一条。{UNCHECKED}"
)

PAPER: Final = Paper("E-14", TITLE, KinFilingSheet, draw_kin_filing, VERSION)
