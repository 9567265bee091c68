"""One filter of a list: a chip that opens its choices, with a count behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from app.ui.icons import icon
from app.ui.theme import Colour
from app.ui.widgets.buttons import Button


@dataclass(frozen=True)
class Pick:
    """One choice: ``key`` for programs, ``text`` for people, the ``group`` it is listed under."""

    key: str
    text: str
    group: str = ""
    count: int | None = None

    @property
    def shown(self) -> str:
        """With its count: 低保 60."""
        return self.text if self.count is None else f"{self.text}　{self.count}"


class FilterChip(Button):
    """``picked`` with the chosen key, None for all; it then says its ``subject`` only: 村."""

    picked = Signal(object)

    def __init__(self, subject: str, name: str) -> None:
        super().__init__(subject, icon_name="down", look="chip")
        self._subject = subject
        self._picks: tuple[Pick, ...] = ()
        self.key: str | None = None
        self.setCheckable(True)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setAccessibleName(name)
        self.clicked.connect(self._on_clicked)

    def show_picks(self, picks: Iterable[Pick]) -> None:
        """What there is to choose from now."""
        self._picks = tuple(picks)
        self._show()

    def pick(self, key: str | None) -> None:
        """Choose ``key``."""
        self.key = key
        self._show()
        self.picked.emit(key)

    def menu_now(self) -> QMenu:
        """The choices, under their groups where there are several."""
        menu = QMenu(self)
        menu.addAction(f"全部{self._subject}", partial(self.pick, None))
        menu.addSeparator()
        groups = list(dict.fromkeys(one.group for one in self._picks))
        for group in groups:
            place = menu if len(groups) < 2 else menu.addMenu(group)
            for one in self._picks:
                if one.group == group:
                    place.addAction(one.shown, partial(self.pick, one.key))
        return menu

    def _on_clicked(self) -> None:
        self._show()
        menu = self.menu_now()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _show(self) -> None:
        self.setChecked(self.key is not None)
        self.setIcon(icon("down", Colour.TEXT if self.key is None else Colour.ON_PRIMARY))
        found = next((one for one in self._picks if one.key == self.key), None)
        self.setText(found.shown if found and self.key else self._subject)
