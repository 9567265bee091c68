"""Which question of a view has, or last had, the focus; what was being typed in the one before."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.visits.question import QuestionBox


class Places(QObject):
    """Told where the focus goes, it keeps the place within ``view``. ``changed`` with the path of the question it went to;
    the question it left gives its answer."""

    changed = Signal(str)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.place = ""
        self._view = view
        self._is_moving = False

    def note(self, path: str) -> None:
        """The question the person is at."""
        if path != self.place:
            self.place = path
            self.changed.emit(path)

    @contextmanager
    def one_move(self) -> Generator[None]:
        """A page that comes to the front gives the focus to what had it last, or to its first
        question, on the way to where it is wanted: only where it ends up is a place."""
        was_moving, self._is_moving = self._is_moving, True
        try:
            yield
        finally:
            self._is_moving = was_moving
            box = self._box_of(self._view.focusWidget())
            if box is not None and not was_moving:
                self.note(box.state.path)

    def follow(self, old: QWidget | None, new: QWidget | None) -> None:
        """The focus went from one widget of the program to another."""
        left, entered = self._box_of(old), self._box_of(new)
        if left is not None and left is not entered:
            left.left()
        if entered is not None and not self._is_moving:
            self.note(entered.state.path)

    def _box_of(self, widget: QWidget | None) -> QuestionBox | None:
        if widget is None or not self._view.isAncestorOf(widget):
            return None
        while widget is not None and not isinstance(widget, QuestionBox):
            widget = widget.parentWidget()
        return widget
