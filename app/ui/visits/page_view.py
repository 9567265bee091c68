"""One page of a form: its title and its parts, scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.forms.outline import outline
from app.forms.states import NodeState
from app.ui.theme import looks
from app.ui.visits.making import Making
from app.ui.visits.question import QuestionBox
from app.ui.visits.row_cards import RowCard
from app.ui.visits.sections import GroupPart, Part, RepeatPart
from app.ui.widgets.texts import label


class PageView(QScrollArea):
    """Built from the states of a page; told afterwards what has changed.

    ``boxes`` are the questions that are built, by path: those of folded rows are not.
    """

    def __init__(
        self,
        title: str,
        nodes: Sequence[NodeState],
        making: Making,
    ) -> None:
        super().__init__()
        self.boxes: dict[str, QuestionBox] = {}
        self._make = making.question
        self._holders: dict[str, GroupPart | RepeatPart | RowCard] = {}
        self._is_strict = False
        self._spared = ""
        self._tell_built = making.unfolded
        self._making = replace(making, question=self._make_box, unfolded=self._on_unfolded)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        looks(content, "page")
        self._title = label(title, "title", wraps=True)
        self._body = Part(outline(nodes), self._making)
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 12, 22, 24)
        column.setSpacing(14)
        column.addWidget(self._title)
        column.addWidget(self._body)
        column.addStretch(1)
        self.setWidget(content)
        self._in_sight = ""
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_in_sight)
        bar.actionTriggered.connect(self._let_go)
        self._take_stock()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._let_go()
        super().wheelEvent(event)

    # -- told what changed ---------------------------------------------------------------------

    def show_state(self, state: NodeState) -> None:
        """One node stands otherwise."""
        box = self.boxes.get(state.path)
        part = box or self._holders.get(state.path)
        if part is not None and part.state != state:
            part.show_state(state)
            part.setVisible(state.relevant)
        for card in self._cards_around(state.path):
            card.note(state)

    def show_rows(self, nodes: Sequence[NodeState]) -> None:
        """Rows came or went: their cards are made or taken away, all others stay."""
        self._body.show_rows(outline(nodes))
        here = {one.path for one in nodes}
        self.boxes = {path: box for path, box in self.boxes.items() if path in here}
        self._take_stock()

    def show_title(self, title: str) -> None:
        if title != self._title.text():
            self._title.setText(title)

    def be_strict(self) -> None:
        """The page was left, or is to be checked: say beside each question now asked that a
        required answer is missing. What is asked only later is given a chance first."""
        self._is_strict = True
        self._spared = ""
        for box in self.boxes.values():
            if box.state.relevant:
                box.be_strict()

    def spare(self, row_path: str) -> None:
        """A row was just added: nothing in it is called missing yet."""
        self._spared = f"{row_path}/"

    # -- going to a question -------------------------------------------------------------------

    def reveal(self, path: str) -> QuestionBox | None:
        """The question, in sight; its row is unfolded for that. None if it is not on this page."""
        for _ in range(path.count("/")):  # unfolding one row may bring rows within it
            for card in self._cards_around(path):
                card.fold(is_folded=False)
        box = self.boxes.get(path)
        if box is not None:
            self._in_sight = path
            self._keep_in_sight()
        return box

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order."""
        return list(self._body.stops())

    # -- inside ------------------------------------------------------------------------------

    def _make_box(self, state: NodeState) -> QuestionBox:
        box = self._make(state)
        if self._is_strict and not (self._spared and state.path.startswith(self._spared)):
            box.be_strict()
        self.boxes[state.path] = box
        return box

    def _cards_around(self, path: str) -> list[RowCard]:
        """The rows a node lies in, the outermost first."""
        names = path.split("/")
        above = ("/".join(names[:length]) for length in range(1, len(names)))
        return [card for one in above if isinstance(card := self._holders.get(one), RowCard)]

    def _on_unfolded(self) -> None:
        self._take_stock()
        self._tell_built()

    def _take_stock(self) -> None:
        """Parts came or went: find them by path, and let Tab go through them in order."""
        if not hasattr(self, "_body"):
            return  # the first parts are being built
        self._holders = {part.state.path: part for part in self._body.holders()}
        for one, following in pairwise(self.stops()):
            QWidget.setTabOrder(one, following)

    def _keep_in_sight(self) -> None:
        """Scroll to the question gone to; again whenever the page grows around it."""
        box = self.boxes.get(self._in_sight)
        if box is not None:
            self.ensureWidgetVisible(box, 0, 40)

    def _let_go(self) -> None:
        """The person scrolls: from now on the page stays where they put it."""
        self._in_sight = ""
