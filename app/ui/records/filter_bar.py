"""Filters of the list in one row: a chip each, that opens its choices with a count behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.codes import HOUSEHOLD_CLASS, SCHEME
from app.domain.divisions import Divisions
from app.services.household_list import HouseholdFilter
from app.ui.icons import icon
from app.ui.theme import Colour
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout


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


class FilterBar(QWidget):
    """村, 类别, 项目. ``changed`` with a ``HouseholdFilter``."""

    changed = Signal(object)

    def __init__(self, divisions: Divisions) -> None:
        super().__init__()
        self._divisions = divisions
        self.village = FilterChip("村社区", "按村（社区）筛选")
        self.kind = FilterChip("类别", "按类别筛选")
        self.scheme = FilterChip("申请", "按正在办理或享受的项目筛选")
        self.kind.show_picks(_picks(HOUSEHOLD_CLASS, {}))
        self.scheme.show_picks(_picks(SCHEME))
        row = FlowLayout(self)
        for chip in (self.village, self.kind, self.scheme):
            chip.picked.connect(self._on_picked)
            row.addWidget(chip)

    @property
    def wanted(self) -> HouseholdFilter:
        """What is filtered for now."""
        return HouseholdFilter(
            village_code=self.village.key, class_now=self.kind.key, scheme=self.scheme.key
        )

    def show_counts(self, by_village: Mapping[str, int], by_class: Mapping[str, int]) -> None:
        """How many households each choice would leave."""
        self.village.show_picks(self._village_picks(by_village))
        self.kind.show_picks(_picks(HOUSEHOLD_CLASS, by_class))

    def _village_picks(self, counts: Mapping[str, int]) -> Sequence[Pick]:
        def name(get: Callable[[str], object], code: str) -> str:
            return str(getattr(get(code), "short_name", code))

        places = self._divisions
        return [
            Pick(code, name(places.get, code), name(places.township_of, code), count)
            for code, count in sorted(counts.items())
            if code
        ]

    def _on_picked(self, _key: object) -> None:
        self.changed.emit(self.wanted)


def _picks(
    choices: Iterable[tuple[str, str]], counts: Mapping[str, int] | None = None
) -> list[Pick]:
    """Where there are ``counts``, what nobody is in says 0."""
    return [
        Pick(code, text, count=None if counts is None else counts.get(code, 0))
        for code, text in choices
    ]
