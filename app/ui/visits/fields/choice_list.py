"""One of many choices, typed or picked from a list."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.typed import TypedField
from app.ui.widgets.editors.codes import ListEditor
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind
from app.ui.widgets.editors.editor import FieldEditor


class ChoiceListField(Field):
    """One of many choices. When other choices are offered, the list inside is made anew."""

    def __init__(self, state: NodeState, _doors: Doors) -> None:
        super().__init__(state)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inner = self._make(state)

    @property
    def editor(self) -> FieldEditor:
        """The list that is typed on now."""
        return self._inner.editor

    def show_state(self, state: NodeState) -> None:
        was = self.state
        if (state.choices, state.readonly) == (was.choices, was.readonly):
            self._inner.show_state(state)
        else:
            had_focus = self._inner.typed_on.hasFocus()
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
            self._inner = self._make(state)
            if had_focus:
                self._inner.typed_on.setFocus()
        super().show_state(state)

    def say(self, text: str, tone: str = "error") -> None:
        self._inner.say(text, tone)

    def commit(self) -> None:
        self._inner.commit()

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.state.choices) and not self.state.readonly:
            self._inner.editor.take_now(self.state.choices[number - 1].value)

    def stops(self) -> list[QWidget]:
        return self._inner.stops()

    @property
    def is_being_typed(self) -> bool:
        return self._inner.is_being_typed

    @property
    def unreadable(self) -> str:
        return self._inner.unreadable

    def _make(self, state: NodeState) -> TypedField:
        inner = TypedField(state, ListEditor(_description(state)), _or_none, _or_blank)
        inner.committed.connect(self.committed)
        inner.moved_on.connect(self.moved_on)
        inner.doubted.connect(self.doubted)
        self.remark = inner.remark
        self._column.addWidget(inner)
        self.setFocusProxy(inner)
        return inner


def _description(state: NodeState) -> FieldDescription:
    return FieldDescription(
        state.path,
        state.label,
        Kind.CODE,
        tuple(Choice(one.value, one.label) for one in state.choices),
        hint="输入几个字查找，或按 ↓ 从列表中选",
        is_readonly=state.readonly,
    )


def _or_none(text: str) -> str | None:
    return text or None


def _or_blank(value: str | None) -> str:
    return value or ""
