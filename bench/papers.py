"""Papers: one warm, a batch, the first of a fresh process, and what they weigh.

The peer of the same run is ReportLab as most people use it (its own TrueType fonts, one string at
a time, no signatures) drawing as many strings. Where ``RUHU_TYPST`` names a Python that has typst,
it makes the same approval tables in turn with us, from ``approval.typ``: the same rows, words,
signatures, watermark and codes on as many pages. Its figures of elsewhere are quoted beside ours
(14.3 ms for one page, 127 pages a second). Where ``RUHU_SOFFICE`` names LibreOffice's ``soffice``,
it makes them in turn with us from a merged document; nothing is gated by it, nothing of it can be
warm. Without the one or the other its lines say that nothing was measured.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

from app import resources
from app.domain.key_book import KeyBook, KnownKey, Withdrawn, key_name, read_book
from app.printing.approval_form_sheet import ApprovalSheet
from app.printing.fonts import BUNDLED, Fonts
from app.printing.layout.trace import Trace
from app.printing.papers import render, render_batch
from app.printing.preview import Preview
from app.printing.qr_seal import Seal, seal_text
from app.printing.sheets import Sheet
from app.printing.signer import Signer
from app.printing.style import Slot
from app.security.seal_check import check_text
from app.security.signatures import DeviceKeys
from bench.approval_told import put_picture, told
from bench.duel import Peer, Peers, beside, raced_name, turn
from bench.figures import Figure, median, timed
from bench.soffice import PROGRAM, office
from tests.unit.printing.samples import ordinary

_WARM: Final = 30
_TIMED: Final = ("E-04", "E-07")
"""The two with most on them; all others are drawn from the same pieces."""
_BATCH: Final = 50
_MANY: Final = 200
_STARTS: Final = 7
"""Of LibreOffice, a second each."""
TYPST: Final = "RUHU_TYPST"
"""Environment: a Python that has typst."""
_PAPER_GATE: Final = 30.0
_TYPST_PAGE: Final = 1000 / 127
_FPDF2: Final = 403
_ONE: Final = "paper E-07 warm, signed"
_ONE_FILE: Final = f"batch of {_MANY} approval tables in one file"
_FILES: Final = f"{_MANY} approval tables in files"
_RACED: Final = {_ONE: 1.0, _ONE_FILE: 1 / 1.5, _FILES: 1.0}
"""In turn with typst, and how often its time ours may be at most."""
_OFFICE_ONE: Final = "paper E-07, signed"
_OFFICE_ONE_FILE: Final = f"batch of {_MANY} approval tables merged in one file"
_MERGED: Final = dict.fromkeys((_OFFICE_ONE, _OFFICE_ONE_FILE, _FILES))
"""In turn with LibreOffice: told only."""
_OFFICE: Final = "LibreOffice"
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

_BATCH_ALONE: Final = """
import resource, sys
from dataclasses import replace
from app import resources
from app.printing.fonts import Fonts
from app.printing.papers import render_batch
from app.printing.signer import Signer
from app.security.signatures import DeviceKeys
from tests.unit.printing.samples import ordinary
keys = DeviceKeys.generate()
signer = Signer.of(keys.signing_public, keys.sign)
sheets = [replace(ordinary("E-07"), number=f"2026-{n:06}") for n in range(int(sys.argv[1]))]
_ = render_batch("E-07", sheets, Fonts(resources.path("fonts")), signer=signer)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

_canvas: Any = canvas.Canvas
_metrics: Any = pdfmetrics
_font: Any = ttfonts.TTFont


def figures() -> list[Figure]:
    """Each in milliseconds or kilobytes; less is better."""
    fonts, sheet = Fonts(resources.path("fonts")), ordinary("E-07")
    assert isinstance(sheet, ApprovalSheet)
    with _typst(sheet) as typst:
        duel = [*(_in_turn(fonts, typst, sheet) if typst else unmeasured(_RACED, "typst", TYPST))]
    with office(sheet) as soffice:
        raced = _merged(fonts, soffice, sheet) if soffice else None
        merged = [*(raced or unmeasured(_MERGED, _OFFICE, PROGRAM))]
    alone = [*_singly(fonts), *_batch(fonts), *_peak(), *_preview(fonts), *_fresh()]
    return [*alone, *duel, *merged, *_clicked(), *_checked()]


def unmeasured(raced: Mapping[str, float | None], them: str, variable: str) -> Iterator[Figure]:
    """A line for each race that was not run, because ``variable`` names no peer."""
    for name, gate in raced.items():
        yield Figure(raced_name(name, them), None, "×", gate, f"{variable} is not set")


# -- in turn with typst --------------------------------------------------------------------------


