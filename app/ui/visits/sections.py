"""What a page is made of: questions in a grid, groups under a heading, rows of repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QMargins
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.forms.outline import Branch
from app.forms.states import NodeState
from app.ui.theme import width_of
from app.ui.visits.making import Making
from app.ui.visits.question import QuestionBox
from app.ui.visits.row_cards import RowCard, RowLine, is_line
from app.ui.visits.spans import WHOLE, SpanLayout
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import label

NARROW: Final = 34
"""Characters; a page narrower than this has one question a line."""
OPEN_ROWS: Final = 3
"""With more rows than this, those already filled in are folded to a line."""
UNFOLDED_ROWS: Final = 4
"""Rows after these are folded in any case, until they are gone to."""
ADD_KEY: Final = "Alt+N"
TABLE: Final = "table"
"""The appearance of a repeat whose rows stand below each other as lines of a table."""


class Part(QWidget):
    """Something that holds parts. ``parts`` in order: questions, groups, repeats."""

    def __init__(
        self, branches: Sequence[Branch], making: Making, *, is_line: bool = False
    ) -> None:
        """``is_line``: a line of a table, everything side by side in columns of one width."""
        super().__init__()
        self._making = making
        self._column_span = WHOLE // max(1, len(branches)) if is_line else 0
        self.parts: list[QuestionBox | GroupPart | RepeatPart] = []
        self._grid = SpanLayout(self, self._narrow())
        for branch in branches:
            self._add(branch)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_grid"):
            self._grid.set_narrow(self._narrow())

    def show_rows(self, branches: Sequence[Branch]) -> None:
        """Bring the rows of all repeats up to date; nothing else is made anew."""
        below = [branch for branch in branches if branch.state.kind in ("group", "repeat")]
        groups = [part for part in self.parts if not isinstance(part, QuestionBox)]
        for part, branch in zip(groups, below, strict=False):
            part.show_rows(branch.below)

    def boxes(self) -> Iterator[QuestionBox]:
        """All questions that are built, in order."""
        for part in self.parts:
            if isinstance(part, QuestionBox):
                yield part
            else:
                yield from part.boxes()

    def holders(self) -> Iterator[GroupPart | RepeatPart | RowCard]:
        """All groups, repeats and rows, in order."""
        for part in self.parts:
            if not isinstance(part, QuestionBox):
                yield part
                yield from part.holders()

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, in order."""
        for part in self.parts:
            yield from part.field.stops() if isinstance(part, QuestionBox) else part.stops()

    def _add(self, branch: Branch) -> None:
        branch.state = self._making.now(branch.state)
        kind = branch.state.kind
        if kind == "question":
            box = self._making.question(branch.state)
            self.parts.append(box)
            self._grid.add(box, self._column_span or box.span)
            box.setVisible(branch.state.relevant)
        else:
            part = (RepeatPart if kind == "repeat" else GroupPart)(branch, self._making)
            self.parts.append(part)
            self._grid.add(part, WHOLE)
            part.setVisible(branch.state.relevant)

    def _narrow(self) -> int:
        return 0 if self._column_span else width_of(self, "字" * NARROW)


class GroupPart(QFrame):
    """A group within a page: a heading, and a line at its left that shows how far it goes."""

    def __init__(self, branch: Branch, making: Making) -> None:
        super().__init__()
        self.state = branch.state
        self._heading = label(branch.state.label, "strong", wraps=True)
        self._inner = Part(branch.below, making)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins(0, 6, 0, 0))
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(self._inner)
        self._heading.setVisible(bool(branch.state.label))

    def show_state(self, state: NodeState) -> None:
        """Show another heading."""
        self.state = state
        self._heading.setText(state.label)

    def show_rows(self, below: Sequence[Branch]) -> None:
        self._inner.show_rows(below)

    def boxes(self) -> Iterator[QuestionBox]:
        return self._inner.boxes()

    def holders(self) -> Iterator[GroupPart | RepeatPart | RowCard]:
        return self._inner.holders()

    def stops(self) -> Iterator[QWidget]:
        return self._inner.stops()


class RepeatPart(QWidget):
    """The rows of a repeat as cards, one below the other, and a button to add one."""

    def __init__(self, branch: Branch, making: Making) -> None:
        super().__init__()
        self.state = branch.state
        self._making = making
        self._wants_table = TABLE in branch.state.appearance.split()
        self.cards: dict[str, RowCard] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self._empty = label("", "muted", wraps=True)
        self._add_button = Button("", icon_name="add")
        self._add_button.clicked.connect(lambda: making.add_row(self.state.path))
        foot = QHBoxLayout()
        foot.addWidget(self._add_button)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self._empty)
        whole.addLayout(self._column)
        whole.addLayout(foot)
        self.show_rows(branch.below)

    def show_state(self, state: NodeState) -> None:
        """Show how many rows there are and whether more may be added."""
        self.state = state
        self._add_button.setText(f"再加一个{_noun(state.label)} ({ADD_KEY})")
        self._add_button.setVisible(state.may_add_rows)
        self._empty.setText(
            f"还没有{_noun(state.label)}，请按下面的按钮添加。"
            if state.may_add_rows
            else "这里现在没有要填的；要填几个，由前面的答案决定。"
        )
        self._empty.setVisible(not self.cards)

    def show_rows(self, below: Sequence[Branch]) -> None:
        """Bring the cards up to date: new ones are made, gone ones taken away, the others stay."""
        wanted = {branch.state.path: branch for branch in below}
        for path in [path for path in self.cards if path not in wanted]:
            self._take_away(path)
        for place, branch in enumerate(below):
            card = self.cards.get(branch.state.path)
            if card is None:
                is_open = len(below) <= OPEN_ROWS or not _is_filled_in(branch)
                card = self._make_card(branch, is_folded=not is_open or place >= UNFOLDED_ROWS)
            else:
                card.show_rows(branch.below)
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
        self.cards = {path: self.cards[path] for path in wanted}
        for number, card in enumerate(self.cards.values(), 1):
            card.show_number(number, len(self.cards))
        self.show_state(self.state)

    def _make_card(self, branch: Branch, *, is_folded: bool) -> RowCard:
        noun = _noun(self.state.label)
        if self._wants_table and is_line(branch):
            card: RowCard = RowLine(branch, self._making, noun, self._make_part)
        else:
            card = RowCard(branch, self._making, noun, self._make_part, is_folded=is_folded)
        card.may_be_removed(is_allowed=self.state.may_add_rows)
        self.cards[branch.state.path] = card
        return card

    def _make_part(self, branches: Sequence[Branch], *, is_line: bool) -> Part:
        return Part(branches, self._making, is_line=is_line)

    def _take_away(self, path: str) -> None:
        card = self.cards.pop(path)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def boxes(self) -> Iterator[QuestionBox]:
        for card in self.cards.values():
            yield from card.boxes()

    def holders(self) -> Iterator[GroupPart | RepeatPart | RowCard]:
        for card in self.cards.values():
            yield card
            yield from card.holders()

    def stops(self) -> Iterator[QWidget]:
        for card in self.cards.values():
            yield from card.stops()
        yield self._add_button


def _noun(text: str) -> str:
    """家庭成员 of “三、家庭成员”: what one row is called in a sentence."""
    head, mark, tail = text.partition("、")
    return tail if mark and len(head) <= 3 and tail else text or "条"


def _is_filled_in(branch: Branch) -> bool:
    """Whether nothing required is blank and nothing is wrong in a row."""
    asked = [one for one in branch.questions() if one.relevant and not one.readonly]
    return any(one.value for one in asked) and not any(one.message for one in asked)
