"""E-13 临时救助申请审核审批表: the need, what was looked into, what is given, and that it was paid.

A4 portrait.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose, remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import WORKING_PAPER, Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import figures, number, ticks, written_date, written_moment

VERSION: Final = "E-13 2026年第1版"
TITLE: Final = "临时救助申请审核审批表"

KINDS: Final = ("急难型", "支出型")
FORMS: Final = ("发放救助金", "发放实物", "提供转介服务")
PAY_WAYS: Final = ("一卡通或打卡", "现金", "实物签收")
ATTACHMENTS: Final = (
    "身份证、户口簿复印件", "核查授权书", "承诺书", "困难佐证材料", "入户调查材料", "领款凭证",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReliefSheet(Sheet):
    """All of E-13. Amounts in 元. ``kind`` a word of ``KINDS``, ``forms`` of ``FORMS``,
    ``pay_way`` of ``PAY_WAYS``; ``is_entrusted``: the township decides."""

    person: PersonLines = field(default=PersonLines())
    member_count: int | None = None
    last_day: date | None = None
    last_amount: Decimal | None = None
    times: int | None = None
    times_amount: Decimal | None = None
    other_aid: str = ""
    kind: str = ""
    cause: str = ""
    happened_on: date | None = None
    situation: str = ""
    self_paid: Decimal | None = None
    first_at: datetime | None = None
    first_amount: Decimal | None = None
    first_source: str = ""
    made_up_on: date | None = None
    findings: str = ""
    survey_day: date | None = None
    surveyors: tuple[Signature, ...] = field(default=(Signature(), Signature()))
    village_opinion: str = ""
    village_day: date | None = None
    forms: tuple[str, ...] = ()
    goods: str = ""
    amount: Decimal | None = None
    township_opinion: str = ""
    township_day: date | None = None
    is_entrusted: bool = False
    county_opinion: str = ""
    decision_no: str = ""
    county_day: date | None = None
    pay_way: str = ""
    paid_on: date | None = None
    attachments: tuple[str, ...] = ()


def draw_relief(pages: Pages, sheet: ReliefSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    village = Opinion(
        "村（居）\n委会\n意见",
        sheet.village_opinion,
        (SignPlace("负责人（签字）："),),
        sheet.village_day,
        "（盖章）",
        a_line=1,
    )
    flow.add(
        _applicant(sheet),
        _need(sheet),
        _first(sheet),
        _survey(sheet).block(pages.fonts, width),
        village.block(pages.fonts, width),
        _township(sheet).block(pages.fonts, width, before=_given(sheet)),
        _county(sheet).block(pages.fonts, width),
        _paid(sheet).block(pages.fonts, width, before=(_paying(sheet),)),
        prose("附件", ticks(ATTACHMENTS, *sheet.attachments), least=9 * MM),
        remarks(_NOTES),
    )
    flow.end()


def _applicant(sheet: ReliefSheet) -> Block:
    rows = (
        *person_rows(sheet.person, "申请人"),
        field_row(
            ("家庭人口", number(sheet.member_count), 22, 17),
            ("上次救助", written_date(sheet.last_day) if sheet.last_day else "", 22, 36),
            ("上次金额（元）", figures(sheet.last_amount), 30, 26),
        ),
        field_row(
            ("本年累计次数", number(sheet.times), 28, 20),
            ("本年累计金额（元）", figures(sheet.times_amount), 38, 67),
        ),
        field_row(("其他救助", sheet.other_aid, 22, 131)),
    )
    return Block("申请\n家庭", (Table(rows),), is_kept=True)


def _need(sheet: ReliefSheet) -> Block:
    rows = (
        field_row(
            ("救助类型", ticks(KINDS, sheet.kind), 22, 50), ("困难原因", sheet.cause, 22, 59)
        ),
        field_row(
            ("事发日期", written_date(sheet.happened_on), 22, 50),
            ("个人自付（元）", figures(sheet.self_paid), 30, 51),
        ),
        field_row(("申请理由", sheet.situation, 22, 131), lines=4, height=20 * MM),
    )
    return Block("困难\n情况", (Table(rows),), is_kept=True)


def _first(sheet: ReliefSheet) -> Block:
    rows = (
        field_row(
            ("先行时间", written_moment(sheet.first_at), 22, 70),
            ("金额（元）", figures(sheet.first_amount), 24, 37),
        ),
        field_row(
            ("来源", sheet.first_source, 22, 50),
            ("补齐手续日期", written_date(sheet.made_up_on), 30, 51),
        ),
    )
    return Block("急难先行\n救助", (Table(rows),), is_kept=True)


def _survey(sheet: ReliefSheet) -> Opinion:
    signs = [
        SignPlace(f"调查人{place}（签字）：", one) for place, one in enumerate(sheet.surveyors, 1)
    ]
    return Opinion("调查核\n实情况", sheet.findings, signs, sheet.survey_day, least=34 * MM)


def _given(sheet: ReliefSheet) -> tuple[Row, ...]:
    return (
        field_row(("救助方式", ticks(FORMS, *sheet.forms), 22, 88), ("实物", sheet.goods, 14, 29)),
        amount_row("建议金额", sheet.amount),
    )


def _township(sheet: ReliefSheet) -> Opinion:
    signs = [SignPlace(f"{role}（签字）：") for role in ("经办人", "科室负责人", "负责人")]
    label = "乡镇\n（街道）\n审核审批\n意见"
    return Opinion(
        label,
        sheet.township_opinion,
        signs,
        sheet.township_day,
        "（盖章）",
        least=52 * MM,
        a_line=1,
    )


def _county(sheet: ReliefSheet) -> Opinion:
    said = ["按规定由乡镇人民政府（街道办事处）审批。"] if sheet.is_entrusted else []
    said += [sheet.county_opinion] if sheet.county_opinion else []
    said += [f"文号：{sheet.decision_no}"] if sheet.decision_no else []
    signs = [SignPlace(f"{role}（签字）：") for role in ("经办人", "科室", "分管领导", "财务")]
    label = "县民政局\n审批意见"
    return Opinion(label, "\n".join(said), signs, sheet.county_day, "（盖章）", least=50 * MM)


def _paying(sheet: ReliefSheet) -> Row:
    return field_row(
        ("发放方式", ticks(PAY_WAYS, sheet.pay_way), 22, 66),
        ("发放日期", written_date(sheet.paid_on), 22, 43),
    )


def _paid(sheet: ReliefSheet) -> Opinion:
    signs = (SignPlace("领款人（签字）："), SignPlace("见证人（签字）："))
    return Opinion("发放\n签收", "", signs, sheet.paid_on, has_thumb=True)


_NOTES: Final = (
    "急难型救助可以先行救助，事后补齐手续。现金发放的，须有2名见证人签字。"
    "金额以乡镇或者县民政局审批的为准。"
)

PAPER: Final = Paper("E-13", TITLE, ReliefSheet, draw_relief, VERSION, watermark=WORKING_PAPER)
