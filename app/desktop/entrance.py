"""Before the vault is open: who is here, the password, the first start, and what may go wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.desktop.erased import ERASED, ERASED_VAULT, LEFT_LOCKED, NOTHING_LEFT, SAID, UNSEALED
from app.desktop.password_words import live_rules
from app.domain.clock import today
from app.domain.codes import ROLE
from app.domain.divisions import VILLAGE
from app.errors import Trouble
from app.security.vault_folder import VaultFolder
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.unlock.first_run import FirstRunAnswers, FirstRunWizard
from app.ui.unlock.unlock_window import UnlockWindow, VaultEntry
from app.ui.widgets.editors.description import Choice, choices_of

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.workspace import Workspace

PERSON: Final = "person."
"""Kept names: ``person.<folder>`` is whose vault it is."""
DONE: Final = (
    "以后打开电脑，输入这个密码就能接着用，没有网络也可以。",
    "请记牢密码，不要写在电脑上。忘了密码要由县局两人一起找回。",
    "离开 5 分钟会自动锁上，填过的都已经保存。",
)


class Entrance(QObject):
    """Shows the right first window in the curtain, and opens the vault it asks for."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._made: Workspace | None = None

    def begin(self) -> None:
        """The unlock window where there are vaults, else the first-run wizard."""
        said = self._program.kept.read(ERASED)
        if said:
            self._say_erased(said)
            return
        self._go_on_erasing(_done)
        if entries := self._entries():
            self._ask_password(entries)
        else:
            self._ask_person()

    def _say_erased(self, sentence: str) -> None:
        from app.ui.unlock.erased_sheet import ErasedSheet

        sheet = ErasedSheet(sentence)
        sheet.acknowledged.connect(self._on_erased_acknowledged)
        self._program.curtain.put(sheet)
        self._go_on_erasing(lambda problem: sheet.show_problem(problem.sentence))

    def _go_on_erasing(self, otherwise: Callable[[Problem], object]) -> None:
        """If it was cut off in the middle, or the disk did not let us; its name goes with the folder."""
        name = self._program.kept.read(ERASED_VAULT)
        folder = self._program.settings.vaults_folder / name
        if name and folder.is_dir():
            self._run(lambda: self._erase(folder), self._on_erased, otherwise)
        else:
            self._on_erased(None)

    def _erase(self, folder: Path) -> None:
        machine = self._program.machine()
        machine.set_outbox_aside(folder)
        machine.erase(folder)

    def _on_erased(self, _done: object) -> None:
        self._program.kept.write(ERASED_VAULT, "")

    def _on_erased_acknowledged(self) -> None:
        self._program.kept.write(ERASED, "")
        self.begin()

    # -- unlocking -----------------------------------------------------------------------------

    def _entries(self) -> list[VaultEntry]:
        place = self._program.settings.vaults_folder
        found = sorted(place.iterdir()) if place.is_dir() else []
        kept = self._program.kept
        return [
            VaultEntry(each.name, *_named(kept.read(PERSON + each.name)))
            for each in found
            if VaultFolder(each).is_vault() and each.name != kept.read(ERASED_VAULT)
        ]

    def _ask_password(self, entries: list[VaultEntry]) -> None:
        window = UnlockWindow(entries, self._program.clock)
        window.unlock_requested.connect(partial(self._on_unlock_requested, window))
        window.new_person_requested.connect(self._ask_person)
        window.practice_requested.connect(self._on_practice_requested)
        window.recovery_requested.connect(partial(self._on_recovery_requested, window))
        self._program.curtain.put(window)
        names = [each.id for each in entries]
        self._program.tasks.over_line(self, lambda: self._revoked(names)).then(
            partial(self._on_revoked, window)
        ).otherwise(_done).start()

    def _revoked(self, names: list[str]) -> tuple[str, bool]:
        """The first vault that the county says is revoked (E5), and whether it may be erased as it is;
        one that may goes before one that may not. Empty: none, or nobody can say."""
        machine, kept = self._program.machine(), ""
        for name in names:
            folder = self._program.settings.vaults_folder / name
            with suppress(Trouble):
                link = machine.locked_link(folder)
                if link is not None and link.is_revoked():
                    if not machine.has_unsealed(folder):
                        return name, True
                    kept = kept or name
        return kept, False

    def _on_revoked(self, window: UnlockWindow, found: tuple[str, bool]) -> None:
        """Erase it, unless it was opened meanwhile: then its own sync finds out. Where more may wait
        than is sealed, only opening it seals the rest."""
        name, may_erase = found
        if not name or self._program.workspace is not None:
            return
        folder = self._program.settings.vaults_folder / name
        if not may_erase:
            whose = _named(self._program.kept.read(PERSON + name))[0]
            window.show_word(UNSEALED.format(name=whose))
        else:
            self._run(
                lambda: self._program.machine().set_outbox_aside(folder),
                partial(self._on_set_aside, name),
                _done,
            )

    def _on_set_aside(self, name: str, path: Path | None) -> None:
        """First it is remembered, then erased: cut off in between, the next start goes on."""
        kept = self._program.kept
        kept.write(ERASED_VAULT, name)
        kept.write(ERASED, SAID + (LEFT_LOCKED.format(path=path) if path else NOTHING_LEFT))
        kept.write(PERSON + name, "")
        self.begin()

    def _on_unlock_requested(self, window: UnlockWindow, name: str, password: str) -> None:
        window.show_busy()
        folder = self._program.settings.vaults_folder / name
        self._run(
            lambda: self._program.machine().open(folder, password),
            self._program.enter,
            partial(self._on_unlock_failed, window, folder, password),
        )

    def _on_unlock_failed(
        self, window: UnlockWindow, folder: Path, password: str, problem: Problem
    ) -> None:
        if problem.code in {"wrong_password", "too_early"}:
            wait = self._program.machine().attempts_wait(folder)
            window.show_refused(problem.sentence, wait)
        elif problem.code == "vault_damaged":
            self._run(
                lambda: self._program.machine().mend_header(folder),
                partial(self._on_mended, window, folder, password),
                lambda worse: window.show_problem(worse.sentence),
            )
        elif problem.code == "store_damaged":
            self._show_damage(folder, password, problem)
        elif problem.code in {"migration_failed", "newer_vault"}:
            self._show_upgrade(folder, password, problem)
        else:
            window.show_problem(problem.sentence)

    def _on_mended(
        self, window: UnlockWindow, folder: Path, password: str, _was_needed: bool
    ) -> None:
        self._on_unlock_requested(window, folder.name, password)

    def _on_recovery_requested(self, window: UnlockWindow, vault: str) -> None:
        from app.desktop.recovery import Recovery

        name = _named(self._program.kept.read(PERSON + vault))[0]
        folder = self._program.settings.vaults_folder / vault
        Recovery(self._program, folder, name, self.begin).begin(
            lambda problem: window.show_problem(problem.sentence)
        )

    # -- a damaged store -----------------------------------------------------------------------

    def _show_damage(self, folder: Path, password: str, problem: Problem) -> None:
        from app.ui.keeping.salvage_sheet import SalvageSheet

        sheet = SalvageSheet(problem.sentence)
        sheet.salvage_requested.connect(
            partial(self._on_salvage_requested, sheet, folder, password)
        )
        sheet.open_requested.connect(
            lambda: self._run(
                lambda: self._program.machine().open(folder, password),
                self._program.enter,
                lambda worse: sheet.show_problem(worse.sentence),
            )
        )
        sheet.leave_requested.connect(self._program.application.quit)
        self._program.curtain.put(sheet)

    def _on_salvage_requested(self, sheet: QWidget, folder: Path, password: str) -> None:
        from app.ui.keeping.salvage_sheet import SalvageSheet

        assert isinstance(sheet, SalvageSheet)
        sheet.show_busy()
        self._run(
            lambda: self._program.machine().salvage(folder, password),
            sheet.show_report,
            lambda problem: sheet.show_problem(problem.sentence),
        )

    def _show_upgrade(self, folder: Path, password: str, problem: Problem) -> None:
        from app.ui.keeping.upgrade_sheet import UpgradeSheet

        sheet = UpgradeSheet(problem.sentence)

        def export(path: str) -> None:
            sheet.show_busy()
            self._run(
                lambda: self._export(folder, password, Path(path)),
                sheet.show_done,
                lambda worse: sheet.show_problem(worse.sentence),
            )

        sheet.export_requested.connect(export)
        sheet.leave_requested.connect(self._program.application.quit)
        self._program.curtain.put(sheet)

    def _export(self, folder: Path, password: str, path: Path) -> int:
        lines: list[str] = []
        count = self._program.machine().export_raw(folder, password, lines.append)
        save_bytes(path, "".join(lines).encode())
        return count

    # -- the first start -----------------------------------------------------------------------

    def _ask_person(self) -> None:
        from app.services.shipped import divisions

        places = divisions()
        units = [Choice(code, places.full_name(code)) for code in places.by_code]
        wizard = FirstRunWizard(
            units, choices_of(ROLE), live_rules(), lambda: today(self._program.clock)
        )
        wizard.vault_requested.connect(partial(self._on_vault_requested, wizard))
        wizard.practice_requested.connect(self._on_practice_requested)
        wizard.finished.connect(self._on_wizard_finished)
        self._program.curtain.put(wizard)

    def _on_vault_requested(self, wizard: FirstRunWizard, answers: FirstRunAnswers) -> None:
        wizard.show_busy()
        self._run(
            lambda: self._make(answers),
            partial(self._on_made, wizard, answers),
            lambda problem: wizard.show_problem(problem.sentence),
        )

    def _make(self, answers: FirstRunAnswers) -> Workspace:
        from app.services import accounts
        from app.services.shipped import divisions
        from app.workspace import check_password

        check_password(answers.password, answers.name)
        unit = divisions().by_code.get(answers.unit_code)
        is_village = unit is not None and unit.level == VILLAGE
        machine = self._program.machine()
        erased = self._program.kept.read(ERASED_VAULT)
        folder = _free_folder(self._program.settings.vaults_folder, erased)
        machine.make_vault(
            folder,
            answers.password,
            lambda work: accounts.found(
                work,
                name=answers.name,
                role=answers.role,
                org_code=answers.unit_code[:9] or None,
                village_codes=[answers.unit_code] if is_village else None,
            ),
        )
        return machine.open(folder, answers.password)

    def _on_made(
        self, wizard: FirstRunWizard, answers: FirstRunAnswers, workspace: Workspace
    ) -> None:
        from app.services.shipped import divisions

        unit = divisions().full_name(answers.unit_code)
        self._program.kept.write(PERSON + workspace.folder.name, f"{answers.name}\t{unit}")
        self._made = workspace
        wizard.show_done(DONE)

    def _on_wizard_finished(self) -> None:
        if self._made is not None:
            self._program.enter(self._made)

    def _on_practice_requested(self) -> None:
        self._program.open_practice()

    def _run(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        otherwise: Callable[[Problem], object],
    ) -> None:
        self._program.tasks.background(self, work).then(then).otherwise(otherwise).start()


def _named(kept: str) -> tuple[str, str]:
    name, _, unit = kept.partition("\t")
    return name or "使用人", unit


def _free_folder(place: Path, erased: str) -> Path:
    """v1, v2, …: a folder's name says nothing of the person. Not that of one being erased."""
    number = 1
    while (place / f"v{number}").exists() or f"v{number}" == erased:
        number += 1
    return place / f"v{number}"


def _done(_result: object) -> None:
    """Nothing more is to be shown."""
