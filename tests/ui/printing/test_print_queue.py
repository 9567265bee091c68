"""Printing through a real CUPS queue: the paper comes out as it was shown, and nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.printing.papers import render
from app.printing.preview import Preview
from app.ui.printing.printers import PrintOrder, send
from tests.print_queue import PrintQueue, print_queue
from tests.unit.printing.samples import fonts, ordinary

CLOSE = 0.03
"""The share of pixels by which Ghostscript's letters may differ from ours at 72 dots an inch."""


@pytest.fixture(scope="module")
def running() -> Iterator[PrintQueue]:
    with print_queue() as queue:
        yield queue


@pytest.fixture
def queue(running: PrintQueue, monkeypatch: pytest.MonkeyPatch) -> PrintQueue:
    monkeypatch.setenv("CUPS_SERVER", running.socket)
    for old in (running.folder / "out").glob("*"):
        old.unlink()
    return running


def picture(pdf: bytes, page: int) -> Image.Image:
    with Preview(pdf) as preview:
        found = preview.picture(page, 72)
    return Image.frombytes("RGBA", (found.width, found.height), found.rgba).convert("L")


def pages(pdf: bytes) -> int:
    with Preview(pdf) as preview:
        return preview.page_count


def test_what_comes_out_looks_like_what_was_shown(queue: PrintQueue):
    pdf = render("E-07", ordinary("E-07"), fonts())
    send(pdf, PrintOrder(queue.name))
    [came] = queue.printed(1)
    assert pages(came) == pages(pdf)
    for page in range(pages(pdf)):
        shown, out = picture(pdf, page), picture(came, page)
        assert out.size == pytest.approx(shown.size, abs=1)
        assert ImageStat.Stat(ImageChops.difference(shown, out)).mean[0] / 255 < CLOSE


def test_pages_and_copies_are_the_queues_own(queue: PrintQueue):
    pdf, before = render("E-07", ordinary("E-07"), fonts()), len(queue.lines())
    send(pdf, PrintOrder(queue.name, copies=3, pages=(2,)))
    [came] = queue.printed(1)
    assert pages(came) == 1
    assert "total 3" in queue.account(before + 1)[-1]


def test_the_queue_is_told_no_name_and_set_up_as_we_ask_keeps_no_document(queue: PrintQueue):
    before = len(queue.lines())
    send(render("E-07", ordinary("E-07"), fonts()), PrintOrder(queue.name))
    queue.printed(1)
    assert ordinary("E-07").number not in "".join(queue.account(before + 1))
    assert queue.kept() == []
    names = [path.name for path in Path(queue.folder, "out").iterdir()]
    assert len(names) == 1
    assert "E07" not in names[0]
