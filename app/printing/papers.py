"""Everything that can be printed: one line a paper. Values in, the bytes of a PDF out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.errors import Refused
from app.printing import approval_form, economic_check
from app.printing.approval_form import ApprovalSheet, draw_approval_form
from app.printing.economic_check import EconomicCheckSheet, draw_economic_check
from app.printing.fonts import Fonts
from app.printing.layout.flow import Frame
from app.printing.layout.frames import Surround, open_frame, surround_pages
from app.printing.layout.pages import Facts, Pages
from app.printing.layout.trace import Trace
from app.printing.qr_seal import Seal, seal_text
from app.printing.sheets import Sheet, digest
from app.printing.style import A4_LANDSCAPE, A4_PORTRAIT
from app.printing.wording import written_date

WORKING_PAPER: Final = "线下工作底稿，以平台为准"
DRAFT: Final = "草稿"
PRACTICE: Final = "练习"


@dataclass(frozen=True)
class Paper:
    """A paper: what it is called, what it is printed from, how it is drawn.

    ``record``: the type of record whose id names it; ``watermark``: what always lies under it.
    """

    code: str
    title: str
    record: str
    sheet: type[Sheet]
    draw: Callable[[Pages, Any, Frame], None]
    version: str
    size: tuple[float, float] = A4_PORTRAIT
    watermark: str = ""

    def blank(self) -> Sheet:
        """The form with nothing filled in."""
        return self.sheet()

    def watermarks(self, sheet: Sheet) -> tuple[str, ...]:
        """What lies under this sheet, from the top down."""
        marks = (
            (self.watermark, bool(self.watermark)),
            (DRAFT, sheet.is_draft),
            (PRACTICE, sheet.is_practice),
        )
        return tuple(word for word, is_shown in marks if is_shown)


PRINTABLES: Final[Mapping[str, Paper]] = {
    paper.code: paper
    for paper in (
        Paper(
            "E-04",
            economic_check.TITLE,
            "visit",
            EconomicCheckSheet,
            draw_economic_check,
            economic_check.VERSION,
            size=A4_LANDSCAPE,
        ),
        Paper(
            "E-07",
            approval_form.TITLE,
            "assistance_case",
            ApprovalSheet,
            draw_approval_form,
            approval_form.VERSION,
            watermark=WORKING_PAPER,
        ),
    )
}


def paper(code: str) -> Paper:
    """The paper called ``code``; raises ``Refused`` when there is none."""
    if code not in PRINTABLES:
        known = "、".join(PRINTABLES)
        raise Refused(f"没有编号为“{code}”的表。可以打印的有：{known}。", code="paper_unknown")
    return PRINTABLES[code]


def render(code: str, sheet: Sheet, fonts: Fonts, *, trace: Trace | None = None) -> bytes:
    """The PDF of one sheet; the same sheet gives the same bytes.

    Raises ``Refused`` for characters no font can show and amounts that cannot be written,
    ``Unreadable`` for a damaged signature.
    """
    return render_batch(code, [sheet], fonts, trace=trace)


def render_batch(
    code: str, sheets: Sequence[Sheet], fonts: Fonts, *, trace: Trace | None = None
) -> bytes:
    """One PDF of many sheets, each with its own page numbers; raises what ``render`` raises.

    Faster and much smaller than one file a sheet: the fonts are put in once.
    """
    kind = paper(code)
    pages = Pages(fonts, kind.size, trace=trace)
    seals = [_draw(kind, pages, sheet, is_first=not place) for place, sheet in enumerate(sheets)]
    subject, made_at = (sheets[0].number, sheets[0].made_at) if len(sheets) == 1 else ("", None)
    return pages.save(Facts(kind.title, subject=subject, made_at=made_at, seal=" ".join(seals)))


def _draw(kind: Paper, pages: Pages, sheet: Sheet, *, is_first: bool) -> str:
    """Draw one sheet behind those that are there; gives its digest."""
    if not isinstance(sheet, kind.sheet):
        raise TypeError(f"{kind.code} is drawn from {kind.sheet.__name__}")
    if not is_first:
        pages.turn()
        pages.whose = f"编号{sheet.number}的"
    first = pages.count
    surround = _surround(kind, sheet)
    kind.draw(pages, sheet, open_frame(pages, surround))
    surround_pages(pages, surround, first)
    return surround.digest


def _surround(kind: Paper, sheet: Sheet) -> Surround:
    below = (
        ("填报单位", f"填报单位：{sheet.office}"),
        ("填表日期", f"填表日期：{written_date(sheet.day)}"),
    )
    marks = kind.watermarks(sheet)
    if sheet.is_blank:
        return Surround(kind.title, "", below, kind.version, watermarks=marks)
    seal = digest(kind.code, kind.version, sheet)
    code = seal_text(Seal(sheet.number, kind.title, sheet.day, seal))
    return Surround(kind.title, sheet.number, below, kind.version, seal, code, marks)
