"""What all field editors are: a value, shown, typed, committed when left; a remark below."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Refused
from app.ui.theme import sounds
from app.ui.widgets.editors.description import FieldDescription, Finding
from app.ui.widgets.texts import Remark, label

PAUSE_MS: Final = 2500
"""Typing that pauses this long is committed if it can be read: a power cut loses one field."""

NOTHING: Final = (None, "", ())


class FieldEditor(QWidget):
    """One field. Made by ``editor_for`` from a description.

    ``committed`` with the value when the field is left, Enter is pressed or typing pauses, and the
    value is another than before and readable. What cannot be read stays as it was typed, with a
    sentence below. ``edited`` at every key. ``next_requested`` on Enter.
    """

    committed = Signal(object)
    edited = Signal()
    next_requested = Signal()

    def __init__(self, description: FieldDescription) -> None:
        super().__init__()
        self.description = description
        self.remark = Remark()
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self._kept: Any = None
        self._is_dirty = False
        self._typed_on: list[QWidget] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.commit_quietly)

    # -- for pages -----------------------------------------------------------------------------

    @property
    def value(self) -> Any:
        """The value last committed or shown."""
        return self._kept

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not committed."""
        return self._is_dirty

    def show_value(self, value: Any) -> None:
        """Show what is in the record now. What is being typed is never replaced."""
        if self._is_dirty:
            return
        self._kept = value
        self.display(value)
        self.show_finding(None)

    def commit(self) -> bool:
        """Read what is typed and emit it if it changed; False, with a sentence, if it cannot be."""
        self._pause.stop()
        if not self._is_dirty:
            return not self.has_error()
        try:
            value = self.read()
        except Refused as refused:
            self.show_finding(Finding(refused.sentence))
            return False
        return self._take(value)

    def commit_quietly(self) -> None:
        """Commit what can be read; nothing is called wrong or rewritten while it is typed."""
        try:
            value = self.read()
        except Refused:
            return
        check = self.description.check
        if check is None or check(value) is None:
            self._emit(value)

    def show_finding(self, finding: Finding | None) -> None:
        """Say something below the field; None takes it away."""
        tone = "" if finding is None else "error" if finding.is_error else "warn"
        self.remark.say(finding.text if finding else "", tone or "error")
        for widget in self._typed_on:
            sounds(widget, tone)

    def has_error(self) -> bool:
        """Whether an error is shown."""
        return bool(self.remark.text()) and any(
            widget.property("tone") == "error" for widget in self._typed_on
        )

    def check(self) -> bool:
        """Before submitting: commit, and say what is missing. Whether the field may stand so."""
        if not self.commit():
            return False
        if self.description.is_required and self._kept in NOTHING:
            self.show_finding(Finding(f"还没有填“{self.description.label}”，请填写。"))
            return False
        return True

    # -- for editors ---------------------------------------------------------------------------

    def display(self, value: Any) -> None:
        """Put ``value`` on the screen."""
        raise NotImplementedError

    def read(self) -> Any:
        """What is on the screen as a value. Raises ``Refused``."""
        raise NotImplementedError

    def lay_out(self, typed_on: QWidget) -> None:
        """Set the widget in a row, the unit behind it, the remark below."""
        self.row.addWidget(typed_on, 1)
        if self.description.unit:
            self.row.addWidget(label(self.description.unit, "muted"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(self.row)
        column.addWidget(self.remark)
        self.listen_to(typed_on)
        self.setFocusProxy(typed_on)

    def listen_to(self, widget: QWidget) -> None:
        """Commit when ``widget`` is left, go on when Enter is pressed in it."""
        self._typed_on.append(widget)
        widget.setAccessibleName(self.description.label)
        widget.setProperty("help_key", self.description.help_key)
        widget.installEventFilter(self)

    def note_edit(self) -> None:
        """Something was typed."""
        self._is_dirty = True
        self._pause.start()
        self.edited.emit()

    def take_now(self, value: Any) -> None:
        """A value was picked, not typed: commit it at once."""
        self._take(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.commit()
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._means_next(event)
        ):
            self.commit()
            self.next_requested.emit()
            return True
        return super().eventFilter(watched, event)

    def _means_next(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def _take(self, value: Any) -> bool:
        check = self.description.check
        finding = check(value) if check and value not in NOTHING else None
        self.show_finding(finding)
        if finding is not None and finding.is_error:
            return False
        self._emit(value)
        self.display(value)
        self._is_dirty = False
        return True

    def _emit(self, value: Any) -> None:
        if value != self._kept:
            self._kept = value
            self.committed.emit(value)
