"""The last page: what is still missing or wrong, each a press away; or that all is filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.forms.states import Problem
from app.services.outcome_fields import PlannedChange
from app.ui.theme import Colour, looks
from app.ui.visits.outcome_card import OutcomeCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Sign, label

MOST_SHOWN: Final = 60


class CheckPage(QScrollArea):
    """``jump_requested`` with the path of the question to go to."""

    jump_requested = Signal(str)

    def __init__(self, where: Callable[[str], str]) -> None:
        """``where`` says on which page, and in which row, a path is."""
        super().__init__()
        self._where = where
        self.buttons: list[Button] = []
        self.outcome = OutcomeCard()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_problems(self, problems: Sequence[Problem], answered: int, asked: int) -> None:
        """Replace what is shown."""
        content = QWidget()
        looks(content, "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 12, 22, 24)
        column.setSpacing(10)
        column.addWidget(label("检查并完成", "title"))
        head = (
            f"还有 {len(problems)} 处要补。点一下就到那道题。"
            if problems
            else "全部填好了，可以完成走访。"
        )
        column.addWidget(label(head, "", wraps=True))
        column.addWidget(label(f"共 {asked} 题，已答 {answered} 题。", "muted", wraps=True))
        if not problems:
            column.addWidget(Sign("done", Colour.OK, 2.5), 0, Qt.AlignmentFlag.AlignLeft)
        self.buttons = [self._button(problem) for problem in problems[:MOST_SHOWN]]
        for button in self.buttons:
            column.addWidget(button)
        if len(problems) > MOST_SHOWN:
            column.addWidget(label(f"还有 {len(problems) - MOST_SHOWN} 处没有列出。", "muted"))
        self.outcome = OutcomeCard()
        column.addWidget(self.outcome)
        column.addStretch(1)
        self.setWidget(content)

    def show_outcome(self, changes: Sequence[PlannedChange]) -> None:
        """What finishing will change, below what was shown last."""
        if not self.buttons:
            self.outcome.show_changes(changes)

    def _button(self, problem: Problem) -> Button:
        where = self._where(problem.path)
        place = where if where == problem.label else f"{where}　{problem.label}"
        button = Button(
            f"{place}：{problem.text}",
            icon_name="warning",
            look="choice",
        )
        button.clicked.connect(partial(self._on_pressed, problem.path))
        return button

    def _on_pressed(self, path: str, _is_on: bool = False) -> None:
        self.jump_requested.emit(path)
