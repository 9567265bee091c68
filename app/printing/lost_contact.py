"""E-34 儿童父母失联情况认定表: five parties say that a parent cannot be found. A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.paper import Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.served import UNCHECKED
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import ticks, written_date

VERSION: Final = "E-34 2026年第1版"
TITLE: Final = "儿童父母失联情况认定表"

PARENTS: Final = ("父亲", "母亲")
_NEIGHBOURS: Final = 3
"""Rows for neighbours; they sign in any case."""


@dataclass(frozen=True, kw_only=True)
class NeighbourWitness:
    """A neighbour who confirms it."""

    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class LostContactSheet(Sheet):
    """All of E-34. ``which``: a word of ``PARENTS``, of the parent who is lost."""

    child: PersonLines = field(default=PersonLines())
    which: str = ""
    parent: str = ""
    parent_id_no: str = ""
    last_contact: date | None = None
    reported_on: date | None = None
    receipt_no: str = ""
    story: str = ""
    neighbours: tuple[NeighbourWitness, ...] = ()
    village_opinion: str = ""
    township_opinion: str = ""
    county_opinion: str = ""


def draw_lost_contact(pages: Pages, sheet: LostContactSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    people = sheet.neighbours or (NeighbourWitness(),) * _NEIGHBOURS
    promised = Opinion(
        "个人\n承诺", _PROMISED, (SignPlace("监护人（签字）："),), None, has_thumb=True, a_line=1
    )
    flow.add(
        Block("儿童", (Table(person_rows(sheet.child)),), is_kept=True),
        _parent(sheet),
        prose("失联\n经过", sheet.story, least=20 * MM),
        promised.block(pages.fonts, width),
        Block("邻里\n证明", (table("邻里证明", _NEIGHBOUR, people, height=9 * MM),)),
        _opinion("村（居）\n委会\n证实", sheet.village_opinion).block(pages.fonts, width),
        _opinion("乡镇\n（街道）\n查验", sheet.township_opinion).block(pages.fonts, width),
        _opinion("县民政局\n确认", sheet.county_opinion).block(pages.fonts, width),
        remarks(f"公安机关无法查找时使用本表。{UNCHECKED}"),
    )
    flow.end()


def _parent(sheet: LostContactSheet) -> Block:
    rows = (
        field_row(
            ("失联一方", ticks(PARENTS, sheet.which), 22, 40), ("姓名", sheet.parent, 14, 77)
        ),
        field_row(
            ("公民身份号码", sheet.parent_id_no, 28, 48),
            ("最后联系", written_date(sheet.last_contact), 22, 55),
        ),
        field_row(
            ("报警日期", written_date(sheet.reported_on), 22, 54),
            ("公安回执号", sheet.receipt_no, 26, 51),
        ),
    )
    return Block("失联\n父母", (Table(rows),), is_kept=True)


_NEIGHBOUR: Final[Sequence[Column[NeighbourWitness]]] = (
    Column("姓名", 30, lambda one: one.name),
    Column("住址", 50, lambda one: one.address),
    Column("电话", 30, lambda one: one.phone),
    Column("签字（手印）", 43, lambda _: ""),
)
_PROMISED: Final = "以上情况属实。如有隐瞒或者虚报，愿意退回领取的补贴，并承担相应责任。"


def _opinion(label: str, text: str) -> Opinion:
    return Opinion(label, text, (SignPlace("负责人（签字）："),), None, "（盖章）", a_line=1)


PAPER: Final = Paper("E-34", TITLE, LostContactSheet, draw_lost_contact, VERSION)
