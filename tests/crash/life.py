"""One life of the program, in a child of its own: unlock, open the draft, answer until it is killed.

Everything goes through the real window: the password through the unlock window, the answers through
the form of the visit page; that something is saved is read off the sign of the page.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.desktop.program import Program
from app.ui.application import make_application
from app.ui.pages import Target
from app.ui.unlock.unlock_window import UnlockWindow
from app.ui.visits.visit_page import VisitPage
from tests.crash.county import VAULT, settings_in
from tests.crash.numbered import ROUND, path_of, value_of
from tests.crash.told import Pen
from tests.unit.security.made import CHEAP, PASSWORD

W = TypeVar("W", bound=QWidget)
Hands = Iterator[Callable[[], bool]]
"""What the robot does; between two steps it yields what it waits for."""

LOOKS_EVERY: Final = 1
"""Milliseconds between two looks at the window."""
LONGEST_BURST: Final = 3
"""Answers given without waiting for the sign."""


@dataclass(frozen=True)
class Plan:
    """``draft_id`` from answer ``next_number`` on; after ``finish_after`` more, finish the visit."""

    draft_id: str
    next_number: int
    finish_after: int | None
    seed: int


def live(home: Path, plan: Plan, pipe: int) -> None:
    """Run the program until somebody kills it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = make_application([])
    program = Program(application, settings_in(home), policy=CHEAP, restart=lambda: None)
    program.curtain.resize(1366, 768)
    program.show()
    robot = _Robot(program, plan, Pen(pipe))
    timer = QTimer()
    timer.setInterval(LOOKS_EVERY)
    timer.timeout.connect(robot.look)
    timer.start()
    application.exec()


class _Robot:
    def __init__(self, program: Program, plan: Plan, pen: Pen) -> None:
        self._program = program
        self._plan = plan
        self._pen = pen
        self._chance = random.Random(plan.seed)
        self._hands = self._work()
        self._is_there: Callable[[], bool] = lambda: True

    def look(self) -> None:
        """Go on if what is waited for is there; after the last step, wait to be killed."""
        if self._is_there():
            self._is_there = next(self._hands, lambda: False)

    def _work(self) -> Hands:
        yield lambda: bool(_shown(UnlockWindow))
        _shown(UnlockWindow)[0].unlock_requested.emit(VAULT, PASSWORD)
        yield lambda: self._program.window is not None
        window = self._program.window
        assert window is not None
        window.open(Target("draft", self._plan.draft_id))
        yield lambda: bool(_shown(VisitPage))
        page = _shown(VisitPage)[0]
        states = page.form.standing.states
        self._pen.resumed(page.form.place, {path: states[path].value for path in ROUND})
        yield from self._answer(page)
        yield from self._finish(page)

    def _answer(self, page: VisitPage) -> Hands:
        first = number = self._plan.next_number
        most = self._plan.finish_after
        while most is None or number < first + most:
            burst = self._chance.randint(1, LONGEST_BURST) if self._chance.random() < 0.3 else 1
            for _ in range(burst):
                self._pen.goes_to(number)
                page.form.go_to(path_of(number))
                self._pen.gives(number)
                page.form.answer(path_of(number), value_of(number))
                number += 1
            yield lambda: page.saved.text().startswith("已保存")
            self._pen.sees_saved(number - 1)

    def _finish(self, page: VisitPage) -> Hands:
        page.form.show_page("@check")
        self._pen.asks_to_finish()
        page.form.next_page()
        yield lambda: any("已完成，不能改" in one.text() for one in _shown(QLabel))
        self._pen.sees_finished()


def _shown(kind: type[W]) -> list[W]:
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return [one for top in tops for one in top.findChildren(kind) if one.isVisible()]
