"""What came of checking a workbook: problems, changes, rehearsal, one list at a time."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.forms.checking.differences import CLASSES
from app.forms.checking.problems import ERROR
from app.services.form_rehearsal import FormRehearsal
from app.services.form_report import FormReport
from app.ui.forms.lines import (
    CHANGES,
    FINDINGS,
    PROBLEMS,
    change_lines,
    finding_lines,
    problem_lines,
)
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

PROBLEM, CHANGE, REHEARSAL = "problem", "change", "rehearsal"
_TITLES: Final = {PROBLEM: "问题", CHANGE: "与现用版本的差异", REHEARSAL: "预演"}
_NOTHING: Final = {
    PROBLEM: "没有发现问题。",
    CHANGE: "没有变化，或者这是一张新表。",
    REHEARSAL: "还没有预演。预演把本机的走访和草稿在新版里试一遍，什么也不改。",
}


class CheckedView(QWidget):
    """``question_chosen`` with the name of the question that a line is about."""

    question_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips = ChipBar((Chip(key, text) for key, text in _TITLES.items()), is_single=True)
        self.chips.chosen.connect(self._on_list_chosen)
        self.lists = {
            PROBLEM: WorkList(PROBLEMS),
            CHANGE: WorkList(CHANGES),
            REHEARSAL: WorkList(FINDINGS),
        }
        self.remarks = {key: Remark() for key in _TITLES}
        self._counts: dict[str, int] = {}
        self._sentence = label("", wraps=True)
        self._stack = QStackedWidget()
        for key, one in self.lists.items():
            one.setAccessibleName(_TITLES[key])
            one.row_chosen.connect(self._on_row_chosen)
            one.row_opened.connect(self._on_row_opened)
            self._stack.addWidget(self._room(key, one))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self._stack, 1)
        column.addWidget(self._sentence)

    def show_report(self, report: FormReport) -> None:
        """A workbook that was checked; the rehearsal of the one before is gone."""
        problems = problem_lines(report.problems, report.rows)
        changes = change_lines(report.difference, report.rows) if report.difference else ()
        self._put(PROBLEM, problems, "ok")
        self._put(CHANGE, changes, "muted")
        self._put(REHEARSAL, (), "muted")
        if report.difference and changes:
            words = f"总的来说：{CLASSES[report.difference.kind]}。"
            grave = report.difference.needs_confirmation
            self.remarks[CHANGE].say(words, "warn" if grave else "info")
        self._counts = {PROBLEM: len(problems), CHANGE: len(changes)}
        self.chips.show_counts(self._counts)
        grave = next((line.id for line in problems if line.problem.severity == ERROR), None)
        self.lists[PROBLEM].select(grave)
        self.show_list(PROBLEM if problems or not changes else CHANGE)

    def show_rehearsal(self, rehearsal: FormRehearsal) -> None:
        """What the new version would do to what is filled in."""
        self._put(REHEARSAL, finding_lines(rehearsal), "ok")
        words = f"试了{rehearsal.visits}次走访、{rehearsal.drafts}份草稿，{len(rehearsal.affected)}份有影响。"
        if rehearsal.unread:
            words += f"{len(rehearsal.unread)}份打不开：缺少它填写时的版本。"
        tone = "warn" if rehearsal.affected or rehearsal.unread else "ok"
        self.remarks[REHEARSAL].say(words, tone)
        self._counts[REHEARSAL] = len(rehearsal.affected)
        self.chips.show_counts(self._counts)
        self.show_list(REHEARSAL)

    def show_list(self, key: str) -> None:
        """Bring one of the lists to the front."""
        self.chips.choose({key})
        self._stack.setCurrentIndex(list(self.lists).index(key))
        self._on_row_chosen(self.lists[key].current_row())

    def _on_list_chosen(self, keys: frozenset[str]) -> None:
        self.show_list(next(iter(keys)))

    def _put(self, key: str, lines: tuple[Any, ...], tone: str) -> None:
        self.lists[key].show_rows(lines)
        self.remarks[key].say("" if lines else _NOTHING[key], tone)

    def _room(self, key: str, one: WorkList) -> QWidget:
        room = QWidget()
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.remarks[key])
        column.addWidget(one, 1)
        return room

    def _on_row_chosen(self, line: Any) -> None:
        """The whole sentence below the list, where its column is too narrow for it."""
        problem, change = getattr(line, "problem", None), getattr(line, "change", None)
        said = problem.line if problem else change.sentence if change else ""
        self._sentence.setText(said)

    def _on_row_opened(self, line: Any) -> None:
        if line.name:
            self.question_chosen.emit(line.name)
