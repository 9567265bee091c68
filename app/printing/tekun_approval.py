"""E-07-2 特困人员救助供养审核确认表: the three conditions, the care grade, the money. A4 portrait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import WORKING_PAPER, Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.tekun_application import CATEGORIES
from app.printing.wording import number, ticks, written_date, written_month

VERSION: Final = "E-07-2 2026年第1版"
TITLE: Final = "特困人员救助供养审核确认表"

CARE_GRADES: Final = ("全自理", "半护理", "全护理")
MODES: Final = ("分散供养", "集中供养")


@dataclass(frozen=True, kw_only=True)
class TekunApprovalSheet(Sheet):
    """All of E-07-2. Amounts in 元/月; ``failed_items``: of the six of the self-care assessment.

    ``has_objection``: to the 公示, None while it is not over.
    """

    person: PersonLines = field(default=PersonLines())
    category: str = ""
    disability: str = ""
    applied_on: date | None = None
    accepted_on: date | None = None
    no_labor: str = ""
    no_income: str = ""
    no_obligor: str = ""
    assets: str = ""
    failed_items: int | None = None
    care_grade: str = ""
    mode: str = ""
    carer: str = ""
    survey_opinion: str = ""
    survey_day: date | None = None
    surveyors: tuple[Signature, ...] = field(default=(Signature(), Signature()))
    village_opinion: str = ""
    village_day: date | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    has_objection: bool | None = None
    notice_note: str = ""
    basic: Decimal | None = None
    care: Decimal | None = None
    month_total: Decimal | None = None
    benefit_from: date | None = None
    township_opinion: str = ""
    township_day: date | None = None
    is_entrusted: bool = False
    county_opinion: str = ""
    decision_no: str = ""
    county_day: date | None = None
    remarks: str = ""


def draw_tekun_approval(pages: Pages, sheet: TekunApprovalSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    survey = Opinion(
        "入户调\n查意见",
        sheet.survey_opinion,
        [
            SignPlace(f"调查人{place}（签字）：", one)
            for place, one in enumerate(sheet.surveyors, 1)
        ],
        sheet.survey_day,
        least=28 * MM,
    )
    village = Opinion(
        "村（居）\n委会\n意见",
        sheet.village_opinion,
        (SignPlace("负责人（签字）："),),
        sheet.village_day,
        "（盖章）",
        a_line=1,
    )
    flow.add(
        _person(sheet),
        _conditions(sheet),
        survey.block(pages.fonts, width),
        village.block(pages.fonts, width),
        _notice(sheet),
        _township(sheet).block(pages.fonts, width, before=_supply(sheet)),
        _county(sheet).block(pages.fonts, width),
        prose("备注", sheet.remarks),
    )
    flow.end()


def _person(sheet: TekunApprovalSheet) -> Block:
    rows = (
        *person_rows(sheet.person),
        field_row(
            ("对象类别", ticks(CATEGORIES, sheet.category), 24, 68),
            ("残疾等级", sheet.disability, 22, 39),
        ),
        field_row(
            ("申请日期", written_date(sheet.applied_on), 24, 52.5),
            ("受理日期", written_date(sheet.accepted_on), 24, 52.5),
        ),
    )
    return Block("申请人", (Table(rows),), is_kept=True)


def _conditions(sheet: TekunApprovalSheet) -> Block:
    rows = (
        field_row(("无劳动能力", sheet.no_labor, 30, 123), lines=3),
        field_row(("无生活来源", sheet.no_income, 30, 123), lines=3),
        field_row(
            ("无法定义务人或\n无履行能力", sheet.no_obligor, 30, 123), lines=3, height=11 * MM
        ),
        field_row(("财产状况", sheet.assets, 30, 123), lines=3),
        field_row(
            ("不能自主完成", f"{number(sheet.failed_items) or '　　'}项（共6项）", 30, 42),
            ("护理等级", ticks(CARE_GRADES, sheet.care_grade), 20, 61),
            lines=1,
        ),
    )
    return Block("认定\n条件", (Table(rows),), is_kept=True)


def _notice(sheet: TekunApprovalSheet) -> Block:
    objected = {None: "", True: "有异议", False: "无异议"}[sheet.has_objection]
    period = f"{written_date(sheet.notice_from)}至{written_date(sheet.notice_to)}"
    rows = (
        field_row(("公示期限", period, 24, 129)),
        field_row(
            ("公示结果", ticks(("无异议", "有异议"), objected), 24, 38),
            ("异议处理", sheet.notice_note, 22, 69),
        ),
    )
    return Block("公示\n情况", (Table(rows),), is_kept=True)


def _supply(sheet: TekunApprovalSheet) -> tuple[Row, ...]:
    return (
        field_row(
            ("供养方式", ticks(MODES, sheet.mode), 24, 57), ("照料人（机构）", sheet.carer, 30, 42)
        ),
        amount_row("基本生活标准", sheet.basic, width=28),
        amount_row("照料护理标准", sheet.care, width=28),
        amount_row("月合计", sheet.month_total, width=28),
        field_row(("起发月份", written_month(sheet.benefit_from), 24, 129)),
    )


def _township(sheet: TekunApprovalSheet) -> Opinion:
    signs = [SignPlace(f"{role}（签字）：") for role in ("经办人", "科室负责人", "分管领导")]
    return Opinion(
        "乡镇\n（街道）\n审核意见",
        sheet.township_opinion,
        signs,
        sheet.township_day,
        "（盖章）",
        least=52 * MM,
        a_line=1,
    )


def _county(sheet: TekunApprovalSheet) -> Opinion:
    said = ["按委托由乡镇人民政府（街道办事处）审核确认。"] if sheet.is_entrusted else []
    said += [sheet.county_opinion] if sheet.county_opinion else []
    said += [f"确认文号：{sheet.decision_no}"] if sheet.decision_no else []
    signs = [SignPlace(f"{role}（签字）：") for role in ("经办人", "负责人")]
    label = "县级民政\n部门审核\n确认意见"
    return Opinion(label, "\n".join(said), signs, sheet.county_day, "（盖章）", a_line=1)


PAPER: Final = Paper(
    "E-07-2", TITLE, TekunApprovalSheet, draw_tekun_approval, VERSION, watermark=WORKING_PAPER
)
