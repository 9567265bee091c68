"""A vault's syncs, which come by themselves while it is open: never modal, one at a time (S11, S24).

Lives on the window's thread; what asks the county runs on the line's. What came is told to every
page on the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.storage.change_set import ChangeSet
from app.sync.laptop.carrying import Read, Written
from app.sync.laptop.link import CountyLink, LinkState, Synced
from app.ui.change_bus import ChangeBus
from app.ui.operation import Cancelled, Operation, Report
from app.ui.problem import Problem
from app.ui.sync import words
from app.ui.sync.timing import Timing
from app.ui.sync.words import Told
from app.ui.tasks import Tasks

T = TypeVar("T")
_MS: Final = 1000
MUST_WAIT: Final = "sync_running"
REVOKED: Final = "revoked"


class Vault(Protocol):
    """What is needed of the open vault."""

    def county(self, announce: Callable[[ChangeSet], object]) -> CountyLink:
        """Its link to its county; ``announce`` hears what came, on whatever thread."""
        ...

    def sweep(self) -> object:
        """Delete the files that nothing names any more."""
        ...


class Rounds(QObject):
    """``changed`` when a sync begins or ends, or something else is known of the link. ``revoked`` when
    the county says under its signature that this laptop is its no more (E5).

    ``begin`` after unlocking; ``stop`` before the store closes, and ``close`` after the threads
    have ended.
    """

    changed = Signal()
    revoked = Signal()
    _heard = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        changes: ChangeBus,
        vault: Vault,
        chance: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state: LinkState | None = None
        self.told = words.NEVER
        self.is_running = False
        self.has_stopped = False
        self._tasks = tasks
        self._changes = changes
        self._vault = vault
        self._link: CountyLink | None = None
        self._making = Lock()
        self._has_come = False
        self._timing = Timing(chance)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._on_due)
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        changes.announced.connect(self._on_saved)

    # -- for the composition root --------------------------------------------------------------

    def begin(self) -> None:
        """The vault is open: the first sync comes within ten minutes, if it is enrolled."""
        self._look(self._on_first_look)

    def stop(self) -> None:
        """Sync no more. When this returns, nothing of it touches the store."""
        self.has_stopped = True
        self.timer.stop()
        with self._making:
            link = self._link
        if link is not None:
            link.stop()

    def close(self) -> None:
        """Let go of the connections."""
        if self._link is not None:
            self._link.close()

    # -- for the page --------------------------------------------------------------------------

    @property
    def is_enrolled(self) -> bool:
        """Whether there is a county at the other end of the line."""
        state = self.state
        return state is not None and state.member is not None and not state.must_enrol

    def sync_now(self) -> None:
        """At once, unless one is running."""
        if self.is_running or self.has_stopped:
            return
        self.timer.stop()
        self._set_running(True)
        self._tasks.over_line(self, lambda: self._made().sync()).then(self._on_synced).otherwise(
            self._on_trouble
        ).start()

    def enrol(self, parent: QObject, ticket: str, label: str) -> Operation[LinkState]:
        """Show a ticket; then call ``enrolled``."""
        return self._tasks.over_line(parent, lambda: self._enrol(ticket, label))

    def enrolled(self, state: LinkState) -> None:
        """The county knows this vault: go there at once."""
        self._show_state(state)
        self.sync_now()

    def write_bundle(self, parent: QObject, save: Callable[[bytes], object]) -> Operation[Written]:
        """A bundle of what waits, written by ``save``."""

        def work(report: Report) -> Written:
            report(0, 2, "正在装包")
            written = self._made().write_bundle()
            report(1, 2, "正在写文件")
            save(written.content)
            return written

        return self._tasks.long_over_line(parent, "正在写数据包", work)

    def seal(self, parent: QObject, save: Callable[[bytes], object]) -> Operation[Written]:
        """What waits before a revoked vault is erased: nobody is asked. ``save`` gets nothing where
        nothing waits, and is not called where a file does not hold all."""

        def work() -> Written:
            written = self._made().seal_outbox() or Written(b"", 0, 0)
            if not written.left:
                save(written.content)
            return written

        return self._tasks.over_line(parent, work)

    def read_bundle(self, parent: QObject, load: Callable[[], bytes]) -> Operation[Read]:
        """Take in the answer that ``load`` gives."""

        def work(report: Report) -> Read:
            report(0, 2, "正在读文件")
            content = load()
            report(1, 2, "正在核对和存入")
            return self._made().read_bundle(content)

        return self._tasks.long_over_line(parent, "正在读回执", work)

    def refresh(self) -> None:
        """Look again how vault and county stand."""
        self._look(self._show_state)

    # -- slots ---------------------------------------------------------------------------------

    def _on_first_look(self, state: LinkState) -> None:
        self.told = words.of_end(state.last_end)
        self._show_state(state)
        if self.is_enrolled:
            self._plan(self._timing.start())

    def _on_due(self) -> None:
        self.sync_now()

    def _on_saved(self, _changes: ChangeSet) -> None:
        if self.timer.isActive():
            left = self.timer.remainingTime() / _MS
            if (sooner := self._timing.after_save(left)) < left:
                self._plan(sooner)

    def _on_heard(self, changes: ChangeSet) -> None:
        self._has_come = True
        self._changes.bring(changes)

    def _on_synced(self, found: Synced) -> None:
        self._end(words.of_synced(found), found.ending.end, found.ending.retry_after)

    def _on_trouble(self, problem: Problem) -> None:
        if problem.code == MUST_WAIT:
            self._end(self.told, "more")
            return
        told = words.ENDS.get(problem.code) or Told(problem.sentence, "error")
        self._end(told, problem.code, problem.wait)
        if problem.code == REVOKED:
            self.revoked.emit()
        elif problem.is_bug:
            self._tasks.troubled.emit(problem)

    # -- private -------------------------------------------------------------------------------

    def _end(self, told: Told, end: str, retry_after: float = 0.0) -> None:
        self.told = told
        self._set_running(False)
        self._plan(self._timing.after(end, retry_after))
        if self._has_come:
            self._has_come = False
            self._tasks.background(self, self._vault.sweep).start()
        self.refresh()

    def _plan(self, seconds: float | None) -> None:
        if seconds is not None and not self.has_stopped:
            self.timer.start(round(seconds * _MS))

    def _look(self, then: Callable[[LinkState], object]) -> None:
        if not self.has_stopped:
            self._tasks.background(self, lambda: self._made().state()).then(then).start()

    def _show_state(self, state: LinkState) -> None:
        self.state = state
        self.changed.emit()

    def _set_running(self, is_running: bool) -> None:
        self.is_running = is_running
        self.changed.emit()

    # -- on other threads ----------------------------------------------------------------------

    def _made(self) -> CountyLink:
        with self._making:
            if self.has_stopped:
                raise Cancelled
            if self._link is None:
                self._link = self._vault.county(self._heard.emit)
            return self._link

    def _enrol(self, ticket: str, label: str) -> LinkState:
        link = self._made()
        link.enrol(ticket, label=label)
        return link.state()
