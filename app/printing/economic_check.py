"""E-04 重庆市最低生活保障家庭经济状况核查表: blocks and columns of the county's annex 6.

A4 landscape. Below the annex stand the home visit, the neighbours asked, and who signs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from app.printing.economic_check_sheet import (
    CheckedIncome,
    CheckedMember,
    CheckedObligor,
    EconomicCheckSheet,
    FinancialAsset,
    House,
    Neighbour,
    OtherAsset,
    Vehicle,
)
from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text, heading, table_value
from app.printing.paper import A3, Paper
from app.printing.style import A4_LANDSCAPE, CAPTION, HEAD, MM, NOTE
from app.printing.wording import figures, number, ticks, total, written_moment

VERSION: Final = "E-04 2026年第1版"
TITLE: Final = "重庆市最低生活保障家庭经济状况核查表"

AREA_KINDS: Final = ("城市低保", "农村低保")
SPECIAL_FLAGS: Final = ("三峡移民", "散居归国华侨", "退役军人", "两劳释放人员")
VEHICLE_KINDS: Final = ("摩托", "轿车", "其他")

_BLANKS: Final = 6
"""Empty rows for members on a form to be filled in by pen."""
_ROW: Final = 7 * MM
"""The blank form has two pages, as the annex has."""


def draw_economic_check(pages: Pages, sheet: EconomicCheckSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    blanks = _BLANKS * sheet.is_blank
    flow.add(
        _place_block(sheet),
        Block(
            "家庭\n成员", (table("家庭成员", _MEMBER, sheet.members, blanks=blanks, height=_ROW),)
        ),
        Block("家庭\n收入", (_incomes(sheet),)),
        Block(
            "其他赡扶\n抚养\n义务人",
            (table("义务人", _OBLIGOR, sheet.obligors, blanks=blanks // 3, height=_ROW),),
        ),
        Block("家庭\n财产", _assets(sheet)),
        _spending(sheet),
        _review(sheet),
        _visit(sheet),
    )
    width = frame.right - frame.left
    flow.add(_conclusion(sheet).block(pages.fonts, width), _notes())
    flow.end()


def _place_block(sheet: EconomicCheckSheet) -> Block:
    cells: list[tuple[Content, float]] = [
        (heading("所属地区", CAPTION), 22),
        (_place(sheet.county, "区（县）"), 38),
        (_place(sheet.township, "乡镇（街道）"), 48),
        (_place(sheet.village, "村（居）委会"), 55),
        (heading("申请保障类型", CAPTION, lines=1), 30),
        (Text(ticks(AREA_KINDS, sheet.area_kind), "申请保障类型", align=Align.CENTRE), 64),
    ]
    return Block("", (Table((Row(cells, 9 * MM),)),))


def _place(name: str, kind: str) -> Text:
    """The full name, or room to write it before what kind of place it is."""
    return Text(name or f"{'　' * 4}{kind}", f"所属{kind}", align=Align.CENTRE, lines=2)


def _ticked(flag: str) -> Callable[[CheckedMember], str]:
    return lambda member: "√" if flag in member.flags else ""


_MEMBER: Final[Sequence[Column[CheckedMember]]] = (
    Column("姓名", 27, lambda one: one.name),
    Column("与申请人\n关系", 19, lambda one: one.relation),
    Column("户籍\n性质", 13, lambda one: one.hukou),
    Column("学历", 18, lambda one: one.education),
    Column("婚姻\n状况", 14, lambda one: one.marriage),
    Column("健康\n状况", 14, lambda one: one.health),
    Column("残疾\n等级", 17, lambda one: one.disability),
    Column("从业状况", 22, lambda one: one.employment),
    Column("从业单位", 47, lambda one: one.employer, Align.LEFT),
    *(Column(f"{flag[:-2]}\n{flag[-2:]}", 13, _ticked(flag)) for flag in SPECIAL_FLAGS),
)


_AMOUNTS: Final[Sequence[tuple[str, Callable[[CheckedIncome], Decimal | None]]]] = (
    ("合计", lambda one: one.total),
    ("工资性\n收入", lambda one: one.wages),
    ("种植养殖\n收入", lambda one: one.farming),
    ("经营活动\n收入", lambda one: one.business),
    ("财产租赁\n变卖收入", lambda one: one.property),
    ("土地流转\n收入", lambda one: one.land_transfer),
    ("养老\n保险金", lambda one: one.pension),
    ("赡扶\n抚养费", lambda one: one.support),
    ("生活\n补助金", lambda one: one.allowance),
    ("其它\n收入", lambda one: one.other),
)
_AMOUNT_WIDTH: Final = 21


def _amount(title: str, value: Callable[[CheckedIncome], Decimal | None]) -> Column[CheckedIncome]:
    return Column(title, _AMOUNT_WIDTH, lambda one: figures(value(one)), Align.RIGHT, lines=1)


_INCOME: Final[Sequence[Column[CheckedIncome]]] = (
    Column("姓名", 25, lambda one: one.name),
    *(_amount(title, value) for title, value in _AMOUNTS),
)


def _incomes(sheet: EconomicCheckSheet) -> Table:
    cells: list[tuple[Content, float]] = [(heading("合计", HEAD), _INCOME[0].width)]
    for _, value in _AMOUNTS:
        summed = figures(total(value(one) for one in sheet.incomes))
        text = table_value(summed, "家庭收入合计", align=Align.RIGHT, lines=1)
        cells.append((text, _AMOUNT_WIDTH))
    has_total = sheet.incomes or sheet.is_blank
    last = (Row(cells),) if has_total else ()
    blanks = _BLANKS * sheet.is_blank
    return table("家庭收入", _INCOME, sheet.incomes, blanks=blanks, last=last, height=_ROW)


_OBLIGOR: Final[Sequence[Column[CheckedObligor]]] = (
    Column("姓名", 25, lambda one: one.name),
    Column("与被赡扶\n抚养人关系", 22, lambda one: one.relation),
    Column("性别", 11, lambda one: one.sex, lines=1),
    Column("年龄", 11, lambda one: number(one.age), lines=1),
    Column("人数", 11, lambda one: number(one.family_size), lines=1, group="义务人家庭"),
    Column("总收入", 22, lambda one: figures(one.total), Align.RIGHT, 1, "义务人家庭"),
    Column("人均收入", 22, lambda one: figures(one.per_head), Align.RIGHT, 1, "义务人家庭"),
    Column("从业情况", 35, lambda one: one.employment, group="家庭成员从业情况"),
    Column("总收入", 22, lambda one: figures(one.member_total), Align.RIGHT, 1, "家庭成员从业情况"),
    Column(
        "人均收入", 22, lambda one: figures(one.member_per_head), Align.RIGHT, 1, "家庭成员从业情况"
    ),
    Column("备注", 32, lambda one: one.remark, Align.LEFT),
)


def _area(area: Decimal | None) -> str:
    return "" if area is None else f"{area.normalize():f}"


_HOUSE: Final[Sequence[Column[House]]] = (
    Column("产权登记人", 35, lambda one: one.owner),
    Column("建筑面积（㎡）", 28, lambda one: _area(one.area), lines=1),
    Column("地址", 120, lambda one: one.address, Align.LEFT),
    Column("类型", 40, lambda one: one.kind),
)
_VEHICLE: Final[Sequence[Column[Vehicle]]] = (
    Column("购置登记人", 35, lambda one: one.owner),
    Column("种类", 70, lambda one: ticks(VEHICLE_KINDS, one.kind), lines=1),
    Column("说明", 118, lambda one: one.detail, Align.LEFT),
)
_FINANCIAL: Final[Sequence[Column[FinancialAsset]]] = (
    Column("登记人", 35, lambda one: one.owner),
    Column("类型", 118, lambda one: one.kind, Align.LEFT),
    Column("金额（市值，元）", 70, lambda one: figures(one.value), Align.RIGHT, lines=1),
)
_OTHER: Final[Sequence[Column[OtherAsset]]] = (
    Column("登记人", 35, lambda one: one.owner),
    Column("门面（店铺）、企业（公司）", 70, lambda one: one.kind, Align.LEFT),
    Column("地址", 118, lambda one: one.address, Align.LEFT),
)


def _assets(sheet: EconomicCheckSheet) -> tuple[Table, ...]:
    one = 1 * sheet.is_blank
    vehicles = sheet.vehicles or (Vehicle(),) * one
    return (
        table("住房", _HOUSE, sheet.houses, blanks=one, label="住房"),
        table("机动车辆", _VEHICLE, vehicles, label="机动\n车辆"),
        table("金融资产", _FINANCIAL, sheet.financial_assets, blanks=one, label="金融\n资产"),
        table("其他财产", _OTHER, sheet.other_assets, blanks=one, label="其他\n财产"),
    )


def _spending(sheet: EconomicCheckSheet) -> Block:
    monthly = field_row(
        ("月水电燃料费（元）", figures(sheet.utilities), 38, 43),
        ("月通讯费（元）", figures(sheet.communication), 38, 43),
        ("月物业管理费（元）", figures(sheet.property_fee), 38, 43),
    )
    others = field_row(
        ("非基本生活用品", sheet.luxuries, 38, 83.5), ("其他支出", sheet.other_spending, 38, 83.5)
    )
    return Block("家庭消费\n支出", (Table((monthly, others)),), is_kept=True)


def _review(sheet: EconomicCheckSheet) -> Block:
    objected = {None: "", True: "有异议", False: "无异议"}[sheet.has_objection]
    row = field_row(
        ("有无异议", ticks(("无异议", "有异议"), objected), 25, 50),
        ("调查核实情况", sheet.review_findings, 28, 140),
        height=11 * MM,
        lines=3,
    )
    return Block("民主\n评议", (Table((row,)),), is_kept=True)


_NEIGHBOUR: Final[Sequence[Column[Neighbour]]] = (
    Column("被访邻里", 35, lambda one: one.name),
    Column("邻里意见", 208, lambda one: one.opinion, Align.LEFT),
)


def _visit(sheet: EconomicCheckSheet) -> Block:
    when = field_row(
        ("入户时间", written_moment(sheet.visited_at), 25, 97),
        ("现场照片编号", sheet.photo_numbers, 28, 93),
    )
    asked = table("邻里访问", _NEIGHBOUR, sheet.neighbours, blanks=2 * sheet.is_blank)
    return Block("入户\n调查", (Table((when,)), asked))


def _conclusion(sheet: EconomicCheckSheet) -> Opinion:
    places = [
        SignPlace(f"调查人{place}签字：", signature)
        for place, signature in enumerate(sheet.visitors, 1)
    ]
    places.append(SignPlace("被调查人签字：", sheet.visited))
    places.append(SignPlace("村（居）见证人：", sheet.witness))
    return Opinion(
        "调查\n结论",
        sheet.conclusion,
        places,
        sheet.visit_day,
        has_thumb=True,
        least=38 * MM,
        a_line=4,
    )


_NOTES: Final = (
    "户籍性质：城市、农村。　婚姻状况：已婚、未婚、离异、丧偶。　健康状况：健康、多病、重病。　"
    "残疾等级：按残疾证填写。　从业状况：学龄前儿童、在校学生、在职人员、灵活就业、登记失业、"
    "未登记失业、单位退休。　收入、支出金额单位：元/月。　入户调查人员不少于2人；"
    "不会写字的，由本人按手印，并由见证人签字。"
)


def _notes() -> Block:
    text = Text(_NOTES, "说明", NOTE, smallest=NOTE.size)
    return Block("说明", (Table((Row(((text, 1),)),)),), is_kept=True)


PAPER: Final = Paper(
    "E-04", TITLE, EconomicCheckSheet, draw_economic_check, VERSION, size=A4_LANDSCAPE, a3=A3.WIDER
)
