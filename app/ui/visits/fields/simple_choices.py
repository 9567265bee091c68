"""The headings over a table of choices, and the one thing to confirm."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.forms.states import Choice, NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.choices import ChoicesField, choose_several
from app.ui.visits.fields.field import Field
from app.ui.widgets.texts import label


class HeadingsField(Field):
    """The labels of the choices as headings over the rows of a table."""

    def __init__(self, state: NodeState, _doors: Doors) -> None:
        super().__init__(state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for choice in state.choices:
            heading = label(choice.label, "strong", wraps=True)
            heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
            heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(heading, 1)

    def stops(self) -> list[QWidget]:
        return []


class AgreedField(ChoicesField):
    """One thing to confirm: 我已核实."""

    def __init__(self, state: NodeState, doors: Doors) -> None:
        super().__init__(_with_one_choice(state), doors, press=choose_several)

    def show_state(self, state: NodeState) -> None:
        super().show_state(_with_one_choice(state))


def _with_one_choice(state: NodeState) -> NodeState:
    return replace(state, choices=(Choice("OK", "已确认"),))
