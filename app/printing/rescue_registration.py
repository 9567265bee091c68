"""E-25 求助登记表: who came, how, in what state, with what, and whether help is given. A4 portrait.

Named after annex 1 of 民政部 132号.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace, ThumbPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import number, ticks, written_moment

VERSION: Final = "E-25 2026年第1版"
TITLE: Final = "求助登记表"

NEEDS: Final = ("食宿", "就医", "联系亲友", "乘车返乡", "寻亲", "其他")
AID: Final = ("无", "低保", "特困", "不详")
ANSWERS: Final = ("予以救助", "不予救助", "转介")
_RELATIVES: Final = 2
_THINGS: Final = 3
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class Relative:
    """Somebody to be told."""

    name: str = ""
    relation: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Something the person had, and what became of it."""

    name: str = ""
    count: str = ""
    handling: str = ""


@dataclass(frozen=True, kw_only=True)
class RescueSheet(Sheet):
    """All of E-25. ``needs``: words of ``NEEDS``; ``aid``: one of ``AID``; ``answer``: of
    ``ANSWERS``; ``age``: as told or as it looks."""

    arrived_at: datetime | None = None
    way: str = ""
    escort: str = ""
    name: str = ""
    sex: str = ""
    age: str = ""
    nation: str = ""
    id_no: str = ""
    hukou_address: str = ""
    home_address: str = ""
    features: str = ""
    clothes: str = ""
    reason: str = ""
    story: str = ""
    times: int | None = None
    relatives: tuple[Relative, ...] = ()
    body: str = ""
    mind: str = ""
    injury: str = ""
    belongings: tuple[Belonging, ...] = ()
    aid: str = ""
    needs: tuple[str, ...] = ()
    answer: str = ""
    refusal: str = ""
    signature: Signature = field(default=Signature())


def draw_rescue(pages: Pages, sheet: RescueSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    blank = sheet.is_blank
    relatives = table("亲属", _RELATIVE, sheet.relatives, blanks=_RELATIVES * blank)
    things = table("随身物品", _THING, sheet.belongings, blanks=_THINGS * blank)
    signs = (
        SignPlace("求助人（签字）：", sheet.signature),
        SignPlace("接待人（签字）："),
        SignPlace("负责人（签字）："),
    )
    signed = Opinion("签字", _SHOWN, signs, None, has_thumb=True)
    flow.add(
        _arrival(sheet),
        _person(sheet),
        Block("亲属\n联系", (relatives,)),
        _state(sheet),
        Block("随身\n物品", (things,)),
        _answer(sheet),
        signed.block(pages.fonts, frame.right - frame.left),
        remarks("求助人拒绝签字的，由2名工作人员写明情况并签字。"),
    )
    flow.end()


def _arrival(sheet: RescueSheet) -> Block:
    rows = (
        field_row(
            ("来站时间", written_moment(sheet.arrived_at), 22, 70), ("方式", sheet.way, 14, 47)
        ),
        field_row(("护送单位、人员", sheet.escort, 32, 121)),
    )
    return Block("来站", (Table(rows),), is_kept=True)


def _person(sheet: RescueSheet) -> Block:
    photos: Sequence[tuple[Content, float]] = (
        (ThumbPlace("正面照片"), 76),
        (ThumbPlace("侧面照片"), 77),
    )
    rows = (
        field_row(
            ("姓名", sheet.name, 14, 45),
            ("性别", sheet.sex, 14, 13),
            ("年龄", sheet.age, 14, 22),
            ("民族", sheet.nation, 14, 17),
        ),
        field_row(("证件号码", sheet.id_no, 22, 58), ("求助次数", number(sheet.times), 22, 51)),
        field_row(("户籍地", sheet.hukou_address, 22, 131)),
        field_row(("住所地", sheet.home_address, 22, 131)),
        field_row(("体貌特征", sheet.features, 22, 58), ("衣着", sheet.clothes, 14, 59), lines=3),
        field_row(("求助原因", sheet.reason, 22, 40), ("经过", sheet.story, 14, 77), lines=4),
        Row(photos, 27 * MM),
    )
    return Block("求助人", (Table(rows),), is_kept=True)


_RELATIVE: Final[Sequence[Column[Relative]]] = (
    Column("姓名", 30, lambda one: one.name),
    Column("关系", 24, lambda one: one.relation),
    Column("地址", 62, lambda one: one.address, Align.LEFT),
    Column("电话", 37, lambda one: one.phone),
)
_THING: Final[Sequence[Column[Belonging]]] = (
    Column("品名", 52, lambda one: one.name),
    Column("数量", 22, lambda one: one.count),
    Column("处置", 45, lambda one: one.handling),
    Column("本人签字", 34, lambda _: ""),
)


def _state(sheet: RescueSheet) -> Block:
    rows = (
        field_row(("身体检查", sheet.body, 22, 54), ("精神状态", sheet.mind, 22, 55)),
        field_row(
            ("外伤", sheet.injury, 22, 54), ("享受救助", ticks(AID, sheet.aid), 22, 55), lines=2
        ),
    )
    return Block("身体\n情况", (Table(rows),), is_kept=True)


def _answer(sheet: RescueSheet) -> Block:
    rows = (
        field_row(("需求", ticks(NEEDS, *sheet.needs), 22, 131)),
        field_row(
            ("救助决定", ticks(ANSWERS, sheet.answer), 22, 76), ("理由", sheet.refusal, 14, 41)
        ),
    )
    return Block("决定", (Table(rows),), is_kept=True)


_SHOWN: Final = "入站须知已向求助人出示并说明。"

PAPER: Final = Paper("E-25", TITLE, RescueSheet, draw_rescue, VERSION, below=("救助站", "登记日期"))
