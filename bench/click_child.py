"""The program on a practice county: papers picked one after the other, until each is painted.

Prints the middle and the worst in milliseconds, and how many. The fonts are open by then, as they
are in the program a moment after its start (P3).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QTimer

from app.desktop.program import Program
from app.settings import Settings
from app.ui.application import make_application, prepare_environment
from app.ui.pages import Target
from app.ui.printing.page import PrintingPage
from app.ui.printing.shown_paper import is_of
from app.ui.records.page import RecordsPage
from bench.window_child import CHEAP

HOUSEHOLDS = 6
MOST = 8
"""Papers of one household; all behind them are blank forms."""


def main(home: Path) -> None:
    """Open the practice county, pick papers, print."""
    prepare_environment(os.environ, sys.platform)
    application = make_application([])
    settings = Settings(home / "data", home / "config")
    program = Program(application, settings, policy=CHEAP, is_practice=True)
    program.show()
    _wait(lambda: program.window is not None)
    assert program.window is not None
    program.window.resize(1366, 768)
    records = program.window.open_page("records")
    assert isinstance(records, RecordsPage)
    _wait(lambda: records.list.model().rowCount() > HOUSEHOLDS)
    households = [row.id for row in list(records.list.rows())[:HOUSEHOLDS]]
    page = program.window.open_page("printing")
    assert isinstance(page, PrintingPage)
    taken = [each for household in households for each in _picked(page, household)][MOST:]
    print(f"{statistics.median(taken):.1f} {max(taken):.1f} {len(taken)}", flush=True)
    program.leave()
    os._exit(0)


def _picked(page: PrintingPage, household: str) -> Iterator[float]:
    """Milliseconds of each paper of a household."""
    page.open(Target("paper", household))
    _wait(lambda: page.household_id == household and _is_painted(page))
    for row in [*range(1, MOST), 0]:
        if page.papers.offers[row].record_id is None:
            continue
        _settle()
        began = time.perf_counter()
        page.papers.setCurrentRow(row)
        _wait(lambda row=row: page.papers.currentRow() == row and _is_painted(page))
        page.sheet.viewer.grab()
        yield (time.perf_counter() - began) * 1000


def _is_painted(page: PrintingPage) -> bool:
    offer = page.papers.current()
    if offer is None or page.paper is None or not is_of(page.paper, offer):
        return False
    return page.sheet.viewer.is_shown(0)


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(120, loop.quit)
    loop.exec()


def _wait(is_there: Callable[[], bool]) -> None:
    """Sleep between events: a loop that spins would take the worker's turn."""
    loop = QEventLoop()
    tick = QTimer()
    tick.start(1)
    until = time.perf_counter() + 120
    while not is_there():
        if time.perf_counter() > until:
            raise TimeoutError
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
