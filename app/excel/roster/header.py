"""Finding the header of a roster: one to three rows of labels, anywhere in a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.domain import id_number
from app.domain.loose_values import as_text, has_lost_digits
from app.excel.grid import Grid
from app.excel.roster.columns import ColumnMap, map_columns
from app.excel.roster.words import KNOWS_A_PERSON, field_of

FEWEST_LABELS: Final = 3
DEEPEST: Final = 3
"""Rows of labels one above the other."""

_CAPTION: Final = re.compile(r"[：:]|花名册|名单|\d{4}")
_NUMBER: Final = re.compile(r"(?=[^\d]*\d)[\d.,/年月\-]+")


@dataclass(frozen=True)
class Header:
    """Rows ``top`` to ``bottom`` (from 0) hold the labels that ``columns`` was made of."""

    top: int
    bottom: int
    columns: ColumnMap


def header_at(grid: Grid, row: int) -> Header | None:
    """The header whose first recognised row is ``row``."""
    if not _has_labels_enough(grid, row):
        return None
    top = row - 1 if row and _is_group_row(grid, row - 1) else row
    bottom = row
    while bottom - top + 1 < DEEPEST and _continues(grid, bottom + 1):
        bottom += 1
    paths = [
        [_label(grid, each, column, top) for each in range(top, bottom + 1)]
        for column in range(grid.width)
    ]
    columns = map_columns(paths)
    return Header(top, bottom, columns) if KNOWS_A_PERSON & columns.columns.keys() else None


def is_label_row(grid: Grid, row: int, columns: ColumnMap) -> bool:
    """Whether ``row`` repeats labels of ``columns`` (a header printed again on a new page)."""
    texts = grid.texts(row)
    same = sum(
        1
        for column, text in texts
        if column < len(columns.labels) and "".join(text.split()) == columns.labels[column]
    )
    return same >= 2 and same * 2 >= len(texts)


def _has_labels_enough(grid: Grid, row: int) -> bool:
    """Three labels we know, or fewer where there is nothing else."""
    texts = grid.texts(row)
    if len(texts) < 2 or any(_is_a_number_of_somebody(text) for _, text in texts):
        return False
    fields = [field for _, text in texts if (field := field_of(text)[0])]
    if len(fields) < min(FEWEST_LABELS, len(texts)):
        return False
    return bool(KNOWS_A_PERSON & set(fields)) or ("seq" in fields and len(fields) >= FEWEST_LABELS)


def _continues(grid: Grid, row: int) -> bool:
    """Whether ``row`` belongs to the header above it: most of what it says are labels."""
    if row >= len(grid.rows):
        return False
    texts = grid.texts(row)
    if not texts or any(_is_data(text) for _, text in texts):
        return False
    known = sum(1 for _, text in texts if field_of(text)[0])
    return known >= 1 and known * 2 >= len(texts)


def _is_group_row(grid: Grid, row: int) -> bool:
    """Whether ``row`` holds labels over several columns each (家庭成员情况), and no sentence."""
    texts = grid.texts(row)
    if any(_CAPTION.search(text) or _is_data(text) for _, text in texts):
        return False
    ranges = [covered.area for column, _ in texts if (covered := grid.covered(row, column))]
    wide = [area for area in ranges if area.right > area.left]
    return bool(wide) and all(area.right - area.left + 1 < grid.width - 1 for area in wide)


def _label(grid: Grid, row: int, column: int, top: int) -> str:
    text = as_text(grid.shown(row, column)).strip()
    if text or row > top:
        return text
    return _group_to_the_left(grid, row, column)


def _group_to_the_left(grid: Grid, row: int, column: int) -> str:
    """A label over several columns that was not merged: it stands over the first of them only."""
    below = as_text(grid.shown(row + 1, column)).strip()
    if not below or _is_data(below) or not field_of(below)[0]:
        return ""
    while column > 0 and grid.own(row, column) is None:
        column -= 1
    if grid.own(row + 1, column) is None:
        return ""
    return as_text(grid.own(row, column)).strip()


def _is_data(text: str) -> bool:
    """Whether no label looks like this: a number, a date, an ID number."""
    return bool(_NUMBER.fullmatch(text)) or _is_a_number_of_somebody(text)


def _is_a_number_of_somebody(text: str) -> bool:
    tidy = id_number.tidy(text)[:15]
    return has_lost_digits(text) or (len(tidy) == 15 and id_number.is_digits(tidy))
