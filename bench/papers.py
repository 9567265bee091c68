"""Papers: one warm, a batch, the first of a fresh process, and what they weigh.

The peer of the same run is ReportLab as most people use it (its own TrueType fonts, one string at
a time, no signatures) drawing as many strings and the same code. Typst was measured elsewhere at
14.3 ms for one page and 127 pages a second; our papers here have two pages and five signatures.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

from app import resources
from app.printing.fonts import BUNDLED, Fonts
from app.printing.layout.trace import Trace
from app.printing.papers import render, render_batch
from app.printing.preview import Preview
from app.printing.sheets import Sheet
from app.printing.style import Slot
from bench.figures import Figure, median, timed
from tests.unit.printing.samples import ordinary

_WARM: Final = 30
_TIMED: Final = ("E-04", "E-07")
"""The two with most on them; all others are drawn from the same pieces."""
_BATCH: Final = 50
_PAPER_GATE: Final = 30.0
_TYPST_PAGE: Final = 1000 / 127
_FPDF2: Final = 403
_FRESH: Final = """
import sys, time
begun = time.perf_counter()
from app import resources
from app.printing.approval_form_sheet import ApprovalSheet
from app.printing.fonts import Fonts
from app.printing.papers import render
imported = time.perf_counter()
render("E-07", ApprovalSheet(number="1", applicant="\u6b27\u9633\u9f91"), Fonts(resources.path("fonts")))
print((imported - begun) * 1000, (time.perf_counter() - imported) * 1000)
"""

_canvas: Any = canvas.Canvas
_metrics: Any = pdfmetrics
_font: Any = ttfonts.TTFont


def figures() -> list[Figure]:
    """Each in milliseconds or kilobytes; less is better."""
    fonts = Fonts(resources.path("fonts"))
    return [*_singly(fonts), *_batch(fonts), *_preview(fonts), *_fresh()]


def _singly(fonts: Fonts) -> list[Figure]:
    found: list[Figure] = []
    for code in _TIMED:
        sheet = ordinary(code)
        peer = _plain(_strings(code, sheet, fonts))
        beside = f"plain ReportLab {median(_warm(peer)):.1f} ms, typst 14.3 ms a page elsewhere"
        taken = median(_warm(lambda code=code, sheet=sheet: render(code, sheet, fonts)))
        found.append(Figure(f"paper {code} warm, 2 pages", taken, "ms", _PAPER_GATE, beside))
    return found


def _batch(fonts: Fonts) -> list[Figure]:
    sheet = ordinary("E-07")
    sheets = [replace(sheet, number=f"2026-{place:06}") for place in range(_BATCH)]
    made = render_batch("E-07", sheets, fonts)
    with Preview(made) as shown:
        pages = shown.page_count
    taken = median(timed(lambda: render_batch("E-07", sheets, fonts), 3)) / pages
    strings = [line for each in sheets for line in _strings("E-07", each, fonts)]
    peer = min(timed(_plain(strings), 2)) / pages
    beside = f"plain ReportLab {peer:.1f} ms, typst {_TYPST_PAGE:.1f} ms elsewhere"
    beside_size = f"fpdf2 {_FPDF2} kB elsewhere, one short page a sheet"
    return [
        Figure(f"batch of {pages} pages, a page", taken, "ms", _TYPST_PAGE, beside),
        Figure(f"batch of {pages} pages, size", len(made) / 1024, "kB", 1.2 * _FPDF2, beside_size),
        Figure("paper E-07, size a page", len(render("E-07", sheet, fonts)) / 2048, "kB", 50, ""),
    ]


def _preview(fonts: Fonts) -> list[Figure]:
    made = render("E-07", ordinary("E-07"), fonts)

    def show() -> None:
        with Preview(made) as shown:
            _ = shown.picture(0, 96)

    return [Figure("preview of one page at 96 dpi", median(timed(show, 10)), "ms")]


def _fresh() -> list[Figure]:
    """In a process of its own; the program imports on an idle timer, so only the second waits."""
    runs: list[tuple[float, float]] = []
    for _ in range(3):
        said = subprocess.run(
            [sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True
        )
        imported, drawn = map(float, said.stdout.split())
        runs.append((imported, drawn))
    imported, drawn = min(runs)
    return [
        Figure("paper, first of a process, import included", imported + drawn, "ms", 400.0),
        Figure("paper, first of a process, imported before", drawn, "ms", 50.0),
    ]


def _warm(work: Callable[[], object]) -> list[float]:
    _ = timed(work, 3)
    return timed(work, _WARM)


def _strings(code: str, sheet: Sheet, fonts: Fonts) -> list[tuple[int, float, float, str]]:
    """Every line of text of a paper: page, left, top, text."""
    trace = Trace()
    render(code, sheet, fonts, trace=trace)
    return [
        (mark.page, mark.box.left, mark.box.top, mark.text)
        for mark in trace.marks
        if mark.what == "text"
    ]


def _plain(strings: list[tuple[int, float, float, str]]) -> Callable[[], object]:
    """The same strings by ReportLab's own means; its font is opened once."""
    name = "bench-song"
    _metrics.registerFont(_font(name, str(resources.path("fonts", BUNDLED[Slot.SONG]))))

    def draw() -> object:
        made = _canvas(io.BytesIO(), pageCompression=1, initialFontName=name)
        page = 1
        made.setFont(name, 9)
        for at, left, top, text in strings:
            if at != page:
                made.showPage()
                made.setFont(name, 9)
                page = at
            made.drawString(left, 842 - top, text)
        return made.getpdfdata()

    return draw
