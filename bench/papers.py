"""Papers: one warm, a batch, the first of a fresh process, and what they weigh.

The peer of the same run is ReportLab as most people use it (its own TrueType fonts, one string at
a time, no signatures) drawing as many strings and the same code. Where ``RUHU_TYPST`` names a Python that has typst, it draws the same
strings in turn with us, and the same codes, without lines and signatures; else its figures of elsewhere are
quoted (14.3 ms for one page, 127 pages a second). Ours have two pages, five signatures, signed codes.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

from app import resources
from app.domain.key_book import KeyBook, KnownKey, Withdrawn, read_book
from app.printing.fonts import BUNDLED, Fonts
from app.printing.layout.trace import Trace
from app.printing.papers import PRINTABLES, render, render_batch
from app.printing.preview import Preview
from app.printing.qr_seal import Seal, dark_runs, seal_text
from app.printing.sheets import Sheet
from app.printing.signer import Signer
from app.printing.style import Slot
from app.security.seal_check import check_text
from app.security.signatures import DeviceKeys
from bench.figures import Figure, median, timed
from tests.unit.printing.samples import ordinary

_WARM: Final = 30
_TIMED: Final = ("E-04", "E-07")
"""The two with most on them; all others are drawn from the same pieces."""
_BATCH: Final = 50
_MANY: Final = 200
TYPST: Final = "RUHU_TYPST"
"""Environment: a Python that has typst."""
_FAMILY: Final = "Noto Serif SC"
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
    with _typst() as typst:
        beside = [*_in_turn(fonts, typst)] if typst else []
    return [*_singly(fonts), *_batch(fonts), *beside, *_preview(fonts), *_fresh(), *_checked()]


# -- in turn with typst --------------------------------------------------------------------------

Peer = Callable[[list[list[tuple[float, float, str]]]], tuple[float, int, float]]


@contextmanager
def _typst() -> Generator[Peer | None]:
    """Another process that compiles what it is told; None where there is no typst."""
    python = os.environ.get(TYPST)
    if not python:
        yield None
        return
    child = Path(__file__).with_name("typst_child.py")
    command = [python, str(child), str(resources.path("fonts")), _FAMILY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        told, heard = run.stdin, run.stdout
        assert told
        assert heard

        def compile_(pages: list[list[tuple[float, float, str]]]) -> tuple[float, int, float]:
            told.write(json.dumps(pages) + "\n")
            told.flush()
            seconds, size, peak = json.loads(heard.readline())
            return seconds, size, peak

        yield compile_
        told.close()


def _in_turn(fonts: Fonts, typst: Peer) -> Iterator[Figure]:
    """One approval table warm, and two hundred of them, one after the other in the same minute."""
    sheet, signer = ordinary("E-07"), _signer()
    pages = _pages_of(_strings("E-07", sheet, fonts))
    ours: list[float] = []
    theirs: list[float] = []
    for place in range(_WARM // 2):
        changed = replace(sheet, number=f"2026-{place:06}")
        ours.append(_worked(partial(render, "E-07", changed, fonts, signer=signer)))
        code = (57.0, 770.0, _svg(changed, signer))
        told = [[*page, code] for page in pages]
        theirs.append(typst(told)[0])
    one, other = median(ours[3:]), median(theirs[3:])
    yield Figure(
        "paper E-07 warm, signed, beside typst", one / (other * 1000), "×", 1.0,
        f"ours {one:.1f} ms, typst {other * 1000:.1f} ms, strings and codes alone",
    )  # fmt: skip
    sheets = [replace(sheet, number=f"2026-{place:06}") for place in range(_MANY)]
    strings = [
        [*page, (57.0, 770.0, _svg(each, signer))]
        for each in sheets
        for page in _pages_of(_strings("E-07", each, fonts))
    ]
    rounds = [
        (_worked(partial(render_batch, "E-07", sheets, fonts, signer=signer)), typst(strings))
        for _ in range(2)
    ]
    mine = min(each for each, _ in rounds) / 1000
    told = min(each[0] for _, each in rounds)
    count = len(strings)
    yield Figure(
        f"batch of {_MANY} approval tables, signed, time beside typst", mine / told, "×", 1 / 1.5,
        f"ours {count / mine:.0f} pages/s, typst {count / told:.0f}, {rounds[0][1][2]:.0f} MB",
    )  # fmt: skip


def _svg(sheet: Sheet, signer: Signer) -> str:
    """The code of a sheet, as a user of typst would put it in."""
    seal = Seal(sheet.number, PRINTABLES["E-07"].title, sheet.day, sheet.number.rjust(32, "0"))
    size, runs = dark_runs(seal_text(seal, signer))
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in runs)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def _worked(do: Callable[[], object]) -> float:
    """Milliseconds of the processors, as the other side measures its own."""
    began = time.process_time()
    _ = do()
    return (time.process_time() - began) * 1000


def _pages_of(
    strings: list[tuple[int, float, float, str]],
) -> list[list[tuple[float, float, str]]]:
    found: dict[int, list[tuple[float, float, str]]] = {}
    for page, left, top, text in strings:
        found.setdefault(page, []).append((left, top, text))
    return [found[page] for page in sorted(found)]


def _signer() -> Signer:
    keys = DeviceKeys.generate()
    return Signer.of(keys.signing_public, keys.sign)


# -- authenticity --------------------------------------------------------------------------------


def _checked() -> list[Figure]:
    """Genuine, altered, revoked, unknown: the slowest, of 600 laptops and 3,000 withdrawn papers."""
    keys, stranger = DeviceKeys.generate(), _signer()
    known = {f"key{place}": KnownKey(bytes(32), "某镇人民政府") for place in range(600)}
    gone = {f"E01-{place}": Withdrawn(None, "已作废") for place in range(3000)}
    book = KeyBook(known, gone).with_key(KnownKey(keys.signing_public, "某镇人民政府"))
    written = book.written()
    signer = Signer.of(keys.signing_public, keys.sign)
    seal = Seal("E07-1", "审核确认表", None, "0" * 32)
    texts = (
        seal_text(seal, signer),
        seal_text(seal, signer).replace("E07-1", "E07-2"),
        seal_text(replace(seal, number="E01-7"), signer),
        seal_text(seal, stranger),
    )
    verdicts = [check_text(text, book).verdict.value for text in texts]
    assert verdicts == ["genuine", "altered", "revoked", "unknown_signer"]
    taken = max(
        min(timed(lambda text=text: check_text(text, read_book(written)), 3)) for text in texts
    )
    return [
        Figure("authenticity told, the book read anew", taken, "ms", 200.0, ", ".join(verdicts))
    ]


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
