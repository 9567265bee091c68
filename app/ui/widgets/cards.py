"""Pieces of a detail pane: a card with a heading, labels with values, counts, an empty state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Colour, looks, sounds
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Sign, label


class SectionCard(QFrame):
    """A white card: heading at the left, actions at the right, content below.

    Put content into ``body``; ``add_action`` adds a quiet button beside the heading.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        looks(self, "card")
        self._head = QHBoxLayout()
        self._title = label(title, "heading")
        self._head.addWidget(self._title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 10, 16, 14)
        whole.setSpacing(8)
        whole.addLayout(self._head)
        whole.addLayout(self.body)

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def add_action(self, text: str, icon_name: str = "") -> Button:
        """A quiet button beside the heading; connect to its ``clicked``."""
        button = Button(text, icon_name=icon_name, look="quiet")
        self._head.addWidget(button)
        return button


@dataclass(frozen=True)
class ShownValue:
    """One label with its value as shown. ``is_masked``: the full value is shown on request.

    ``tone``: error, warn, ok or muted, together with words that say the same.
    """

    name: str
    label: str
    text: str
    is_masked: bool = False
    tone: str = ""


class ValueGrid(QWidget):
    """Labels with values, in one or two columns; values can be selected and copied.

    ``reveal_requested`` with the field's name when 显示 is pressed: fetch the full value with a
    verb (which leaves an audit entry), then ``reveal``.
    """

    reveal_requested = Signal(str)

    def __init__(self, columns: int = 1) -> None:
        super().__init__()
        self._columns = columns
        self._values: dict[str, QLabel] = {}
        self._buttons: dict[str, Button] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)

    def show_values(self, values: Iterable[ShownValue]) -> None:
        """Replace everything shown; what was revealed is masked again."""
        self._clear()
        for place, value in enumerate(values):
            self._add(value, *divmod(place, self._columns))

    def reveal(self, name: str, text: str) -> None:
        """Show the full value of a masked field."""
        self._values[name].setText(text)
        self._buttons[name].hide()

    def text_of(self, name: str) -> str:
        """What is shown for a field now."""
        return self._values[name].text()

    def _add(self, value: ShownValue, row: int, column: int) -> None:
        name = label(value.label, "muted")
        text = label(value.text or "—", value.tone or ("" if value.text else "muted"), wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._values[value.name] = text
        top_right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(name, row, 2 * column, top_right)
        self._grid.addWidget(
            self._with_reveal(value, text) if value.is_masked and value.text else text,
            row,
            2 * column + 1,
            Qt.AlignmentFlag.AlignTop,
        )

    def _with_reveal(self, value: ShownValue, text: QLabel) -> QWidget:
        button = Button("显示", icon_name="show", look="inline")
        button.setAccessibleName(f"显示完整的{value.label}")
        button.clicked.connect(lambda: self.reveal_requested.emit(value.name))
        self._buttons[value.name] = button
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text)
        row.addWidget(button)
        row.addStretch(1)
        return both

    def _clear(self) -> None:
        self._values.clear()
        self._buttons.clear()
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


class CountCard(QFrame):
    """A number that matters, with its words; opens what it counts. ``opened`` when pressed."""

    opened = Signal()

    def __init__(self, words: str, *, is_warning: bool = False) -> None:
        super().__init__()
        looks(self, "count-card")
        self._is_warning = is_warning
        self._number = label("–", "count")
        self._words = label(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 10)
        column.setSpacing(0)
        column.addWidget(self._number)
        column.addWidget(self._words)

    def show_count(self, count: int) -> None:
        self._number.setText(str(count))
        sounds(self._number, "count-warn" if self._is_warning and count else "count")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """What stands where nothing is yet: an icon, a sentence, and what to press next.

    ``action_requested`` when its button is pressed.
    """

    action_requested = Signal()

    def __init__(self, icon_name: str, sentence: str, action: str = "") -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        self._sentence = label(sentence, "muted", wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(Sign(icon_name, Colour.EDGE, 2.2), 0, centre)
        column.addWidget(self._sentence)
        if action:
            button = Button(action)
            button.clicked.connect(lambda: self.action_requested.emit())
            column.addWidget(button, 0, centre)
        column.addStretch(3)

    def show_sentence(self, sentence: str) -> None:
        self._sentence.setText(sentence)


class DetailPane(QScrollArea):
    """Cards one below the other, scrolled; the place for a record beside a list."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        looks(inside, "page")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # what was filled in later may need more width
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """As wide as the cards need: what is cut off at the right is not found."""
        width = self.widget().minimumSizeHint().width()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), 200)

    def add(self, *widgets: QWidget) -> None:
        """Add cards at the end."""
        for widget in widgets:
            self._column.insertWidget(self._column.count() - 1, widget)

    def show_only(self, widgets: Sequence[QWidget]) -> None:
        """Replace everything shown."""
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            if widget := item.widget() if item else None:
                widget.hide()
                widget.deleteLater()
        self.add(*widgets)
        self.verticalScrollBar().setValue(0)
