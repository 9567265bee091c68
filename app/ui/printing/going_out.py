"""Papers on their way out, one after the other: number taken, sent or saved, written down.

Each paper is a transaction of its own and none waits for a printer: who stops in the middle, or
whose printer jams, knows which one is next and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.services import papers
from app.services.paper_offers import PaperOffer
from app.services.papers import RenderedPaper
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk
from app.ui.printing.printers import PrintOrder
from app.ui.problem import Problem

Send = Callable[[bytes, PrintOrder], None]


@dataclass(frozen=True)
class Batch:
    """``offers`` to be printed by ``order``; ``shown``: what is already drawn of the first.

    ``reason``: why they go out again; ``counted``: how many of the first offers are a rest: copies
    of them went out in a printing that a jam stopped, and were counted then;
    ``is_filling``: 套打, ``is_a3``: on A3, where a paper may be.
    """

    offers: tuple[PaperOffer, ...]
    order: PrintOrder
    reason: str = ""
    shown: RenderedPaper | None = None
    counted: int = 0
    is_filling: bool = False
    is_a3: bool = False

    def rest(self, first: int, went_out: int) -> Batch:
        """From paper ``first`` on; of a single paper, from copy ``first`` on. Papers that are not
        among the ``went_out`` first go out as if for the first time."""
        counted = max(self.counted, went_out)
        if len(self.offers) == 1:
            return replace(self, order=self.order.after(first - 1), counted=counted)
        counted = max(counted - (first - 1), 0)
        return replace(self, offers=self.offers[first - 1 :], shown=None, counted=counted)

    @property
    def count(self) -> int:
        """How many can be gone on from: papers, or copies of a single one."""
        return len(self.offers) if len(self.offers) > 1 else self.order.copies


class GoingOut(QObject):
    """``progressed`` with (place, of how many); ``ended`` with how many went out; ``failed`` with
    the ``Problem`` and how many went out before it."""

    progressed = Signal(int, int)
    ended = Signal(int)
    failed = Signal(object, int)

    def __init__(self, desk: Desk, make_press: Callable[[], Press], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._make_press = make_press
        self._batch: Batch | None = None
        self._send: Send | None = None
        self._done = 0
        self._is_stopping = False

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return self._batch is not None

    def begin(self, batch: Batch, send: Send) -> None:
        """Start; not while something is on its way."""
        if self.is_busy:
            return
        self._batch, self._send, self._done, self._is_stopping = batch, send, 0, False
        self._next()

    def stop(self) -> None:
        """After the paper that is just being sent."""
        self._is_stopping = True

    def _next(self) -> None:
        batch = self._batch
        if batch is None:
            return
        if self._is_stopping or self._done == len(batch.offers):
            self._batch = None
            self.ended.emit(self._done)
            return
        self.progressed.emit(self._done + 1, len(batch.offers))
        shown = batch.shown if self._done == 0 else None
        offer = batch.offers[self._done]
        verb = partial(
            _claimed,
            make_press=self._make_press,
            offer=offer,
            shown=shown,
            batch=batch,
            is_rest=self._is_rest(batch),
        )
        self._desk.operation(self, verb).then(self._on_claimed).otherwise(self._on_failed).start()

    def _on_claimed(self, paper: RenderedPaper) -> None:
        if self._batch is not None and self._send is not None:
            sending = partial(self._send, paper.pdf, self._batch.order)
            self._desk.background(self, sending).then(
                lambda _none: self._write_down(paper)
            ).otherwise(self._on_failed).start()

    def _write_down(self, paper: RenderedPaper) -> None:
        if self._batch is not None:
            is_rest = self._is_rest(self._batch)
            verb = partial(_logged, paper=paper, batch=self._batch, is_rest=is_rest)
            self._desk.operation(self, verb).then(self._on_logged).otherwise(
                self._on_failed
            ).start()

    def _is_rest(self, batch: Batch) -> bool:
        """Whether copies of the paper that is next went out before."""
        return self._done < batch.counted

    def _on_logged(self, _logged: object) -> None:
        self._done += 1
        self._next()

    def _on_failed(self, problem: Problem) -> None:
        self._batch = None
        self.failed.emit(problem, self._done)


def _claimed(
    work: UnitOfWork,
    make_press: Callable[[], Press],
    offer: PaperOffer,
    shown: RenderedPaper | None,
    batch: Batch,
    *,
    is_rest: bool,
) -> RenderedPaper:
    paper = shown or papers.render(
        work,
        make_press(),
        offer.code,
        offer.record_id,
        is_filling=batch.is_filling,
        is_a3=batch.is_a3,
    )
    if not is_rest:
        papers.claim(work, paper, reason=batch.reason)
    return paper


def _logged(work: UnitOfWork, paper: RenderedPaper, batch: Batch, *, is_rest: bool) -> None:
    order = batch.order
    _ = papers.log_print(
        work,
        paper,
        copies=order.copies,
        printer=order.printer,
        purpose=batch.reason,
        is_rest=is_rest,
    )
