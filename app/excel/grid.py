"""A sheet with its merged ranges taken into account: what stands in a cell, and what covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.loose_values import Typed, as_text, is_blank
from app.excel.reader import Merged, Sheet

MOST_COVERED: Final = 2_000_000
"""Cells under merged ranges that are followed up; overlapping ranges could name far more."""


@dataclass(frozen=True)
class Covered:
    """A merged range and the one value it shows: the first that is not empty."""

    area: Merged
    value: Typed


class Grid:
    """Rows and columns count from 0; outside the sheet everything is empty."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self.rows = sheet.rows
        self.width = len(sheet.rows[0]) if sheet.rows else 0
        self._covered: dict[tuple[int, int], Covered] = {}
        budget = MOST_COVERED
        for area in sheet.merged:
            bottom, right = min(area.bottom, len(self.rows) - 1), min(area.right, self.width - 1)
            clipped = Merged(area.top, area.left, bottom, right)
            budget -= max(0, bottom - area.top + 1) * max(0, right - area.left + 1)
            if budget >= 0:
                self._cover(clipped)

    def own(self, row: int, column: int | None) -> Typed:
        """What is stored in this very cell."""
        if column is None or not (0 <= row < len(self.rows) and 0 <= column < self.width):
            return None
        return self.rows[row][column]

    def covered(self, row: int, column: int | None) -> Covered | None:
        """The merged range over this cell."""
        return None if column is None else self._covered.get((row, column))

    def shown(self, row: int, column: int | None) -> Typed:
        """What a person sees standing for this cell: its own value, or that of its range."""
        value = self.own(row, column)
        if value is None and (covered := self.covered(row, column)):
            return covered.value
        return value

    def texts(self, row: int) -> list[tuple[int, str]]:
        """The cells of a row in which something is written: column and text."""
        return [
            (column, as_text(value).strip())
            for column, value in enumerate(self.rows[row])
            if value is not None and not (isinstance(value, str) and not value.strip())
        ]

    def _cover(self, area: Merged) -> None:
        values = (
            self.rows[row][column]
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )
        covered = Covered(area, next((value for value in values if not is_blank(value)), None))
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self._covered[row, column] = covered
