"""One row of a repeat: as a card that can be folded, or as a line of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.forms.answer_words import answer_in_words
from app.forms.outline import Branch
from app.forms.states import NodeState
from app.ui.theme import looks, width_of
from app.ui.visits.making import Making
from app.ui.visits.question import QuestionBox
from app.ui.widgets.buttons import quiet
from app.ui.widgets.texts import label

if TYPE_CHECKING:
    from app.ui.visits.sections import GroupPart, Part, RepeatPart

MOST_COLUMNS: Final = 6
"""Of a table; rows with more questions, or with groups in them, are cards."""
_GAP: Final = 8
_MOVES: Final = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show})


class MakePart(Protocol):
    """Makes what a row holds."""

    def __call__(self, branches: Sequence[Branch], *, is_line: bool) -> Part: ...


class RowCard(QFrame):
    """One row: 第 2 个 张三 with its questions; folded, one line says what was answered.

    The questions are built when it is first unfolded.
    """

    def __init__(
        self, branch: Branch, making: Making, noun: str, make_part: MakePart, *, is_folded: bool
    ) -> None:
        super().__init__()
        looks(self, "card")
        self.state = branch.state
        self._branch = branch
        self._making = making
        self._make_part = make_part
        self._noun = noun
        self._number = 1
        self._inner: Part | None = None
        self._title = label("", "strong")
        self._summary = label("", "muted", wraps=True)
        self.fold_button = quiet("", icon_name="")
        self.fold_button.clicked.connect(self._on_fold_pressed)
        self._remove = quiet("删除", icon_name="delete")
        self._remove.clicked.connect(lambda: making.remove_row(self.state.path))
        self._column = self._arrange((self._title, self._summary, self.fold_button, self._remove))
        self._is_folded = is_folded
        if not is_folded:
            self._build()
        self._show_head()

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def fold(self, *, is_folded: bool) -> None:
        """Show one line, or everything."""
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        if self._inner is None:
            self._build()
        if self._inner is not None:
            self._inner.setVisible(not is_folded)
        self._show_head()

    def show_number(self, number: int, total: int) -> None:
        """Which of how many it is."""
        self._number = number
        self.fold_button.setVisible(total > 1)
        self._show_head()

    def may_be_removed(self, *, is_allowed: bool) -> None:
        self._remove.setVisible(is_allowed)

    def show_state(self, state: NodeState) -> None:
        self.state = state

    def note(self, state: NodeState) -> None:
        """A question of the row stands otherwise: it may be in the line at the top."""
        for branch in self._branch.below:
            if branch.state.path == state.path:
                branch.state = state
                self._show_head()

    def show_rows(self, below: Sequence[Branch]) -> None:
        self._branch.below = list(below)
        if self._inner is not None:
            self._inner.show_rows(below)

    def boxes(self) -> Iterator[QuestionBox]:
        return self._inner.boxes() if self._inner is not None else iter(())

    def holders(self) -> Iterator[GroupPart | RepeatPart | RowCard]:
        return self._inner.holders() if self._inner is not None else iter(())

    def stops(self) -> Iterator[QWidget]:
        yield self.fold_button
        if self._inner is not None:
            yield from self._inner.stops()
        yield self._remove

    def _arrange(self, head: Sequence[QWidget]) -> QVBoxLayout:
        """Lay out what stands around the questions; gives where these go."""
        title, summary, fold, remove = head
        row = QHBoxLayout()
        row.addWidget(title)
        row.addWidget(summary, 1)
        row.addWidget(fold)
        row.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        return column

    def _make_inner(self) -> Part:
        return self._make_part(self._branch.below, is_line=False)

    def _build(self) -> None:
        self._inner = self._make_inner()
        self._column.addWidget(self._inner)
        self._making.unfolded()

    def _on_fold_pressed(self) -> None:
        self.fold(is_folded=not self._is_folded)

    def _show_head(self) -> None:
        answers = [
            answer_in_words(one.state, one.state.value)
            for one in self._branch.below
            if one.state.value
        ]
        name = answers[0] if answers else ""
        self._title.setText(f"{self._noun} {self._number}　{name}".rstrip())
        self._summary.setText(" · ".join(answers[1:]) if self._is_folded else "")
        self.fold_button.setText("展开修改" if self._is_folded else "收起")


class RowLine(RowCard):
    """One row as a line of a table: its number, the answers in columns, 删除. The first has the
    questions above the answers."""

    def __init__(self, branch: Branch, making: Making, noun: str, make_part: MakePart) -> None:
        super().__init__(branch, making, noun, make_part, is_folded=False)
        looks(self, "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place_beside()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_beside()

    def _build(self) -> None:
        super()._build()
        for box in self.boxes():
            box.field.installEventFilter(self)

    def _place_beside(self) -> None:
        """The number and 删除 stand level with the answers, whatever is said above and below."""
        box = next((one for one in self.boxes() if not one.isHidden()), None)
        if box is None:
            return
        top = box.field.mapTo(self, QPoint(0, 0)).y()
        line = self._remove.sizeHint().height()
        self._title.setGeometry(0, top, self._sides[0], line)
        left = self.width() - self._sides[1]
        self._remove.setGeometry(left, top, self._sides[1], line)

    def show_number(self, number: int, total: int) -> None:
        del total
        self._number = number
        self._show_head()
        for box in self.boxes():
            box.be_bare(is_bare=number > 1)

    def fold(self, *, is_folded: bool) -> None:
        """A line is never folded."""

    def _arrange(self, head: Sequence[QWidget]) -> QVBoxLayout:
        title, *unused, remove = head
        for one in (title, *unused, remove):
            one.setParent(self)
        for one in unused:
            one.hide()
        column = QVBoxLayout(self)
        self._sides = (width_of(self, "99") + _GAP, remove.sizeHint().width())
        column.setContentsMargins(self._sides[0], 0, self._sides[1] + _GAP, 0)
        return column

    def stops(self) -> Iterator[QWidget]:
        if self._inner is not None:
            yield from self._inner.stops()
        yield self._remove

    def _make_inner(self) -> Part:
        return self._make_part(self._branch.below, is_line=True)

    def _show_head(self) -> None:
        self._title.setText(str(self._number))


def is_line(branch: Branch) -> bool:
    """Whether a row is few simple questions."""
    questions = [one.state for one in branch.below if one.state.kind == "question"]
    is_flat = len(questions) == len(branch.below) <= MOST_COLUMNS
    return is_flat and all(one.control not in ("upload", "range", "rank") for one in questions)
