"""One thing to be done for one widget: what runs elsewhere, and what follows here. No threads.

desk.operation(self, lambda work: visits.submit(work, visit_id)).then(self._on_submitted).start()
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from app.storage.change_set import ChangeSet
from app.ui.problem import Problem

if TYPE_CHECKING:
    from app.ui.tasks import Running

T = TypeVar("T")
V = TypeVar("V")

Verb = Callable[[Any], V]
"""One call of a service: ``lambda work: households.rename(work, id, name)``."""


class Perform(Protocol):
    """Opens a unit of work, runs the verb in it, commits: ``Store.perform`` with the actor given."""

    def __call__(self, verb: Verb[V], /) -> tuple[V, ChangeSet]: ...


class Cancelled(Exception):
    """Raised by ``report`` inside a verb when the person pressed 取消; nothing is written."""


@dataclass(frozen=True)
class Progress:
    """How far a long work is: ``done`` of ``total`` (0: not known), and what it is doing."""

    done: int
    total: int
    text: str = ""


Report = Callable[[int, int, str], None]
"""``report(done, total, text)``, called by long work after each piece. Raises ``Cancelled``."""

LongVerb = Callable[[Any, Report], V]


class Operation(Generic[T]):
    """One thing to be done, for one widget: say what follows, then ``start``.

    Each ``with``-less setter returns the operation. All callbacks run on the window's thread and
    only while ``parent`` (a widget, or any QObject) exists.
    """

    def __init__(
        self,
        begin: Callable[[Operation[Any]], Running],
        parent: QObject,
        run: Callable[[Report], tuple[T, ChangeSet | None]],
        worker: str,
        title: str = "",
    ) -> None:
        self._begin = begin
        self.parent = parent
        self.run = run
        self.worker = worker
        self.title = title
        self.slot = ""
        self._then: Callable[[T], object] | None = None
        self._otherwise: Callable[[Problem], object] | None = None
        self._cancelled: Callable[[], object] | None = None
        self._afterwards: Callable[[], object] | None = None
        self._progress: Callable[[Progress], object] | None = None

    def then(self, callback: Callable[[T], object]) -> Operation[T]:
        """Called with the result, after the change was announced to every page."""
        self._then = callback
        return self

    def otherwise(self, callback: Callable[[Problem], object]) -> Operation[T]:
        """Called with the problem. Without it, the window shows the problem itself."""
        self._otherwise = callback
        return self

    def when_cancelled(self, callback: Callable[[], object]) -> Operation[T]:
        """Called after 取消: nothing was written."""
        self._cancelled = callback
        return self

    def afterwards(self, callback: Callable[[], object]) -> Operation[T]:
        """Called first, however it ended: enable the button again."""
        self._afterwards = callback
        return self

    def with_progress(self, callback: Callable[[Progress], object]) -> Operation[T]:
        """Also called with each progress, beside the window's own bar."""
        self._progress = callback
        return self

    def replacing(self, slot: str) -> Operation[T]:
        """A newer operation of the same parent and slot replaces this one: search as you type.

        The replaced one is not run if it has not begun, and its callbacks are not called.
        """
        self.slot = slot
        return self

    def start(self) -> Running:
        """Queue it. The answer comes later, even if it is quick."""
        return self._begin(self)

    def deliver_result(self, result: T) -> None:
        if self._then:
            self._then(result)

    def deliver_problem(self, problem: Problem) -> bool:
        """Whether the operation has its own way of showing a problem."""
        if self._otherwise:
            self._otherwise(problem)
        return self._otherwise is not None

    def deliver_cancelled(self) -> None:
        if self._cancelled:
            self._cancelled()

    def deliver_afterwards(self) -> None:
        if self._afterwards:
            self._afterwards()

    def deliver_progress(self, progress: Progress) -> None:
        if self._progress and shiboken6.isValid(self.parent):
            self._progress(progress)
