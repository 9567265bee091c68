"""One program over a made county: makes the vault, opens the window, measures, prints, ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QTimer

from app.desktop.program import Program
from app.domain.clock import SystemClock
from app.security.kdf import KdfCost, KdfPolicy
from app.security.vault_folder import VaultFolder
from app.services import accounts
from app.settings import Settings
from app.storage import engine
from app.storage.unit_of_work import UnitOfWork
from app.ui.application import make_application, prepare_environment
from app.ui.records.page import RecordsPage
from app.workspace import Machine, store_keys
from bench.figures import p95
from bench.store_made import fill

PASSWORD = "Bench-2026-county"  # noqa: S105 - of a made county
CHEAP = KdfPolicy(KdfCost(1024, 1, 1), KdfCost(1024, 1, 1), KdfCost(1 << 20, 9, 9))
TYPED = ("李", "王芳", "张", "陈明", "lw", "zm", "wxh", "1234", "0015", "李明", "刘", "杨")
OPENED = 40


def make(home: Path) -> None:
    """The vault of the county; in a process of its own, for its memory."""
    settings = Settings(home / "data", home / "config")
    machine = Machine(settings, SystemClock(), CHEAP)
    folder = settings.vaults_folder / "v1"
    machine.make_vault(folder, PASSWORD, _found)
    keys = store_keys(machine.keys(folder, PASSWORD))
    path = VaultFolder(folder).database
    connection = engine.connect(path, engine.raw_key(keys.database, keys.salt))
    fill(connection, machine.new_ids())
    connection.close()


def main(home: Path) -> None:
    """Measure and print ``name<TAB>value<TAB>beside`` lines."""
    settings = Settings(home / "data", home / "config")
    folder = settings.vaults_folder / "v1"
    prepare_environment(os.environ, sys.platform)
    application = make_application([])
    program = Program(application, settings, policy=CHEAP)
    program.show()
    _wait(lambda: hasattr(program, "tasks") and program.is_prepared)
    _measure(program, folder)
    program.leave()
    os._exit(0)


def _found(work: UnitOfWork) -> accounts.AccountFile:
    return accounts.found(work, name="周经办", role="2", org_code=None)


def _measure(program: Program, folder: Path) -> None:
    begun = time.perf_counter()
    program.tasks.background(program, lambda: program.machine().open(folder, PASSWORD)).then(
        program.enter
    ).start()
    _wait(lambda: program.window is not None)
    assert program.window is not None
    program.window.resize(1366, 768)
    page = program.window.open_page("records")
    assert isinstance(page, RecordsPage)
    _wait(lambda: page.list.model().rowCount() > 0)
    page.grab()
    print(f"keys to painted list\t{(time.perf_counter() - begun) * 1000:.1f}\tone cheap KDF within")
    _settle()
    print(f"memory (PSS)\t{_pss():.1f}\t100,000 persons, list and first file open")
    searches = list(_searches(page))
    print(f"search, key to painted result, p95\t{p95(searches):.1f}\t{len(searches)} searches")
    opened = list(_openings(page))
    print(f"household opened, p95\t{p95(opened):.1f}\t{len(opened)} households")
    print(
        f"memory (PSS) after the searches\t{_pss():.1f}\tthe database's cache filled, 64 MB of it"
    )


def _searches(page: RecordsPage) -> Iterator[float]:
    for text in TYPED * 3:
        page.search.setText("")
        _wait(lambda: page.list.isVisible())
        _settle()
        shown: list[str] = []
        page.hits.model().modelReset.connect(partial(shown.append, text))
        begun = time.perf_counter()
        page.search.setText(text)
        _wait(lambda shown=shown: bool(shown))
        page.hits.grab()
        yield (time.perf_counter() - begun) * 1000


def _openings(page: RecordsPage) -> Iterator[float]:
    page.search.setText("")
    _wait(lambda: page.list.isVisible())
    _settle()
    rows = list(page.list.rows())[1 : OPENED + 1]
    for row in rows:
        begun = time.perf_counter()
        page.file.show_household(row.id)
        _wait(lambda row=row: page.file.household_id == row.id)
        page.file.grab()
        yield (time.perf_counter() - begun) * 1000
        _settle()


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(120, loop.quit)
    loop.exec()


def _wait(is_there: Callable[[], bool]) -> None:
    """Turn the event loop until it is so."""
    loop = QEventLoop()
    until = time.perf_counter() + 60
    while not is_there():
        if time.perf_counter() > until:
            raise TimeoutError
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def _pss() -> float:
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise OSError("no PSS here")


if __name__ == "__main__":
    (make if sys.argv[1] == "make" else main)(Path(sys.argv[2]))
