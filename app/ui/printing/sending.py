"""What is shown or picked goes to a printer or into a file; the bar tells how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.printing.calibration import calibration_page
from app.printing.style import A4_PORTRAIT
from app.services.papers import RenderedPaper
from app.services.press import Press
from app.ui.pages import Desk
from app.ui.printing.going_out import Batch, GoingOut, Send
from app.ui.printing.paper_list import PaperList
from app.ui.printing.print_bar import PrintBar
from app.ui.printing.printer_choice import PRINTER
from app.ui.printing.printers import PrintOrder, send
from app.ui.printing.shown_paper import Sign, save, saved_as, sizes
from app.ui.problem import Problem

STILL_BUSY: Final = "上一份还没有送完。请等它送完，再打印或保存。"


class Sending(QObject):
    """``paper`` gives what is shown; ``make_press`` and ``sign`` run on a worker.

    ``stale``: the number of what is shown went to another paper meanwhile, so draw it anew. While
    the page is not in front the window is told how it went, not the bar.
    """

    stale = Signal()

    def __init__(
        self,
        desk: Desk,
        papers: PaperList,
        bar: PrintBar,
        paper: Callable[[], RenderedPaper | None],
        make_press: Callable[[], Press],
        sign: Sign | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._papers = papers
        self._bar = bar
        self._paper = paper
        self._make_press = make_press
        self._sign = sign
        self._batch: Batch | None = None
        self._went = 0
        self._saved = ""
        self._is_in_front = False
        self.going_out = GoingOut(desk, make_press, self)
        self._listen()

    # -- for the page --------------------------------------------------------------------------

    def enter(self) -> None:
        """The page is in front."""
        self._is_in_front = True

    def leave(self) -> None:
        """Another page is: what went out is not gone on with any more."""
        self._is_in_front = False
        if not self.going_out.is_busy:
            self._batch = None
        self._bar.show_rest(0)

    def save_to(self, path: Path) -> None:
        """Write the paper shown to ``path``, and log it."""
        paper = self._paper()
        if paper is None:
            return
        offer = self._papers.current()
        if offer is None or self.going_out.is_busy:
            self._bar.say(STILL_BUSY, "info")
            return
        sign = self._sign if self._bar.signs.isChecked() else None
        self._saved = saved_as(path, is_signed=sign is not None)
        batch = Batch((offer,), PrintOrder(""), self._bar.why(), paper)
        self._begin(batch, lambda pdf, _order: save(path, pdf, sign))

    # -- beginning -----------------------------------------------------------------------------

    def _on_print_requested(self, order: PrintOrder) -> None:
        offers, paper = self._papers.picked(), self._paper()
        if paper is None or not offers:
            return
        self._desk.write_setting(PRINTER, order.printer)
        shown = paper if len(offers) == 1 else None
        feeding = self._bar.feeding
        wish = {"is_filling": feeding.is_filling, "is_a3": feeding.is_a3}
        self._begin(Batch(offers, order, self._bar.why(), shown, **wish))

    def _on_rest_requested(self, first: int) -> None:
        if self._batch is not None and not self.going_out.is_busy:
            rest = self._batch.rest(first, self._went)
            self._begin(replace(rest, reason=self._bar.why() or rest.reason))

    def _on_calibration_requested(self) -> None:
        order = replace(self._bar.order(()), copies=1)
        self._bar.say("正在打印校准页…", "muted")
        paper, make_press = self._paper(), self._make_press

        def send_page() -> None:
            size = sizes(paper.pdf)[0] if paper is not None else A4_PORTRAIT
            send(calibration_page(make_press().fonts, size), order)

        self._desk.background(self, send_page).then(
            lambda _none: self._bar.say("校准页已送往打印机。量好后填“右移”“下移”。", "ok")
        ).otherwise(lambda problem: self._bar.say(problem.sentence)).start()

    def _begin(self, batch: Batch, way: Send | None = None) -> None:
        """On its ``way``, the printer where none is told; not while something is on its way."""
        if self.going_out.is_busy:
            self._bar.say(STILL_BUSY, "info")
            return
        self._batch = batch
        self._bar.show_rest(0)
        self._bar.show_busy(is_busy=True)
        self.going_out.begin(batch, way or (lambda pdf, order: send(pdf, order)))

    # -- how it went ---------------------------------------------------------------------------

    def _on_progressed(self, place: int, count: int) -> None:
        which = f"第 {place} 张，共 {count} 张，" if count > 1 else ""
        self._bar.say(f"{which}正在送往打印机…", "muted")

    def _on_ended(self, count: int) -> None:
        batch = self._batch
        self._bar.show_busy(is_busy=False)
        if batch is None:
            return
        self._went = count
        words, is_whole = self._how_it_ended(batch, count), count == len(batch.offers)
        if not self._is_in_front:
            self._batch = None
            self._desk.say(words)
            return
        self._bar.say(words, "ok" if is_whole else "info")
        if batch.order.printer:
            self._offer_rest(batch, 1 if is_whole else count + 1)

    def _how_it_ended(self, batch: Batch, count: int) -> str:
        if not batch.order.printer:
            return f"{self._saved}，并记入打印记录"
        if count < len(batch.offers):
            return f"停下了：送出 {count} 张，还有 {len(batch.offers) - count} 张没有打。"
        many = f"{count} 张表" if count > 1 else ""
        return f"{many}已送往打印机“{batch.order.printer}”，并记入打印记录"

    def _offer_rest(self, batch: Batch, following: int) -> None:
        """Let it be gone on with, first of all with paper ``following``."""
        if len(batch.offers) > 1:
            self._bar.show_rest(batch.count, 1, "张")
            self._bar.rest_from.setValue(following)
        else:
            self._bar.show_rest(batch.count, 1 if batch.counted else 2)

    def _on_failed(self, problem: Problem, count: int) -> None:
        self._bar.show_busy(is_busy=False)
        batch, self._went = self._batch, count
        which = f"第 {count + 1} 张没有打出：" if batch and len(batch.offers) > 1 else ""
        problem = replace(problem, sentence=f"{which}{problem.sentence}")
        if not self._is_in_front:
            self._batch = None
            self._desk.show_problem(problem)
            return
        if batch is not None and (len(batch.offers) > 1 or batch.counted):
            self._offer_rest(batch, count + 1)
        if problem.code == "number_taken":
            self.stale.emit()
        if problem.code == "reprint_reason_missing":
            self._bar.ask_why()
        self._bar.say(problem.sentence)

    def _listen(self) -> None:
        bar, going_out = self._bar, self.going_out
        bar.print_requested.connect(self._on_print_requested)
        bar.rest_requested.connect(self._on_rest_requested)
        bar.stop_requested.connect(going_out.stop)
        bar.feeding.calibration_requested.connect(self._on_calibration_requested)
        going_out.progressed.connect(self._on_progressed)
        going_out.ended.connect(self._on_ended)
        going_out.failed.connect(self._on_failed)
