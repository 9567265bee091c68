"""练习模式: a vault of invented people that anybody may open, made on the first start.

Its password is no secret: it is said on the unlock window, so that locking can be practised too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.ui.operation import Progress
from app.ui.problem import Problem
from app.ui.unlock_frame import Sheet
from app.ui.widgets.texts import Remark, label

if TYPE_CHECKING:
    from app.ui.operation import Report
    from app.workspace import Machine, Workspace

FOLDER: Final = "practice"
PASSWORD: Final = "Lianxi-2026-moshi"  # noqa: S105 - said on the screen
WHO: Final = "周经办"


def open_practice(machine: Machine, report: Report) -> Workspace:
    """The practice vault, made first where there is none; what one of an earlier version of the
    program lacks is made up for."""
    from app.security.vault_folder import VaultFolder
    from app.services import practice, practice_colleagues, practice_mark

    folder = machine.settings.data_folder / FOLDER
    if not VaultFolder(folder).is_vault():
        make_practice(machine, report)
    workspace = machine.open(folder, PASSWORD)
    workspace.do(practice_mark.mark)
    workspace.do(lambda work: practice_colleagues.appoint(work, practice.TOWNSHIP))
    return workspace


def make_practice(machine: Machine, report: Report) -> None:
    """Make the practice vault with everybody in it: it is there whole, or not at all."""
    from app.services import accounts, practice
    from app.services.accounts import AccountFile
    from app.storage.unit_of_work import UnitOfWork

    def found(work: UnitOfWork) -> AccountFile:
        owner = accounts.found(
            work, name=WHO, role="2", org_code=practice.TOWNSHIP, village_codes=None
        )
        practice.build(work, report=report)
        return owner

    machine.make_vault(machine.settings.data_folder / FOLDER, PASSWORD, found)


class PracticeSheet(Sheet):
    """Shown while the practice county is made: what is happening and how far it is."""

    def __init__(self) -> None:
        super().__init__(is_practice=True)
        self._text = label("正在打开练习数据…", wraps=True)
        self._remark = Remark()
        self.body.addWidget(self._text)
        self.body.addWidget(self._remark)

    def show_progress(self, progress: Progress) -> None:
        """第 37/600 户."""
        self._text.setText(f"正在准备练习数据：第 {progress.done}/{progress.total} 户")

    def show_problem(self, problem: Problem) -> None:
        """It did not work."""
        self._remark.say(problem.sentence)
