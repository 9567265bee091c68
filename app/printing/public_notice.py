"""E-08 公示 before a decision and E-08b 公布 after it: what may be posted, and nothing else.

Domain G.3 and 民发〔2021〕57号: no number, address, illness or child's name ever; drawing refuses.
A4 portrait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.public_words import require_public
from app.printing.layout.cells import Beside
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SealPlace
from app.printing.layout.tables import Column, field_row, table
from app.printing.layout.text import Align, Text
from app.printing.paper import A3, Paper
from app.printing.schemes import DIBAO
from app.printing.sheets import Sheet
from app.printing.style import LABEL, MM, TEXT
from app.printing.wording import BLANK_DATE, figures, number, written_date

VERSION: Final = "E-08 2026年第1版"
PUBLISHED_VERSION: Final = "E-08b 2026年第1版"

_BLANKS: Final = 10
"""Empty rows of a form to be filled in by pen."""


@dataclass(frozen=True, kw_only=True)
class NoticedHousehold:
    """One household. ``applicant``: as it is to be read, masked or not; ``group``: 大湾村3组.

    ``amount``: 元/月, proposed or decided.
    """

    applicant: str = ""
    member_count: int | None = None
    protected_count: int | None = None
    amount: Decimal | None = None
    group: str = ""


@dataclass(frozen=True)
class _Counted:
    """A household and its place in the list."""

    place: int
    home: NoticedHousehold


@dataclass(frozen=True, kw_only=True)
class PublicNoticeSheet(Sheet):
    """All of E-08 and E-08b. ``scheme``: a name of ``schemes.WORDS``; ``is_change``: 拟变更 instead of 拟纳入.

    ``phone``, ``complaints``: of the office that is told of objections, not of anybody noticed.
    """

    scheme: str = DIBAO
    is_change: bool = False
    households: tuple[NoticedHousehold, ...] = ()
    posted_on: date | None = None
    until: date | None = None
    place: str = ""
    note: str = ""
    phone: str = ""
    complaints: str = ""


def draw_notice(pages: Pages, sheet: PublicNoticeSheet, frame: Frame) -> None:
    """Draw a 公示; raises ``Refused`` notice_private."""
    _check(sheet)
    first = sheet.households[0].applicant if sheet.households else "　　　　"
    step = "拟变更" if sheet.is_change else "拟纳入"
    many = f"{len(sheet.households)}户" if sheet.households else "　　户"
    caption = f"关于{first}等{many}{step}{sheet.scheme}的公示"
    said = (
        f"　　经申请、家庭经济状况调查和审核，下列家庭{step}{sheet.scheme}。现予公示，接受群众监督。"
        "公示期内对下列家庭有异议的，请向下列单位反映；反映情况应当真实，受理单位为反映人保密。"
    )
    rows = (
        field_row(("公示期限", _period(sheet), 24, 146)),
        field_row(("公示地点", sheet.place, 24, 146)),
    )
    _draw(pages, sheet, frame, caption, said, _NOTICED, rows)


def draw_published(pages: Pages, sheet: PublicNoticeSheet, frame: Frame) -> None:
    """Draw a 公布: names, family sizes and amounts only; raises ``Refused`` notice_private."""
    _check(sheet)
    many = f"{len(sheet.households)}户" if sheet.households else "　　户"
    said = f"　　下列{many}家庭已经审核确认，纳入{sheet.scheme}，现予公布，接受群众监督。"
    rows = (field_row(("公布地点", sheet.place, 24, 146)),)
    _draw(pages, sheet, frame, f"{sheet.scheme}对象名单", said, _PUBLISHED, rows)


def _check(sheet: PublicNoticeSheet) -> None:
    texts = {"公示地点": sheet.place, "说明": sheet.note}
    texts |= {f"第{place}户所在组": one.group for place, one in enumerate(sheet.households, 1)}
    names = [one.applicant for one in sheet.households]
    require_public(texts, names=names)


def _draw(
    pages: Pages,
    sheet: PublicNoticeSheet,
    frame: Frame,
    caption: str,
    said: str,
    columns: Sequence[Column[_Counted]],
    rows: Sequence[Row],
) -> None:
    flow = Flow(pages, frame)
    counted = [_Counted(place, one) for place, one in enumerate(sheet.households, 1)]
    blanks = _BLANKS * sheet.is_blank
    head = Text(caption, "公示标题", LABEL.at(13), Align.CENTRE, 2)
    body = Text(said, "公示内容", TEXT, lines=4, smallest=TEXT.size)
    flow.add(
        Block("", (Table((Row(((head, 1),), 12 * MM), Row(((body, 1),)))),), is_kept=True),
        Block("", (table("公示名单", columns, counted, blanks=blanks),)),
        Block("", (Table(rows),), is_kept=True),
    )
    if sheet.note:
        flow.add(prose("说明", sheet.note, least=9 * MM))
    flow.add(_contact(sheet))
    flow.end()


_NAME: Final[Sequence[Column[_Counted]]] = (
    Column("序号", 14, lambda one: str(one.place), lines=1),
    Column("申请人姓名", 40, lambda one: one.home.applicant),
    Column("家庭成员数", 24, lambda one: number(one.home.member_count), lines=1),
)
_NOTICED: Final[Sequence[Column[_Counted]]] = (
    *_NAME,
    Column("保障人数", 22, lambda one: number(one.home.protected_count), lines=1),
    Column("拟保障金额\n（元/月）", 28, lambda one: figures(one.home.amount), Align.RIGHT, lines=1),
    Column("所在村（居）组", 42, lambda one: one.home.group),
)
_PUBLISHED: Final[Sequence[Column[_Counted]]] = (
    *_NAME,
    Column("保障金额\n（元/月）", 40, lambda one: figures(one.home.amount), Align.RIGHT, lines=1),
)


def _period(sheet: PublicNoticeSheet) -> str:
    if sheet.posted_on is None or sheet.until is None:
        return f"{BLANK_DATE}至{BLANK_DATE}（7天，张贴当日不计）"
    days = (sheet.until - sheet.posted_on).days
    whole = f"{written_date(sheet.posted_on)}至{written_date(sheet.until)}"
    return f"{whole}（{days}天，张贴当日不计）"


def _contact(sheet: PublicNoticeSheet) -> Block:
    stamp = Beside((Text("", "盖章"), SealPlace(day=sheet.day)), (100, 70))
    rows = (
        field_row(("监督电话", sheet.phone, 24, 50), ("举报地址", sheet.complaints, 24, 72)),
        Row(((stamp, 1),), 50 * MM),
    )
    return Block("", (Table(rows),), is_kept=True)


def _paper(
    code: str,
    ending: str,
    draw: Callable[[Pages, PublicNoticeSheet, Frame], None],
    version: str,
    word: str,
) -> Paper:
    def titled(sheet: PublicNoticeSheet) -> str:
        return f"{sheet.scheme}{ending}"

    below = (f"{word}单位", f"{word}日期")
    title = titled(PublicNoticeSheet())
    return Paper(
        code,
        title,
        PublicNoticeSheet,
        draw,
        version,
        below=below,
        titled=titled,
        a3=A3.ENLARGED,
    )


PAPERS: Final[Sequence[Paper]] = (
    _paper("E-08", "审核公示", draw_notice, VERSION, "公示"),
    _paper("E-08b", "确认公布", draw_published, PUBLISHED_VERSION, "公布"),
)
