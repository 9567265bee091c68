"""E-03 申请材料真实性承诺书: what the applicant stands by, and what follows if it is not true."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.check_authorization import SCHEMES
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import articles, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.served import UNCHECKED
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks

VERSION: Final = "E-03 2026年第1版"
TITLE: Final = "社会救助申请材料真实性承诺书"


@dataclass(frozen=True, kw_only=True)
class CommitmentSheet(Sheet):
    """All of E-03. ``scheme``: a word of ``SCHEMES``; ``report_days``: within how many days a
    change is told, None where the county has not said."""

    addressee: str = ""
    scheme: str = ""
    applicant: str = ""
    id_no: str = ""
    phone: str = ""
    home_address: str = ""
    members: str = ""
    report_days: int | None = None
    signature: Signature = field(default=Signature())
    signed_on: date | None = None


def draw_commitment(pages: Pages, sheet: CommitmentSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    signs = (
        SignPlace("承诺人（签字）：", sheet.signature),
        SignPlace("成员（签字）："),
        SignPlace("代书人（签字）："),
        SignPlace("见证人（签字）："),
    )
    signed = Opinion("承诺人\n签字", "", signs, sheet.signed_on, has_thumb=True, least=48 * MM)
    flow.add(
        _applicant(sheet),
        articles("承诺\n事项", _said(sheet)),
        signed.block(pages.fonts, frame.right - frame.left),
        remarks(_NOTES),
    )
    flow.end()


def _applicant(sheet: CommitmentSheet) -> Block:
    rows = (
        field_row(("申请人", sheet.applicant, 24, 45), ("公民身份号码", sheet.id_no, 28, 56)),
        field_row(
            ("救助项目", ticks(SCHEMES, sheet.scheme), 24, 129),
        ),
        field_row(("现居住地", sheet.home_address, 24, 129)),
        field_row(("联系电话", sheet.phone, 24, 45), ("受理单位", sheet.addressee, 28, 56)),
        field_row(("共同生活\n的成员", sheet.members, 24, 129)),
    )
    return Block("申请人", (Table(rows),), is_kept=True)


def _said(sheet: CommitmentSheet) -> tuple[str, ...]:
    days = number(sheet.report_days) or "　　"
    return (
        "本人申报的家庭人口、收入、财产、支出和赡养、扶养、抚养情况真实、完整，没有隐瞒和遗漏。",
        "本人提交的证件、证明和其他材料真实、有效；复印件与原件一致。",
        "家庭人口、收入、财产、健康状况发生变化的，本人自变化之日起"
        f"{days}日内告知乡镇人民政府（街道办事处）。{UNCHECKED}",
        "本人和共同生活的家庭成员接受并配合信息核对、入户调查、邻里访问和定期核查。",
        "以虚报、隐瞒、伪造等手段骗取救助的，本人愿意退回非法获取的款物，并承担相应的法律责任。",
    )


_NOTES: Final = (
    "不会写字的，由他人代书后念给承诺人听，承诺人按手印，代书人和见证人签字。"
    "本承诺书一式两份，承诺人和受理单位各执一份。"
)

PAPER: Final = Paper("E-03", TITLE, CommitmentSheet, draw_commitment, VERSION)
