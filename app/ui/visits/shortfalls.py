"""Why a sheet cannot be finished yet: what is missing or wrong, and what is typed but unreadable.

No Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.forms.states import Problem
from app.ui.visits.sheet import Sheet
from app.ui.visits.standing import Standing
from app.ui.visits.wording import what_to_do


@dataclass
class Shortfalls:
    """``kinds`` says by question name which are an ``id_no`` or a ``phone``; ``labels`` by page key
    how pages are called."""

    sheet: Sheet
    standing: Standing
    kinds: Mapping[str, str]
    labels: Mapping[str, str]
    today: Callable[[], date]
    _doubts: dict[str, str] = field(default_factory=dict[str, str])

    def note(self, path: str, doubt: str) -> None:
        """What is wrong with what is typed at a question and cannot be given; blank: nothing."""
        if doubt:
            self._doubts[path] = doubt
        else:
            self._doubts.pop(path, None)

    def forget_gone(self) -> None:
        """Questions may have gone with their rows."""
        for path in [path for path in self._doubts if path not in self.standing.states]:
            del self._doubts[path]

    def problems(self) -> tuple[Problem, ...]:
        """What is unreadable first, then the rest in the order of the pages."""
        typed = [
            Problem(path, state.label, text, "unreadable")
            for path, text in self._doubts.items()
            if (state := self.standing.states.get(path)) is not None and state.relevant
        ]
        known = {one.path for one in typed}
        others = [one for one in self.sheet.problems() if one.path not in known]
        return (*typed, *(self._worded(one) for one in others))

    def where(self, path: str) -> str:
        """The page a question is on, and in which row."""
        key = self.standing.page_of(path)
        rows = [
            f"第 {one.rows.index(row) + 1} 个"
            for one in self.standing.nodes(key)
            if one.kind == "repeat"
            for row in one.rows
            if path.startswith(f"{row}/")
        ]
        return " ".join([self.labels[key], *rows])

    def _worded(self, problem: Problem) -> Problem:
        state = self.standing.states.get(problem.path)
        if state is None:
            return problem
        kind = self.kinds.get(state.name, "")
        return replace(problem, text=what_to_do(state, kind, self.today()))
