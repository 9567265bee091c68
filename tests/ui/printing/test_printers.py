"""What reaches the printer: the very PDF through the queue, or its pages as pictures."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps, ImageStat
from PySide6.QtPrintSupport import QPrinter

from app.errors import Unavailable
from app.printing.papers import PRINTABLES, render
from app.printing.preview import Picture, Preview
from app.ui.printing import printers
from app.ui.printing.printers import FINENESS, PrintOrder, print_pictures, send, trays
from app.ui.theme import Theme
from tests.unit.printing.samples import fonts

Queue = Callable[[int], Path]


def blank(code: str) -> bytes:
    return render(code, PRINTABLES[code].blank(), fonts())


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """An ``lp`` that keeps what it was told and given, and ends with a code."""

    def install(code: int) -> Path:
        told = tmp_path / "told"
        command = tmp_path / "bin" / "lp"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\necho "$@" > {told}\ncat > {told}.pdf\nexit {code}\n')
        command.chmod(0o700)
        monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setattr(printers.sys, "platform", "linux")
        return told

    return install


def test_a_queue_gets_the_very_file(queue: Queue):
    told = queue(0)
    pdf = blank("E-04")
    send(pdf, PrintOrder("office", 2, (1, 2)))
    said = "-d office -n 2 -t 入户通文书 -o media=A4 -P 1,2 -"
    assert told.read_text().split() == said.split()
    assert told.with_suffix(".pdf").read_bytes() == pdf


def test_the_tray_is_asked_for_and_the_sheet_is_moved(queue: Queue):
    told = queue(0)
    send(blank("E-07"), PrintOrder("office", tray="Manual", right=2, down=-1.5))
    assert "-o InputSlot=Manual" in told.read_text()
    with Preview(blank("E-07")) as asked, Preview(told.with_suffix(".pdf").read_bytes()) as got:
        assert got.page_size(0) == pytest.approx(asked.page_size(0), abs=0.1)
        before, after = (_ink(each, 0)[1:] for each in (asked, got))
    dots = 150 / 25.4
    assert after[0] - before[0] == pytest.approx(2 * dots / (210 * dots), abs=0.001)
    assert after[1] - before[1] == pytest.approx(-1.5 * dots / (297 * dots), abs=0.001)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "PageSize/Size: *A4 A3\nInputSlot/Tray: *Auto Manual Lower\n",
            ("Auto", "Manual", "Lower"),
        ),
        ("media-source/Media Source: main *tray-2", ("main", "tray-2")),
        ("", ()),
    ],
)
def test_the_trays_are_those_the_queue_names(
    queue: Queue, tmp_path: Path, said: str, found: tuple[str, ...]
):
    queue(0)
    command = tmp_path / "bin" / "lpoptions"
    command.write_text(f"#!/bin/sh\nprintf '{said}'\n")
    command.chmod(0o700)
    assert trays("office") == found


def test_the_rest_of_an_order_after_a_jam():
    order = PrintOrder("office", 5, (2,), "Manual", 1.0)
    assert order.after(3) == PrintOrder("office", 2, (2,), "Manual", 1.0)


def test_a_printer_that_refuses_is_named(queue: Queue):
    queue(1)
    with pytest.raises(Unavailable) as caught:
        send(blank("E-07"), PrintOrder("办公室"))
    assert caught.value.code == "printer_refused"
    assert "办公室" in caught.value.sentence


@pytest.mark.parametrize("code", sorted(PRINTABLES))
def test_without_a_queue_every_page_is_a_picture_as_large_as_its_paper(
    code: str, theme: Theme, tmp_path: Path
):
    pdf = blank(code)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    print_pictures(printer, pdf, PrintOrder("", 1))
    with Preview(pdf) as asked, Preview((tmp_path / "out.pdf").read_bytes()) as got:
        assert got.page_count == asked.page_count
        for page in range(asked.page_count):
            assert got.page_size(page) == pytest.approx(asked.page_size(page), abs=1)
            assert _ink(got, page) == pytest.approx(_ink(asked, page), abs=0.004)


def test_only_the_pages_asked_for_are_printed(theme: Theme, tmp_path: Path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    print_pictures(printer, blank("E-07"), PrintOrder("", 1, (2,)))
    with Preview((tmp_path / "out.pdf").read_bytes()) as got:
        assert got.page_count == 1


@pytest.mark.parametrize("dpi", FINENESS)
def test_a_picture_is_drawn_with_as_many_dots_as_were_chosen(
    dpi: int, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[float] = []
    drawn = Preview.picture

    def picture(preview: Preview, page: int, at: float = 96) -> Picture:
        asked.append(at)
        return drawn(preview, page, at)

    monkeypatch.setattr(Preview, "picture", picture)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    print_pictures(printer, blank("E-10-2"), PrintOrder("", dpi=dpi))
    assert set(asked) == {dpi}
    assert printer.resolution() == dpi


def test_a_booklet_page_is_asked_for_in_its_own_size_and_not_scaled(queue: Queue):
    told = queue(0)
    send(blank("E-10"), PrintOrder("office"))
    assert "-o media=Custom.88x125mm -o print-scaling=none" in told.read_text()


def _ink(preview: Preview, page: int) -> tuple[float, ...]:
    """How dark a page is, and where on it the ink stands, each as a share of the whole."""
    picture = preview.picture(page, 150)
    size = (picture.width, picture.height)
    grey = Image.frombytes("RGBA", size, picture.rgba).convert("L")
    black_on_white = grey.convert("1", dither=Image.Dither.NONE).convert("L")
    box = ImageOps.invert(black_on_white).getbbox()
    assert box is not None
    dark = 1 - ImageStat.Stat(grey).mean[0] / 255
    return (dark, *(end / side for end, side in zip(box, size * 2, strict=True)))