@contextmanager
def _typst(sheet: ApprovalSheet) -> Generator[Peer | None]:
    """Another process that makes what it is told; None where there is no typst."""
    python = os.environ.get(TYPST)
    if not python:
        yield None
        return
    here = Path(__file__)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(here.with_name("approval.typ"), folder)
        put_picture(sheet, Path(folder))
        child = here.with_name("typst_child.py")
        command = [python, str(child), str(resources.path("fonts")), folder]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as run:
            sent, heard = run.stdin, run.stdout
            assert sent
            assert heard

            def make(files: list[list[dict[str, Any]]]) -> Peers:
                sent.write(json.dumps(files) + "\n")
                sent.flush()
                return Peers(*json.loads(heard.readline()))

            yield make
            sent.close()


def _in_turn(fonts: Fonts, typst: Peer, sheet: ApprovalSheet) -> Iterator[Figure]:
    """The same approval tables, signed, one after the other in the same minute: one with another
    number each time, two hundred in one file, two hundred in files."""
    signer = _signer()
    sheets = [replace(sheet, number=f"2026-{place:06}") for place in range(_MANY + _WARM)]
    words = [told(each, signer) for each in sheets]
    singles = [
        turn(partial(render, "E-07", each, fonts, signer=signer), typst, [[said]])
        for each, said in zip(sheets[_MANY:], words[_MANY:], strict=True)
    ]
    yield from beside(_ONE, singles[3:], _RACED[_ONE], 1)
    sheets, words = sheets[:_MANY], words[:_MANY]
    batch = partial(render_batch, "E-07", sheets, fonts, signer=signer)
    rounds = [turn(batch, typst, [words]) for _ in range(2)]
    yield from beside(_ONE_FILE, rounds, _RACED[_ONE_FILE], 2 * _MANY)

    files = partial(_files, sheets, fonts, signer)
    rounds = [turn(files, typst, [[said] for said in words])]
    yield from beside(_FILES, rounds, _RACED[_FILES], 2 * _MANY)
    last = typst([words])
    yield Figure(
        "batch in one file, size", len(batch()) / 1024, "kB", None,
        f"typst {last.size / 1024:.0f} kB, peak {last.peak:.0f} MB",
    )  # fmt: skip


def _files(sheets: list[ApprovalSheet], fonts: Fonts, signer: Signer) -> None:
    for each in sheets:
        _ = render("E-07", each, fonts, signer=signer)


def _merged(fonts: Fonts, soffice: Peer, sheet: ApprovalSheet) -> Iterator[Figure]:
    """A whole process of LibreOffice each time: a document of one table, one of two hundred, two
    hundred of one. Ours is warm, as in the program, and as signed as in the turn with typst."""
    signer, them = _signer(), _OFFICE
    sheets = [replace(sheet, number=f"2026-{place:06}") for place in range(_MANY)]
    words = [told(each, signer) for each in sheets]
    _files(sheets[:3], fonts, signer)
    _ = soffice([words[:1]])
    singles = [
        turn(partial(render, "E-07", each, fonts, signer=signer), soffice, [[said]])
        for each, said in zip(sheets[:_STARTS], words, strict=False)
    ]
    yield from beside(_OFFICE_ONE, singles, None, 1, them)
    batch = partial(render_batch, "E-07", sheets, fonts, signer=signer)
    once = turn(batch, soffice, [words])
    yield from beside(_OFFICE_ONE_FILE, [once], None, 2 * _MANY, them)
    yield Figure(
        "batch merged in one file, size", len(batch()) / 1024, "kB", None,
        f"{them} {once.peers.size / 1024:.0f} kB, peak {once.peers.peak:.0f} MB",
    )  # fmt: skip
    files = partial(_files, sheets, fonts, signer)
    singly = turn(files, soffice, [[said] for said in words])
    yield from beside(_FILES, [singly], None, 2 * _MANY, them)


def _peak() -> list[Figure]:
    """Of a process that does nothing else than the batch, its imports included."""
    run = [sys.executable, "-c", _BATCH_ALONE, str(_MANY)]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    return [Figure(f"batch of {_MANY} approval tables, peak memory", float(said), "MB", 160.0)]


def _signer() -> Signer:
    keys = DeviceKeys.generate()
    return Signer.of(keys.signing_public, keys.sign)


# -- authenticity --------------------------------------------------------------------------------


def _checked() -> list[Figure]:
    """Genuine, altered, revoked, unknown: the slowest, of 600 laptops and 3,000 withdrawn papers."""
    keys, stranger = DeviceKeys.generate(), _signer()
    known = {f"key{place}": KnownKey(bytes(32), "某镇人民政府") for place in range(600)}
    gone = {f"E01-{place}": Withdrawn(None, "已作废") for place in range(3000)}
    own = KnownKey(keys.signing_public, "某镇人民政府")
    book = KeyBook({**known, key_name(own.public): own}, gone)
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


def _clicked() -> list[Figure]:
    """In the program: a paper picked in the list, until its page is painted."""
    with tempfile.TemporaryDirectory() as home:
        run = [sys.executable, "-m", "bench.click_child", home]
        said = subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout
    middle, slow, count = said.split()
    beside = f"{count} papers of practice households, {slow} ms at worst"
    return [Figure("paper picked to first page painted", float(middle), "ms", 50.0, beside)]


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
