"""The program between start and exit: first window, unlocking, the main window, locking.

Locking ends the process that held the keys and starts a new one (K8): strings of Python and Qt
cannot be wiped. Before the vault is open nothing here imports the store.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.desktop.kept import Kept
from app.domain.clock import Clock, SystemClock
from app.settings import Settings
from app.ui import application as qt
from app.ui.curtain import Curtain

if TYPE_CHECKING:
    from app.desktop.pages import Shipped
    from app.security.kdf import KdfPolicy
    from app.services.accounts import AccountFile
    from app.services.sync_status import Waiting
    from app.storage.change_set import ChangeSet
    from app.ui.main_window import MainWindow
    from app.ui.operation import Report
    from app.ui.pages import Desk
    from app.ui.problem import Problem
    from app.ui.sync.rounds import Rounds
    from app.ui.tasks import Tasks
    from app.workspace import Machine, Workspace

LOOK: Final = "window.look"
LOOK_AFTER_EVERY: Final = 5 * 60 * 1000
"""Milliseconds between two looks at what idle time is for."""


def restart() -> None:
    """End this process and start the program again in its place, with the same arguments."""
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen([sys.executable, *sys.orig_argv[1:]])
        os._exit(0)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


class Program(QObject):
    """Everything with a window. ``restart``, ``clock`` and ``policy`` (what a password costs) are
    handed in by tests and the tour."""

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        *,
        is_practice: bool = False,
        clock: Clock | None = None,
        restart: Callable[[], None] = restart,
        policy: KdfPolicy | None = None,
    ) -> None:
        super().__init__(application)
        self.application = application
        self.settings = settings
        self.is_practice = is_practice
        self.clock = clock or SystemClock()
        self.kept = Kept(settings.config_folder / "window.json")
        self.curtain = Curtain(self._begin)
        self.workspace: Workspace | None = None
        self.window: MainWindow | None = None
        self.rounds: Rounds | None = None
        self.tasks: Tasks
        self._restart = restart
        self._policy = policy
        self._shipped: Shipped | None = None

    def show(self) -> None:
        """Paint the first window; the rest follows."""
        self.curtain.show()

    # -- before the vault is open --------------------------------------------------------------

    def _begin(self) -> None:
        """Right after the first paint."""
        from app.ui.change_bus import ChangeBus
        from app.ui.tasks import Tasks
        from app.ui.theme import Theme, look_from

        qt.finish()
        self.theme = Theme(self.application, look_from(self.kept.read(LOOK)))
        self.changes = ChangeBus(self)
        self.tasks = Tasks(self._perform, self.changes, new_reference, self)
        self.tasks.troubled.connect(self._on_troubled)
        qt.report_bugs(lambda error: self._on_troubled(self.tasks.fail(error)))
        self.tasks.background(self, self._prepare).then(self._on_prepared).start()
        if self.is_practice:
            self.open_practice()
        else:
            self._ask_who()

    def _ask_who(self) -> None:
        from app.desktop.entrance import Entrance

        Entrance(self).begin()

    def _prepare(self) -> Shipped:
        """While the person types: import what is heavy, read what ships."""
        for name in ("app.workspace", "app.desktop.pages"):
            importlib.import_module(name)
        from app.desktop.pages import Shipped

        shipped = Shipped(self)
        shipped.read()
        return shipped

    @property
    def is_prepared(self) -> bool:
        """Whether what is heavy is imported and read: while the password is typed, it becomes so."""
        return self._shipped is not None

    def _on_prepared(self, shipped: Shipped) -> None:
        self._shipped = shipped

    def open_practice(self) -> None:
        """The practice county, made if it is not there yet."""
        from app.desktop.practice import PracticeSheet

        self.is_practice = True
        sheet = PracticeSheet()
        self.curtain.put(sheet)
        self.tasks.long_background(self, "正在准备练习数据", self._practice_work).then(
            self.enter
        ).otherwise(sheet.show_problem).with_progress(sheet.show_progress).start()

    def _practice_work(self, report: Report) -> Workspace:
        from app.desktop.practice import open_practice

        return open_practice(self.machine(), report)

    def machine(self) -> Machine:
        """This laptop. Imports cryptography and the store: call it on a worker."""
        from app.workspace import Machine

        if self._policy is not None:
            return Machine(self.settings, self.clock, self._policy)
        return Machine(self.settings, self.clock)

    # -- the vault is open ---------------------------------------------------------------------

    def enter(self, workspace: Workspace) -> None:
        """Show the main window over an open vault."""
        from app.ui.idle import IdleWatch

        self.workspace = workspace
        if not self.is_practice:
            self.rounds = self._make_rounds(workspace)
        self._make_window(workspace)
        self.watch = IdleWatch(self.application, self.clock, self.settings.idle_seconds)
        self.watch.lock_requested.connect(self.lock)
        self.watch.begin()
        self.watch.listen_to_system()
        self.changes.announced.connect(self._on_announced)
        self.changes.arrived.connect(self._on_announced)
        self.curtain.hide()
        self._count_waiting()
        self._upkeep = QTimer(self)
        self._upkeep.setInterval(LOOK_AFTER_EVERY)
        self._upkeep.timeout.connect(self._look_after)
        self._upkeep.start()
        if self.rounds is not None:
            self.rounds.changed.connect(self._count_waiting)
            self.rounds.changed.connect(self._warn_if_long_away)
            self.rounds.revoked.connect(self._on_revoked)
            self.rounds.begin()

    def _make_window(self, workspace: Workspace) -> None:
        from app.desktop.pages import Shipped, make_pages, rail_words
        from app.ui.main_window import MainWindow

        shipped = self._shipped or Shipped(self)
        self.desk = self._make_desk(workspace, shipped)
        renamed = rail_words(workspace.owner.actor.role)
        self.window = MainWindow(self.desk, make_pages(self, workspace, shipped), renamed)
        self.window.resize(self.curtain.size())
        self.window.lock_requested.connect(self.lock)
        self.window.closed.connect(self.leave)
        self.window.colleague_requested.connect(self._ask_colleague)
        self.window.open_page("today")
        self.window.show()

    def sit_down_as(self, colleague: AccountFile) -> None:
        """Practice: somebody else works at this desk from now on, in a window of their own."""
        if not self.is_practice or self.workspace is None or self.window is None:
            return
        before = self.window
        before.closed.disconnect(self.leave)
        self.workspace.owner = colleague
        self._make_window(self.workspace)
        before.close()
        before.deleteLater()

    def _ask_colleague(self) -> None:
        from app.services.practice_colleagues import colleagues

        self.tasks.operation(self, colleagues).then(self._offer_colleagues).start()

    def _offer_colleagues(self, found: tuple[AccountFile, ...]) -> None:
        if self.window is not None:
            people = tuple((f"{one.name}（{one.role_text}）", one) for one in found)
            self.window.offer_colleagues(people, self.sit_down_as)

    def _make_rounds(self, workspace: Workspace) -> Rounds:
        from app.ui.sync.rounds import Rounds

        return Rounds(self.tasks, self.changes, workspace, random.SystemRandom().random, self)

    def _make_desk(self, workspace: Workspace, shipped: Shipped) -> Desk:
        from app.ui.pages import Desk, Requests

        return Desk(
            tasks=self.tasks,
            changes=self.changes,
            clock=self.clock,
            divisions=shipped.divisions,
            read_setting=self.kept.read,
            write_setting=self.kept.write,
            theme=self.theme,
            requests=Requests(self),
            actor_name=workspace.owner.name,
            is_practice=self.is_practice,
            new_id=workspace.store.new_id,
        )

    def lock(self) -> None:
        """Save what is queued, close the vault, and end the process that held its keys."""
        self.leave()
        self.begin_anew()

    def begin_anew(self) -> None:
        """End the process that held keys, and start another in its place."""
        self._restart()

    def leave(self) -> None:
        """Save what is queued and close the vault; the program may end now."""
        from app.ui.widgets.lent_clipboard import LentClipboard

        if self.workspace is None:
            return
        workspace, self.workspace = self.workspace, None
        self.watch.rest()
        self._upkeep.stop()
        LentClipboard.here().take_back()
        rounds, self.rounds = self.rounds, None
        if rounds is not None:
            rounds.stop()
        self.tasks.stop()
        if rounds is not None:
            rounds.close()
        workspace.close()

    # -- slots ---------------------------------------------------------------------------------

    def _on_announced(self, _changes: ChangeSet) -> None:
        self._count_waiting()

    def _count_waiting(self) -> None:
        from app.services import sync_status

        self.tasks.operation(self, sync_status.waiting).replacing("waiting").then(
            self._show_waiting
        ).start()

    def _show_waiting(self, waiting: Waiting) -> None:
        from app.ui.status_bar import Upload
        from app.ui.sync.words import long_away

        if self.window is None:
            return
        to_decide = waiting.conflicts + waiting.letters
        if (rounds := self.rounds) is None or (state := rounds.state) is None:
            self.window.show_upload(Upload(None, waiting.operations, to_decide))
            return
        away = long_away(state, self.clock.now())
        trouble = rounds.told.short if rounds.is_enrolled or state.must_enrol else ""
        trouble = away.short if away and rounds.told.tone != "error" else trouble
        self.window.show_upload(
            Upload(state.last_level, waiting.operations, to_decide, rounds.is_running, trouble)
        )

    def _warn_if_long_away(self) -> None:
        """Once, when it is first known how vault and county stand (E6)."""
        from app.ui.sync.words import long_away

        if self.window is None or (rounds := self.rounds) is None or rounds.state is None:
            return
        rounds.changed.disconnect(self._warn_if_long_away)
        if away := long_away(rounds.state, self.clock.now()):
            self.window.warn(away.sentence)

    def _on_revoked(self) -> None:
        from app.desktop.revocation import Revocation

        if self.workspace is not None and self.rounds is not None:
            Revocation(self, self.workspace, self.rounds).begin()

    def _look_after(self) -> None:
        if self.workspace is not None:
            self.tasks.background(self, self.workspace.look_after).start()

    def _on_troubled(self, problem: Problem) -> None:
        if self.window is not None:
            self.window.show_problem(problem)
            return
        from app.ui.problem_dialog import ProblemDialog

        ProblemDialog(problem, self.curtain).open()

    def _perform(self, verb: Callable[[Any], Any], /) -> tuple[Any, ChangeSet]:
        assert self.workspace is not None
        return self.workspace.perform(verb)


def new_reference() -> str:
    """A number for a bug, short enough to be read out over the telephone."""
    return os.urandom(4).hex().upper()
