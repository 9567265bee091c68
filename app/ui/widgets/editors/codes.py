"""Editors of codes: a few as buttons to press, many as a list to search, several as ticks."""

from __future__ import annotations

from functools import partial
from textwrap import wrap
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListView, QVBoxLayout, QWidget

from app.errors import Refused
from app.ui.icons import icon
from app.ui.theme import Colour, looks, row_height
from app.ui.widgets.buttons import Button, FieldButton
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.editors.initials import fits
from app.ui.widgets.flow import FlowLayout

FEW: Final = 5
"""Up to this many choices are buttons: one press, no list to open."""

_MOST_SHOWN: Final = 9
_LINE: Final = 22
"""Characters of a tick's label after which it goes on in the next line: the longest are whole sentences."""
_YES_NO: Final = (Choice("1", "是"), Choice("0", "否"))


class ButtonsEditor(FieldEditor):
    """CODE of a few choices, and FLAG as 是 or 否. Pressing the chosen one again takes it back.

    Keys: arrows move, space or the choice's number (1, 2 …) chooses, Enter goes on.
    """

    def __init__(self, description: FieldDescription) -> None:
        super().__init__(description)
        choices = _YES_NO if description.kind is Kind.FLAG else description.choices
        self._codes = [choice.code for choice in choices]
        self._buttons = [Button(choice.label, look="choice") for choice in choices]
        self._chosen: str | None = None
        row = QWidget()
        flow = FlowLayout(row)
        for code, button in zip(self._codes, self._buttons, strict=True):
            button.setCheckable(True)
            button.setEnabled(not description.is_readonly)
            button.clicked.connect(partial(self._on_pressed, code))
            flow.addWidget(button)
            self.listen_to(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(row)
        column.addWidget(self.remark)
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self.display(None)

    def display(self, value: Any) -> None:
        self._chosen = self._code_of(value)
        for code, button in zip(self._codes, self._buttons, strict=True):
            button.setChecked(code == self._chosen)
            is_chosen = code == self._chosen
            button.setIcon(icon("done" if is_chosen else "circle", Colour.PRIMARY))

    def read(self) -> Any:
        if self.description.kind is Kind.FLAG:
            return None if self._chosen is None else self._chosen == "1"
        return self._chosen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            number = event.text()
            if number.isdecimal() and 1 <= int(number) <= len(self._codes):
                self._on_pressed(self._codes[int(number) - 1])
                return True
        return super().eventFilter(watched, event)

    def _code_of(self, value: Any) -> str | None:
        if self.description.kind is Kind.FLAG:
            return None if value is None else "1" if value else "0"
        return value

    def _on_pressed(self, code: str) -> None:
        self._chosen = None if code == self._chosen else code
        self.take_now(self.read())


class ListEditor(FieldEditor):
    """CODE or PLACE of many choices: type any part of it, its code or its pinyin initials.

    Down or a click opens the list; Enter takes the marked one.
    """

    def __init__(self, description: FieldDescription) -> None:
        super().__init__(description)
        self.line = QLineEdit()
        self.line.setPlaceholderText(description.hint or "输入文字或拼音首字母")
        self.line.setReadOnly(description.is_readonly)
        arrow = FieldButton("down", f"从列表中选{description.label}（↓）")
        arrow.setEnabled(not description.is_readonly)
        arrow.clicked.connect(self._on_arrow_pressed)
        self.line.textEdited.connect(self._on_typed)
        self._labels = {choice.code: choice.label for choice in description.choices}
        self.lay_out(self.line)
        self.row.insertWidget(1, arrow)
        self._popup = _Popup(self)  # last: made before the line has its place, it traps the Tab key
        self._popup.clicked.connect(self._on_picked)

    def display(self, value: Any) -> None:
        self._popup.hide()
        self.line.setText(self._labels.get(value, value or ""))
        self.line.setCursorPosition(0)

    def read(self) -> Any:
        typed = self.line.text().strip()
        if not typed:
            return None
        exact = [choice for choice in self.description.choices if choice.label == typed]
        found = exact or [choice for choice in self.description.choices if fits(choice, typed)]
        if len(found) == 1 or exact:
            return found[0].code
        if self._kept is not None and typed == self._labels.get(self._kept, self._kept):
            return self._kept
        if found:
            raise Refused(f"有{len(found)}项都符合，请从列表中选一项。", code="choice_ambiguous")
        raise Refused("列表中没有这一项，请换个说法，或按↓从列表中选。", code="choice_unknown")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._popup.hide()
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._popup.isVisible()
        ):
            event.accept()  # Esc closes the list before it means anything else
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.description.is_readonly:
                self._move(+1 if key == Qt.Key.Key_Down else -1)
                return True
            if key == Qt.Key.Key_Escape and self._popup.isVisible():
                self._popup.hide()
                return True
            if self._means_next(event) and self._popup.isVisible():
                self._take_marked()
        return super().eventFilter(watched, event)

    def open_list(self, typed: str = "") -> None:
        """Show the choices that ``typed`` finds below the field."""
        found = [choice for choice in self.description.choices if fits(choice, typed)]
        self._popup.show_choices(found, self.line)

    def _move(self, step: int) -> None:
        if self._popup.isVisible():
            self._popup.move_mark(step)
        else:
            self.open_list()

    def _take_marked(self) -> None:
        code = self._popup.marked()
        if code is not None:
            self._choose(code)

    def _choose(self, code: str) -> None:
        self._popup.hide()
        self.take_now(code)

    def _on_typed(self, typed: str) -> None:
        self.note_edit()
        self.open_list(typed)

    def _on_arrow_pressed(self) -> None:
        self.line.setFocus()
        self.open_list()

    def _on_picked(self, index: QModelIndex) -> None:
        self._choose(str(index.data(Qt.ItemDataRole.UserRole)))


