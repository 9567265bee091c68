"""One field of a conflict: what it was, mine, theirs; and which of them, or another, it is to hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout

from app.services import conflicts
from app.services.conflicts import ConflictField, Pick, Side, Sides
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors.description import FieldDescription
from app.ui.widgets.editors.form import editor_for
from app.ui.widgets.texts import label

NOTHING: Final = "（空）"
COLUMNS: Final = ("项目", "原来", "我写的", "对方写的", "")
_TOP: Final = Qt.AlignmentFlag.AlignTop
_BUTTONS: Final[tuple[tuple[Side, int, str], ...]] = (
    ("mine", 2, "用我的"),
    ("theirs", 3, "用对方的"),
    ("other", 4, "另写"),
)


class FieldChoice(QObject):
    """Puts its widgets into ``grid`` from ``row`` on, two rows. ``changed`` when something is
    chosen; ``reveal_requested`` when the whole number is to be shown."""

    changed = Signal()
    reveal_requested = Signal(str)

    def __init__(
        self,
        parent: QObject,
        noun: str,
        one: ConflictField,
        description: FieldDescription | None,
        today: Callable[[], date],
    ) -> None:
        super().__init__(parent)
        self.name = one.name
        self.is_mine = one.is_mine
        self._noun = noun
        self._side: Side | None = None
        self._label = one.label
        self._is_masked = one.is_masked
        theirs = one.theirs or one.now
        mine = (one.mine or NOTHING) if one.is_mine else "（我没改）"
        self._texts = [
            label(text, wraps=True) for text in (one.base or NOTHING, mine, theirs or NOTHING)
        ]
        self._editor = editor_for(description, today) if description and one.is_mine else None
        self.buttons: dict[Side, Button] = {}

    def put_into(self, grid: QGridLayout, row: int) -> None:
        """Its place in the table."""
        grid.addWidget(label(self._label, "strong", wraps=True), row, 0, _TOP)
        for place, text in enumerate(self._texts, 1):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, row, place, _TOP)
        if self._is_masked:
            show = Button("显示", icon_name="show", look="inline")
            show.setAccessibleName(f"显示完整的{self._label}")
            show.clicked.connect(lambda: self.reveal_requested.emit(self.name))
            grid.addWidget(show, row, 4, _TOP)
        if not self.is_mine:
            return
        for side, column, text in _BUTTONS:
            if side == "other" and self._editor is None:
                continue
            button = Button(text, look="choice")
            button.setCheckable(True)
            button.setAccessibleName(f"{self._label}：{text}")
            button.clicked.connect(partial(self.choose, side))
            grid.addWidget(button, row + 1, column, _TOP)
            self.buttons[side] = button
        if self._editor is not None:
            self._editor.hide()
            grid.addWidget(self._editor, row + 2, 2, 1, 3)

    def choose(self, side: Side) -> None:
        """This one it is to be."""
        self._side = side
        for each, button in self.buttons.items():
            button.setChecked(each == side)
        if self._editor is not None:
            self._editor.setVisible(side == "other")
            if side == "other":
                self._editor.setFocus()
        self.changed.emit()

    def reveal(self, sides: Sides) -> None:
        """Show the whole numbers."""
        for text, value in zip(self._texts, (sides.base, sides.mine, sides.theirs), strict=True):
            text.setText(value or NOTHING)

    @property
    def is_chosen(self) -> bool:
        """Whether nothing more is to be decided here."""
        return not self.is_mine or self._side is not None

    def settle(self) -> bool:
        """Whether what is typed can be read."""
        return self._side != "other" or self._editor is None or self._editor.check()

    def pick(self) -> Pick | None:
        """What was chosen; None where there was nothing to choose."""
        if self._side == "other" and self._editor is not None:
            value: Any = self._editor.value
            kept = [*cast("tuple[Any, ...]", value)] if isinstance(value, tuple) else value
            return Pick("other", conflicts.as_kept(self._noun, self.name, kept))
        return Pick(self._side) if self._side else None
