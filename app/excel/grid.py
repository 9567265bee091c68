"""A sheet with its merged ranges taken into account: what stands in a cell, and what covers it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter

from app.domain.loose_values import Typed, as_text, is_blank
from app.excel.reader import Merged, Sheet


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
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._by_column: defaultdict[int, list[tuple[int, Covered]]] = defaultdict(list)
        self._take_in(sheet.merged)

    def own(self, row: int, column: int | None) -> Typed:
        """What is stored in this very cell."""
        if column is None or not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return None
        return self.rows[row][column]

    def covered(self, row: int, column: int | None) -> Covered | None:
        """The merged range over this cell."""
        ranges = self._by_column.get(column, ()) if column is not None else ()
        place = bisect_right(ranges, row, key=itemgetter(0)) - 1
        if place < 0 or ranges[place][1].area.bottom < row:
            return None
        return ranges[place][1]

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

    def _take_in(self, areas: tuple[Merged, ...]) -> None:
        """Ranges do not overlap; where a damaged file says so, what is left over is passed by."""
        budget = len(self.rows) * self.width
        for area in areas:
            bottom, right = min(area.bottom, len(self.rows) - 1), min(area.right, self.width - 1)
            budget -= max(0, bottom - area.top + 1) * max(0, right - area.left + 1)
            if budget < 0:
                break
            self._cover(Merged(area.top, area.left, bottom, right))
        for ranges in self._by_column.values():
            ranges.sort(key=itemgetter(0))

    def _cover(self, area: Merged) -> None:
        values = (
            self.own(row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )
        covered = Covered(area, next((value for value in values if not is_blank(value)), None))
        for column in range(area.left, area.right + 1):
            self._by_column[column].append((area.top, covered))
