"""The rows under one header, asked by field: what a cell says, alone or within its merged range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from app.domain.loose_values import Typed, as_text, has_lost_digits, is_blank, is_padded_month
from app.domain.relation_words import is_head, read_relation
from app.excel.error_cells import ERRORS
from app.excel.grid import Covered, Grid
from app.excel.roster.columns import ColumnMap

ONCE_A_HOUSEHOLD: Final = frozenset(
    (
        "amount", "start", "bank", "account", "holder", "phone", "note", "hardship",
        "household_size", "protected_count", "address", "head_id",
    )
)  # fmt: skip
"""Fields whose merged cell speaks for the household: it counts for its first person only."""

_DITTO: Final = frozenset(("同上", "〃", "″", '"', "''", "”", "同", "..", "…", "上同", "々"))
_MAY_BE_DITTO: Final = frozenset(
    ("village", "township", "group", "address", "bank", "hardship", "amount", "start", "nation")
)


def is_ditto(value: Typed) -> bool:
    """Whether the cell says: as above."""
    return isinstance(value, str) and value.strip() in _DITTO


def said(values: Mapping[str, Typed], field: str) -> str:
    """The trimmed text of a field; a stroke, 无, or the error of a formula is nothing."""
    value = values.get(field)
    text = "" if is_blank(value) else as_text(value).strip()
    return "" if text in ERRORS else text


class Block:
    """One header's rows, from ``first_row`` to the end of the sheet."""

    def __init__(self, grid: Grid, columns: ColumnMap, first_row: int) -> None:
        self.grid = grid
        self.map = columns
        self.columns = columns.columns
        self.first_row = first_row
        self._said: dict[str, Typed] = {}
        self._spoken_for: set[int] = set()

    def own(self, row: int, field: str) -> Typed:
        """What is stored in the cell itself."""
        return self.grid.own(row, self.columns.get(field))

    def text(self, row: int, field: str) -> str:
        """The trimmed text stored in the cell itself; a stroke or 无 is nothing."""
        value = self.own(row, field)
        return "" if is_blank(value) else as_text(value).strip()

    def covered(self, row: int, field: str) -> Covered | None:
        """The merged range over the cell."""
        return self.grid.covered(row, self.columns.get(field))

    def name_at(self, row: int) -> Typed:
        """The member's name; where the table names only heads, or the head's row has no other."""
        name, head = self.own(row, "name"), self.own(row, "head_name")
        if not is_blank(name) or is_blank(head):
            return name
        if "name" not in self.columns:
            return head
        relation, covered = self.text(row, "relation"), self.covered(row, "head_name")
        if relation or not is_blank(self.own(row, "id_no")):
            return head if not relation or is_head(read_relation(relation)) else None
        is_over_others = covered is not None and covered.area.bottom > row
        return None if is_over_others else head

    def is_surely_a_person(self, row: int) -> bool:
        """Has something like an ID number where the numbers are, and a name or a relation."""
        if self.text(row, "refused_household"):
            return True
        number = self.own(row, "id_no")
        digits = sum(sign.isdigit() for sign in as_text(number))
        if not (has_lost_digits(number) or digits >= 6):
            return False
        names = (self.own(row, field) for field in ("name", "head_name", "relation"))
        name = next((name for name in names if not is_blank(name)), None)
        return name is not None and not isinstance(name, int | float)

    def values_of(self, row: int) -> dict[str, Typed]:
        """The row's values by field, for the person who stands in it. Ask once, from the top."""
        values = {field: self._value(row, field) for field in self.columns}
        for field in _MAY_BE_DITTO & values.keys():
            value = values[field]
            if is_ditto(value):
                values[field] = self._said.get(field)
            elif not is_blank(value):
                self._said[field] = value
        if is_blank(values.get("name")) and not is_blank(name := self.name_at(row)):
            values["name"] = name  # of the head, who is named in no other place
            if is_blank(values.get("id_no")):
                values["id_no"] = values.get("head_id")
        return values

    def raw(self, row: int, values: dict[str, Typed]) -> tuple[Typed, ...]:
        """The cells as typed, and what merged ranges and 同上 say for this row."""
        cells = list(self.grid.rows[row])
        for field, column in self.columns.items():
            is_bare = column < len(cells) and (cells[column] is None or is_ditto(cells[column]))
            if is_bare:
                cells[column] = values.get(field)
        return tuple(cells)

    @cached_property
    def pads_months(self) -> bool:
        """Whether start months are written as numbers like 2025.09."""
        return any(is_padded_month(self.own(row, "start")) for row in self._rows())

    @cached_property
    def seq_counts_people(self) -> bool:
        """Whether every person has a number of their own, not only every household."""
        people = [row for row in self._rows() if self.is_surely_a_person(row)]
        return bool(people) and all(not is_blank(self.own(row, "seq")) for row in people)

    def is_sparse(self, field: str) -> bool:
        """Whether the column is mostly empty even where households begin.

        Then one entry speaks for all rows down to the next. In a column that is filled for most
        households an empty cell is empty, not a repetition.
        """
        if field not in self._sparse:
            firsts = [row for row in self._rows() if self._looks_like_a_first(row)]
            column = self.columns.get(field)
            filled = sum(not is_blank(self.grid.shown(row, column)) for row in firsts)
            self._sparse[field] = filled * 2 < len(firsts)
        return self._sparse[field]

    @cached_property
    def _sparse(self) -> dict[str, bool]:
        return {}

    def _looks_like_a_first(self, row: int) -> bool:
        is_first = self.text(row, "head_name") or is_head(read_relation(self.text(row, "relation")))
        return bool(is_first) or bool(self.text(row, "seq") and not self.seq_counts_people)

    def _value(self, row: int, field: str) -> Typed:
        """The cell itself; for a merged household cell, its value at its first person."""
        covered, value = self.covered(row, field), self.own(row, field)
        if covered is None:
            return value
        if field not in ONCE_A_HOUSEHOLD:
            return covered.value if value is None else value
        is_first = id(covered) not in self._spoken_for
        self._spoken_for.add(id(covered))
        return covered.value if is_first and value is None else value

    def _rows(self) -> Iterator[int]:
        return iter(range(self.first_row, len(self.grid.rows)))
