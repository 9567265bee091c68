"""What is only read: a note of the form, and answers that are worked out."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.forms.answer_words import answer_in_words
from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.widgets.texts import label


class ReadOnlyField(Field):
    """A value to read: what was worked out, with the label of a choice instead of its code."""

    def __init__(self, state: NodeState, _doors: Doors) -> None:
        super().__init__(state)
        self._text = label("", "strong", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        column.addWidget(self.remark)
        self.show_state(state)

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        text = answer_in_words(state, state.value)
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def stops(self) -> list[QWidget]:
        return []
