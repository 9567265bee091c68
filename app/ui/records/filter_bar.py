"""Filters of the list in one row: a chip each, that opens its choices with a count behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.codes import HOUSEHOLD_CLASS, SCHEME
from app.domain.divisions import Divisions
from app.services.household_list import HouseholdFilter
from app.ui.filing.filter_chip import FilterChip, Pick
from app.ui.widgets.flow import FlowLayout


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
