"""A number on a scale: a slider with its ends, and the number beside it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from app.errors import Refused
from app.forms.answers import is_on_scale
from app.forms.states import NodeState
from app.ui.theme import width_of
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.numbers import read_number
from app.ui.widgets.texts import label

_MOST_STEPS: Final = 100_000


class RangeField(Field):
    """A slider and a line to type in. Nothing is answered until one of them is touched."""

    def __init__(self, state: NodeState, _doors: Doors) -> None:
        super().__init__(state)
        self._scale = Scale.of(state)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, self._scale.steps)
        self.slider.setPageStep(max(1, self._scale.steps // 10))
        self.slider.setMinimumWidth(width_of(self, "字" * 8))
        self.slider.sliderReleased.connect(self._on_slid)
        self.slider.actionTriggered.connect(self._on_stepped)
        self.slider.valueChanged.connect(self._on_moving)
        self.line = QLineEdit()
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setFixedWidth(width_of(self, "字" * 5) + 20)
        self.line.editingFinished.connect(self.commit)
        self.line.textEdited.connect(self.doubted)
        self._wrong = ""
        self._is_showing = False
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(str(self._scale.start), "muted"))
        row.addWidget(self.slider, 1)
        row.addWidget(label(str(self._scale.end), "muted"))
        row.addWidget(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.remark)
        self.setFocusProxy(self.line)
        self.watch((self.line, self.slider))
        self.show_state(state)

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        if self.is_being_typed:
            return
        self._is_showing = True
        self.line.setText(state.value)
        self.line.setModified(False)
        self.slider.setValue(self._scale.place_of(state.value))
        self._is_showing = False
        self.line.setReadOnly(state.readonly)
        self.slider.setEnabled(not state.readonly)

    def say(self, text: str, tone: str = "error") -> None:
        if not self._wrong:
            super().say(text, tone)

    def commit(self) -> None:
        if not self.line.isModified():
            return
        self._wrong = ""
        try:
            value = self._scale.read(self.line.text())
        except Refused as refused:
            self._wrong = refused.sentence
            super().say(self._wrong)
            self.doubted.emit()
            return
        self.line.setModified(False)
        self._give(value)

    def stops(self) -> list[QWidget]:
        return [self.slider, self.line]

    @property
    def is_being_typed(self) -> bool:
        return self.line.isModified()

    @property
    def unreadable(self) -> str:
        return self._wrong if self.line.isModified() else ""

    def _on_moving(self, place: int) -> None:
        if not self._is_showing:
            self.line.setText(self._scale.text_at(place))

    def _on_slid(self) -> None:
        self._give(self._scale.text_at(self.slider.value()))

    def _on_stepped(self, _action: int) -> None:
        if not self.slider.isSliderDown():
            self._give(self._scale.text_at(self.slider.sliderPosition()))

    def _give(self, value: str) -> None:
        self._wrong = ""
        self.line.setText(value)
        self.line.setModified(False)
        if value != self.state.value:
            self.committed.emit(value)
        else:
            self.remark.say("")


class Scale:
    """``start`` to ``end`` by ``step``, as a control says it."""

    def __init__(self, start: Decimal, end: Decimal, step: Decimal, attributes: NodeState) -> None:
        self.start, self.end = start, end
        self._step = step
        self._state = attributes
        self.steps = min(int(abs(end - start) / step), _MOST_STEPS)

    @classmethod
    def of(cls, state: NodeState) -> Scale:
        """The scale of a question; 0 to 10 by 1 where it says none that can be read."""
        try:
            start, end, step = (
                Decimal(state.attributes[name]) for name in ("start", "end", "step")
            )
            if step <= 0 or start == end:
                raise InvalidOperation
        except (KeyError, InvalidOperation):
            start, end, step = Decimal(0), Decimal(10), Decimal(1)
        return cls(start, end, step, state)

    def text_at(self, place: int) -> str:
        """The number at a place of the slider."""
        number = self.start + self._step * place * (1 if self.end > self.start else -1)
        return read_number(f"{number:f}", is_whole=self._state.type == "int")

    def place_of(self, text: str) -> int:
        """The place of a number; the start for none."""
        try:
            return int(abs(Decimal(text) - self.start) / self._step) if text else 0
        except InvalidOperation:
            return 0

    def read(self, typed: str) -> str:
        """A typed number on the scale. Raises ``Refused``."""
        value = read_number(typed, is_whole=self._state.type == "int")
        if not is_on_scale(value, self._state.attributes):
            by = "" if self._step == 1 else f"，每 {self._step} 一档"
            raise Refused(f"请填 {self.start} 到 {self.end} 之间的数{by}。", code="off_the_scale")
        return value


class _Slider(QSlider):
    """A slider that a turning wheel does not move: pages scroll under the pointer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
