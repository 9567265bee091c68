"""Sending a PDF to a printer: vectors through the queue where there is one, else pictures of pages.

We write nothing to disk: the queue reads the PDF from a pipe. CUPS itself keeps each document for
a day after it was printed, unless its ``PreserveJobFiles`` says No (docs/how-to/run-a-county.md).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import Unavailable
from app.printing.preview import Preview
from app.printing.shifting import shifted
from app.printing.style import MM

FINENESS: Final = (300, 600)
"""Dots an inch of the pictures, the usual one first; 1200 would be half a gigabyte a page."""
_SIGNS: Final = str.maketrans("，、—－～~", ",,----")
"""How people write a list and a span -> how it is read here."""
_TRAY: Final = frozenset(("inputslot", "media-source"))
_SIZES: Final = {"A4": (595, 842), "A3": (842, 1191)}
_NEAR: Final = 3
"""Points by which a sheet may differ from its size's name."""
_TITLE: Final = "入户通文书"
"""What the queue calls every job: no name, no number."""
PATIENCE: Final = 60
"""Seconds that the queue may take to accept a document."""


@dataclass(frozen=True)
class PrintOrder:
    """``pages`` counts from 1, all of them where empty; ``tray``: the printer's word for it, its
    usual one where blank; ``right``, ``down``: millimetres by which the sheet is moved; ``dpi``: of
    pages that are sent as pictures."""

    printer: str
    copies: int = 1
    pages: tuple[int, ...] = ()
    tray: str = ""
    right: float = 0.0
    down: float = 0.0
    dpi: int = FINENESS[0]

    def after(self, copies: int) -> PrintOrder:
        """The rest, after so many copies came out."""
        return replace(self, copies=self.copies - copies)


def printers() -> tuple[str, ...]:
    """The names of the printers of this machine, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = [str(name) for name in QPrinterInfo.availablePrinterNames()]
    return tuple(sorted(names, key=lambda name: (name != usual, name)))


def trays(printer: str) -> tuple[str, ...]:
    """The trays of a printer, as its queue calls them; none where it does not say."""
    if not _has_queue():
        return ()
    try:
        told = subprocess.run(
            ["lpoptions", "-p", printer, "-l"], capture_output=True, timeout=PATIENCE, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return ()
    for line in told.stdout.decode(errors="replace").splitlines():
        name, _, values = line.partition(":")
        if name.partition("/")[0].lower() in _TRAY:
            return tuple(value.lstrip("*") for value in values.split())
    return ()


def send(pdf: bytes, order: PrintOrder) -> None:
    """Print ``pdf``. Raises ``Unavailable`` printer_refused."""
    pdf = shifted(pdf, order.right, order.down)
    if _has_queue():
        _send_vectors(pdf, order)
    else:
        _send_pictures(pdf, order)


def sends_pictures() -> bool:
    """Whether pages go to the printer as pictures on this machine, not as vectors."""
    return not _has_queue()


def _has_queue() -> bool:
    return sys.platform.startswith("linux") and shutil.which("lp") is not None


def _send_vectors(pdf: bytes, order: PrintOrder) -> None:
    command = ["lp", "-d", order.printer, "-n", str(order.copies), "-t", _TITLE]
    command += ["-o", f"media={paper_of(pdf)}"]
    if paper_of(pdf) not in _SIZES:
        command += ["-o", "print-scaling=none"]
    if order.tray:
        command += ["-o", f"InputSlot={order.tray}"]
    if order.pages:
        command += ["-P", ",".join(map(str, order.pages))]
    try:
        done = subprocess.run(
            [*command, "-"], input=pdf, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(order.printer) from error
    if done.returncode:
        raise _refused(order.printer)


def paper_of(pdf: bytes) -> str:
    """A4, A3, or a size of its own: booklets and cards are printed as large as they are."""
    with Preview(pdf) as preview:
        width, height = preview.page_size(0)
    short, long = sorted((width, height))
    for name, size in _SIZES.items():
        if abs(short - size[0]) < _NEAR and abs(long - size[1]) < _NEAR:
            return name
    return f"Custom.{round(width / MM)}x{round(height / MM)}mm"


def _send_pictures(pdf: bytes, order: PrintOrder) -> None:
    info = QPrinterInfo.printerInfo(order.printer)
    print_pictures(QPrinter(info, QPrinter.PrinterMode.HighResolution), pdf, order)


def print_pictures(printer: QPrinter, pdf: bytes, order: PrintOrder) -> None:
    """Paint the pages of ``pdf`` on ``printer``. Raises ``Unavailable`` printer_refused."""
    printer.setResolution(order.dpi)
    printer.setFullPage(True)
    printer.setCopyCount(order.copies)
    with Preview(pdf) as preview:
        pages = [number - 1 for number in order.pages] or list(range(preview.page_count))
        _lay(printer, preview, pages[0])
        painter = QPainter()
        if not painter.begin(printer):
            raise _refused(order.printer)
        try:
            _paint(printer, painter, preview, pages, order.dpi)
        finally:
            painter.end()


def _paint(
    printer: QPrinter, painter: QPainter, preview: Preview, pages: Sequence[int], dpi: int
) -> None:
    for place, page in enumerate(pages):
        if place:
            _lay(printer, preview, page)
            printer.newPage()
        picture = preview.picture(page, dpi)
        image = QImage(picture.rgba, picture.width, picture.height, QImage.Format.Format_RGBX8888)
        painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)


def _lay(printer: QPrinter, preview: Preview, page: int) -> None:
    """The paper as the page is: its size, upright or across, no margin."""
    width, height = preview.page_size(page)
    across = width > height
    size = QPageSize(
        QSizeF(min(width, height), max(width, height)),
        QPageSize.Unit.Point,
        matchPolicy=QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    turned = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, turned, QMarginsF()))


def _refused(printer: str) -> Unavailable:
    sentence = f"打印机“{printer}”没有接受。请检查打印机是否开机、有没有纸，再打印一次。"
    return Unavailable(sentence, code="printer_refused")


def pages_of(text: str, count: int) -> tuple[int, ...] | None:
    """1-3,5 as (1, 2, 3, 5); nothing for all; None when it cannot be understood or is not there."""
    found: list[int] = []
    for part in text.translate(_SIGNS).replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if not part:
            continue
        if not (_is_page(first, count) and _is_page(last or first, count)) or part.endswith("-"):
            return None
        span = range(int(first), int(last or first) + 1)
        if not span:
            return None
        found += span
    return tuple(dict.fromkeys(found))


def _is_page(text: str, count: int) -> bool:
    return text.isdecimal() and len(text) < len(str(count)) + 3 and 1 <= int(text) <= count
