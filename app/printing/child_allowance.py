"""E-18 孤儿基本生活费申请审批表 and E-19 事实无人抚养儿童基本生活补贴申请表. A4 portrait.

Never posted anywhere: these forms have no line for a 公示.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose, remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace, ThumbPlace
from app.printing.layout.tables import field_row
from app.printing.layout.text import Text
from app.printing.paper import Paper
from app.printing.parent_block import GuardianLines, ParentLines, guardian_row, parent_block
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM, NOTE
from app.printing.wording import figures, ticks, written_month

ORPHAN_VERSION: Final = "E-18 2026年第1版"
ORPHAN_TITLE: Final = "孤儿基本生活费申请审批表"
UNATTENDED_VERSION: Final = "E-19 2026年第1版"
UNATTENDED_TITLE: Final = "事实无人抚养儿童基本生活补贴申请表"

LIVE_KINDS: Final = ("社会散居", "机构集中供养")
CARE_MODES: Final = ("亲属抚养", "机构养育", "家庭寄养", "集中养育", "依法收养")


@dataclass(frozen=True, kw_only=True)
class AllowanceSheet(Sheet):
    """All of E-18 and E-19. Amounts in 元/月; ``other_amount``: what is paid already and taken off.

    ``live_kind``: a word of ``LIVE_KINDS``; ``care_mode``: one of ``CARE_MODES``.
    """

    child: PersonLines = field(default=PersonLines())
    school: str = ""
    health: str = ""
    kind: str = ""
    live_kind: str = ""
    care_mode: str = ""
    institution: str = ""
    guardian: GuardianLines = field(default=GuardianLines())
    father: ParentLines = field(default=ParentLines())
    mother: ParentLines = field(default=ParentLines())
    bank: str = ""
    bank_holder: str = ""
    bank_no: str = ""
    other_allowance: str = ""
    other_amount: Decimal | None = None
    reason: str = ""
    applied_on: date | None = None
    township_opinion: str = ""
    township_day: date | None = None
    standard: Decimal | None = None
    amount: Decimal | None = None
    from_month: date | None = None
    county_opinion: str = ""
    county_day: date | None = None


def draw_orphan(pages: Pages, sheet: AllowanceSheet, frame: Frame) -> None:
    """Draw the rows of E-18 into ``frame``."""
    _draw(pages, sheet, frame, "孤儿类型", with_search=False)


def draw_unattended(pages: Pages, sheet: AllowanceSheet, frame: Frame) -> None:
    """Draw the rows of E-19 into ``frame``: a parent may be lost, and the police was told."""
    _draw(pages, sheet, frame, "认定情形", with_search=True)


def _draw(
    pages: Pages, sheet: AllowanceSheet, frame: Frame, kind: str, *, with_search: bool
) -> None:
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        _child(sheet, kind),
        parent_block("父亲", sheet.father, with_search=with_search),
        parent_block("母亲", sheet.mother, with_search=with_search),
        _care(sheet),
        prose("申请\n理由", sheet.reason),
        _declaration(sheet).block(pages.fonts, width),
        _township(sheet).block(pages.fonts, width),
        _county(sheet).block(pages.fonts, width, before=_decided(sheet)),
        remarks(_NOTES),
    )
    flow.end()


def _child(sheet: AllowanceSheet, kind: str) -> Block:
    photo: Sequence[tuple[Content, float]] = (
        (ThumbPlace("照片"), 32),
        (Text("近期免冠正面照片，贴在左侧框内。", "照片", NOTE), 121),
    )
    rows = (
        *person_rows(sheet.child, "儿童姓名"),
        field_row(("就学情况", sheet.school, 24, 52), ("健康状况", sheet.health, 24, 53)),
        field_row((kind, sheet.kind, 24, 129)),
        Row(photo, 27 * MM),
    )
    return Block("儿童\n情况", (Table(rows),), is_kept=True)


def _care(sheet: AllowanceSheet) -> Block:
    rows = (
        *guardian_row(sheet.guardian),
        field_row(("保障类型", ticks(LIVE_KINDS, sheet.live_kind), 24, 129), lines=1),
        field_row(("养育方式", ticks(CARE_MODES, sheet.care_mode), 24, 129)),
        field_row(("养育机构", sheet.institution, 24, 129)),
        field_row(("开户行", sheet.bank, 20, 60), ("户名", sheet.bank_holder, 16, 57)),
        field_row(("账号", sheet.bank_no, 20, 133), lines=1),
        field_row(
            ("已享受的\n其他救助", sheet.other_allowance, 24, 60),
            ("金额（元/月）", figures(sheet.other_amount), 30, 39),
        ),
    )
    return Block("监护和\n养育", (Table(rows),), is_kept=True)


_SAID: Final = (
    "本人声明：以上情况和提交的材料真实、完整；情况发生变化时及时报告；发放的费用全部用于儿童的生活、"
    "学习、医疗和康复。"
)


def _declaration(sheet: AllowanceSheet) -> Opinion:
    signs = (SignPlace("监护人（签字）："), SignPlace("儿童本人（8周岁以上）："))
    return Opinion("申请人\n声明", _SAID, signs, sheet.applied_on, has_thumb=True)


def _township(sheet: AllowanceSheet) -> Opinion:
    signs = [SignPlace(f"{role}（签字）：") for role in ("儿童督导员", "负责人")]
    return Opinion(
        "乡镇\n（街道）\n查验意见",
        sheet.township_opinion,
        signs,
        sheet.township_day,
        "（盖章）",
        a_line=1,
    )


def _decided(sheet: AllowanceSheet) -> tuple[Row, ...]:
    return (
        field_row(
            ("核定标准（元/月）", figures(sheet.standard), 38, 40),
            ("起发月份", written_month(sheet.from_month), 24, 51),
        ),
        amount_row("月发放额", sheet.amount),
    )


def _county(sheet: AllowanceSheet) -> Opinion:
    signs = [SignPlace(f"{role}（签字）：") for role in ("经办人", "负责人")]
    label = "县民政局\n确认意见"
    return Opinion(label, sheet.county_opinion, signs, sheet.county_day, "（盖章）", a_line=1)


_NOTES: Final = (
    "乡镇人民政府（街道办事处）自收到申请之日起15个工作日内提出查验意见，县民政局自收到之日起15个"
    "工作日内作出确认。为保护儿童隐私，申请情况不公示。已享受低保、特困等救助的，按规定补差或者择高。"
)


def _paper(
    code: str, title: str, draw: Callable[[Pages, AllowanceSheet, Frame], None], version: str
) -> Paper:
    return Paper(code, title, AllowanceSheet, draw, version)


PAPERS: Final[Sequence[Paper]] = (
    _paper("E-18", ORPHAN_TITLE, draw_orphan, ORPHAN_VERSION),
    _paper("E-19", UNATTENDED_TITLE, draw_unattended, UNATTENDED_VERSION),
)
