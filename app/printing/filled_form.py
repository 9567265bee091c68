"""V-01: any form of the county as it was filled in on a visit. A4 portrait.

What was asked, page by page: short answers side by side, rows of people as tables; then photos and
signatures. The sheet is made from the form itself, so a form needs no paper of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.printing.layout.cells import Above, Beside, Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.pictures import PhotoPlace, photo_rows
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.text import Align, Text, heading
from app.printing.paper import Paper
from app.printing.sheets import Sheet
from app.printing.style import CAPTION, HEAD, LABEL, ROW_VALUE, TEXT, VALUE

CODE: Final = "V-01"
VERSION: Final = "V-01 2026年第1版"
TITLE: Final = "走访记录表"

UNANSWERED: Final = "—"
_SHORT_LABEL: Final = 11
_SHORT_VALUE: Final = 13
"""Characters of a question and an answer that stand beside another such."""
_LABEL, _VALUE = 36.0, 49.0
_WIDEST: Final = 3.2
"""Times as wide as the narrowest column."""
_NUMBER_SHARE: Final = 0.07
_BLANK_ROWS: Final = 22


@dataclass(frozen=True, kw_only=True)
class FilledAnswer:
    """A question and what was said; ``is_note``: only ``label``, across the page."""

    label: str
    text: str = ""
    is_note: bool = False


@dataclass(frozen=True, kw_only=True)
class FilledTable:
    """Rows side by side under ``label``."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class FilledHeading:
    """``level`` 0 heads a page of the form, more lie inside it."""

    label: str
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class FilledPhoto:
    """A photo (JPEG or PNG) and what it shows."""

    caption: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class FilledSign:
    """Who signed, and the signature; without one a line for ink."""

    caption: str
    signature: Signature = field(default=Signature())


Filled = FilledAnswer | FilledTable | FilledHeading


@dataclass(frozen=True, kw_only=True)
class FilledSheet(Sheet):
    """``title``: of the form, 低保入户调查; ``form``: its id and version; ``facts``: whose home, who
    came when; ``content``: what the form asked."""

    title: str = ""
    form: str = ""
    facts: tuple[FilledAnswer, ...] = ()
    content: tuple[Filled, ...] = ()
    photos: tuple[FilledPhoto, ...] = ()
    signatures: tuple[FilledSign, ...] = field(default=())


def draw_filled(pages: Pages, sheet: FilledSheet, frame: Frame) -> None:
    """Draw the rows of the form into ``frame``."""
    flow = Flow(pages, frame)
    if sheet.is_blank:
        flow.add(*_blocks(_BLANK))
    else:
        flow.add(Block("", (Table(tuple(_facts(sheet))),), is_kept=True))
        flow.add(*_blocks(sheet.content))
    if sheet.photos:
        places = [PhotoPlace(one.caption, one.content) for one in sheet.photos]
        flow.add(Block("", (Table(photo_rows(places), (_heading("照片", 0),)),)))
    signs = sheet.signatures or (_BLANK_SIGNS if sheet.is_blank else ())
    if signs:
        flow.add(_signed(signs))
    flow.end()


def _facts(sheet: FilledSheet) -> Iterator[Row]:
    yield from _answers(sheet.facts)
    if sheet.form:
        yield _wide(FilledAnswer(label="所用表单", text=sheet.form))


def _blocks(content: Sequence[Filled]) -> Iterator[Block]:
    """A heading stays with what follows it."""
    rows: list[Row] = []
    answers: list[FilledAnswer] = []

    def ended() -> Iterator[Block]:
        rows.extend(_answers(answers))
        answers.clear()
        if rows:
            yield Block("", (Table(tuple(rows)),))
            rows.clear()

    headings: list[Row] = []
    for one in content:
        if isinstance(one, FilledAnswer):
            rows.extend(headings)
            headings.clear()
            answers.append(one)
        elif isinstance(one, FilledHeading):
            yield from ended()
            headings.append(_heading(one.label, one.level))
        else:
            yield from ended()
            yield Block("", (_table(one, headings),))
            headings.clear()
    yield from ended()


