"""E-20 农村留守儿童基本情况登记表: the national form of 2016, field by field. A4 landscape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Table
from app.printing.layout.tables import Column, field_row, table
from app.printing.paper import A3, Paper
from app.printing.sheets import Sheet
from app.printing.style import A4_LANDSCAPE, MM
from app.printing.wording import ticks, written_date

VERSION: Final = "E-20 2026年第1版"
TITLE: Final = "农村留守儿童基本情况登记表"

BODIES: Final = ("健康", "残疾", "患病")
STAGES: Final = ("幼儿园", "未入园", "小学", "初中", "高中", "中职", "辍学", "不在学")
KINDS: Final = (
    "无人监护",
    "父或母无监护能力",
    "受委托监护人监护能力不足",
    "监护情况一般",
    "监护情况较好",
)
INCOMES: Final = ("打工收入", "种养殖业", "政府救助", "亲朋接济", "其他")
AIDS: Final = ("享受低保", "临时救助", "医疗救助", "住房救助", "其他")
YES_NO: Final = ("是", "否")
_GRANDPARENTS: Final = ("祖父", "祖母", "外祖父", "外祖母")
_PARENTS: Final = ("父亲", "母亲")


@dataclass(frozen=True, kw_only=True)
class Grandparent:
    """祖父、祖母、外祖父 or 外祖母."""

    which: str = ""
    name: str = ""
    born: date | None = None


@dataclass(frozen=True, kw_only=True)
class AwayParent:
    """父亲 or 母亲, and where they work."""

    which: str = ""
    name: str = ""
    born: date | None = None
    work_place: str = ""
    phone: str = ""
    id_no: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftBehindSheet(Sheet):
    """All of E-20; ``None`` for what nobody has said yet."""

    name: str = ""
    sex: str = ""
    nation: str = ""
    born: date | None = None
    id_no: str = ""
    has_hukou: bool | None = None
    hukou_address: str = ""
    home_address: str = ""
    body: str = ""
    disability: str = ""
    illness: str = ""
    boards: bool | None = None
    stage: str = ""
    grandparents: tuple[Grandparent, ...] = ()
    parents: tuple[AwayParent, ...] = ()
    both_away: bool | None = None
    one_away: bool | None = None
    unable_parent: str = ""
    is_entrusted: bool | None = None
    carer: str = ""
    carer_phone: str = ""
    carer_id_no: str = ""
    carer_relation: str = ""
    carer_address: str = ""
    kind: str = ""
    incomes: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pair:
    """Two grandparents on one line."""

    left: Grandparent
    right: Grandparent = Grandparent()


def draw_left_behind(pages: Pages, sheet: LeftBehindSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    old = sheet.grandparents or tuple(Grandparent(which=each) for each in _GRANDPARENTS)
    parents = sheet.parents or tuple(AwayParent(which=each) for each in _PARENTS)
    pairs = [_Pair(*old[place : place + 2]) for place in range(0, len(old), 2)]
    signs = field_row(
        *((who, "", 26, 54) for who in ("单位负责人", "复核人", "填表人")), height=11 * MM
    )
    flow.add(
        _child(sheet),
        Block("祖辈", (table("祖辈", _GRANDPARENT, pairs),)),
        Block("父母", (table("父母", _PARENT, parents),)),
        _guardianship(sheet),
        _aid(sheet),
        Block("签名", (Table((signs,)),), is_kept=True),
    )
    flow.end()


def _said(is_so: bool | None) -> str:
    return ticks(YES_NO, {None: "", True: "是", False: "否"}[is_so])


def _child(sheet: LeftBehindSheet) -> Block:
    rows = (
        field_row(
            ("姓名", sheet.name, 14, 40),
            ("性别", sheet.sex, 13, 10),
            ("民族", sheet.nation, 13, 20),
            ("出生日期", written_date(sheet.born), 20, 42),
            ("公民身份号码", sheet.id_no, 28, 40),
        ),
        field_row(
            ("是否登记户口", _said(sheet.has_hukou), 28, 28),
            ("户籍所在地", sheet.hukou_address, 24, 66),
            ("现居住地", sheet.home_address, 22, 72),
            lines=3,
        ),
        field_row(
            ("身体情况", ticks(BODIES, sheet.body), 22, 54),
            ("残疾类别及等级", sheet.disability, 32, 40),
            ("患病类型", sheet.illness, 22, 70),
        ),
        field_row(
            ("是否学校寄宿", _said(sheet.boards), 28, 28),
            ("就学情况", ticks(STAGES, sheet.stage), 22, 162),
        ),
    )
    return Block("儿童\n个人\n情况", (Table(rows),), is_kept=True)


_GRANDPARENT: Final[Sequence[Column[_Pair]]] = (
    Column("称谓", 20, lambda two: two.left.which, lines=1),
    Column("姓名", 60, lambda two: two.left.name),
    Column("出生日期", 40, lambda two: written_date(two.left.born), lines=1),
    Column("称谓", 20, lambda two: two.right.which, lines=1),
    Column("姓名", 60, lambda two: two.right.name),
    Column("出生日期", 40, lambda two: written_date(two.right.born), lines=1),
)
_PARENT: Final[Sequence[Column[AwayParent]]] = (
    Column("称谓", 16, lambda one: one.which, lines=1),
    Column("姓名", 36, lambda one: one.name),
    Column("出生日期", 38, lambda one: written_date(one.born), lines=1),
    Column("当前务工地点", 66, lambda one: one.work_place),
    Column("联系电话", 38, lambda one: one.phone),
    Column("公民身份号码", 46, lambda one: one.id_no, lines=1),
)


def _guardianship(sheet: LeftBehindSheet) -> Block:
    rows = (
        field_row(
            ("父母双方同时外出", _said(sheet.both_away), 38, 32),
            ("一方外出另一方无监护能力", _said(sheet.one_away), 54, 32),
            ("无监护能力方", ticks(("父", "母"), sheet.unable_parent), 30, 54),
            lines=1,
        ),
        field_row(
            ("委托其他监护人", ticks(("有", "无"), _entrusted(sheet)), 34, 32),
            ("委托监护人姓名", sheet.carer, 34, 46),
            ("联系电话", sheet.carer_phone, 22, 72),
        ),
        field_row(
            ("公民身份号码", sheet.carer_id_no, 30, 44),
            ("与被监护人关系", sheet.carer_relation, 34, 28),
            ("居住地址", sheet.carer_address, 22, 82),
            lines=3,
        ),
        field_row(("监护类型", ticks(KINDS, sheet.kind), 24, 216)),
    )
    return Block("实际\n监护\n情况", (Table(rows),), is_kept=True)


def _entrusted(sheet: LeftBehindSheet) -> str:
    return {None: "", True: "有", False: "无"}[sheet.is_entrusted]


def _aid(sheet: LeftBehindSheet) -> Block:
    row = field_row(
        ("家庭经济来源", ticks(INCOMES, *sheet.incomes), 28, 92),
        ("救助帮扶情况", ticks(AIDS, *sheet.aids), 28, 92),
    )
    return Block("经济和\n帮扶", (Table((row,)),), is_kept=True)


PAPER: Final = Paper(
    "E-20", TITLE, LeftBehindSheet, draw_left_behind, VERSION, size=A4_LANDSCAPE, a3=A3.WIDER
)
