"""The county revoked this laptop (E5): what was not sent is sealed to it, then the vault is erased."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.desktop.entrance import PERSON
from app.desktop.erased import ERASED, ERASED_VAULT, LEFT, NOTHING_LEFT, SAID
from app.errors import Trouble
from app.ui.problem import Problem

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.sync.laptop.carrying import Written
    from app.ui.sync.rounds import Rounds
    from app.workspace import Workspace

_log: Final = logging.getLogger(__name__)


class Revocation(QObject):
    """Once for an open vault. Where the sealed copy cannot be written, or does not hold all that
    waits, nothing is erased yet: the next sync tries again."""

    def __init__(self, program: Program, workspace: Workspace, rounds: Rounds) -> None:
        super().__init__(program)
        self._program = program
        self._workspace = workspace
        self._rounds = rounds

    def begin(self) -> None:
        """Seal, close, erase, and begin anew with a word about it."""
        keep = partial(self._workspace.machine.keep_outbox, self._workspace.folder)
        self._rounds.seal(self, keep).then(self._on_sealed).otherwise(self._on_trouble).start()

    def _on_sealed(self, written: Written) -> None:
        if written.left:
            self._on_trouble(_too_much(written.left))
            return
        try:
            self._program.leave()
            self._erase()
        except Trouble as trouble:  # the next start goes on
            _log.warning("the revoked vault is not erased yet: %s", trouble.code)
        finally:
            self._program.begin_anew()

    def _erase(self) -> None:
        """Closing has sealed what was saved meanwhile too: that copy is set aside."""
        folder, machine = self._workspace.folder, self._workspace.machine
        if machine.has_unsealed(folder):  # the next opening tries again
            _log.warning("the revoked vault is not erased yet: work waits that is not sealed")
            return
        path = machine.set_outbox_aside(folder)
        kept = self._program.kept
        kept.write(ERASED_VAULT, folder.name)
        kept.write(ERASED, SAID + (LEFT.format(path=path) if path else NOTHING_LEFT))
        kept.write(PERSON + folder.name, "")
        machine.erase(folder)

    def _on_trouble(self, problem: Problem) -> None:
        if self._program.window is not None:
            self._program.window.show_problem(problem)


def _too_much(left: int) -> Problem:
    return Problem(
        f"县里停用了这台电脑，可是没送出的内容太多，一个文件装不下，还差 {left} 条，所以没有清除。"
        "请不要关机，马上与县民政局联系。",
        "outbox_too_large",
    )
