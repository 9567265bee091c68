"""E-09-2, E-10, E-18-2 certificates as booklets, and each as a card: who is provided for, with what.

A booklet page is 88 × 125 mm, a card 85.6 × 54 mm; what a county's own booklet has where is to be
measured (待县局确认). 套打 prints only what is filled in onto booklets that are printed already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.printing.certificate_sheet import CardSheet, CertificateSheet, PaidSince, Reviewed
from app.printing.confirm_notice import ProvidedMember
from app.printing.layout.cells import Beside, Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.setting import BOOKLET_PAGE, CARD_FACE
from app.printing.layout.signing import PastePlace, SealPlace
from app.printing.layout.tables import Column, table
from app.printing.layout.text import Align, Text, heading
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import BOOKLET, CAPTION, CARD, MM, VALUE, Type
from app.printing.wording import figures, number, words, written_date, written_month

T = TypeVar("T")

BELOW: Final = ("发证机关", "发证日期")
DIBAO_BOOK, DIBAO_CARD = "E-09-2", "E-09-3"
TEKUN_BOOK, TEKUN_CARD = "E-10", "E-10-2"
CHILD_BOOK, CHILD_CARD = "E-18-2", "E-18-3"

_PHOTO: Final = (26 * MM, 35 * MM)
"""一寸 with an edge to paste it by."""
_BLANKS: Final = 9
"""Empty rows of a record page, for a pen."""
_FAMILY_BLANKS: Final = 6
_CARD_BLANKS: Final = 2
_CARD_TOLD: Final = 2
"""Of what is told there is room for so much on a card."""
_ROW: Final = 6.8 * MM
_CARD_ROW: Final = 5 * MM
_BOOK_TYPES: Final = (CAPTION.at(9), VALUE.at(9))
_CARD_TYPES: Final = (CAPTION.at(7.5), VALUE.at(8))

Facts = Sequence[tuple[str, Callable[[Any], str]]]


@dataclass(frozen=True)
class _Kind:
    """What is particular to a certificate. ``holder`` and ``support``: captions and their values;
    ``shown``: what stands on a card."""

    book: str
    card: str
    name: str
    holder: Facts
    support: Facts
    shown: Facts
    told: Sequence[str]
    has_members: bool = False
    has_photo: bool = True


# -- the booklet ---------------------------------------------------------------------------------


def _draw_book(kind: _Kind) -> Callable[[Pages, CertificateSheet, Frame], None]:
    def draw(pages: Pages, sheet: CertificateSheet, frame: Frame) -> None:
        flow = Flow(pages, frame)
        flow.add(_facts(sheet, kind.holder, _BOOK_TYPES, _ROW), _issued(sheet, kind))
        flow.turn()
        if kind.has_members:
            blanks = _FAMILY_BLANKS * sheet.is_blank
            flow.add(_listed("家庭成员", _MEMBER, sheet.members, blanks=blanks))
        flow.add(_facts(sheet, kind.support, _BOOK_TYPES, _ROW))
        flow.turn()
        flow.add(_listed("发放记录", _PAID, sheet.paid, blanks=_BLANKS))
        flow.turn()
        flow.add(_listed("核查记录", _REVIEWED, sheet.reviews, blanks=_BLANKS))
        flow.turn()
        flow.add(_told(kind.told, _BOOK_TYPES[1]))
        flow.end()

    return draw


def _facts(sheet: Sheet, facts: Facts, types: tuple[Type, Type], least: float) -> Block:
    """A row for each: its caption, its value."""
    caption, value = types
    rows = [
        Row(
            (
                (heading(name, caption), 22),
                (Text(say(sheet), name, value, lines=2, smallest=value.size - 1), 54),
            ),
            least,
        )
        for name, say in facts
    ]
    return Block("", (Table(rows),))


def _issued(sheet: CertificateSheet, kind: _Kind) -> Block:
    """The holder's photo and the place of the stamp. A child's certificate has no photo."""
    seal: Content = SealPlace(day=sheet.day)
    photo: Content = PastePlace("照片", *_PHOTO) if kind.has_photo else Text("", "照片")
    return Block("", (Table((Row(((Beside((photo, seal), (30, 46)), 1),)),)),), is_kept=True)


def _listed(
    name: str, columns: Sequence[Column[T]], records: Sequence[T], *, blanks: int = 0
) -> Block:
    """A record page: what is known, then empty rows for a pen up to ``blanks``."""
    rows = table(name, columns, records, blanks=max(blanks - len(records), 0), height=_ROW)
    top = Row(((heading(name, CAPTION.at(10)), 1),), _ROW)
    return Block("", (Table(rows.rows, (top, *rows.headings)),))


def _told(texts: Sequence[str], type_: Type, *, is_named: bool = True) -> Block:
    """What holder and office promise each other, numbered."""
    said = "\n".join(f"{place}．{text}" for place, text in enumerate(texts, 1))
    body = Text(said, "说明", type_, lines=30, smallest=type_.size, is_top=True)
    named = (Row(((heading("说明", CAPTION.at(10)), 1),), _ROW),) * is_named
    return Block("", (Table((*named, Row(((body, 1),), flows=True))),), is_kept=True)


_MEMBER: Final[Sequence[Column[ProvidedMember]]] = (
    Column("姓名", 30, lambda one: one.name),
    Column("关系", 22, lambda one: one.relation),
    Column("出生年月", 24, lambda one: written_month(one.born) if one.born else "", lines=1),
)
_PAID: Final[Sequence[Column[PaidSince]]] = (
    Column("起始月份", 24, lambda one: written_month(one.month) if one.month else "", lines=1),
    Column("月金额（元）", 24, lambda one: figures(one.amount), Align.RIGHT, lines=1),
    Column("备注", 28, lambda one: one.remark),
)
_REVIEWED: Final[Sequence[Column[Reviewed]]] = (
    Column("核查日期", 27, lambda one: written_date(one.day) if one.day else "", lines=1),
    Column("核查结果", 26, lambda one: one.result),
    Column("核查人", 23, lambda one: one.by),
)


# -- the card ------------------------------------------------------------------------------------


def _draw_card(kind: _Kind) -> Callable[[Pages, CardSheet, Frame], None]:
    def draw(pages: Pages, sheet: CardSheet, frame: Frame) -> None:
        flow = Flow(pages, frame)
        flow.add(_facts(sheet, kind.shown, _CARD_TYPES, _CARD_ROW))
        flow.turn()
        if kind.has_members:
            blanks = _CARD_BLANKS * sheet.is_blank
            rows = table("家庭成员", _MEMBER, sheet.members, blanks=blanks, height=_CARD_ROW)
            flow.add(Block("", (rows,)))
        flow.add(_told(kind.told[:_CARD_TOLD], _CARD_TYPES[1].at(7), is_named=False))
        flow.end()

    return draw


# -- the three -----------------------------------------------------------------------------------


def _money(amount: Decimal | None) -> str:
    """￥1130.00（壹仟壹佰叁拾元整）."""
    return "" if amount is None else f"￥{figures(amount)}（{words(amount)}）"


def _since(sheet: CertificateSheet | CardSheet) -> str:
    return f"{written_month(sheet.from_month)}起"


def _until(sheet: CertificateSheet | CardSheet) -> str:
    if sheet.valid_to:
        return written_date(sheet.valid_to)
    return "" if sheet.is_blank else "以核查记录为准"


def _birth(sheet: CertificateSheet | CardSheet) -> str:
    return written_date(sheet.born)


_NO_LENDING: Final = "本证仅限本人（户）使用，不得转借、涂改。遗失的，应当及时向发证机关申请补发。"
_TOLD: Final = (
    "家庭人口、收入、财产发生变化的，应当及时告知乡镇人民政府（街道办事处）。",
    _NO_LENDING,
    "请配合定期核查，核查结果记入本证。",
    "停发、终止救助的，本证应当交回发证机关。",
)
_CHILD_TOLD: Final = (
    "儿童和监护人的情况发生变化的，监护人应当及时告知乡镇人民政府（街道办事处）。",
    _NO_LENDING,
    "基本生活费应当用于儿童的生活、学习和医疗。",
    "不再符合条件的，本证应当交回发证机关。",
)

_DIBAO: Final = _Kind(
    DIBAO_BOOK,
    DIBAO_CARD,
    "最低生活保障",
    (
        ("户主姓名", lambda one: one.holder),
        ("保障类型", lambda one: one.kind),
        ("住址", lambda one: one.address),
    ),
    (
        ("保障人数", lambda one: number(one.protected_count)),
        ("月保障金额", lambda one: _money(one.month_total)),
        ("起始月份", _since),
        ("有效期至", _until),
    ),
    (
        ("户主姓名", lambda one: one.holder),
        ("保障类型", lambda one: one.kind),
        ("人数、起始", lambda one: f"{number(one.protected_count) or '　'}人　{_since(one)}"),
    ),
    _TOLD,
    has_members=True,
)
_TEKUN: Final = _Kind(
    TEKUN_BOOK,
    TEKUN_CARD,
    "特困人员救助供养",
    (
        ("姓名", lambda one: one.holder),
        ("性别", lambda one: one.sex),
        ("公民身份号码", lambda one: one.id_no),
        ("对象类别", lambda one: one.kind),
        ("住址", lambda one: one.address),
    ),
    (
        ("供养方式", lambda one: one.mode),
        ("自理能力", lambda one: one.grade),
        ("照料人", lambda one: one.carer),
        ("基本生活费", lambda one: _money(one.basic)),
        ("照料护理费", lambda one: _money(one.care)),
        ("月合计", lambda one: _money(one.month_total)),
        ("起始月份", _since),
        ("有效期至", _until),
    ),
    (
        ("姓名、性别", lambda one: f"{one.holder}　{one.sex}".rstrip("　")),
        ("对象类别", lambda one: one.kind),
        ("起始月份", _since),
    ),
    _TOLD,
)
_CHILD: Final = _Kind(
    CHILD_BOOK,
    CHILD_CARD,
    "儿童福利",
    (
        ("姓名", lambda one: one.holder),
        ("性别", lambda one: one.sex),
        ("出生日期", _birth),
        ("公民身份号码", lambda one: one.id_no),
        ("儿童类别", lambda one: one.kind),
    ),
    (
        ("监护人", lambda one: one.guardian),
        ("与儿童关系", lambda one: one.guardian_relation),
        ("养育方式", lambda one: one.mode),
        ("月保障金额", lambda one: _money(one.month_total)),
        ("起始月份", _since),
        ("有效期至", _until),
    ),
    (
        ("姓名、性别", lambda one: f"{one.holder}　{one.sex}".rstrip("　")),
        ("儿童类别", lambda one: one.kind),
        ("监护人", lambda one: one.guardian),
    ),
    _CHILD_TOLD,
    has_photo=False,
)


def _pair(kind: _Kind) -> tuple[Paper, Paper]:
    book = Paper(
        kind.book,
        f"{kind.name}证",
        CertificateSheet,
        _draw_book(kind),
        f"{kind.book} 2026年第1版",
        size=BOOKLET,
        below=BELOW,
        setting=BOOKLET_PAGE,
        may_fill=True,
    )
    card = Paper(
        kind.card,
        f"{kind.name}卡",
        CardSheet,
        _draw_card(kind),
        f"{kind.card} 2026年第1版",
        size=CARD,
        below=BELOW,
        setting=CARD_FACE,
        may_fill=True,
    )
    return book, card


PAPERS: Final[Sequence[Paper]] = tuple(
    each for kind in (_DIBAO, _TEKUN, _CHILD) for each in _pair(kind)
)
CERTIFICATES: Final = frozenset(each.code for each in PAPERS)
"""What is asked back when the support ends."""
