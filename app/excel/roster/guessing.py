"""Columns whose label says nothing, recognised by what stands in them: ID numbers, names, phones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from app.domain import id_number, person_name
from app.domain.loose_values import Typed, as_text, has_lost_digits, is_blank
from app.domain.relation_words import read_relation
from app.excel.grid import Grid
from app.excel.roster.columns import ColumnMap
from app.excel.roster.words import NOT_READ, OTHERS, field_of

SAMPLE: Final = 60
"""Rows looked at."""
FEWEST: Final = 3
"""Values without which nothing is concluded."""

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def with_guessed_columns(grid: Grid, first_row: int, columns: ColumnMap) -> ColumnMap:
    """``columns``, and those among ``_SIGNS`` it lacks that their content gives away."""
    for field, looks_right in _SIGNS:
        has_name = field == "name" and "head_name" in columns.columns
        if field in columns.columns or has_name:
            continue
        column = next(_fitting(grid, first_row, columns, looks_right), None)
        if column is not None:
            columns = replace(
                columns,
                columns={**columns.columns, field: column},
                evidence={**columns.evidence, field: "按这一列的内容判断"},
            )
    return columns


def _fitting(
    grid: Grid, first_row: int, columns: ColumnMap, looks_right: Callable[[Typed], bool]
) -> Iterator[int]:
    taken = set(columns.columns.values())
    for column in range(grid.width):
        if column in taken or not (columns.is_headless or _says_nothing(columns.labels, column)):
            continue
        rows = range(first_row, min(first_row + SAMPLE, len(grid.rows)))
        values = [value for row in rows if not is_blank(value := grid.own(row, column))]
        right = sum(looks_right(value) for value in values)
        if right >= FEWEST and right * 10 >= len(values) * 7:
            yield column


def _says_nothing(labels: tuple[str, ...], column: int) -> bool:
    """Whether the label neither means a field nor speaks of somebody else (监护人身份证号)."""
    label = labels[column] if column < len(labels) else ""
    return (
        not field_of(label)[0] and not re.search(OTHERS, label) and not label.startswith(NOT_READ)
    )


def _is_like_an_id(value: Typed) -> bool:
    text = id_number.tidy(as_text(value))
    return has_lost_digits(value) or (len(text) in {15, 18} and id_number.is_digits(text[:14]))


def _is_like_a_name(value: Typed) -> bool:
    text = person_name.tidy(as_text(value))
    is_short = isinstance(value, str) and len(text) <= 4
    return is_short and person_name.is_name(text) and read_relation(text) is None


def _is_like_a_relation(value: Typed) -> bool:
    return isinstance(value, str) and read_relation(value) is not None


def _is_like_a_phone(value: Typed) -> bool:
    return bool(_MOBILE.fullmatch(as_text(value).strip()))


_SIGNS: Final[tuple[tuple[str, Callable[[Typed], bool]], ...]] = (
    ("id_no", _is_like_an_id),
    ("name", _is_like_a_name),
    ("relation", _is_like_a_relation),
    ("phone", _is_like_a_phone),
)
