"""The pages of a form that have been shown, one in front; each is built when it is first shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QStackedWidget

from app.ui.visits.making import Making
from app.ui.visits.page_view import PageView
from app.ui.visits.question import QuestionBox
from app.ui.visits.standing import Standing


class PageStack(QStackedWidget):
    """``strict``: the pages that were left or checked: what is missing in them is said."""

    def __init__(self, standing: Standing, labels: Mapping[str, str], making: Making) -> None:
        super().__init__()
        self.strict: set[str] = set()
        self._standing = standing
        self._labels = labels
        self._making = making
        self._views: dict[str, PageView] = {}

    def view_of(self, key: str) -> PageView:
        """A page, built if it has not been shown yet."""
        if key not in self._views:
            view = PageView(self._labels[key], self._standing.nodes(key), self._making)
            if key in self.strict:
                view.be_strict()
            self._views[key] = view
            self.addWidget(view)
        return self._views[key]

    def box(self, path: str) -> QuestionBox | None:
        """A question, if it is built."""
        view = self._views.get(self._standing.page_of(path))
        return view.boxes.get(path) if view is not None else None

    def boxes(self) -> dict[str, QuestionBox]:
        """The questions that are built, by path."""
        return {path: box for view in self._views.values() for path, box in view.boxes.items()}

    def be_strict(self, key: str) -> None:
        """From now on say what is missing on a page."""
        self.strict.add(key)
        if key in self._views:
            self._views[key].be_strict()

    def spare(self, key: str, row_path: str) -> None:
        """A row was just added by hand: nothing in it is called missing yet."""
        if key in self._views:
            self._views[key].spare(row_path)

    def show_rows(self, keys: Iterable[str]) -> None:
        """Rows came or went on these pages."""
        for key in keys:
            if key in self._views:
                self._views[key].show_rows(self._standing.nodes(key))

    def show_states(self, paths: Iterable[str]) -> None:
        """These nodes stand otherwise."""
        for path in paths:
            view = self._views.get(self._standing.page_of(path))
            state = self._standing.states.get(path)
            if view is not None and state is not None:
                view.show_state(state)
