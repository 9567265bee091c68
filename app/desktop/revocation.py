"""The county revoked this laptop (E5): what was not sent is sealed to it, then the vault is erased."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.desktop.entrance import PERSON
from app.desktop.erased import ERASED, ERASED_VAULT, LEFT, NOTHING_LEFT, SAID
from app.ui.problem import Problem
from app.ui.saving import save_bytes

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.sync.laptop.carrying import Written
    from app.ui.sync.rounds import Rounds
    from app.workspace import Workspace


class Revocation(QObject):
    """Once for an open vault. Where the sealed copy cannot be written, nothing is erased yet: the next
    sync tries again."""

    def __init__(self, program: Program, workspace: Workspace, rounds: Rounds) -> None:
        super().__init__(program)
        self._program = program
        self._workspace = workspace
        self._rounds = rounds

    def begin(self) -> None:
        """Seal, close, erase, and begin anew with a word about it."""
        path = self._workspace.machine.sealed_away(self._workspace.folder)
        self._rounds.seal(self, partial(_save, path)).then(
            partial(self._on_sealed, path)
        ).otherwise(self._on_trouble).start()

    def _on_sealed(self, path: Path, written: Written) -> None:
        count = written.operations
        rest = LEFT.format(count=count, path=path) if count else NOTHING_LEFT
        folder, machine = self._workspace.folder, self._workspace.machine
        self._program.leave()
        kept = self._program.kept
        kept.write(ERASED_VAULT, folder.name)
        kept.write(ERASED, SAID + rest)
        machine.erase(folder)
        kept.write(PERSON + folder.name, "")
        self._program.begin_anew()

    def _on_trouble(self, problem: Problem) -> None:
        if self._program.window is not None:
            self._program.window.show_problem(problem)


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    save_bytes(path, content)
