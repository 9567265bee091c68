"""E-07 审核确认表: the working form of a case, from the application to the decision.

E-07 最低生活保障 pays; E-07-3 低保边缘家庭 and E-07-4 刚性支出困难家庭 only find. A4 portrait. The platform's form is the formal one, which the watermark says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.printing.approval_form_sheet import (
    ApprovalMember,
    ApprovalSheet,
    Approver,
    CalculationLine,
)
from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text
from app.printing.paper import WORKING_PAPER, Paper
from app.printing.style import MM, TEXT
from app.printing.wording import (
    figures,
    number,
    ticks,
    written_date,
    written_month,
)

VERSION: Final = "E-07 2026年第1版"
TITLE: Final = "最低生活保障审核确认表"
EDGE_VERSION: Final = "E-07-3 2026年第1版"
EDGE_TITLE: Final = "低保边缘家庭认定审核确认表"
RIGID_VERSION: Final = "E-07-4 2026年第1版"
RIGID_TITLE: Final = "刚性支出困难家庭认定审核确认表"

AREA_KINDS: Final = ("城市低保", "农村低保")
CASE_KINDS: Final = ("新申请", "单人户", "复核", "增减人员", "其他")
CHECK_RESULTS: Final = ("未超标", "疑似超标", "无法核对")
OBJECTIONS: Final = ("无异议", "有异议")

_BLANKS: Final = 5
"""Empty rows of a form to be filled in by pen."""


def draw_approval_form(pages: Pages, sheet: ApprovalSheet, frame: Frame) -> None:
    """Draw the rows of a form by which something is paid into ``frame``."""
    _draw(pages, sheet, frame, _benefit(sheet))


def draw_finding_form(pages: Pages, sheet: ApprovalSheet, frame: Frame) -> None:
    """Draw the rows of a form by which a family is found to be in need, and nothing is paid."""
    found = field_row(
        ("家庭人口", number(sheet.member_count), 20, 24),
        ("月人均收入（元）", figures(sheet.per_capita), 34, 25),
        ("起始月份", written_month(sheet.benefit_from), 20, 30),
        lines=1,
    )
    _draw(pages, sheet, frame, (found,))


def _draw(pages: Pages, sheet: ApprovalSheet, frame: Frame, decided: Sequence[Row]) -> None:
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    blanks = _BLANKS * sheet.is_blank
    flow.add(
        _family(sheet),
        Block("家庭\n成员", (table("家庭成员", _MEMBER, sheet.members, blanks=blanks),)),
        Block("收入\n核算", (_calculation(sheet),)),
        _findings("财产\n状况", sheet.assets_conclusion),
        _check(sheet),
        _survey(sheet).block(pages.fonts, width),
        _village(sheet).block(pages.fonts, width),
        _notice(sheet),
        _township(sheet).block(pages.fonts, width, before=decided),
        _county(sheet).block(pages.fonts, width),
        _findings("备注", sheet.remarks),
    )
    flow.end()


def _family(sheet: ApprovalSheet) -> Block:
    rows = (
        field_row(
            ("申请人", sheet.applicant, 24, 41), ("公民身份号码", sheet.applicant_id_no, 28, 60)
        ),
        field_row(("家庭编号", sheet.household_no, 24, 41), ("联系电话", sheet.phone, 28, 60)),
        field_row(
            ("保障类型", ticks(AREA_KINDS, sheet.area_kind), 24, 57),
            ("家庭人口", number(sheet.member_count), 22, 14),
            ("保障人口", number(sheet.protected_count), 22, 14),
        ),
        field_row(("办理类型", ticks(CASE_KINDS, sheet.case_kind), 24, 129)),
        field_row(("户籍地址", sheet.hukou_address, 24, 129)),
        field_row(("现居住地", sheet.home_address, 24, 129)),
        field_row(("致困原因", sheet.hardship, 24, 129)),
        field_row(
            ("申请日期", written_date(sheet.applied_on), 24, 52.5),
            ("受理日期", written_date(sheet.accepted_on), 24, 52.5),
        ),
    )
    return Block("申请\n家庭", (Table(rows),), is_kept=True)


_PROTECTED: Final = {None: "", True: "是", False: "否"}

_MEMBER: Final[Sequence[Column[ApprovalMember]]] = (
    Column("姓名", 25, lambda one: one.name),
    Column("与申请人\n关系", 18, lambda one: one.relation),
    Column("性别", 9, lambda one: one.sex, lines=1),
    Column("公民身份号码", 36, lambda one: one.id_no, lines=1),
    Column("健康状况", 16, lambda one: one.health),
    Column("残疾类别\n等级", 18, lambda one: one.disability),
    Column("从业状况", 20, lambda one: one.employment),
    Column("保障\n对象", 10, lambda one: _PROTECTED[one.protected], lines=1),
)

CALCULATION: Final[Sequence[Column[CalculationLine]]] = (
    Column("核算项目", 40, lambda one: one.label, Align.LEFT),
    Column("计算说明", 47, lambda one: one.formula, Align.LEFT, lines=3),
    Column("金额（元/月）", 24, lambda one: figures(one.amount), Align.RIGHT, lines=1),
    Column("依据", 44, lambda one: one.basis, Align.LEFT, lines=3),
)


def _calculation(sheet: ApprovalSheet) -> Table:
    summed = field_row(
        ("月总收入（元）", figures(sheet.income_total), 30, 21),
        ("月人均（元）", figures(sheet.per_capita), 26, 21),
        ("标准（元/人·月）", figures(sheet.standard), 32, 23),
        lines=1,
    )
    blanks = _BLANKS * sheet.is_blank
    return table("收入核算", CALCULATION, sheet.calculation, blanks=blanks, last=(summed,))


def _findings(label: str, text: str) -> Block:
    """A block that is only text."""
    content = Text(text, label.replace("\n", ""), TEXT, lines=4, smallest=TEXT.size)
    return Block(label, (Table((Row(((content, 1),), 14 * MM, flows=True),)),))


def _check(sheet: ApprovalSheet) -> Block:
    rows = (
        field_row(
            ("反馈日期", written_date(sheet.checked_on), 24, 44),
            ("核对结论", ticks(CHECK_RESULTS, sheet.check_result), 22, 63),
        ),
        field_row(("情况说明", sheet.check_note, 24, 129)),
    )
    return Block("信息\n核对", (Table(rows),), is_kept=True)


def _survey(sheet: ApprovalSheet) -> Opinion:
    places = [
        SignPlace(f"调查人{place}（签字）：", signature)
        for place, signature in enumerate(sheet.surveyors, 1)
    ]
    return Opinion("入户调\n查意见", sheet.survey_opinion, places, sheet.survey_day, least=30 * MM)


def _village(sheet: ApprovalSheet) -> Opinion:
    place = SignPlace("负责人（签字）：", sheet.village_signer)
    return Opinion(
        "村（居）\n委会\n意见",
        sheet.village_opinion,
        (place,),
        sheet.village_day,
        "（盖章）",
        a_line=1,
    )


def _notice(sheet: ApprovalSheet) -> Block:
    objected = {None: "", True: "有异议", False: "无异议"}[sheet.has_objection]
    period = f"{written_date(sheet.notice_from)}至{written_date(sheet.notice_to)}"
    rows = (
        field_row(("公示期限", period, 24, 129)),
        field_row(("公示地点", sheet.notice_place, 24, 129)),
        field_row(
            ("公示结果", ticks(OBJECTIONS, objected), 24, 38),
            ("异议处理", sheet.notice_note, 22, 69),
        ),
    )
    return Block("公示\n情况", (Table(rows),), is_kept=True)


def _benefit(sheet: ApprovalSheet) -> tuple[Row, ...]:
    return (
        field_row(
            ("保障类型", sheet.area_kind, 24, 30),
            ("保障人口", number(sheet.protected_count), 20, 20),
            ("月人均收入（元）", figures(sheet.per_capita), 34, 25),
            lines=1,
        ),
        amount_row("补差金额", sheet.benefit),
        amount_row("分类重点救助", sheet.top_up),
        amount_row("月合计", sheet.month_total),
        field_row(("起发月份", written_month(sheet.benefit_from), 24, 129)),
    )


def _signers(approvers: Sequence[Approver]) -> list[SignPlace]:
    return [SignPlace(f"{one.role}（签字）：", one.signature) for one in approvers]


def _township(sheet: ApprovalSheet) -> Opinion:
    return Opinion(
        "乡镇\n（街道）\n审核意见",
        sheet.township_opinion,
        _signers(sheet.township_signers),
        sheet.township_day,
        "（盖章）",
        least=52 * MM,
        a_line=1,
    )


_ENTRUSTED: Final = "按委托由乡镇人民政府（街道办事处）审核确认。"


def _county(sheet: ApprovalSheet) -> Opinion:
    said = [_ENTRUSTED] if sheet.is_entrusted else []
    said += [sheet.county_opinion] if sheet.county_opinion else []
    said += [f"确认文号：{sheet.decision_no}"] if sheet.decision_no else []
    return Opinion(
        "县级民政\n部门审核\n确认意见",
        "\n".join(said),
        _signers(sheet.county_signers),
        sheet.county_day,
        "（盖章）",
        a_line=1,
    )


PAPERS: Final[Sequence[Paper]] = tuple(
    Paper(code, title, ApprovalSheet, draw, version, watermark=WORKING_PAPER)
    for code, title, draw, version in (
        ("E-07", TITLE, draw_approval_form, VERSION),
        ("E-07-3", EDGE_TITLE, draw_finding_form, EDGE_VERSION),
        ("E-07-4", RIGID_TITLE, draw_finding_form, RIGID_VERSION),
    )
)