class TicksEditor(FieldEditor):
    """CODES: several of a list, in the order of the list."""

    def __init__(self, description: FieldDescription) -> None:
        super().__init__(description)
        self._ticks: dict[str, QCheckBox] = {}
        row = QWidget()
        flow = FlowLayout(row, spacing=14)
        for choice in description.choices:
            tick = QCheckBox("\n".join(wrap(choice.label, _LINE)))
            tick.setEnabled(not description.is_readonly)
            tick.clicked.connect(self._on_ticked)
            flow.addWidget(tick)
            self.listen_to(tick)
            tick.setAccessibleName(choice.label)
            self._ticks[choice.code] = tick
        self._unknown: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(row)
        column.addWidget(self.remark)
        if self._ticks:
            self.setFocusProxy(next(iter(self._ticks.values())))

    def display(self, value: Any) -> None:
        codes = list[str](value or [])
        self._unknown = tuple(code for code in codes if code not in self._ticks)
        for code, tick in self._ticks.items():
            tick.setChecked(code in codes)

    def read(self) -> Any:
        ticked = tuple(code for code, tick in self._ticks.items() if tick.isChecked())
        return ticked + self._unknown

    def _on_ticked(self) -> None:
        self.take_now(self.read())


class _Popup(QListView):
    """The list below a field. It never takes the focus: typing goes on in the field."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        looks(self, "popup")
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.hide()

    def show_choices(self, choices: list[Choice], below: QWidget) -> None:
        """Show them with the first one marked; hide if there are none."""
        self._model.clear()
        for choice in choices:
            item = QStandardItem(choice.label)
            item.setData(choice.code, Qt.ItemDataRole.UserRole)
            self._model.appendRow(item)
        if not choices:
            self.hide()
            return
        self.setCurrentIndex(self._model.index(0, 0))
        height = row_height(self) * min(len(choices), _MOST_SHOWN) + 4
        self.resize(below.width(), height)
        self.move(below.mapToGlobal(QPoint(0, below.height())))
        self.show()

    def move_mark(self, step: int) -> None:
        place = (self.currentIndex().row() + step) % max(1, self._model.rowCount())
        self.setCurrentIndex(self._model.index(place, 0))

    def marked(self) -> str | None:
        """The code of the marked choice."""
        index = self.currentIndex()
        return str(index.data(Qt.ItemDataRole.UserRole)) if index.isValid() else None