def _heading(label: str, level: int) -> Row:
    content: Content
    if level:
        content = Text(label, "小标题", CAPTION, lines=2, side=6)
    else:
        content = Text(label, "标题", LABEL, lines=2, side=6)
    return Row(((content, 1),))


def _answers(answers: Sequence[FilledAnswer]) -> Iterator[Row]:
    """Two short ones beside each other, long ones alone."""
    waiting: FilledAnswer | None = None
    for one in answers:
        if not _is_short(one):
            if waiting is not None:
                yield _wide(waiting)
            waiting = None
            yield _wide(one)
        elif waiting is None:
            waiting = one
        else:
            yield Row((*_cells(waiting, _VALUE), *_cells(one, _VALUE)))
            waiting = None
    if waiting is not None:
        yield _wide(waiting)


def _is_short(one: FilledAnswer) -> bool:
    is_brief = len(one.label) <= _SHORT_LABEL and _ems(one.text) <= _SHORT_VALUE
    return is_brief and not one.is_note and "\n" not in one.text


def _ems(text: str) -> float:
    """About how wide a text stands: letters and digits are half as wide as characters."""
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def _wide(one: FilledAnswer) -> Row:
    if one.is_note:
        return Row(((Text(one.label, "说明", CAPTION, lines=6, side=6), 1),), flows=True)
    return Row(_cells(one, _LABEL + 2 * _VALUE), flows=True)


def _cells(one: FilledAnswer, width: float) -> tuple[tuple[Content, float], ...]:
    label = Text(one.label, "题目", CAPTION, Align.LEFT, 2, smallest=9)
    text = Text(one.text or UNANSWERED, one.label, VALUE, lines=4, smallest=9)
    return ((label, _LABEL), (text, width))


def _table(one: FilledTable, above: Sequence[Row]) -> Table:
    widths = _widths(one)
    titles = [heading(title, HEAD, lines=3) for title in one.columns]
    columns = _row(heading("序号", HEAD), titles, widths)
    rows = [
        _row(
            Text(str(place), one.label, ROW_VALUE, Align.CENTRE),
            [Text(text, f"{one.label}第{place}行", ROW_VALUE, lines=3) for text in row],
            widths,
        )
        for place, row in enumerate(one.rows, 1)
    ]
    named = [_heading(one.label, 1)] if one.label else []
    return Table(rows, (*above, *named, columns))


def _row(number: Content, cells: Sequence[Content], widths: Sequence[float]) -> Row:
    """``number`` before the cells, in a narrow column of its own."""
    return Row([(number, sum(widths) * _NUMBER_SHARE), *zip(cells, widths, strict=True)])


def _widths(one: FilledTable) -> list[float]:
    """By the longest text of each column, within bounds."""
    longest = [
        max(len(title) / 2, *(_ems(row[place]) for row in one.rows))
        for place, title in enumerate(one.columns)
    ]
    least = max(2.0, min(longest))
    return [min(max(length / least, 1.0), _WIDEST) for length in longest]


def _signed(signs: Sequence[FilledSign]) -> Block:
    lines: list[Content] = []
    places = [SignPlace(f"{one.caption}（签字）：", one.signature) for one in signs]
    for start in range(0, len(places), 2):
        line: list[Content] = [*places[start : start + 2]]
        line += [Text("", "签字栏", TEXT)] * (2 - len(line))
        lines.append(Beside(tuple(line)))
    return Block("签字", (Table((Row(((Above(tuple(lines)), 1),)),)),), is_kept=True)


def _title(sheet: FilledSheet) -> str:
    return sheet.title or TITLE


PAPER: Final = Paper(CODE, TITLE, FilledSheet, draw_filled, VERSION, titled=_title)

_BLANK: Final[Sequence[Filled]] = (
    FilledTable(
        label="",
        columns=("问了什么", "怎么回答"),
        rows=tuple(("", "") for _ in range(_BLANK_ROWS)),
    ),
)
_BLANK_SIGNS: Final = tuple(
    FilledSign(caption=one) for one in ("走访人（一）", "走访人（二）", "受访人", "村（居）见证人")
)
