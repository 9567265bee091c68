"""E-01 最低生活保障申请书: who applies, the family, what they declare, and what they sign.

A4 landscape: fourteen columns are asked of every member.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from app.printing.application_form_sheet import (
    ApplicationSheet,
    ApplyingMember,
    DeclaredIncome,
    DeclaredObligor,
)
from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text, heading, table_value
from app.printing.paper import Paper
from app.printing.style import A4_LANDSCAPE, HEAD, MM, TEXT
from app.printing.wording import figures, number, ticks, total, written_date

VERSION: Final = "E-01 2026年第1版"

AREA_KINDS: Final = ("城市低保", "农村低保")
CASE_KINDS: Final = ("新申请", "单人户", "增加成员")
HARDSHIPS: Final = (
    "疾病", "残疾", "因学", "灾害", "缺乏劳动力", "失业或收入低", "意外事故", "家庭变故", "年老",
    "其他",
)  # fmt: skip
INCOME_KINDS: Final = ("工资性收入", "经营净收入", "财产净收入", "转移净收入", "其他收入")
ATTACHMENTS: Final = (
    "身份证、户口簿（居住证）复印件", "核查授权书", "收入、财产、支出佐证材料", "残疾证复印件",
    "疾病诊断证明", "其他",
)  # fmt: skip

_MEMBERS: Final = 8
_OBLIGORS: Final = 2
"""Empty rows of a form to be filled in by pen."""


def draw_application_form(pages: Pages, sheet: ApplicationSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    blank = sheet.is_blank
    flow.add(
        _opening(sheet),
        _applicant(sheet),
        Block("家庭\n成员", (table("家庭成员", _MEMBER, sheet.members, blanks=_MEMBERS * blank),)),
        _hardships(sheet),
        _income(sheet),
        _assets(sheet),
        Block(
            "赡扶抚养\n义务人",
            (table("义务人", _OBLIGOR, sheet.obligors, blanks=_OBLIGORS * blank),),
        ),
        _kin(sheet),
        _declaration(sheet).block(pages.fonts, width),
        _receipt(sheet).block(pages.fonts, width),
    )
    flow.end()


def _opening(sheet: ApplicationSheet) -> Block:
    whom = sheet.addressee or f"{'　' * 8}乡镇人民政府（街道办事处）"
    asked = f"因家庭生活困难，现申请{sheet.scheme}，并如实填报如下："
    cells: list[tuple[Content, float]] = [(Text(f"{whom}：{asked}", "申请事项", TEXT), 1)]
    return Block("", (Table((Row(cells),)),), is_kept=True)


def _applicant(sheet: ApplicationSheet) -> Block:
    rows = (
        field_row(
            ("申请人", sheet.applicant, 17, 36),
            ("性别", sheet.sex, 12, 10),
            ("民族", sheet.nation, 12, 20),
            ("出生日期", written_date(sheet.born), 20, 44),
            ("公民身份号码", sheet.id_no, 27, 42),
        ),
        field_row(
            ("与户主关系", sheet.head_relation, 23, 37),
            ("联系电话", sheet.phone, 20, 36),
            ("户籍地址", sheet.hukou_address, 20, 104),
        ),
        field_row(("现居住地", sheet.home_address, 23, 217)),
        field_row(
            ("代办人", sheet.agent, 20, 38),
            ("与申请人关系", sheet.agent_relation, 27, 22),
            ("证件号", sheet.agent_id_no, 18, 42),
            ("联系电话", sheet.agent_phone, 20, 53),
        ),
        field_row(
            ("申请类型", ticks(AREA_KINDS, sheet.area_kind), 23, 80),
            ("办理类型", ticks(CASE_KINDS, sheet.case_kind), 23, 114),
        ),
    )
    return Block("申请人", (Table(rows),), is_kept=True)


_MEMBER: Final[Sequence[Column[ApplyingMember]]] = (
    Column("姓名", 22, lambda one: one.name),
    Column("与申请人\n关系", 16, lambda one: one.relation),
    Column("性别", 8, lambda one: one.sex, lines=1),
    Column("出生日期", 19, lambda one: one.born.isoformat() if one.born else "", lines=1),
    Column("公民身份号码", 34, lambda one: one.id_no, lines=1),
    Column("户籍\n性质", 13, lambda one: one.hukou),
    Column("学历", 15, lambda one: one.education),
    Column("婚姻\n状况", 13, lambda one: one.marriage),
    Column("健康\n状况", 15, lambda one: one.health),
    Column("残疾类别\n等级", 16, lambda one: one.disability),
    Column("从业状况", 17, lambda one: one.employment),
    Column("从业（务工）\n单位", 25, lambda one: one.employer, Align.LEFT),
    Column("月收入\n（元）", 22, lambda one: figures(one.income), Align.RIGHT, lines=1),
    Column("联系电话", 27, lambda one: one.phone),
)

_OBLIGOR: Final[Sequence[Column[DeclaredObligor]]] = (
    Column("姓名", 30, lambda one: one.name),
    Column("与被赡扶\n抚养人关系", 24, lambda one: one.relation),
    Column("性别", 10, lambda one: one.sex, lines=1),
    Column("年龄", 10, lambda one: number(one.age), lines=1),
    Column("家庭\n人数", 12, lambda one: number(one.family_size), lines=1),
    Column("家庭成员从业情况", 60, lambda one: one.employment, Align.LEFT),
    Column("每月给付\n（元）", 24, lambda one: figures(one.pays), Align.RIGHT, lines=1),
    Column("备注", 70, lambda one: one.remark, Align.LEFT),
)


def _hardships(sheet: ApplicationSheet) -> Block:
    kinds = field_row(("困难类型", ticks(HARDSHIPS, *sheet.hardships), 23, 217), lines=1)
    said = Text(sheet.hardship, "家庭困难情况", TEXT, lines=4, smallest=TEXT.size, is_top=True)
    written = Row(((said, 1),), 20 * MM, flows=True)
    return Block("家庭困\n难情况", (Table((kinds, written)),))


_PERIODS: Final[Sequence[tuple[str, Callable[[DeclaredIncome], Decimal | None]]]] = (
    ("全年（元）", lambda one: one.year),
    ("月均（元）", lambda one: one.month),
)


def _income(sheet: ApplicationSheet) -> Block:
    declared = {one.kind: one for one in sheet.incomes}
    heads: list[tuple[Content, float]] = [(heading("收入自报", HEAD), 30)]
    heads += [(heading(kind, HEAD), 35) for kind in (*INCOME_KINDS, "合计")]
    rows: list[Row] = []
    for period, value in _PERIODS:
        known = [value(declared[kind]) if kind in declared else None for kind in INCOME_KINDS]
        cells: list[tuple[Content, float]] = [(heading(period, HEAD), 30)]
        for kind, amount in zip((*INCOME_KINDS, "合计"), (*known, total(known)), strict=True):
            name = f"{kind}{period}"
            cells.append((table_value(figures(amount), name, align=Align.RIGHT, lines=1), 35))
        rows.append(Row(cells))
    return Block("收入\n自报", (Table(rows, (Row(heads),)),), is_kept=True)


def _assets(sheet: ApplicationSheet) -> Block:
    rows = (
        field_row(("住房", sheet.houses, 22, 98), ("车辆", sheet.vehicles, 22, 98)),
        field_row(
            ("存款等金融资产", sheet.deposits, 32, 88), ("其他财产", sheet.other_assets, 22, 98)
        ),
        field_row(
            ("医疗支出（元/年）", figures(sheet.medical), 36, 84),
            ("教育支出（元/年）", figures(sheet.education), 36, 84),
        ),
    )
    return Block("财产支\n出自报", (Table(rows),), is_kept=True)


def _kin(sheet: ApplicationSheet) -> Block:
    said = {None: "", True: "有", False: "无"}[sheet.has_kin]
    asked = "是否与低保经办人员、村（居）民委员会成员有近亲属关系："
    rows = (
        field_row((asked, ticks(("无", "有"), said), 110, 130), lines=1),
        field_row(
            ("姓名", sheet.kin, 18, 62),
            ("职务", sheet.kin_post, 18, 62),
            ("关系", sheet.kin_relation, 18, 62),
        ),
    )
    return Block("近亲属\n声明", (Table(rows),), is_kept=True)


_SAID: Final = (
    "本人及共同生活的家庭成员声明：以上填报的家庭成员、收入、财产、支出情况和提交的材料真实、完整、"
    "有效；同意并配合入户调查、邻里访问和家庭经济状况信息核对；家庭人口、收入、财产发生变化时及时"
    "报告；如有隐瞒或者虚报，愿意承担相应后果。"
)


def _declaration(sheet: ApplicationSheet) -> Opinion:
    places = (
        SignPlace("申请人（签字）：", sheet.applicant_signature),
        SignPlace("共同生活成员（签字）："),
        SignPlace("代办人（签字）："),
        SignPlace("代书人、见证人（签字）："),
    )
    return Opinion("申请人\n声明", _SAID, places, sheet.applied_on, has_thumb=True, least=38 * MM)


def _receipt(sheet: ApplicationSheet) -> Opinion:
    told = ticks(ATTACHMENTS, *sheet.attachments)
    return Opinion("随附材料\n收件", told, (SignPlace("收件人（签字）："),), sheet.received_on)


def _titled(sheet: ApplicationSheet) -> str:
    return f"{sheet.scheme}申请书"


PAPER: Final = Paper(
    "E-01",
    _titled(ApplicationSheet()),
    ApplicationSheet,
    draw_application_form,
    VERSION,
    size=A4_LANDSCAPE,
    titled=_titled,
)
