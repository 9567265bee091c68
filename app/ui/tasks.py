"""The only place that knows threads: work goes to a worker, its end comes back to the window.

Three workers, each one thread and strictly in order: one for the database, one for what needs no
database (drawing PDF pages, scaling pictures), one for the line to the county. A result *or* a problem always arrives, on the
window's thread, unless the widget that asked is gone by then::

    desk.operation(self, lambda work: visits.submit(work, visit_id)).then(self._on_submitted).start()

What crosses the thread is a frozen snapshot, never a database row. Nobody waits.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.storage.change_set import ChangeSet
from app.ui.change_bus import ChangeBus
from app.ui.operation import Cancelled, LongVerb, Operation, Perform, Progress, Report, Verb
from app.ui.problem import Problem, problem_of

T = TypeVar("T")

LINE_SECONDS: Final = 1.0
"""How long an end of the program waits for who is out on the line."""
_WORKERS: Final = ("database", "desk", "line")
_SWEEP_ALL_EVERY = 200
"""Arrivals between two full collections of cycles; each takes some 30 ms."""


class Tasks(QObject):
    """Runs operations. Made and stopped by the composition root, on the window's thread.

    ``perform`` runs on the database's thread. ``new_reference`` gives a bug its number.

    Cycles of Python objects are collected here, between operations, and not by whichever thread
    happens to allocate: a widget that a worker collects is destroyed on the wrong thread.

    Signals, on the window's thread:
    ``long_work_began`` with a ``Running``: show its progress until ``ended``.
    ``troubled`` with a ``Problem`` that no operation had its own way of showing.
    """

    long_work_began = Signal(object)
    troubled = Signal(object)
    _ended = Signal(int)
    _progressed = Signal(int)

    def __init__(
        self,
        perform: Perform,
        changes: ChangeBus,
        new_reference: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._perform = perform
        self._changes = changes
        self._new_reference = new_reference
        self._numbers = count(1)
        self._open: dict[int, Running] = {}
        self._latest: dict[tuple[int, str], Running] = {}
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        gc.disable()
        self._workers = {name: _Worker(name, self._ended.emit) for name in _WORKERS}

    def operation(self, parent: QObject, verb: Verb[T]) -> Operation[T]:
        """One call of a service for ``parent``, in one transaction. Runs once started."""
        return Operation(self.begin, parent, lambda _report: self._perform(verb), "database")

    def long_operation(self, parent: QObject, title: str, verb: LongVerb[T]) -> Operation[T]:
        """Work over a second: ``verb(work, report)``. The window shows progress and 取消."""
        return Operation(
            self.begin,
            parent,
            lambda report: self._perform(lambda work: verb(work, report)),
            "database",
            title,
        )

    def background(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        """Work that needs no database, on its own thread: drawing a page, scaling a picture."""
        return Operation(self.begin, parent, lambda _report: (work(), None), "desk")

    def long_background(
        self, parent: QObject, title: str, work: Callable[[Report], T]
    ) -> Operation[T]:
        """The same, over a second: ``work(report)``, with progress and 取消."""
        return Operation(self.begin, parent, lambda report: (work(report), None), "desk", title)

    def over_line(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        """What asks the county: it may take a minute, and nothing else waits for it."""
        return Operation(self.begin, parent, lambda _report: (work(), None), "line")

    def long_over_line(
        self, parent: QObject, title: str, work: Callable[[Report], T]
    ) -> Operation[T]:
        """The same, with progress and 取消."""
        return Operation(self.begin, parent, lambda report: (work(report), None), "line", title)

    def stop(self) -> None:
        """Cancel long work, finish the rest, end the threads. For lock and exit only.

        The one place that waits: what was asked to be saved is saved before the program ends.
        What arrives after this is dropped. Whoever is out on the line is not waited for: the line
        was cut before.
        """
        for running in self._open.values():
            if running.title or running.operation.worker == "line":
                running.cancel()
        for name, worker in self._workers.items():
            worker.stop(LINE_SECONDS if name == "line" else None)
        self._open.clear()
        self._latest.clear()
        gc.enable()

    @property
    def is_idle(self) -> bool:
        """Whether everything that was asked has its answer."""
        return not self._open

    def begin(self, operation: Operation[Any]) -> Running:
        """Queue ``operation``; called by ``Operation.start``."""
        number = next(self._numbers)
        running = Running(number, operation, self._progressed.emit, self)
        self._open[number] = running
        self._supersede(operation, running)
        self._workers[operation.worker].queue.put(running)
        if operation.title:
            self.long_work_began.emit(running)
        return running

    def fail(self, error: BaseException) -> Problem:
        """The problem to show for ``error``; a bug is logged under its number."""
        return problem_of(error, self._new_reference)

    def _supersede(self, operation: Operation[Any], running: Running) -> None:
        if not operation.slot:
            return
        place = (id(operation.parent), operation.slot)
        if older := self._latest.get(place):
            older.is_superseded = True
        self._latest[place] = running

    def _on_progressed(self, number: int) -> None:
        if running := self._open.get(number):
            running.take_progress()

    def _on_ended(self, number: int) -> None:
        running = self._open.pop(number, None)
        if running is None or running.outcome is None:
            return
        outcome = running.outcome
        if isinstance(outcome, _Done) and outcome.changes is not None:
            self._changes.announce(outcome.changes)
        self._forget(running)
        running.ended.emit(outcome.how)
        self._deliver(running, outcome)
        gc.collect(2 if number % _SWEEP_ALL_EVERY == 0 else 0)

    def _forget(self, running: Running) -> None:
        place = (id(running.operation.parent), running.operation.slot)
        if self._latest.get(place) is running:
            del self._latest[place]

    def _deliver(self, running: Running, outcome: _Outcome) -> None:
        """Call back, if the one who asked is still there and has not asked anew."""
        operation = running.operation
        if running.is_superseded or not shiboken6.isValid(operation.parent):
            return
        operation.deliver_afterwards()
        if isinstance(outcome, _Done):
            operation.deliver_result(outcome.result)
        elif isinstance(outcome, _Failed):
            problem = self.fail(outcome.error)
            if not operation.deliver_problem(problem):
                self.troubled.emit(problem)
        else:
            operation.deliver_cancelled()


class Running(QObject):
    """An operation that was started.

    ``progressed`` with a ``Progress``; ``ended`` with ``done``, ``failed`` or ``cancelled``.
    """

    progressed = Signal(object)
    ended = Signal(str)

    def __init__(
        self,
        number: int,
        operation: Operation[Any],
        tell: Callable[[int], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.number = number
        self.operation = operation
        self.is_superseded = False
        self.outcome: _Outcome | None = None
        self._tell = tell
        self._cancel = threading.Event()
        self._last: Progress | None = None
        self.ended.connect(self.deleteLater)

    @property
    def title(self) -> str:
        return self.operation.title

    def cancel(self) -> None:
        """Ask it to stop at its next ``report``; at once if it has not begun."""
        self._cancel.set()

    def take_progress(self) -> None:
        """Show the newest progress; older ones were overtaken and are not shown."""
        progress, self._last = self._last, None
        if progress:
            self.progressed.emit(progress)
            self.operation.deliver_progress(progress)

    # -- on the worker's thread ----------------------------------------------------------------

    def work(self) -> None:
        """Run it; ``outcome`` then says how it ended."""
        if self._cancel.is_set() or self.is_superseded:
            self.outcome = _Stopped()
            return
        try:
            self.outcome = _Done(*self.operation.run(self._report))
        except Cancelled:
            self.outcome = _Stopped()
        except Exception as error:  # noqa: BLE001 - everything ends at the window, bugs too
            self.outcome = _Failed(error)

    def _report(self, done: int, total: int, text: str = "") -> None:
        if self._cancel.is_set():
            raise Cancelled
        is_told = self._last is not None
        self._last = Progress(done, total, text)
        if not is_told:
            self._tell(self.number)


@dataclass(frozen=True)
class _Done:
    result: Any
    changes: ChangeSet | None
    how: str = "done"


@dataclass(frozen=True)
class _Failed:
    error: BaseException
    how: str = "failed"


@dataclass(frozen=True)
class _Stopped:
    how: str = "cancelled"


_Outcome = _Done | _Failed | _Stopped


class _Worker:
    """One thread that runs what is queued, in order, and tells the number of what ended.

    It keeps nothing of what it ran: the last reference to a widget must not be let go of here.
    """

    def __init__(self, name: str, tell: Callable[[int], object]) -> None:
        self.queue: SimpleQueue[Running | None] = SimpleQueue()
        self._tell = tell
        self._thread = threading.Thread(target=self._run, name=f"ruhu-{name}", daemon=True)
        self._thread.start()

    def stop(self, seconds: float | None = None) -> None:
        self.queue.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (number := self._run_one()) is not None:
            self._tell(number)

    def _run_one(self) -> int | None:
        running = self.queue.get()
        if running is None:
            return None
        running.work()
        return running.number
