"""忘记密码 at the unlock window: the sheet, and what the machine does behind it (K10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from app.desktop.password_words import live_rules
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.unlock.recovery_sheet import RecoverySheet
from app.ui.unlock.request_code import Modules

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.security.recovery import RecoveryRequest
    from app.workspace import Workspace

SENT = "申请已经送到县里。"
SAVED = "申请已经存成文件，请带到县里。"


class _Asked(NamedTuple):
    """A request: the code that is read out, and all of it as a QR code."""

    code: str
    modules: Modules


class _Standing(NamedTuple):
    """The request that is under way; None: none."""

    asked: _Asked | None
    has_line: bool


class Recovery(QObject):
    """Of one vault. ``back`` shows the unlock window again; ``name``: whose it is."""

    def __init__(
        self, program: Program, folder: Path, name: str, back: Callable[[], object]
    ) -> None:
        super().__init__(program)
        self._program = program
        self._folder = folder
        self._name = name
        self._back = back

    def begin(self, otherwise: Callable[[Problem], object]) -> None:
        """Show where it stands; ``otherwise`` hears why there is no recovery."""
        self._run(self._look, self._show, otherwise)

    # -- on a worker ---------------------------------------------------------------------------

    def _look(self) -> _Standing:
        machine = self._program.machine()
        request = machine.recovery_under_way(self._folder)
        has_line = machine.locked_link(self._folder) is not None
        return _Standing(_asked(request) if request else None, has_line)

    def _ask(self, path: str) -> _Asked:
        from app.security.recovery import write_request

        machine = self._program.machine()
        request = machine.ask_recovery(self._folder)
        text = write_request(request)
        if path:
            save_bytes(Path(path), (text + "\n").encode())
        elif link := machine.locked_link(self._folder):
            link.ask_recovery(text)
        return _asked(request)

    def _fetch(self) -> str:
        machine = self._program.machine()
        request, link = (
            machine.recovery_under_way(self._folder),
            machine.locked_link(self._folder),
        )
        return link.answer(request.id) if request and link else ""

    def _recover(self, answer: str, password: str) -> Workspace:
        from app.workspace import check_password

        check_password(password, self._name)
        machine = self._program.machine()
        machine.recover(self._folder, answer, password)
        return machine.open(self._folder, password)

    # -- on the window's thread ----------------------------------------------------------------

    def _show(self, standing: _Standing) -> None:
        sheet = RecoverySheet(live_rules(), has_line=standing.has_line)
        sheet.ask_requested.connect(partial(self._on_ask, sheet))
        sheet.fetch_requested.connect(partial(self._on_fetch, sheet))
        sheet.password_chosen.connect(partial(self._on_password, sheet))
        sheet.back_requested.connect(self._back)
        if standing.asked:
            sheet.show_waiting(*standing.asked)
        self._program.curtain.put(sheet)

    def _on_ask(self, sheet: RecoverySheet, path: str) -> None:
        sheet.show_busy("正在提出申请…")

        def show(asked: _Asked) -> None:
            sheet.show_waiting(asked.code, asked.modules, SAVED if path else SENT)

        self._run(
            lambda: self._ask(path), show, lambda problem: sheet.show_problem(problem.sentence)
        )

    def _on_fetch(self, sheet: RecoverySheet) -> None:
        sheet.show_busy("正在问县里…")
        self._run(
            self._fetch, sheet.show_answer, lambda problem: sheet.show_problem(problem.sentence)
        )

    def _on_password(self, sheet: RecoverySheet, answer: str, password: str) -> None:
        sheet.show_busy("正在打开，并换一把新的密钥，请不要关电脑…")

        def enter(workspace: Workspace) -> None:
            sheet.wipe()
            self._program.enter(workspace)

        self._run(
            lambda: self._recover(answer, password),
            enter,
            lambda problem: sheet.show_problem(problem.sentence),
        )

    def _run(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        otherwise: Callable[[Problem], object],
    ) -> None:
        self._program.tasks.background(self, work).then(then).otherwise(otherwise).start()


def _asked(request: RecoveryRequest) -> _Asked:
    from app.printing.qr_seal import runs_of
    from app.security.recovery import write_request

    return _Asked(request.code, runs_of(write_request(request)))
