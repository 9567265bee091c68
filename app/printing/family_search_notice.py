"""E-26 寻亲公告: somebody whose family is looked for; contents as the national site asks. A4 portrait.

No number of a certificate ever; drawing refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.public_words import require_no_numbers
from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.pictures import PhotoPlace
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import PastePlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import written_date

VERSION: Final = "E-26 2026年第1版"
TITLE: Final = "寻亲公告"
_FRAME: Final = (44 * MM, 58 * MM)
"""Upright, three to four, as the national site shows faces."""


@dataclass(frozen=True, kw_only=True)
class FamilySearchSheet(Sheet):
    """All of E-26. ``name``: as told, or 不详; ``age``: as told or as it looks; ``phone``: of the
    station; ``photo``: a JPEG or PNG of the face."""

    name: str = ""
    sex: str = ""
    age: str = ""
    height: str = ""
    health: str = ""
    intellect: str = ""
    mind: str = ""
    features: str = ""
    accent: str = ""
    clothes: str = ""
    found_on: date | None = None
    found_place: str = ""
    station: str = ""
    phone: str = ""
    photo: bytes | None = None


def draw_family_search(pages: Pages, sheet: FamilySearchSheet, frame: Frame) -> None:
    """Draw the notice; raises ``Refused`` notice_private."""
    texts = {
        "姓名": sheet.name,
        "体貌特征": sheet.features,
        "衣着特征": sheet.clothes,
        "口音": sheet.accent,
        "发现地点": sheet.found_place,
    }
    require_no_numbers(texts)
    flow = Flow(pages, frame)
    flow.add(
        Block("照片", (Table((Row(_photo(sheet), 64 * MM),)),), is_kept=True),
        _person(sheet),
        prose("体貌\n特征", sheet.features, least=24 * MM),
        prose("发现时\n衣着", sheet.clothes, least=18 * MM),
        _found(sheet),
    )
    flow.end()


def _photo(sheet: FamilySearchSheet) -> Sequence[tuple[Content, float]]:
    """The picture of the file, upright; without one a frame to paste it into."""
    if sheet.photo is None:
        return ((PastePlace("照片", *_FRAME), 1),)
    return ((PhotoPlace("照片", sheet.photo, _FRAME[1]), 1),)


def _person(sheet: FamilySearchSheet) -> Block:
    rows = (
        field_row(
            ("姓名", sheet.name, 22, 54), ("性别", sheet.sex, 14, 18), ("年龄", sheet.age, 14, 31)
        ),
        field_row(("身高", sheet.height, 22, 54), ("口音", sheet.accent, 14, 63)),
        field_row(
            ("健康状况", sheet.health, 22, 30),
            ("智力状况", sheet.intellect, 22, 28),
            ("精神状况", sheet.mind, 22, 29),
        ),
    )
    return Block("基本\n情况", (Table(rows),), is_kept=True)


def _found(sheet: FamilySearchSheet) -> Block:
    rows = (
        field_row(("发现日期", written_date(sheet.found_on), 24, 129)),
        field_row(("发现地点", sheet.found_place, 24, 129)),
        field_row(("救助机构", sheet.station, 24, 129)),
        field_row(("联系电话", sheet.phone, 24, 129)),
    )
    return Block("联系", (Table(rows),), is_kept=True)


PAPER: Final = Paper(
    "E-26", TITLE, FamilySearchSheet, draw_family_search, VERSION, below=("发布单位", "发布日期")
)
