"""What all fields of a form are: an answer shown, an answer given, Enter goes on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.forms.states import NodeState
from app.ui.widgets.texts import Remark

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Field(QWidget):
    """One field. ``committed`` with the answer in canonical text when it is given; ``moved_on`` on
    Enter, after that. ``doubted`` when what is typed began or ceased to be unreadable.

    ``remark`` is the line below, laid out by the field.
    """

    committed = Signal(str)
    moved_on = Signal()
    doubted = Signal()

    shows_label = False
    """Whether the field itself says what is asked."""

    def __init__(self, state: NodeState) -> None:
        super().__init__()
        self.state = state
        self.remark = Remark()

    # -- for the question ----------------------------------------------------------------------

    def show_state(self, state: NodeState) -> None:
        """Show how the question stands now. What is being typed is never replaced."""
        self.state = state

    def say(self, text: str, tone: str = "error") -> None:
        """Say something below the field; blank takes it away."""
        self.remark.say(text, tone)

    def commit(self) -> None:
        """Give the answer that is typed but not yet given."""

    def choose(self, number: int) -> None:
        """Choose by number, from 1, as the keys 1 to 9 do."""

    def stops(self) -> list[QWidget]:
        """What the Tab key stops at, in order."""
        proxy = self.focusProxy()
        return [proxy] if proxy is not None else []

    def entry(self) -> QWidget | None:
        """What gets the focus when the question is gone to; None if nothing can."""
        return next(iter(self.stops()), None)

    @property
    def is_being_typed(self) -> bool:
        """Whether something is typed that is not given yet."""
        return False

    @property
    def unreadable(self) -> str:
        """What is wrong with what is typed and cannot be given, or blank."""
        return ""

    # -- for fields ----------------------------------------------------------------------------

    def watch(self, widgets: Iterable[QWidget]) -> None:
        """Let Enter in any of these move on, and keys go to ``key_pressed`` first."""
        for widget in widgets:
            widget.installEventFilter(self)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """A key in a watched widget; whether it was dealt with."""
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.commit()
            self.moved_on.emit()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.key_pressed(event)
        ):
            return True
        return super().eventFilter(watched, event)
