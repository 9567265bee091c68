"""Choices as buttons: one of a few, several, a scale in a row, an order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.forms.answer_words import chosen
from app.forms.states import Choice, NodeState
from app.ui.icons import icon
from app.ui.theme import Colour
from app.ui.visits.doors import Doors
from app.ui.visits.fields.choice_button import ChoiceButton, has_roving_focus, picture_side
from app.ui.visits.fields.field import Field
from app.ui.visits.form_picture import form_picture
from app.ui.widgets.editors.description import Choice as Findable
from app.ui.widgets.editors.initials import fits
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

MANY_TO_SEARCH: Final = 12
"""From this many choices a line to search in stands above."""
_SOUGHT: Final = frozenset({"minimal", "autocomplete", "search"})
"""With one of these words in the appearance it stands above fewer, too."""
_LONG_LABEL: Final = 12
"""Characters; choices with longer labels stand one below the other."""
_SHORT_LABEL: Final = 4
"""Characters; up to this the mark stands before the label on a scale, not above it."""
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: +1,
    Qt.Key.Key_Down: +1,
}
_CLEARING: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

Chosen = tuple[str, ...]
Press = Callable[[Chosen, str], Chosen]
"""What is chosen after a choice was pressed."""


def choose_one(_before: Chosen, value: str) -> Chosen:
    """Pressing the chosen one again leaves it: hands that press twice lose nothing."""
    return (value,)


def choose_several(before: Chosen, value: str) -> Chosen:
    """Pressing adds, pressing again takes away; the last pressed is last."""
    if value in before:
        return tuple(one for one in before if one != value)
    return (*before, value)


class ChoicesField(Field):
    """Choices as buttons.

    Keys: arrows go round (and choose, where one is chosen), 1 to 9 choose, space chooses,
    Delete clears, Enter moves on without choosing anything.
    """

    def __init__(
        self, state: NodeState, doors: Doors, *, press: Press = choose_one, kind: str = "flow"
    ) -> None:
        super().__init__(state)
        self._doors = doors
        self._press = press
        self._kind = kind
        self._is_many = press is choose_several
        self._is_ranked = state.control == "rank"
        self._chosen: Chosen = ()
        self.buttons: list[ChoiceButton] = []
        self._offered: tuple[Choice, ...] | None = None
        self._empty: QLabel | None = None
        self.search: QLineEdit | None = None
        self._holder = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._holder)
        column.addWidget(self.remark)
        self._column = column
        self.show_state(state)

    # -- showing -------------------------------------------------------------------------------

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        if state.choices != self._offered:
            self._offer(state.choices)
        self._chosen = chosen(state, state.value)
        for button in self.buttons:
            button.setEnabled(not state.readonly)
            self._show_chosen(button)
        has_roving_focus(self.buttons, self._focused())
        self._show_emptiness()

    def _show_chosen(self, button: ChoiceButton) -> None:
        value = button.choice.value
        button.setChecked(value in self._chosen)
        if self._is_ranked:
            button.show_badge(str(self._chosen.index(value) + 1) if value in self._chosen else "")

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        had_focus = self._focused() is not None
        self._offered = choices
        holder = QWidget()
        self.buttons = [self._button(one, place) for place, one in enumerate(choices, 1)]
        self._lay_out(holder)
        self._column.replaceWidget(self._holder, holder)
        self._holder.hide()
        self._holder.deleteLater()
        self._holder = holder
        is_long = len(choices) >= MANY_TO_SEARCH or bool(
            _SOUGHT & set(self.state.appearance.split())
        )
        self._show_search(is_wanted=self._kind == "flow" and is_long)
        if self.buttons:
            self.setFocusProxy(None)  # pyright: ignore[reportArgumentType]
            self.setFocusProxy(self.buttons[0])
            if had_focus:
                self.buttons[0].setFocus()

    def _button(self, choice: Choice, number: int) -> ChoiceButton:
        is_bare = self._kind == "bare"
        button = ChoiceButton(
            choice,
            0 if is_bare else number,
            is_many=self._is_many,
            is_bare=is_bare,
            is_centred=self._kind == "scale" and self._has_long_labels(),
            is_even=self._kind == "scale",
            image=self._picture(choice.image),
        )
        button.clicked.connect(partial(self._on_chosen, choice.value))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(partial(self._open_menu, button))
        self.watch((button,))
        return button

    def _has_long_labels(self) -> bool:
        return any(len(one.label) > _SHORT_LABEL for one in self.state.choices)

    def _picture(self, name: str) -> QImage | None:
        content = self._doors.read_media(name) if name else b""
        side = picture_side(self)
        return form_picture(content, QSize(side, side), self)

    def _lay_out(self, holder: QWidget) -> None:
        layout = self._layout_for(holder)
        for place, button in enumerate(self.buttons):
            if isinstance(layout, QGridLayout):
                layout.addWidget(button, *divmod(place, self._columns()))
            else:
                layout.addWidget(button)
        layout.setContentsMargins(0, 0, 0, 0)

    def _layout_for(self, holder: QWidget) -> QLayout:
        if self._kind in ("scale", "bare"):
            row = QHBoxLayout(holder)
            row.setSpacing(6)
            return row
        if self._columns():
            grid = QGridLayout(holder)
            grid.setSpacing(8)
            return grid
        if any(len(button.text()) > _LONG_LABEL for button in self.buttons):
            column = QVBoxLayout(holder)
            column.setSpacing(8)
            return column
        return FlowLayout(holder, spacing=10)

    def _columns(self) -> int:
        found = re.search(r"\bcolumns(?:-([1-9]))?\b(?!-pack)", self.state.appearance)
        return int(found[1] or 2) if found and self._kind == "flow" else 0

    # -- choosing ------------------------------------------------------------------------------

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.buttons) and not self.state.readonly:
            self.buttons[number - 1].setFocus()
            self._on_chosen(self.buttons[number - 1].choice.value)

    def clear(self) -> None:
        """Take the answer away."""
        if not self.state.readonly:
            self._give(())

    def stops(self) -> list[QWidget]:
        search = [self.search] if self.search and self.search.isVisibleTo(self) else []
        return [*search, *self.buttons]

    def entry(self) -> QWidget | None:
        strong = Qt.FocusPolicy.StrongFocus
        return next((one for one in self.buttons if one.focusPolicy() == strong), None)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if super().key_pressed(event):
            return True
        is_searching = self.search is not None and self.search.hasFocus()
        if is_searching or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(_STEPS[key])
        elif key in _CLEARING:
            self.clear()
        elif event.text().isdecimal() and event.text().isascii() and event.text() != "0":
            self.choose(int(event.text()))
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        shown = [button for button in self.buttons if not button.isHidden()]
        at = self._focused()
        if at is None or not shown or self.state.readonly:
            return
        is_first = not self._is_many and not self._chosen
        place = 0 if is_first else (shown.index(at) + step) % len(shown)
        shown[place].setFocus(Qt.FocusReason.TabFocusReason)
        has_roving_focus(self.buttons, shown[place])
        if not self._is_many:
            self._on_pressed(shown[place].choice.value)

    def _on_chosen(self, value: str, _is_on: bool = False) -> None:
        """By a click or a number: with ``quick`` in the appearance that is also Enter."""
        self._on_pressed(value)
        if not self._is_many and "quick" in self.state.appearance.split():
            self.moved_on.emit()

    def _on_pressed(self, value: str) -> None:
        self._give(self._press(self._chosen, value))

    def _give(self, values: Chosen) -> None:
        self._chosen = values
        for button in self.buttons:
            self._show_chosen(button)
        has_roving_focus(self.buttons, self._focused())
        text = " ".join(values)
        if text != self.state.value:
            self.committed.emit(text)

    def _focused(self) -> ChoiceButton | None:
        return next((button for button in self.buttons if button.hasFocus()), None)

    # -- more ----------------------------------------------------------------------------------

    def _show_emptiness(self) -> None:
        if self._empty is None and not self.state.choices:
            self._empty = label("前面的题还没有答，这里暂时没有可选项。", "muted", wraps=True)
            self._column.insertWidget(0, self._empty)
        if self._empty is not None:
            self._empty.setVisible(not self.state.choices)

    def _show_search(self, *, is_wanted: bool) -> None:
        if self.search is None and is_wanted:
            self.search = self._make_search()
            self._column.insertWidget(0, self.search)
        if self.search is not None:
            self.search.setVisible(is_wanted)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setPlaceholderText("输入几个字或拼音首字母查找")
        search.setClearButtonEnabled(True)
        search.addAction(icon("search", Colour.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        search.textChanged.connect(self._on_searched)
        self.watch((search,))
        return search

    def _on_searched(self, typed: str) -> None:
        for button in self.buttons:
            choice = button.choice
            is_found = fits(Findable(choice.value, choice.label), typed)
            button.setVisible(is_found or button.isChecked())

    def _open_menu(self, button: ChoiceButton) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clear = menu.addAction("清除这个答案 (Delete)")
        clear.setEnabled(bool(self.state.value) and not self.state.readonly)
        clear.triggered.connect(self.clear)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
